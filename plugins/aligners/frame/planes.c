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

/* How the landmarks spread along x and y, and together. */
typedef struct spread {
    double xx, xy, yy;
} spread;

static spread spread_of(const lk_landmarks *l)
{
    spread s = {0, 0, 0};
    double x = 0, y = 0;
    for (uint32_t i = 0; i < l->count; i++) {
        x += l->points[i].x / l->count;
        y += l->points[i].y / l->count;
    }
    for (uint32_t i = 0; i < l->count; i++) {
        double dx = l->points[i].x - x, dy = l->points[i].y - y;
        s.xx += dx * dx;
        s.xy += dx * dy;
        s.yy += dy * dy;
    }
    return s;
}

/* Less than about 1/30000 as wide as long. */
static int is_line(const spread *s)
{
    double length = s->xx + s->yy;
    return s->xx * s->yy - s->xy * s->xy <= 1e-9 * length * length;
}

static lk_status check_spread(lk_context *ctx, const lk_landmarks *face, const lk_landmarks *frame)
{
    spread of_face = spread_of(face), of_frame = spread_of(frame);
    if (of_face.xx + of_face.yy < 1e-12 * face->count)
        return lk_error(ctx, LK_MISSING, "all landmarks lie in one point.");
    if (is_line(&of_face) && !is_line(&of_frame))
        return lk_error(ctx, LK_MISSING, "all landmarks lie on one line.");
    return LK_OK;
}

lk_status frame_check_landmarks(lk_context *ctx, const frame_planes *planes,
                                const lk_landmarks *landmarks, const lk_landmarks *frame)
{
    uint32_t inside = 0, count = frame->count;
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
    if (!inside)
        return lk_error(ctx, LK_MISSING, "no landmark lies inside the map.");
    return check_spread(ctx, landmarks, frame);
}
