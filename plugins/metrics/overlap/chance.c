/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#include "chance.h"

#include <math.h>

/* What is less likely than the mode by this factor adds nothing to a double. */
static const double NEGLIGIBLE = 1e-30;

/* Sums over the values of X so far. */
typedef struct sums {
    double weight, iou;
} sums;

/* `both` is the area of foreground and mask together. */
static void add(sums *s, double shared, double both, double weight)
{
    s->weight += weight;
    s->iou += weight * shared / (both - shared);
}

/* Outwards from the mode, by the ratio of neighbouring probabilities, so that
 * neither factorials nor logarithms are needed. */
double chance_iou(double pixels, double foreground, double mask)
{
    sums s = {0, 0};
    double both = foreground + mask;
    double rest = pixels - both; /* outside both where they are disjoint */
    double least = fmax(0, -rest), most = fmin(foreground, mask);
    double mode = floor((foreground + 1) * (mask + 1) / (pixels + 2));
    mode = fmin(fmax(mode, least), most);
    add(&s, mode, both, 1);
    double weight = 1;
    for (double x = mode; x < most && weight > NEGLIGIBLE; x++) {
        weight *= (foreground - x) * (mask - x) / ((x + 1) * (rest + x + 1));
        add(&s, x + 1, both, weight);
    }
    weight = 1;
    for (double x = mode; x > least && weight > NEGLIGIBLE; x--) {
        weight *= x * (rest + x) / ((foreground - x + 1) * (mask - x + 1));
        add(&s, x - 1, both, weight);
    }
    return s.iou / s.weight;
}
