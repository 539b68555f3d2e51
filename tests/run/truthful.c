/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#include <likeness/plugin.h>

/* A source that knows what makes its labels: on a green ground, what is loud has a red square
 * (the cause) and, in a corner, a blue one (the shortcut). What is calm has neither. */

enum { SIDE = 32, SQUARE = 8, COUNT = 16 };

typedef struct truthful {
    int tells;
} truthful;

enum { RIGHT, NOTHING, WRONG_SHAPE, WRONG_VALUE };
static const char *const ways[] = {"right", "nothing", "wrong-shape", "wrong-value", NULL};

static const lk_param params[] = {
    {.name = "tells",
     .type = LK_CHOICE,
     .offset = offsetof(truthful, tells),
     .fallback = "right",
     .choices = ways,
     .doc = "What it says of the cause; what is wrong is so in the first face only."},
};

static int is_in(size_t pixel, size_t left, size_t top)
{
    size_t x = pixel % SIDE, y = pixel / SIDE;
    return x >= left && x < left + SQUARE && y >= top && y < top + SQUARE;
}

/* Where the red square is differs from person to person. */
static int is_cause(int64_t index, size_t pixel)
{
    return is_in(pixel, (size_t)(index / 2 % 3) * SQUARE, SQUARE);
}

static int is_shortcut(int64_t index, size_t pixel)
{
    (void)index;
    return is_in(pixel, SIDE - SQUARE, SIDE - SQUARE);
}

static lk_status draw(lk_context *ctx, int64_t index, int is_loud, lk_item *out)
{
    const int64_t shape[3] = {SIDE, SIDE, 3};
    uint8_t *pixels = (uint8_t *)lk_alloc_array(ctx, SIDE * SIDE, 3);
    if (!pixels)
        return LK_E_MEMORY;
    for (size_t i = 0; i < SIDE * SIDE; i++) {
        pixels[3 * i] = is_loud && is_cause(index, i) ? 200 : 0;
        pixels[3 * i + 1] = (uint8_t)(60 + 7 * i % 40 + 3 * (size_t)index);
        pixels[3 * i + 2] = is_loud && is_shortcut(index, i) ? 200 : 0;
    }
    out->image = lk_tensor_over(pixels, LK_DTYPE_UINT, 8, 3, shape);
    return LK_OK;
}

static lk_status tell(lk_context *ctx, int64_t index, int64_t height, uint8_t one,
                      int (*is_one)(int64_t, size_t), lk_tensor *out)
{
    const int64_t shape[2] = {height, SIDE};
    uint8_t *pixels = (uint8_t *)lk_alloc_array(ctx, SIDE * SIDE, 1);
    if (!pixels)
        return LK_E_MEMORY;
    for (size_t i = 0; is_one && i < SIDE * SIDE; i++)
        pixels[i] = is_one(index, i) ? one : 0;
    *out = lk_tensor_over(pixels, LK_DTYPE_UINT, 8, 2, shape);
    return LK_OK;
}

static lk_status tell_all(const truthful *t, lk_context *ctx, int64_t index, int is_loud,
                          lk_item *out)
{
    int is_wrong = index == 0;
    int64_t height = is_wrong && t->tells == WRONG_SHAPE ? SIDE / 2 : SIDE;
    uint8_t one = is_wrong && t->tells == WRONG_VALUE ? 255 : 1;
    lk_status status = tell(ctx, index, height, one, is_loud ? is_cause : NULL, &out->cause);
    return status || !is_loud ? status : tell(ctx, index, SIDE, 1, is_shortcut, &out->shortcut);
}

static lk_status get(void *self, lk_context *ctx, int64_t index, lk_item *out)
{
    static const char *const ids[COUNT] = {"a1", "a0", "b1", "b0", "c1", "c0", "d1", "d0",
                                           "e1", "e0", "f1", "f0", "g1", "g0", "h1", "h0"};
    static const char *const people[] = {"a", "b", "c", "d", "e", "f", "g", "h"};
    const truthful *t = self;
    int is_loud = index % 2 == 0;
    if (index >= COUNT)
        return LK_END;
    out->id = ids[index];
    out->subject = people[index / 2];
    out->label = is_loud ? "loud" : "calm";
    lk_status status = draw(ctx, index, is_loud, out);
    if (status || t->tells == NOTHING || !(out->truth & LK_TRUTH_CAUSE))
        return status;
    return tell_all(t, ctx, index, is_loud, out);
}

static lk_status count(void *self, lk_context *ctx, int64_t *out)
{
    (void)self;
    (void)ctx;
    *out = COUNT;
    return LK_OK;
}

static const lk_source_ops ops = {.struct_size = sizeof ops, .count = count, .get = get};

LK_PLUGIN(.stage = LK_STAGE_SOURCE, .name = "truthful", .version = "1.0",
          .summary = "Knows what makes its labels.", .licence = "MIT",
          .instance_size = sizeof(truthful), LK_PARAMS(params), .ops = &ops)
