/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The @NAME@ authors */
#include <likeness/plugin.h>

#include <stdlib.h>

/* A mask set says where people look for a label: here discs round the landmarks
 * that a YAML file names for it. */

enum { MOST_LANDMARKS = 1024 };

typedef struct discs {
    const char *file;
    double radius;
    const lk_node *regions;
} discs;

static const lk_param params[] = {
    {.name = "file",
     .type = LK_PATH,
     .flags = LK_PARAM_REQUIRED,
     .offset = offsetof(discs, file),
     .doc = "YAML map of labels, each with the ids of its landmarks, from 1."},
    {.name = "radius",
     .type = LK_DOUBLE,
     .offset = offsetof(discs, radius),
     .fallback = "0.08",
     .low = 0.001,
     .high = 1,
     .doc = "Radius of a disc as a share of the frame's width."},
};

/* The index of a landmark, from 0; -1 when the node is no id. */
static long landmark_of(const lk_node *n)
{
    char *end = NULL;
    long id = n->kind == LK_NODE_SCALAR ? strtol(n->text, &end, 10) : 0;
    return id >= 1 && id <= MOST_LANDMARKS && !*end ? id - 1 : -1;
}

/* The file is read here and checked once; its nodes live until `close`. */
static lk_status open_discs(void *self, lk_context *ctx)
{
    discs *d = self;
    lk_status status = ctx->host->read_yaml(ctx, d->file, NULL, &d->regions);
    if (status)
        return status;
    if (d->regions->kind != LK_NODE_MAP || !d->regions->count)
        return lk_node_error(ctx, d->regions, "a map of labels is wanted");
    for (size_t i = 0; i < d->regions->count; i++) {
        const lk_node *ids = d->regions->items[i];
        for (size_t k = 0; ids->kind == LK_NODE_LIST && k < ids->count; k++)
            if (landmark_of(ids->items[k]) < 0)
                return lk_node_error(ctx, ids->items[k], "ids of landmarks are 1 to %d",
                                     MOST_LANDMARKS);
        if (ids->kind != LK_NODE_LIST || !ids->count)
            return lk_node_error(ctx, ids, "`%s` needs a list of landmarks, as in [49, 55]",
                                 ids->key);
    }
    return LK_OK;
}

/* A set may read a label in several ways; this one has a single reading. */
static const char *const *readings(void *self, lk_context *ctx, const char *label)
{
    static const char *const one[] = {"discs", NULL};
    const discs *d = self;
    if (lk_node_get(d->regions, label))
        return one;
    lk_error(ctx, LK_E_INPUT, "%s has no label `%s`", d->file, label);
    return NULL;
}

static void draw_disc(lk_point centre, double radius, lk_tensor *out)
{
    uint8_t *pixel = out->data;
    for (int64_t y = 0; y < out->shape[0]; y++)
        for (int64_t x = 0; x < out->shape[1]; x++, pixel++) {
            double across = (double)x + 0.5 - centre.x, down = (double)y + 0.5 - centre.y;
            if (across * across + down * down <= radius * radius)
                *pixel = 1;
        }
}

static lk_status draw(void *self, lk_context *ctx, const char *label, uint32_t reading,
                      const lk_frame *frame, lk_region *out)
{
    const discs *d = self;
    const lk_node *ids = lk_node_get(d->regions, label);
    (void)reading;
    for (size_t i = 0; ids && i < ids->count; i++) {
        long at = landmark_of(ids->items[i]);
        if (at >= (long)frame->landmarks.count)
            return lk_error(ctx, LK_E_UNSUPPORTED,
                            "the frame has %u landmarks, and `%s` needs number %ld",
                            frame->landmarks.count, label, at + 1);
        draw_disc(frame->landmarks.points[at], d->radius * frame->width, &out->pixels);
    }
    return LK_OK;
}

static const lk_mask_ops ops = {.struct_size = sizeof ops, .readings = readings, .draw = draw};

LK_PLUGIN(.stage = LK_STAGE_MASK, .name = "@NAME@", .version = "0.1.0", .revision = 1,
          .summary = "Discs round landmarks that a file names for each label.",
          .details = "Say here where your regions are from: the masks are what people know.",
          .licence = "MIT", .author = "The @NAME@ authors", .instance_size = sizeof(discs),
          .capabilities = LK_CAP_DETERMINISTIC | LK_CAP_REENTRANT, LK_PARAMS(params),
          .open = open_discs, .ops = &ops)
