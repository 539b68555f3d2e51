/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

#include "segmenter.h"

/* A segmenter whose answers are wrong, or that does not come to one. */

typedef struct state {
    unruly unruly;
    int calls;
} state;

static volatile float seen;
static volatile int crash_here;

static void *nothing(void)
{
    void *volatile null = NULL;
    return null;
}

/* What goes wrong before there are labels; LK_OK: nothing. */
static lk_status begin(const void *self, lk_context *ctx, const lk_raster *view)
{
    if (is(self, "silent"))
        return LK_E_FAIL;
    if (is(self, "refuses"))
        return lk_error(ctx, LK_E_UNSUPPORTED, "such a view is too much for it");
    if (is(self, "gives up"))
        return LK_CANCELLED;
    if (is(self, "ends"))
        return LK_END;
    if (is(self, "exits"))
        exit(3);
    while (is(self, "hangs"))
        pause();
    if (is(self, "crashes") || (is(self, "small") && lk_tensor_count(&view->pixels) == 3))
        crash_here = *(int *)nothing();
    if (is(self, "reads past"))
        seen = ((const float *)view->pixels.data)[lk_tensor_count(&view->pixels)];
    if (is(self, "changes input"))
        *(float *)view->pixels.data = 0;
    if (is(self, "overshoots"))
        ctx->host->progress(ctx, 3, 2);
    for (int left = 2; is(self, "counts down") && left; left--)
        ctx->host->progress(ctx, left, 2);
    if (is(self, "draws"))
        ctx->host->random(ctx);
    return LK_OK;
}

/* Labels of some other number of segments. */
static void fill(lk_tensor *labels, uint32_t *count, unsigned segments)
{
    int32_t *l = labels->data;
    size_t n = lk_tensor_count(labels);
    *count = segments < n ? segments : (uint32_t)n;
    for (size_t i = 0; i < n; i++)
        l[i] = (int32_t)(i % *count);
}

/* What hangs on more than the input. */
static void vary(state *s, lk_context *ctx, const lk_raster *view, lk_tensor *labels,
                 uint32_t *count)
{
    static volatile float shared;
    const float *pixels = view->pixels.data;
    if (is(s, "remembers"))
        fill(labels, count, 2 + (unsigned)s->calls % 5);
    if (is(s, "counts threads"))
        fill(labels, count, 1 + ctx->threads);
    if (is(s, "looks at the clock")) {
        struct timespec now;
        clock_gettime(CLOCK_MONOTONIC, &now);
        fill(labels, count, 1 + (unsigned)(now.tv_nsec / 1000) % 100);
    }
    if (is(s, "does not clear")) {
        unsigned char *own = malloc(500);
        fill(labels, count, own ? 1 + *(volatile unsigned char *)(own + 200) % 50u : 1);
        free(own);
    }
    if (is(s, "is static")) {
        shared = pixels[0];
        usleep(3000);
        fill(labels, count, shared == pixels[0] ? 2 : 3);
    }
}

/* Labels that are none, and writing where it may not. */
static void spoil(const void *self, lk_tensor *labels, uint32_t *count)
{
    int32_t *l = labels->data;
    if (is(self, "outside"))
        l[0] = (int32_t)*count;
    if (is(self, "unused"))
        ++*count;
    if (is(self, "none"))
        *count = 0;
    if (is(self, "writes past"))
        l[lk_tensor_count(labels)] = 1;
    if (is(self, "writes before"))
        l[-1] = 1;
}

/* Keep the processor busy for so long. */
static void toil(clock_t ticks)
{
    clock_t end = clock() + ticks;
    while (clock() < end)
        ;
}

/* Take long: of the first call, since that is enough. */
static void dawdle(state *s, lk_context *ctx)
{
    int is_first = !s->calls++;
    if (is(s, "never asks") && is_first)
        toil(CLOCKS_PER_SEC * 6 / 10);
    if (is(s, "waits") && is_first)
        usleep(5100000);
    for (int i = 0; is(s, "goes on") && i < 60 && lk_cancelled(ctx); i++)
        toil(CLOCKS_PER_SEC / 100);
    if (is(s, "crashes when cancelled") && lk_cancelled(ctx))
        crash_here = *(int *)nothing();
}

static lk_status segment(void *self, lk_context *ctx, const lk_raster *view,
                         const lk_landmarks *landmarks, lk_tensor *labels, uint32_t *count)
{
    (void)landmarks;
    lk_status status = begin(self, ctx, view);
    if (status)
        return status;
    dawdle(self, ctx);
    if (is(self, "goes on") || is(self, "never asks") || is(self, "waits")) {
        fill(labels, count, 1);
        return LK_OK;
    }
    if (is(self, "believes in memory"))
        *(int *)lk_alloc(ctx, 8) = 1;
    status = rows(ctx, labels, count);
    if (status)
        return status;
    vary(self, ctx, view, labels, count);
    spoil(self, labels, count);
    return LK_OK;
}

static const char *const *names(void *self)
{
    static const char *const few[] = {"one", "two", NULL}, *const alike[] = {"one", "one", NULL};
    return is(self, "names few") ? few : is(self, "names alike") ? alike : NULL;
}

static const lk_segmenter_ops ops = {.struct_size = sizeof ops, .segment = segment, .names = names};

UNRULY("answers", .stage = LK_STAGE_SEGMENTER, .instance_size = sizeof(state),
       LK_PARAMS(how_params), .ops = &ops)
