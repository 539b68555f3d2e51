/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#include "design.h"

#include "../coalition/shuffle.h"
#include "hadamard.h"
#include "sample.h"

enum { PAIR = 2, STRATUM = 4 };

int design_is_paired(design d)
{
    return d == DESIGN_PAIRED || d == DESIGN_ORTHOGONAL;
}

size_t design_cluster_size(design d)
{
    return design_is_paired(d) ? PAIR : d == DESIGN_STRATIFIED ? STRATUM : 1;
}

size_t design_cluster_of(design d, size_t row)
{
    return row ? 1 + (row - 1) / design_cluster_size(d) : 0;
}

lk_status design_clusters(lk_context *ctx, design d, size_t rows, surrogate_clusters *out)
{
    size_t size = design_cluster_size(d), count = design_cluster_of(d, rows - 1);
    size_t *first = lk_alloc_array(ctx, count + 1, sizeof *first);
    if (!first)
        return lk_error(ctx, LK_E_MEMORY, "out of memory for clusters of %zu samples", rows);
    for (size_t g = 0; g < count; g++)
        first[g] = 1 + g * size;
    first[count] = rows;
    *out = (surrogate_clusters){count, first};
    return LK_OK;
}

double design_inflation(design d, uint32_t segments)
{
    double order = d == DESIGN_ORTHOGONAL ? hadamard_order(segments) : 0;
    return order > 3 ? order / (order - 3) : 1;
}

static void complement(const coalition *c, size_t row)
{
    for (uint32_t k = 0; k < c->segment_count; k++)
        lk_z_set(coalition_row(c, row + 1), k, !lk_z_get(coalition_row(c, row), k));
}

/* ---- Pairs and strata ------------------------------------------------------------- */

static lk_status draw_pairs(lk_context *ctx, const coalition *c)
{
    for (size_t row = 1; row < c->rows; row += PAIR) {
        sample_draw(ctx, c, .5, row);
        if (row + 1 < c->rows)
            complement(c, row);
        if (lk_cancelled(ctx))
            return LK_CANCELLED;
    }
    return LK_OK;
}

static void draw_stratum(lk_context *ctx, const coalition *c, double probability, size_t first)
{
    uint32_t rank[STRATUM];
    for (uint32_t k = 0; k < c->segment_count; k++) {
        shuffle(ctx, rank, STRATUM);
        double offset = lk_random_double(ctx);
        for (size_t i = 0; i < STRATUM && first + i < c->rows; i++)
            lk_z_set(coalition_row(c, first + i), k, rank[i] + offset < STRATUM * probability);
    }
}

static lk_status draw_strata(lk_context *ctx, const coalition *c, double probability)
{
    for (size_t row = 1; row < c->rows; row += STRATUM) {
        draw_stratum(ctx, c, probability, row);
        if (lk_cancelled(ctx))
            return LK_CANCELLED;
    }
    return LK_OK;
}

/* ---- Orthogonal blocks ------------------------------------------------------------- */

typedef struct block {
    hadamard matrix;
    uint32_t *columns, *rows; /* of the matrix, in the order of segments and pairs */
    uint8_t *signs;           /* of the columns */
} block;

static lk_status open_block(lk_context *ctx, uint32_t segments, block *b)
{
    uint32_t order = hadamard_order(segments);
    b->columns = lk_alloc_array(ctx, order, sizeof *b->columns);
    b->rows = lk_alloc_array(ctx, order, sizeof *b->rows);
    b->signs = lk_alloc_array(ctx, order, sizeof *b->signs);
    if (!b->columns || !b->rows || !b->signs)
        return lk_error(ctx, LK_E_MEMORY, "out of memory for an orthogonal design of order %u",
                        order);
    return hadamard_open(ctx, order, &b->matrix);
}

static void draw_block(lk_context *ctx, block *b)
{
    uint32_t order = b->matrix.order;
    shuffle(ctx, b->columns, order);
    shuffle(ctx, b->rows, order);
    for (uint32_t i = 0; i < order; i++)
        b->signs[i] = (uint8_t)(ctx->host->random(ctx) >> 63);
}

static void show_row(const coalition *c, const block *b, uint32_t which, size_t row)
{
    for (uint32_t k = 0; k < c->segment_count; k++)
        lk_z_set(coalition_row(c, row), k,
                 hadamard_is_plus(&b->matrix, b->rows[which], b->columns[k]) == b->signs[k]);
}

static lk_status draw_blocks(lk_context *ctx, const coalition *c)
{
    block b;
    lk_status status = open_block(ctx, c->segment_count, &b);
    for (size_t row = 1, pair = 0; !status && row < c->rows; row += PAIR, pair++) {
        uint32_t which = (uint32_t)(pair % b.matrix.order);
        if (!which)
            draw_block(ctx, &b);
        show_row(c, &b, which, row);
        if (row + 1 < c->rows)
            complement(c, row);
        if (lk_cancelled(ctx))
            return LK_CANCELLED;
    }
    return status;
}

/* ---- All ------------------------------------------------------------------------------ */

static lk_status draw_each(lk_context *ctx, const coalition *c, double probability)
{
    for (size_t row = 1; row < c->rows; row++) {
        sample_draw(ctx, c, probability, row);
        if (lk_cancelled(ctx))
            return LK_CANCELLED;
    }
    return LK_OK;
}

lk_status design_draw(lk_context *ctx, coalition *c, design d, double probability)
{
    coalition_show_all(c, 0);
    switch (d) {
    case DESIGN_PAIRED:
        return draw_pairs(ctx, c);
    case DESIGN_STRATIFIED:
        return draw_strata(ctx, c, probability);
    case DESIGN_ORTHOGONAL:
        return draw_blocks(ctx, c);
    case DESIGN_INDEPENDENT:
        break;
    }
    return draw_each(ctx, c, probability);
}
