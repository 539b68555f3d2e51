/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#include "write.h"

/* What the kinds of nodes are as operators of ONNX. */

/* ---- Windows -------------------------------------------------------------------- */

static void write_window(onnx_writer *w, const graph_window *v)
{
    const int64_t pads[4] = {v->before[0], v->before[1], v->after[0], v->after[1]};
    onnx_write_ints(w, "kernel_shape", 2, v->kernel);
    onnx_write_ints(w, "strides", 2, v->stride);
    onnx_write_ints(w, "pads", 4, pads);
}

/* Height x width x in x out to out x in x height x width. */
static const char *write_filter(onnx_writer *w)
{
    const graph_node *n = onnx_written(w);
    const int64_t in = onnx_written_shape(w, 0)->channels / n->groups, out = n->shape.channels;
    const int64_t dims[4] = {out, in, n->window.kernel[0], n->window.kernel[1]};
    const size_t taps = (size_t)(dims[2] * dims[3]), row = (size_t)in * taps;
    float *moved = onnx_write_room(w, (size_t)out * row);
    for (size_t o = 0; moved && o < (size_t)out; o++)
        for (size_t t = 0; t < taps; t++)
            for (size_t i = 0; i < (size_t)in; i++)
                moved[o * row + i * taps + t] =
                    n->weights[GRAPH_FILTER][(t * (size_t)in + i) * (size_t)out + o];
    return onnx_write_floats(w, "filter", 4, dims, moved);
}

static const char *write_bias(onnx_writer *w)
{
    const graph_node *n = onnx_written(w);
    return n->weights[GRAPH_BIAS]
               ? onnx_write_floats(w, "bias", 1, &n->shape.channels, n->weights[GRAPH_BIAS])
               : NULL;
}

static const char *write_conv(onnx_writer *w)
{
    const graph_node *n = onnx_written(w);
    const char *filter = write_filter(w);
    const char *y = onnx_write_operator(
        w, "Conv", ONNX_INPUTS(onnx_written_input(w, 0), filter, write_bias(w)));
    write_window(w, &n->window);
    onnx_write_ints(w, "dilations", 2, n->window.dilation);
    onnx_write_int(w, "group", n->groups);
    return y;
}

static const char *write_dense(onnx_writer *w)
{
    const graph_node *n = onnx_written(w);
    const int64_t dims[2] = {onnx_written_shape(w, 0)->channels, n->shape.channels};
    const char *filter = onnx_write_floats(w, "filter", 2, dims, n->weights[GRAPH_FILTER]);
    return onnx_write_operator(w, "Gemm",
                               ONNX_INPUTS(onnx_written_input(w, 0), filter, write_bias(w)));
}

static const char *write_pool(onnx_writer *w)
{
    const graph_node *n = onnx_written(w);
    int is_mean = n->op == GRAPH_AVGPOOL;
    const char *y = onnx_write_operator(w, is_mean ? "AveragePool" : "MaxPool",
                                        ONNX_INPUTS(onnx_written_input(w, 0)));
    write_window(w, &n->window);
    onnx_write_int(w, "ceil_mode", n->window.rounds_up);
    if (is_mean)
        onnx_write_int(w, "count_include_pad", n->window.counts_padding);
    else
        onnx_write_ints(w, "dilations", 2, n->window.dilation);
    if (is_mean && (n->window.dilation[0] != 1 || n->window.dilation[1] != 1))
        w->status = lk_error(w->ctx, LK_E_UNSUPPORTED,
                             "`%s` is an average over pixels apart, which the operators of ONNX "
                             "cannot say",
                             w->labels[w->node]);
    return y;
}

static const char *write_whole_pool(onnx_writer *w)
{
    const char *y = onnx_write_operator(
        w, onnx_written(w)->op == GRAPH_MEAN ? "GlobalAveragePool" : "GlobalMaxPool",
        ONNX_INPUTS(onnx_written_input(w, 0)));
    return onnx_written(w)->shape.is_vector ? onnx_write_operator(w, "Flatten", ONNX_INPUTS(y)) : y;
}

/* ---- Normalisations ------------------------------------------------------------- */

static const char *write_channels(onnx_writer *w, const char *role, const float *values,
                                  float otherwise)
{
    const int64_t channels = onnx_written(w)->shape.channels;
    float *same = values ? NULL : onnx_write_room(w, (size_t)channels);
    for (int64_t c = 0; same && c < channels; c++)
        same[c] = otherwise;
    return onnx_write_floats(w, role, 1, &channels, values ? values : same);
}

static const char *write_norm(onnx_writer *w)
{
    const graph_node *n = onnx_written(w);
    const float *const *v = n->weights;
    const char *gamma = write_channels(w, "gamma", v[GRAPH_GAMMA], 1);
    const char *beta = write_channels(w, "beta", v[GRAPH_BETA], 0);
    const char *mean = write_channels(w, "mean", v[GRAPH_AVERAGE], 0);
    const char *variance = write_channels(w, "variance", v[GRAPH_VARIANCE], 1);
    const char *y =
        onnx_write_operator(w, "BatchNormalization",
                            ONNX_INPUTS(onnx_written_input(w, 0), gamma, beta, mean, variance));
    onnx_write_float(w, "epsilon", v[GRAPH_VARIANCE] ? (float)n->epsilon : 0);
    return y;
}

