/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#ifndef EXPLAINERS_LIME_SAMPLE_H
#define EXPLAINERS_LIME_SAMPLE_H

/* The bits of one of LIME's samples. Which samples make a run is design.h, and what
 * each weighs is kernel.h. */

#include "../coalition/coalition.h"

/* Show every segment with the given probability in one row. With probability
 * 1/2 its bits come from one draw per 64 segments, lowest bit first; with any
 * other, from one draw per segment. */
void sample_draw(lk_context *ctx, const coalition *c, double probability, size_t row);

#endif
