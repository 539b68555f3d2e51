/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#ifndef LK_LANDMARKS68_BOXES_H
#define LK_LANDMARKS68_BOXES_H

/* From the raw output of face-api's tiny face detector to face boxes.
 *
 * The network sees the whole image, scaled to fit a square and padded at the
 * right or bottom. Its output is a grid of cells, each with five anchors of
 * five numbers: the centre's place in the cell, the size relative to the
 * anchor, and the score. */

#include <likeness/plugin.h>

enum {
    BOXES_CELL = 32,                       /* pixels of the network's input a cell stands for */
    BOXES_ANCHORS = 5,                     /* boxes a cell can give */
    BOXES_CELL_VALUES = BOXES_ANCHORS * 5, /* numbers a cell has */
    BOXES_MAX_CELLS = 64                   /* a side */
};

typedef struct boxes_grid {
    uint32_t cells;       /* a side */
    double width, height; /* of the image, in pixels */
    double threshold;     /* boxes of this score or less are left out */
} boxes_grid;

/* Decode cells x cells x BOXES_CELL_VALUES numbers, row by row, to boxes in
 * pixels of the image. Those without a whole pixel in it are left out. `out` is
 * of the arena. */
lk_status boxes_decode(lk_context *ctx, const boxes_grid *grid, const float *raw, lk_face **out,
                       size_t *count);

/* Put the best score first and drop every box whose intersection over union
 * with a better one is larger than `overlap`, until `most` are kept. Gives how
 * many these are, at the front of `faces`. Of two boxes with one score the
 * later counts as the better, as in face-api. */
size_t boxes_suppress(lk_face *faces, size_t count, double overlap, size_t most);

/* The part of a box that lies in an image, its sides not rounded. */
lk_box boxes_clip(const lk_box *box, double width, double height);

#endif
