/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#include "plan.h"

#include <math.h>

#include "winograd.h"

enum { LEAST_ROWS = 32, MOST_OPTIONS = 8, CACHE_FLOATS = 32 << 20 };

/* To start threads for a node and to wait for the last, in seconds: with less,
 * plans of many small parts keep one thread waiting for the other. What is saved
 * must be worth the planning and the memory. */
static const double START = 600e-6, LEAST_SAVING = 1.2;

/* What nodes cost when so many rows are computed at once. */
typedef struct option {
    size_t rows;
    column_counts *counts;    /* by node */
    const uint32_t **columns; /* by node: by row of its map its first, and all */
    uint8_t *methods;
    double *cost; /* of the nodes up to each, for all rows of the problem */
} option;

typedef struct planner {
    lk_context *ctx;
    const engine *engine;
    masks *masks;
    const lk_coalitions *problem;
    uint32_t node, local; /* asked for; nodes before `local` can be computed by columns */
    uint32_t option_count;
    option options[MOST_OPTIONS];
    const uint32_t *uses;
    double *dense;         /* of the nodes from each on, for one row */
    double budget;         /* floats */
    uint8_t *cuts;         /* by node: may a level end with it? */
    int64_t *done, *taken; /* of a walk of a stream */
    size_t *room;
} planner;

static lk_status no_memory(lk_context *ctx)
{
    return lk_error(ctx, LK_E_MEMORY, "no memory to plan the coalitions");
}

static uint32_t *find_uses(lk_context *ctx, const graph *g)
{
    uint32_t *uses = lk_alloc_array(ctx, g->node_count, sizeof *uses);
    for (uint32_t i = 0; uses && i < g->node_count; i++) {
        uses[i] = i;
        for (uint32_t k = 0; k < g->nodes[i].input_count; k++)
            uses[masks_root(g, g->nodes[i].inputs[k])] = i;
    }
    return uses;
}

/* ---- Options -------------------------------------------------------------------------------- */

/* Columns by row of a node's map. */
static const uint32_t *sum_rows(lk_context *ctx, const table *t, const graph_shape *map)
{
    uint32_t *made = lk_alloc_array(ctx, (size_t)map->height + 1, sizeof *made);
    for (int64_t y = 0; made && y <= map->height; y++)
        made[y] = t->start[y * map->width];
    return made;
}

static lk_status count_columns(const planner *p, patterns *found, uint32_t node, option *o)
{
    const graph *g = p->engine->graph;
    column_counts *out = &o->counts[node];
    table t;
    lk_status status = table_count(found, node, &t);
    if (!status) {
        out->out = table_columns(&t);
        o->columns[node] = sum_rows(p->ctx, &t, masks_shape(g, node));
        status = o->columns[node] ? LK_OK : no_memory(p->ctx);
    }
    table_close(&t);
    if (g->nodes[node].input_count)
        out->in = o->counts[masks_root(g, g->nodes[node].inputs[0])].out;
    if (status || !p->masks->tiles[node])
        return status;
    status = table_count_tiles(found, node, &t);
    if (!status)
        out->tiles = table_columns(&t);
    table_close(&t);
    return status;
}

/* The cheapest way, and what it costs for `parts` times the rows; infinite where
 * there is none. */
static double choose_method(const planner *p, uint32_t node, const column_counts *c, double parts,
                            uint8_t *how)
{
    const graph *g = p->engine->graph;
    const graph_node *n = &g->nodes[node];
    double least = INFINITY;
    *how = METHOD_LOCAL;
    if (n->op == GRAPH_FLATTEN || n->op == GRAPH_INPUT)
        return 0;
    for (int m = 0; m < METHOD_COUNT; m++) {
        if (!evaluate_fits(g, n, (method)m))
            continue;
        double cost = parts * (cost_of(g, n, (method)m, c) + START) + cost_once(g, n, (method)m);
        if (cost < least)
            *how = (uint8_t)m;
        least = cost < least ? cost : least;
    }
    return least;
}

static lk_status make_option(planner *p, size_t rows)
{
    option *o = &p->options[p->option_count++];
    patterns found;
    double all = 0, parts = (double)p->problem->row_count / (double)rows;
    *o = (option){.rows = rows};
    o->counts = lk_alloc_array(p->ctx, p->local, sizeof *o->counts);
    o->methods = lk_alloc_array(p->ctx, p->local, sizeof *o->methods);
    o->columns = lk_alloc_array(p->ctx, p->local, sizeof *o->columns);
    o->cost = lk_alloc_array(p->ctx, p->local, sizeof *o->cost);
    if (!o->counts || !o->methods || !o->columns || !o->cost)
        return no_memory(p->ctx);
    lk_status status = patterns_open(p->ctx, p->masks, p->problem, 0, rows, &found);
    for (uint32_t i = 0; !status && i < p->local; i++) {
        status = lk_cancelled(p->ctx) ? LK_CANCELLED : count_columns(p, &found, i, o);
        all += status ? 0 : choose_method(p, i, &o->counts[i], parts, &o->methods[i]);
        o->cost[i] = all;
    }
    patterns_close(&found);
    return status;
}

