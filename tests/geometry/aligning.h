/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#ifndef TESTS_GEOMETRY_ALIGNING_H
#define TESTS_GEOMETRY_ALIGNING_H

/* Aligners, and faces to align. */

#include "pictures.h"

#include <math.h>

#define STUDY_FRAME "{frame: configs/frames/ekman-68.yaml}"
#define SMALL_FRAME "{frame: tests/golden/geometry/small-frame.yaml}"

static inline lk_landmarks landmarks_over(const lk_point *points, uint32_t count)
{
    return (lk_landmarks){sizeof(lk_landmarks), count, points};
}

static inline lk_status align(kit *k, const lk_heatmap *map, const lk_landmarks *landmarks,
                              lk_heatmap *out)
{
    const lk_aligner_ops *ops = kit_ops(k);
    const lk_frame *frame = ops->frame(kit_self(k));
    int height = (int)frame->height, width = (int)frame->width;
    *out = heatmap_over(map->values.rank == 3 ? kit_tensor(LK_DTYPE_FLOAT, 32, 3, height, width,
                                                           (int)map->values.shape[2])
                                              : kit_tensor(LK_DTYPE_FLOAT, 32, 2, height, width));
    return ops->align(kit_self(k), kit_context(k, 1), map, landmarks, out);
}

static inline lk_heatmap align_or_fail(kit *k, const lk_heatmap *map, const lk_landmarks *landmarks)
{
    lk_heatmap out;
    if (align(k, map, landmarks, &out))
        fail_msg("%s", kit_error(k));
    return out;
}

static inline const float *values_of(const lk_heatmap *m)
{
    return m->values.data;
}

/* A smooth map. */
static inline lk_heatmap some_map(int height, int width)
{
    lk_heatmap m = heatmap_of(height, width, NULL);
    for (int y = 0; y < height; y++)
        for (int x = 0; x < width; x++)
            ((float *)m.values.data)[y * width + x] = sinf((float)x / 9) + cosf((float)y / 7);
    return m;
}

static const char *const aligners[] = {"triangles", "similarity", "none"};

/* The two faces of the golden vectors. */
static const char *const kinds[] = {"float", "integer"};

static inline lk_landmarks golden_face(const char *kind)
{
    lk_tensor points = golden("golden/geometry/%s_source_points.npy", kind);
    return landmarks_over(points.data, 68);
}

/* Where rounding decides; 1 for these pixels. */
static inline lk_region unsure_pixels(const char *kind)
{
    lk_tensor list = golden("golden/geometry/%s_unsure.npy", kind);
    lk_region out = region_of(275, 224);
    for (int64_t i = 0; i < list.shape[0]; i++) {
        const int32_t *at = (const int32_t *)list.data + 2 * i;
        ((uint8_t *)out.pixels.data)[at[0] * 224 + at[1]] = 1;
    }
    return out;
}

#endif
