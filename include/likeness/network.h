/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#ifndef LIKENESS_NETWORK_H
#define LIKENESS_NETWORK_H

/* Networks, seen from both sides: `lk_backend_ops` is what a backend plugin
 * implements, `lk_network` is the service that explainers, metrics and
 * detectors get for it. Between the two the host counts forward passes, checks
 * shapes and fills in what a backend lacks (coalitions are painted into
 * batches where it has no operation of its own). */

#include <likeness/host.h>

#ifdef __cplusplus
extern "C" {
#endif

/* ---- The view: which part of an image a network sees, and how ---------- */

typedef enum lk_view_box {
    LK_BOX_WHOLE = 0,    /* the whole image */
    LK_BOX_FACE = 1,     /* the face box that the detector or the source gave */
    LK_BOX_LANDMARKS = 2 /* the bounding box of the landmarks, enlarged */
} lk_view_box;

typedef enum lk_view_pad {
    LK_PAD_NONE = 0,   /* stretch to the input size */
    LK_PAD_CENTRE = 1, /* zero-pad to a square, half on either side (rounded down first) */
    LK_PAD_END = 2     /* zero-pad to a square at the right or bottom */
} lk_view_pad;

typedef enum lk_view_resize {
    LK_RESIZE_BILINEAR = 0,        /* half-pixel centres, as OpenCV and ONNX 'half_pixel' */
    LK_RESIZE_BILINEAR_CORNER = 1, /* src = dst * n_src / n_dst, as TF.js by default */
    LK_RESIZE_NEAREST = 2,         /* src = floor(dst * n_src / n_dst) */
    LK_RESIZE_AREA = 3             /* mean over the area covered */
} lk_view_resize;

typedef struct lk_view {
    uint32_t struct_size;
    lk_view_box box;
    double enlarge;    /* total share by which the box grows, half on either side:
                          0.2 makes it 1.2 times as wide and high */
    int32_t floor_box; /* 1: cut the box to the image and floor it to whole pixels */
    lk_view_pad pad;
    lk_view_resize resize;
    uint32_t width, height; /* of the network's input, in pixels */
    uint32_t frames;        /* 1; more for sequences */
} lk_view;

/* ---- What a network is -------------------------------------------------- */

typedef struct lk_layer_info {
    uint32_t struct_size;
    const char *name;           /* unique within the network */
    const char *kind;           /* "conv", "relu", "pool", ... */
    uint32_t rank;              /* of its output without the batch axis */
    int64_t shape[LK_MAX_RANK]; /* channels last */
    uint64_t parameters;        /* weights it holds */
    uint64_t macs;              /* multiply-adds per item */
#if LK_USE_ABI >= 1
    /* Since ABI 1.1. What a pixel of the output sees of the input, vertically and horizontally:
     * `field` pixels, those beyond the border counted; that of the first pixel
     * begins at `start`, and each next pixel's `step` further. A field of 0: all
     * of the input, or unknown. */
    int64_t field[2], start[2], step[2];
    /* Since ABI 1.1. 1: its weights were made random once they were read. */
    uint32_t is_randomised;
#endif
} lk_layer_info;

typedef enum lk_output {
    LK_OUTPUT_PROBABILITY = 0, /* after the final softmax or sigmoid */
    LK_OUTPUT_LOGIT = 1,       /* before it */
    LK_OUTPUT_RAW = 2          /* neither: landmarks, boxes, features */
} lk_output;

typedef struct lk_network_info {
    uint32_t struct_size;
    const char *name;
    lk_view view;
    uint32_t input_channels;    /* of the first layer: 3, or 1 for grey */
    uint32_t class_count;       /* length of the output per item */
    const char *const *classes; /* names as the network file gives them; NULL for
                                   LK_OUTPUT_RAW */
    const char *const *labels;  /* per class the study's word for it, or NULL for a class
                                   that the network file maps to `none`; NULL for
                                   LK_OUTPUT_RAW */
    lk_output output;           /* what scores() returns */
    uint64_t capabilities;      /* LK_CAP_... of this model */
    uint64_t parameters, macs;
    uint32_t layer_count;
    const lk_layer_info *const *layers; /* NULL-terminated, in execution order */
#if LK_USE_ABI >= 1
    /* Since ABI 1.1. */
    uint32_t lacks_weights; /* 1: it can be looked at, and computes nothing */
    uint64_t weight_bytes;  /* memory that its weights take once opened */
    uint64_t arena_bytes;   /* most memory that the values of one call take, on
                               one thread; 0: unknown */
#endif
} lk_network_info;

#if LK_USE_ABI >= 1
/* Since ABI 1.1. What a gradient goes through a rectifier by: max(0, x), also where it is
 * cut off above as relu6 is. All else, leaky rectifiers and smooth ones included, has
 * its derivative. With y the rectifier's result and g the gradient with respect to it,
 * that with respect to x is */
typedef enum lk_rectifier {
    LK_RECTIFIER_PLAIN = 0,        /* g where x is let through: the derivative */
    LK_RECTIFIER_GUIDED = 1,       /* the same, but 0 where g is negative (Springenberg 2015) */
    LK_RECTIFIER_DECONVOLUTION = 2 /* g where it is positive, whatever x (Zeiler 2014) */
} lk_rectifier;
#endif

/* ---- Coalitions --------------------------------------------------------- */

/* N images that differ from a base image only in which segments are hidden.
 * Row i shows pixel p from base[row_base[i]] where bit segments[p] of row i is
 * set, and from fill[row_fill[i]] where it is not. Bit k of a row is bit
 * (k % 64) of word k / 64. */
typedef struct lk_coalitions {
    uint32_t struct_size;
    uint32_t base_count, fill_count;
    const lk_tensor *bases;    /* float32 H x W x C each, all of one shape */
    const lk_tensor *fills;    /* likewise */
    const lk_tensor *segments; /* int32 H x W, labels 0..segment_count-1 */
    uint32_t segment_count;
    const uint64_t *z;
    size_t z_stride; /* words from one row to the next */
    size_t row_count;
    const uint32_t *row_base; /* NULL: all 0 */
    const uint32_t *row_fill; /* NULL: all 0 */
} lk_coalitions;

/* Scores as they come: rows first .. first + count - 1, `scores` is
 * count x class_count, valid during the call. Rows come in order, each once.
 * Returning LK_STOP ends the evaluation early; the caller then returns LK_OK. */
typedef lk_status (*lk_score_sink)(void *user, size_t first, size_t count, const float *scores);

#if LK_USE_ABI >= 1
/* Since ABI 1.1. How a backend would score a coalition problem, for people to see: what it
 * computes once for every distinct pattern of the segments that a unit sees,
 * and what row by row. */
typedef struct lk_coalition_layer {
    const char *name; /* of a layer, or the first of several that are computed as one */
    const char *way;  /* the backend's word for it; "dense" where rows are scored one by one */
    int64_t field[2]; /* pixels of the input that a unit sees; 0: all of them */
    double share;     /* of its units for all rows, those that are computed */
    double saving;    /* predicted time row by row over predicted time */
} lk_coalition_layer;

typedef struct lk_coalition_plan {
    uint32_t struct_size;
    uint32_t layer_count;
    const lk_coalition_layer *layers;
    double saving;   /* of the whole; layers that are scored one by one included */
    uint64_t memory; /* bytes that the values of distinct patterns are kept within */
} lk_coalition_plan;

/* Since ABI 1.1. What the calls of `coalitions` took. */
typedef struct lk_coalition_effort {
    uint32_t struct_size;
    uint64_t rows;
    double predicted;  /* saving, the mean over rows; 1 where rows were scored one by one */
    double achieved;   /* the same as measured: of the time that rows of the check took one
                          by one; NaN where none were checked */
    uint64_t checked;  /* rows that were scored both ways */
    double difference; /* the largest between the two, as a share of the larger of 1 and the
                          row's largest score */
} lk_coalition_effort;

/* Since ABI 1.1. The next `size` bytes of something that is written piece by piece. */
typedef lk_status (*lk_byte_sink)(void *user, const void *bytes, size_t size);
#endif

static inline int lk_z_get(const uint64_t *row, uint32_t segment)
{
    return LK_CAST(int, row[segment / 64] >> (segment % 64) & 1);
}

static inline void lk_z_set(uint64_t *row, uint32_t segment, int shown)
{
    uint64_t bit = LK_CAST(uint64_t, 1) << (segment % 64);
    row[segment / 64] = shown ? row[segment / 64] | bit : row[segment / 64] & ~bit;
}

/* The base and the fill of a row. */
static inline uint32_t lk_row_base(const lk_coalitions *c, size_t row)
{
    return c->row_base ? c->row_base[row] : 0;
}

static inline uint32_t lk_row_fill(const lk_coalitions *c, size_t row)
{
    return c->row_fill ? c->row_fill[row] : 0;
}

/* ---- The service an explainer, metric or detector gets ------------------ */

/* A handle of the host's: use it where it is, a copy of the struct is no network.
 *
 * Pictures are in the units of the view's raster: 0..255 for a picture that was
 * read, but values beyond are taken as they come, neither clipped nor refused.
 * An output that the network does not have (LK_OUTPUT_LOGIT of one that ends in
 * no softmax or sigmoid, unless `info->output` is it) is LK_E_UNSUPPORTED, with a
 * sentence: ask for `info->output`, which every network has. Batches may be of
 * any size; memory is the caller's to bound (16 pictures are plenty). Every
 * function returns LK_CANCELLED where lk_cancelled has become true meanwhile:
 * return it in turn. A score or gradient that is not finite is LK_E_FAIL. */
typedef struct lk_network lk_network;
struct lk_network {
    uint32_t struct_size;
    const lk_network_info *info;

    /* Score `batch`, float32 N x H x W x C as the view gives it (values 0..255,
     * not normalised). `scores` is N x class_count, in `output` units where the
     * network can give them. */
    lk_status (*scores)(lk_network *self, lk_context *ctx, const lk_tensor *batch, lk_output output,
                        float *scores);
    /* Score the rows of a coalition problem: what scores() gives for the pictures
     * that they stand for, up to rounding. Never NULL. */
    lk_status (*coalitions)(lk_network *self, lk_context *ctx, const lk_coalitions *problem,
                            lk_output output, lk_score_sink sink, void *user);
    /* d output[class of item] / d input, in the units of the view's raster, so
     * that it includes the derivative of the network's normalisation. `output`
     * is any that scores() takes, `classes` has one index an item. `gradient`
     * is the caller's: float32, compact, of the shape of `batch`. `scores` gets
     * what scores() gives, up to rounding, and may be NULL. An item's gradient
     * depends on neither the batch nor the threads. NULL without
     * LK_CAP_GRADIENTS. */
    lk_status (*gradients)(lk_network *self, lk_context *ctx, const lk_tensor *batch,
                           const uint32_t *classes, lk_output output, float *scores,
                           lk_tensor *gradient);
    /* The value of a named layer, for each item, and the gradient of one output
     * with respect to it where `gradient` is not NULL. Both are allocated in the
     * arena: float32, N items of the layer's `shape` in `info`, thus
     * N x H x W x C for a map and N x C for a vector. The value is the layer's
     * result, after its own activation. A layer that the output does not depend
     * on has a gradient of 0; one that is computed from the output (the softmax,
     * where the logit is asked for) is refused, as is an unknown one. Without
     * `gradient`, `class_index` and `output` mean nothing. NULL without
     * LK_CAP_ACTIVATIONS. */
    lk_status (*activations)(lk_network *self, lk_context *ctx, const lk_tensor *batch,
                             const char *layer, uint32_t class_index, lk_output output,
                             lk_tensor *activation, lk_tensor *gradient);
    /* Forward passes asked of it so far in this task, for diagnostics: one for
     * each picture of scores, gradients and activations, and each row of
     * coalitions; a gradient's backward pass is not counted apart. */
    uint64_t (*passes)(const lk_network *self);
    void *host_data;
#if LK_USE_ABI >= 1
    /* Since ABI 1.1. As gradients(), which it is with LK_RECTIFIER_PLAIN, but rectifiers
     * are gone through by another rule: what comes out is then no gradient of
     * anything. NULL where the backend has no such operation. */
    lk_status (*rectified_gradients)(lk_network *self, lk_context *ctx, const lk_tensor *batch,
                                     const uint32_t *classes, lk_output output, lk_rectifier rule,
                                     float *scores, lk_tensor *gradient);
    /* Since ABI 1.1. Score a view from a layer on: each item of `values`, float32
     * N x the layer's `shape`, stands in the place of the named layer's result, and
     * what follows is computed. What reaches the output round the layer is computed
     * of `view`, float32 1 x H x W x C as scores() takes it, for each item again. `scores`
     * is N x class_count: of the layer's own value what scores() gives for the view,
     * up to rounding. Layers are refused as by activations(). Each item counts as a pass.
     * NULL where the backend has no such operation. */
    lk_status (*scores_from)(lk_network *self, lk_context *ctx, const lk_tensor *view,
                             const char *layer, const lk_tensor *values, lk_output output,
                             float *scores);
#endif
};

#if LK_USE_ABI >= 1
/* ---- Training ------------------------------------------------------------ */

/* Since ABI 1.1. g: the gradient of the batch's mean loss, weight decay included; r: the rate. */
typedef enum lk_optimiser {
    LK_SGD = 0,     /* with momentum */
    LK_RMSPROP = 1, /* Tieleman & Hinton 2012 */
    LK_ADAM = 2     /* Kingma & Ba 2015, algorithm 1 */
} lk_optimiser;

/* Whose definition, where two differ:
 *          Keras 2.10                            PyTorch
 * SGD      v = m v - r g, w += v                 v = m v + g, w -= r v
 * RMSprop  w -= r g / (sqrt s + e) without       v = m v + g / (sqrt s + e), w -= r v
 *          momentum; v = m v + r g / sqrt (s + e),
 *          w -= v with it
 * Adam     e is added to the sqrt of the second  to that of the corrected one
 *          moment before its bias is corrected
 * The running statistics of batch normalisation take the batch's variance as it
 * is (Keras) or that of the population, n / (n - 1) of it (PyTorch). */
typedef enum lk_convention { LK_KERAS = 0, LK_PYTORCH = 1 } lk_convention;

/* Since ABI 1.1. How a network is trained: by the cross-entropy of the softmax over its
 * outputs, averaged over the batch. */
typedef struct lk_training {
    uint32_t struct_size;
    lk_optimiser optimiser;
    lk_convention convention;
    int32_t nesterov;      /* SGD: 1: Nesterov's momentum */
    double momentum;       /* m: SGD, RMSprop */
    double decay;          /* RMSprop: what its mean square keeps at a step, s */
    double beta1, beta2;   /* Adam: likewise its first and second moment */
    double epsilon;        /* e */
    double weight_decay;   /* times the filters, added to their gradient */
    double norm_momentum;  /* what running statistics keep at a step */
    int32_t has_dropout;   /* 0: layers of dropout do nothing */
    uint32_t frozen_count; /* layers whose weights stay, by name; `*` and `?` stand for
                              letters. Their batch normalisation takes its running
                              statistics, as for inference */
    const char *const *frozen;
    uint64_t seed; /* of dropout: step and place in the batch tell its draws apart */
} lk_training;

/* What Keras 2.10 or PyTorch has where nothing is said; momentum 0. */
static inline lk_training lk_training_defaults(lk_optimiser optimiser, lk_convention convention)
{
    int keras = convention == LK_KERAS;
    lk_training t;
    t.struct_size = LK_CAST(uint32_t, sizeof t);
    t.optimiser = optimiser;
    t.convention = convention;
    t.nesterov = 0;
    t.momentum = 0;
    t.decay = keras ? 0.9 : 0.99;
    t.beta1 = 0.9;
    t.beta2 = 0.999;
    t.epsilon = keras ? 1e-7 : 1e-8;
    t.weight_decay = 0;
    t.norm_momentum = keras ? 0.99 : 0.9;
    t.has_dropout = 1;
    t.frozen_count = 0;
    t.frozen = NULL;
    t.seed = 0;
    return t;
}
#endif

/* ---- What a backend plugin implements ------------------------------------ */

typedef struct lk_backend_ops {
    uint32_t struct_size;

    /* What the opened model is. The result lives until `close`. [worker] */
    const lk_network_info *(*info)(void *self);

    /* As lk_network.scores. Any N >= 1; the result for an item does not depend
     * on the batch it came in. Uses at most ctx->threads threads, and gives the
     * same bits for any number of them. [worker] */
    lk_status (*scores)(void *self, lk_context *ctx, const lk_tensor *batch, lk_output output,
                        float *scores);

    /* Score tensors as the first layer takes them, normalisation skipped:
     * float32 N x C x H x W. Optional. [worker] */
    lk_status (*raw_scores)(void *self, lk_context *ctx, const lk_tensor *batch, lk_output output,
                            float *scores);

    /* As lk_network.coalitions; with LK_CAP_COALITIONS. The same bits for any
     * number of threads. Optional. [worker] */
    lk_status (*coalitions)(void *self, lk_context *ctx, const lk_coalitions *problem,
                            lk_output output, lk_score_sink sink, void *user);

    /* As lk_network.gradients and .activations. Optional. [worker] */
    lk_status (*gradients)(void *self, lk_context *ctx, const lk_tensor *batch,
                           const uint32_t *classes, lk_output output, float *scores,
                           lk_tensor *gradient);
    lk_status (*activations)(void *self, lk_context *ctx, const lk_tensor *batch, const char *layer,
                             uint32_t class_index, lk_output output, lk_tensor *activation,
                             lk_tensor *gradient);

    /* Training; with LK_CAP_TRAINING, once train_begin was called. One step on
     * a batch (as scores() takes it) with target classes writes the mean loss. A
     * loss or gradient that is not finite is LK_E_FAIL, and the weights stay. The
     * same bits for any number of threads. The state is opaque bytes, weights and
     * all, the same on any machine of this instruction set: a training that was
     * begun alike goes on from it as if nothing had happened, bit for bit. The
     * bytes of save_state are in the arena. Optional. [worker] */
    lk_status (*train_step)(void *self, lk_context *ctx, const lk_tensor *batch,
                            const uint32_t *targets, double rate, double *loss);
    lk_status (*save_state)(void *self, lk_context *ctx, const void **out, size_t *size);
    lk_status (*load_state)(void *self, lk_context *ctx, const void *state, size_t size);

#if LK_USE_ABI >= 1
    /* Since ABI 1.1. The network, weights and all, as a file of another format: "onnx" (input
     * N x C x H x W as raw_scores takes it) or "safetensors" (the weights, by
     * `<layer>/<role>`). The bytes go to `sink` in order; a status of it other
     * than LK_OK ends the writing and is returned. A format that the backend
     * cannot write is LK_E_UNSUPPORTED. Optional. [worker] */
    lk_status (*export_model)(void *self, lk_context *ctx, const char *format, lk_byte_sink sink,
                              void *user);

    /* Since ABI 1.1. How `coalitions` would score a problem; the plan is in the arena. A plan
     * is a function of the network, the problem (but for the values of its
     * images), the parameters and the processor's instruction set. A network
     * that lacks weights has one too. Optional. [worker] */
    lk_status (*coalition_plan)(void *self, lk_context *ctx, const lk_coalitions *problem,
                                lk_output output, lk_coalition_plan *out);
    /* Since ABI 1.1. What `coalitions` took since this was asked last. Optional. [worker] */
    void (*coalition_effort)(void *self, lk_coalition_effort *out);

    /* Since ABI 1.1. Begin to train, from the weights that the network was opened with and
     * without anything remembered of earlier steps; once before any other of the
     * training operations. From then on `export_model` gives the weights as they
     * stand; all other operations keep those that were opened. Nothing of
     * `training` is used after the call. A network that cannot be trained (it ends
     * in no softmax, a node has no derivative) is LK_E_UNSUPPORTED, with a sentence.
     * With LK_CAP_TRAINING. [worker] */
    lk_status (*train_begin)(void *self, lk_context *ctx, const lk_training *training);
    /* Since ABI 1.1. The class probabilities that the last train_step had for its batch, before
     * its weights changed: count x class_count. With LK_CAP_TRAINING. [worker] */
    lk_status (*train_outcome)(void *self, lk_context *ctx, float *scores);
    /* Since ABI 1.1. Class probabilities of the network as it stands, as for inference: no
     * dropout, running statistics. An item's do not depend on the batch. With
     * LK_CAP_TRAINING. [worker] */
    lk_status (*train_scores)(void *self, lk_context *ctx, const lk_tensor *batch, float *scores);

    /* Since ABI 1.1. As lk_network.rectified_gradients; beside `gradients`. Optional. [worker] */
    lk_status (*rectified_gradients)(void *self, lk_context *ctx, const lk_tensor *batch,
                                     const uint32_t *classes, lk_output output, lk_rectifier rule,
                                     float *scores, lk_tensor *gradient);
    /* Since ABI 1.1. As lk_network.scores_from; beside `activations`. An item's scores depend
     * on neither the others nor the threads. Optional. [worker] */
    lk_status (*scores_from)(void *self, lk_context *ctx, const lk_tensor *view, const char *layer,
                             const lk_tensor *values, lk_output output, float *scores);
#endif
} lk_backend_ops;

#ifdef __cplusplus
}
#endif
#endif
