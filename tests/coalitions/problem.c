/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#include "problem.h"

#include <stdlib.h>

enum { FEW_ROWS = 70 };

static void label_nearest(problem *p, lk_context *ctx, uint32_t segments)
{
    int64_t height = p->segments.shape[0], width = p->segments.shape[1];
    int32_t *label = p->segments.data;
    int64_t *at = calloc(segments, 2 * sizeof *at);
    assert_non_null(at);
    for (uint32_t k = 0; k < segments; k++) {
        at[2 * k] = (int64_t)lk_random_below(ctx, (uint64_t)height);
        at[2 * k + 1] = (int64_t)lk_random_below(ctx, (uint64_t)width);
    }
    for (int64_t i = 0; i < height * width; i++) {
        int64_t least = INT64_MAX;
        for (uint32_t k = 0; k < segments; k++) {
            int64_t y = i / width - at[2 * k], x = i % width - at[2 * k + 1];
            if (y * y + x * x < least)
                label[i] = (int32_t)k;
            least = y * y + x * x < least ? y * y + x * x : least;
        }
    }
    free(at);
}

void problem_make(problem *p, kit *k, uint32_t segments, size_t rows)
{
    const lk_network_info *info = ((const lk_backend_ops *)kit_ops(k))->info(kit_self(k));
    int height = (int)info->view.height, width = (int)info->view.width;
    lk_context *ctx = kit_context(k, 9);
    size_t words = (segments + 63) / 64;
    if (rows > FEW_ROWS && kit_is_slow())
        rows = FEW_ROWS;
    *p = (problem){.classes = info->class_count, .stop = SIZE_MAX};
    p->segments = kit_tensor(LK_DTYPE_INT, 32, 2, height, width);
    label_nearest(p, ctx, segments);
    for (int i = 0; i < 4; i++) {
        p->images[i] = kit_tensor(LK_DTYPE_FLOAT, 32, 3, height, width, 3);
        for (size_t j = 0; j < lk_tensor_count(&p->images[i]); j++)
            ((float *)p->images[i].data)[j] = (float)(255 * lk_random_double(ctx));
    }
    p->z = calloc(rows * words, sizeof *p->z);
    p->base = calloc(rows, sizeof *p->base);
    p->fill = calloc(rows, sizeof *p->fill);
    p->scores = calloc(rows * p->classes, sizeof *p->scores);
    assert_true(p->z && p->base && p->fill && p->scores);
    for (size_t i = 0; i < rows * words; i++)
        p->z[i] = ctx->host->random(ctx);
    p->ask = (lk_coalitions){.struct_size = sizeof p->ask,
                             .base_count = 2,
                             .fill_count = 2,
                             .bases = p->images,
                             .fills = p->images + 2,
                             .segments = &p->segments,
                             .segment_count = segments,
                             .z = p->z,
                             .z_stride = words,
                             .row_count = rows,
                             .row_base = p->base,
                             .row_fill = p->fill};
}

void problem_dim(problem *p)
{
    for (int i = 0; i < 4; i++)
        for (size_t j = 0; j < lk_tensor_count(&p->images[i]); j++)
            ((float *)p->images[i].data)[j] /= 127.5f;
}

void problem_free(problem *p)
{
    free(p->z);
    free(p->base);
    free(p->fill);
    free(p->scores);
}

static lk_status take(void *user, size_t first, size_t count, const float *scores)
{
    problem *p = user;
    assert_int_equal(first, p->next);
    memcpy(p->scores + first * p->classes, scores, count * p->classes * sizeof *scores);
    p->next += count;
    return p->next >= p->stop ? LK_STOP : LK_OK;
}

void problem_run(problem *p, kit *k, lk_output output, uint32_t threads)
{
    lk_context *ctx = kit_context(k, 1);
    const lk_backend_ops *ops = kit_ops(k);
    ctx->threads = threads;
    p->next = 0;
    if (ops->coalitions(kit_self(k), ctx, &p->ask, output, take, p))
        fail_msg("%s", kit_error(k));
    if (p->stop == SIZE_MAX)
        assert_int_equal(p->next, p->ask.row_count);
}

lk_tensor problem_paint(const problem *p, size_t row)
{
    int height = (int)p->segments.shape[0], width = (int)p->segments.shape[1];
    lk_tensor t = kit_tensor(LK_DTYPE_FLOAT, 32, 4, 1, height, width, 3);
    const float *base = p->images[p->base[row]].data, *fill = p->images[2 + p->fill[row]].data;
    for (int i = 0; i < height * width; i++) {
        uint32_t label = (uint32_t)((const int32_t *)p->segments.data)[i];
        const float *from = lk_z_get(p->z + row * p->ask.z_stride, label) ? base : fill;
        memcpy((float *)t.data + 3 * i, from + 3 * i, 3 * sizeof *from);
    }
    return t;
}
