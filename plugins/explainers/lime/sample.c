/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#include "sample.h"

static void draw_fair(lk_context *ctx, const coalition *c, uint64_t *row)
{
    uint32_t used = c->segment_count % 64;
    for (size_t word = 0; word < c->words; word++)
        row[word] = ctx->host->random(ctx);
    if (used)
        row[c->words - 1] &= ((uint64_t)1 << used) - 1;
}

static void draw_biased(lk_context *ctx, const coalition *c, double probability, uint64_t *row)
{
    for (uint32_t k = 0; k < c->segment_count; k++)
        lk_z_set(row, k, lk_random_double(ctx) < probability);
}

void sample_draw(lk_context *ctx, const coalition *c, double probability, size_t row)
{
    if (probability == .5)
        draw_fair(ctx, c, coalition_row(c, row));
    else
        draw_biased(ctx, c, probability, coalition_row(c, row));
}
