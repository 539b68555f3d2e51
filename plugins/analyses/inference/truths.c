/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#include "single.h"

/* Explanations against what makes the label, over people: each network's scores, those
 * less each baseline's, and those on the cause less those on the shortcut. */

static int is_shortcut_of(const setting *cause, const setting *x)
{
    return !strcmp(cause->mask, "cause") && !strcmp(x->mask, "shortcut") &&
           !strcmp(cause->metric, x->metric) && !strcmp(cause->binarise, x->binarise) &&
           !strcmp(cause->explainer, x->explainer) && !strcmp(cause->run, x->run);
}

static const setting *shortcut_of(const grid *g, const setting *cause)
{
    for (size_t i = 0; i < g->count; i++)
        if (is_shortcut_of(cause, &g->settings[i]))
            return &g->settings[i];
    return NULL;
}

static lk_status judge_setting(study *s, singles *all, const grid *g, const setting *x)
{
    lk_status status = LK_OK;
    const setting *shortcut = shortcut_of(g, x);
    for (size_t n = 0; !status && n < g->networks.count; n++) {
        single own = {.grid = g, .over = "subject", .setting = x, .network = n};
        status = singles_add_baselines(s, all, &own);
        own.minus = shortcut;
        own.contrast = "cause-shortcut";
        if (!status && shortcut)
            status = singles_add(s, all, &own);
    }
    return status;
}

lk_status write_truths(study *s, tests *made)
{
    const lk_table *t = lk_tables_get(s->tables, "truth");
    grid g = {0};
    singles all;
    lk_status status = t && t->row_count ? grid_read(s->ctx, t, GRID_FACES, &g) : LK_OK;
    if (!status)
        status = singles_make(s, g.count * g.networks.count * (g.baselines.count + 1),
                              g.clusters.count, made, &all);
    for (size_t i = 0; !status && i < g.count; i++)
        status = judge_setting(s, &all, &g, &g.settings[i]);
    if (!status)
        status = tests_adjust(s, made);
    for (size_t i = 0; !status && i < made->count; i++)
        status = singles_row(s, "truths", &all, i);
    return status;
}
