/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#include "truth.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

static lk_status no_memory(lk_context *ctx)
{
    return lk_error(ctx, LK_E_MEMORY, "no memory for what is known of a drawn face.");
}

/* ---- Pixels ------------------------------------------------------------------------------ */

static int differ(const uint8_t *a, const uint8_t *b)
{
    return abs(a[0] - b[0]) > TRUTH_LEVELS || abs(a[1] - b[1]) > TRUTH_LEVELS ||
           abs(a[2] - b[2]) > TRUTH_LEVELS;
}

/* Where the item's image differs from the picture of another scene. */
static lk_status compare(const synthetic *s, lk_context *ctx, const scene *other,
                         const lk_item *item, lk_tensor *out)
{
    const size_t count = (size_t)(s->size * s->size);
    const uint8_t *shown = item->image.data;
    uint8_t *mask = lk_alloc_array(ctx, count, 1);
    lk_mark before = ctx->host->mark(ctx);
    uint8_t *pixels = lk_alloc_array(ctx, count, 3);
    if (!mask || !pixels)
        return no_memory(ctx);
    lk_status status = scene_draw(s, ctx, other, pixels);
    if (status)
        return status;
    for (size_t i = 0; i < count; i++)
        mask[i] = (uint8_t)differ(shown + 3 * i, pixels + 3 * i);
    ctx->host->release(ctx, before);
    *out = lk_tensor_over(mask, LK_DTYPE_UINT, 8, 2, (const int64_t[]){s->size, s->size});
    return LK_OK;
}

/* The face from where it was seen, without the actions in these sets. */
static void relax(face *f, const unsigned *sets)
{
    for (int side = 0; side < SIDE_COUNT; side++)
        for (int a = 0; a < ACTION_COUNT; a++)
            if (sets[side] >> a & 1)
                f->action[side][a] = 0;
    face_shape(f);
    face_look_again(f);
}

static lk_status tell_cause(const synthetic *s, lk_context *ctx, const scene *of, lk_item *out)
{
    scene other = *of;
    relax(&other.face, of->shown->actions);
    lk_status status = compare(s, ctx, &other, out, &out->cause);
    if (status || !of->mark)
        return status;
    other = *of;
    other.mark = 0;
    return compare(s, ctx, &other, out, &out->shortcut);
}

/* ---- Actions ------------------------------------------------------------------------------ */

/* One action unit, `sides` of the person: "", "L" or "R". */
static int add_action(lk_context *ctx, lk_action *list, uint32_t *count, action a,
                      const char *sides, double strength)
{
    char *name = strength > 0 ? lk_alloc(ctx, 8) : NULL;
    if (!name)
        return !(strength > 0);
    snprintf(name, 8, "AU%d%s", action_number(a), sides);
    list[(*count)++] = (lk_action){.name = name, .intensity = fmin(strength, 1)};
    return 1;
}

static lk_status tell_actions(lk_context *ctx, const scene *of, lk_item *out)
{
    static const unsigned all[SIDE_COUNT] = {(1u << ACTION_COUNT) - 1, (1u << ACTION_COUNT) - 1};
    lk_action *list = lk_alloc_array(ctx, SIDE_COUNT * ACTION_COUNT, sizeof *list);
    lk_point *points = lk_alloc_array(ctx, FACE_LANDMARKS, sizeof *points);
    face rest = of->face;
    uint32_t count = 0;
    int is_ok = list && points;
    for (int a = 0; a < ACTION_COUNT && is_ok; a++) {
        const double left = of->face.action[SIDE_LEFT][a], right = of->face.action[SIDE_RIGHT][a];
        const action unit = (action)a;
        if (left == right)
            is_ok = add_action(ctx, list, &count, unit, "", left);
        else
            is_ok = add_action(ctx, list, &count, unit, "R", left) &&
                    add_action(ctx, list, &count, unit, "L", right);
    }
    if (!is_ok)
        return no_memory(ctx);
    relax(&rest, all);
    memcpy(points, rest.points, sizeof rest.points);
    out->actions = list;
    out->action_count = count;
    out->rest =
        (lk_landmarks){.struct_size = sizeof out->rest, .count = FACE_LANDMARKS, .points = points};
    return LK_OK;
}

lk_status truth_tell(const synthetic *s, lk_context *ctx, const scene *of, lk_item *out)
{
    if (!LK_HAS(out, lk_item, shortcut))
        return LK_OK;
    lk_status status = out->truth & LK_TRUTH_CAUSE ? tell_cause(s, ctx, of, out) : LK_OK;
    return !status && out->truth & LK_TRUTH_ACTIONS ? tell_actions(ctx, of, out) : status;
}
