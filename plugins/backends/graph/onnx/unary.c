/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#include <float.h>
#include <string.h>

#include "import.h"

/* ---- Operators of one value at a time --------------------------------------------- */

static lk_status fold_activation(onnx_call *c, graph_activation activation, double alpha,
                                 double beta)
{
    onnx_value *v = c->inputs[0];
    size_t count = (size_t)view_size(&v->view);
    const float *from = NULL;
    lk_status status = onnx_constant_floats(c, v, &from);
    float *made = status ? NULL : lk_alloc_array(c->ctx, count + 1, sizeof *made);
    if (!made)
        return status ? status : onnx_no_memory(c);
    for (size_t i = 0; i < count; i++)
        made[i] = (float)graph_activate(activation, (double)(float)alpha, (double)(float)beta,
                                        (double)from[i]);
    onnx_give_constant(c, 0, ONNX_FLOATS, made, &v->view);
    return LK_OK;
}

static lk_status activate(onnx_call *c, graph_activation activation, double alpha, double beta)
{
    return c->inputs[0]->is_constant ? fold_activation(c, activation, alpha, beta)
                                     : onnx_activate(c, c->inputs[0], activation, alpha, beta);
}

/* An operator, and its attributes `alpha` and `beta` by other names. */
typedef struct unary {
    const char *name;
    graph_activation activation;
    const char *alpha_name, *beta_name;
    float alpha, beta;
} unary;

static const unary operators[] = {
    {"Abs", GRAPH_ABS, NULL, NULL, 0, 0},
    {"Ceil", GRAPH_CEIL, NULL, NULL, 0, 0},
    {"Elu", GRAPH_ELU, "alpha", NULL, 1, 0},
    {"Erf", GRAPH_ERF, NULL, NULL, 0, 0},
    {"Exp", GRAPH_EXP, NULL, NULL, 0, 0},
    {"Floor", GRAPH_FLOOR, NULL, NULL, 0, 0},
    {"HardSigmoid", GRAPH_HARD_SIGMOID, "alpha", "beta", .2f, .5f},
    {"HardSwish", GRAPH_HARD_SWISH, NULL, NULL, 0, 0},
    {"LeakyRelu", GRAPH_LEAKY, "alpha", NULL, .01f, 0},
    {"Log", GRAPH_LOG, NULL, NULL, 0, 0},
    {"Neg", GRAPH_AFFINE, NULL, NULL, -1, 0},
    {"Reciprocal", GRAPH_RECIPROCAL, NULL, NULL, 0, 0},
    {"Relu", GRAPH_RELU, NULL, NULL, 0, 0},
    {"Selu", GRAPH_SELU, "alpha", "gamma", 1.67326319217681884765625f, 1.05070102214813232421875f},
    {"Sigmoid", GRAPH_SIGMOID, NULL, NULL, 0, 0},
    {"Softplus", GRAPH_SOFTPLUS, NULL, NULL, 0, 0},
    {"Softsign", GRAPH_SOFTSIGN, NULL, NULL, 0, 0},
    {"Sqrt", GRAPH_SQRT, NULL, NULL, 0, 0},
    {"Tanh", GRAPH_TANH, NULL, NULL, 0, 0},
    {"ThresholdedRelu", GRAPH_THRESHOLD, "alpha", NULL, 1, 0},
};

lk_status onnx_unary(onnx_call *c)
{
    const unary *u = operators;
    while (strcmp(u->name, c->proto->op_type))
        u++;
    float alpha = u->alpha, beta = u->beta;
    lk_status status = u->alpha_name ? onnx_float(c, u->alpha_name, &alpha) : LK_OK;
    if (!status && u->beta_name)
        status = onnx_float(c, u->beta_name, &beta);
    return status ? status : activate(c, u->activation, (double)alpha, (double)beta);
}

lk_status onnx_clip(onnx_call *c)
{
    float low = -FLT_MAX, high = FLT_MAX;
    lk_status status = onnx_float(c, "min", &low);
    if (!status)
        status = onnx_float(c, "max", &high);
    if (!status)
        status = onnx_scalar(c, 1, "minimum", &low);
    if (!status)
        status = onnx_scalar(c, 2, "maximum", &high);
    return status ? status : activate(c, GRAPH_CLIP, (double)low, (double)high);
}

