/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#include <float.h>

#include "write.h"

/* Nodes that put values elsewhere. */

static const char *reorder(onnx_writer *w, const char *x, size_t rank, const int64_t *order)
{
    const char *moved = onnx_write_operator(w, "Transpose", ONNX_INPUTS(x));
    onnx_write_ints(w, "perm", rank, order);
    return moved;
}

static const int64_t to_last[4] = {0, 2, 3, 1}, to_first[4] = {0, 3, 1, 2};

const char *onnx_write_flatten(onnx_writer *w)
{
    const char *x = onnx_written_input(w, 0);
    if (!onnx_written_shape(w, 0)->is_vector && graph_pixels(onnx_written_shape(w, 0)) > 1)
        x = reorder(w, x, 4, to_last);
    return onnx_write_operator(w, "Flatten", ONNX_INPUTS(x));
}

static int feeds_max_pool(const onnx_writer *w)
{
    const graph *g = w->graph;
    for (uint32_t i = w->node + 1; i < g->node_count; i++)
        if (g->nodes[i].op == GRAPH_MAXPOOL && g->nodes[i].inputs[0] == w->node)
            return 1;
    return 0;
}

/* Optimisers of others (ONNX Runtime's up to 1.28 at least) take zeros before a
 * max pool for its padding, which gives other results where the map is negative.
 * The smallest of numbers stops them, and is a zero to anybody else. */
static float border_value(const onnx_writer *w)
{
    float value = onnx_written(w)->alpha;
    return value == 0 && feeds_max_pool(w) ? FLT_MIN : value;
}

const char *onnx_write_pad(onnx_writer *w)
{
    const graph_node *n = onnx_written(w);
    const graph_window *v = &n->window;
    const int64_t pads[8] = {0, 0, v->before[0], v->before[1], 0, 0, v->after[0], v->after[1]};
    const char *where = onnx_write_int64s(w, "pads", 8, pads);
    return onnx_write_operator(w, "Pad",
                               ONNX_INPUTS(onnx_written_input(w, 0), where,
                                           onnx_write_scalar(w, "value", border_value(w))));
}

/* Rows `to` x `from` of the shares that each pixel of the result has of the
 * input's, or that matrix the other way round. */
static const char *write_shares(onnx_writer *w, const char *role, const float *table, int64_t from,
                                int64_t to, int across)
{
    const int64_t dims[2] = {across ? from : to, across ? to : from};
    float *shares = onnx_write_room(w, (size_t)(from * to));
    for (int64_t i = 0; shares && i < to; i++)
        for (int k = 0; k < 2; k++) {
            int64_t of = (int64_t)table[3 * i + k];
            float share = k ? table[3 * i + 2] : 1 - table[3 * i + 2];
            shares[across ? of * to + i : i * from + of] += share;
        }
    return onnx_write_floats(w, role, 2, dims, shares);
}

const char *onnx_write_resize(onnx_writer *w)
{
    const graph_node *n = onnx_written(w);
    const graph_shape *in = onnx_written_shape(w, 0), *out = &n->shape;
    const char *rows =
        write_shares(w, "rows", n->weights[GRAPH_FILTER], in->height, out->height, 0);
    const char *columns =
        write_shares(w, "columns", n->weights[GRAPH_BIAS], in->width, out->width, 1);
    const char *y = onnx_write_operator(w, "MatMul", ONNX_INPUTS(rows, onnx_written_input(w, 0)));
    return onnx_write_operator(w, "MatMul", ONNX_INPUTS(y, columns));
}

const char *onnx_write_constant(onnx_writer *w)
{
    const graph_node *n = onnx_written(w);
    const graph_shape *s = &n->shape;
    const int64_t dims[4] = {1, s->channels, s->height, s->width};
    const size_t pixels = graph_pixels(s), channels = (size_t)s->channels;
    float *moved = onnx_write_room(w, graph_size(s));
    for (size_t i = 0; moved && i < graph_size(s); i++)
        moved[i % channels * pixels + i / channels] = n->weights[GRAPH_FILTER][i];
    return onnx_write_floats(w, "value", s->is_vector ? 2 : 4, dims, moved);
}

/* ---- Rearranging ---------------------------------------------------------------- */

/* Where in its input each element of a rearranged value is. */
static const int64_t *find_places(onnx_writer *w, size_t count)
{
    const graph_node *n = onnx_written(w);
    int64_t *places = lk_alloc_array(w->ctx, count, sizeof *places);
    for (size_t i = 0; places && i < count; i++) {
        size_t rest = i;
        places[i] = n->offset;
        for (uint32_t f = n->factor_count; f-- > 0;) {
            places[i] += (int64_t)(rest % (size_t)n->factors[f].extent) * n->factors[f].stride;
            rest /= (size_t)n->factors[f].extent;
        }
    }
    return places;
}

