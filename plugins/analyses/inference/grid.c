/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#include "grid.h"

#include <math.h>

#include "../../common/readings.h"

/* Room for one more in an array of `count`, moved where it must grow. */
static void *grow(lk_context *ctx, void *array, size_t count, size_t *room, size_t size)
{
    if (count < *room)
        return array;
    size_t more = *room ? 2 * *room : 16;
    void *grown = lk_alloc_array(ctx, more, size);
    if (!grown)
        return NULL;
    if (count)
        memcpy(grown, array, count * size);
    *room = more;
    return grown;
}

/* ---- Texts -------------------------------------------------------------------------- */

/* Rows come in the order of the study file, so that the text of the next one is
 * mostly the same or the one after it. */
static size_t find_from(const texts *t, size_t start, const char *text)
{
    for (size_t i = 0; i < t->count; i++) {
        size_t at = (start + i) % t->count;
        if (!strcmp(t->items[at], text))
            return at;
    }
    return SIZE_MAX;
}

size_t texts_find(const texts *t, const char *text)
{
    return find_from(t, 0, text);
}

size_t texts_add(texts *t, lk_context *ctx, const char *text)
{
    size_t at = find_from(t, t->latest, text);
    if (at != SIZE_MAX)
        return t->latest = at;
    const char **items = grow(ctx, t->items, t->count, &t->room, sizeof *items);
    if (!items)
        return SIZE_MAX;
    t->items = items;
    t->items[t->count] = text;
    return t->latest = t->count++;
}

/* ---- Settings ------------------------------------------------------------------------- */

static int same_setting(const setting *a, const setting *b)
{
    return !strcmp(a->metric, b->metric) && !strcmp(a->protocol, b->protocol) &&
           !strcmp(a->binarise, b->binarise) && !strcmp(a->mask, b->mask) &&
           !strcmp(a->explainer, b->explainer) && !strcmp(a->align, b->align);
}

static size_t add_setting(grid *g, lk_context *ctx, const setting *x)
{
    for (size_t i = 0; i < g->count; i++) {
        size_t at = (g->latest + i) % g->count;
        if (same_setting(&g->settings[at], x))
            return g->latest = at;
    }
    setting *grown = grow(ctx, g->settings, g->count, &g->room, sizeof *grown);
    if (!grown)
        return SIZE_MAX;
    g->settings = grown;
    g->settings[g->count] = *x;
    return g->latest = g->count++;
}

/* Where a row belongs. */
typedef struct place {
    size_t setting, baseline, network, label;
} place;

/* 0: no memory. */
static int find_place(grid *g, lk_context *ctx, readings *r, const lk_table *t, size_t row,
                      place *out)
{
    const char *label = lk_table_text(t, row, "label");
    setting x = {.study = lk_table_text(t, row, "study"),
                 .protocol = lk_table_text(t, row, "protocol"),
                 .explainer = lk_table_text(t, row, "explainer"),
                 .align = lk_table_text(t, row, "align"),
                 .mask = readings_settle(r, ctx, label, lk_table_text(t, row, "mask")),
                 .binarise = lk_table_text(t, row, "binarise"),
                 .metric = lk_table_text(t, row, "metric")};
    if (!x.mask)
        return 0;
    *out = (place){.setting = add_setting(g, ctx, &x),
                   .baseline = texts_add(&g->baselines, ctx, lk_table_text(t, row, "baseline")),
                   .network = texts_add(&g->networks, ctx, lk_table_text(t, row, "network")),
                   .label = texts_add(&g->labels, ctx, label)};
    return out->setting != SIZE_MAX && out->baseline != SIZE_MAX && out->network != SIZE_MAX &&
           out->label != SIZE_MAX;
}

/* ---- Cells ------------------------------------------------------------------------------- */

static size_t cell_index(const grid *g, size_t baseline, size_t network, size_t label)
{
    return (baseline * g->networks.count + network) * g->labels.count + label;
}

double grid_cell(const grid *g, const setting *s, size_t baseline, size_t network, size_t label)
{
    return s->cells[cell_index(g, baseline, network, label)];
}

static int make_cells(grid *g, lk_context *ctx)
{
    size_t maps = g->networks.count * g->labels.count; /* each at most the number of rows */
    if (maps > SIZE_MAX / sizeof(double) / g->baselines.count)
        return 0;
    for (size_t i = 0; i < g->count; i++) {
        double *cells = lk_alloc_array(ctx, maps * g->baselines.count, sizeof *cells);
        if (!cells)
            return 0;
        for (size_t c = 0; c < maps * g->baselines.count; c++)
            cells[c] = NAN;
        g->settings[i].cells = cells;
    }
    return 1;
}

static void fill_cells(const grid *g, const lk_table *t, const place *places)
{
    for (size_t row = 0; row < t->row_count; row++) {
        const place *p = &places[row];
        const lk_cell *value = lk_table_cell(t, row, "value");
        if (p->setting == SIZE_MAX || !value || value->missing || !isfinite(value->number))
            continue;
        g->settings[p->setting].cells[cell_index(g, p->baseline, p->network, p->label)] =
            value->number;
    }
}

lk_status grid_read(lk_context *ctx, const lk_table *metrics, grid *out)
{
    readings r = {0};
    *out = (grid){0};
    place *places = lk_alloc_array(ctx, metrics->row_count, sizeof *places);
    int good = places && texts_add(&out->baselines, ctx, "") != SIZE_MAX;
    for (size_t row = 0; good && row < metrics->row_count; row++) {
        int is_total = !*lk_table_text(metrics, row, "network");
        places[row].setting = SIZE_MAX;
        out->has_totals |= is_total;
        if (!is_total && strcmp(lk_table_text(metrics, row, "protocol"), "fold") != 0)
            good = find_place(out, ctx, &r, metrics, row, &places[row]);
    }
    if (!good || !make_cells(out, ctx))
        return lk_error(ctx, LK_E_MEMORY, "no memory for %zu scores", metrics->row_count);
    fill_cells(out, metrics, places);
    return LK_OK;
}