/* One slope for all, or one a channel. */
lk_status onnx_prelu(onnx_call *c)
{
    onnx_value *v = c->inputs[0], *slope = c->inputs[1];
    int axis = onnx_channel_axis(&v->view), order[VIEW_MAX_RANK];
    graph_node n = {.op = GRAPH_SLOPE};
    float all;
    uint32_t from, made;
    const float *weights;
    lk_status status = onnx_weights(c, 1, "slope", &weights);
    if (status)
        return status;
    if (view_size(&slope->view) == 1) {
        status = onnx_scalar(c, 1, "slope", &all);
        return status ? status : activate(c, GRAPH_LEAKY, (double)all, 0);
    }
    int own = axis - (v->view.rank - slope->view.rank);
    if (own < 0 || slope->view.dims[own] != v->view.dims[axis] ||
        view_size(&slope->view) != v->view.dims[axis])
        return onnx_refuse(c, "its slope must be one number, or one a channel");
    n.weights[GRAPH_FILTER] = weights;
    status = onnx_by_channel(c, v, axis, 0, order, &from);
    if (!status)
        status = onnx_append(c, &n, 1, &from, &made);
    if (!status)
        onnx_give_node(c, 0, made, &v->view);
    return status;
}

/* Identity, and dropout, which does nothing here. */
lk_status onnx_identity(onnx_call *c)
{
    int64_t trains = 0;
    lk_status status = onnx_int(c, "training_mode", 0, 1, &trains);
    if (!status && onnx_has(c, 2)) {
        const int64_t *mode = NULL;
        status = onnx_constant_ints(c, c->inputs[2], &mode);
        trains = !status && view_size(&c->inputs[2]->view) == 1 && *mode;
    }
    if (!status && trains)
        return onnx_refuse(c, "the model was exported for training: export it for inference");
    if (!status)
        onnx_give_view(c, 0, c->inputs[0], &c->inputs[0]->view);
    return status;
}

/* ---- Types --------------------------------------------------------------------------------- */

static lk_status convert(onnx_call *c, onnx_value *v, onnx_type type)
{
    size_t count = (size_t)view_size(&v->view);
    lk_status status = onnx_settle(c, v);
    float *floats = lk_alloc_array(c->ctx, count + 1, sizeof *floats);
    int64_t *ints = lk_alloc_array(c->ctx, count + 1, sizeof *ints);
    if (!floats || !ints)
        return onnx_no_memory(c);
    for (size_t i = 0; !status && i < count; i++) {
        if (type == ONNX_FLOATS) {
            floats[i] = (float)((const int64_t *)v->data)[i];
            continue;
        }
        float f = ((const float *)v->data)[i];
        if (!(f > -9e18f && f < 9e18f))
            return onnx_refuse(c, "it makes %g a whole number", (double)f);
        ints[i] = (int64_t)f;
    }
    onnx_give_constant(c, 0, type, type == ONNX_FLOATS ? (void *)floats : ints, &v->view);
    return status;
}

lk_status onnx_cast(onnx_call *c)
{
    int64_t to = 0;
    lk_status status = onnx_int(c, "to", 0, 64, &to);
    if (status)
        return status;
    int is_float = to == ONNX__TENSOR_PROTO__DATA_TYPE__FLOAT ||
                   to == ONNX__TENSOR_PROTO__DATA_TYPE__DOUBLE ||
                   to == ONNX__TENSOR_PROTO__DATA_TYPE__FLOAT16;
    onnx_type type = is_float ? ONNX_FLOATS : ONNX_INTS;
    if (c->inputs[0]->type == type) {
        onnx_give_view(c, 0, c->inputs[0], &c->inputs[0]->view);
        return LK_OK;
    }
    return c->inputs[0]->is_constant
               ? convert(c, c->inputs[0], type)
               : onnx_refuse(c, "it makes values of the network whole numbers");
}
