/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#ifndef LK_CORE_SCORE_H
#define LK_CORE_SCORE_H

/* What is asked about a map: one job per map, mask reading, binariser and
 * metric, and what its note holds. */

#include "run.h"

typedef struct lk_setting {
    size_t mask, reading, binariser, metric;
} lk_setting;

/* The most settings that any label has, and each of them. */
size_t lk_setting_count(const lk_run *r);
lk_setting lk_setting_at(const lk_run *r, size_t i);
/* Does a label have it? */
int lk_setting_exists(const lk_run *r, int label, const lk_setting *s);
const lk_entry *lk_setting_metric(const lk_run *r, const lk_setting *s);

/* Names in tables. That of a mask is its variant, and the reading where there
 * are several; a binariser that sees the mask says so. */
const char *lk_setting_mask(lk_run *r, const lk_setting *s, int label);
const char *lk_setting_binariser(lk_run *r, const lk_setting *s);

/* The mask of any label that goes with a map and a setting: an index for
 * mask_keys. */
size_t lk_setting_slot(const lk_run *r, const lk_map_cell *c, const lk_setting *s, size_t label);

/* Make a map of a network, explainer, alignment and label that of one face alone. 0
 * where the face was not explained for it. */
int lk_face_map(const lk_run *r, lk_map_cell *map, size_t face);

/* Score maps that are done: jobs by map and setting, without a note where there
 * is nothing to ask or it failed. Free them with lk_jobs_free, also when it fails. */
lk_status lk_score_maps(lk_run *r, const char *phase, const lk_map_cell *maps, size_t count,
                        lk_job **out);

/* The rows of a note: own, wrong, each baseline, each control that stands by itself,
 * then each mask that is done. */
enum { LK_OWN_ROW, LK_WRONG_ROW, LK_FIRST_BASELINE };

/* The rows of tables are the same but for masks; the last is chance, which is
 * carried by the own value. NULL: the name of the own row. */
size_t lk_baseline_rows(const lk_run *r);
const char *lk_baseline_name(const lk_run *r, size_t row);
lk_value lk_read_score(const lk_run *r, const lk_job *j, size_t row, uint32_t value_count,
                       uint32_t value);
/* The same against the mask that is the `mask`-th of those that are done. */
lk_value lk_read_cross(const lk_run *r, const lk_job *j, size_t mask, uint32_t value_count,
                       uint32_t value);

#endif
