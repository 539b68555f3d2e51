/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#include "frame.h"

#include <math.h>
#include <stdlib.h>

enum { MAX_SIDE = 16384, MAX_LANDMARKS = 4096 };

static int read_number(const lk_node *node, double *out)
{
    char *end;
    if (!node || node->kind != LK_NODE_SCALAR || !*node->text)
        return 0;
    *out = strtod(node->text, &end);
    return !*end && isfinite(*out);
}

static lk_status read_side(lk_context *ctx, const lk_node *root, const char *key, uint32_t *out)
{
    const lk_node *node = lk_node_get(root, key);
    double v;
    if (!node)
        return lk_node_error(ctx, root, "a frame file needs `%s`, in pixels.", key);
    if (!read_number(node, &v) || v < 1 || v > MAX_SIDE || v != floor(v))
        return lk_node_error(ctx, node, "`%s` must be a whole number from 1 to %d.", key, MAX_SIDE);
    *out = (uint32_t)v;
    return LK_OK;
}

static int is_near(double v, double side)
{
    return v >= -side && v <= 2 * side;
}

static lk_status read_point(lk_context *ctx, const lk_node *node, const lk_frame *frame,
                            lk_point *out)
{
    if (node->kind != LK_NODE_LIST || node->count != 2 || !read_number(node->items[0], &out->x) ||
        !read_number(node->items[1], &out->y))
        return lk_node_error(ctx, node, "a landmark is a pair of numbers, [x, y].");
    if (!is_near(out->x, frame->width) || !is_near(out->y, frame->height))
        return lk_node_error(ctx, node, "this landmark is far outside the %u x %u canvas.",
                             frame->width, frame->height);
    return LK_OK;
}

static lk_status read_landmarks(lk_context *ctx, const lk_node *list, lk_frame *frame)
{
    if (list->kind != LK_NODE_LIST || list->count > MAX_LANDMARKS)
        return lk_node_error(ctx, list, "`landmarks` must be a list of at most %d points, [x, y].",
                             MAX_LANDMARKS);
    lk_point *points = lk_alloc_array(ctx, list->count, sizeof *points);
    if (!points)
        return lk_error(ctx, LK_E_MEMORY, "no memory for the landmarks of the frame.");
    for (size_t i = 0; i < list->count; i++) {
        lk_status status = read_point(ctx, list->items[i], frame, &points[i]);
        if (status)
            return status;
    }
    frame->landmarks.count = (uint32_t)list->count;
    frame->landmarks.points = points;
    return LK_OK;
}

static lk_status check_keys(lk_context *ctx, const lk_node *root)
{
    if (root->kind != LK_NODE_MAP)
        return lk_node_error(ctx, root, "a frame file is a map of width, height and landmarks.");
    for (size_t i = 0; i < root->count; i++) {
        const char *key = root->items[i]->key;
        if (strcmp(key, "width") && strcmp(key, "height") && strcmp(key, "landmarks"))
            return lk_node_error(ctx, root->items[i],
                                 "a frame file has no key `%s`: width, height, landmarks.", key);
    }
    return LK_OK;
}

lk_status frame_read(lk_context *ctx, const char *path, lk_frame *out)
{
    const lk_node *root;
    lk_frame frame = {.struct_size = sizeof frame,
                      .landmarks = {.struct_size = sizeof frame.landmarks}};
    lk_status status = ctx->host->read_yaml(ctx, path, NULL, &root);
    if (!status)
        status = check_keys(ctx, root);
    if (!status)
        status = read_side(ctx, root, "width", &frame.width);
    if (!status)
        status = read_side(ctx, root, "height", &frame.height);
    const lk_node *landmarks = status ? NULL : lk_node_get(root, "landmarks");
    if (landmarks)
        status = read_landmarks(ctx, landmarks, &frame);
    if (!status)
        *out = frame;
    return status;
}
