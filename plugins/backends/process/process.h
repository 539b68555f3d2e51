/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#ifndef LK_BACKENDS_PROCESS_PROCESS_H
#define LK_BACKENDS_PROCESS_PROCESS_H

/* The instance: what a network file says, and the program that computes it. */

#include "../graph/foreign.h"
#include "program.h"

typedef struct process {
    const char *model;
    lk_string_list command, files;
    int64_t batch, values;
    double seconds, start_seconds;
    int activation; /* foreign_activation */
    int is_deterministic;

    lk_network_info info;
    graph_normalise normalise;
    program program;
    uint8_t *frame; /* a request: its head, then `batch` items */
    size_t head;
    answer answer;
} process;

/* What the program is, made of the parameters; the files it consists of are
 * read. */
lk_status process_find(process *p, lk_context *ctx);

/* The frames, for batches of this shape. */
lk_status process_make_frames(process *p, lk_context *ctx);
lk_status process_scores(void *self, lk_context *ctx, const lk_tensor *batch, lk_output output,
                         float *scores);
lk_status process_raw_scores(void *self, lk_context *ctx, const lk_tensor *batch, lk_output output,
                             float *scores);

#endif
