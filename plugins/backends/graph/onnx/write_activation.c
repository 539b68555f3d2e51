/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#include "write.h"

/* Those that are an operator, and the names of its attributes. */
static const struct {
    const char *type, *alpha, *beta;
} operators[GRAPH_ACTIVATION_COUNT] = {
    [GRAPH_RELU] = {"Relu", NULL, NULL},
    [GRAPH_LEAKY] = {"LeakyRelu", "alpha", NULL},
    [GRAPH_SIGMOID] = {"Sigmoid", NULL, NULL},
    [GRAPH_HARD_SIGMOID] = {"HardSigmoid", "alpha", "beta"},
    [GRAPH_ELU] = {"Elu", "alpha", NULL},
    [GRAPH_SELU] = {"Selu", "alpha", "gamma"},
    [GRAPH_TANH] = {"Tanh", NULL, NULL},
    [GRAPH_SOFTPLUS] = {"Softplus", NULL, NULL},
    [GRAPH_SOFTSIGN] = {"Softsign", NULL, NULL},
    [GRAPH_THRESHOLD] = {"ThresholdedRelu", "alpha", NULL},
    [GRAPH_ERF] = {"Erf", NULL, NULL},
    [GRAPH_EXP] = {"Exp", NULL, NULL},
    [GRAPH_LOG] = {"Log", NULL, NULL},
    [GRAPH_SQRT] = {"Sqrt", NULL, NULL},
    [GRAPH_ABS] = {"Abs", NULL, NULL},
    [GRAPH_RECIPROCAL] = {"Reciprocal", NULL, NULL},
    [GRAPH_FLOOR] = {"Floor", NULL, NULL},
    [GRAPH_CEIL] = {"Ceil", NULL, NULL},
};

static const char *write_affine(onnx_writer *w, const char *x, const graph_node *n)
{
    x = onnx_write_operator(w, "Mul", ONNX_INPUTS(x, onnx_write_scalar(w, "factor", n->alpha)));
    return onnx_write_operator(w, "Add", ONNX_INPUTS(x, onnx_write_scalar(w, "term", n->beta)));
}

static const char *write_gated(onnx_writer *w, const char *x, int is_hard)
{
    const char *gate = onnx_write_operator(w, is_hard ? "HardSigmoid" : "Sigmoid", ONNX_INPUTS(x));
    if (is_hard) {
        onnx_write_float(w, "alpha", 1.f / 6);
        onnx_write_float(w, "beta", .5f);
    }
    return onnx_write_operator(w, "Mul", ONNX_INPUTS(x, gate));
}

const char *onnx_write_activation(onnx_writer *w, const char *x)
{
    const graph_node *n = onnx_written(w);
    switch (n->activation) {
    case GRAPH_LINEAR:
        return x;
    case GRAPH_CLIP: {
        const char *low = onnx_write_scalar(w, "low", n->alpha);
        const char *high = onnx_write_scalar(w, "high", n->beta);
        return onnx_write_operator(w, "Clip", ONNX_INPUTS(x, low, high));
    }
    case GRAPH_AFFINE:
        return write_affine(w, x, n);
    case GRAPH_SWISH:
    case GRAPH_HARD_SWISH:
        return write_gated(w, x, n->activation == GRAPH_HARD_SWISH);
    case GRAPH_POWER:
        return onnx_write_operator(w, "Pow",
                                   ONNX_INPUTS(x, onnx_write_scalar(w, "power", n->alpha)));
    default:
        break;
    }
    const char *y = onnx_write_operator(w, operators[n->activation].type, ONNX_INPUTS(x));
    if (operators[n->activation].alpha)
        onnx_write_float(w, operators[n->activation].alpha, n->alpha);
    if (operators[n->activation].beta)
        onnx_write_float(w, operators[n->activation].beta, n->beta);
    return y;
}
