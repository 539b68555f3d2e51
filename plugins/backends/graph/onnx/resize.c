/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#include <inttypes.h>
#include <math.h>
#include <string.h>

#include "import.h"

/* ---- Other sizes of a picture ---------------------------------------------------------------- */

typedef enum place { HALF_PIXEL, PYTORCH, ALIGN_CORNERS, ASYMMETRIC, TF_NEAREST } place;
typedef enum rounding { PREFER_FLOOR, PREFER_CEIL, FLOOR, CEIL } rounding;

typedef struct resize {
    int is_linear;
    int place, rounding;
    double scales[2];
    int64_t from[2], to[2];
} resize;

/* Where output `i` lies in the input. */
static double source(const resize *r, int a, int64_t i)
{
    double x = (double)i, scale = r->scales[a];
    switch (r->place) {
    case PYTORCH:
        return r->to[a] > 1 ? (x + .5) / scale - .5 : 0;
    case ALIGN_CORNERS:
        return r->to[a] > 1 ? x * (double)(r->from[a] - 1) / (double)(r->to[a] - 1) : 0;
    case ASYMMETRIC:
        return x / scale;
    case TF_NEAREST:
        return (x + .5) / scale;
    default:
        return (x + .5) / scale - .5;
    }
}

static double round_to(int how, double x)
{
    switch (how) {
    case PREFER_FLOOR:
        return ceil(x - .5);
    case PREFER_CEIL:
        return floor(x + .5);
    case FLOOR:
        return floor(x);
    default:
        return ceil(x);
    }
}

static float into(double x, int64_t size)
{
    return (float)(x < 0 ? 0 : x > (double)(size - 1) ? (double)(size - 1) : x);
}

/* For each output the two inputs it is between, and the share of the second. */
static lk_status make_table(onnx_call *c, const resize *r, int a, const float **out)
{
    float *table = lk_alloc_array(c->ctx, (size_t)r->to[a], 3 * sizeof *table);
    if (!table)
        return onnx_no_memory(c);
    for (int64_t i = 0; i < r->to[a]; i++) {
        double x = source(r, a, i), low = r->is_linear ? floor(x) : round_to(r->rounding, x);
        table[3 * i] = into(low, r->from[a]);
        table[3 * i + 1] = r->is_linear ? into(low + 1, r->from[a]) : table[3 * i];
        table[3 * i + 2] = r->is_linear ? (float)(x - low) : 0;
    }
    *out = table;
    return LK_OK;
}

static lk_status give_resized(onnx_call *c, resize *r)
{
    graph_node n = {.op = GRAPH_RESIZE};
    uint32_t from, made;
    int64_t channels = c->inputs[0]->view.dims[1];
    lk_status status = onnx_picture(c, c->inputs[0], &from);
    for (int a = 0; !status && a < 2; a++)
        if (r->to[a] < 1 || r->to[a] > 16384)
            return onnx_refuse(c, "its result is beyond all bounds");
    if (!status)
        status = make_table(c, r, 0, &n.weights[GRAPH_FILTER]);
    if (!status)
        status = make_table(c, r, 1, &n.weights[GRAPH_BIAS]);
    n.shape = (graph_shape){r->to[0], r->to[1], channels, 0};
    if (!status)
        status = onnx_append(c, &n, 1, &from, &made);
    if (status)
        return status;
    view v = view_picture(channels, r->to[0], r->to[1]);
    onnx_give_node(c, 0, made, &v);
    return LK_OK;
}

/* From four scales, those of batch and channels 1. */
static lk_status take_scales(onnx_call *c, const float *scales, size_t count, resize *r)
{
    if (count != 4 || scales[0] != 1 || scales[1] != 1)
        return onnx_refuse(c, "it resizes other axes than height and width");
    for (int a = 0; a < 2; a++) {
        double to = floor((double)r->from[a] * (double)scales[2 + a]);
        if (!(to >= 1 && to <= 16384))
            return onnx_refuse(c, "its scales are impossible");
        r->scales[a] = (double)scales[2 + a];
        r->to[a] = (int64_t)to;
    }
    return LK_OK;
}

static lk_status take_sizes(onnx_call *c, resize *r)
{
    const int64_t *sizes = NULL, *d = c->inputs[0]->view.dims;
    lk_status status = onnx_constant_ints(c, c->inputs[3], &sizes);
    if (status)
        return status;
    if (view_size(&c->inputs[3]->view) != 4 || sizes[0] != d[0] || sizes[1] != d[1])
        return onnx_refuse(c, "it resizes other axes than height and width");
    for (int a = 0; a < 2; a++) {
        r->to[a] = sizes[2 + a];
        r->scales[a] = (double)r->to[a] / (double)r->from[a];
    }
    return LK_OK;
}

static lk_status read_mode(onnx_call *c, resize *r)
{
    static const char *const modes[] = {"nearest", "linear", "bilinear", NULL};
    lk_status status = onnx_choice(c, "mode", modes, &r->is_linear);
    const int64_t *d = c->inputs[0]->view.dims;
    if (!status && c->inputs[0]->view.rank != 4)
        return onnx_refuse(c, "its input is no picture");
    r->from[0] = d[2];
    r->from[1] = d[3];
    return status;
}

lk_status onnx_resize(onnx_call *c)
{
    static const char *const places[] = {"half_pixel", "pytorch_half_pixel",   "align_corners",
                                         "asymmetric", "tf_half_pixel_for_nn", NULL};
    static const char *const roundings[] = {"round_prefer_floor", "round_prefer_ceil", "floor",
                                            "ceil", NULL};
    resize r = {.place = c->opset < 11 ? ASYMMETRIC : HALF_PIXEL,
                .rounding = c->opset < 11 ? FLOOR : PREFER_FLOOR};
    uint32_t scales = c->opset < 11 ? 1 : 2;
    const float *given;
    lk_status status = read_mode(c, &r);
    if (!status)
        status = onnx_choice(c, "coordinate_transformation_mode", places, &r.place);
    if (!status)
        status = onnx_choice(c, "nearest_mode", roundings, &r.rounding);
    if (status)
        return status;
    if (c->opset >= 11 && onnx_has(c, 3))
        status = take_sizes(c, &r);
    else if (!onnx_has(c, scales))
        status = onnx_refuse(c, "it has neither scales nor sizes");
    else
        status = onnx_constant_floats(c, c->inputs[scales], &given);
    if (!status && !(c->opset >= 11 && onnx_has(c, 3)))
        status = take_scales(c, given, (size_t)view_size(&c->inputs[scales]->view), &r);
    return status ? status : give_resized(c, &r);
}

lk_status onnx_upsample(onnx_call *c)
{
    const Onnx__AttributeProto *a = onnx_attribute(c, "scales");
    resize r = {.place = ASYMMETRIC, .rounding = FLOOR};
    const float *scales = a ? a->floats : NULL;
    size_t count = a ? a->n_floats : 0;
    lk_status status = read_mode(c, &r);
    if (!status && onnx_has(c, 1)) {
        status = onnx_constant_floats(c, c->inputs[1], &scales);
        count = (size_t)view_size(&c->inputs[1]->view);
    }
    if (!status)
        status = take_scales(c, scales, count, &r);
    return status ? status : give_resized(c, &r);
}
