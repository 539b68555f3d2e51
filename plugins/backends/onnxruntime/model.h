/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#ifndef LK_BACKENDS_ONNXRUNTIME_MODEL_H
#define LK_BACKENDS_ONNXRUNTIME_MODEL_H

/* What must be known of a model's bytes before a session is opened over them:
 * which tensors are asked for, and that no file is read but through the host. */

#include <likeness/plugin.h>

typedef struct model_files {
    size_t count;
    const char **names; /* as the model calls them */
    char **bytes;
    size_t *sizes;
} model_files;

typedef struct model {
    const char *path;   /* for sentences */
    const char *answer; /* the tensor that is the result */
    const char *logits; /* that which its last softmax or sigmoid takes; NULL: no such end */
    const void *bytes;
    size_t size;
    model_files files; /* those with the data of its tensors */
    void *own;         /* `bytes`, where they are not the caller's */
} model;

/* Look at a model in memory, whose files lie beside `path`; `tensor` is the
 * answer, NULL: its first output. What is asked for are outputs of the model in
 * `out->bytes`, also where they are none of the caller's. Texts are of the
 * arena. Forget it when the session is open. */
lk_status model_look(lk_context *ctx, const char *path, const void *bytes, size_t size,
                     const char *tensor, model *out);
void model_forget(model *m);

#endif
