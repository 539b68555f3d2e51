/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#ifndef HTML_SVG_H
#define HTML_SVG_H

#include "page.h"

/* What drawings on the page have in common. Units are about pixels on a wide
 * screen. */

enum { SVG_LETTER = 7, SVG_LETTERS = 26 }; /* width of one; the most of a name */

const char *svg_coordinate(page *p, double v);
/* A name of no more than SVG_LETTERS, or of `letters`, which are 2 or more. */
const char *svg_shorten(page *p, const char *name);
const char *svg_shorten_to(page *p, const char *name, size_t letters);
void svg_line(page *p, const char *style, double x1, double y1, double x2, double y2);
/* A number of an axis, in the fewest decimals that tell ticks a step apart. */
const char *svg_tick(page *p, double tick, double step);
/* Its class is the style. */
void svg_text(page *p, const char *style, double x, double y, const char *text);

#endif
