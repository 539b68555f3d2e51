/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#include "single.h"

#include "cells.h"
#include "contrast.h"

static const lk_column columns[] = {
    SETTING_COLUMNS,
    {"network", LK_COLUMN_TEXT},
    {"over", LK_COLUMN_TEXT},
    {"contrast", LK_COLUMN_TEXT},
    {"value", LK_COLUMN_NUMBER},
    JUDGED_COLUMNS,
    RUN_COLUMN,
};

enum { COLUMNS = sizeof columns / sizeof columns[0], JUDGED = SETTING_CELLS + 4 };

lk_status singles_make(study *s, size_t most, size_t clusters, tests *made, singles *out)
{
    lk_status status = tests_make(s, most, made);
    if (status)
        return status;
    *out = (singles){.items = study_room(s, made->count, sizeof *out->items),
                     .tests = made,
                     .sums = study_room(s, clusters, sizeof *out->sums),
                     .known = study_room(s, clusters, sizeof *out->known),
                     .values = study_room(s, clusters, sizeof *out->values)};
    made->count = 0;
    return out->items && out->sums && out->known && out->values ? LK_OK : no_memory(s);
}

/* ---- Gathering ------------------------------------------------------------------------ */

static void add_network(const single *x, size_t network, singles *r)
{
    const grid *g = x->grid;
    for (size_t c = 0; c < g->column_count; c++) {
        double score = grid_cell(g, x->setting, 0, network, c);
        if (x->minus)
            score -= grid_cell(g, x->minus, x->baseline, network, c);
        if (isnan(score))
            continue;
        r->sums[g->columns[c].cluster] += score;
        r->known[g->columns[c].cluster]++;
    }
}

/* The mean of each cluster that has a score. */
static size_t gather(const single *x, singles *r)
{
    const grid *g = x->grid;
    int is_all = x->network == g->networks.count;
    size_t n = 0;
    for (size_t i = 0; i < g->clusters.count; i++)
        r->sums[i] = r->known[i] = 0;
    for (size_t i = is_all ? 0 : x->network; i < (is_all ? g->networks.count : x->network + 1); i++)
        add_network(x, i, r);
    for (size_t i = 0; i < g->clusters.count; i++)
        if (r->known[i] > 0)
            r->values[n++] = r->sums[i] / r->known[i];
    return n;
}

lk_status singles_add(study *s, singles *all, const single *x)
{
    size_t n = gather(x, all), at = all->tests->count;
    if (!n)
        return LK_OK;
    single *to = &all->items[at];
    *to = *x;
    all->tests->metrics[at] = x->setting->metric;
    all->tests->count++;
    if (x->minus)
        return estimate_judge(s, all->values, n, &to->estimate, &all->tests->p[at], &to->effect);
    to->effect = NAN;
    return estimate_make(s, all->values, n, &to->estimate);
}

lk_status singles_add_baselines(study *s, singles *all, const single *x)
{
    const texts *names = &x->grid->baselines;
    lk_status status = LK_OK;
    for (size_t b = 0; !status && b < names->count; b++) {
        single y = *x;
        y.baseline = b;
        y.minus = b ? x->setting : NULL;
        y.contrast = contrast_name(s, b ? names->items[b] : NULL);
        status = y.contrast ? singles_add(s, all, &y) : no_memory(s);
    }
    return status;
}

/* ---- Rows ------------------------------------------------------------------------------- */

lk_status singles_row(study *s, const char *table, const singles *all, size_t at)
{
    const single *x = &all->items[at];
    const grid *g = x->grid;
    lk_cell cells[COLUMNS] = {
        [SETTING_CELLS] =
            cell_text(x->network < g->networks.count ? g->networks.items[x->network] : ""),
        cell_text(x->over),
        cell_text(x->contrast),
        cell_number(x->estimate.value),
    };
    cells_of_judged(cells + JUDGED, s, &x->estimate, all->tests->p[at], all->tests->adjusted[at],
                    x->effect);
    return setting_row(s, table, x->setting, COLUMNS, columns, cells);
}
