/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#include "run.h"

#include <stdlib.h>

#include "../scoring/room.h"

enum { BATCH = 64 };

typedef struct runner {
    const coalition_run *run;
    evaluator by;
    holder *holders; /* the run's */
    const uint32_t **rows;
    patterns *patterns; /* of the level */
    int64_t *done, *taken;
    size_t *most; /* by node, the columns that it holds at once */
    float *told;  /* the scores of BATCH rows */
} runner;

static lk_status no_memory(lk_context *ctx)
{
    return lk_error(ctx, LK_E_MEMORY,
                    "no memory for the coalitions: set the backend's `coalition_memory` lower");
}

void holder_drop(holder *h)
{
    table_close(&h->table);
    free(h->room);
    free(h->rows);
    free(h->filters);
    *h = (holder){0};
}

/* ---- Tables -----------------------------------------------------------------------------------
 */

static lk_status count_node(const runner *r, uint32_t node)
{
    holder *h = &r->holders[node];
    const graph_shape *map = &r->by.graph->nodes[node].shape;
    table_close(&h->table);
    h->end = 0;
    lk_status status = table_count(r->patterns, node, &h->table);
    if (!h->rows)
        h->rows = calloc((size_t)map->height + 1, sizeof *h->rows);
    r->rows[node] = h->rows;
    if (!status && !h->rows)
        status = no_memory(r->run->ctx);
    for (int64_t y = 0; !status && y <= map->height; y++)
        h->rows[y] = h->table.start[y * map->width];
    return status;
}

static lk_status find_room(const runner *r, uint32_t node)
{
    holder *h = &r->holders[node];
    size_t floats = r->most[node] * h->table.channels;
    if (h->floats < floats) {
        free(h->room);
        h->room = room_take(floats);
        h->floats = h->room ? floats : 0;
    }
    h->table.values = h->room;
    return h->floats >= floats ? LK_OK : no_memory(r->run->ctx);
}

/* Columns that nothing needs any more make room. */
static lk_status make_room(void *user, uint32_t node, size_t low, size_t end)
{
    const runner *r = user;
    holder *h = &r->holders[node];
    table *t = &h->table;
    (void)end;
    if (low > t->origin && h->end > low)
        memmove(t->values, table_at(t, low), (h->end - low) * t->channels * sizeof *t->values);
    t->origin = low;
    return lk_cancelled(r->run->ctx) ? LK_CANCELLED : LK_OK;
}

/* ---- Nodes -------------------------------------------------------------------------------------
 */

static void fill_input(const runner *r, size_t first, size_t end)
{
    const table *t = &r->holders[0].table;
    for (size_t c = t->start[first]; c < t->start[end];) {
        span s = table_span(t, c, t->start[end]);
        const pattern_set *set = table_set(t, s.position);
        for (size_t i = 0; i < s.count; i++)
            memcpy(table_at(t, c + i),
                   images_pixel(r->run->images, r->patterns->first + set->row_of[s.first + i],
                                s.position),
                   t->channels * sizeof(float));
        c += s.count;
    }
}

static lk_status compute_node(void *user, uint32_t node, size_t first, size_t end)
{
    const runner *r = user;
    const graph *g = r->by.graph;
    const graph_node *n = &g->nodes[node];
    const table *inputs[GRAPH_MAX_INPUTS];
    holder *h = &r->holders[node];
    h->end = evaluate_gathers(g, n) ? 0 : h->table.start[end];
    if (!node) {
        fill_input(r, first, end);
        return LK_OK;
    }
    for (uint32_t i = 0; i < n->input_count; i++)
        inputs[i] = &r->holders[masks_root(g, n->inputs[i])].table;
    uint8_t how = r->run->plan->methods[node];
    if (h->method != how) {
        free(h->filters);
        h->filters = NULL;
        h->method = how;
    }
    evaluation e = {.by = &r->by,
                    .node = n,
                    .prepared = r->by.prepared[node],
                    .inputs = inputs,
                    .out = &h->table,
                    .first = first,
                    .end = end,
                    .filters = &h->filters};
    return evaluate(&e, (method)how);
}

