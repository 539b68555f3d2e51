/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#ifndef LK_BACKENDS_GRAPH_ONNX_IMPORT_H
#define LK_BACKENDS_GRAPH_ONNX_IMPORT_H

/* The model that is being read: its values by name, and the operator that is
 * being made into nodes. */

#include "../graph.h"
#include "file.h"
#include "view.h"

/* Constants hold float32, or int64 for every whole or boolean type. */
typedef enum onnx_type { ONNX_FLOATS, ONNX_INTS } onnx_type;

/* What a name stands for: a constant, or the value of a node of the graph, and
 * how it lies in that. */
typedef struct onnx_value {
    const char *name;
    onnx_type type;
    int is_constant, is_weight; /* is_weight: and not yet counted as parameters */
    const void *data;           /* of a constant: float or int64_t */
    uint32_t node;              /* else */
    view view;
} onnx_value;

/* A name and what it stands for. What comes from a tensor of the file is read
 * when it is first asked for. */
typedef struct onnx_name {
    onnx_value value;
    const Onnx__TensorProto *tensor;
    int is_known, is_needed;
} onnx_name;

/* A file beside the model that holds data of tensors. */
typedef struct onnx_external {
    const char *name;
    const uint8_t *data;
    size_t size;
    struct onnx_external *next;
} onnx_external;

/* A tensor whose elements are used where the unpacked file has them, so that
 * large ones are not held twice; what nodes still need at the end is copied. */
typedef struct onnx_borrowed {
    const float *data;
    size_t count;
    struct onnx_borrowed *next;
} onnx_borrowed;

typedef struct onnx_import {
    lk_context *ctx;
    graph *graph;
    const char *path; /* of the model, absolute */
    const Onnx__GraphProto *proto;
    int64_t opset;
    onnx_external *externals;
    onnx_borrowed *borrowed;
    onnx_name *names; /* a hash table */
    size_t name_room;
} onnx_import;

enum { ONNX_MAX_INPUTS = GRAPH_MAX_INPUTS, ONNX_MAX_OUTPUTS = 64 };

/* One operator of the model. */
typedef struct onnx_call {
    lk_context *ctx;
    onnx_import *import;
    graph *graph;
    const Onnx__NodeProto *proto;
    int64_t opset;
    uint32_t input_count;
    onnx_value *inputs[ONNX_MAX_INPUTS]; /* NULL: left out */
    onnx_value *outputs[ONNX_MAX_OUTPUTS];
    uint32_t output_count;
    uint64_t macs, parameters; /* of the nodes made */
} onnx_call;

/* The call fails: one sentence with file and node. */
lk_status onnx_refuse(onnx_call *c, const char *format, ...) LK_PRINTF(2, 3);
lk_status onnx_no_memory(onnx_call *c);

/* The same outside of any node. */
lk_status onnx_import_no_memory(onnx_import *m);

/* ---- The model's parts ------------------------------------------------------------ */

/* What has this name; its `value.name` is NULL where nothing has. */
onnx_name *onnx_find_name(const onnx_import *m, const char *name);
/* Make the model's input node 0 (input.c). */
lk_status onnx_set_input(onnx_import *m, int64_t height, int64_t width);
/* Copy what the graph has of the file, which is about to be closed (keep.c). */
lk_status onnx_keep(onnx_import *m);

/* ---- Attributes (attributes.c): `out` keeps its value where there is none -------- */

const Onnx__AttributeProto *onnx_attribute(const onnx_call *c, const char *name);
lk_status onnx_int(onnx_call *c, const char *name, int64_t low, int64_t high, int64_t *out);
lk_status onnx_float(onnx_call *c, const char *name, float *out);
/* The index of the word in `choices`, NULL-terminated. */
lk_status onnx_choice(onnx_call *c, const char *name, const char *const *choices, int *out);
/* A list of exactly `count` numbers. */
lk_status onnx_ints(onnx_call *c, const char *name, size_t count, int64_t low, int64_t high,
                    int64_t *out);
/* A list of any length. */
lk_status onnx_list(onnx_call *c, const char *name, size_t *count, const int64_t **out);
/* An axis of `rank`, negative ones counted from the end. */
lk_status onnx_axis(onnx_call *c, int64_t given, int rank, int *out);
/* The list that older sets have as attribute `name`, newer ones as input
 * `input`. `*out` is NULL where there is neither. */
lk_status onnx_list_or_input(onnx_call *c, const char *name, uint32_t input, size_t *count,
                             const int64_t **out);

/* ---- Values (values.c) --------------------------------------------------------------- */

/* Set output `k` of the call. */
void onnx_give_node(onnx_call *c, uint32_t k, uint32_t node, const view *v);
void onnx_give_constant(onnx_call *c, uint32_t k, onnx_type type, const void *data, const view *v);
/* The same storage, seen otherwise. */
void onnx_give_view(onnx_call *c, uint32_t k, const onnx_value *of, const view *v);

static inline int onnx_has(const onnx_call *c, uint32_t input)
{
    return input < c->input_count && c->inputs[input];
}

/* A constant's elements in their own order. */
lk_status onnx_constant_floats(onnx_call *c, onnx_value *v, const float **out);
lk_status onnx_constant_ints(onnx_call *c, onnx_value *v, const int64_t **out);
/* Input `k`, which must be a constant of finite floats; counted as parameters. */
lk_status onnx_weights(onnx_call *c, uint32_t k, const char *what, const float **out);
/* Input `k`, a constant of one element. */
lk_status onnx_scalar(onnx_call *c, uint32_t k, const char *what, float *out);

/* Move the elements of a value so that its storage is in its own order. */
lk_status onnx_settle(onnx_call *c, onnx_value *v);

/* ---- Nodes (nodes.c) ------------------------------------------------------------------ */

