/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#include "coalition.h"

#include "../request/request.h"

static lk_status count_segments(lk_context *ctx, const lk_tensor *segments, uint32_t *out)
{
    const int32_t *labels = segments->data;
    size_t pixels = lk_tensor_count(segments);
    int32_t highest = 0;
    for (size_t i = 0; i < pixels; i++) {
        if (labels[i] < 0 || (size_t)labels[i] >= pixels)
            return lk_error(ctx, LK_E_INPUT,
                            "the given segments hold the label %d; labels go from 0 to segments - "
                            "1",
                            labels[i]);
        highest = labels[i] > highest ? labels[i] : highest;
    }
    *out = (uint32_t)highest + 1;
    return LK_OK;
}

static lk_status take_segments(lk_context *ctx, coalition *c, const lk_tensor *given)
{
    const int64_t *want = c->segments.shape;
    if (given->rank != 2 || given->shape[0] != want[0] || given->shape[1] != want[1] ||
        given->dtype.code != LK_DTYPE_INT || given->dtype.bits != 32)
        return lk_error(ctx, LK_E_INPUT, "the given segments are not int32 of %d x %d, the view",
                        (int)want[0], (int)want[1]);
    c->segments = *given;
    return count_segments(ctx, given, &c->segment_count);
}

lk_status coalition_open(lk_context *ctx, const lk_explain_request *request, coalition *out)
{
    *out = (coalition){.request = request};
    lk_status status = request_check(ctx, request);
    if (status)
        return status;
    out->segments = lk_tensor_over(NULL, LK_DTYPE_INT, 32, 2, request->view->pixels.shape);
    if (request->segments)
        return take_segments(ctx, out, request->segments);
    out->segments.data = lk_alloc_array(ctx, lk_tensor_count(&out->segments), sizeof(int32_t));
    if (!out->segments.data)
        return lk_error(ctx, LK_E_MEMORY, "out of memory for the segments of the view");
    return LK_OK;
}

lk_status coalition_reserve(lk_context *ctx, coalition *c, size_t rows)
{
    size_t classes = c->request->network->info->class_count;
    c->rows = c->reserved = rows;
    c->words = ((size_t)c->segment_count + 63) / 64;
    c->z = lk_alloc_array(ctx, rows, c->words * sizeof *c->z);
    c->scores = lk_alloc_array(ctx, rows, classes * sizeof *c->scores);
    if (!c->z || !c->scores)
        return lk_error(ctx, LK_E_MEMORY,
                        "out of memory for %zu samples of %u segments: ask for fewer", rows,
                        c->segment_count);
    return LK_OK;
}

lk_status coalition_copy_given(lk_context *ctx, coalition *c, size_t first)
{
    const lk_tensor *given = c->request->coalitions;
    const uint8_t *bit = given->data;
    if (given->rank != 2 || given->shape[1] != c->segment_count ||
        given->dtype.code != LK_DTYPE_UINT || given->dtype.bits != 8)
        return lk_error(ctx, LK_E_INPUT,
                        "the given samples are not uint8 of samples x %u, the number of segments: "
                        "give the segments they were made for",
                        c->segment_count);
    if (!given->shape[0])
        return lk_error(ctx, LK_E_INPUT,
                        "the given samples are none: give at least one, or leave them out");
    for (size_t row = 0; row < (size_t)given->shape[0]; row++)
        for (uint32_t k = 0; k < c->segment_count; k++)
            lk_z_set(coalition_row(c, first + row), k, *bit++ != 0);
    return LK_OK;
}

void coalition_show_all(coalition *c, size_t row)
{
    uint64_t *z = coalition_row(c, row);
    uint32_t used = c->segment_count % 64;
    memset(z, 0xff, c->words * sizeof *z);
    if (used)
        z[c->words - 1] = ((uint64_t)1 << used) - 1;
}

