/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#include <string.h>

#include "trial.h"

/* What tests give to an operation: pictures and values in guarded memory, and an
 * explanation asked for as the host does. */

static const lk_affine as_it_is = {{1, 0, 0, 0, 1, 0}};

/* ---- Pictures ----------------------------------------------------------------------------- */

/* height x width x channels of them, as in `from` or zero. */
static void *elements(lk_trial *t, uint32_t height, uint32_t width, size_t channels, size_t size,
                      const void *from)
{
    size_t pixels = (size_t)height * width;
    if (!pixels || pixels > SIZE_MAX / channels / size)
        return NULL;
    void *data = guard_alloc(t->kept, pixels * channels * size, "a picture of the test");
    if (data && from)
        memcpy(data, from, pixels * channels * size);
    return data;
}

lk_heatmap *lk_trial_map(lk_trial *t, uint32_t height, uint32_t width, const float *values)
{
    const int64_t shape[2] = {height, width};
    void *data = elements(t, height, width, 1, sizeof *values, values);
    lk_heatmap *map = data ? lk_arena_alloc(t->arena, sizeof *map) : NULL;
    if (map)
        *map = (lk_heatmap){.struct_size = sizeof *map,
                            .values = lk_tensor_over(data, LK_DTYPE_FLOAT, 32, 2, shape),
                            .to_image = as_it_is};
    return map;
}

lk_region *lk_trial_region(lk_trial *t, uint32_t height, uint32_t width, const uint8_t *pixels)
{
    const int64_t shape[2] = {height, width};
    void *data = elements(t, height, width, 1, sizeof *pixels, pixels);
    lk_region *region = data ? lk_arena_alloc(t->arena, sizeof *region) : NULL;
    if (region)
        *region = (lk_region){.struct_size = sizeof *region,
                              .pixels = lk_tensor_over(data, LK_DTYPE_UINT, 8, 2, shape)};
    return region;
}

lk_raster *lk_trial_view(lk_trial *t, uint32_t height, uint32_t width, const float *values)
{
    const int64_t shape[3] = {height, width, 3};
    void *data = elements(t, height, width, 3, sizeof *values, values);
    lk_raster *view = data ? lk_arena_alloc(t->arena, sizeof *view) : NULL;
    if (view)
        *view = (lk_raster){.struct_size = sizeof *view,
                            .pixels = lk_tensor_over(data, LK_DTYPE_FLOAT, 32, 3, shape),
                            .to_image = as_it_is};
    return view;
}

/* ---- Values and explanations --------------------------------------------------------------- */

static size_t value_count(const lk_trial *t)
{
    if (t->plugin->stage == LK_STAGE_METRIC)
        return ((const lk_metric_ops *)t->ops)->value_count;
    return t->plugin->stage == LK_STAGE_EXPLAINER
               ? ((const lk_explainer_ops *)t->ops)->diagnostic_count
               : 0;
}

static void make_missing(lk_value *values, size_t count)
{
    for (size_t i = 0; i < count; i++)
        values[i] = (lk_value){.missing = 1};
}

lk_value *lk_trial_values(lk_trial *t)
{
    size_t count = value_count(t);
    lk_value *values = guard_alloc(t->kept, count * sizeof *values, "the values of the test");
    if (values)
        make_missing(values, count);
    return values;
}

/* Pixel p is the weight of its segment. */
static lk_status paint(lk_context *ctx, const lk_explanation *e, lk_tensor *map)
{
    const int32_t *labels = e->segments->data;
    if (e->segments->rank != 2 || e->segments->shape[0] != map->shape[0] ||
        e->segments->shape[1] != map->shape[1] || !labels || !e->weights)
        return lk_error(ctx, LK_E_FAIL,
                        "segments need the height and width of the view, a label "
                        "for each pixel, and weights");
    for (size_t i = 0; i < lk_tensor_count(map); i++) {
        if (labels[i] < 0 || (uint32_t)labels[i] >= e->segment_count)
            return lk_error(ctx, LK_E_FAIL, "pixel %zu has segment %d of %u", i, labels[i],
                            e->segment_count);
        ((float *)map->data)[i] = (float)e->weights[labels[i]];
    }
    return LK_OK;
}

lk_status lk_trial_explain(lk_trial *t, lk_context *ctx, const lk_raster *view, lk_network *network,
                           uint32_t class_index, lk_heatmap *map, lk_value *diagnostics)
{
    const lk_explainer_ops *ops = t->ops;
    const int64_t shape[3] = {1, view->pixels.shape[0], view->pixels.shape[1]};
    const lk_explain_request request = {.struct_size = sizeof request,
                                        .class_count = 1,
                                        .classes = &class_index,
                                        .view = view,
                                        .network = network};
    lk_explanation out = {.struct_size = sizeof out,
                          .heatmaps =
                              lk_tensor_over(map->values.data, LK_DTYPE_FLOAT, 32, 3, shape),
                          .diagnostics = diagnostics ? diagnostics : lk_trial_values(t)};
    if (map->values.shape[0] != shape[1] || map->values.shape[1] != shape[2])
        return lk_error(ctx, LK_E_INPUT, "the heatmap needs the height and width of the view");
    memset(map->values.data, 0, lk_tensor_count(&map->values) * sizeof(float));
    if (diagnostics)
        make_missing(diagnostics, value_count(t));
    lk_status status = ops->explain(t->self, ctx, &request, &out);
    return status || !out.segments ? status : paint(ctx, &out, &map->values);
}
