/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#include "windows.h"

static void measure(windows_axis *a, int64_t extent)
{
    a->extent = extent;
    a->count = extent > a->size ? 1 + (extent - a->size + a->stride - 1) / a->stride : 1;
}

void windows_measure(windows *w, int64_t height, int64_t width)
{
    measure(&w->down, height);
    measure(&w->across, width);
}

static int64_t end_of(const windows_axis *a, int64_t window)
{
    int64_t end = window * a->stride + a->size;
    return end < a->extent ? end : a->extent;
}

static lk_status cut(lk_context *ctx, windows_axis *a)
{
    uint32_t *cell_of = lk_alloc_array(ctx, (size_t)a->extent + 1, sizeof *cell_of);
    if (!cell_of)
        return lk_error(ctx, LK_E_MEMORY, "out of memory for the cells of the windows");
    for (int64_t i = 0; i < a->count; i++)
        cell_of[i * a->stride] = cell_of[end_of(a, i)] = 1; /* an edge lies before this pixel */
    cell_of[0] = 0;
    for (int64_t pixel = 1; pixel < a->extent; pixel++)
        cell_of[pixel] += cell_of[pixel - 1];
    a->cells = cell_of[a->extent - 1] + 1;
    a->cell_of = cell_of;
    return LK_OK;
}

lk_status windows_cut(lk_context *ctx, windows *w, coalition *c)
{
    int32_t *label = c->segments.data;
    windows_measure(w, c->segments.shape[0], c->segments.shape[1]);
    lk_status status = cut(ctx, &w->down);
    if (!status)
        status = cut(ctx, &w->across);
    if (status)
        return status;
    for (int64_t y = 0; y < w->down.extent; y++)
        for (int64_t x = 0; x < w->across.extent; x++)
            *label++ = (int32_t)(w->down.cell_of[y] * w->across.cells + w->across.cell_of[x]);
    c->segment_count = w->down.cells * w->across.cells;
    return LK_OK;
}

/* The cells first .. end - 1 that a window covers. */
static void find_cells(const windows_axis *a, int64_t window, uint32_t *first, uint32_t *end)
{
    *first = a->cell_of[window * a->stride];
    *end = a->cell_of[end_of(a, window) - 1] + 1;
}

void windows_hide(const windows *w, size_t which, coalition *c, size_t row)
{
    uint32_t top, bottom, left, right;
    find_cells(&w->down, (int64_t)which / w->across.count, &top, &bottom);
    find_cells(&w->across, (int64_t)which % w->across.count, &left, &right);
    coalition_show_all(c, row);
    for (uint32_t i = top; i < bottom; i++)
        for (uint32_t j = left; j < right; j++)
            lk_z_set(coalition_row(c, row), i * w->across.cells + j, 0);
}
