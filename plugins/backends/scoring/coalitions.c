/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#include "../graph/asked.h"
#include "scoring.h"

/* Coalitions in the dense way: each row is painted into the network's input and
 * scored. Bases and fills are normalised once; rows that say the same as an
 * earlier one of their window take its scores. */

enum { WINDOW = 4096, BATCH = 64, SLOTS = 2 * WINDOW };

typedef struct painter {
    const engine *engine;
    const lk_coalitions *problem;
    const float *const *bases; /* normalised */
    const float *const *fills;
    float *scores;      /* of the window's rows */
    size_t first;       /* row of the window */
    size_t *jobs;       /* rows to score, of the window */
    uint32_t *source;   /* by row of the window, the row that has its scores */
    uint32_t *slots;    /* a hash table of rows of the window, plus one */
    uint64_t last_mask; /* the bits of a row's last word that mean segments */
    size_t words;       /* of a row */
} painter;

/* ---- Equal rows ------------------------------------------------------------------------ */

static uint64_t word_of(const painter *p, size_t row, size_t k)
{
    uint64_t word = p->problem->z[row * p->problem->z_stride + k];
    return k + 1 == p->words ? word & p->last_mask : word;
}

static uint32_t base_of(const lk_coalitions *c, size_t row)
{
    return c->row_base ? c->row_base[row] : 0;
}

static uint32_t fill_of(const lk_coalitions *c, size_t row)
{
    return c->row_fill ? c->row_fill[row] : 0;
}

static int is_same(const painter *p, size_t a, size_t b)
{
    for (size_t k = 0; k < p->words; k++)
        if (word_of(p, a, k) != word_of(p, b, k))
            return 0;
    return base_of(p->problem, a) == base_of(p->problem, b) &&
           fill_of(p->problem, a) == fill_of(p->problem, b);
}

static uint64_t mix(uint64_t hash, uint64_t word)
{
    hash = (hash ^ word) * 0x9e3779b97f4a7c15u;
    return hash ^ hash >> 29;
}

/* The earliest row of the window that says the same as row `i` of it. */
static uint32_t find_same(const painter *p, uint32_t i)
{
    size_t row = p->first + i;
    uint64_t hash = mix(base_of(p->problem, row), fill_of(p->problem, row));
    for (size_t k = 0; k < p->words; k++)
        hash = mix(hash, word_of(p, row, k));
    size_t slot = hash % SLOTS;
    while (p->slots[slot]) {
        uint32_t other = p->slots[slot] - 1;
        if (is_same(p, row, p->first + other))
            return other;
        slot = (slot + 1) % SLOTS;
    }
    p->slots[slot] = i + 1;
    return i;
}

/* ---- Painting --------------------------------------------------------------------------- */

/* Enter the row of a job. */
static void paint(void *user, size_t item, float *out)
{
    const painter *p = user;
    const lk_coalitions *c = p->problem;
    const graph_shape *s = &p->engine->graph->nodes[0].shape;
    size_t row = p->first + p->jobs[item];
    const float *base = p->bases[base_of(c, row)], *fill = p->fills[fill_of(c, row)];
    const int32_t *labels = c->segments->data;
    const uint64_t *z = c->z + row * c->z_stride;
    size_t pixels = graph_pixels(s), channels = (size_t)s->channels;
    for (size_t i = 0; i < pixels; i++) {
        const float *from = lk_z_get(z, (uint32_t)labels[i]) ? base : fill;
        for (size_t k = 0; k < channels; k++)
            out[i * channels + k] = from[i * channels + k];
    }
}

static lk_status normalise_all(lk_context *ctx, const graph *g, const lk_tensor *images,
                               uint32_t count, const float *const **out)
{
    const graph_shape *s = &g->nodes[0].shape;
    const float **list = lk_alloc_array(ctx, count, sizeof *list);
    for (uint32_t i = 0; list && i < count; i++) {
        float *image = lk_alloc_array(ctx, graph_size(s), sizeof *image);
        if (!image)
            list = NULL;
        else
            graph_normalise_view(&g->normalise, images[i].data, graph_pixels(s), image);
        if (list)
            list[i] = image;
    }
    *out = list;
    return list ? LK_OK : lk_error(ctx, LK_E_MEMORY, "no memory for the images of the coalitions");
}

/* ---- The problem -------------------------------------------------------------------------- */

static lk_status begin(painter *p, lk_context *ctx)
{
    const lk_coalitions *c = p->problem;
    const graph *g = p->engine->graph;
    uint32_t last = c->segment_count % 64;
    size_t rows = c->row_count < WINDOW ? c->row_count : WINDOW;
    p->words = (c->segment_count + 63) / 64;
    p->last_mask = last ? ((uint64_t)1 << last) - 1 : UINT64_MAX;
    p->scores = lk_alloc_array(ctx, rows, g->info.class_count * sizeof *p->scores);
    p->jobs = lk_alloc_array(ctx, BATCH, sizeof *p->jobs);
    p->source = lk_alloc_array(ctx, WINDOW, sizeof *p->source);
    p->slots = lk_alloc_array(ctx, SLOTS, sizeof *p->slots);
    if (!p->scores || !p->jobs || !p->source || !p->slots)
        return lk_error(ctx, LK_E_MEMORY, "no memory for the scores of the coalitions");
    lk_status status = normalise_all(ctx, g, c->bases, c->base_count, &p->bases);
    return status ? status : normalise_all(ctx, g, c->fills, c->fill_count, &p->fills);
}

/* Rows from..from + count - 1 of the window. */
static lk_status score_batch(painter *p, const scoring *s, crew *hands, lk_context *ctx,
                             size_t from, size_t count)
{
    size_t classes = p->engine->graph->info.class_count, jobs = 0;
    for (size_t i = from; i < from + count; i++) {
        p->source[i] = find_same(p, (uint32_t)i);
        if (p->source[i] == i)
            p->jobs[jobs++] = i;
    }
    lk_status status = engine_score(s, hands, ctx, jobs);
    for (size_t i = from; !status && i < from + count; i++)
        if (p->source[i] != i)
            memcpy(p->scores + i * classes, p->scores + p->source[i] * classes,
                   classes * sizeof(float));
    return status;
}

lk_status engine_coalitions(const engine *e, crew *hands, lk_context *ctx,
                            const lk_coalitions *problem, lk_output output, lk_score_sink sink,
                            void *user)
{
    painter p = {.engine = e, .problem = problem};
    scoring s = {.engine = e, .enter = paint, .user = &p};
    size_t classes = e->graph->info.class_count, count;
    lk_status status = asked_picture(ctx, &e->graph->info);
    if (!status)
        status = graph_find_output(ctx, e->graph, output, &s.node);
    if (!status)
        status = begin(&p, ctx);
    s.rows = p.jobs;
    s.scores = p.scores;
    for (size_t row = 0; !status && row < problem->row_count; row += count) {
        size_t from = row % WINDOW;
        if (!from)
            memset(p.slots, 0, SLOTS * sizeof *p.slots);
        p.first = row - from;
        count = problem->row_count - row < BATCH ? problem->row_count - row : BATCH;
        status = score_batch(&p, &s, hands, ctx, from, count);
        if (!status)
            status = sink(user, row, count, p.scores + from * classes);
    }
    return status == LK_STOP ? LK_OK : status;
}
