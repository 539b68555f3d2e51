/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#include "masks.h"

#include <math.h>

/* `0 1 2` goes on as `1 0 1 2 1`. */
static uint32_t mirrored(int64_t i, uint32_t cells)
{
    int64_t last = (int64_t)cells - 1;
    i = i < 0 ? -i : i > last ? 2 * last - i : i;
    return (uint32_t)(i < 0 ? 0 : i);
}

static lk_status enlarge(lk_context *ctx, uint32_t cells, int64_t extent, masks_axis *out)
{
    int64_t cell = (extent + cells - 1) / cells;
    size_t enlarged = (size_t)cell * ((size_t)cells + 1);
    uint32_t *first = lk_alloc_array(ctx, enlarged, sizeof *first);
    uint32_t *next = lk_alloc_array(ctx, enlarged, sizeof *next);
    double *share = lk_alloc_array(ctx, enlarged, sizeof *share);
    if (!first || !next || !share)
        return lk_error(ctx, LK_E_MEMORY, "out of memory for masks of %u cells", cells);
    for (size_t i = 0; i < enlarged; i++) {
        double place = ((double)i + .5) * cells / (double)enlarged - .5, below = floor(place);
        first[i] = mirrored((int64_t)below, cells);
        next[i] = mirrored((int64_t)below + 1, cells);
        share[i] = place - below;
    }
    *out = (masks_axis){extent, cell, first, next, share};
    return LK_OK;
}

lk_status masks_open(lk_context *ctx, uint32_t cells, int64_t height, int64_t width, masks *out)
{
    *out = (masks){.cells = cells};
    lk_status status = enlarge(ctx, cells, height, &out->down);
    return status ? status : enlarge(ctx, cells, width, &out->across);
}

void masks_draw(lk_context *ctx, const masks *m, double probability, masks_cut *cut)
{
    for (size_t i = 0; i < (size_t)m->cells * m->cells; i++)
        cut->grid[i] = lk_random_double(ctx) < probability;
    cut->top = (int64_t)lk_random_below(ctx, (uint64_t)m->down.cell);
    cut->left = (int64_t)lk_random_below(ctx, (uint64_t)m->across.cell);
}

static double along(const uint8_t *row, const masks_axis *a, int64_t i)
{
    return (1 - a->share[i]) * row[a->first[i]] + a->share[i] * row[a->next[i]];
}

void masks_paint(const masks *m, const masks_cut *cut, float *mask)
{
    for (int64_t y = cut->top; y < cut->top + m->down.extent; y++) {
        const uint8_t *upper = cut->grid + (size_t)m->down.first[y] * m->cells;
        const uint8_t *lower = cut->grid + (size_t)m->down.next[y] * m->cells;
        double share = m->down.share[y];
        for (int64_t x = cut->left; x < cut->left + m->across.extent; x++)
            *mask++ = (float)((1 - share) * along(upper, &m->across, x) +
                              share * along(lower, &m->across, x));
    }
}
