/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#ifndef LK_TESTS_GRAPH_NETWORKS_H
#define LK_TESTS_GRAPH_NETWORKS_H

#include "kit.h"

/* Open a network of configs/networks with the backend of this test. Where the files
 * of the npm packages are not in the data folder, the test is skipped. */
kit *open_network(const char *name);

/* A batch of photographs (uint8) as a backend takes it. */
lk_tensor float_batch(const char *npy);

const lk_backend_ops *backend_of(kit *k);
/* Scores of a batch; the test fails with the backend's sentence. */
lk_tensor score_batch(kit *k, const lk_tensor *batch, lk_output output, uint32_t threads);

#endif
