/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#ifndef SLIC_CLUSTER_H
#define SLIC_CLUSTER_H

/* k-means in colour and place. Squared pixels count in units of the squared step
 * of the seeds. A centre sees two steps round it, but steps of the grid that
 * one would place for as many segments as there are seeds: so scikit-image. */

#include "../planes/planes.h"
#include "seeds.h"

/* Label each pixel with its nearest centre; `seeds` are the first centres, with
 * colour 0. `image` holds colours divided by the compactness. Centres are
 * numbered in raster order of their seeds; some may end with no pixel. */
lk_status cluster_pixels(lk_context *ctx, const planes *image, const seed_grid *seeds,
                         size_t iterations, int32_t *labels);

#endif
