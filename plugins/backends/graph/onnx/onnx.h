/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#ifndef LK_BACKENDS_GRAPH_ONNX_ONNX_H
#define LK_BACKENDS_GRAPH_ONNX_ONNX_H

/* Reading and writing ONNX models. */

#include "../graph.h"

typedef struct onnx_request {
    const char *path, *beside; /* of the model */
    const char *tensor;        /* the result that is wanted; NULL: the model's first output */
    int64_t height, width;     /* of the input; 0: as the model fixes them */
} onnx_request;

/* Read a model into nodes, layer table, totals and `info.input_channels`
 * (0 where the input is no picture) of `g`. Its last node is the result. A
 * model is read as it is for a batch of one item. */
lk_status graph_read_onnx(lk_context *ctx, const onnx_request *r, graph *g);

/* Write a graph as it was read, not optimised. The bytes go to `sink`. */
lk_status graph_write_onnx(lk_context *ctx, const graph *g, lk_byte_sink sink, void *user);

#endif
