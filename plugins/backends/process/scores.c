/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#include <math.h>

#include "../graph/asked.h"
#include "process.h"

/* Batches of any size, as frames of one size: the last is filled up with zeros.
 * So a program that computes each item of a batch in the same way gives an item
 * the same scores in whatever batch it came. */

static size_t item_values(const process *p)
{
    return (size_t)p->info.view.width * p->info.view.height * p->info.input_channels;
}

static float *item_at(const process *p, size_t i)
{
    return (float *)(void *)(p->frame + p->head) + i * item_values(p);
}

lk_status process_make_frames(process *p, lk_context *ctx)
{
    static const size_t MOST = (size_t)2 << 30;
    const lk_view *v = &p->info.view;
    size_t batch = (size_t)p->batch, item = item_values(p) * sizeof(float);
    if (item > MOST / batch)
        return lk_error(ctx, LK_E_INPUT,
                        "a frame of %zu items of %u x %u pixels is beyond 2 GiB: make `batch` less",
                        batch, v->width, v->height);
    const int64_t shape[] = {p->batch, p->info.input_channels, v->height, v->width};
    p->head = ARRAY_HEAD;
    p->frame = lk_alloc(ctx, p->head + batch * item);
    if (!p->frame)
        return lk_error(ctx, LK_E_MEMORY, "no memory for frames of %zu items: make `batch` less",
                        batch);
    lk_tensor frame = lk_tensor_over(p->frame + p->head, LK_DTYPE_FLOAT, 32, 4, shape);
    return array_head(ctx, &frame, p->frame);
}

/* ---- What comes back ------------------------------------------------------------------ */

static lk_status check_value(process *p, lk_context *ctx, float value)
{
    static const float slack = 1e-3f;
    int is_probability = p->info.output == LK_OUTPUT_PROBABILITY && !p->activation;
    if (!isfinite(value))
        return program_fail(&p->program, ctx, "answered a number that is not finite");
    if (!is_probability || (value >= -slack && value <= 1 + slack))
        return LK_OK;
    return program_fail(&p->program, ctx,
                        "answered %.9g, which is no probability: if it gives logits, say "
                        "`activation: softmax`",
                        (double)value);
}

static lk_status take_answer(process *p, lk_context *ctx, const array *a, lk_output output,
                             size_t items, float *scores)
{
    size_t classes = p->info.class_count;
    lk_status status = LK_OK;
    for (size_t i = 0; !status && i < items * classes; i++) {
        scores[i] = (float)array_float(a, i);
        status = check_value(p, ctx, scores[i]);
    }
    for (size_t i = 0; !status && output == LK_OUTPUT_PROBABILITY && i < items; i++)
        foreign_activate((foreign_activation)p->activation, scores + i * classes, classes,
                         scores + i * classes);
    return status;
}

/* ---- What goes out ---------------------------------------------------------------------- */

static void enter_view(const process *p, const float *item, float *out)
{
    size_t pixels = (size_t)p->info.view.width * p->info.view.height;
    graph_normalise_planes(&p->normalise, item, pixels, out);
}

static void enter_raw(const process *p, const float *item, float *out)
{
    memcpy(out, item, item_values(p) * sizeof *out);
}

/* One frame, and the scores of its first items. */
static lk_status ask(process *p, lk_context *ctx, lk_output output, size_t items, float *scores)
{
    size_t size = p->head + (size_t)p->batch * item_values(p) * sizeof(float);
    array a = {.kind = ARRAY_FLOATS,
               .rank = 2,
               .shape = {p->batch, p->info.class_count},
               .most = SIZE_MAX};
    lk_mark mark = ctx->host->mark(ctx);
    lk_status status = program_begin(&p->program, ctx);
    if (!status)
        status = program_tell(&p->program, ctx, p->frame, size);
    if (!status)
        status = array_hear(&p->program, ctx, &a);
    if (!status)
        status = program_end(&p->program, ctx);
    if (!status)
        status = take_answer(p, ctx, &a, output, items, scores);
    ctx->host->release(ctx, mark);
    return status;
}

typedef void (*enter_fn)(const process *p, const float *item, float *out);

static lk_status score(process *p, lk_context *ctx, const lk_tensor *t, lk_output output,
                       enter_fn enter, float *scores)
{
    size_t count = (size_t)t->shape[0], batch = (size_t)p->batch, values = item_values(p);
    size_t stride = lk_tensor_count(t) / count;
    const float *items = t->data;
    lk_status status = asked_output(ctx, &p->info, p->activation, output);
    for (size_t first = 0; !status && first < count; first += batch) {
        size_t n = count - first < batch ? count - first : batch;
        for (size_t i = 0; i < n; i++)
            enter(p, items + (first + i) * stride, item_at(p, i));
        memset(item_at(p, n), 0, (batch - n) * values * sizeof *items);
        status = ask(p, ctx, output, n, scores + first * p->info.class_count);
    }
    return status;
}

lk_status process_scores(void *self, lk_context *ctx, const lk_tensor *t, lk_output output,
                         float *scores)
{
    process *p = self;
    lk_status status = asked_views(ctx, &p->info, t);
    return status ? status : score(p, ctx, t, output, enter_view, scores);
}

lk_status process_raw_scores(void *self, lk_context *ctx, const lk_tensor *t, lk_output output,
                             float *scores)
{
    process *p = self;
    lk_status status = asked_tensors(ctx, &p->info, p->info.input_channels, p->info.view.height,
                                     p->info.view.width, t);
    return status ? status : score(p, ctx, t, output, enter_raw, scores);
}
