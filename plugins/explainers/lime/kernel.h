/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#ifndef EXPLAINERS_LIME_KERNEL_H
#define EXPLAINERS_LIME_KERNEL_H

/* What a sample weighs in the regression: less, the further it is from the view. */

#include "../coalition/coalition.h"

typedef enum kernel_distance {
    DISTANCE_COSINE,         /* of the bits from all ones: 1 - cosine */
    DISTANCE_EUCLIDEAN,      /* likewise */
    DISTANCE_PIXEL_COSINE,   /* of the pixels of the sample's picture from those of the view */
    DISTANCE_PIXEL_EUCLIDEAN /* likewise, of values from 0 to 1 */
} kernel_distance;

typedef enum kernel_form {
    FORM_ROOT, /* sqrt(exp(-d^2 / width^2)) */
    FORM_PLAIN /* exp(-d^2 / width^2) */
} kernel_form;

/* Sums over the pixels of one segment. A sample's picture is the view but for the
 * hidden segments, so its distance is a sum of these, and nothing is painted. */
typedef struct kernel_sums {
    double view, fill, product; /* of squares, and of view times fill */
    double difference;          /* of squares of the difference */
} kernel_sums;

typedef struct kernel {
    kernel_distance distance;
    kernel_form form;
    double width;
    const kernel_sums *sums; /* per segment; NULL for a distance of bits */
} kernel;

/* For the segments and the fill of a problem, once it is filled. */
lk_status kernel_open(lk_context *ctx, const coalition *c, kernel_distance distance,
                      kernel_form form, double width, kernel *out);

/* A weight per row of the problem. */
void kernel_weigh(const kernel *k, const coalition *c, double *weights);

#endif
