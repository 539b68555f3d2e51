/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#include <fcntl.h>
#include <stdlib.h>

#include "segmenter.h"

/* A segmenter that opens or closes in the wrong way. */

typedef struct state {
    unruly unruly;
    double level;
    const char *file;
    int64_t *table;
    void *own;
    int descriptor;
} state;

static const lk_param params[] = {
    HOW,
    {.name = "level",
     .type = LK_DOUBLE,
     .offset = offsetof(state, level),
     .fallback = "0.5",
     .low = 0,
     .high = 1,
     .doc = "A number."},
    {.name = "file", .type = LK_PATH, .offset = offsetof(state, file), .doc = "A file."},
};

static volatile int crash_here;

static void *nothing(void)
{
    void *volatile null = NULL;
    return null;
}

static lk_status read_file(const state *s, lk_context *ctx)
{
    const void *bytes;
    size_t size;
    lk_status status = ctx->host->read_file(ctx, s->file, NULL, 0, &bytes, &size);
    if (status)
        return status;
    if (is(s, "believes files"))
        crash_here = ((const int *)nothing())[size];
    if (is(s, "refuses files silently"))
        return LK_E_INPUT;
    return size ? LK_OK : lk_error(ctx, LK_E_INPUT, "%s: the file is empty", s->file);
}

static lk_status begin(void *self, lk_context *ctx)
{
    state *s = self;
    lk_log(ctx, LK_INFO, "it opens at %g", s->level);
    if (is(s, "never opens"))
        return lk_error(ctx, LK_E_FAIL, "it is closed on Sundays");
    if (is(s, "crashes at 1") && s->level == 1)
        crash_here = *(int *)nothing();
    if (is(s, "is silent at 1") && s->level == 1)
        return LK_E_INPUT;
    if (is(s, "keeps memory"))
        s->own = malloc(100);
    if (is(s, "keeps a file"))
        s->descriptor = open("/dev/null", O_RDONLY | O_CLOEXEC);
    s->table = (int64_t *)lk_alloc_array(ctx, 10, sizeof *s->table);
    if (is(s, "believes in memory"))
        s->table[0] = 1;
    if (!s->table)
        return lk_error(ctx, LK_E_MEMORY, "there is no memory for the table");
    return s->file ? read_file(s, ctx) : LK_OK;
}

static void end(void *self)
{
    const state *s = self;
    if (is(s, "closes what is not open"))
        s->table[0] = 0;
}

static lk_status segment(void *self, lk_context *ctx, const lk_raster *view,
                         const lk_landmarks *landmarks, lk_tensor *labels, uint32_t *count)
{
    (void)self;
    (void)view;
    (void)landmarks;
    return rows(ctx, labels, count);
}

static const lk_segmenter_ops ops = {.struct_size = sizeof ops, .segment = segment};

UNRULY("opening", .stage = LK_STAGE_SEGMENTER, .instance_size = sizeof(state), LK_PARAMS(params),
       .open = begin, .close = end, .ops = &ops)
