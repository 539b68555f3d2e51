/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#include "contrast.h"

int contrast_read(const lk_table *t, size_t row, const char *column, contrast *out)
{
    *out = (contrast){0};
    if (!draft_cell(t, row, column, &out->value))
        return 0;
    draft_cell(t, row, "n", &out->n);
    out->has_interval = draft_cell(t, row, "lo", &out->lo) && draft_cell(t, row, "hi", &out->hi);
    out->has_t = draft_cell(t, row, "t_lo", &out->t_lo) && draft_cell(t, row, "t_hi", &out->t_hi);
    out->has_p = (uint8_t)draft_cell(t, row, "p", &out->p);
    out->has_adjusted = (uint8_t)draft_cell(t, row, "p_adjusted", &out->p_adjusted);
    out->has_effect = (uint8_t)draft_cell(t, row, "effect", &out->effect);
    out->method = lk_table_text(t, row, "method");
    out->correction = lk_table_text(t, row, "correction");
    return 1;
}

int contrast_find(draft *d, const scores *s, const setting *x, const char *baseline, contrast *out)
{
    const lk_table *t = draft_table(d, "contrasts");
    const char *name = draft_format(d, "own-%s", baseline);
    *out = (contrast){0};
    for (size_t row = 0; t && name && row < t->row_count; row++)
        if (!strcmp(lk_table_text(t, row, "contrast"), name) && scores_row_is_of(d, s, x, t, row))
            return contrast_read(t, row, "value", out);
    return 0;
}

int contrast_holds_zero(const contrast *c)
{
    return c->has_interval && c->lo <= 0 && c->hi >= 0;
}

const char *contrast_interval(draft *d, const contrast *c)
{
    return c->has_interval
               ? draft_format(d, "[%s, %s]", draft_signed(d, c->lo, 3), draft_signed(d, c->hi, 3))
               : "";
}
