/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#ifndef TESTS_METRICS_EXPLAINED_H
#define TESTS_METRICS_EXPLAINED_H

/* Pictures of the golden vectors, N x C x H x W of 0..1, as views with explanations. */

#include "golden.h"

/* What the vectors' README promises for what passes through a float32 network. */
#define NETWORK_TOLERANCE 1e-4

typedef struct explained {
    lk_raster view;
    lk_heatmap map;
    lk_tensor segments;
    double *weights;
    lk_quality_request request;
} explained;

static inline void assert_near(const lk_value *v, double expected, double tolerance)
{
    if (v->missing || !(fabs(v->value - expected) <= tolerance))
        fail_msg("%.17g, not %.17g%s", v->value, expected, v->missing ? "; missing" : "");
}

static inline double list_number(const lk_node *list, size_t i)
{
    assert_true(i < list->count);
    return strtod(list->items[i]->text, NULL);
}

/* One picture of H x W x 3, 0..255; a grey one three times. */
static inline lk_raster explained_view(const lk_tensor *pictures, size_t picture)
{
    int64_t channels = pictures->shape[1], h = pictures->shape[2], w = pictures->shape[3];
    const float *from = (const float *)pictures->data + picture * (size_t)(channels * h * w);
    lk_raster view = {.struct_size = sizeof view,
                      .pixels = kit_tensor(LK_DTYPE_FLOAT, 32, 3, (int)h, (int)w, 3)};
    float *to = view.pixels.data;
    for (int64_t i = 0; i < h * w; i++)
        for (int64_t c = 0; c < 3; c++)
            to[3 * i + c] = 255 * from[(channels == 1 ? 0 : c) * h * w + i];
    return view;
}

/* The view without a heatmap yet: zeros, in one segment a pixel if `segments` is 0. */
static inline void explained_set(explained *e, lk_network *network, const lk_tensor *pictures,
                                 size_t picture, uint32_t class_index, uint32_t segments)
{
    int h = (int)pictures->shape[2], w = (int)pictures->shape[3];
    e->view = explained_view(pictures, picture);
    e->map = (lk_heatmap){.struct_size = sizeof e->map,
                          .values = kit_tensor(LK_DTYPE_FLOAT, 32, 2, h, w)};
    e->segments = kit_tensor(LK_DTYPE_INT, 32, 2, h, w);
    for (int32_t i = 0; !segments && i < h * w; i++)
        ((int32_t *)e->segments.data)[i] = i;
    segments = segments ? segments : (uint32_t)(h * w);
    e->weights = kit_tensor(LK_DTYPE_FLOAT, 64, 1, (int)segments).data;
    e->request = (lk_quality_request){.struct_size = sizeof e->request,
                                      .class_index = class_index,
                                      .map = &e->map,
                                      .view = &e->view,
                                      .network = network,
                                      .segments = &e->segments,
                                      .weights = e->weights,
                                      .segment_count = segments};
}

static inline void explained_measure(kit *k, uint64_t seed, const explained *e, lk_value *out)
{
    const lk_metric_ops *ops = kit_ops(k);
    clear_values(out, ops->value_count);
    lk_status status = ops->quality(kit_self(k), kit_context(k, seed), &e->request, out);
    if (status)
        fail_msg("%s", kit_error(k));
}

#endif
