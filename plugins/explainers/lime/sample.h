/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#ifndef EXPLAINERS_LIME_SAMPLE_H
#define EXPLAINERS_LIME_SAMPLE_H

/* LIME's samples: random bits, how far each is from the whole view, and what it
 * weighs in the regression. */

#include "../coalition/coalition.h"

typedef enum sample_distance { DISTANCE_COSINE, DISTANCE_EUCLIDEAN } sample_distance;

/* Sample 0 shows everything; in each other one every segment is shown with the
 * given probability. The draws are taken from the call's random stream sample
 * by sample, so fewer samples are a beginning of more. With probability 1/2 a
 * sample takes its bits from one draw per 64 segments, lowest bit first; with
 * any other, one draw per segment. */
lk_status sample_draw(lk_context *ctx, coalition *c, double probability);

/* sqrt(exp(-d^2 / width^2)) for each sample, with d its distance from the
 * sample that shows everything. */
void sample_weigh(const coalition *c, sample_distance distance, double width, double *weights);

#endif
