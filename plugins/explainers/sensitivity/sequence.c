/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#include "sequence.h"

#include <gsl/gsl_qrng.h>

#include "../coalition/shuffle.h"

enum { TOGETHER = 8 };

/* Segments from `segment` on, as many as go together. GSL leaves out the first point,
 * which is all 0. */
static void show_points(lk_context *ctx, const coalition *c, gsl_qrng *points, uint32_t segment,
                        size_t first, const uint32_t *order, uint32_t count)
{
    double point[TOGETHER] = {0};
    uint64_t flips = ctx->host->random(ctx);
    gsl_qrng_init(points);
    for (uint32_t i = 0; i < count; i++) {
        if (i)
            gsl_qrng_get(points, point);
        for (uint32_t j = 0; j < TOGETHER && segment + j < c->segment_count; j++)
            lk_z_set(coalition_row(c, first + order[i]), segment + j,
                     (point[j] >= .5) != (int)(flips >> j & 1));
    }
}

static lk_status draw_sobol(lk_context *ctx, const coalition *c, size_t first, uint32_t *order,
                            uint32_t count)
{
    gsl_qrng *points = gsl_qrng_alloc(gsl_qrng_sobol, TOGETHER);
    lk_status status = LK_OK;
    if (!points)
        return lk_error(ctx, LK_E_MEMORY, "out of memory for Sobol's sequence");
    for (uint32_t segment = 0; !status && segment < c->segment_count; segment += TOGETHER) {
        shuffle(ctx, order, count);
        show_points(ctx, c, points, segment, first, order, count);
        status = lk_cancelled(ctx) ? LK_CANCELLED : LK_OK;
    }
    gsl_qrng_free(points);
    return status;
}

static lk_status draw_latin(lk_context *ctx, const coalition *c, size_t first, uint32_t *order,
                            uint32_t count)
{
    for (uint32_t k = 0; k < c->segment_count; k++) {
        uint64_t flip = ctx->host->random(ctx) >> 63; /* who gets the odd one */
        shuffle(ctx, order, count);
        for (uint32_t i = 0; i < count; i++)
            lk_z_set(coalition_row(c, first + order[i]), k, (i < count / 2) != (int)flip);
        if (lk_cancelled(ctx))
            return LK_CANCELLED;
    }
    return LK_OK;
}

lk_status sequence_draw(lk_context *ctx, const coalition *c, sequence_design d, size_t first,
                        uint32_t count)
{
    uint32_t *order = lk_alloc_array(ctx, count, sizeof *order);
    if (!order)
        return lk_error(ctx, LK_E_MEMORY, "out of memory for the order of %u samples", count);
    return d == SEQUENCE_SOBOL ? draw_sobol(ctx, c, first, order, count)
                               : draw_latin(ctx, c, first, order, count);
}
