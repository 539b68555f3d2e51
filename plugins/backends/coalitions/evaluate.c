/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#include "evaluate.h"

int evaluate_fits(const graph *g, const graph_node *n, method how)
{
    switch (how) {
    case METHOD_PRODUCT:
        return product_fits(g, n);
    case METHOD_TILES:
        return tiles_fits(g, n);
    case METHOD_SUMS:
        return sums_fits(g, n);
    default:
        return local_fits(g, n);
    }
}

lk_status evaluate(const evaluation *e, method how)
{
    static lk_status (*const runs[METHOD_COUNT])(const evaluation *) = {[METHOD_LOCAL] = local_run,
                                                                        [METHOD_PRODUCT] =
                                                                            product_run,
                                                                        [METHOD_TILES] = tiles_run,
                                                                        [METHOD_SUMS] = sums_run};
    return runs[how](e);
}

int evaluate_gathers(const graph *g, const graph_node *n)
{
    return n->op == GRAPH_MEAN || n->op == GRAPH_LARGEST || sums_fits(g, n);
}

int evaluate_is_depthwise(const graph *g, const graph_node *n)
{
    int64_t channels = graph_input_shape(g, n, 0)->channels;
    return n->groups == channels && n->shape.channels == channels && channels > 1 &&
           n->window.kernel[0] * n->window.kernel[1] <= MOST_TAPS;
}

/* ---- Jobs -------------------------------------------------------------------------------- */

typedef struct column_jobs {
    const evaluation *evaluation;
    size_t first, end, each; /* columns */
    columns_fn run;
} column_jobs;

static void run_job(void *user, size_t item, float *workspace, hand *by)
{
    const column_jobs *j = user;
    size_t first = j->first + item * j->each, end = first + j->each;
    (void)by;
    j->run(j->evaluation, first, end < j->end ? end : j->end, workspace);
}

size_t evaluate_job(const evaluation *e, size_t columns, size_t most)
{
    enum { LEAST_JOBS = 8 };
    size_t unit = e->by->multiply->rows, each = (columns + LEAST_JOBS - 1) / LEAST_JOBS;
    each = each < most ? (each + unit - 1) / unit * unit : most / unit * unit;
    return each > unit ? each : unit;
}

lk_status evaluate_columns(const evaluation *e, size_t most, columns_fn f)
{
    int is_gathered = evaluate_gathers(e->by->graph, e->node);
    column_jobs j = {.evaluation = e, .run = f};
    j.first = is_gathered ? 0 : e->out->start[e->first];
    j.end = is_gathered ? table_columns(e->out) : e->out->start[e->end];
    j.each = evaluate_job(e, j.end - j.first, most);
    return crew_run(e->by->crew, e->by->ctx, (j.end - j.first + j.each - 1) / j.each, run_job, &j);
}

/* ---- What they share ----------------------------------------------------------------------- */

static job columns_job(const evaluation *e, size_t first, size_t end)
{
    return (job){.graph = e->by->graph,
                 .node = e->node,
                 .lanes = e->by->lanes,
                 .out = evaluate_out(e, first),
                 .count = end - first};
}

void evaluate_begin(const evaluation *e, size_t first, size_t end)
{
    job j = columns_job(e, first, end);
    point_bias(&j);
}

void evaluate_activate(const evaluation *e, size_t first, size_t end)
{
    job j = columns_job(e, first, end);
    point_activate(&j);
}

window_taps window_taps_of(const evaluation *e, size_t position)
{
    const graph_shape *in = graph_input_shape(e->by->graph, e->node, 0);
    const graph_window *w = &e->node->window;
    int64_t y = (int64_t)position / e->node->shape.width,
            x = (int64_t)position % e->node->shape.width;
    return (window_taps){window_reach(w, 0, y, in->height), window_reach(w, 1, x, in->width), w,
                         in->width};
}
