/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#include "how.h"

/* Three pictures of one pixel, which an action made. */

enum { ITEMS = 3 };

typedef struct state {
    unruly unruly;
    int64_t before;
} state;

static lk_status count(void *self, lk_context *ctx, int64_t *out)
{
    (void)ctx;
    *out = is(self, "promises") ? ITEMS + 1 : ITEMS;
    return LK_OK;
}

static lk_status tell(state *s, lk_context *ctx, lk_item *out)
{
    int64_t shape[2] = {1, is(s, "stretches") ? 2 : 1};
    lk_action *action = (lk_action *)lk_alloc(ctx, sizeof *action);
    uint8_t *mask = (uint8_t *)lk_alloc(ctx, 2);
    if (!action || !mask)
        return lk_error(ctx, LK_E_MEMORY, "there is no memory for the truth");
    mask[0] = mask[1] = is(s, "shades") ? 2 : 1;
    action->name = "AU12";
    action->intensity = is(s, "exaggerates") ? 2 : .5;
    out->cause = lk_tensor_over(mask, LK_DTYPE_UINT, 8, 2, shape);
    out->actions = action;
    out->action_count = 1;
    return LK_OK;
}

static lk_status get(void *self, lk_context *ctx, int64_t index, lk_item *out)
{
    static const char *const ids[ITEMS] = {"a", "b", "c"};
    state *s = self;
    int64_t shape[3] = {1, 1, 3};
    if (is(s, "never ends") && index >= ITEMS)
        index = ITEMS - 1;
    if (index >= ITEMS)
        return is(s, "complains") ? lk_error(ctx, LK_E_INPUT, "there is no such item") : LK_END;
    uint8_t *pixels = (uint8_t *)lk_alloc(ctx, 3);
    if (!pixels)
        return lk_error(ctx, LK_E_MEMORY, "there is no memory for a picture");
    memset(pixels, 1 + (int)index, 3);
    if (is(s, "remembers"))
        pixels[0] = (uint8_t)(1 + s->before);
    s->before = index;
    out->id = ids[index];
    out->image = lk_tensor_over(pixels, LK_DTYPE_UINT, 8, 3, shape);
    if (out->truth && is(s, "repaints"))
        pixels[0]++;
    return out->truth ? tell(s, ctx, out) : LK_OK;
}

static const lk_source_ops ops = {.struct_size = sizeof ops, .count = count, .get = get};

UNRULY("source", .stage = LK_STAGE_SOURCE, .instance_size = sizeof(state), LK_PARAMS(how_params),
       .ops = &ops)
