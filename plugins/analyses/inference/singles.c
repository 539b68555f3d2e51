/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#include "single.h"
#include "totals.h"

static size_t most_of(const grid *g)
{
    return g->count * (g->networks.count + 1) * g->baselines.count;
}

/* Folds tell of each network; people, of all networks together too. */
static lk_status judge_grid(study *s, singles *all, const grid *g, const char *over, int has_all)
{
    lk_status status = LK_OK;
    for (size_t i = 0; !status && i < g->count; i++)
        for (size_t n = 0; !status && n < g->networks.count + (has_all != 0); n++)
            status = singles_add_baselines(
                s, all,
                &(single){.grid = g, .over = over, .setting = &g->settings[i], .network = n});
    return status;
}

static lk_status write_all(study *s, const singles *all)
{
    lk_status status = LK_OK;
    for (size_t i = 0; !status && i < all->tests->count; i++) {
        const single *x = &all->items[i];
        status = singles_row(s, "singles", all, i);
        if (!status && !s->grid.has_totals && !x->minus && x->network < x->grid->networks.count)
            status =
                total_write(s, x->setting, x->grid->networks.items[x->network], "", &x->estimate);
    }
    return status;
}

lk_status write_singles(study *s, tests *made)
{
    const lk_table *faces = lk_tables_get(s->tables, "face_scores");
    grid by_fold, by_face = {0};
    singles all;
    lk_status status = grid_read(s->ctx, lk_tables_get(s->tables, "metrics"), GRID_FOLDS, &by_fold);
    if (!status && faces && faces->row_count)
        status = grid_read(s->ctx, faces, GRID_FACES, &by_face);
    if (!status)
        status = singles_make(s, most_of(&by_fold) + most_of(&by_face),
                              by_fold.clusters.count + by_face.clusters.count, made, &all);
    if (!status)
        status = judge_grid(s, &all, &by_fold, "fold", 0);
    if (!status)
        status = judge_grid(s, &all, &by_face, "subject", 1);
    if (!status)
        status = tests_adjust(s, made);
    return status ? status : write_all(s, &all);
}
