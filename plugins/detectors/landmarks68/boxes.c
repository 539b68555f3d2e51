/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#include "boxes.h"

#include <math.h>

/* Widths and heights in cells: BOX_ANCHORS in src/tinyFaceDetector/const.ts of
 * @vladmandic/face-api 1.7.15. */
static const double anchors[BOXES_ANCHORS][2] = {{1.603231, 2.094468},
                                                 {6.041143, 7.080126},
                                                 {2.882459, 3.518061},
                                                 {4.266906, 5.178857},
                                                 {9.041765, 10.66308}};

static double sigmoid(double x)
{
    return 1 / (1 + exp(-x));
}

/* How many pixels of the image a cell stands for along one side of it. The
 * network's input holds the image at a whole number of pixels. */
static double pixels_per_cell(const boxes_grid *grid, double side)
{
    double input = (double)grid->cells * BOXES_CELL;
    double scale = input / fmax(grid->width, grid->height);
    double filled = fmax(floor(side * scale + 0.5), 1);
    return input / filled * side / (double)grid->cells;
}

lk_box boxes_clip(const lk_box *box, double width, double height)
{
    double left = fmax(box->x, 0), top = fmax(box->y, 0);
    return (lk_box){left, top, fmin(box->x + box->w, width) - left,
                    fmin(box->y + box->h, height) - top};
}

static int has_pixels(const boxes_grid *grid, const lk_box *box)
{
    lk_box inside = boxes_clip(box, grid->width, grid->height);
    return isfinite(box->w) && isfinite(box->h) && inside.w >= 1 && inside.h >= 1;
}

lk_status boxes_decode(lk_context *ctx, const boxes_grid *grid, const float *raw, lk_face **out,
                       size_t *count)
{
    size_t cells = grid->cells, total = cells * cells * BOXES_ANCHORS, n = 0;
    double across = pixels_per_cell(grid, grid->width);
    double down = pixels_per_cell(grid, grid->height);
    lk_face *faces = lk_alloc_array(ctx, total, sizeof *faces);
    if (!faces)
        return lk_error(ctx, LK_E_MEMORY, "no memory for %zu face boxes.", total);
    for (size_t i = 0; i < total; i++) {
        const float *t = raw + 5 * i;
        const double *anchor = anchors[i % BOXES_ANCHORS];
        size_t cell = i / BOXES_ANCHORS;
        double w = exp(t[2]) * anchor[0] * across, h = exp(t[3]) * anchor[1] * down;
        double x = ((double)(cell % cells) + sigmoid(t[0])) * across - w / 2;
        double y = ((double)(cell / cells) + sigmoid(t[1])) * down - h / 2;
        lk_face face = {.box = {x, y, w, h}, .score = sigmoid(t[4]), .has_box = 1};
        if (face.score > grid->threshold && has_pixels(grid, &face.box))
            faces[n++] = face;
    }
    *out = faces;
    *count = n;
    return LK_OK;
}

static double intersection_over_union(const lk_box *a, const lk_box *b)
{
    double w = fmin(a->x + a->w, b->x + b->w) - fmax(a->x, b->x);
    double h = fmin(a->y + a->h, b->y + b->h) - fmax(a->y, b->y);
    double shared = fmax(w, 0) * fmax(h, 0);
    return shared / (a->w * a->h + b->w * b->h - shared);
}

static void sort_by_score(lk_face *faces, size_t count)
{
    for (size_t i = 1; i < count; i++) {
        lk_face face = faces[i];
        size_t at = i;
        for (; at && faces[at - 1].score <= face.score; at--)
            faces[at] = faces[at - 1];
        faces[at] = face;
    }
}

size_t boxes_suppress(lk_face *faces, size_t count, double overlap, size_t most)
{
    size_t kept = 0;
    sort_by_score(faces, count);
    for (size_t i = 0; i < count && kept < most; i++) {
        size_t k = 0;
        while (k < kept && intersection_over_union(&faces[k].box, &faces[i].box) <= overlap)
            k++;
        if (k == kept)
            faces[kept++] = faces[i];
    }
    return kept;
}
