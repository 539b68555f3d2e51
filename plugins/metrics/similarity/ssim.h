/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#ifndef SIMILARITY_SSIM_H
#define SIMILARITY_SSIM_H

#include <likeness/plugin.h>

enum { SSIM_WINDOW = 7 };

/* Mean structural similarity of two maps of one shape; missing where they hold
 * one value only, or are smaller than the window. */
lk_status ssim(lk_context *ctx, const lk_tensor *a, const lk_tensor *b, lk_value *out);

#endif
