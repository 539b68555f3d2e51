/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#ifndef EXPLAINERS_SENSITIVITY_SEQUENCE_H
#define EXPLAINERS_SENSITIVITY_SEQUENCE_H

/* Samples that cover the coalitions more evenly than coins do. Each shows every
 * segment with probability 1/2, whichever the design:
 *
 * sobol  points of Sobol's sequence (GSL; Bratley and Fox, ACM Trans. Math.
 *        Software 14, 1988), a segment being shown where its coordinate, flipped
 *        at random for all samples alike, is above 1/2. A coordinate's first bit
 *        alone decides, and over few samples there are few different ones, so
 *        that many segments would have to go together. So eight at a time take
 *        the first eight coordinates, with samples in a random order of their own
 *        (Latin supercube sampling: Owen, ACM Trans. Modeling and Computer
 *        Simulation 8, 1998). Among eight, any pattern of few segments is about
 *        equally frequent; exactly so where the number of samples is a power of 2
 * latin  every segment is shown by half of the samples, whichever (Latin hypercube
 *        sampling: McKay, Beckman and Conover, Technometrics 21, 1979) */

#include "../coalition/coalition.h"

typedef enum sequence_design { SEQUENCE_SOBOL, SEQUENCE_LATIN } sequence_design;

/* Draw the rows first .. first + count - 1. */
lk_status sequence_draw(lk_context *ctx, const coalition *c, sequence_design d, size_t first,
                        uint32_t count);

#endif
