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
           !strcmp(a->explainer, b->explainer) && !strcmp(a->align, b->align) &&
           !strcmp(a->run, b->run);
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

/* ---- Columns ---------------------------------------------------------------------------- */

static int same_column(const grid_column *a, const grid_column *b)
{
    return a->face == b->face && !strcmp(a->unit, b->unit) && !strcmp(a->label, b->label);
}

/* The index of a column, SIZE_MAX: no memory. */
static size_t add_column(grid *g, lk_context *ctx, const grid_column *x, const char *cluster)
{
    for (size_t i = 0; i < g->column_count; i++) {
        size_t at = (g->column_latest + i) % g->column_count;
        if (same_column(&g->columns[at], x))
            return g->column_latest = at;
    }
    grid_column *grown = grow(ctx, g->columns, g->column_count, &g->column_room, sizeof *grown);
    size_t of = cluster ? texts_add(&g->clusters, ctx, cluster) : 0;
    if (!grown || of == SIZE_MAX)
        return SIZE_MAX;
    g->columns = grown;
    g->columns[g->column_count] = *x;
    g->columns[g->column_count].cluster = of;
    return g->column_latest = g->column_count++;
}

static size_t find_column(grid *g, lk_context *ctx, grid_kind kind, const lk_table *t, size_t row)
{
    if (kind == GRID_LABELS)
        return add_column(
            g, ctx, &(grid_column){.label = lk_table_text(t, row, "label"), .unit = ""}, NULL);
    if (kind == GRID_FOLDS) {
        const char *fold = lk_table_text(t, row, "fold");
        return add_column(
            g, ctx, &(grid_column){.label = lk_table_text(t, row, "label"), .unit = fold}, fold);
    }
    const lk_cell *face = lk_table_cell(t, row, "face");
    const char *item = lk_table_text(t, row, "item"), *person = lk_table_text(t, row, "subject");
    grid_column x = {.label = lk_table_text(t, row, "class"),
                     .unit = item,
                     .face = face && !face->missing ? face->number : 0};
    return add_column(g, ctx, &x, *person ? person : item);
}

/* ---- Rows ------------------------------------------------------------------------------- */

/* Where a row belongs. */
typedef struct place {
    size_t setting, baseline, network, column;
} place;

/* 0: no memory. */
static int find_place(grid *g, lk_context *ctx, grid_kind kind, readings *r, const lk_table *t,
                      size_t row, place *out)
{
    static const char *const protocols[] = {[GRID_FOLDS] = "folds", [GRID_FACES] = "faces"};
    const char *label = lk_table_text(t, row, kind == GRID_FACES ? "class" : "label");
    setting x = {.study = lk_table_text(t, row, "study"),
                 .protocol =
                     kind == GRID_LABELS ? lk_table_text(t, row, "protocol") : protocols[kind],
                 .explainer = lk_table_text(t, row, "explainer"),
                 .align = lk_table_text(t, row, "align"),
                 .mask = readings_settle(r, ctx, label, lk_table_text(t, row, "mask")),
                 .binarise = lk_table_text(t, row, "binarise"),
                 .metric = lk_table_text(t, row, "metric"),
                 .run = lk_table_text(t, row, "run")};
    if (!x.mask)
        return 0;
    *out = (place){.setting = add_setting(g, ctx, &x),
                   .baseline = texts_add(&g->baselines, ctx, lk_table_text(t, row, "baseline")),
                   .network = texts_add(&g->networks, ctx, lk_table_text(t, row, "network")),
                   .column = find_column(g, ctx, kind, t, row)};
    return out->setting != SIZE_MAX && out->baseline != SIZE_MAX && out->network != SIZE_MAX &&
           out->column != SIZE_MAX;
}

/* ---- Cells ------------------------------------------------------------------------------- */

static size_t cell_index(const grid *g, size_t baseline, size_t network, size_t column)
{
    return (baseline * g->networks.count + network) * g->column_count + column;
}

double grid_cell(const grid *g, const setting *s, size_t baseline, size_t network, size_t column)
{
    return s->cells[cell_index(g, baseline, network, column)];
}

static int make_cells(grid *g, lk_context *ctx)
{
    size_t maps = g->networks.count * g->column_count; /* each at most the number of rows */
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
        g->settings[p->setting].cells[cell_index(g, p->baseline, p->network, p->column)] =
            value->number;
    }
}

/* Is a row one of the scores that the kind of grid has? Rows about several networks
 * or labels are nobody's. */
static int is_wanted(grid_kind kind, const lk_table *t, size_t row)
{
    int is_fold = !strcmp(lk_table_text(t, row, "protocol"), "fold");
    return kind == GRID_FACES || is_fold == (kind == GRID_FOLDS);
}

static int is_total(grid_kind kind, const lk_table *t, size_t row)
{
    return kind != GRID_FACES &&
           (!*lk_table_text(t, row, "network") || !*lk_table_text(t, row, "label"));
}

lk_status grid_read(lk_context *ctx, const lk_table *scores, grid_kind kind, grid *out)
{
    readings r = {0};
    *out = (grid){.has_runs = scores->row_count && lk_table_cell(scores, 0, "run")};
    place *places = lk_alloc_array(ctx, scores->row_count, sizeof *places);
    int good = places && texts_add(&out->baselines, ctx, "") != SIZE_MAX;
    for (size_t row = 0; good && row < scores->row_count; row++) {
        places[row].setting = SIZE_MAX;
        if (is_total(kind, scores, row))
            out->has_totals = 1;
        else if (is_wanted(kind, scores, row))
            good = find_place(out, ctx, kind, &r, scores, row, &places[row]);
    }
    if (!good || !make_cells(out, ctx))
        return lk_error(ctx, LK_E_MEMORY, "no memory for %zu scores", scores->row_count);
    fill_cells(out, scores, places);
    return LK_OK;
}
