/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#include "../scoring/room.h"
#include "evaluate.h"
#include "winograd.h"

/* Convolutions of 3 x 3 by tiles of 4 x 4 of their result: a column for each
 * pattern that the rows show under a tile's mask, which is that of all its
 * positions. Of the columns of a tile that are one to a position, that of the
 * first row is written. */

enum { BLOCK = 128, JOB_FLOATS = 5 << 19, MOST_COLUMNS = 516, MOST_IN = 8192 };

int tiles_fits(const graph *g, const graph_node *n)
{
    int64_t in = masks_has_tiles(n) ? graph_input_shape(g, n, 0)->channels : 0;
    return in >= WINOGRAD_LEAST && in <= MOST_IN && n->shape.channels >= WINOGRAD_LEAST;
}

typedef struct tiling {
    const evaluation *e;
    const winograd *by;
    table tiles;             /* no values */
    size_t first, end, each; /* columns of tiles; of a job */
} tiling;

/* ---- Filters ----------------------------------------------------------------------------------
 */

/* Floats of the matrix of one value, in panels. */
static size_t value_floats(const evaluation *e)
{
    return multiply_packed(e->by->multiply, e->inputs[0]->channels, e->out->channels);
}

/* Those that read one channel. */
static void transform_filters(void *user, size_t item, float *workspace, hand *by)
{
    const evaluation *e = ((const tiling *)user)->e;
    size_t in = e->inputs[0]->channels, out = e->out->channels, width = e->by->multiply->width;
    const float *from = e->node->weights[GRAPH_FILTER] + item * out;
    (void)workspace;
    (void)by;
    for (size_t first = 0; first < out; first += width) {
        size_t count = out - first < width ? out - first : width, all = value_floats(e);
        float *to = *e->filters + first * in + item * width;
        winograd_filter(from + first, in * out, count, to, all);
        for (size_t f = 0; count < width && f < WINOGRAD_VALUES; f++)
            memset(to + f * all + count, 0, (width - count) * sizeof *to);
    }
}

/* ---- Into tiles
 * ---------------------------------------------------------------------------------- */

static void find_patch(const tiling *t, const span *s, size_t pixel,
                       const float *sources[SPAN_MOST])
{
    const evaluation *e = t->e;
    const graph_shape *in = graph_input_shape(e->by->graph, e->node, 0);
    int64_t across = masks_tiles_across(e->node);
    int64_t y = (int64_t)s->position / across * MASKS_TILE + (int64_t)pixel / WINOGRAD_IN -
                e->node->window.before[0];
    int64_t x = (int64_t)s->position % across * MASKS_TILE + (int64_t)pixel % WINOGRAD_IN -
                e->node->window.before[1];
    if (y >= 0 && y < in->height && x >= 0 && x < in->width)
        table_sources(e->inputs[0], (size_t)(y * in->width + x), &t->tiles, s, sources);
    else
        for (size_t i = 0; i < s->count; i++)
            sources[i] = e->by->nothing;
}

/* Column i of the job to values + f * stride + i * channels. */
static void enter_span(const tiling *t, const span *s, float *values, size_t stride)
{
    const float *sources[WINOGRAD_VALUES][SPAN_MOST], *patch[WINOGRAD_VALUES];
    size_t channels = t->e->inputs[0]->channels;
    for (size_t f = 0; f < WINOGRAD_VALUES; f++)
        find_patch(t, s, f, sources[f]);
    for (size_t i = 0; i < s->count; i++, values += channels) {
        for (size_t f = 0; f < WINOGRAD_VALUES; f++)
            patch[f] = sources[f][i];
        t->by->enter(patch, channels, values, stride);
    }
}

/* ---- Out of tiles
 * ----------------------------------------------------------------------------------- */

/* Where a position's column goes that pattern `pattern` of a tile stands for;
 * NULL where an earlier pattern does. */
static float *find_column(const tiling *t, const pattern_set *tile, size_t pattern, size_t position)
{
    const table *out = t->e->out;
    const pattern_set *set = table_set(out, position);
    size_t mine = set->of_row[tile->row_of[pattern]];
    return tile->of_row[set->row_of[mine]] == pattern ? table_at(out, out->start[position] + mine)
                                                      : NULL;
}

/* Pixels of the tile that lie in the map. */
static void find_columns(const tiling *t, size_t tile, size_t pattern,
                         float *out[MASKS_TILE * MASKS_TILE])
{
    const graph_shape *s = &t->e->node->shape;
    const pattern_set *set = table_set(&t->tiles, tile);
    int64_t across = masks_tiles_across(t->e->node);
    int64_t top = (int64_t)tile / across * MASKS_TILE, left = (int64_t)tile % across * MASKS_TILE;
    for (int64_t i = 0; i < MASKS_TILE * MASKS_TILE; i++) {
        int64_t y = top + i / MASKS_TILE, x = left + i % MASKS_TILE;
        out[i] = y < s->height && x < s->width
                     ? find_column(t, set, pattern, (size_t)(y * s->width + x))
                     : NULL;
    }
}