static const char *gather(onnx_writer *w, const char *x)
{
    size_t count = graph_size(&onnx_written(w)->shape);
    const int64_t *places = find_places(w, count);
    if (!places) {
        w->status = lk_error(w->ctx, LK_E_MEMORY, "no memory to write the network");
        return x;
    }
    x = onnx_write_operator(w, "Gather",
                            ONNX_INPUTS(x, onnx_write_int64s(w, "places", count, places)));
    onnx_write_int(w, "axis", 1);
    return x;
}

/* A flat value as a block whose axes are the factors, the widest stride first,
 * each cut to `extent` from `start`; axis 0 is the items'. */
enum { MOST_AXES = 8 };
typedef struct block {
    size_t count;
    int64_t dims[MOST_AXES], starts[MOST_AXES], ends[MOST_AXES], order[MOST_AXES];
} block;

static void add_axis(block *b, int64_t dim, int64_t start, int64_t extent)
{
    b->dims[b->count] = dim;
    b->starts[b->count] = start;
    b->ends[b->count++] = start + extent;
}

/* The factor of the widest stride below `limit`; equal ones never make a block. */
static const graph_factor *next_factor(const graph_node *n, int64_t limit, uint32_t *which)
{
    const graph_factor *best = NULL;
    for (uint32_t f = 0; f < n->factor_count; f++) {
        const graph_factor *a = &n->factors[f];
        if (a->extent == 1 || a->stride >= limit || (best && a->stride <= best->stride))
            continue;
        best = a;
        *which = f;
    }
    return best;
}

/* 0 where the factors are no block of `size` elements. */
static int form_block(const graph_node *n, int64_t size, block *b)
{
    int64_t last = size, rest = n->offset, axis_of[MOST_AXES];
    uint32_t which = 0, wanted = 0;
    *b = (block){.count = 1, .dims = {-1}};
    for (uint32_t f = 0; f < n->factor_count; f++)
        wanted += n->factors[f].extent > 1;
    if (wanted + 2 > MOST_AXES || n->factor_count > MOST_AXES)
        return 0;
    for (const graph_factor *f; (f = next_factor(n, last, &which)); last = f->stride) {
        if (f->stride <= 0 || last % f->stride || rest / f->stride + f->extent > last / f->stride)
            return 0;
        axis_of[which] = (int64_t)b->count;
        add_axis(b, last / f->stride, rest / f->stride, f->extent);
        rest %= f->stride;
    }
    if (b->count != wanted + 1)
        return 0;
    size_t at = 1;
    for (uint32_t f = 0; f < n->factor_count; f++)
        if (n->factors[f].extent > 1)
            b->order[at++] = axis_of[f];
    if (last > 1) {
        b->order[b->count] = (int64_t)b->count;
        add_axis(b, last, rest, 1);
    }
    return 1;
}

static const char *slice_block(onnx_writer *w, const char *x, const block *b)
{
    static const int64_t axes[MOST_AXES] = {0, 1, 2, 3, 4, 5, 6, 7};
    int is_whole = 1;
    for (size_t i = 1; i < b->count; i++)
        is_whole &= b->starts[i] == 0 && b->ends[i] == b->dims[i];
    if (is_whole)
        return x;
    const char *starts = onnx_write_int64s(w, "starts", b->count - 1, b->starts + 1);
    const char *ends = onnx_write_int64s(w, "ends", b->count - 1, b->ends + 1);
    const char *which = onnx_write_int64s(w, "axes", b->count - 1, axes + 1);
    return onnx_write_operator(w, "Slice", ONNX_INPUTS(x, starts, ends, which));
}

static const char *reshape(onnx_writer *w, const char *x, size_t count, const int64_t *dims)
{
    return onnx_write_operator(w, "Reshape",
                               ONNX_INPUTS(x, onnx_write_int64s(w, "shape", count, dims)));
}

const char *onnx_write_rearrange(onnx_writer *w)
{
    const graph_shape *s = &onnx_written(w)->shape;
    const int64_t map[4] = {-1, s->height, s->width, s->channels}, vector[2] = {-1, s->channels};
    const char *x = onnx_write_flatten(w);
    block b;
    if (form_block(onnx_written(w), (int64_t)graph_size(onnx_written_shape(w, 0)), &b)) {
        x = slice_block(w, reshape(w, x, b.count, b.dims), &b);
        x = reorder(w, x, b.count, b.order);
    } else {
        x = gather(w, x);
    }
    return s->is_vector ? reshape(w, x, 2, vector) : reorder(w, reshape(w, x, 4, map), 4, to_first);
}
