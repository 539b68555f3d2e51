/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#ifndef LK_CHECK_JUDGE_H
#define LK_CHECK_JUDGE_H

/* What came back, judged: each of these ends the check with a sentence
 * (cage_fail) where it is wrong, and adds what is right to a digest, so that two
 * tries can be compared. */

#include "scene.h"

/* May the outputs be looked at? 0: it refused, cancelled, or found nothing to
 * tell, and properly so. What it did to memory is judged too. */
int judge_status(lk_trial *t, const scene *s, lk_status status, const char *operation,
                 lk_digest *out);
void judge_floats(const float *values, size_t count, const char *what, lk_digest *out);
void judge_map(const lk_heatmap *map, lk_digest *out);
void judge_region(const lk_region *region, const char *what, lk_digest *out);
/* Labels 0..count - 1; each used, where `each`. */
void judge_labels(const lk_tensor *labels, uint32_t count, int each, lk_digest *out);
/* Against what was declared. How many are not missing. */
size_t judge_values(const lk_value *values, const lk_value_info *infos, uint32_t info_size,
                    size_t count, lk_digest *out);
void judge_text(const char *text, const char *what, lk_digest *out);

#endif
