/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#ifndef LK_CHECK_SCENE_H
#define LK_CHECK_SCENE_H

/* What an operation is tried with: inputs drawn from a seed, in guarded memory
 * that may not be written to, and room for outputs as the host gives it. All of
 * it belongs to the operation in hand (lk_trial_context). */

#include "trial.h"

/* Bright: smooth, and nowhere near black, so that whatever is hidden counts. */
typedef enum scene_content {
    SCENE_SMOOTH,
    SCENE_NOISE,
    SCENE_CONSTANT,
    SCENE_BRIGHT
} scene_content;

typedef struct scene {
    uint32_t height, width;
    scene_content content;
    uint64_t seed;
    int is_odd; /* so unusual that it may be refused, with a sentence */
    uint32_t threads;
} scene;

/* The study's words for what is seen in the pictures; ends with NULL. */
extern const char *const scene_labels[];
enum { SCENE_LABELS = 4, SCENE_LANDMARKS = 68 };

/* A random number in 0..1 from the scene's own stream. */
double scene_random(uint64_t *state);

/* float32 H x W x 3, 0..255. */
lk_raster scene_view(lk_trial *t, const scene *s, uint64_t salt);
/* float32 H x W, of both signs. */
lk_heatmap scene_map(lk_trial *t, const scene *s, uint64_t salt);
/* uint8 0 or 1, H x W: neither empty nor full where it has room for both. */
lk_region scene_region(lk_trial *t, const scene *s, uint64_t salt);
/* A face that fills the scene. */
lk_landmarks scene_landmarks(lk_trial *t, const scene *s);

/* Zeroed: float32 H x W (x channels where not 0), uint8 H x W, int32 H x W. */
lk_heatmap scene_map_out(lk_trial *t, uint32_t height, uint32_t width, uint32_t channels);
lk_region scene_region_out(lk_trial *t, const scene *s);
lk_tensor scene_labels_out(lk_trial *t, const scene *s);
/* `count` values, all missing. */
lk_value *scene_values_out(lk_trial *t, size_t count);

#endif
