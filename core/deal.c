/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#include "deal.h"

#include <math.h>
#include <stdlib.h>

typedef struct table {
    size_t labels, folds;
    double *totals;   /* by label */
    double *by_group; /* group x label */
    double *by_fold;  /* fold x label */
} table;

typedef struct turn {
    size_t group;
    double deviation;
} turn;

/* ---- Counting ----------------------------------------------------------------------- */

/* Labels that occur get the numbers from 0, in their order. */
static int count_labels(const lk_dealing *d, table *t)
{
    size_t *number = calloc(d->label_count + 1, sizeof *number);
    for (size_t i = 0; number && i < d->item_count; i++)
        number[d->labels[i]] = 1;
    for (size_t l = 0; number && l < d->label_count; l++)
        number[l] = number[l] ? t->labels++ : 0;
    t->totals = calloc(t->labels + 1, sizeof *t->totals);
    t->by_group = calloc(d->group_count * t->labels + 1, sizeof *t->by_group);
    t->by_fold = calloc(d->fold_count * t->labels + 1, sizeof *t->by_fold);
    int ready = number && t->totals && t->by_group && t->by_fold;
    for (size_t i = 0; ready && i < d->item_count; i++) {
        size_t label = number[d->labels[i]];
        t->totals[label]++;
        t->by_group[d->groups[i] * t->labels + label]++;
    }
    free(number);
    return ready ? 0 : -1;
}

static double group_deviation(const double *counts, size_t n)
{
    double mean = 0, square = 0;
    for (size_t i = 0; i < n; i++)
        mean += counts[i];
    mean /= (double)n;
    for (size_t i = 0; i < n; i++)
        square += (counts[i] - mean) * (counts[i] - mean);
    return sqrt(square / (double)n);
}

static int compare_turns(const void *a, const void *b)
{
    const turn *x = a, *y = b;
    if (x->deviation > y->deviation || x->deviation < y->deviation)
        return x->deviation > y->deviation ? -1 : 1;
    return x->group < y->group ? -1 : x->group > y->group;
}

/* ---- Dealing ------------------------------------------------------------------------ */

/* How unequal the folds' shares of a label would be, were `more` added to one. */
static double share_deviation(const table *t, size_t label, size_t fold, double more)
{
    double mean = 0, square = 0;
    for (size_t f = 0; f < t->folds; f++)
        mean += (t->by_fold[f * t->labels + label] + (f == fold ? more : 0)) / t->totals[label];
    mean /= (double)t->folds;
    for (size_t f = 0; f < t->folds; f++) {
        double count = t->by_fold[f * t->labels + label] + (f == fold ? more : 0);
        double off = count / t->totals[label] - mean;
        square += off * off;
    }
    return sqrt(square / (double)t->folds);
}

/* As numpy.isclose has it by default. */
static int is_close(double a, double b)
{
    return fabs(a - b) <= 1e-8 + 1e-5 * fabs(b);
}

static size_t find_fold(const table *t, const double *group)
{
    size_t best = 0;
    double least = INFINITY, fewest = INFINITY;
    for (size_t f = 0; f < t->folds; f++) {
        double unequal = 0, items = 0;
        for (size_t l = 0; l < t->labels; l++) {
            unequal += share_deviation(t, l, f, group[l]);
            items += t->by_fold[f * t->labels + l];
        }
        unequal /= (double)t->labels;
        if (unequal < least || (is_close(unequal, least) && items < fewest)) {
            best = f;
            least = unequal;
            fewest = items;
        }
    }
    return best;
}

static void deal_groups(table *t, const turn *turns, size_t count, size_t *fold_of)
{
    for (size_t i = 0; i < count; i++) {
        const double *group = &t->by_group[turns[i].group * t->labels];
        size_t fold = find_fold(t, group);
        for (size_t l = 0; l < t->labels; l++)
            t->by_fold[fold * t->labels + l] += group[l];
        fold_of[turns[i].group] = fold;
    }
}

int lk_deal(const lk_dealing *d, size_t *folds)
{
    table t = {.folds = d->fold_count};
    turn *turns = calloc(d->group_count + 1, sizeof *turns);
    size_t *fold_of = calloc(d->group_count + 1, sizeof *fold_of);
    int rc = turns && fold_of ? count_labels(d, &t) : -1;
    for (size_t g = 0; !rc && g < d->group_count; g++)
        turns[g] = (turn){g, group_deviation(&t.by_group[g * t.labels], t.labels)};
    if (!rc) {
        qsort(turns, d->group_count, sizeof *turns, compare_turns);
        deal_groups(&t, turns, d->group_count, fold_of);
    }
    for (size_t i = 0; !rc && i < d->item_count; i++)
        folds[i] = fold_of[d->groups[i]];
    free(t.totals);
    free(t.by_group);
    free(t.by_fold);
    free(turns);
    free(fold_of);
    return rc;
}
