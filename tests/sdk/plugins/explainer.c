/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#include "half.h"

typedef struct halves {
    lk_segmenter *segmenter;
} halves;

static const lk_param params[] = {
    {.name = "segmenter",
     .type = LK_PLUGIN_REF,
     .flags = LK_PARAM_REQUIRED,
     .offset = offsetof(halves, segmenter),
     .refers = LK_STAGE_SEGMENTER,
     .doc = "What is hidden, one after the other."},
};

/* Scores of the whole view, and without each of the two segments. */
typedef struct scored {
    float rows[3][2];
} scored;

static lk_status take(void *user, size_t first, size_t count, const float *rows)
{
    memcpy(((scored *)user)->rows[first], rows, count * sizeof((scored *)user)->rows[0]);
    return LK_OK;
}

static lk_status hide(lk_context *ctx, const lk_explain_request *r, const lk_tensor *segments,
                      scored *out)
{
    static const uint64_t z[3] = {3, 2, 1};
    lk_tensor fill = r->view->pixels;
    fill.data = lk_alloc_array(ctx, lk_tensor_count(&fill), sizeof(float));
    if (!fill.data)
        return LK_E_MEMORY;
    const lk_coalitions problem = {.struct_size = sizeof problem,
                                   .base_count = 1,
                                   .fill_count = 1,
                                   .bases = &r->view->pixels,
                                   .fills = &fill,
                                   .segments = segments,
                                   .segment_count = 2,
                                   .z = z,
                                   .z_stride = 1,
                                   .row_count = 3};
    return r->network->coalitions(r->network, ctx, &problem, LK_OUTPUT_PROBABILITY, take, out);
}

static lk_status explain(void *self, lk_context *ctx, const lk_explain_request *r,
                         lk_explanation *out)
{
    lk_segmenter *segmenter = ((halves *)self)->segmenter;
    const int64_t shape[2] = {SIZE, SIZE};
    scored found;
    uint32_t count;
    lk_tensor *segments = (lk_tensor *)lk_alloc(ctx, sizeof *segments);
    double *weights = (double *)lk_alloc_array(ctx, r->class_count * 2, sizeof *weights);
    void *labels = lk_alloc_array(ctx, PIXELS, sizeof(int32_t));
    if (!segments || !weights || !labels)
        return LK_E_MEMORY;
    *segments = lk_tensor_over(labels, LK_DTYPE_INT, 32, 2, shape);
    lk_status status = segmenter->segment(segmenter, ctx, r->view, NULL, segments, &count);
    if (!status)
        status = hide(ctx, r, segments, &found);
    for (uint32_t c = 0; !status && c < r->class_count; c++)
        for (int s = LEFT; s <= RIGHT; s++)
            weights[c * 2 + s] = found.rows[0][r->classes[c]] - found.rows[1 + s][r->classes[c]];
    out->segments = segments;
    out->weights = weights;
    out->segment_count = 2;
    return status;
}

static const lk_explainer_ops ops = {.struct_size = sizeof ops, .explain = explain};

HALF_PLUGIN(.stage = LK_STAGE_EXPLAINER, .instance_size = sizeof(halves), LK_PARAMS(params),
            .ops = &ops)
