/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#include <math.h>

#include "run.h"

/* What the explanations of a network by an explainer took. A saving is the time
 * that rows take one by one, which is the same for all of them, over the time
 * that they took: that of several explanations is their harmonic mean by rows. */

typedef struct saving {
    double rows, shares; /* the sum of rows / saving */
} saving;

static void add_saving(saving *s, uint64_t rows, double value)
{
    if (!rows || !isfinite(value) || value <= 0)
        return;
    s->rows += (double)rows;
    s->shares += (double)rows / value;
}

static lk_value saving_value(const saving *s)
{
    return (lk_value){.value = s->rows ? s->rows / s->shares : 0, .missing = !s->rows};
}

typedef struct sums {
    double items, passes, seconds, checked, difference, recalled;
    saving predicted, achieved;
} sums;

static void add(sums *s, const lk_explained *e)
{
    const lk_coalition_effort *c = &e->effort;
    s->items += e->done;
    s->passes += (double)e->passes;
    s->seconds += e->seconds;
    s->recalled += (double)e->recalled;
    add_saving(&s->predicted, c->rows, c->predicted);
    add_saving(&s->achieved, c->checked ? c->rows : 0, c->achieved);
    s->checked += (double)c->checked;
    s->difference = c->checked && c->difference > s->difference ? c->difference : s->difference;
}

/* What no backend told is missing. */
static void tabulate(lk_run *r, size_t network, size_t explainer, const sums *s)
{
    lk_value items = lk_number(s->items), passes = lk_number(s->passes);
    lk_value seconds = lk_number(s->seconds), checked = lk_number(s->checked);
    lk_value predicted = saving_value(&s->predicted), achieved = saving_value(&s->achieved);
    lk_value difference = {.value = s->difference, .missing = !s->checked};
    lk_value recalled = lk_number(s->recalled);
    checked.missing = predicted.missing;
    lk_tables_add(r->tables, "effort", r->networks[network].variant->name,
                  r->explainers[explainer].variant->name, &items, &passes, &seconds, &predicted,
                  &achieved, &checked, &difference, &recalled);
}

void lk_run_effort(lk_run *r)
{
    size_t explainers = r->study->explainers.count;
    for (size_t i = 0; i < r->study->networks.count * explainers; i++) {
        sums s = {.items = 0};
        for (size_t f = 0; f < r->face_count; f++)
            add(&s, &r->explained[i * r->face_count + f]);
        tabulate(r, i / explainers, i % explainers, &s);
    }
}
