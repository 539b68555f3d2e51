/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#include "names.h"

size_t names_find(const names *n, const char *text)
{
    if (n->latest < n->count && !strcmp(n->items[n->latest], text))
        return n->latest;
    for (size_t i = 0; i < n->count; i++)
        if (!strcmp(n->items[i], text))
            return i;
    return SIZE_MAX;
}

size_t names_add(draft *d, names *n, const char *text)
{
    size_t at = names_find(n, text);
    if (at == SIZE_MAX) {
        const char **items = draft_grow(d, n->items, n->count, &n->room, sizeof *items);
        if (!items)
            return 0;
        n->items = items;
        at = n->count++;
        n->items[at] = text;
    }
    return n->latest = at;
}

void names_add_column(draft *d, names *n, const lk_table *t, const char *column)
{
    for (size_t row = 0; t && row < t->row_count; row++)
        names_add(d, n, lk_table_text(t, row, column));
}

void branches_add(draft *d, branches *b, const char *explainer, const char *align)
{
    for (size_t i = 0; i < b->count; i++)
        if (!strcmp(b->items[i].explainer, explainer) && !strcmp(b->items[i].align, align))
            return;
    branch *items = draft_grow(d, b->items, b->count, &b->room, sizeof *items);
    if (!items)
        return;
    b->items = items;
    b->items[b->count++] = (branch){explainer, align};
}

int branch_has_row(const branch *b, const lk_table *t, size_t row)
{
    return !strcmp(lk_table_text(t, row, "explainer"), b->explainer) &&
           !strcmp(lk_table_text(t, row, "align"), b->align);
}

const char *branch_title(draft *d, const branch *b)
{
    if (!*b->explainer && !*b->align)
        return "Ready-made maps";
    if (!*b->align)
        return b->explainer;
    return draft_format(d, "%s%saligned by %s", b->explainer, *b->explainer ? ", " : "", b->align);
}
