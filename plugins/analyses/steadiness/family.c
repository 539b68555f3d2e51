/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#include "family.h"

/* The rows of an explainer, which follow each other. */
typedef struct variant {
    const char *name;
    size_t begin, end;
} variant;

typedef struct variants {
    const lk_table *table;
    size_t count;
    variant *items;
} variants;

static lk_status read_variants(lk_context *ctx, const lk_table *t, variants *out)
{
    *out = (variants){.table = t, .items = lk_alloc_array(ctx, t->row_count, sizeof *out->items)};
    if (!out->items)
        return lk_error(ctx, LK_E_MEMORY, "no memory for the variants of the study");
    for (size_t row = 0; row < t->row_count; row++) {
        const char *name = lk_table_text(t, row, "variant");
        variant *latest = out->count ? &out->items[out->count - 1] : NULL;
        if (strcmp(lk_table_text(t, row, "choice"), "explainer") != 0)
            continue;
        if (latest && latest->end == row && !strcmp(latest->name, name))
            latest->end++;
        else
            out->items[out->count++] = (variant){name, row, row + 1};
    }
    return LK_OK;
}

static int read_number(const lk_table *t, size_t row, double *out)
{
    const lk_cell *c = lk_table_cell(t, row, "number");
    if (!c || c->missing)
        return 0;
    *out = c->number;
    return 1;
}

/* The row of a key; SIZE_MAX where the variant has none. */
static size_t find_row(const lk_table *t, const variant *v, const char *key)
{
    for (size_t row = v->begin; row < v->end; row++)
        if (!strcmp(lk_table_text(t, row, "key"), key))
            return row;
    return SIZE_MAX;
}

/* Have both a number at `key`, and are they the same in all else? */
static int is_alike_but(const lk_table *t, const variant *a, const variant *b, const char *key)
{
    if (a->end - a->begin != b->end - b->begin)
        return 0;
    for (size_t row = a->begin; row < a->end; row++) {
        const char *own = lk_table_text(t, row, "key");
        size_t other = find_row(t, b, own);
        double number;
        if (other == SIZE_MAX)
            return 0;
        if (!strcmp(own, key)
                ? !read_number(t, row, &number) || !read_number(t, other, &number)
                : strcmp(lk_table_text(t, row, "value"), lk_table_text(t, other, "value")) != 0)
            return 0;
    }
    return 1;
}

/* In its place by its number, unless that is there. */
static void add_member(family *f, const char *name, double number)
{
    size_t at = f->count;
    for (size_t i = 0; i < f->count; i++)
        if (f->members[i].number == number)
            return;
    for (; at > 0 && f->members[at - 1].number > number; at--)
        f->members[at] = f->members[at - 1];
    f->members[at] = (member){name, number};
    f->count++;
}

/* Those that differ from variant `first` at the key in `row`; none where an earlier
 * variant has told of them. */
static void gather(const variants *v, size_t first, size_t row, family *out)
{
    const lk_table *t = v->table;
    out->key = lk_table_text(t, row, "key");
    out->base = v->items[first].name;
    out->count = 0;
    for (size_t i = 0; i < first; i++)
        if (is_alike_but(t, &v->items[i], &v->items[first], out->key))
            return;
    for (size_t i = first; i < v->count; i++) {
        double number;
        if (is_alike_but(t, &v->items[first], &v->items[i], out->key) &&
            read_number(t, find_row(t, &v->items[i], out->key), &number))
            add_member(out, v->items[i].name, number);
    }
}

lk_status families_find(lk_context *ctx, const lk_table *table, family_take take, void *user)
{
    variants v;
    lk_status status = read_variants(ctx, table, &v);
    if (status)
        return status;
    family f = {.members = lk_alloc_array(ctx, v.count, sizeof *f.members)};
    if (!f.members)
        return lk_error(ctx, LK_E_MEMORY, "no memory for explainers that differ in a number");
    for (size_t i = 0; !status && i < v.count; i++)
        for (size_t row = v.items[i].begin; !status && row < v.items[i].end; row++) {
            gather(&v, i, row, &f);
            if (f.count > 1)
                status = take(user, ctx, &f);
        }
    return status;
}
