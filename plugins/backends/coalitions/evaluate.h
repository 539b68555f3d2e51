/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#ifndef LK_BACKENDS_COALITIONS_EVALUATE_H
#define LK_BACKENDS_COALITIONS_EVALUATE_H

/* Some positions of a node's table out of those of its inputs: only what is
 * distinct is computed. Work is cut into jobs of a size that is a function of
 * the node alone, so the bits do not depend on the number of threads. */

#include "../kernels/kernels.h"
#include "../scoring/crew.h"
#include "multiply.h"
#include "table.h"

/* Ways to compute a node. */
typedef enum method {
    METHOD_LOCAL,   /* column by column: pools, sums, activations, depthwise convolutions */
    METHOD_PRODUCT, /* a convolution: windows are the rows of a product */
    METHOD_TILES,   /* one of 3 x 3: Winograd's F(4 x 4, 3 x 3) on distinct tiles */
    METHOD_SUMS,    /* a dense node: products by position, summed up row by row */
    METHOD_COUNT
} method;

/* What computes: products, kernels, threads. */
typedef struct evaluator {
    lk_context *ctx;
    const graph *graph;
    const multiply *multiply;
    const lanes *lanes;
    const float *nothing; /* zeros, as many as any map has channels: a pixel of the padding */
    const float *const *prepared; /* by node: kernel_prepare */
    crew *crew;                   /* whose workspaces have EVALUATE_FLOATS */
} evaluator;

enum { EVALUATE_FLOATS = 5 << 20 }; /* of a workspace */

/* `inputs` has the tables of the node's inputs, `out` has room. Positions first
 * .. end - 1 are computed, whole rows of the map; or, of a node that gathers its
 * whole input, those of the input are added: from the first on to the last, in
 * turn. */
typedef struct evaluation {
    const evaluator *by;
    const graph_node *node;
    const float *prepared;
    const table *const *inputs;
    const table *out;
    size_t first, end;
    float **filters; /* the node's weights in another form, made once; the caller frees them */
} evaluation;

/* Can the node be computed in that way? */
int evaluate_fits(const graph *g, const graph_node *n, method how);
lk_status evaluate(const evaluation *e, method how);

/* Does the node gather its whole input? */
int evaluate_gathers(const graph *g, const graph_node *n);

/* Is it a convolution of each channel by itself? */
int evaluate_is_depthwise(const graph *g, const graph_node *n);

/* ---- Between the files ------------------------------------------------------------------ */

int local_fits(const graph *g, const graph_node *n);
int product_fits(const graph *g, const graph_node *n);
int tiles_fits(const graph *g, const graph_node *n);
int sums_fits(const graph *g, const graph_node *n);

lk_status local_run(const evaluation *e);
lk_status product_run(const evaluation *e);
lk_status tiles_run(const evaluation *e);
lk_status sums_run(const evaluation *e);

/* Columns first..end - 1 of the result. */
typedef void (*columns_fn)(const evaluation *e, size_t first, size_t end, float *workspace);
/* Call `f` for jobs, of evaluate_job, of the columns that are to be computed. */
lk_status evaluate_columns(const evaluation *e, size_t most, columns_fn f);

/* Columns of a job: a multiple of what the kernel takes at once, which is at most
 * MULTIPLY_MOST_ROWS; not more than `most`, unless that is less than one of
 * these; fewer where there would be few jobs for threads to share. */
size_t evaluate_job(const evaluation *e, size_t columns, size_t most);

static inline float *evaluate_out(const evaluation *e, size_t column)
{
    return table_at(e->out, column);
}

/* Columns become the bias, or 0: sums begin. And the activation of finished ones. */
void evaluate_begin(const evaluation *e, size_t first, size_t end);
void evaluate_activate(const evaluation *e, size_t first, size_t end);

/* The taps of a window at one position that lie in the map. */
typedef struct window_taps {
    reach v, h;
    const graph_window *window;
    int64_t width; /* of the input */
} window_taps;
window_taps window_taps_of(const evaluation *e, size_t position);

/* The input's position of tap y, x: v.low <= y < v.high, h.low <= x < h.high. */
static inline size_t window_position(const window_taps *t, int64_t y, int64_t x)
{
    int64_t row = t->v.start + (y - t->v.low) * t->window->dilation[0];
    return (size_t)(row * t->width + t->h.start + (x - t->h.low) * t->window->dilation[1]);
}

#endif
