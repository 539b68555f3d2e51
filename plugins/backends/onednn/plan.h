/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#ifndef LK_BACKENDS_ONEDNN_PLAN_H
#define LK_BACKENDS_ONEDNN_PLAN_H

/* How a graph is computed: steps, each a primitive of oneDNN or a kernel of
 * plain C, over values in a workspace.
 *
 * The same bits in any batch. Each primitive is made for one thread and one
 * item, so that it cannot know of others; threads take whole items. The
 * exception are dense layers, whose weights come no faster than memory gives
 * them, so that a few items cost what one does: theirs is a primitive of GROUP
 * items, always, and rows that stand for no item are computed with whatever lies
 * there. Primitives for one and for more items would not do: they add in another
 * order. So do some, without AVX-512, for their first and their last rows: where
 * rows do not come out alike (probe.c), half as many are tried, down to one.
 *
 * Weights are the larger part of what the late layers of a network read, and
 * values that of the early ones. So a thread takes up to GROUP items: the
 * steps of the front are done item after item, those of the back one after
 * another for all items, which finds the weights in the cache. Where the back
 * begins is a function of the graph (plan.c).
 *
 * Layouts are what each convolution likes best on this processor, channels
 * last with AVX-512 and blocks of channels elsewhere; what follows takes what
 * comes, plain kernels take channels last, and a reorder stands only where two
 * differ. Convolutions of 3 x 3 that are large go through Winograd's minimal
 * filtering, where the processor has AVX-512 (node.c has the rule).
 *
 * A weight is kept once more than the graph has it, in the layout of its
 * primitive; biases are the graph's own. */

#include "../kernels/kernels.h"
#include "../scoring/entrance.h"
#include "primitive.h"

enum { GROUP = 8, MOST_ARGUMENTS = 8 };

/* Somewhere in the workspace: a node's result, a copy in another layout, or
 * what a primitive needs besides. */
typedef struct value {
    layout layout;
    size_t size;       /* floats of an item; items follow each other */
    size_t count;      /* items that it has room for: 1, or the group */
    int is_scratch;    /* one primitive's, while it runs */
    uint32_t from, to; /* steps between which it is needed */
    uint32_t origin;   /* the value that it is a copy of, or VALUE_NONE */
    size_t offset;     /* floats */
} value;
#define VALUE_NONE UINT32_MAX

typedef struct argument {
    int role; /* DNNL_ARG_... */
    layout layout;
    uint32_t value;
    dnnl_memory_t weights; /* where `value` is VALUE_NONE */
} argument;

typedef struct step {
    const graph_node *node;
    dnnl_primitive_t primitive; /* NULL: a kernel computes the node */
    size_t batch;               /* items that it does at once */
    uint32_t argument_count;
    argument arguments[MOST_ARGUMENTS];
    uint32_t out; /* of a kernel; so the others */
    const uint32_t *inputs;
    const float *prepared;
} step;

/* Where items may come in as values of a node. */
typedef struct door {
    int is_open;
    uint32_t step;              /* the first that comes after the node */
    dnnl_primitive_t primitive; /* what brings a value into its layout; NULL: it has it */
} door;

typedef struct plan {
    const graph *graph;
    const lanes *lanes;
    dnnl_engine_t engine;
    uint32_t step_count, value_count;
    uint32_t front; /* steps that are done item after item */
    size_t group;
    step *steps;
    value *values;
    uint32_t *value_of;   /* by node */
    door *doors;          /* by node */
    size_t hall;          /* offset of the room for a value that comes in */
    size_t size;          /* of a workspace, in floats */
    size_t weight_floats; /* that primitives read */
} plan;

/* What is made needs plan_close, also when making it failed. */
lk_status plan_make(lk_context *ctx, const graph *g, plan *out);
void plan_close(plan *p);

/* Is a convolution worth Winograd's minimal filtering? */
int plan_is_for_winograd(const graph *g, const graph_node *n);

/* ---- Running it (run.c) ----------------------------------------------------------------- */

/* What a workspace needs besides its floats, and what frees it. */
int plan_begin(const void *plan, float *workspace);
void plan_end(float *workspace);

void plan_run(const void *plan, float *workspace, const entrance *in, size_t count,
              int (*stopped)(void *user), void *user);
int plan_has_entrance(const void *plan, uint32_t node);
const float *plan_value(const void *plan, float *workspace, uint32_t node, size_t slot);

/* ---- Between plan.c and node.c ---------------------------------------------------------- */

typedef struct maker {
    lk_context *ctx;
    plan *plan;
    uint32_t node;                /* that is being made into steps */
    uint32_t *sum;                /* by node, the addition that a convolution is merged with */
    uint32_t *partner;            /* by node, the other node of that addition */
    const float *const *prepared; /* by node: kernel_prepare */
} maker;

uint32_t maker_value(maker *m, const layout *l);
/* Begin the next step, of the node that is being made: that of a primitive,
 * whose scratch memory it gets, or of a kernel where `made` is NULL. */
step *maker_step(maker *m, const primitive *made);
/* The step that was begun last reads or writes a value: as an argument, or as
 * a kernel does. */
void maker_use(maker *m, int role, const layout *l, uint32_t value);
void maker_touch(maker *m, uint32_t value);
/* `value` in another layout: itself, or a copy. */
lk_status maker_convert(maker *m, uint32_t value, const layout *l, uint32_t *out);

/* Make the steps of the node, and set its value. */
lk_status maker_node(maker *m);

#endif