static lk_status compute_level(runner *r, const plan_level *l, patterns *p)
{
    stream s = {.graph = r->by.graph,
                .from = l->from,
                .to = l->to,
                .columns = r->rows,
                .methods = r->run->plan->methods,
                .uses = r->run->plan->uses,
                .band = l->band,
                .done = r->done,
                .taken = r->taken,
                .compute = compute_node,
                .room = make_room,
                .user = r};
    lk_status status = LK_OK;
    r->patterns = p;
    for (uint32_t i = l->from; !status && i <= l->to; i++)
        if (s.graph->nodes[i].op != GRAPH_FLATTEN)
            status = count_node(r, i);
    memset(r->most, 0, s.graph->node_count * sizeof *r->most);
    if (!status)
        stream_floats(&s, r->most);
    for (uint32_t i = l->from; !status && i <= l->to; i++)
        if (s.graph->nodes[i].op != GRAPH_FLATTEN)
            status = find_room(r, i);
    return status ? status : stream_run(&s);
}

/* ---- Scores -------------------------------------------------------------------------------------
 */

/* Tell the scores of rows `done` and following, up to the first whose pattern
 * is not among the `known` first ones. */
static lk_status tell(const runner *r, const patterns *p, const pattern_set *set, size_t known,
                      const float *scores, size_t *done)
{
    size_t classes = r->by.graph->info.class_count;
    size_t end = known < set->count ? set->row_of[known] : p->count;
    lk_status status = LK_OK;
    for (size_t count; !status && *done < end; *done += count) {
        count = end - *done < BATCH ? end - *done : BATCH;
        for (size_t i = 0; i < count; i++)
            memcpy(r->told + i * classes, scores + set->of_row[*done + i] * classes,
                   classes * sizeof *scores);
        status = r->run->sink(r->run->user, p->first + *done, count, r->told);
    }
    return status;
}

/* ---- The engine's part
 * ------------------------------------------------------------------------------ */

typedef struct guest {
    const runner *runner;
    uint32_t node;
    const size_t *rows; /* of the problem */
} guest;

static void enter(void *user, size_t item, float *out)
{
    const guest *w = user;
    if (!w->node) {
        images_paint(w->runner->run->images, w->rows[item], out);
        return;
    }
    const table *t = &w->runner->holders[w->node].table;
    size_t row = w->rows[item] - t->patterns->first;
    for (size_t p = 0; p < t->positions; p++, out += t->channels)
        memcpy(out, table_at(t, t->start[p] + table_set(t, p)->of_row[row]),
               t->channels * sizeof *out);
}

/* The table of what was asked for: a vector's columns are the scores. */
static lk_status tell_table(const runner *r, patterns *p)
{
    const table *t = &r->holders[r->run->node].table;
    size_t classes = r->by.graph->info.class_count, done = 0;
    if (t->positions == 1)
        return tell(r, p, table_set(t, 0), table_set(t, 0)->count, table_at(t, 0), &done);
    const pattern_set *set = patterns_of(p, r->run->masks->full);
    float *scores = set ? lk_alloc_array(r->run->ctx, set->count, classes * sizeof *scores) : NULL;
    if (!scores)
        return no_memory(r->run->ctx);
    for (size_t i = 0; i < set->count; i++) {
        size_t row = p->first + set->row_of[i];
        guest w = {r, r->run->node, &row};
        enter(&w, 0, scores + i * classes);
    }
    return tell(r, p, set, set->count, scores, &done);
}

static lk_status run_dense(const runner *r, uint32_t node, patterns *p)
{
    const coalition_run *run = r->run;
    size_t classes = run->engine->graph->info.class_count, rows[BATCH], done = 0, count;
    const pattern_set *set = patterns_of(p, run->masks->full);
    float *scores = set ? lk_alloc_array(run->ctx, set->count, classes * sizeof *scores) : NULL;
    guest w = {r, node, rows};
    scoring s = {.engine = run->engine, .node = run->node, .in = {node, enter, &w, 0}};
    lk_status status = scores ? LK_OK : no_memory(run->ctx);
    for (size_t first = 0; !status && first < set->count; first += count) {
        count = set->count - first < BATCH ? set->count - first : BATCH;
        for (size_t i = 0; i < count; i++)
            rows[i] = p->first + set->row_of[first + i];
        s.scores = scores + first * classes;
        status = engine_score(&s, run->hands, run->ctx, count);
        if (!status)
            status = tell(r, p, set, first + count, scores, &done);
    }
    return status;
}

