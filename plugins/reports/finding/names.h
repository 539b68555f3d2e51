/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#ifndef REPORTS_FINDING_NAMES_H
#define REPORTS_FINDING_NAMES_H

#include "../common/draft.h"

/* Different texts in the order in which they came. Zeroed at first; the texts
 * are borrowed. */
typedef struct names {
    size_t count, room, latest;
    const char **items;
} names;

size_t names_find(const names *n, const char *text); /* SIZE_MAX: it is none of them */
size_t names_add(draft *d, names *n, const char *text);
/* Those in a column of a table, which may be NULL. */
void names_add_column(draft *d, names *n, const lk_table *t, const char *column);

/* One explainer with one alignment: a branch of the study, with maps of its
 * own. Both are "" for ready-made maps. */
typedef struct branch {
    const char *explainer, *align;
} branch;

typedef struct branches {
    size_t count, room;
    branch *items;
} branches;

void branches_add(draft *d, branches *b, const char *explainer, const char *align);
int branch_has_row(const branch *b, const lk_table *t, size_t row);
/* "lime, aligned by paper" */
const char *branch_title(draft *d, const branch *b);

#endif
