/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#ifndef EXPLAINERS_RISE_MASKS_H
#define EXPLAINERS_RISE_MASKS_H

/* RISE's soft masks: a small grid of shown and hidden cells, enlarged bilinearly
 * by more than the view takes, and cut at a random place, so that edges of cells
 * fall anywhere. As eclique/RISE has it, the enlarged grid has one cell more
 * than fits, a cell is ceil(extent / cells) pixels, centres lie at half pixels, and
 * beyond the border the grid is mirrored at the centre of its outermost cells. */

#include <likeness/plugin.h>

/* One direction: where the pixels of the enlarged grid take their values. */
typedef struct masks_axis {
    int64_t extent, cell;         /* pixels: of the view, of a cell */
    const uint32_t *first, *next; /* per enlarged pixel: the two cells it lies between */
    const double *share;          /* and what it takes of `next` */
} masks_axis;

typedef struct masks {
    uint32_t cells; /* of a row, and of a column */
    masks_axis down, across;
} masks;

typedef struct masks_cut {
    uint8_t *grid;     /* cells x cells, 1 where shown */
    int64_t top, left; /* where the view begins in the enlarged grid: 0 .. cell - 1 */
} masks_cut;

lk_status masks_open(lk_context *ctx, uint32_t cells, int64_t height, int64_t width, masks *out);

/* The cells row by row, one draw each, then `top` and `left`. `cut->grid` is there. */
void masks_draw(lk_context *ctx, const masks *m, double probability, masks_cut *cut);

/* The mask, height x width of the view, from 0 (hidden) to 1 (shown). */
void masks_paint(const masks *m, const masks_cut *cut, float *mask);

#endif
