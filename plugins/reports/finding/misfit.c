/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#include "misfit.h"

/* One map's scores, signed so that higher is better. */
typedef struct pair {
    double own, other;
    uint8_t has_own, has_other;
} pair;

static void read_row(const scores *s, const setting *x, const lk_table *t, size_t row, pair *pairs)
{
    const char *label = lk_table_text(t, row, "label");
    size_t n = names_find(&s->networks, lk_table_text(t, row, "network"));
    size_t l = names_find(&s->labels, label);
    double value;
    if (n == SIZE_MAX || l == SIZE_MAX || !draft_cell(t, row, "value", &value))
        return;
    pair *p = &pairs[n * s->labels.count + l];
    value *= setting_sign(x);
    if (!strcmp(lk_table_text(t, row, "of"), label)) {
        p->own = value;
        p->has_own = 1;
    } else if (!p->has_other || value > p->other) {
        p->other = value;
        p->has_other = 1;
    }
}

misfit misfit_count(draft *d, const scores *s, const setting *x)
{
    misfit m = {0};
    size_t count = s->networks.count * s->labels.count;
    const lk_table *t = draft_table(d, "cross");
    pair *pairs = t ? draft_alloc(d, count, sizeof *pairs) : NULL;
    for (size_t row = 0; pairs && row < t->row_count; row++)
        if (scores_row_is_of(d, s, x, t, row))
            read_row(s, x, t, row, pairs);
    for (size_t i = 0; pairs && i < count; i++)
        if (pairs[i].has_own && pairs[i].has_other) {
            m.count += pairs[i].other > pairs[i].own;
            m.of++;
        }
    return m;
}
