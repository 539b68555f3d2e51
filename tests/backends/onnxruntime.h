/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#ifndef LK_TESTS_BACKENDS_ONNXRUNTIME_H
#define LK_TESTS_BACKENDS_ONNXRUNTIME_H

/* What the tests of the backend `onnxruntime` share: the models of
 * tests/golden/onnx, and network files over them. */

#include "tests/onnx/models.h"

enum { SIDE = 32, ITEMS = 4, CLASSES = 6 }; /* of these models and their inputs */

/* 0, after saying that all is skipped, where the backend was not built. */
int is_built(void);

const lk_backend_ops *ops_of(kit *k);
/* Open a network file or a model. */
kit *open_with(const char *backend, const char *path);
/* The model tests/golden/onnx/NAME.onnx. */
Onnx__ModelProto *read_net(const char *name);
/* A network file over a model; it lives until the next. */
const char *write_network(const char *model, const char *under_model, const char *output);
/* A group's teardown. */
int remove_files(void **state);

double *as_doubles(const lk_tensor *t);
/* What an open network gives for the items of tests/golden/onnx/INPUT.npy. */
float *run_golden(kit *k, const char *input, int items);
/* The backend gives `golden` for them. */
void expect_golden(const char *path, const char *input, const char *golden, int items);

/* Views of pixels that look like nothing. */
lk_tensor make_pictures(int count);
void score(kit *k, const lk_tensor *pictures, uint32_t threads, lk_output output, float *out);
/* The backend gives for them what openblas does. */
void expect_as_openblas(const char *path, lk_output output);

#endif
