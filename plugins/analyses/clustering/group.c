/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#include "group.h"

#include <math.h>

static group group_like(const lk_table *t, size_t row)
{
    const char *between = lk_table_text(t, row, "between");
    return (group){.label = lk_table_text(t, row, "label"),
                   .explainer = lk_table_text(t, row, "explainer"),
                   .align = lk_table_text(t, row, "align"),
                   .between = *between ? between : "networks",
                   .network = lk_table_text(t, row, "network")};
}

static int is_like(const group *a, const group *b)
{
    return !strcmp(a->explainer, b->explainer) && !strcmp(a->align, b->align) &&
           !strcmp(a->between, b->between) && !strcmp(a->network, b->network);
}

/* The number of a row's group, a new one where it has none yet. Rows of one
 * group mostly stand together, so the newest is tried first. */
static size_t group_of_row(group *groups, size_t *count, const lk_table *t, size_t row)
{
    group like = group_like(t, row);
    for (size_t g = *count; g-- > 0;)
        if (!strcmp(groups[g].label, like.label) && is_like(&groups[g], &like))
            return g;
    groups[*count] = like;
    return (*count)++;
}

int group_differs_in_label(const group *a, const group *b)
{
    return strcmp(a->label, b->label) && is_like(a, b);
}

size_t group_find(const group *g, const char *name)
{
    size_t i = 0;
    while (i < g->count && strcmp(g->names[i], name))
        i++;
    return i;
}

static void add_name(group *g, const char *name)
{
    size_t i = group_find(g, name);
    if (i == g->count)
        g->names[g->count++] = name;
}

static void add_row(group *g, const lk_table *t, size_t row)
{
    g->rows[g->row_count++] = row;
    add_name(g, lk_table_text(t, row, "a"));
    add_name(g, lk_table_text(t, row, "b"));
}

static int make_room(lk_context *ctx, group *groups, size_t count)
{
    for (size_t g = 0; g < count; g++) {
        groups[g].rows = lk_alloc_array(ctx, groups[g].row_count, sizeof(size_t));
        groups[g].names = lk_alloc_array(ctx, groups[g].row_count, 2 * sizeof(char *));
        if (!groups[g].rows || !groups[g].names)
            return 0;
        groups[g].row_count = 0;
    }
    return 1;
}

lk_status groups_find(lk_context *ctx, const lk_table *table, const char *metric, group **out,
                      size_t *count)
{
    size_t n = 0, *owner = lk_alloc_array(ctx, table->row_count, sizeof *owner);
    group *groups = lk_alloc_array(ctx, table->row_count, sizeof *groups);
    if (!owner || !groups)
        return lk_error(ctx, LK_E_MEMORY, "no memory for %zu similarities", table->row_count);
    for (size_t row = 0; row < table->row_count; row++) {
        owner[row] = SIZE_MAX;
        if (strcmp(lk_table_text(table, row, "metric"), metric))
            continue;
        owner[row] = group_of_row(groups, &n, table, row);
        groups[owner[row]].row_count++;
    }
    if (!make_room(ctx, groups, n))
        return lk_error(ctx, LK_E_MEMORY, "no memory for %zu similarities", table->row_count);
    for (size_t row = 0; row < table->row_count; row++)
        if (owner[row] != SIZE_MAX)
            add_row(&groups[owner[row]], table, row);
    *out = groups;
    *count = n;
    return n ? LK_OK : LK_MISSING;
}

/* The similarities as directed pairs; NAN where there is none. */
static void read_similarities(const lk_table *table, const group *g, double *similarities)
{
    for (size_t i = 0; i < g->count * g->count; i++)
        similarities[i] = NAN;
    for (size_t r = 0; r < g->row_count; r++) {
        const lk_cell *value = lk_table_cell(table, g->rows[r], "value");
        size_t i = group_find(g, lk_table_text(table, g->rows[r], "a"));
        size_t j = group_find(g, lk_table_text(table, g->rows[r], "b"));
        if (value && !value->missing && isfinite(value->number))
            similarities[i * g->count + j] = value->number;
    }
}

static double either_or_mean(double s, double t)
{
    return isnan(s) ? t : isnan(t) ? s : (s + t) / 2;
}

lk_status group_distances(const lk_table *table, const group *g, int is_distance, double *distances,
                          const char **a, const char **b)
{
    size_t n = g->count;
    read_similarities(table, g, distances);
    for (size_t i = 0; i < n; i++) {
        distances[i * n + i] = 0;
        for (size_t j = i + 1; j < n; j++) {
            double s = either_or_mean(distances[i * n + j], distances[j * n + i]);
            double d = is_distance ? s : 1 - s;
            if (isnan(d)) {
                *a = g->names[i];
                *b = g->names[j];
                return LK_MISSING;
            }
            distances[i * n + j] = distances[j * n + i] = d;
        }
    }
    return LK_OK;
}
