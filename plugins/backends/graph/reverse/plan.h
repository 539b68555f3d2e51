/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#ifndef LK_BACKENDS_GRAPH_REVERSE_PLAN_H
#define LK_BACKENDS_GRAPH_REVERSE_PLAN_H

/* The way to one gradient: which nodes are computed, which derivatives are
 * taken, and where all of it lies in a workspace. */

#include "reverse.h"

struct reverse_plan {
    const reverse *reverse;
    uint32_t target; /* whose value and gradient are asked for */
    uint32_t output; /* of what it is the gradient; GRAPH_NONE: of nothing */
    int is_beyond;   /* the target is computed from the output: there is no gradient */
    int is_given;    /* the target's value is put in its place: no gradient is asked for, and
                        what it alone is computed from is not needed */
    size_t size;     /* of a workspace, in floats */
    /* By node: */
    uint8_t *is_needed;    /* is it computed? */
    uint8_t *is_on_path;   /* does the output depend on the target through it? */
    uint32_t *last_reader; /* the last node on the path that takes it */
    size_t *values;        /* offsets of values and gradients */
    size_t *gradients;
    size_t scratch, share; /* offsets of rooms for kernels, and for a gradient that is added */
};

/* One block of memory, for free(); NULL when there is none. */
reverse_plan *reverse_plan_make(const reverse *r, uint32_t target, uint32_t output, int is_given);

/* Is there a gradient: does the output depend on the target? */
static inline int reverse_plan_reaches(const reverse_plan *p)
{
    return p->is_on_path[p->target];
}

static inline float *reverse_value(const reverse_plan *p, float *workspace, uint32_t node)
{
    return workspace + p->values[node];
}

static inline float *reverse_gradient(const reverse_plan *p, float *workspace, uint32_t node)
{
    return workspace + p->gradients[node];
}

/* Compute an item, whose node 0 is in the workspace where it is needed, and so the
 * target where it is given: afterwards the values of target and output are in it,
 * and the gradient of element `element` of the output with respect to the target
 * where the plan reaches it. The work ends early, without a result, when `stopped`
 * says 1. */
void reverse_plan_run(const reverse_plan *p, float *workspace, uint32_t element, lk_rectifier rule,
                      reverse_stopped stopped, void *by);

#endif