/* Append a node; it gets `count` inputs. */
lk_status onnx_append(onnx_call *c, const graph_node *n, uint32_t count, const uint32_t *inputs,
                      uint32_t *out);
/* The node whose value is `v` with its axes in `order`, all of them, as a map
 * or vector of this shape. Where the storage is another way, a node that moves
 * the elements is appended, and the value is of that node from then on. A
 * constant becomes a node too. */
lk_status onnx_arrange(onnx_call *c, onnx_value *v, const int *order, const graph_shape *shape,
                       uint32_t *out);
/* The node whose value is the picture `v`, 1 x channels x height x width. */
lk_status onnx_picture(onnx_call *c, onnx_value *v, uint32_t *out);
/* The node whose value is `v` as a map with axis `axis` as its channels, all
 * others as its pixels; `order` is what the axes then have. One pixel is a
 * vector where `as_vector`, else whichever of the two it is already. */
lk_status onnx_by_channel(onnx_call *c, onnx_value *v, int axis, int as_vector,
                          int order[VIEW_MAX_RANK], uint32_t *out);
/* The axis that `onnx_by_channel` had best be called with: no other order is
 * met as often. */
int onnx_channel_axis(const view *v);
/* A node whose elements are those of `v`, in whatever order they are; the view
 * of `v` is the view of it. */
lk_status onnx_whole(onnx_call *c, onnx_value *v, uint32_t *out);
/* A value of its own for each element: an identity with this activation. */
lk_status onnx_activate(onnx_call *c, onnx_value *v, graph_activation activation, double alpha,
                        double beta);
/* The view of a result whose storage has the axes in `order`. */
view onnx_ordered(int rank, const int64_t *dims, const int *order);

/* ---- Operators ---------------------------------------------------------------------------- */

typedef struct onnx_operator {
    const char *name;
    uint32_t least_inputs, most_inputs;
    /* Called where every input is a constant; NULL: `build` is. */
    lk_status (*fold)(onnx_call *c);
    lk_status (*build)(onnx_call *c); /* NULL: of constants only */
} onnx_operator;

const onnx_operator *onnx_find_operator(const char *name);

/* convolve.c */
lk_status onnx_conv(onnx_call *c);
lk_status onnx_gemm(onnx_call *c);
lk_status onnx_matmul(onnx_call *c);
/* pool.c */
lk_status onnx_max_pool(onnx_call *c);
lk_status onnx_average_pool(onnx_call *c);
lk_status onnx_pad(onnx_call *c);
/* Read the attributes of a window over `in`; `kernel` has its extents where the
 * attribute may be left out, else NULL. */
lk_status onnx_window(onnx_call *c, const graph_shape *in, const int64_t *kernel, graph_window *w);
/* reduce.c */
lk_status onnx_global_average(onnx_call *c);
lk_status onnx_global_max(onnx_call *c);
lk_status onnx_reduce_mean(onnx_call *c);
lk_status onnx_reduce_max(onnx_call *c);
lk_status onnx_reduce_sum(onnx_call *c);
/* norm.c */
lk_status onnx_batch_norm(onnx_call *c);
lk_status onnx_instance_norm(onnx_call *c);
lk_status onnx_lrn(onnx_call *c);
lk_status onnx_softmax(onnx_call *c);
lk_status onnx_log_softmax(onnx_call *c);
/* unary.c */
lk_status onnx_unary(onnx_call *c);
lk_status onnx_clip(onnx_call *c);
lk_status onnx_prelu(onnx_call *c);
lk_status onnx_identity(onnx_call *c);
lk_status onnx_cast(onnx_call *c);
/* arithmetic.c */
lk_status onnx_arithmetic(onnx_call *c);
lk_status onnx_power(onnx_call *c);
lk_status onnx_where(onnx_call *c);
/* shape.c */
lk_status onnx_shape(onnx_call *c);
lk_status onnx_size(onnx_call *c);
lk_status onnx_reshape(onnx_call *c);
lk_status onnx_flatten(onnx_call *c);
lk_status onnx_squeeze(onnx_call *c);
lk_status onnx_unsqueeze(onnx_call *c);
lk_status onnx_transpose(onnx_call *c);
lk_status onnx_depth_to_space(onnx_call *c);
lk_status onnx_space_to_depth(onnx_call *c);
lk_status onnx_expand(onnx_call *c);
/* A view of the dims that two broadcast to. */
lk_status onnx_broadcast_dims(onnx_call *c, const view *a, const view *b, view *out);
/* Make value `v` output `k`, reshaped. */
lk_status onnx_give_reshaped(onnx_call *c, uint32_t k, onnx_value *v, int rank,
                             const int64_t *dims);
/* slice.c */
lk_status onnx_slice(onnx_call *c);
lk_status onnx_split(onnx_call *c);
lk_status onnx_gather(onnx_call *c);
lk_status onnx_concat(onnx_call *c);
lk_status onnx_fold_concat(onnx_call *c);
/* constant.c */
lk_status onnx_constant(onnx_call *c);
lk_status onnx_constant_of_shape(onnx_call *c);
lk_status onnx_range(onnx_call *c);
/* The tensor of a file as a constant. */
lk_status onnx_read_tensor(onnx_import *import, const Onnx__TensorProto *t, onnx_value *out);
/* resize.c */
lk_status onnx_resize(onnx_call *c);
lk_status onnx_upsample(onnx_call *c);

/* Bounds of what a file may say. */
enum { ONNX_MAX_EXTENT = 1 << 28, ONNX_MAX_WINDOW = 1024 };
/* The product of extents, or -1 where one is negative or it is beyond
 * ONNX_MAX_EXTENT. */
int64_t onnx_product(const int64_t *dims, size_t count);

#endif
