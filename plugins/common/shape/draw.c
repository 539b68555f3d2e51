/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#include "shape.h"

#include <math.h>

enum { MAX_POINTS = 4096, LANDMARKS = 68, FAR = 1 << 16 };

static lk_status read_corner(lk_context *ctx, const lk_node *node, const lk_frame *frame,
                             double offset, lk_point *out)
{
    lk_status status = shape_point(ctx, node, frame, offset, out);
    if (!status && !(fabs(out->x) < FAR && fabs(out->y) < FAR))
        status = lk_node_error(ctx, node, "`%s` lies far outside the canvas.", node->text);
    return status;
}

static lk_status read_contour(lk_context *ctx, const lk_node *list, const lk_frame *frame,
                              double offset, shape_contour *out)
{
    if (list->kind != LK_NODE_LIST || list->count < 3 || list->count > MAX_POINTS)
        return lk_node_error(ctx, list, "a polygon is a list of 3 to %d points.", MAX_POINTS);
    lk_point *points = lk_alloc_array(ctx, list->count, sizeof *points);
    if (!points)
        return lk_error(ctx, LK_E_MEMORY, "no memory for a polygon of %zu points.", list->count);
    for (size_t i = 0; i < list->count; i++) {
        lk_status status = read_corner(ctx, list->items[i], frame, offset, &points[i]);
        if (status)
            return status;
    }
    *out = (shape_contour){list->count, points};
    return LK_OK;
}

lk_status shape_polygon(lk_context *ctx, const lk_node *list, const lk_frame *frame,
                        shape_contour *out)
{
    return read_contour(ctx, list, frame, 0, out);
}

static lk_status draw_polygon(lk_context *ctx, const lk_node *polygon, const lk_node *hole,
                              const lk_frame *frame, double offset, lk_region *out)
{
    shape_contour contours[2];
    lk_status status = read_contour(ctx, polygon, frame, offset, &contours[0]);
    if (!status && hole)
        status = read_contour(ctx, hole, frame, offset, &contours[1]);
    return status ? status : shape_fill(ctx, contours, hole ? 2 : 1, out);
}

static lk_status read_radius(lk_context *ctx, const lk_node *shape, const char *key,
                             const lk_frame *frame, double *out)
{
    const lk_node *node = lk_node_get(shape, key);
    if (!node)
        return lk_node_error(ctx, shape, "an ellipse needs rx and ry.");
    return shape_length(ctx, node, frame, out);
}

static lk_status draw_ellipse(lk_context *ctx, const lk_node *shape, const lk_frame *frame,
                              double offset, lk_region *out)
{
    lk_point centre;
    double rx, ry;
    lk_status status = shape_point(ctx, lk_node_get(shape, "ellipse"), frame, offset, &centre);
    if (!status)
        status = read_radius(ctx, shape, "rx", frame, &rx);
    if (!status)
        status = read_radius(ctx, shape, "ry", frame, &ry);
    if (!status && rx > 0 && ry > 0)
        shape_fill_ellipse(centre, rx, ry, out);
    return status;
}

static int is_one_of(const char *key, const char *const *keys)
{
    while (*keys && strcmp(key, *keys))
        keys++;
    return *keys != NULL;
}

static lk_status check_keys(lk_context *ctx, const lk_node *shape, const char *const *keys)
{
    for (size_t i = 0; i < shape->count; i++)
        if (!is_one_of(shape->items[i]->key, keys))
            return lk_node_error(ctx, shape->items[i], "this shape has no key `%s`.",
                                 shape->items[i]->key);
    return LK_OK;
}

static lk_status draw_map(lk_context *ctx, const lk_node *shape, const lk_frame *frame,
                          lk_region *out)
{
    static const char *const of_polygon[] = {"polygon", "hole", "offset", NULL};
    static const char *const of_ellipse[] = {"ellipse", "rx", "ry", "offset", NULL};
    const lk_node *polygon = lk_node_get(shape, "polygon"), *node = lk_node_get(shape, "offset");
    double offset = 0;
    if (!polygon && !lk_node_get(shape, "ellipse"))
        return lk_node_error(ctx, shape,
                             "a shape is a list of points, or a map with `polygon` or "
                             "`ellipse`.");
    lk_status status = check_keys(ctx, shape, polygon ? of_polygon : of_ellipse);
    if (!status && node)
        status = shape_length(ctx, node, frame, &offset);
    if (status)
        return status;
    return polygon ? draw_polygon(ctx, polygon, lk_node_get(shape, "hole"), frame, offset, out)
                   : draw_ellipse(ctx, shape, frame, offset, out);
}

lk_status shape_draw(lk_context *ctx, const lk_node *shapes, const lk_frame *frame, lk_region *out)
{
    if (shapes->kind != LK_NODE_LIST || !shapes->count)
        return lk_node_error(ctx, shapes, "here a list of shapes is needed.");
    for (size_t i = 0; i < shapes->count; i++) {
        const lk_node *shape = shapes->items[i];
        lk_status status = shape->kind == LK_NODE_MAP
                               ? draw_map(ctx, shape, frame, out)
                               : draw_polygon(ctx, shape, NULL, frame, 0, out);
        if (status)
            return status;
        if (lk_cancelled(ctx))
            return LK_CANCELLED;
    }
    return LK_OK;
}

lk_status shape_check(lk_context *ctx, const lk_node *shapes)
{
    static const lk_point nowhere[LANDMARKS];
    uint8_t pixel = 0;
    lk_region region = {.struct_size = sizeof region,
                        .pixels =
                            lk_tensor_over(&pixel, LK_DTYPE_UINT, 8, 2, (const int64_t[]){1, 1})};
    lk_frame frame = {.struct_size = sizeof frame,
                      .width = 1,
                      .height = 1,
                      .landmarks = {sizeof frame.landmarks, LANDMARKS, nowhere}};
    return shape_draw(ctx, shapes, &frame, &region);
}

lk_status shape_check_frame(lk_context *ctx, const lk_frame *frame, const lk_region *out)
{
    if (frame->landmarks.count != LANDMARKS)
        return lk_error(ctx, LK_E_INPUT,
                        "these masks are drawn over 68 landmarks and the frame of the alignment "
                        "has %u: give its frame file 68, or use ready-made masks.",
                        frame->landmarks.count);
    if (out->pixels.rank != 2 || out->pixels.shape[0] != frame->height ||
        out->pixels.shape[1] != frame->width)
        return lk_error(ctx, LK_E_FAIL, "the mask must be %u x %u, as the frame is.", frame->height,
                        frame->width);
    return LK_OK;
}