static void leave_column(const tiling *t, const float *sums, size_t stride, size_t first,
                         size_t width, float *out[MASKS_TILE * MASKS_TILE])
{
    const graph_node *n = t->e->node;
    const float *bias = n->weights[GRAPH_BIAS];
    for (int i = 0; i < MASKS_TILE * MASKS_TILE; i++)
        if (out[i])
            out[i] += first;
    t->by->leave(sums, stride, width, bias ? bias + first : NULL, out);
    for (int i = 0; n->activation != GRAPH_LINEAR && n->activation <= GRAPH_LEAKY &&
                    i < MASKS_TILE * MASKS_TILE;
         i++) {
        const float *values = out[i];
        if (values)
            t->e->by->lanes->add(&values, 1, width, n, out[i]);
    }
}

static void leave_columns(const tiling *t, size_t from, size_t end, const float *sums, size_t first,
                          size_t width)
{
    float *out[MASKS_TILE * MASKS_TILE];
    size_t stride = (end - from) * width;
    for (size_t c = from; c < end;) {
        span s = table_span(&t->tiles, c, end);
        for (size_t i = 0; i < s.count; i++) {
            find_columns(t, s.position, s.first + i, out);
            leave_column(t, sums + (c - from + i) * width, stride, first, width, out);
        }
        c += s.count;
    }
}

/* ---- Jobs
 * ------------------------------------------------------------------------------------------- */

/* How wide the block of channels out that begins at `first` is: what is left
 * over is not less than a vector. */
static size_t block_width(size_t first, size_t channels)
{
    size_t rest = channels - first;
    return rest < BLOCK + WINOGRAD_LEAST ? rest : BLOCK;
}

/* Channels out from `first` on, for all values of the job's columns. */
static void multiply_block(const tiling *t, const float *values, size_t count, size_t first,
                           size_t width, const float **rows, float *sums)
{
    const evaluation *e = t->e;
    size_t in = e->inputs[0]->channels;
    panels p = {.taps = 1, .length = in, .out = width};
    for (size_t f = 0; f < WINOGRAD_VALUES; f++, values += count * in) {
        p.packed = *e->filters + f * value_floats(e) + first * in;
        for (size_t i = 0; i < count; i++)
            rows[i] = values + i * in;
        e->by->multiply->run(&p, rows, 0, count, sums + f * count * width, width);
    }
}

static void run_tiles(void *user, size_t item, float *workspace, hand *by)
{
    const tiling *t = user;
    const float *rows[MOST_COLUMNS];
    size_t in = t->e->inputs[0]->channels, out = t->e->out->channels;
    size_t from = t->first + item * t->each;
    size_t end = from + t->each < t->end ? from + t->each : t->end, count = end - from;
    float *sums = workspace + WINOGRAD_VALUES * count * in;
    for (size_t c = from; c < end;) {
        span s = table_span(&t->tiles, c, end);
        enter_span(t, &s, workspace + (c - from) * in, count * in);
        c += s.count;
    }
    for (size_t first = 0, width; first < out && !hand_stopped(by); first += width) {
        width = block_width(first, out);
        multiply_block(t, workspace, count, first, width, rows, sums);
        leave_columns(t, from, end, sums, first, width);
    }
}

static void activate(const evaluation *e, size_t first, size_t end, float *workspace)
{
    (void)workspace;
    evaluate_activate(e, first, end);
}

static size_t job_columns(size_t in)
{
    size_t each = JOB_FLOATS / (WINOGRAD_VALUES * (in + BLOCK));
    return each < MOST_COLUMNS ? each : MOST_COLUMNS;
}

/* Once for all positions; panels that are not full end with zeros. */
static lk_status make_filters(tiling *t)
{
    const evaluation *e = t->e;
    if (*e->filters)
        return LK_OK;
    *e->filters = room_take(WINOGRAD_VALUES * value_floats(e));
    if (!*e->filters)
        return lk_error(e->by->ctx, LK_E_MEMORY, "no memory for the filters of a convolution");
    return crew_run(e->by->crew, e->by->ctx, e->inputs[0]->channels, transform_filters, t);
}

static lk_status run_all(tiling *t)
{
    const evaluation *e = t->e;
    size_t row = (size_t)e->node->shape.width * MASKS_TILE;
    size_t across = (size_t)masks_tiles_across(e->node);
    t->first = t->tiles.start[e->first / row * across];
    t->end = t->tiles.start[(e->end + row - 1) / row * across];
    t->each = evaluate_job(e, t->end - t->first, job_columns(e->inputs[0]->channels));
    lk_status status = make_filters(t);
    if (!status)
        status = crew_run(e->by->crew, e->by->ctx, (t->end - t->first + t->each - 1) / t->each,
                          run_tiles, t);
    if (!status && e->node->activation > GRAPH_LEAKY)
        status = evaluate_columns(e, MOST_COLUMNS, activate);
    return status;
}

/* Rows of the map are rows of tiles, but for the last. */
lk_status tiles_run(const evaluation *e)
{
    tiling t = {.e = e, .by = winograd_choose()};
    uint32_t node = (uint32_t)(e->node - e->by->graph->nodes);
    lk_status status = table_count_tiles(e->out->patterns, node, &t.tiles);
    if (!status)
        status = run_all(&t);
    table_close(&t.tiles);
    return status;
}
