/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#ifndef INTEGRATED_GRADIENTS_WAY_H
#define INTEGRATED_GRADIENTS_WAY_H

/* The straight way from a baseline to a view, and what the gradients at steps on it
 * come to. Everything is of the arena. */

#include "../pixels/pixels.h"
#include "quadrature.h"

typedef struct way {
    pixels *pixels;
    const float *from, *to; /* baseline and view */
    size_t steps;
    double *nodes, *weights;

    /* By asked class, size values each: sums over the even and over the odd steps of
     * the weighted attributions, that is of gradients times what the view differs by
     * from the baseline; and over all steps of their weighted squares. */
    double *halves[2], *squares;
} way;

lk_status way_open(pixels *p, const float *from, quadrature_rule rule, size_t steps, way *out);
/* Go it. */
lk_status way_run(way *w);

/* Of a class, once it was gone: the sum of both halves takes the place of the first, and
 * the variance of an attribution over the steps, in some unit, that of its square. */
void way_join(const way *w, uint32_t slot);

#endif
