/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#include "frame.h"

#include <math.h>

static int is_map(const lk_tensor *t)
{
    if (t->dtype.code != LK_DTYPE_FLOAT || t->dtype.bits != 32 || t->rank < 2 || t->rank > 3)
        return 0;
    for (int32_t i = 0; i < t->rank; i++)
        if (t->shape[i] < 1)
            return 0;
    return 1;
}

static size_t channels_of(const lk_tensor *t)
{
    return t->rank == 3 ? (size_t)t->shape[2] : 1;
}

lk_status frame_open_planes(lk_context *ctx, const lk_frame *frame, const lk_heatmap *map,
                            const lk_heatmap *out, frame_planes *planes)
{
    const lk_tensor *from = &map->values, *to = &out->values;
    if (!is_map(from))
        return lk_error(ctx, LK_E_INPUT, "a map to align must be float32, H x W or H x W x C.");
    if (!is_map(to) || to->shape[0] != frame->height || to->shape[1] != frame->width ||
        channels_of(to) != channels_of(from))
        return lk_error(ctx, LK_E_FAIL, "the aligned map must be %u x %u with the map's channels.",
                        frame->height, frame->width);
    *planes = (frame_planes){.from = from->data,
                             .to = to->data,
                             .from_width = (size_t)from->shape[1],
                             .from_height = (size_t)from->shape[0],
                             .to_width = frame->width,
                             .to_height = frame->height,
                             .channels = channels_of(from)};
    return LK_OK;
}

static int is_within(const lk_point *p, const frame_planes *planes, double margin)
{
    double w = (double)planes->from_width, h = (double)planes->from_height;
    return p->x >= -margin * w && p->x <= (1 + margin) * w && p->y >= -margin * h &&
           p->y <= (1 + margin) * h;
}

static int is_one_point(const lk_landmarks *l)
{
    for (uint32_t i = 1; i < l->count; i++)
        if (l->points[i].x != l->points[0].x || l->points[i].y != l->points[0].y)
            return 0;
    return 1;
}

lk_status frame_check_landmarks(lk_context *ctx, const frame_planes *planes,
                                const lk_landmarks *landmarks, uint32_t count)
{
    uint32_t inside = 0;
    if (!landmarks || !landmarks->count)
        return lk_error(ctx, LK_MISSING, "no landmarks are known for this face.");
    if (landmarks->count != count)
        return lk_error(ctx, LK_MISSING, "the face has %u landmarks and the frame %u.",
                        landmarks->count, count);
    for (uint32_t i = 0; i < count; i++) {
        const lk_point *p = &landmarks->points[i];
        if (!isfinite(p->x) || !isfinite(p->y))
            return lk_error(ctx, LK_MISSING, "landmark %u has no finite position.", i + 1);
        if (!is_within(p, planes, 1))
            return lk_error(ctx, LK_MISSING,
                            "landmark %u, at (%.0f, %.0f), is far outside the %zu x %zu map.",
                            i + 1, p->x, p->y, planes->from_width, planes->from_height);
        inside += (uint32_t)is_within(p, planes, 0);
    }
    if (is_one_point(landmarks))
        return lk_error(ctx, LK_MISSING, "all landmarks lie in one point.");
    if (!inside)
        return lk_error(ctx, LK_MISSING, "no landmark lies inside the map.");
    return LK_OK;
}
