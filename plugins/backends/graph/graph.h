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
 * `info.layers`; which node is the result of each, in `layer_nodes`.
 *
 * Data is channels-last: a value per node and item of height x width x
 * channels floats; a vector is a map of 1 x 1.
 *
 * Everything here is of the arena of the `open` call that read it. */

#include <likeness/plugin.h>

typedef enum graph_op {
    GRAPH_INPUT,
    GRAPH_CONV,    /* weights: filter, bias */
    GRAPH_DENSE,   /* of a vector; weights: filter, bias */
    GRAPH_NORM,    /* batch normalisation; weights: gamma, beta, average, variance. Those
                      that are NULL: 1, 0; 0, 1 without epsilon */
    GRAPH_MAXPOOL, /* padding never wins */
    GRAPH_AVGPOOL, /* the mean of what is not padding, unless it counts */
    GRAPH_MEAN,    /* over height and width; gives a vector */
    GRAPH_LARGEST, /* likewise */
    GRAPH_ADD,     /* of two or more, from the left; this and the next five: value by value,
                      and an input of one pixel stands for a map of its like */
    GRAPH_SUBTRACT,
    GRAPH_MULTIPLY,
    GRAPH_DIVIDE,
    GRAPH_MAX,
    GRAPH_MIN,
    GRAPH_CONCAT,      /* along the channels */
    GRAPH_FLATTEN,     /* height, width, channels in that order; gives a vector */
    GRAPH_SOFTMAX,     /* over the channels */
    GRAPH_LOG_SOFTMAX, /* likewise */
    GRAPH_IDENTITY,    /* for its activation, or for what training drops */
    GRAPH_SLOPE,       /* negative values times the filter's value of their channel */
    GRAPH_PAD,         /* a border as the window's `before` and `after`, of value `alpha` */
    GRAPH_STANDARDISE, /* each channel to mean 0, variance 1 over height and width */
    GRAPH_LRN,         /* local response normalisation; `lrn` */
    GRAPH_RESIZE,      /* weights: filter, bias: for each row, for each column of the result
                          two of the input's and the second's share */
    GRAPH_REARRANGE,   /* `factors` */
    GRAPH_CONSTANT,    /* no inputs; weights: filter, its value */
    GRAPH_OP_COUNT
} graph_op;

/* What is applied to a node's result, value by value. */
typedef enum graph_activation {
    GRAPH_LINEAR,
    GRAPH_RELU,
    GRAPH_LEAKY, /* negative values times `alpha` */
    GRAPH_SIGMOID,
    GRAPH_CLIP,         /* to alpha..beta */
    GRAPH_HARD_SIGMOID, /* alpha x + beta, to 0..1 */
    GRAPH_HARD_SWISH,   /* x times the hard sigmoid of 1/6, 1/2 */
    GRAPH_SWISH,        /* x times its sigmoid */
    GRAPH_AFFINE,       /* alpha x + beta */
    GRAPH_ELU,          /* negative values: alpha (exp x - 1) */
    GRAPH_SELU,         /* beta times that */
    GRAPH_TANH,
    GRAPH_SOFTPLUS,
    GRAPH_SOFTSIGN,
    GRAPH_THRESHOLD, /* 0 up to alpha */
    GRAPH_ERF,
    GRAPH_EXP,
    GRAPH_LOG,
    GRAPH_SQRT,
    GRAPH_ABS,
    GRAPH_RECIPROCAL,
    GRAPH_FLOOR,
    GRAPH_CEIL,
    GRAPH_POWER, /* to the alpha */
    GRAPH_ACTIVATION_COUNT
} graph_activation;

/* One value's activation, which is not LINEAR. */
double graph_activate(graph_activation a, double alpha, double beta, double x);

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
    int rounds_up;      /* a last window that is cut off counts as one */
    int counts_padding; /* average pool */
} graph_window;

/* The elements of a rearranged value, in order, are those of its input at
 * offset + the sum of digit x stride, for every number whose digits count to
 * the factors' extents, the last digit fastest. */
typedef struct graph_factor {
    int64_t extent, stride;
} graph_factor;

/* x / (bias + alpha / size x the sum of squares of `size` channels) ^ beta */
typedef struct graph_lrn {
    int64_t size;
    float alpha, beta, bias;
} graph_lrn;

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
    float alpha, beta;
    uint32_t input_count;
    const uint32_t *inputs;
    graph_shape shape; /* of its result */
    uint32_t layer;    /* of `info.layers`, that it is of, or the first of those it stands for */
    graph_window window;
    int64_t groups; /* conv: 1; the channels in for a depthwise one */
    double epsilon; /* norm, standardise */
    double dropout; /* identity: the share of its values that training drops */
    graph_lrn lrn;
    uint32_t factor_count;
    int64_t offset;
    const graph_factor *factors;
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

