/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#include "contrast.h"

#include "cells.h"
#include "estimate.h"

#include <stdio.h>

static const lk_column columns[] = {
    SETTING_COLUMNS, {"contrast", LK_COLUMN_TEXT}, {"value", LK_COLUMN_NUMBER},
    JUDGED_COLUMNS,  {"above", LK_COLUMN_NUMBER},  {"of", LK_COLUMN_NUMBER},
    RUN_COLUMN,
};

enum { COLUMNS = sizeof columns / sizeof columns[0], JUDGED = SETTING_CELLS + 2 };

/* The networks' own scores less those of a baseline. */
typedef struct contrast {
    const setting *setting;
    const char *baseline;
    estimate estimate;
    double effect; /* NAN: has none */
    size_t above;
} contrast;

static lk_status judge(study *s, const double *values, size_t n, contrast *out, double *p)
{
    for (size_t i = 0; i < n; i++)
        out->above += values[i] > 0;
    return estimate_judge(s, values, n, &out->estimate, p, &out->effect);
}

const char *contrast_name(study *s, const char *baseline)
{
    if (!baseline)
        return "own";
    size_t size = strlen(baseline) + sizeof "own-";
    char *name = lk_alloc(s->ctx, size);
    if (name)
        snprintf(name, size, "own-%s", baseline);
    return name;
}

static lk_status write_row(study *s, const contrast *c, double p, double adjusted)
{
    const estimate *e = &c->estimate;
    const char *name = contrast_name(s, c->baseline);
    if (!name)
        return no_memory(s);
    lk_cell cells[COLUMNS] = {
        [SETTING_CELLS] = cell_text(name),
        cell_number(e->value),
    };
    cells_of_judged(cells + JUDGED, s, e, p, adjusted, c->effect);
    cells[COLUMNS - 3] = cell_number((double)c->above);
    cells[COLUMNS - 2] = cell_number((double)e->n);
    return setting_row(s, "contrasts", c->setting, COLUMNS, columns, cells);
}

/* Every setting against every baseline that has scores in it. */
static lk_status judge_all(study *s, contrast *contrasts, tests *made)
{
    const grid *g = &s->grid;
    double *values = clusters_room(s);
    lk_status status = values ? LK_OK : no_memory(s);
    size_t count = 0;
    for (size_t i = 0; !status && i < g->count; i++)
        for (size_t b = 1; !status && b < g->baselines.count; b++) {
            const setting *x = &g->settings[i];
            size_t n = clusters_gather(s, (side){x, 0}, (side){x, b}, values);
            if (!n)
                continue;
            contrasts[count] = (contrast){.setting = x, .baseline = g->baselines.items[b]};
            made->metrics[count] = x->metric;
            status = judge(s, values, n, &contrasts[count], &made->p[count]);
            count++;
        }
    made->count = count;
    return status;
}

lk_status write_contrasts(study *s, tests *made)
{
    size_t most = s->grid.count * (s->grid.baselines.count - 1);
    contrast *contrasts = study_room(s, most, sizeof *contrasts);
    lk_status status = tests_make(s, most, made);
    if (!status)
        status = contrasts ? judge_all(s, contrasts, made) : no_memory(s);
    if (!status)
        status = tests_adjust(s, made);
    for (size_t i = 0; !status && i < made->count; i++)
        status = write_row(s, &contrasts[i], made->p[i], made->adjusted[i]);
    return status;
}
