/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#include <math.h>

#include "boxes.h"

enum { LANDMARKS = 68 };

typedef struct landmarks68 {
    lk_network *faces;
    lk_network *points;
    double threshold;
    double overlap;
    int64_t most;
} landmarks68;

static const lk_param params[] = {
    {.name = "faces",
     .type = LK_PLUGIN_REF,
     .flags = LK_PARAM_REQUIRED,
     .offset = offsetof(landmarks68, faces),
     .refers = LK_STAGE_BACKEND,
     .doc = "The network that finds face boxes: face-api's tiny face detector."},
    {.name = "points",
     .type = LK_PLUGIN_REF,
     .flags = LK_PARAM_REQUIRED,
     .offset = offsetof(landmarks68, points),
     .refers = LK_STAGE_BACKEND,
     .doc = "The network that places 68 landmarks in a face box."},
    {.name = "threshold",
     .type = LK_DOUBLE,
     .offset = offsetof(landmarks68, threshold),
     .fallback = "0.5",
     .low = 0,
     .high = 1,
     .doc = "Boxes of this score or less are no faces."},
    {.name = "overlap",
     .type = LK_DOUBLE,
     .offset = offsetof(landmarks68, overlap),
     .fallback = "0.4",
     .low = 0,
     .high = 1,
     .doc = "Of two boxes whose intersection over union is larger, the better one stays."},
    {.name = "most",
     .type = LK_INT,
     .offset = offsetof(landmarks68, most),
     .fallback = "64",
     .low = 1,
     .high = 4096,
     .doc = "The largest number of faces taken from one image, the best first."},
};

/* ---- Opening ------------------------------------------------------------- */

static int finds_faces(const lk_network_info *i)
{
    const lk_view *v = &i->view;
    uint32_t cells = v->width / BOXES_CELL;
    return i->output == LK_OUTPUT_RAW && v->box == LK_BOX_WHOLE && v->pad == LK_PAD_END &&
           !v->enlarge && v->width == v->height && v->width % BOXES_CELL == 0 &&
           cells <= BOXES_MAX_CELLS && i->class_count == cells * cells * BOXES_CELL_VALUES;
}

static int places_points(const lk_network_info *i)
{
    return i->output == LK_OUTPUT_RAW && i->view.box == LK_BOX_FACE &&
           i->class_count == 2 * LANDMARKS;
}

static lk_status open_networks(void *self, lk_context *ctx)
{
    const landmarks68 *l = self;
    if (!finds_faces(l->faces->info))
        return lk_error(ctx, LK_E_INPUT,
                        "`faces` must name a tiny face detector, and the network %s is none: it "
                        "sees the whole image in a square of at most %d pixels, padded at the end, "
                        "and gives %d raw values for each %d x %d of them.",
                        l->faces->info->name, BOXES_MAX_CELLS * BOXES_CELL, BOXES_CELL_VALUES,
                        BOXES_CELL, BOXES_CELL);
    if (!places_points(l->points->info))
        return lk_error(ctx, LK_E_INPUT,
                        "`points` must name a network that sees a face's box and gives %d raw "
                        "values, x and y of %d landmarks, and the network %s is none.",
                        2 * LANDMARKS, LANDMARKS, l->points->info->name);
    return LK_OK;
}

/* ---- Running ------------------------------------------------------------- */

/* Cut the network's own view of a box and run it. `raw` is of the arena. */
static lk_status run_network(lk_network *network, lk_context *ctx, const lk_raster *image,
                             const lk_box *box, lk_raster *view, const float **raw)
{
    const lk_network_info *info = network->info;
    lk_status status = ctx->host->cut(ctx, image, &info->view, box, NULL, view);
    if (status)
        return status;
    float *scores = lk_alloc_array(ctx, info->class_count, sizeof *scores);
    if (!scores)
        return lk_error(ctx, LK_E_MEMORY, "no memory for the output of the network %s.",
                        info->name);
    int64_t shape[4] = {1, info->view.height, info->view.width, 3};
    lk_tensor batch = lk_tensor_over(view->pixels.data, LK_DTYPE_FLOAT, 32, 4, shape);
    *raw = scores;
    return network->scores(network, ctx, &batch, LK_OUTPUT_RAW, scores);
}

