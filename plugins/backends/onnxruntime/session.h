/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#ifndef LK_BACKENDS_ONNXRUNTIME_SESSION_H
#define LK_BACKENDS_ONNXRUNTIME_SESSION_H

/* A session of ONNX Runtime over a model that takes one picture and gives one
 * vector an item. It runs one item at a time on the thread that asks, and has
 * no threads of its own: so an item's values depend on nothing but the item. */

#include <onnxruntime_c_api.h>

#include "model.h"

typedef struct session {
    const char *path; /* for sentences */
    const OrtApi *api;
    OrtEnv *env;
    OrtSession *session;
    OrtMemoryInfo *memory;
    const char *input, *answer, *logits; /* tensors; `logits` may be NULL */
    int64_t shape[4];                    /* of the input; the first is how many items it takes */
    int has_channels_last;
    int64_t channels, height, width;
    size_t values; /* of an item's answer */
    int is_vector; /* it has one axis that counts */
} session;

/* Open it; `height` and `width` are 0 where the model must fix them. `out` can
 * be closed also after a failure. */
lk_status session_open(lk_context *ctx, const model *m, int64_t height, int64_t width,
                       session *out);
void session_close(session *s);

static inline size_t session_item_size(const session *s)
{
    return (size_t)(s->channels * s->height * s->width);
}

/* What a thread needs to run items: room for the input, and a handle by which
 * another thread can end a run that is in progress. */
typedef struct session_run {
    const session *session;
    OrtRunOptions *options;
    float *input; /* of all the items that the model takes: the first is the item, the rest 0 */
    char why[300];
} session_run;

/* -1 with `why`. A run is closed also after a failure. */
int session_run_open(const session *s, session_run *r);
void session_run_close(session_run *r);
/* The values of `tensor` (the answer, or the logits) for the item in `input`. */
int session_run_item(session_run *r, const char *tensor, float *out);
void session_run_end(session_run *r);

#endif
