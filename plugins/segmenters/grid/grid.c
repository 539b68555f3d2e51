/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#include <likeness/plugin.h>

#include "../../common/lattice.h"
#include "../planes/planes.h"

enum { DEFAULT_LINES = 8 };

typedef struct grid {
    int64_t rows, columns, cell; /* 0: not given */
} grid;

static const lk_param params[] = {
    {.name = "rows",
     .type = LK_INT,
     .offset = offsetof(grid, rows),
     .low = 1,
     .high = INT32_MAX,
     .doc = "Rows of cells; as many as `columns` when only that is given, 8 when nothing is."},
    {.name = "columns",
     .type = LK_INT,
     .offset = offsetof(grid, columns),
     .low = 1,
     .high = INT32_MAX,
     .doc = "Columns of cells; as many as `rows` when only that is given, 8 when nothing is."},
    {.name = "cell",
     .type = LK_INT,
     .offset = offsetof(grid, cell),
     .low = 1,
     .high = INT32_MAX,
     .unit = "pixels",
     .doc = "Side of a cell, in place of `rows` and `columns`; rounded so that whole cells fill "
            "the view."},
};

static lk_status open_grid(void *self, lk_context *ctx)
{
    grid *g = self;
    if (g->cell && (g->rows || g->columns))
        return lk_error(ctx, LK_E_INPUT,
                        "a grid takes either `cell` or `rows` and `columns`: leave one out");
    if (!g->rows)
        g->rows = g->columns ? g->columns : DEFAULT_LINES;
    if (!g->columns)
        g->columns = g->rows;
    return LK_OK;
}

/* How many cells along an axis: as asked, but none without a pixel. */
static size_t cells_along(size_t length, int64_t lines, int64_t cell)
{
    size_t side = (size_t)cell, cells = cell ? (length + side / 2) / side : (size_t)lines;
    if (cells < 1)
        cells = 1;
    return cells < length ? cells : length;
}

static lk_status segment(void *self, lk_context *ctx, const lk_raster *view,
                         const lk_landmarks *landmarks, lk_tensor *labels, uint32_t *count)
{
    const grid *g = self;
    size_t height, width;
    (void)landmarks;
    lk_status status = planes_size(ctx, view, labels, &height, &width);
    if (status)
        return status;
    size_t rows = cells_along(height, g->rows, g->cell);
    size_t columns = cells_along(width, g->columns, g->cell);
    if (lk_cancelled(ctx))
        return LK_CANCELLED;
    lattice_fill(labels->data, height, width, rows, columns);
    *count = (uint32_t)(rows * columns);
    return LK_OK;
}

static const lk_segmenter_ops ops = {.struct_size = sizeof ops, .segment = segment};

LK_PLUGIN(.stage = LK_STAGE_SEGMENTER, .name = "grid", .version = "0.1.0", .revision = 1,
          .summary = "Rectangular cells in rows and columns, whatever the view shows.",
          .details = "Labels run along the rows. The remainder is spread, so the sides of two "
                     "cells differ by at most one pixel. A view smaller than the grid has a cell "
                     "a pixel.",
          .licence = "MIT", .author = "The Likeness authors",
          .capabilities = LK_CAP_DETERMINISTIC | LK_CAP_REENTRANT, .instance_size = sizeof(grid),
          LK_PARAMS(params), .open = open_grid, .ops = &ops)
