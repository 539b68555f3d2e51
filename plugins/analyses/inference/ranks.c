/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#include "../statistics/friedman.h"
#include "../statistics/nemenyi.h"
#include "cells.h"
#include "inference.h"

static const lk_column columns[] = {
    SETTING_COLUMNS,
    {"network", LK_COLUMN_TEXT},
    {"mean_rank", LK_COLUMN_NUMBER},
    {"n", LK_COLUMN_NUMBER},
    {"chi2", LK_COLUMN_NUMBER},
    {"p", LK_COLUMN_NUMBER},
    {"f", LK_COLUMN_NUMBER},
    {"f_p", LK_COLUMN_NUMBER},
    {"w", LK_COLUMN_NUMBER},
    {"cd", LK_COLUMN_NUMBER},
    RUN_COLUMN,
};

enum { COLUMNS = sizeof columns / sizeof columns[0] };

/* Networks that have a score, and the labels on which all of them have one. */
typedef struct blocks {
    size_t networks, labels;
    size_t *network; /* of the grid */
    double *table;   /* labels x networks */
    double *ranks, *mean_ranks;
} blocks;

static lk_status make_room(study *s, blocks *b)
{
    size_t networks = s->grid.networks.count;
    b->network = lk_alloc_array(s->ctx, networks, sizeof *b->network);
    b->ranks = lk_alloc_array(s->ctx, networks, sizeof *b->ranks);
    b->mean_ranks = lk_alloc_array(s->ctx, networks, sizeof *b->mean_ranks);
    b->table = lk_alloc_array(s->ctx, networks * s->grid.column_count, sizeof *b->table);
    return b->network && b->ranks && b->mean_ranks && b->table ? LK_OK : no_memory(s);
}

static int has_any(const grid *g, const setting *x, size_t network)
{
    for (size_t l = 0; l < g->column_count; l++)
        if (!isnan(grid_cell(g, x, 0, network, l)))
            return 1;
    return 0;
}

static void fill(const grid *g, const setting *x, blocks *b)
{
    b->networks = b->labels = 0;
    for (size_t n = 0; n < g->networks.count; n++)
        if (has_any(g, x, n))
            b->network[b->networks++] = n;
    for (size_t l = 0; l < g->column_count; l++) {
        double *row = b->table + b->labels * b->networks;
        int is_whole = 1;
        for (size_t i = 0; i < b->networks; i++) {
            row[i] = grid_cell(g, x, 0, b->network[i], l);
            is_whole &= !isnan(row[i]);
        }
        b->labels += (size_t)is_whole;
    }
}

static lk_status rank(study *s, const setting *x, blocks *b)
{
    friedman f;
    lk_status status = LK_OK;
    fill(&s->grid, x, b);
    if (b->networks < 2 || b->labels < 2)
        return LK_OK;
    int tells = friedman_test(b->table, b->labels, b->networks, study_lowest_first(s, x->metric),
                              b->ranks, b->mean_ranks, &f);
    double cd = nemenyi_critical(study_alpha(s), b->networks, b->labels);
    for (size_t i = 0; !status && i < b->networks; i++) {
        lk_cell cells[COLUMNS] = {
            [SETTING_CELLS] = cell_text(s->grid.networks.items[b->network[i]]),
            cell_number(b->mean_ranks[i]),
            cell_number((double)b->labels),
            cell_number(tells ? f.chi2 : NAN),
            cell_number(tells ? f.p : NAN),
            cell_number(tells && f.has_f ? f.f : NAN),
            cell_number(tells && f.has_f ? f.f_p : NAN),
            cell_number(tells ? f.w : NAN),
            cell_number(cd),
        };
        status = setting_row(s, "ranks", x, COLUMNS, columns, cells);
    }
    return status;
}

lk_status write_ranks(study *s)
{
    blocks b;
    lk_status status = make_room(s, &b);
    for (size_t i = 0; !status && i < s->grid.count; i++)
        status = lk_cancelled(s->ctx) ? LK_CANCELLED : rank(s, &s->grid.settings[i], &b);
    return status;
}
