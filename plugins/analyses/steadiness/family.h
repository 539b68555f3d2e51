/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#ifndef STEADINESS_FAMILY_H
#define STEADINESS_FAMILY_H

#include <likeness/plugin.h>

/* Explainers of a study that differ in one number alone. */

typedef struct member {
    const char *name;
    double number;
} member;

typedef struct family {
    const char *key;  /* the parameter, as the table `variants` names it */
    const char *base; /* the first of them in the study */
    size_t count;     /* two or more */
    member *members;  /* by their numbers, which all differ */
} family;

/* What to do with a family, which is there for the call alone. */
typedef lk_status (*family_take)(void *user, lk_context *ctx, const family *f);

/* All families of the table `variants`, in the order of the study. An explainer may be
 * of several, by another key in each; of two with the same number the first counts. */
lk_status families_find(lk_context *ctx, const lk_table *variants, family_take take, void *user);

#endif
