/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#ifndef EXPLAINERS_LIME_SAMPLE_H
#define EXPLAINERS_LIME_SAMPLE_H

/* LIME's samples: the bits of one, how far each is from the whole view, and
 * what it weighs in the regression. Which samples make a run is design.h. */

#include "../coalition/coalition.h"

typedef enum sample_distance { DISTANCE_COSINE, DISTANCE_EUCLIDEAN } sample_distance;

/* Show every segment with the given probability in one row. With probability
 * 1/2 its bits come from one draw per 64 segments, lowest bit first; with any
 * other, from one draw per segment. */
void sample_draw(lk_context *ctx, const coalition *c, double probability, size_t row);

/* sqrt(exp(-d^2 / width^2)) for each sample, with d its distance from the
 * sample that shows everything. */
void sample_weigh(const coalition *c, sample_distance distance, double width, double *weights);

#endif
