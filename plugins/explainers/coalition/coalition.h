/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#ifndef EXPLAINERS_COALITION_COALITION_H
#define EXPLAINERS_COALITION_COALITION_H

/* The coalition problem of one explanation: segments of a view, samples that
 * hide some of them, and what the network says of each sample. The verbs in
 * the order of their use: open, segment, reserve, set rows, fill, score, trace,
 * answer. Everything is of the arena. */

#include <likeness/plugin.h>

#include "fill.h"

typedef struct coalition {
    const lk_explain_request *request;
    lk_tensor segments; /* int32 H x W */
    uint32_t segment_count;
    size_t rows, words; /* samples; words of 64 bits from one to the next */
    size_t reserved;    /* rows there is room for: `rows` may be set to fewer */
    uint64_t *z;        /* rows x words; bits beyond the segments are 0 */
    float *scores;      /* rows x all classes of the network */
    lk_tensor filled;   /* what hidden segments show */
} coalition;

/* Check the request, and take its segments where it has some; otherwise
 * `segment_count` is 0 and `segments` is zeroed memory to be labelled. */
lk_status coalition_open(lk_context *ctx, const lk_explain_request *request, coalition *out);

/* Room for this many samples, which hide everything. */
lk_status coalition_reserve(lk_context *ctx, coalition *c, size_t rows);

/* Copy the samples of the request, of which there must be some, to the rows from `first` on. */
lk_status coalition_copy_given(lk_context *ctx, coalition *c, size_t first);

static inline uint64_t *coalition_row(const coalition *c, size_t row)
{
    return c->z + row * c->words;
}

/* Show everything in one sample. */
void coalition_show_all(coalition *c, size_t row);

/* How many segments a sample shows. */
uint32_t coalition_shown(const coalition *c, size_t row);

/* Paint what hidden segments show. */
lk_status coalition_fill(lk_context *ctx, coalition *c, const fill *f);

/* Ask the network for the scores of the samples from `first` on (request_output). */
lk_status coalition_score(lk_context *ctx, coalition *c, size_t first, lk_output output);

/* The score of the i-th asked class. */
static inline double coalition_score_of(const coalition *c, size_t row, uint32_t i)
{
    return c->scores[row * c->request->network->info->class_count + c->request->classes[i]];
}

/* Hand one array of the working out, where someone asked. */
lk_status coalition_trace_array(const coalition *c, const char *name, lk_tensor array);
/* Hand out `segments`, `z` and `scores`. */
lk_status coalition_trace(lk_context *ctx, const coalition *c);

/* The explanation: one weight per asked class and segment. */
lk_status coalition_answer(lk_context *ctx, const coalition *c, const double *weights,
                           lk_explanation *out);

#endif