static lk_status make_options(planner *p)
{
    size_t rows = p->problem->row_count;
    rows = rows < PATTERNS_MOST_ROWS ? rows : PATTERNS_MOST_ROWS;
    lk_status status = LK_OK;
    while (!status && p->option_count < MOST_OPTIONS && (rows >= LEAST_ROWS || !p->option_count)) {
        status = make_option(p, rows);
        rows = (rows + 1) / 2;
    }
    return status;
}

static lk_status sum_dense(planner *p)
{
    const graph *g = p->engine->graph;
    p->dense = lk_alloc_array(p->ctx, g->node_count + 1, sizeof *p->dense);
    if (!p->dense)
        return no_memory(p->ctx);
    for (uint32_t i = g->node_count; i--;)
        p->dense[i] = p->dense[i + 1] + cost_dense(p->engine, &g->nodes[i]);
    return LK_OK;
}

/* ---- Levels
 * --------------------------------------------------------------------------------------- */

/* A level may end with what was asked for, or with a bottleneck. */
static void find_cuts(planner *p)
{
    const graph *g = p->engine->graph;
    for (uint32_t i = 1; i < p->local && i <= p->node; i++)
        p->cuts[i] = g->nodes[i].op != GRAPH_FLATTEN && graph_is_bottleneck(g, i);
    for (int i = 0; i < 3; i++)
        if (g->outputs[i] != GRAPH_NONE)
            p->cuts[g->outputs[i]] = 0;
    p->cuts[p->node] = p->node < p->local;
}

/* ---- Memory
 * --------------------------------------------------------------------------------------- */

/* Floats of the weights that are kept in another form. */
static double filters_of(const planner *p, const option *o, uint32_t from, uint32_t to)
{
    static const double times[METHOD_COUNT] = {
        [METHOD_PRODUCT] = 1, [METHOD_TILES] = WINOGRAD_VALUES / 9.};
    const graph *g = p->engine->graph;
    double sum = 0;
    for (uint32_t i = from; i <= to; i++)
        if (times[o->methods[i]] > 0)
            sum += times[o->methods[i]] * (double)graph_weight_size(g, &g->nodes[i], GRAPH_FILTER);
    return sum;
}

/* The largest band with which the level's tables take no more than CACHE_FLOATS,
 * or else that of one row; and what it takes. */
static int64_t find_band(const planner *p, const option *o, uint32_t from, uint32_t to,
                         double *floats)
{
    const graph *g = p->engine->graph;
    stream s = {.graph = g,
                .from = from,
                .to = to,
                .columns = o->columns,
                .methods = o->methods,
                .uses = p->uses,
                .done = p->done,
                .taken = p->taken};
    int64_t height = 1;
    for (uint32_t i = to; i >= from && height == 1 && i; i--)
        height = masks_shape(g, i)->height;
    *floats = INFINITY;
    for (s.band = height; *floats > CACHE_FLOATS && s.band; s.band /= 2) {
        memset(p->room, 0, g->node_count * sizeof *p->room);
        *floats = stream_floats(&s, p->room);
        height = s.band;
    }
    *floats += filters_of(p, o, from, to);
    return height;
}

/* ---- The choice
 * ----------------------------------------------------------------------------------- */

typedef struct choice {
    double seconds;
    uint32_t cuts[2];    /* the last nodes of the levels by columns; 0: there is none */
    uint32_t options[2]; /* rows at once */
    int64_t bands[2];
} choice;

/* Find the bands; are all levels together within the budget? */
static int fits(const planner *p, choice *c)
{
    double all = 0, floats;
    for (int i = 0; i < 2 && c->cuts[i]; i++) {
        uint32_t from = i ? c->cuts[0] + 1 : 0;
        c->bands[i] = find_band(p, &p->options[c->options[i]], from, c->cuts[i], &floats);
        all += floats;
    }
    return all <= p->budget;
}

/* The choice with all that it costs is the best so far, and fits. */
static void consider(const planner *p, choice c, choice *best)
{
    uint32_t last = c.cuts[1] ? c.cuts[1] : c.cuts[0];
    if (last != p->node) {
        if (last && !p->engine->has_entrance(p->engine->plan, last))
            return;
        c.seconds += p->dense[last + 1] * (double)p->problem->row_count;
    }
    if (c.seconds < best->seconds && fits(p, &c))
        *best = c;
}

