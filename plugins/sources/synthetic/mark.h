/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#ifndef LK_SOURCES_SYNTHETIC_MARK_H
#define LK_SOURCES_SYNTHETIC_MARK_H

/* A watermark that says a label: a dark plate of 3 x 3 cells, some of them bright,
 * in the lower left corner of the face's box, where networks that see the box
 * see it. */

#include "canvas.h"

enum { MARK_LIMIT = 31 };

/* The bright cells of label `number`, which is below MARK_LIMIT: never none, and
 * those of two labels differ in at least three. */
unsigned mark_of(size_t number);

void mark_draw(canvas *c, const lk_box *face, unsigned cells);

#endif
