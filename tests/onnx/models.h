/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#ifndef LK_TESTS_ONNX_MODELS_H
#define LK_TESTS_ONNX_MODELS_H

/* Models for tests: read, written and run. */

#include "kit.h"
#include "plugins/backends/graph/onnx/onnx.pb-c.h"

/* A file's message, NULL where there is none. Lives until the program
 * ends. */
Onnx__ModelProto *model_read(const char *path);
Onnx__TensorProto *tensor_read(const char *path);

/* Write the model to a file of this program's own; its path. */
const char *model_write(const Onnx__ModelProto *m);
/* The same for any bytes. */
const char *model_write_bytes(const void *bytes, size_t size);
/* Remove the files that were written. */
int models_remove(void **state);

/* Open a model file, or a network file, with a backend, or with the one of this
 * test; NULL with the sentence in `error`. */
kit *model_try_open_on(const char *backend, const char *path, char error[1200]);
kit *model_try_open(const char *path, char error[1200]);

/* What an open network gives for `items` items of floats, channels first:
 * `out` gets as many numbers as the result has, and their count is returned. */
size_t model_run(kit *k, const float *input, int items, int channels, float **out);

/* Write an open network as a model, to a file of this program's own. NULL with
 * the sentence in `error`. */
const char *model_export(kit *k, char error[1200]);
/* What the written model gives, in the order in which the network itself gives
 * it: there a map has its channels last. */
void model_run_exported(const char *path, kit *reopened, const float *input, int items,
                        int channels, float **out);

/* The elements of a float tensor. */
const float *tensor_floats(const Onnx__TensorProto *t);
size_t tensor_count(const Onnx__TensorProto *t);

/* Largest difference over the standard deviation of what is expected. */
double relative_difference(const float *found, const double *expected, size_t count);

#endif
