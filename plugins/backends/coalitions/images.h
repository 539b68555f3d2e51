/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#ifndef LK_BACKENDS_COALITIONS_IMAGES_H
#define LK_BACKENDS_COALITIONS_IMAGES_H

/* The images of a coalition problem as node 0 of a network takes them. */

#include "../graph/graph.h"

typedef struct images {
    const lk_coalitions *problem;
    size_t pixels, channels;
    const float *const *bases;
    const float *const *fills;
} images;

lk_status images_open(lk_context *ctx, const graph *g, const lk_coalitions *problem, images *out);

/* What a row of the problem shows, whole. */
void images_paint(const images *i, size_t row, float *out);

/* What a row shows at one pixel. */
static inline const float *images_pixel(const images *i, size_t row, size_t pixel)
{
    const lk_coalitions *c = i->problem;
    uint32_t segment = (uint32_t)((const int32_t *)c->segments->data)[pixel];
    const float *image = lk_z_get(c->z + row * c->z_stride, segment)
                             ? i->bases[lk_row_base(c, row)]
                             : i->fills[lk_row_fill(c, row)];
    return image + pixel * i->channels;
}

#endif
