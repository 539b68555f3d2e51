/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#ifndef LK_CORE_AUGMENT_H
#define LK_CORE_AUGMENT_H

/* Pictures varied for training: the layers RandomFlip, RandomRotation,
 * RandomTranslation and RandomContrast of Keras, drawn in that order. The first
 * three are one resampling, bilinear, in which the picture is continued by its
 * reflection (abcddcba); contrast, (v - mean) f + mean for each channel, is cut to
 * 0..255. */

#include "random.h"
#include "training.h"

/* What happens to one picture. */
typedef struct lk_change {
    int flip;
    double angle;    /* radians, clockwise as it is seen */
    double dx, dy;   /* pixels, to the right and down, after the turn */
    double contrast; /* f */
} lk_change;

/* Does it leave pictures as they are? */
int lk_augment_is_none(const lk_augment *a);

/* What is drawn from `r` is as many numbers whatever `a` says. */
lk_change lk_augment_draw(const lk_augment *a, lk_random *r, size_t height, size_t width);

/* `picture` and `out`, another place, are height x width x 3. */
void lk_change_picture(const lk_change *c, const float *picture, size_t height, size_t width,
                       float *out);

#endif
