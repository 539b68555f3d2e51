/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#include "sample.h"

#include <math.h>

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

/* From the sample that shows all. The cosine of bits is sqrt(shown / segments),
 * so that a sample that hides everything has distance 1. */
static double distance_of(sample_distance distance, double shown, double segments)
{
    return distance == DISTANCE_COSINE ? 1 - sqrt(shown / segments) : sqrt(segments - shown);
}

void sample_weigh(const coalition *c, sample_distance distance, double width, double *weights)
{
    for (size_t i = 0; i < c->rows; i++) {
        double d = distance_of(distance, coalition_shown(c, i), c->segment_count);
        weights[i] = sqrt(exp(-(d * d) / (width * width)));
    }
}
