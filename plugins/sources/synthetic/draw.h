/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#ifndef LK_SOURCES_SYNTHETIC_DRAW_H
#define LK_SOURCES_SYNTHETIC_DRAW_H

#include "face.h"

/* How a picture is lit: `x`, `y` towards the light, -1..1, how much that
 * matters, and how bright all is. */
typedef struct light {
    double x, y, strength, level;
} light;

/* Draw a face on a canvas of one background. */
void draw_face(canvas *c, const face *f, colour background);

/* Light the picture as if the head were round. */
void draw_light(canvas *c, const face *f, const light *l);

/* Parts of a face: a head without features, and the features on it. */
void draw_features(canvas *c, const face *f);

/* Where a place beside a landmark of the left half of the picture lies, or on
 * the other side its mirror image; `dx` is away from the middle. */
lk_point draw_beside(const face *f, int side, int landmark, double dx, double dy);

#endif
