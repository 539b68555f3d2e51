/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#ifndef LK_CORE_SCORING_H
#define LK_CORE_SCORING_H

/* One map of a scoring task, and what is done to it again and again: made a
 * foreground of, held against masks, stood in for by baselines. All of it lives in
 * the arena of the task. */

#include "session.h"

typedef struct lk_scoring {
    lk_session *s;
    lk_instance *metric, *binariser, *aligner; /* aligner NULL: of ready-made maps */
    const lk_metric_ops *ops;
    lk_frame frame; /* as baselines get it */
    lk_heatmap map, face;
    lk_fault *fault;
    lk_key draw_key; /* keys the streams of baselines */
    /* The map's foreground, as it was last asked for; before that no mask. */
    const lk_region *foreground_mask;
    lk_region foreground;
    lk_status foreground_status;
    const char *foreground_reason;
} lk_scoring;

/* Means of values over several draws or masks; missing ones are left out. */
typedef struct lk_mean {
    double sum[64];
    uint32_t n[64];
    lk_value last[64];
} lk_mean;

/* Values of the metric, all missing. */
const lk_value *lk_scoring_row(const lk_scoring *sc, lk_value *values);
/* Of the map's shape; its pixels may be NULL. */
lk_region lk_scoring_region(const lk_scoring *sc);
/* LK_MISSING leaves every value missing with the reason. Every heatmap that is
 * scored comes by here, those of baselines too. */
lk_status lk_scoring_binarise(lk_scoring *sc, const lk_heatmap *map, const lk_region *mask,
                              lk_region *out);
/* Of the map itself. */
lk_status lk_scoring_foreground(lk_scoring *sc, const lk_region *mask, lk_region *out);
lk_status lk_scoring_agree(lk_scoring *sc, const lk_heatmap *map, const lk_region *fg,
                           const lk_region *mask, lk_value *values);
/* The map and its foreground; values are missing where it has none. */
lk_status lk_scoring_own(lk_scoring *sc, const lk_region *mask, lk_value *values);
void lk_scoring_missing(const lk_scoring *sc, const char *reason, lk_value *values);

void lk_mean_add(const lk_scoring *sc, lk_mean *m, const lk_value *values);
void lk_scoring_pack(const lk_scoring *sc, const lk_value *values, lk_pack *out);
void lk_mean_pack(const lk_scoring *sc, lk_pack *out, const lk_mean *m);

/* What stands in the network's place, scored: a map (scoring.c's), or what a
 * baseline draws (score_baseline.c). */
lk_status lk_scoring_map(lk_scoring *sc, const lk_heatmap *map, const lk_region *mask,
                         lk_value *values);
lk_status lk_scoring_baseline(lk_scoring *sc, const char *variant, const lk_region *mask,
                              lk_pack *out);

#endif
