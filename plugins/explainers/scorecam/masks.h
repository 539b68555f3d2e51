/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#ifndef EXPLAINERS_SCORECAM_MASKS_H
#define EXPLAINERS_SCORECAM_MASKS_H

/* The view, masked by one channel of a layer at a time. */

#include "../cam/cam.h"

typedef struct masks {
    size_t count;
    const size_t *channels; /* which ones, rising */
    size_t classes;         /* of the network */
    float *scores;          /* count x classes */
} masks;

/* The `most` channels whose activation varies most; 0 for all. */
lk_status masks_choose(lk_context *ctx, const cam *c, size_t most, masks *out);

/* Score the view under each mask; where a mask is 0 it shows the colour. */
lk_status masks_ask(lk_context *ctx, const cam *c, const double colour[3], masks *m);

static inline double masks_score(const masks *m, size_t i, uint32_t class_index)
{
    return (double)m->scores[i * m->classes + class_index];
}

#endif