uint32_t coalition_shown(const coalition *c, size_t row)
{
    uint32_t shown = 0;
    for (uint32_t k = 0; k < c->segment_count; k++)
        shown += (uint32_t)lk_z_get(coalition_row(c, row), k);
    return shown;
}

/* ---- Scores ----------------------------------------------------------------- */

typedef struct collector {
    lk_context *ctx;
    coalition *problem;
    size_t before, done;
} collector;

static lk_status collect(void *user, size_t first, size_t count, const float *scores)
{
    collector *c = user;
    size_t classes = c->problem->request->network->info->class_count;
    if (lk_cancelled(c->ctx))
        return LK_CANCELLED;
    memcpy(c->problem->scores + (c->before + first) * classes, scores,
           count * classes * sizeof *scores);
    c->done = c->before + first + count;
    c->ctx->host->progress(c->ctx, (double)c->done, (double)c->problem->reserved);
    return LK_OK;
}

lk_status coalition_fill(lk_context *ctx, coalition *c, const fill *f)
{
    return fill_paint(ctx, f, c->request->view, &c->segments, c->segment_count, &c->filled);
}

lk_status coalition_score(lk_context *ctx, coalition *c, size_t first, lk_output output)
{
    lk_network *network = c->request->network;
    lk_coalitions problem = {.struct_size = sizeof problem,
                             .base_count = 1,
                             .fill_count = 1,
                             .bases = &c->request->view->pixels,
                             .fills = &c->filled,
                             .segments = &c->segments,
                             .segment_count = c->segment_count,
                             .z = coalition_row(c, first),
                             .z_stride = c->words,
                             .row_count = c->rows - first};
    collector sink = {ctx, c, first, first};
    lk_status status = network->coalitions(network, ctx, &problem,
                                           request_output(c->request, (int)output), collect, &sink);
    if (!status && sink.done != c->rows)
        status = lk_error(ctx, LK_E_FAIL, "the network %s scored %zu of %zu samples",
                          network->info->name, sink.done, c->rows);
    return status;
}

/* ---- What leaves --------------------------------------------------------------- */

lk_status coalition_trace_array(const coalition *c, const char *name, lk_tensor array)
{
    const lk_explain_request *r = c->request;
    return r->trace ? r->trace(r->trace_user, name, &array) : LK_OK;
}

static lk_status trace_samples(lk_context *ctx, const coalition *c)
{
    int64_t shape[2] = {(int64_t)c->rows, c->segment_count};
    uint8_t *bits = lk_alloc_array(ctx, c->rows, c->segment_count);
    if (!bits)
        return lk_error(ctx, LK_E_MEMORY, "out of memory for a copy of the samples");
    for (size_t row = 0, i = 0; row < c->rows; row++)
        for (uint32_t k = 0; k < c->segment_count; k++)
            bits[i++] = (uint8_t)lk_z_get(coalition_row(c, row), k);
    return coalition_trace_array(c, "z", lk_tensor_over(bits, LK_DTYPE_UINT, 8, 2, shape));
}

lk_status coalition_trace(lk_context *ctx, const coalition *c)
{
    int64_t shape[2] = {(int64_t)c->rows, c->request->network->info->class_count};
    if (!c->request->trace)
        return LK_OK;
    lk_status status = coalition_trace_array(c, "segments", c->segments);
    if (!status)
        status = trace_samples(ctx, c);
    if (!status)
        status = coalition_trace_array(c, "scores",
                                       lk_tensor_over(c->scores, LK_DTYPE_FLOAT, 32, 2, shape));
    return status;
}

lk_status coalition_answer(lk_context *ctx, const coalition *c, const double *weights,
                           lk_explanation *out)
{
    lk_tensor *segments = lk_alloc(ctx, sizeof *segments);
    if (!segments)
        return lk_error(ctx, LK_E_MEMORY, "out of memory for the explanation");
    *segments = c->segments;
    out->segments = segments;
    out->segment_count = c->segment_count;
    out->weights = weights;
    return LK_OK;
}
