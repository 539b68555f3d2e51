/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#ifndef ROAD_IMPUTATION_H
#define ROAD_IMPUTATION_H

/* Hidden pixels from those around them (Rong et al., ICML 2022, section 4.3): each
 * is the weighted mean of its eight neighbours, hidden ones included, those beside
 * it with 1/6, those at its corners with 1/12, less where it lies at the border. */

#include <likeness/plugin.h>

typedef struct imputation imputation;

/* Room for images of one size; of the arena. NULL when there is no memory. */
imputation *imputation_new(lk_context *ctx, int64_t height, int64_t width, int64_t channels);

/* Solve for the hidden pixels of `image`, float32 H x W x C. `out` is H x W x C; the
 * other pixels are copied. At least one pixel is not hidden. */
lk_status imputation_solve(imputation *m, lk_context *ctx, const lk_region *hidden,
                           const lk_tensor *image, double *out);

#endif
