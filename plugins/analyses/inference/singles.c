/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#include "cells.h"
#include "estimate.h"

#include "contrast.h"
#include "totals.h"

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

/* A network's own scores, or those less a baseline's, over folds or people. */
typedef struct single {
    const grid *grid;
    const char *over;
    const setting *setting;
    size_t network;  /* the number of networks: all of them together */
    size_t baseline; /* 0: the own scores themselves */
    estimate estimate;
    double effect;
} single;

/* What a call gathers in: by cluster. */
typedef struct room {
    double *sums, *known, *values;
} room;

static int make_room(study *s, const grid *g, room *out)
{
    *out = (room){study_room(s, g->clusters.count, sizeof(double)),
                  study_room(s, g->clusters.count, sizeof(double)),
                  study_room(s, g->clusters.count, sizeof(double))};
    return out->sums && out->known && out->values;
}

static void add_network(const single *x, size_t network, room *r)
{
    const grid *g = x->grid;
    for (size_t c = 0; c < g->column_count; c++) {
        double score = grid_cell(g, x->setting, 0, network, c);
        if (x->baseline)
            score -= grid_cell(g, x->setting, x->baseline, network, c);
        if (isnan(score))
            continue;
        r->sums[g->columns[c].cluster] += score;
        r->known[g->columns[c].cluster]++;
    }
}

/* The mean of each cluster that has a score. */
static size_t gather(const single *x, room *r)
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

static lk_status write_row(study *s, const single *x, double p, double adjusted)
{
    const grid *g = x->grid;
    const char *name = contrast_name(s, x->baseline ? g->baselines.items[x->baseline] : NULL);
    if (!name)
        return no_memory(s);
    lk_cell cells[COLUMNS] = {
        [SETTING_CELLS] =
            cell_text(x->network < g->networks.count ? g->networks.items[x->network] : ""),
        cell_text(x->over),
        cell_text(name),
        cell_number(x->estimate.value),
    };
    cells_of_judged(cells + JUDGED, s, &x->estimate, p, adjusted, x->effect);
    return setting_row(s, "singles", x->setting, COLUMNS, columns, cells);
}

/* ---- All of them ------------------------------------------------------------------------ */

typedef struct singles {
    single *items;
    tests *tests;
} singles;

static size_t most_of(const grid *g)
{
    return g->count * (g->networks.count + 1) * g->baselines.count;
}

static lk_status judge(study *s, singles *all, const single *x, room *r)
{
    size_t n = gather(x, r), at = all->tests->count;
    if (!n)
        return LK_OK;
    single *to = &all->items[at];
    *to = *x;
    all->tests->metrics[at] = x->setting->metric;
    all->tests->count++;
    if (x->baseline)
        return estimate_judge(s, r->values, n, &to->estimate, &all->tests->p[at], &to->effect);
    to->effect = NAN;
    return estimate_make(s, r->values, n, &to->estimate);
}

/* Folds tell of each network; people, of all networks together too. */
static lk_status judge_grid(study *s, singles *all, const grid *g, const char *over, int has_all)
{
    room r;
    lk_status status = make_room(s, g, &r) ? LK_OK : no_memory(s);
    for (size_t i = 0; !status && i < g->count; i++)
        for (size_t n = 0; !status && n < g->networks.count + (has_all != 0); n++)
            for (size_t b = 0; !status && b < g->baselines.count; b++) {
                single x = {.grid = g,
                            .over = over,
                            .setting = &g->settings[i],
                            .network = n,
                            .baseline = b};
                status = judge(s, all, &x, &r);
            }
    return status;
}

static lk_status write_all(study *s, const singles *all)
{
    lk_status status = LK_OK;
    for (size_t i = 0; !status && i < all->tests->count; i++) {
        const single *x = &all->items[i];
        status = write_row(s, x, all->tests->p[i], all->tests->adjusted[i]);
        if (!status && !s->grid.has_totals && !x->baseline && x->network < x->grid->networks.count)
            status =
                total_write(s, x->setting, x->grid->networks.items[x->network], "", &x->estimate);
    }
    return status;
}

lk_status write_singles(study *s, tests *made)
{
    const lk_table *faces = lk_tables_get(s->tables, "face_scores");
    grid by_fold, by_face = {0};
    singles all = {.tests = made};
    lk_status status = grid_read(s->ctx, lk_tables_get(s->tables, "metrics"), GRID_FOLDS, &by_fold);
    if (!status && faces && faces->row_count)
        status = grid_read(s->ctx, faces, GRID_FACES, &by_face);
    if (!status)
        status = tests_make(s, most_of(&by_fold) + most_of(&by_face), made);
    if (status)
        return status;
    all.items = study_room(s, made->count, sizeof *all.items);
    made->count = 0;
    if (!all.items)
        return no_memory(s);
    status = judge_grid(s, &all, &by_fold, "fold", 0);
    if (!status)
        status = judge_grid(s, &all, &by_face, "subject", 1);
    if (!status)
        status = tests_adjust(s, made);
    return status ? status : write_all(s, &all);
}
