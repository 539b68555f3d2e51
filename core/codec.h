/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#ifndef LK_CORE_CODEC_H
#define LK_CORE_CODEC_H

/* Artefacts that several kinds of work share: explanations and maps. */

#include "session.h"
#include "wire.h"

/* An explanation as stored: segment weights where the explainer has segments,
 * else pixels. */
typedef struct lk_stored_explanation {
    lk_affine to_image;
    uint32_t height, width, class_count, segment_count;
    const lk_tensor *segments; /* int32 H x W; NULL when pixels are stored */
    const double *weights;     /* class_count x segment_count */
    const float *pixels;       /* class_count x H x W, or NULL */
} lk_stored_explanation;

void lk_pack_explanation(lk_pack *p, const lk_affine *to_image, uint32_t height, uint32_t width,
                         uint32_t class_count, const lk_explanation *e);
/* 0, or -1 when the bytes make no sense. Arrays are of the arena. */
int lk_unpack_explanation(lk_unpack *u, lk_arena *arena, lk_stored_explanation *out);
/* The heatmap of one class, float32 H x W, in the arena. */
int lk_explanation_paint(const lk_stored_explanation *e, uint32_t slot, lk_arena *arena,
                         lk_heatmap *out);

/* The values of one class of what an explainer gave, pixel by pixel. */
void lk_explanation_values(const lk_explanation *e, uint32_t slot, size_t pixels, float *out);

/* A map: sums over n faces, or one ready-made, which takes a byte a pixel where it
 * came as a picture. */
void lk_pack_map(lk_pack *p, uint64_t n, const lk_tensor *sum);
/* The mean as float32 in the arena; *n may be NULL. */
int lk_unpack_map(lk_unpack *u, lk_arena *arena, lk_heatmap *mean, uint64_t *n);
/* The sums themselves as doubles, added to `sum`, whose shape is set when its
 * data is NULL. */
int lk_unpack_map_add(lk_unpack *u, lk_arena *arena, lk_tensor *sum, uint64_t *n);

/* Is every value that is there, and every chance level, a number? */
int lk_values_finite(const lk_value *values, size_t count);

/* Is every value of a heatmap, float32, a number? */
int lk_map_finite(const lk_heatmap *map);
/* What is said of one that is not. */
#define LK_MAP_NOT_FINITE "the heatmap has a value that is not finite"

void lk_pack_effort(lk_pack *p, const lk_coalition_effort *e);
lk_coalition_effort lk_unpack_effort(lk_unpack *u);

void lk_pack_value(lk_pack *p, const lk_value *v);
lk_value lk_unpack_value(lk_unpack *u);

#endif
