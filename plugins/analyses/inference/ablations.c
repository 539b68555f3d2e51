/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#include "cells.h"
#include "choice.h"
#include "estimate.h"

static const lk_column columns[] = {
    SETTING_COLUMNS,
    {"choice", LK_COLUMN_TEXT},
    {"base", LK_COLUMN_TEXT},
    {"value", LK_COLUMN_NUMBER},
    {"base_value", LK_COLUMN_NUMBER},
    {"difference", LK_COLUMN_NUMBER},
    JUDGED_COLUMNS,
    RUN_COLUMN,
};

enum { COLUMNS = sizeof columns / sizeof columns[0], JUDGED = SETTING_CELLS + 5 };

/* The networks' own scores in one setting less those in another. */
typedef struct ablation {
    const setting *setting, *base;
    choice choice;
    estimate estimate;
    double value, base_value, effect;
} ablation;

static double mean_of(study *s, const setting *x, double *values)
{
    size_t n = clusters_gather(s, (side){x, 0}, (side){NULL, 0}, values);
    return n ? values_mean(values, n) : NAN;
}

static lk_status judge(study *s, double *values, ablation *out, double *p)
{
    out->value = mean_of(s, out->setting, values);
    out->base_value = mean_of(s, out->base, values);
    size_t n = clusters_gather(s, (side){out->setting, 0}, (side){out->base, 0}, values);
    return estimate_judge(s, values, n, &out->estimate, p, &out->effect);
}

static lk_status write_row(study *s, const ablation *a, double p, double adjusted)
{
    const estimate *e = &a->estimate;
    lk_cell cells[COLUMNS] = {
        [SETTING_CELLS] = cell_text(choice_names[a->choice]),
        cell_text(choice_variant(a->base, a->choice)),
        cell_number(a->value),
        cell_number(a->base_value),
        cell_number(e->value),
    };
    cells_of_judged(cells + JUDGED, s, e, p, adjusted, a->effect);
    return setting_row(s, "ablations", a->setting, COLUMNS, columns, cells);
}

static lk_status judge_all(study *s, ablation *ablations, tests *made)
{
    const grid *g = &s->grid;
    double *values = clusters_room(s);
    lk_status status = values ? LK_OK : no_memory(s);
    size_t count = 0;
    for (size_t i = 0; !status && i < g->count * CHOICE_COUNT; i++) {
        const setting *x = &g->settings[i / CHOICE_COUNT];
        choice c = (choice)(i % CHOICE_COUNT);
        const setting *base = choice_base(g, x, c);
        if (!base)
            continue;
        ablations[count] = (ablation){.setting = x, .base = base, .choice = c};
        made->metrics[count] = x->metric;
        status = judge(s, values, &ablations[count], &made->p[count]);
        count++;
    }
    made->count = count;
    return status;
}

lk_status write_ablations(study *s, tests *made)
{
    size_t most = s->grid.count * CHOICE_COUNT;
    ablation *ablations = study_room(s, most, sizeof *ablations);
    lk_status status = tests_make(s, most, made);
    if (!status)
        status = ablations ? judge_all(s, ablations, made) : no_memory(s);
    if (!status)
        status = tests_adjust(s, made);
    for (size_t i = 0; !status && i < made->count; i++)
        status = write_row(s, &ablations[i], made->p[i], made->adjusted[i]);
    return status;
}
