/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#ifndef LK_BACKENDS_TRAINING_TRAINER_H
#define LK_BACKENDS_TRAINING_TRAINER_H

/* What the files of the trainer share.
 *
 * A step walks the parted graph forward and back, a node at a time for the
 * whole batch, and changes no weight before all of it has come out finite.
 * What a node's work is made of is shared out among threads in pieces whose
 * number is a function of the batch, so no sum knows how many threads there are. */

#include "../kernels/kernels.h"
#include "../scoring/crew.h"
#include "training.h"

/* Items are shared out among as many pieces at most. */
enum { TRAINER_MOST_PIECES = 16 };

/* ---- Weights (parameters.c) -------------------------------------------------------- */

/* A weight that training changes or carries along; all lie in one block. */
typedef struct parameter {
    uint32_t node; /* of the parted graph */
    graph_weight role;
    size_t offset, size; /* floats; a bias follows its filter at once */
    int is_trained;      /* by its gradient */
} parameter;

typedef struct parameters {
    size_t count, size; /* floats of a block */
    parameter *list;    /* by ascending offset */
    float *values, *gradients;
    float *moments[2]; /* what the optimiser remembers; NULL what it does not */
    uint64_t steps;    /* that were made */
} parameters;

/* ---- Batch normalisation (norm.c) --------------------------------------------------- */

typedef struct norm {
    int by_batch;       /* by the statistics of the batch */
    double *mean;       /* of the batch; so the next */
    double *variance;   /* as it is: divided by how many there are */
    float *scale_shift; /* by channel the scale, then by channel the shift */
} norm;

/* ---- A batch of some size (pass.c) --------------------------------------------------- */

typedef struct pass {
    size_t items;
    void *work;       /* the backend's */
    uint64_t version; /* of the weights that it has prepared */
    /* By node, offsets in the room: */
    size_t *values, *gradients, *kept;
    size_t share; /* of a gradient that is added */
    size_t sums;  /* of sums by piece */
    size_t size;  /* of the room, floats */
    size_t scratch;
} pass;

struct training {
    lk_training how; /* without the names of what is frozen */
    const training_operations *operations;
    graph read, graph; /* as read, and parted; their weights are ours */
    uint32_t logits;
    uint8_t *flows;        /* by node: is the gradient with respect to its value asked for? */
    uint8_t *is_needed;    /* by node: do the logits depend on it? */
    uint8_t *has_trained;  /* by node: does it have weights that are trained? */
    uint32_t *last_reader; /* by node: the last whose derivative gives it a gradient */
    uint32_t *readers;     /* by node: how many do */
    parameters parameters;
    norm *norms;      /* by node */
    uint64_t version; /* of the weights */
    pass passes[2];   /* for the sizes of batch that came last */
    int next_pass;
    float *room;
    size_t room_size;
    crew crew;
    const lanes *lanes;
    float *outcome; /* of the last step */
    size_t outcome_items;
};

/* Make the blocks and lead the graphs' weights to them. */
lk_status parameters_make(training *t, lk_context *ctx, const lk_training *how);
void parameters_close(parameters *p);
/* The gradient of a node's weight; NULL where it has none that is trained. */
float *parameters_gradient(const training *t, uint32_t node, graph_weight role);
/* The first weight that has a gradient (or a value) which is not finite, or NULL. */
const parameter *parameters_find_wild(const parameters *p, const float *block);
int trainer_is_finite(const float *values, size_t count);
/* The layer that a node of the parted graph is of. */
const char *trainer_layer(const training *t, uint32_t node);

/* The pass for batches of `items`, with the weights as they stand. */
lk_status pass_find(training *t, lk_context *ctx, size_t items, pass **out);
void pass_close(training *t, pass *p);
static inline float *pass_value(const training *t, const pass *p, uint32_t node)
{
    return t->room + p->values[node];
}
static inline float *pass_gradient(const training *t, const pass *p, uint32_t node)
{
    return t->room + p->gradients[node];
}
/* What a node of the backend's keeps for its way back. */
static inline void *pass_kept(const training *t, const pass *p, uint32_t node)
{
    return t->operations->kept(p->work, node) ? t->room + p->kept[node] : NULL;
}
/* Does the value, or its gradient, lie where the input's does? */
static inline int pass_is_in_place(const size_t *places, const graph_node *n, uint32_t node)
{
    return places[node] == places[n->inputs[0]];
}

/* ---- Work in pieces (work.c) ----------------------------------------------------------- */

/* 0, or -1 when it failed. */
typedef int (*piece_fn)(void *user, size_t piece, float *scratch);
/* LK_E_FAIL without a sentence where a piece failed. */
lk_status work_share(training *t, lk_context *ctx, size_t pieces, piece_fn f, void *user);
/* The same for what may not be left half done: the host is not asked, nothing fails. */
lk_status work_finish(training *t, lk_context *ctx, size_t pieces, piece_fn f, void *user);
static inline size_t work_pieces(size_t items)
{
    return items < TRAINER_MOST_PIECES ? items : TRAINER_MOST_PIECES;
}

/* ---- The walk --------------------------------------------------------------------------- */

/* From the value of node 0 to the logits. With `is_checked`, fails where a node's
 * values are not finite and names its layer. (forward.c) */
lk_status forward_run(training *t, lk_context *ctx, const pass *p, int is_checked);
/* From the gradient of the logits to all those of weights. (backward.c) */
lk_status backward_run(training *t, lk_context *ctx, const pass *p);

/* The batch's statistics, and the value by them. */
lk_status norm_forward(training *t, lk_context *ctx, const pass *p, uint32_t node);
/* Gradients of shift and scale, and where it is asked for that of the input, into `out`. */
lk_status norm_backward(training *t, lk_context *ctx, const pass *p, uint32_t node, float *out);
/* Scale and shift from the running statistics. */
void norm_settle(training *t, uint32_t node);
/* The running statistics take in what the batch had. */
void norm_update(training *t, const pass *p, uint32_t node);
/* Floats of room for its sums. */
size_t norm_sums(const graph_node *n, size_t items);

/* Set to 0 what is dropped of an item and enlarge the rest; the same for a
 * gradient. `values` may be `out`. */
void dropout_run(const training *t, uint32_t node, size_t item, const float *values, float *out);
static inline int dropout_is_on(const training *t, const graph_node *n)
{
    return n->op == GRAPH_IDENTITY && n->dropout > 0 && t->how.has_dropout;
}

/* The mean cross-entropy of the softmax; probabilities, and the gradient with
 * respect to the logits. */
double loss_run(const float *logits, size_t items, size_t classes, const uint32_t *targets,
                float *probabilities, float *gradient);

/* Change the weights by their gradients, decay included. */
lk_status optimiser_step(training *t, lk_context *ctx, double rate);
/* How many moments it keeps. */
int optimiser_moments(const lk_training *how);
/* Add weight decay to the gradients. */
lk_status optimiser_decay(training *t, lk_context *ctx);

#endif
