/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#include "groups.h"

#include <stdlib.h>
#include <string.h>

/* A row that counts; keys that are not asked for are "". */
typedef struct entry {
    const char *key[GROUPS_KEYS];
    observation seen;
} entry;

/* Entries that have one key. */
typedef struct group {
    const entry *entries;
    size_t count;
} group;

static int compare_keys(const entry *a, const entry *b)
{
    int order = 0;
    for (size_t k = 0; !order && k < GROUPS_KEYS; k++)
        order = strcmp(a->key[k], b->key[k]);
    return order;
}

static int compare_entries(const void *a, const void *b)
{
    const entry *x = a, *y = b;
    int order = compare_keys(x, y);
    return order ? order : (x->seen.row > y->seen.row) - (x->seen.row < y->seen.row);
}

static int compare_groups(const void *a, const void *b)
{
    size_t x = ((const group *)a)->entries->seen.row, y = ((const group *)b)->entries->seen.row;
    return (x > y) - (x < y);
}

static size_t read_entries(const groups *g, entry *out)
{
    const lk_table *t = g->table;
    size_t count = 0;
    for (size_t row = 0; row < t->row_count; row++) {
        const lk_cell *value = lk_table_cell(t, row, "value");
        if (!value || value->missing || (g->takes && !g->takes(g->user, t, row)))
            continue;
        entry *e = &out[count++];
        *e = (entry){.seen = {.row = row, .value = value->number}};
        for (size_t k = 0; k < GROUPS_KEYS; k++)
            e->key[k] = k < g->key_count ? lk_table_text(t, row, g->keys[k]) : "";
        const char *subject = lk_table_text(t, row, "subject");
        e->seen.unit = *subject ? subject : lk_table_text(t, row, "item");
    }
    if (count)
        qsort(out, count, sizeof *out, compare_entries);
    return count;
}

static size_t find_groups(const entry *entries, size_t count, group *out)
{
    size_t found = 0;
    for (size_t i = 0; i < count; i++) {
        if (!i || compare_keys(&entries[i - 1], &entries[i]))
            out[found++] = (group){.entries = &entries[i]};
        out[found - 1].count++;
    }
    if (found)
        qsort(out, found, sizeof *out, compare_groups);
    return found;
}

lk_status groups_mean(const groups *g, lk_context *ctx, stream key,
                      lk_status (*write)(void *user, lk_context *ctx, const group_mean *mean),
                      void *user)
{
    size_t rows = g->table->row_count;
    entry *entries = lk_alloc_array(ctx, rows, sizeof *entries);
    group *all = lk_alloc_array(ctx, rows, sizeof *all);
    observation *seen = lk_alloc_array(ctx, rows, sizeof *seen);
    double *room = lk_alloc_array(ctx, rows, 2 * sizeof *room);
    if (!entries || !all || !seen || !room)
        return lk_error(ctx, LK_E_MEMORY, "no memory to average %zu rows", rows);
    size_t count = find_groups(entries, read_entries(g, entries), all);
    lk_status status = LK_OK;
    for (size_t i = 0; !status && i < count; i++) {
        group_mean m = {.row = all[i].entries->seen.row, .count = all[i].count};
        if (lk_cancelled(ctx))
            return LK_CANCELLED;
        for (size_t k = 0; k < m.count; k++)
            seen[k] = all[i].entries[k].seen;
        if (units_mean(seen, m.count, g->level, (size_t)g->resamples, key, room, &m.mean))
            return lk_error(ctx, LK_E_MEMORY, "no memory to resample %zu units", m.mean.units);
        status = write(user, ctx, &m);
    }
    return status;
}
