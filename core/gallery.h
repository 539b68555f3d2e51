/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#ifndef LK_CORE_GALLERY_H
#define LK_CORE_GALLERY_H

/* The figures of a run, as they are asked for: those that a report or an
 * analysis may show. Starts as {0}; its pack is freed by who began it, and is
 * `bad` where memory ran out. */

#include "figure.h"
#include "run.h"

typedef struct lk_gallery {
    lk_pack pack;
    uint64_t count;
} lk_gallery;

/* Maps over all folds; those of `folds` too where they have none. */
void lk_gallery_maps(lk_run *r, lk_gallery *g, int folds);
void lk_gallery_masks(lk_run *r, lk_gallery *g);
void lk_gallery_portraits(lk_run *r, lk_gallery *g);
/* For each network and label, the face that shows it best, and its heatmaps. */
void lk_gallery_examples(lk_run *r, lk_gallery *g);

void lk_pack_gallery(lk_pack *p, const lk_gallery *g);

#endif
