/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#ifndef SIMILARITY_SSIM_H
#define SIMILARITY_SSIM_H

#include <likeness/plugin.h>

/* 7 x 7 pixels that weigh the same, with the sample covariance; or 11 x 11 by a
 * Gaussian of 1.5 pixels, with the population's. */
typedef enum ssim_window { SSIM_UNIFORM, SSIM_GAUSSIAN } ssim_window;

/* Mean structural similarity of two maps of one shape; missing where they hold
 * one value only, or are smaller than the window. */
lk_status ssim(lk_context *ctx, ssim_window window, const lk_tensor *a, const lk_tensor *b,
               lk_value *out);

#endif