/* Second levels after a first. */
static void consider_second(const planner *p, const choice *first, choice *best)
{
    uint32_t from = first->cuts[0] + 1;
    for (uint32_t k = first->options[0] + 1; k < p->option_count; k++) {
        const option *b = &p->options[k];
        for (uint32_t to = from; to < p->local && to <= p->node; to++) {
            choice c = *first;
            c.cuts[1] = to;
            c.options[1] = k;
            c.seconds += b->cost[to] - b->cost[from - 1];
            if (p->cuts[to])
                consider(p, c, best);
        }
    }
}

static choice choose(const planner *p, int is_exact)
{
    choice best = {.seconds = INFINITY}, none = {0};
    if (!is_exact)
        consider(p, none, &best);
    best.seconds /= LEAST_SAVING;
    for (uint32_t k = 0; k < p->option_count; k++)
        for (uint32_t to = 1; to < p->local && to <= p->node; to++) {
            choice c = {.seconds = p->options[k].cost[to], .cuts = {to}, .options = {k}};
            if (!p->cuts[to])
                continue;
            consider(p, c, &best);
            if (to != p->node)
                consider_second(p, &c, &best);
        }
    if (!best.cuts[0]) {
        best.seconds = INFINITY;
        consider(p, none, &best);
    }
    return best;
}

/* ---- The plan
 * ------------------------------------------------------------------------------------ */

static void add_level(const planner *p, const choice *c, uint32_t i, coalition_plan *out)
{
    const option *o = &p->options[c->options[i]];
    uint32_t from = i ? c->cuts[0] + 1 : 0;
    out->levels[out->level_count++] =
        (plan_level){.from = from, .to = c->cuts[i], .rows = o->rows, .band = c->bands[i]};
    for (uint32_t k = from; k <= c->cuts[i]; k++) {
        out->methods[k] = o->methods[k];
        out->counts[k] = o->counts[k];
    }
}

static void write_plan(const planner *p, const choice *c, coalition_plan *out)
{
    uint32_t last = c->cuts[1] ? c->cuts[1] : c->cuts[0];
    size_t rows = p->problem->row_count;
    out->seconds = c->seconds;
    out->dense_seconds = p->dense[1] * (double)rows;
    out->uses = p->uses;
    for (uint32_t i = 0; i < 2 && c->cuts[i]; i++)
        add_level(p, c, i, out);
    if (last != p->node)
        out->levels[out->level_count++] =
            (plan_level){.from = last + 1,
                         .to = p->node,
                         .rows = rows < PATTERNS_MOST_ROWS ? rows : PATTERNS_MOST_ROWS,
                         .is_dense = 1};
}

/* Nodes that can be computed by columns: masks, and a way for each. */
static uint32_t count_local(const graph *g, const masks *m)
{
    uint32_t local = 1;
    for (; local < m->local; local++) {
        const graph_node *n = &g->nodes[local];
        int fits = n->op == GRAPH_FLATTEN;
        for (int how = 0; how < METHOD_COUNT; how++)
            fits |= evaluate_fits(g, n, (method)how);
        if (!fits)
            break;
    }
    return local;
}

lk_status coalition_plan_make(lk_context *ctx, const engine *e, const coalitions_setting *s,
                              masks *m, const lk_coalitions *problem, uint32_t node,
                              coalition_plan *out)
{
    const graph *g = e->graph;
    planner p = {.ctx = ctx,
                 .engine = e,
                 .masks = m,
                 .problem = problem,
                 .node = node,
                 .local = s->way == COALITIONS_DENSE ? 1 : count_local(g, m),
                 .uses = find_uses(ctx, g),
                 .budget = (double)s->memory * 1048576 / sizeof(float),
                 .cuts = lk_alloc_array(ctx, g->node_count, sizeof *p.cuts),
                 .done = lk_alloc_array(ctx, g->node_count, sizeof *p.done),
                 .taken = lk_alloc_array(ctx, g->node_count, sizeof *p.taken),
                 .room = lk_alloc_array(ctx, g->node_count, sizeof *p.room)};
    *out = (coalition_plan){.methods = lk_alloc_array(ctx, g->node_count, sizeof *out->methods),
                            .counts = lk_alloc_array(ctx, g->node_count, sizeof *out->counts)};
    if (!p.uses || !p.cuts || !p.done || !p.taken || !p.room || !out->methods || !out->counts)
        return no_memory(ctx);
    find_cuts(&p);
    lk_status status = sum_dense(&p);
    if (!status && p.local > 1)
        status = make_options(&p);
    if (status)
        return status;
    choice best = choose(&p, s->way == COALITIONS_EXACT);
    write_plan(&p, &best, out);
    return LK_OK;
}
