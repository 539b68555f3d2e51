/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#ifndef LK_CHECK_STUDY_H
#define LK_CHECK_STUDY_H

/* What is left of a study that never was: the tables of every study, with the
 * columns that runs give them, and random numbers in plausible places. For
 * analyses and reports. */

#include "scene.h"
#include "table.h"

/* All tables, `rows` rows each. NULL when out of memory. */
lk_table_set *study_tables(uint64_t seed, size_t rows);

/* A picture of every kind, in the memory of the operation in hand. */
size_t study_figures(lk_trial *t, const scene *s, const lk_figure **out);

extern const char study_provenance[];

#endif
