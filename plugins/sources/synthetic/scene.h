/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#ifndef LK_SOURCES_SYNTHETIC_SCENE_H
#define LK_SOURCES_SYNTHETIC_SCENE_H

/* All that one picture shows, drawn from the seed before a pixel is. A scene of
 * which one thing was changed is a picture that differs by that thing alone: its
 * noise is the same too. */

#include "draw.h"

typedef struct synthetic {
    int64_t seed, count, size, people, folds;
    lk_string_list expressions;
    lk_double_list intensity;
    double identity, unrest, pose, light, noise, share, correlation;
    lk_label_map labels;
    expression *shown;  /* one per entry of `expressions` */
    const char **words; /* their labels, NULL for none */
    size_t *classes;    /* which of the different labels these are */
    size_t class_count;
} synthetic;

typedef struct scene {
    const expression *shown;
    face face;
    lk_box box;
    colour background;
    light light;
    unsigned mark;  /* the watermark's cells, 0: there is none */
    uint64_t noise; /* its number */
} scene;

/* Who picture `index` shows, and which entry of `expressions`. */
uint64_t scene_person(const synthetic *s, int64_t index);
size_t scene_expression(const synthetic *s, int64_t index);

scene scene_of(const synthetic *s, int64_t index);

/* Draw it; `pixels` are size x size x 3. */
lk_status scene_draw(const synthetic *s, lk_context *ctx, const scene *of, uint8_t *pixels);

#endif
