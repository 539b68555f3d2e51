/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#ifndef TESTS_GEOMETRY_PICTURES_H
#define TESTS_GEOMETRY_PICTURES_H

/* Heatmaps, regions and frames for tests. */

#include "kit.h"

#include <stdio.h>

static inline lk_heatmap heatmap_over(lk_tensor values)
{
    return (lk_heatmap){
        .struct_size = sizeof(lk_heatmap), .values = values, .to_image = {{1, 0, 0, 0, 1, 0}}};
}

static inline lk_heatmap heatmap_of(int height, int width, const float *values)
{
    lk_heatmap m = heatmap_over(kit_tensor(LK_DTYPE_FLOAT, 32, 2, height, width));
    if (values)
        memcpy(m.values.data, values, lk_tensor_count(&m.values) * sizeof *values);
    return m;
}

/* The zeroed region of a size. */
static inline lk_region region_of(int height, int width)
{
    return (lk_region){.struct_size = sizeof(lk_region),
                       .pixels = kit_tensor(LK_DTYPE_UINT, 8, 2, height, width)};
}

/* The zeroed region that fits a map or another region. */
static inline lk_region region_like(const lk_tensor *t)
{
    return region_of((int)t->shape[0], (int)t->shape[1]);
}

static inline int pixel_of(const lk_region *r, size_t i)
{
    return ((const uint8_t *)r->pixels.data)[i];
}

static inline size_t area_of(const lk_region *r)
{
    size_t area = 0;
    for (size_t i = 0; i < lk_tensor_count(&r->pixels); i++)
        area += pixel_of(r, i) != 0;
    return area;
}

static inline double iou_of(const lk_region *a, const lk_region *b)
{
    size_t both = 0, any = 0;
    for (size_t i = 0; i < lk_tensor_count(&a->pixels); i++) {
        both += pixel_of(a, i) && pixel_of(b, i);
        any += pixel_of(a, i) || pixel_of(b, i);
    }
    return any ? (double)both / (double)any : 0;
}

/* Some frame of this size, without landmarks. */
static inline lk_frame frame_of_size(const lk_tensor *t)
{
    return (lk_frame){.struct_size = sizeof(lk_frame),
                      .width = (uint32_t)t->shape[1],
                      .height = (uint32_t)t->shape[0],
                      .landmarks = {.struct_size = sizeof(lk_landmarks)}};
}

/* The study's frame, 224 x 275 with 68 landmarks. */
static inline const lk_frame *study_frame(void)
{
    static lk_frame frame;
    static lk_point points[68];
    if (!frame.width) {
        kit *k = kit_open(LK_STAGE_ALIGNER, "none", "{frame: configs/frames/ekman-68.yaml}");
        frame = *((const lk_aligner_ops *)kit_ops(k))->frame(kit_self(k));
        assert_int_equal(frame.landmarks.count, 68);
        memcpy(points, frame.landmarks.points, sizeof points);
        frame.landmarks.points = points;
        kit_close(k);
    }
    return &frame;
}

/* Draw a mask; the test fails when it cannot be drawn. */
static inline lk_region draw_mask(kit *k, const char *label, uint32_t reading,
                                  const lk_frame *frame)
{
    const lk_mask_ops *ops = kit_ops(k);
    lk_region out = region_of((int)frame->height, (int)frame->width);
    if (ops->draw(kit_self(k), kit_context(k, 1), label, reading, frame, &out))
        fail_msg("%s: %s", label, kit_error(k));
    return out;
}

static inline lk_tensor golden(const char *format, const char *name)
{
    char path[200];
    snprintf(path, sizeof path, format, name);
    return kit_npy(path);
}

#endif
