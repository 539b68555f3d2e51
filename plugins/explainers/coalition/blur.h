/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#ifndef EXPLAINERS_COALITION_BLUR_H
#define EXPLAINERS_COALITION_BLUR_H

#include <likeness/plugin.h>

/* A Gaussian blur of float32 H x W x 3 into `out` of the same size. As scipy.ndimage's
 * gaussian_filter has it, weights end at four standard deviations, and beyond
 * the border the picture is mirrored, its outermost pixels repeated. */
lk_status blur_paint(lk_context *ctx, const lk_tensor *view, double sigma, float *out);

#endif