/* A weight as its layer has it: `<layer>/<role>`. */
typedef struct graph_tensor {
    const char *name;
    int32_t rank;
    int64_t shape[LK_MAX_RANK];
    const float *values; /* NULL: there are none that a layer could take */
} graph_tensor;

typedef struct graph {
    lk_network_info info; /* `capabilities` is the backend's to set. Of a network that
                             `lacks_weights`, those of its nodes are NULL */
    graph_normalise normalise;
    uint32_t node_count;
    graph_node *nodes;
    uint32_t outputs[3];   /* by lk_output, the node that gives it; GRAPH_NONE: no node does */
    uint32_t *layer_nodes; /* by layer of `info.layers`, the node that is its result, or
                                    GRAPH_NONE; NULL of an optimised graph */
    size_t tensor_count;
    graph_tensor *tensors; /* the weights of all layers, in their order; none of a model of
                              ONNX */
} graph;

/* Which weights of a network are made random once it was read; randomise.h says
 * what each word does. */
typedef struct graph_randomise {
    const char *what; /* none, all, a number of layers or the name of one */
    int order, by;    /* of graph_randomise_orders, graph_randomise_ways */
    int64_t seed;
} graph_randomise;

extern const char *const graph_randomise_orders[], *const graph_randomise_ways[];

/* What to read; a backend's parameters. */
typedef struct graph_request {
    const char *path;    /* of a network file, or of a model by itself */
    const char *weights; /* a file in the place of the one that the network file names, or NULL */
    int64_t random;      /* seed of untrained weights in its place; negative: none */
    graph_randomise randomise;
    lk_string_list untrained; /* layers whose weights are drawn all the same, by name */
    int64_t width, height;    /* of the view, in the place of the network file's; 0: those */
} graph_request;

/* The rows of a backend's table of parameters that fill the request which is
 * the field `field` of its instance. */
#define GRAPH_PARAMS(instance, field)                                                              \
    {.name = "model",                                                                              \
     .type = LK_PATH,                                                                              \
     .flags = LK_PARAM_REQUIRED,                                                                   \
     .offset = offsetof(instance, field.path),                                                     \
     .doc = "Network file (layers or a model of ONNX, view, classes), or an .onnx file by "        \
            "itself."},                                                                            \
        {.name = "weights",                                                                        \
         .type = LK_PATH,                                                                          \
         .offset = offsetof(instance, field.weights),                                              \
         .doc = "Weight file (safetensors, Keras HDF5 or a TF.js manifest) in the place of the "   \
                "one that the network file names."},                                               \
        {.name = "random_weights",                                                                 \
         .type = LK_INT,                                                                           \
         .offset = offsetof(instance, field.random),                                               \
         .fallback = "-1",                                                                         \
         .low = -1,                                                                                \
         .high = 4294967295.,                                                                      \
         .doc = "Seed of untrained weights in the place of a weight file, -1 for none: a network " \
                "that knows nothing, to compare with."},                                           \
        {.name = "randomise",                                                                      \
         .type = LK_STRING,                                                                        \
         .offset = offsetof(instance, field.randomise.what),                                       \
         .fallback = "none",                                                                       \
         .doc = "Layers whose weights are made random once they were read, those with filters "    \
                "counted: none, all, a number (that many, from the output; all where there are "   \
                "fewer) or a layer's name."},                                                      \
        {.name = "randomise_order",                                                                \
         .type = LK_CHOICE,                                                                        \
         .offset = offsetof(instance, field.randomise.order),                                      \
         .fallback = "cascade",                                                                    \
         .choices = graph_randomise_orders,                                                        \
         .doc = "cascade: every layer from the output down to and including the one that is "      \
                "named or counted to, in the order of the network file; independent: that one "    \
                "alone."},                                                                         \
        {.name = "randomise_by",                                                                   \
         .type = LK_CHOICE,                                                                        \
         .offset = offsetof(instance, field.randomise.by),                                         \
         .fallback = "shuffle",                                                                    \
         .choices = graph_randomise_ways,                                                          \
         .doc =                                                                                    \
             "shuffle: the weights of each unit (a filter, a row of a dense layer) change "        \
             "places among themselves; normal: each is drawn anew with their mean and standard "   \
             "deviation; both leave biases and batch normalisation, its running statistics "       \
             "too, as they are, since they fit; glorot: filters as in random_weights, biases "     \
             "0, and the batch normalisation of such a layer 1, 0 with mean 0 and variance 1."},   \
        {.name = "randomise_seed",                                                                 \
         .type = LK_INT,                                                                           \
         .offset = offsetof(instance, field.randomise.seed),                                       \
         .fallback = "0",                                                                          \
         .low = 0,                                                                                 \
         .high = 4294967295.,                                                                      \
         .doc = "Seed of what is drawn for randomise: a layer gets the same weights, however "     \
                "many others are made random."},                                                   \
        {.name = "untrained",                                                                      \
         .type = LK_STRING_LIST,                                                                   \
         .offset = offsetof(instance, field.untrained),                                            \
         .doc = "Layers whose weights are not taken from the weight file but drawn as "            \
                "random_weights draws them, with its seed or 0: a new head for a body that was "   \
                "trained. By name; * and ? stand for letters."},                                   \
        {.name = "width",                                                                          \
         .type = LK_INT,                                                                           \
         .offset = offsetof(instance, field.width),                                                \
         .fallback = "0",                                                                          \
         .low = 0,                                                                                 \
         .high = 16384,                                                                            \
         .doc = "Width of the network's input in pixels; 0: as the network file says."},           \
    {                                                                                              \
        .name = "height", .type = LK_INT, .offset = offsetof(instance, field.height),              \
        .fallback = "0", .low = 0, .high = 16384,                                                  \
        .doc = "Height of the network's input in pixels; 0: as the network file says."             \
    }

