/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#include <inttypes.h>
#include <string.h>

#include "import.h"

/* ---- Normalisations, softmax ------------------------------------------------------------- */

/* A node over the channels, axis 1, of any tensor. */
static lk_status build_by_channel(onnx_call *c, onnx_value *v, const graph_node *n)
{
    int order[VIEW_MAX_RANK];
    uint32_t from, made;
    if (v->view.rank < 2)
        return onnx_refuse(c, "its input has no channels");
    lk_status status = onnx_by_channel(c, v, 1, 0, order, &from);
    if (!status)
        status = onnx_append(c, n, 1, &from, &made);
    if (!status)
        onnx_give_node(c, 0, made, &v->view);
    return status;
}

static lk_status read_channels(onnx_call *c, uint32_t k, const char *what, const float **out)
{
    const view *v = &c->inputs[0]->view;
    lk_status status = onnx_weights(c, k, what, out);
    if (!status && (v->rank < 2 || view_size(&c->inputs[k]->view) != v->dims[1]))
        return onnx_refuse(c, "its %s has %" PRId64 " numbers, and needs one a channel", what,
                           view_size(&c->inputs[k]->view));
    return status;
}

lk_status onnx_batch_norm(onnx_call *c)
{
    static const char *const words[] = {"scale", "shift", "mean", "variance"};
    static const graph_weight roles[] = {GRAPH_GAMMA, GRAPH_BETA, GRAPH_AVERAGE, GRAPH_VARIANCE};
    graph_node n = {.op = GRAPH_NORM};
    float epsilon = 1e-5f;
    int64_t trains = 0, is_spatial = 1;
    lk_status status = onnx_float(c, "epsilon", &epsilon);
    if (!status)
        status = onnx_int(c, "training_mode", 0, 1, &trains);
    if (!status)
        status = onnx_int(c, "spatial", 0, 1, &is_spatial);
    if (!status && (trains || !is_spatial))
        status = onnx_refuse(c, "the model was exported for training: export it for inference");
    for (uint32_t i = 0; !status && i < 4; i++)
        status = read_channels(c, i + 1, words[i], &n.weights[roles[i]]);
    if (status)
        return status;
    n.epsilon = (double)epsilon;
    for (int64_t i = 0; i < c->inputs[0]->view.dims[1]; i++)
        if (!((double)n.weights[GRAPH_VARIANCE][i] + n.epsilon > 0))
            return onnx_refuse(c, "a variance is not positive");
    return build_by_channel(c, c->inputs[0], &n);
}

lk_status onnx_instance_norm(onnx_call *c)
{
    graph_node n = {.op = GRAPH_STANDARDISE}, scale = {.op = GRAPH_NORM};
    float epsilon = 1e-5f;
    uint32_t from, made;
    lk_status status = onnx_float(c, "epsilon", &epsilon);
    if (!status)
        status = onnx_picture(c, c->inputs[0], &from);
    if (!status)
        status = read_channels(c, 1, "scale", &scale.weights[GRAPH_GAMMA]);
    if (!status)
        status = read_channels(c, 2, "shift", &scale.weights[GRAPH_BETA]);
    n.epsilon = (double)epsilon;
    if (!status)
        status = onnx_append(c, &n, 1, &from, &made);
    if (!status)
        status = onnx_append(c, &scale, 1, &made, &made);
    if (!status)
        onnx_give_node(c, 0, made, &c->inputs[0]->view);
    return status;
}

lk_status onnx_lrn(onnx_call *c)
{
    graph_node n = {.op = GRAPH_LRN, .lrn = {.alpha = 1e-4f, .beta = .75f, .bias = 1}};
    lk_status status = onnx_float(c, "alpha", &n.lrn.alpha);
    if (!status)
        status = onnx_float(c, "beta", &n.lrn.beta);
    if (!status)
        status = onnx_float(c, "bias", &n.lrn.bias);
    if (!status)
        status = onnx_int(c, "size", 1, ONNX_MAX_WINDOW, &n.lrn.size);
    if (!status && !n.lrn.size)
        status = onnx_refuse(c, "it needs a `size`");
    return status ? status : build_by_channel(c, c->inputs[0], &n);
}

/* ---- Softmax --------------------------------------------------------------------------------- */

static lk_status soften(onnx_call *c, onnx_value *v, int axis, graph_op op)
{
    graph_node n = {.op = op};
    int order[VIEW_MAX_RANK];
    uint32_t from, made;
    lk_status status = onnx_by_channel(c, v, axis, 0, order, &from);
    if (!status)
        status = onnx_append(c, &n, 1, &from, &made);
    if (!status)
        onnx_give_node(c, 0, made, &v->view);
    return status;
}

/* Before set 13 all axes from the given one on are one. */
static lk_status soften_rest(onnx_call *c, onnx_value *v, int axis, graph_op op)
{
    const view from = v->view;
    int64_t dims[2] = {onnx_product(from.dims, (size_t)axis),
                       onnx_product(from.dims + axis, (size_t)(from.rank - axis))};
    onnx_value *out = c->outputs[0];
    lk_status status = onnx_give_reshaped(c, 0, v, 2, dims);
    if (status || !out)
        return status;
    onnx_value flat = *out;
    status = soften(c, &flat, 1, op);
    if (status)
        return status;
    flat = *out;
    return onnx_give_reshaped(c, 0, &flat, from.rank, from.dims);
}

static lk_status build_softmax(onnx_call *c, graph_op op)
{
    onnx_value *v = c->inputs[0];
    int64_t given = c->opset < 13 ? 1 : -1;
    int axis = 0;
    lk_status status = onnx_int(c, "axis", -VIEW_MAX_RANK, VIEW_MAX_RANK, &given);
    if (!status)
        status = onnx_axis(c, given, v->view.rank, &axis);
    if (status)
        return status;
    int is_one_axis = c->opset >= 13 || axis == v->view.rank - 1;
    return is_one_axis ? soften(c, v, axis, op) : soften_rest(c, v, axis, op);
}

lk_status onnx_softmax(onnx_call *c)
{
    return build_softmax(c, GRAPH_SOFTMAX);
}

lk_status onnx_log_softmax(onnx_call *c)
{
    return build_softmax(c, GRAPH_LOG_SOFTMAX);
}
