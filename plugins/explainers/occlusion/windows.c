/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#include "windows.h"

int64_t windows_count(int64_t extent, int64_t size, int64_t stride)
{
    return extent > size ? 1 + (extent - size + stride - 1) / stride : 1;
}

static int64_t end_of(const windows_axis *a, int64_t window)
{
    int64_t end = window * a->stride + a->size;
    return end < a->extent ? end : a->extent;
}

lk_status windows_cut(lk_context *ctx, int64_t extent, int64_t size, int64_t stride,
                      windows_axis *out)
{
    *out = (windows_axis){.extent = extent, .size = size, .stride = stride};
    out->windows = windows_count(extent, size, stride);
    uint32_t *cell_of = lk_alloc_array(ctx, (size_t)extent + 1, sizeof *cell_of);
    if (!cell_of)
        return lk_error(ctx, LK_E_MEMORY, "out of memory for the cells of the windows");
    for (int64_t i = 0; i < out->windows; i++)
        cell_of[i * stride] = cell_of[end_of(out, i)] = 1; /* an edge lies before this pixel */
    cell_of[0] = 0;
    for (int64_t pixel = 1; pixel < extent; pixel++)
        cell_of[pixel] += cell_of[pixel - 1];
    out->cells = cell_of[extent - 1] + 1;
    out->cell_of = cell_of;
    return LK_OK;
}

void windows_cells(const windows_axis *a, int64_t window, uint32_t *first, uint32_t *end)
{
    *first = a->cell_of[window * a->stride];
    *end = a->cell_of[end_of(a, window) - 1] + 1;
}