static const char *write_standardise(onnx_writer *w)
{
    const char *scale = write_channels(w, "scale", NULL, 1);
    const char *shift = write_channels(w, "shift", NULL, 0);
    const char *y = onnx_write_operator(w, "InstanceNormalization",
                                        ONNX_INPUTS(onnx_written_input(w, 0), scale, shift));
    onnx_write_float(w, "epsilon", (float)onnx_written(w)->epsilon);
    return y;
}

static const char *write_lrn(onnx_writer *w)
{
    const graph_lrn *l = &onnx_written(w)->lrn;
    const char *y = onnx_write_operator(w, "LRN", ONNX_INPUTS(onnx_written_input(w, 0)));
    onnx_write_int(w, "size", l->size);
    onnx_write_float(w, "alpha", l->alpha);
    onnx_write_float(w, "beta", l->beta);
    onnx_write_float(w, "bias", l->bias);
    return y;
}

static const char *write_softmax(onnx_writer *w)
{
    const char *y =
        onnx_write_operator(w, onnx_written(w)->op == GRAPH_SOFTMAX ? "Softmax" : "LogSoftmax",
                            ONNX_INPUTS(onnx_written_input(w, 0)));
    onnx_write_int(w, "axis", 1);
    return y;
}

static const char *write_slope(onnx_writer *w)
{
    const graph_node *n = onnx_written(w);
    const int64_t dims[3] = {n->shape.channels, 1, 1};
    const char *slope =
        onnx_write_floats(w, "slope", n->shape.is_vector ? 1 : 3, dims, n->weights[GRAPH_FILTER]);
    return onnx_write_operator(w, "PRelu", ONNX_INPUTS(onnx_written_input(w, 0), slope));
}

/* ---- Several inputs --------------------------------------------------------------- */

/* A vector that stands for a map becomes a map of one pixel. */
static const char *pair_input(onnx_writer *w, uint32_t i)
{
    static const int64_t axes[2] = {2, 3};
    if (!onnx_written_shape(w, i)->is_vector || onnx_written(w)->shape.is_vector)
        return onnx_written_input(w, i);
    const char *which = onnx_write_int64s(w, "axes", 2, axes);
    return onnx_write_operator(w, "Unsqueeze", ONNX_INPUTS(onnx_written_input(w, i), which));
}

static const char *write_pairs(onnx_writer *w)
{
    static const char *const types[GRAPH_OP_COUNT] = {
        [GRAPH_ADD] = "Add",    [GRAPH_SUBTRACT] = "Sub", [GRAPH_MULTIPLY] = "Mul",
        [GRAPH_DIVIDE] = "Div", [GRAPH_MAX] = "Max",      [GRAPH_MIN] = "Min"};
    const graph_node *n = onnx_written(w);
    const char *y = pair_input(w, 0);
    for (uint32_t i = 1; i < n->input_count; i++)
        y = onnx_write_operator(w, types[n->op], ONNX_INPUTS(y, pair_input(w, i)));
    return y;
}

static const char *write_concat(onnx_writer *w)
{
    const graph_node *n = onnx_written(w);
    const char *names[GRAPH_MAX_INPUTS + 1] = {NULL};
    for (uint32_t i = 0; i < n->input_count; i++) {
        names[i] = onnx_written_input(w, i);
        if (w->graph->nodes[n->inputs[i]].op == GRAPH_CONSTANT)
            w->status = lk_error(w->ctx, LK_E_UNSUPPORTED,
                                 "`%s` joins a constant to what is computed, which cannot be "
                                 "written",
                                 w->labels[w->node]);
    }
    const char *y = onnx_write_operator(w, "Concat", names);
    onnx_write_int(w, "axis", 1);
    return y;
}

/* ---- The table ---- */

static const char *write_identity(onnx_writer *w)
{
    return onnx_written(w)->activation == GRAPH_LINEAR
               ? onnx_write_operator(w, "Identity", ONNX_INPUTS(onnx_written_input(w, 0)))
               : onnx_written_input(w, 0);
}

const char *onnx_write_node(onnx_writer *w)
{
    static const char *(*const kinds[GRAPH_OP_COUNT])(onnx_writer *) = {
        [GRAPH_CONV] = write_conv,
        [GRAPH_DENSE] = write_dense,
        [GRAPH_NORM] = write_norm,
        [GRAPH_MAXPOOL] = write_pool,
        [GRAPH_AVGPOOL] = write_pool,
        [GRAPH_MEAN] = write_whole_pool,
        [GRAPH_LARGEST] = write_whole_pool,
        [GRAPH_ADD] = write_pairs,
        [GRAPH_SUBTRACT] = write_pairs,
        [GRAPH_MULTIPLY] = write_pairs,
        [GRAPH_DIVIDE] = write_pairs,
        [GRAPH_MAX] = write_pairs,
        [GRAPH_MIN] = write_pairs,
        [GRAPH_CONCAT] = write_concat,
        [GRAPH_FLATTEN] = onnx_write_flatten,
        [GRAPH_SOFTMAX] = write_softmax,
        [GRAPH_LOG_SOFTMAX] = write_softmax,
        [GRAPH_IDENTITY] = write_identity,
        [GRAPH_SLOPE] = write_slope,
        [GRAPH_PAD] = onnx_write_pad,
        [GRAPH_STANDARDISE] = write_standardise,
        [GRAPH_LRN] = write_lrn,
        [GRAPH_RESIZE] = onnx_write_resize,
        [GRAPH_REARRANGE] = onnx_write_rearrange,
        [GRAPH_CONSTANT] = onnx_write_constant,
    };
    return kinds[onnx_written(w)->op](w);
}
