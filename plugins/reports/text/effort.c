/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#include "effort.h"

#include <math.h>

#include "line.h"

typedef struct range {
    double low, high;
} range;

static void widen(range *r, const lk_table *t, size_t row, const char *column)
{
    double value;
    if (!draft_cell(t, row, column, &value))
        return;
    r->low = fmin(r->low, value);
    r->high = fmax(r->high, value);
}

static const char *range_words(draft *d, const range *r)
{
    const char *low = draft_short(d, r->low), *high = draft_short(d, r->high);
    return strcmp(low, high) != 0 ? draft_format(d, "%s to %s", low, high) : low;
}

void effort_add(draft *d)
{
    const lk_table *t = draft_table(d, "effort");
    range predicted = {INFINITY, 0}, achieved = {INFINITY, 0}, difference = {INFINITY, 0};
    double checked = 0, value;
    for (size_t row = 0; t && row < t->row_count; row++) {
        if (!draft_cell(t, row, "achieved_saving", &value))
            continue;
        widen(&achieved, t, row, "achieved_saving");
        widen(&predicted, t, row, "predicted_saving");
        widen(&difference, t, row, "difference");
        checked += draft_cell(t, row, "checked", &value) ? value : 0;
    }
    if (!checked)
        return;
    line_paragraph(
        d, draft_format(d,
                        "Passes over one face shared their work: one by one they would have taken "
                        "%s times as long (predicted: %s). %s scored both ways, and the largest "
                        "difference was %.0e.",
                        range_words(d, &achieved), range_words(d, &predicted),
                        draft_plural(d, checked, "pass was", "passes were"), difference.high));
}
