/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#include <math.h>
#include <stdlib.h>

#include "../graph/asked.h"
#include "check.h"

/* Masks and patterns together take no more. */
enum { MASK_BYTES = 256 << 20 };

const char *const coalitions_ways[] = {"auto", "exact", "dense", NULL};

/* A problem, and how it is scored. */
typedef struct planned {
    masks masks;
    coalition_plan plan;
    uint32_t node; /* asked for */
} planned;

static lk_status find_masks(lk_context *ctx, const engine *e, const coalitions_setting *s,
                            const lk_coalitions *problem, masks *out)
{
    size_t rows = problem->row_count < PATTERNS_MOST_ROWS ? problem->row_count : PATTERNS_MOST_ROWS;
    size_t words = ((size_t)problem->segment_count + 63) / 64;
    size_t each = 2 * words * sizeof(uint64_t) + 2 * rows * sizeof(uint16_t);
    return masks_find(ctx, e->graph, problem->segments->data, problem->segment_count,
                      s->way == COALITIONS_DENSE ? 0 : MASK_BYTES / each, out);
}

static lk_status make_plan(const engine *e, const coalitions_setting *s, lk_context *ctx,
                           const lk_coalitions *problem, lk_output output, planned *out)
{
    lk_status status = asked_picture(ctx, &e->graph->info);
    if (!status)
        status = graph_output_node(ctx, e->graph, output, &out->node);
    if (!status)
        status = find_masks(ctx, e, s, problem, &out->masks);
    if (!status)
        status = coalition_plan_make(ctx, e, s, &out->masks, problem, out->node, &out->plan);
    return status;
}

static double saving_of(double dense, double seconds)
{
    return seconds > 0 ? dense / seconds : 1;
}

void coalitions_close(coalitions *c)
{
    for (uint32_t i = 0; i < c->holder_count; i++)
        holder_drop(&c->holders[i]);
    free(c->holders);
    c->holder_count = 0;
    crew_close(&c->workers);
}

static lk_status find_holders(coalitions *c, lk_context *ctx, const graph *g)
{
    if (!c->holders)
        c->holders = calloc(g->node_count, sizeof *c->holders);
    c->holder_count = c->holders ? g->node_count : 0;
    return c->holders ? LK_OK : lk_error(ctx, LK_E_MEMORY, "no memory for the coalitions");
}

lk_status coalitions_score(coalitions *c, const engine *e, crew *hands, lk_context *ctx,
                           const lk_coalitions *problem, lk_output output, lk_score_sink sink,
                           void *user)
{
    planned made;
    images pictures;
    if (!problem->row_count)
        return LK_OK;
    lk_status status = asked_weights(ctx, &e->graph->info);
    if (!status)
        status = make_plan(e, &c->setting, ctx, problem, output, &made);
    if (!status)
        status = images_open(ctx, e->graph, problem, &pictures);
    if (!status)
        status = find_holders(c, ctx, e->graph);
    if (status)
        return status;
    const coalition_run r = {.ctx = ctx,
                             .engine = e,
                             .hands = hands,
                             .workers = &c->workers,
                             .holders = c->holders,
                             .problem = problem,
                             .images = &pictures,
                             .masks = &made.masks,
                             .plan = &made.plan,
                             .node = made.node,
                             .sink = sink,
                             .user = user};
    int is_dense = made.plan.levels[0].is_dense;
    c->workers.floats = EVALUATE_FLOATS;
    c->effort.rows += problem->row_count;
    c->effort.predicted += (is_dense ? 1 : saving_of(made.plan.dense_seconds, made.plan.seconds)) *
                           (double)problem->row_count;
    status = is_dense ? coalition_run_all(&r) : coalition_run_checked(&r, &c->effort);
    return status == LK_STOP ? LK_OK : status;
}

void coalitions_tell(const coalitions_effort *e, lk_coalition_effort *out)
{
    *out = (lk_coalition_effort){
        .struct_size = sizeof *out,
        .rows = e->rows,
        .predicted = e->rows ? e->predicted / (double)e->rows : 1,
        .achieved = e->checked ? saving_of(e->dense_seconds, e->seconds) : NAN,
        .checked = e->checked,
        .difference = e->difference,
    };
}

/* ---- For people --------------------------------------------------------------------------------
 */

static void describe_node(const engine *e, const planned *p, const plan_level *l, uint32_t node,
                          double rows, lk_coalition_layer *out)
{
    static const char *const ways[METHOD_COUNT] = {[METHOD_LOCAL] = "distinct",
                                                   [METHOD_PRODUCT] = "distinct",
                                                   [METHOD_TILES] = "distinct tiles",
                                                   [METHOD_SUMS] = "distinct sums"};
    const graph_node *n = &e->graph->nodes[node];
    const lk_layer_info *layer = e->graph->info.layers[n->layer];
    const column_counts *c = &p->plan.counts[node];
    *out = (lk_coalition_layer){.name = layer->name,
                                .way = "dense",
                                .field = {layer->field[0], layer->field[1]},
                                .share = 1,
                                .saving = 1};
    if (l->is_dense)
        return;
    method how = (method)p->plan.methods[node];
    double columns = how == METHOD_SUMS ? c->in : c->out;
    size_t positions =
        graph_pixels(masks_shape(e->graph, how == METHOD_SUMS ? n->inputs[0] : node));
    double parts = rows / (double)l->rows;
    out->way = ways[how];
    out->share = columns / ((double)l->rows * (double)positions);
    out->saving = saving_of(cost_dense(e, n) * rows, cost_of(e->graph, n, how, c) * parts);
}

static void describe_level(const engine *e, const planned *p, const plan_level *l, double rows,
                           lk_coalition_layer *layers, uint32_t *count)
{
    for (uint32_t i = l->from ? l->from : 1; i <= l->to; i++)
        if (e->graph->nodes[i].op != GRAPH_FLATTEN)
            describe_node(e, p, l, i, rows, &layers[(*count)++]);
}

lk_status coalitions_describe(const engine *e, const coalitions_setting *s, lk_context *ctx,
                              const lk_coalitions *problem, lk_output output,
                              lk_coalition_plan *out)
{
    planned made;
    lk_coalition_layer *layers = lk_alloc_array(ctx, e->graph->node_count, sizeof *layers);
    lk_status status = make_plan(e, s, ctx, problem, output, &made);
    if (!status && !layers)
        status = lk_error(ctx, LK_E_MEMORY, "no memory to describe the plan of the coalitions");
    if (status)
        return status;
    *out = (lk_coalition_plan){.struct_size = sizeof *out,
                               .layers = layers,
                               .saving = saving_of(made.plan.dense_seconds, made.plan.seconds),
                               .memory = (uint64_t)s->memory << 20};
    for (uint32_t i = 0; i < made.plan.level_count; i++)
        describe_level(e, &made, &made.plan.levels[i], (double)problem->row_count, layers,
                       &out->layer_count);
    return LK_OK;
}
