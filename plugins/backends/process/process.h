/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#ifndef LK_BACKENDS_PROCESS_PROCESS_H
#define LK_BACKENDS_PROCESS_PROCESS_H

/* The instance: what a network file says, and the program that computes it. */

#include "../../common/process/array.h"
#include "../graph/foreign.h"

typedef struct process {
    const char *model;
    program_choice choice;
    int64_t batch, values;
    int activation; /* foreign_activation */
    int is_deterministic;

    lk_network_info info;
    graph_normalise normalise;
    program program;
    uint8_t *frame; /* a request: its head, then `batch` items */
    size_t head;
} process;

/* The frames, for batches of this shape. */
lk_status process_make_frames(process *p, lk_context *ctx);
lk_status process_scores(void *self, lk_context *ctx, const lk_tensor *batch, lk_output output,
                         float *scores);
lk_status process_raw_scores(void *self, lk_context *ctx, const lk_tensor *batch, lk_output output,
                             float *scores);

#endif