/* Read a network file (configs/networks/README.md has the format) and the
 * weights it names, node by node as it says. */
lk_status graph_read(lk_context *ctx, const graph_request *r, graph *out);

/* Refuse a request for other weights, or another size, than those of a model of ONNX. */
lk_status graph_refuse_weights(lk_context *ctx, const graph_request *r);

/* Write the weights as safetensors, `<layer>/<role>` in the layouts of
 * configs/networks/README.md. */
lk_status graph_write_safetensors(lk_context *ctx, const graph *g, lk_byte_sink sink, void *user);

/* The node that gives `output`, or an error that says what the network gives. */
lk_status graph_output_node(lk_context *ctx, const graph *g, lk_output output, uint32_t *node);

/* The same to compute it: an error also where the network has no weights. */
lk_status graph_find_output(lk_context *ctx, const graph *g, lk_output output, uint32_t *node);

/* Set the shape of `n`, whose inputs are nodes of `g`, and the padding of its
 * window. -1 with the reason in `why` when it cannot be. */
enum { GRAPH_WHY_SIZE = 256 };
int graph_infer(const graph *g, graph_node *n, char why[GRAPH_WHY_SIZE]);

/* What a norm does to channel `c`: x scale + shift. */
void graph_norm_scale(const graph_node *n, size_t c, double *scale, double *shift);

/* Pixels of a view, 0..255 and three channels, made into what node 0 takes. */
void graph_normalise_view(const graph_normalise *n, const float *pixels, size_t count, float *out);
/* The same, channel after channel, as most other programs take pictures. */
void graph_normalise_planes(const graph_normalise *n, const float *pixels, size_t count,
                            float *out);
/* A gradient with respect to what node 0 takes made into that with respect to
 * the view. */
void graph_normalise_gradient(const graph_normalise *n, const float *gradient, size_t count,
                              float *out);

/* Merge what can be computed at once: normalisations and padding into
 * convolutions, activations into what they follow; drop what does nothing.
 * The result is the same up to rounding. `g` stays as it is; what is the same
 * in both, weights above all, `out` shares with it. */
lk_status graph_optimise(lk_context *ctx, const graph *g, graph *out);

/* As lk_backend_ops.export_model, of a graph as it was read. */
lk_status graph_export(lk_context *ctx, const graph *g, const char *format, lk_byte_sink sink,
                       void *user);

/* The floats of one of a node's weights, whether it has it or not. */
size_t graph_weight_size(const graph *g, const graph_node *n, graph_weight w);
/* Those of all that it has. */
uint64_t graph_weights_size(const graph *g);

/* Set what the layers of `g` see of the input: field, start and step. */
lk_status graph_find_receptive_fields(lk_context *ctx, graph *g);

/* Multiply-adds of a node for one item. */
uint64_t graph_node_macs(const graph *g, const graph_node *n);

/* Does all that comes after the node need nothing that stands before it? */
int graph_is_bottleneck(const graph *g, uint32_t node);

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
