/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#ifndef LK_BACKENDS_GRAPH_H
#define LK_BACKENDS_GRAPH_H

/* A neural network as a graph: what the backends that compute networks
 * themselves share. A reader makes it from a file, with every shape inferred
 * and every weight found, or says in one sentence why it cannot; a backend
 * then only computes.
 *
 * Nodes stand in an order of execution: node 0 is the input, the inputs of any
 * other node come before it. They are fewer in kind than the layers that
 * people write: a separable layer is two convolutions, a `relu` layer is an
 * identity with an activation. Layers, as the file has them, are in
 * `info.layers`.
 *
 * Data is channels-last: a value per node and item of height x width x
 * channels floats; a vector is a map of 1 x 1.
 *
 * Everything here is of the arena of the `open` call that read it. */

#include <likeness/plugin.h>

typedef enum graph_op {
    GRAPH_INPUT,
    GRAPH_CONV,     /* weights: filter, bias */
    GRAPH_DENSE,    /* of a vector; weights: filter, bias */
    GRAPH_NORM,     /* batch normalisation; weights: gamma, beta, mean, variance */
    GRAPH_MAXPOOL,  /* padding never wins */
    GRAPH_AVGPOOL,  /* the mean of what is not padding */
    GRAPH_MEAN,     /* over height and width; gives a vector */
    GRAPH_ADD,      /* of two or more, from the left */
    GRAPH_CONCAT,   /* along the channels */
    GRAPH_FLATTEN,  /* height, width, channels in that order; gives a vector */
    GRAPH_SOFTMAX,  /* over the channels */
    GRAPH_IDENTITY, /* for its activation */
    GRAPH_OP_COUNT
} graph_op;

/* What is applied to a node's result, value by value. */
typedef enum graph_activation {
    GRAPH_LINEAR,
    GRAPH_RELU,
    GRAPH_LEAKY, /* negative values times `alpha` */
    GRAPH_SIGMOID
} graph_activation;

typedef struct graph_shape {
    int64_t height, width, channels;
    int is_vector; /* then height and width are 1 */
} graph_shape;

typedef enum graph_padding {
    GRAPH_SAME,    /* TensorFlow's: ceil(size / stride) outputs, the odd pixel bottom and right */
    GRAPH_VALID,   /* none */
    GRAPH_EXPLICIT /* as `before` and `after` say */
} graph_padding;

/* A sliding window; pairs are vertical, horizontal. `before` and `after` are
 * the pixels of padding, which inference sets unless they are explicit. */
typedef struct graph_window {
    int64_t kernel[2], stride[2], dilation[2];
    graph_padding padding;
    int64_t before[2], after[2];
} graph_window;

typedef enum graph_weight {
    GRAPH_FILTER, /* conv: kernel height x width x channels in / groups x channels out;
                     dense: in x out */
    GRAPH_BIAS,   /* one a channel, or NULL; so the others */
    GRAPH_GAMMA,
    GRAPH_BETA,
    GRAPH_AVERAGE,
    GRAPH_VARIANCE,
    GRAPH_WEIGHT_COUNT
} graph_weight;

typedef struct graph_node {
    graph_op op;
    graph_activation activation;
    float alpha;
    uint32_t input_count;
    const uint32_t *inputs;
    graph_shape shape; /* of its result */
    graph_window window;
    int64_t groups; /* conv: 1; the channels in for a depthwise one */
    double epsilon; /* norm */
    const float *weights[GRAPH_WEIGHT_COUNT];
} graph_node;

/* From pixels 0..255 to what node 0 takes. First the channels: `grey` weighs
 * red, green and blue into one, or `reversed` makes them blue, green, red. Then
 * each becomes (v - subtract) / divide. */
typedef struct graph_normalise {
    int is_grey, reversed;
    float grey[3], subtract[3], divide[3];
} graph_normalise;

enum { GRAPH_MAX_INPUTS = 64 }; /* of a node */
#define GRAPH_NONE UINT32_MAX

typedef struct graph {
    lk_network_info info; /* `capabilities` is the backend's to set */
    graph_normalise normalise;
    uint32_t node_count;
    graph_node *nodes;
    uint32_t outputs[3]; /* by lk_output, the node that gives it; GRAPH_NONE: no node does */
} graph;

/* Read a network file (configs/networks/README.md has the format) and the
 * weights it names. */
lk_status graph_read(lk_context *ctx, const char *path, graph *out);

/* The node that gives `output`, or an error that says what the network gives. */
lk_status graph_find_output(lk_context *ctx, const graph *g, lk_output output, uint32_t *node);

/* Set the shape of `n`, whose inputs are nodes of `g`, and the padding of its
 * window. -1 with the reason in `why` when it cannot be. */
enum { GRAPH_WHY_SIZE = 256 };
int graph_infer(const graph *g, graph_node *n, char why[GRAPH_WHY_SIZE]);

/* Multiply-adds of a node for one item. */
uint64_t graph_node_macs(const graph *g, const graph_node *n);

static inline const graph_shape *graph_input_shape(const graph *g, const graph_node *n, uint32_t i)
{
    return &g->nodes[n->inputs[i]].shape;
}

static inline size_t graph_pixels(const graph_shape *s)
{
    return (size_t)(s->height * s->width);
}

static inline size_t graph_size(const graph_shape *s)
{
    return graph_pixels(s) * (size_t)s->channels;
}

#endif