/* ---- Levels
 * ------------------------------------------------------------------------------------------- */

static lk_status run_level(runner *r, uint32_t level, size_t first, size_t count);

static lk_status run_part(runner *r, uint32_t level, size_t first, size_t count)
{
    const coalition_plan *plan = r->run->plan;
    const plan_level *l = &plan->levels[level];
    patterns p;
    lk_status status = patterns_open(r->run->ctx, r->run->masks, r->run->problem, first, count, &p);
    if (!status && l->is_dense)
        status = run_dense(r, l->from - 1, &p);
    else if (!status)
        status = compute_level(r, l, &p);
    if (!status && !l->is_dense)
        status = level + 1 < plan->level_count ? run_level(r, level + 1, first, count)
                                               : tell_table(r, &p);
    patterns_close(&p);
    return status;
}

static lk_status run_level(runner *r, uint32_t level, size_t first, size_t count)
{
    size_t each = r->run->plan->levels[level].rows, end = first + count;
    lk_status status = LK_OK;
    for (; !status && first < end; first += each)
        status = run_part(r, level, first, end - first < each ? end - first : each);
    return status;
}

static const float *find_nothing(lk_context *ctx, const graph *g)
{
    int64_t most = 1;
    for (uint32_t i = 0; i < g->node_count; i++)
        most = g->nodes[i].shape.channels > most ? g->nodes[i].shape.channels : most;
    return lk_alloc_array(ctx, (size_t)most, sizeof(float));
}

static lk_status open_runner(runner *r)
{
    const coalition_run *run = r->run;
    size_t nodes = run->engine->graph->node_count;
    r->by = (evaluator){.ctx = run->ctx,
                        .graph = run->engine->graph,
                        .multiply = multiply_choose(),
                        .lanes = lanes_choose(),
                        .crew = run->workers};
    r->holders = run->holders;
    r->rows = lk_alloc_array(run->ctx, nodes, sizeof *r->rows);
    r->done = lk_alloc_array(run->ctx, nodes, sizeof *r->done);
    r->taken = lk_alloc_array(run->ctx, nodes, sizeof *r->taken);
    r->most = lk_alloc_array(run->ctx, nodes, sizeof *r->most);
    r->told = lk_alloc_array(run->ctx, BATCH, run->engine->graph->info.class_count * sizeof(float));
    r->by.nothing = find_nothing(run->ctx, run->engine->graph);
    if (!r->rows || !r->done || !r->taken || !r->most || !r->told || !r->by.nothing)
        return no_memory(run->ctx);
    return kernel_prepare(run->ctx, run->engine->graph, &r->by.prepared);
}

/* What an earlier plan left of nodes that this one does not compute. */
static void drop_others(const coalition_run *run)
{
    const plan_level *last = &run->plan->levels[run->plan->level_count - 1];
    for (uint32_t i = last->is_dense ? last->from : last->to + 1;
         i < run->engine->graph->node_count; i++)
        holder_drop(&run->holders[i]);
}

lk_status coalition_run_all(const coalition_run *run)
{
    runner r = {.run = run};
    lk_status status = open_runner(&r);
    drop_others(run);
    if (!status)
        status = run_level(&r, 0, 0, run->problem->row_count);
    for (uint32_t i = 0; i < run->engine->graph->node_count; i++)
        table_close(&r.holders[i].table);
    return status;
}

lk_status coalition_run_rows(const coalition_run *run, const size_t *rows, size_t count,
                             float *scores)
{
    runner r = {.run = run};
    guest w = {&r, 0, rows};
    scoring s = {
        .engine = run->engine, .node = run->node, .in = {0, enter, &w, 0}, .scores = scores};
    return engine_score(&s, run->hands, run->ctx, count);
}
