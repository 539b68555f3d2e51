/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The @NAME@ authors */
#ifndef FRAME_H
#define FRAME_H

/* A canonical frame from a YAML file: its width, its height, and where the
 * landmarks of a mean face lie in it. */

#include <likeness/plugin.h>

#include <stdlib.h>

enum { MOST_LANDMARKS = 1024, MOST_PIXELS = 8192 };

/* A finite number between low and high; 0 when the node is none. Everything in a
 * file is hostile until it was checked. */
static inline int frame_number(const lk_node *n, double low, double high, double *out)
{
    char *end = NULL;
    if (!n || n->kind != LK_NODE_SCALAR)
        return 0;
    *out = strtod(n->text, &end);
    return end != n->text && !*end && *out >= low && *out <= high;
}

static inline lk_status frame_points(lk_context *ctx, const lk_node *list, lk_landmarks *out)
{
    if (!list || list->kind != LK_NODE_LIST || !list->count || list->count > MOST_LANDMARKS)
        return LK_E_INPUT;
    lk_point *points = lk_alloc_array(ctx, list->count, sizeof *points);
    if (!points)
        return LK_E_MEMORY;
    for (size_t i = 0; i < list->count; i++) {
        const lk_node *pair = list->items[i];
        if (pair->kind != LK_NODE_LIST || pair->count != 2 ||
            !frame_number(pair->items[0], -MOST_PIXELS, MOST_PIXELS, &points[i].x) ||
            !frame_number(pair->items[1], -MOST_PIXELS, MOST_PIXELS, &points[i].y))
            return LK_E_INPUT;
    }
    *out = (lk_landmarks){sizeof *out, (uint32_t)list->count, points};
    return LK_OK;
}

/* Called in `open`: what is read there is part of the key of the results, so a
 * file that changed is noticed, and its memory lives until `close`. */
static inline lk_status frame_read(lk_context *ctx, const char *path, lk_frame *out)
{
    const lk_node *top;
    double width = 0, height = 0;
    lk_status status = ctx->host->read_yaml(ctx, path, NULL, &top);
    if (status)
        return status; /* the host has said why */
    if (!frame_number(lk_node_get(top, "width"), 1, MOST_PIXELS, &width) ||
        !frame_number(lk_node_get(top, "height"), 1, MOST_PIXELS, &height))
        return lk_node_error(ctx, top, "a frame needs a width and a height of 1 to %d pixels",
                             MOST_PIXELS);
    out->struct_size = sizeof *out;
    out->width = (uint32_t)width;
    out->height = (uint32_t)height;
    status = frame_points(ctx, lk_node_get(top, "landmarks"), &out->landmarks);
    if (status == LK_E_MEMORY)
        return lk_error(ctx, status, "there is no memory for the landmarks of %s", path);
    return status ? lk_node_error(ctx, top, "`landmarks` must be a list of pairs [x, y]") : LK_OK;
}

#endif