static lk_status find_boxes(const landmarks68 *l, lk_context *ctx, const lk_raster *image,
                            lk_face **faces, size_t *count)
{
    boxes_grid grid = {.cells = l->faces->info->view.width / BOXES_CELL,
                       .width = (double)image->pixels.shape[1],
                       .height = (double)image->pixels.shape[0],
                       .threshold = l->threshold};
    const float *raw;
    lk_raster view;
    lk_status status = run_network(l->faces, ctx, image, NULL, &view, &raw);
    if (!status)
        status = boxes_decode(ctx, &grid, raw, faces, count);
    if (!status)
        *count = boxes_suppress(*faces, *count, l->overlap, (size_t)l->most);
    return status;
}

static double fraction(double x)
{
    return x - floor(x);
}

/* face-api cuts a box, and the zeros beside it, at whole pixels, but maps points
 * back as if it had cut between them. Where a view cuts as face-api does this is
 * by how much its points differ from where the view lies. */
static lk_point rounded_off(const lk_view *view, const lk_raster *image, const lk_box *box)
{
    if (!view->floor_box || view->enlarge)
        return (lk_point){0, 0};
    lk_box cut = boxes_clip(box, (double)image->pixels.shape[1], (double)image->pixels.shape[0]);
    lk_point shift = {fraction(cut.x), fraction(cut.y)};
    double wider = floor(cut.w) - floor(cut.h);
    if (view->pad == LK_PAD_CENTRE) {
        shift.x -= fraction(fmax(-wider, 0) / 2);
        shift.y -= fraction(fmax(wider, 0) / 2);
    }
    return shift;
}

static lk_status place_landmarks(const landmarks68 *l, lk_context *ctx, const lk_raster *image,
                                 lk_face *face)
{
    const lk_view *view = &l->points->info->view;
    const float *raw;
    lk_raster cut;
    lk_status status = run_network(l->points, ctx, image, &face->box, &cut, &raw);
    if (status)
        return status;
    lk_point *points = lk_alloc_array(ctx, LANDMARKS, sizeof *points);
    if (!points)
        return lk_error(ctx, LK_E_MEMORY, "no memory for the landmarks of a face.");
    lk_point shift = rounded_off(view, image, &face->box);
    const double *m = cut.to_image.m;
    for (size_t i = 0; i < LANDMARKS; i++) {
        double x = (double)raw[2 * i] * view->width, y = (double)raw[2 * i + 1] * view->height;
        points[i].x = m[0] * x + m[1] * y + m[2] + shift.x;
        points[i].y = m[3] * x + m[4] * y + m[5] + shift.y;
    }
    face->landmarks = (lk_landmarks){sizeof face->landmarks, LANDMARKS, points};
    return LK_OK;
}

static lk_status take_whole(lk_context *ctx, const lk_raster *image, lk_face **faces, size_t *count)
{
    lk_face *face = lk_alloc(ctx, sizeof *face);
    if (!face)
        return lk_error(ctx, LK_E_MEMORY, "no memory for a face.");
    *face = (lk_face){.box = {0, 0, (double)image->pixels.shape[1], (double)image->pixels.shape[0]},
                      .score = 1,
                      .has_box = 1};
    *faces = face;
    *count = 1;
    return LK_OK;
}

static lk_status detect(void *self, lk_context *ctx, const char *id, const lk_raster *image,
                        int whole, lk_faces *out)
{
    const landmarks68 *l = self;
    lk_face *faces;
    size_t count;
    (void)id;
    lk_status status =
        whole ? take_whole(ctx, image, &faces, &count) : find_boxes(l, ctx, image, &faces, &count);
    for (size_t i = 0; !status && i < count; i++)
        status = lk_cancelled(ctx) ? LK_CANCELLED : place_landmarks(l, ctx, image, &faces[i]);
    if (!status) {
        out->count = count;
        out->faces = faces;
    }
    return status;
}

static const lk_detector_ops ops = {.struct_size = sizeof ops, .detect = detect};

LK_PLUGIN(.stage = LK_STAGE_DETECTOR, .name = "landmarks68", .version = "0.1.0", .revision = 1,
          .summary = "Face boxes and 68 landmarks by two networks of face-api.",
          .details =
              "Both networks run through a backend like any other. Boxes and points are decoded "
              "as the npm package @vladmandic/face-api 1.7.15 does it, whose tests they agree "
              "with: anchors of its tiny face detector, non-maximum suppression, landmarks "
              "relative to the padded square of the box. One difference is meant: where a box "
              "reaches over the left or upper edge of the image the package moves its landmarks "
              "off the face by as much; here they stay on it.",
          .licence = "MIT", .author = "The Likeness authors", .capabilities = LK_CAP_DETERMINISTIC,
          .instance_size = sizeof(landmarks68), LK_PARAMS(params), .open = open_networks,
          .ops = &ops)
