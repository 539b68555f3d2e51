/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#include "../statistics/effect.h"
#include "../statistics/permutation.h"
#include "../statistics/t.h"
#include "cells.h"
#include "inference.h"

static const lk_column columns[] = {
    SETTING_COLUMNS,
    {"a", LK_COLUMN_TEXT},
    {"b", LK_COLUMN_TEXT},
    {"a_mean", LK_COLUMN_NUMBER},
    {"b_mean", LK_COLUMN_NUMBER},
    {"a_n", LK_COLUMN_NUMBER},
    {"b_n", LK_COLUMN_NUMBER},
    {"value", LK_COLUMN_NUMBER},
    {"lo", LK_COLUMN_NUMBER},
    {"hi", LK_COLUMN_NUMBER},
    {"p", LK_COLUMN_NUMBER},
    {"p_adjusted", LK_COLUMN_NUMBER},
    {"correction", LK_COLUMN_TEXT},
    {"effect", LK_COLUMN_NUMBER},
    RUN_COLUMN,
};

enum { COLUMNS = sizeof columns / sizeof columns[0] };

/* The own scores of a group's networks: of each, the mean over its labels. */
typedef struct group {
    const char *name;
    size_t n;
    double *values;
} group;

typedef struct pair {
    const setting *setting;
    const char *a, *b;
    double a_mean, b_mean, a_n, b_n, effect; /* NAN: has none */
    interval welch;
} pair;

static double network_mean(const grid *g, const setting *x, size_t network)
{
    double sum = 0, known = 0;
    for (size_t l = 0; l < g->column_count; l++) {
        double score = grid_cell(g, x, 0, network, l);
        if (isnan(score))
            continue;
        sum += score;
        known++;
    }
    return known > 0 ? sum / known : NAN;
}

static void gather(const study *s, const setting *x, group *g)
{
    const lk_label_map *groups = &s->params->groups;
    g->n = 0;
    for (size_t i = 0; i < groups->count; i++) {
        size_t network = texts_find(&s->grid.networks, groups->from[i]);
        if (network == SIZE_MAX || strcmp(groups->to[i], g->name) != 0)
            continue;
        double mean = network_mean(&s->grid, x, network);
        if (!isnan(mean))
            g->values[g->n++] = mean;
    }
}

static lk_status compare(study *s, const setting *x, const group *a, const group *b, pair *out,
                         double *p)
{
    *out = (pair){.setting = x,
                  .a = a->name,
                  .b = b->name,
                  .a_mean = values_mean(a->values, a->n),
                  .b_mean = values_mean(b->values, b->n),
                  .a_n = (double)a->n,
                  .b_n = (double)b->n,
                  .effect = NAN,
                  .welch = {NAN, NAN}};
    if (a->n > 1 && b->n > 1) {
        t_interval_welch(a->values, a->n, b->values, b->n, s->params->level, &out->welch);
        effect_hedges(a->values, a->n, b->values, b->n, &out->effect);
    }
    return permutation(a->values, a->n, b->values, b->n, (size_t)s->params->resamples, s->key, p)
               ? no_memory(s)
               : LK_OK;
}

static lk_status write_row(study *s, const pair *x, double p, double adjusted)
{
    lk_cell cells[COLUMNS] = {
        [SETTING_CELLS] = cell_text(x->a),
        cell_text(x->b),
        cell_number(x->a_mean),
        cell_number(x->b_mean),
        cell_number(x->a_n),
        cell_number(x->b_n),
        cell_number(x->a_mean - x->b_mean),
        cell_number(x->welch.lo),
        cell_number(x->welch.hi),
        cell_number(p),
        cell_number(adjusted),
        cell_text(inference_corrections[s->params->correction]),
        cell_number(x->effect),
    };
    return setting_row(s, "pairs", x->setting, COLUMNS, columns, cells);
}

/* The groups in the order of the study file; a network that has no score, as
 * after a failure or by a slip of the pen, is told. */
static group *find_groups(study *s, size_t *count)
{
    const lk_label_map *map = &s->params->groups;
    texts names = {0};
    group *groups = study_room(s, map->count, sizeof *groups);
    for (size_t i = 0; groups && i < map->count; i++) {
        if (texts_find(&s->grid.networks, map->from[i]) == SIZE_MAX)
            lk_log(s->ctx, LK_WARNING, "groups: the network '%s' has no scores", map->from[i]);
        if (texts_add(&names, s->ctx, map->to[i]) == SIZE_MAX)
            return NULL;
    }
    for (size_t i = 0; groups && i < names.count; i++) {
        groups[i] =
            (group){.name = names.items[i], .values = study_room(s, map->count, sizeof(double))};
        if (!groups[i].values)
            return NULL;
    }
    *count = names.count;
    return groups;
}

static lk_status compare_all(study *s, group *groups, size_t count, pair *pairs, tests *made)
{
    lk_status status = LK_OK;
    size_t done = 0;
    for (size_t i = 0; i < s->grid.count; i++) {
        const setting *x = &s->grid.settings[i];
        for (size_t a = 0; a < count; a++)
            gather(s, x, &groups[a]);
        for (size_t a = 0; a < count; a++)
            for (size_t b = a + 1; !status && b < count; b++) {
                if (!groups[a].n || !groups[b].n)
                    continue;
                made->metrics[done] = x->metric;
                status = lk_cancelled(s->ctx)
                             ? LK_CANCELLED
                             : compare(s, x, &groups[a], &groups[b], &pairs[done], &made->p[done]);
                done++;
            }
    }
    made->count = done;
    return status;
}

lk_status write_pairs(study *s, tests *made)
{
    size_t count;
    *made = (tests){0};
    if (!s->params->groups.count)
        return LK_OK;
    group *groups = find_groups(s, &count);
    if (!groups)
        return no_memory(s);
    size_t most = count * (count - 1) / 2 * s->grid.count;
    pair *pairs = study_room(s, most, sizeof *pairs);
    lk_status status = tests_make(s, most, made);
    if (!status)
        status = pairs ? compare_all(s, groups, count, pairs, made) : no_memory(s);
    if (!status)
        status = tests_adjust(s, made);
    for (size_t i = 0; !status && i < made->count; i++)
        status = write_row(s, &pairs[i], made->p[i], made->adjusted[i]);
    return status;
}
