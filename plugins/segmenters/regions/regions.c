/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#include "../planes/planes.h"
#include "paint.h"

enum { LANDMARKS = 68, MOST = 255 };

typedef struct regions {
    const char *file;
    const lk_node *map; /* name -> outline, units */
    const char **names; /* of the labels, NULL at the end */
} regions;

static const lk_param params[] = {
    {.name = "file",
     .type = LK_PATH,
     .flags = LK_PARAM_REQUIRED,
     .offset = offsetof(regions, file),
     .doc = "File of regions: the name and the outline of each, over 68 landmarks. "
            "configs/regions/face.yaml has those of anatomy."},
};

/* ---- The file --------------------------------------------------------------------------- */

static lk_frame frame_of(uint32_t width, uint32_t height, const lk_point *points)
{
    return (lk_frame){.struct_size = sizeof(lk_frame),
                      .width = width,
                      .height = height,
                      .landmarks = {sizeof(lk_landmarks), LANDMARKS, points}};
}

/* Drawn on a view of one pixel, to find what is written wrong. */
static lk_status check_region(lk_context *ctx, const lk_node *region)
{
    static const lk_point nowhere[LANDMARKS];
    const lk_frame frame = frame_of(1, 1, nowhere);
    const lk_node *outline = lk_node_get(region, "outline");
    shape_contour contour;
    if (!strcmp(region->key, "background"))
        return lk_node_error(ctx, region,
                             "`background` is what lies in no region: it has no "
                             "outline.");
    for (size_t i = 0; i < region->count && region->kind == LK_NODE_MAP; i++)
        if (strcmp(region->items[i]->key, "outline") && strcmp(region->items[i]->key, "units"))
            return lk_node_error(ctx, region->items[i], "a region has no key `%s`.",
                                 region->items[i]->key);
    if (!outline)
        return lk_node_error(ctx, region, "a region needs an `outline`, a list of points.");
    return shape_polygon(ctx, outline, &frame, &contour);
}

static lk_status open_regions(void *self, lk_context *ctx)
{
    regions *r = self;
    const lk_node *root;
    lk_status status = ctx->host->read_yaml(ctx, r->file, NULL, &root);
    if (status)
        return status;
    r->map = lk_node_get(root, "regions");
    if (!r->map || r->map->kind != LK_NODE_MAP || !r->map->count || r->map->count > MOST)
        return lk_node_error(ctx, root,
                             "a file of regions needs `regions`, a map from the names of 1 to %d "
                             "to their outlines.",
                             MOST);
    r->names = lk_alloc_array(ctx, r->map->count + 2, sizeof *r->names);
    if (!r->names)
        return lk_error(ctx, LK_E_MEMORY, "no memory for %zu regions", r->map->count);
    r->names[0] = "background";
    for (size_t i = 0; !status && i < r->map->count; i++) {
        r->names[i + 1] = r->map->items[i]->key;
        status = check_region(ctx, r->map->items[i]);
    }
    return status;
}

static const char *const *names(void *self)
{
    return ((const regions *)self)->names;
}

/* ---- A view ------------------------------------------------------------------------------- */

static lk_status check_view(lk_context *ctx, const regions *r, const lk_landmarks *landmarks,
                            size_t height, size_t width)
{
    if (!landmarks || !landmarks->count)
        return lk_error(ctx, LK_MISSING,
                        "regions are drawn over landmarks, and this face has none: add `detect:` "
                        "to the study, or use another segmenter");
    if (landmarks->count != LANDMARKS)
        return lk_error(ctx, LK_E_INPUT,
                        "regions are drawn over %d landmarks, and this face has %u: use another "
                        "detector or segmenter",
                        LANDMARKS, landmarks->count);
    if (height * width <= r->map->count)
        return lk_error(ctx, LK_E_INPUT,
                        "a view of %zu x %zu pixels has no room for %zu regions and a background: "
                        "use another segmenter for this network",
                        width, height, r->map->count);
    return LK_OK;
}

static lk_point middle_of(const shape_contour *c)
{
    lk_point sum = {0, 0};
    for (size_t i = 0; i < c->count; i++)
        sum = (lk_point){sum.x + c->points[i].x, sum.y + c->points[i].y};
    return (lk_point){sum.x / (double)c->count, sum.y / (double)c->count};
}

/* The background's place, where it has no pixel, is the first corner. */
static lk_status paint(const regions *r, lk_context *ctx, const lk_frame *frame, const canvas *out)
{
    uint32_t count = (uint32_t)r->map->count + 1;
    lk_point *places = lk_alloc_array(ctx, count, sizeof *places);
    if (!places)
        return lk_error(ctx, LK_E_MEMORY, "no memory for %u regions", count);
    for (uint32_t k = 1; k < count; k++) {
        const lk_node *outline = lk_node_get(r->map->items[k - 1], "outline");
        shape_contour contour;
        lk_status status = shape_polygon(ctx, outline, frame, &contour);
        if (!status)
            status = paint_contour(ctx, &contour, (int32_t)k, out);
        if (status)
            return status;
        if (lk_cancelled(ctx))
            return LK_CANCELLED;
        places[k] = middle_of(&contour);
    }
    return paint_missing(ctx, places, count, out);
}

static lk_status segment(void *self, lk_context *ctx, const lk_raster *view,
                         const lk_landmarks *landmarks, lk_tensor *labels, uint32_t *count)
{
    const regions *r = self;
    size_t height, width;
    lk_status status = planes_size(ctx, view, labels, &height, &width);
    if (!status)
        status = check_view(ctx, r, landmarks, height, width);
    if (status)
        return status;
    const lk_frame frame = frame_of((uint32_t)width, (uint32_t)height, landmarks->points);
    const canvas out = {(int64_t)height, (int64_t)width, labels->data};
    memset(out.labels, 0, height * width * sizeof *out.labels);
    status = paint(r, ctx, &frame, &out);
    *count = (uint32_t)r->map->count + 1;
    return status;
}

static const lk_segmenter_ops ops = {.struct_size = sizeof ops, .segment = segment, .names = names};

LK_PLUGIN(.stage = LK_STAGE_SEGMENTER, .name = "regions", .version = "0.1.0", .revision = 1,
          .summary = "Regions of the face along its landmarks, the same for everybody.",
          .details =
              "Label 0 is the background, label k the k-th region of the file; a pixel is of the "
              "last region that its centre lies in. Labels are the same in every view, so weights "
              "of regions can be compared between people: they are in segments.csv by name, and "
              "the analysis `regions` averages them. A region that covers no centre, as a closed "
              "eye in a small view or a cheek that the view cuts off, gets the pixel nearest to "
              "the middle of its outline, so that none is missing; segments.csv has how many "
              "pixels each region has.",
          .licence = "MIT", .author = "The Likeness authors",
          .capabilities = LK_CAP_DETERMINISTIC | LK_CAP_REENTRANT | LK_CAP_NEEDS_LANDMARKS,
          .instance_size = sizeof(regions), LK_PARAMS(params), .open = open_regions, .ops = &ops)
