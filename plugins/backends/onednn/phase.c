/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#include "phase.h"

#include <stdlib.h>

#include "../scoring/room.h"

/* ---- Which layout -------------------------------------------------------------------------- */

/* Fewer channels of the input than these do not fill a block. */
enum { BLOCK = 8 };

/* Is it about as fast channels last? Convolutions by channel are; those of one
 * pixel too, but for the way to weights; of a picture's few channels the way
 * forward is, and that of a single channel to weights. */
static int is_plain(const graph *g, const graph_node *n, training_phase way)
{
    const int64_t *kernel = n->window.kernel;
    int64_t channels = graph_input_shape(g, n, 0)->channels;
    if (n->groups == channels && n->shape.channels == channels)
        return 1;
    if (way == TRAINING_BACKWARD_WEIGHTS)
        return channels == 1;
    return (kernel[0] == 1 && kernel[1] == 1) || (way == TRAINING_FORWARD && channels < BLOCK);
}

/* ---- Describing ------------------------------------------------------------------------------ */

typedef struct description {
    dnnl_engine_t engine;
    layout in, filter, bias, out;
    const layout *has_bias; /* NULL: none */
    frame frame;
} description;

static description describe(dnnl_engine_t engine, const graph *g, const graph_node *n,
                            training_phase way, int64_t items)
{
    dnnl_format_tag_t tag = is_plain(g, n, way) ? dnnl_nhwc : dnnl_format_tag_any;
    return (description){.engine = engine,
                         .in = layout_batch(graph_input_shape(g, n, 0), items, tag),
                         .filter = layout_any_filter(g, n),
                         .bias = layout_vector(n->shape.channels),
                         .out = layout_batch(&n->shape, items, tag),
                         .frame = primitive_frame(g, n)};
}

static int describe_forward(const description *d, const_dnnl_primitive_attr_t attributes,
                            dnnl_primitive_desc_t *out)
{
    const frame *f = &d->frame;
    dnnl_convolution_desc_t op;
    return dnnl_dilated_convolution_forward_desc_init(
               &op, dnnl_forward_training, dnnl_convolution_direct, &d->in, &d->filter, d->has_bias,
               &d->out, f->stride, f->dilation, f->before, f->after) ||
           dnnl_primitive_desc_create(out, &op, attributes, d->engine, NULL);
}

static int describe_back(const description *d, training_phase way,
                         const_dnnl_primitive_attr_t attributes, dnnl_primitive_desc_t forward,
                         dnnl_primitive_desc_t *out)
{
    const frame *f = &d->frame;
    dnnl_convolution_desc_t op;
    dnnl_status_t status = way == TRAINING_BACKWARD_DATA
                               ? dnnl_dilated_convolution_backward_data_desc_init(
                                     &op, dnnl_convolution_direct, &d->in, &d->filter, &d->out,
                                     f->stride, f->dilation, f->before, f->after)
                               : dnnl_dilated_convolution_backward_weights_desc_init(
                                     &op, dnnl_convolution_direct, &d->in, &d->filter, d->has_bias,
                                     &d->out, f->stride, f->dilation, f->before, f->after);
    return status || dnnl_primitive_desc_create(out, &op, attributes, d->engine, forward);
}

/* Takes `forward` where that is not what is asked for. */
static int describe_way(const description *d, training_phase way, dnnl_primitive_desc_t *out)
{
    dnnl_primitive_attr_t attributes;
    dnnl_primitive_desc_t forward = NULL;
    if (primitive_bare_attributes(&attributes))
        return -1;
    int failed = describe_forward(d, attributes, &forward);
    if (!failed && way == TRAINING_FORWARD) {
        *out = forward;
    } else if (!failed) {
        failed = describe_back(d, way, attributes, forward, out);
        dnnl_primitive_desc_destroy(forward);
    }
    dnnl_primitive_attr_destroy(attributes);
    return failed ? -1 : 0;
}

static int is_reference(const_dnnl_primitive_desc_t d)
{
    const char *name = "";
    dnnl_primitive_desc_query(d, dnnl_query_impl_info_str, 0, &name);
    return strncmp(name, "ref", 3) == 0;
}

/* ---- Making --------------------------------------------------------------------------------- */

static size_t take(phase *p, const layout *l)
{
    size_t at = p->scratch;
    p->scratch += (layout_size(l) + 15) / 16 * 16;
    return at;
}

static int is_prepared(const operand *o)
{
    return o->role == DNNL_ARG_WEIGHTS;
}

static int add(phase *p, int role, const layout *given, const layout *liked, int is_out)
{
    operand *o = &p->operands[p->count++];
    primitive made;
    *o = (operand){.role = role, .is_out = is_out, .given = *given, .liked = *liked};
    if (layout_is_same(given, liked) || is_prepared(o))
        return 0;
    if (primitive_reorder(p->engine, is_out ? liked : given, is_out ? given : liked, &made))
        return -1;
    o->reorder = made.handle;
    o->offset = take(p, liked);
    return layout_size(&made.scratch) ? -1 : 0;
}

/* How the operands are called on each way, and what oneDNN asks of them. */
typedef struct calling {
    int role[PHASE_OPERANDS];
    dnnl_query_t query[PHASE_OPERANDS];
} calling;

static const calling callings[] = {
    [TRAINING_FORWARD] = {{DNNL_ARG_SRC, DNNL_ARG_DST, DNNL_ARG_WEIGHTS, DNNL_ARG_BIAS},
                          {dnnl_query_src_md, dnnl_query_dst_md, dnnl_query_weights_md}},
    [TRAINING_BACKWARD_DATA] = {{DNNL_ARG_DIFF_DST, DNNL_ARG_DIFF_SRC, DNNL_ARG_WEIGHTS},
                                {dnnl_query_diff_dst_md, dnnl_query_diff_src_md,
                                 dnnl_query_weights_md}},
    [TRAINING_BACKWARD_WEIGHTS] = {
        {DNNL_ARG_SRC, DNNL_ARG_DIFF_WEIGHTS, DNNL_ARG_DIFF_DST, DNNL_ARG_DIFF_BIAS},
        {dnnl_query_src_md, dnnl_query_diff_weights_md, dnnl_query_diff_dst_md}}};

static int add_all(phase *p, const graph *g, const graph_node *n, training_phase way, int64_t items,
                   const_dnnl_primitive_desc_t made)
{
    const calling *c = &callings[way];
    layout in = layout_batch(graph_input_shape(g, n, 0), items, dnnl_nhwc);
    layout out = layout_batch(&n->shape, items, dnnl_nhwc);
    layout filter = layout_graph_filter(g, n), bias = layout_vector(n->shape.channels);
    const layout *const given[][PHASE_OPERANDS] = {
        [TRAINING_FORWARD] = {&in, &out, &filter},
        [TRAINING_BACKWARD_DATA] = {&out, &in, &filter},
        [TRAINING_BACKWARD_WEIGHTS] = {&in, &filter, &out}};
    for (int k = PHASE_IN; k < PHASE_BIAS; k++) {
        layout liked = primitive_layout(made, c->query[k], 0);
        if (add(p, c->role[k], given[way][k], &liked, k == PHASE_OUT))
            return -1;
    }
    if (c->role[PHASE_BIAS] && n->weights[GRAPH_BIAS])
        return add(p, c->role[PHASE_BIAS], &bias, &bias, 0);
    return 0;
}

int phase_convolve(dnnl_engine_t engine, const graph *g, const graph_node *n, training_phase way,
                   int64_t items, phase *out)
{
    description d = describe(engine, g, n, way, items);
    dnnl_primitive_desc_t made = NULL;
    d.has_bias = n->weights[GRAPH_BIAS] ? &d.bias : NULL;
    *out = (phase){.engine = engine};
    if (describe_way(&d, way, &made))
        return -1;
    int failed = is_reference(made) || add_all(out, g, n, way, items, made) ||
                 dnnl_primitive_create(&out->primitive, made);
    out->scratchpad = primitive_layout(made, dnnl_query_scratchpad_md, 0);
    out->scratchpad_offset = take(out, &out->scratchpad);
    dnnl_primitive_desc_destroy(made);
    return failed ? -1 : 0;
}

void phase_close(phase *p)
{
    for (uint32_t k = 0; k < p->count; k++)
        if (p->operands[k].reorder)
            dnnl_primitive_destroy(p->operands[k].reorder);
    if (p->primitive)
        dnnl_primitive_destroy(p->primitive);
    *p = (phase){0};
}

/* ---- Running ----------------------------------------------------------------------------------
 */

static int move(dnnl_primitive_t reorder, dnnl_stream_t stream, dnnl_memory_t from,
                dnnl_memory_t to)
{
    const dnnl_exec_arg_t arguments[] = {{DNNL_ARG_FROM, from}, {DNNL_ARG_TO, to}};
    return dnnl_primitive_execute(reorder, stream, 2, arguments) ? -1 : 0;
}

/* The memory objects of a run. */
typedef struct memories {
    dnnl_memory_t given[PHASE_OPERANDS]; /* of those with a reorder */
    dnnl_memory_t liked[PHASE_OPERANDS + 1];
    dnnl_exec_arg_t arguments[PHASE_OPERANDS + 1];
    int count;
} memories;

static int make_memory(dnnl_engine_t engine, const layout *l, const void *at, dnnl_memory_t *out)
{
    return dnnl_memory_create(out, l, engine, primitive_writable(at)) ? -1 : 0;
}

static int make_memories(const phase *p, const void *const at[PHASE_OPERANDS],
                         const phase_filter *filter, float *scratch, memories *m)
{
    for (uint32_t k = 0; k < p->count; k++) {
        const operand *o = &p->operands[k];
        dnnl_exec_arg_t *a = &m->arguments[m->count++];
        const void *place = o->reorder ? scratch + o->offset : at[k];
        a->arg = o->role;
        a->memory = is_prepared(o) ? filter->memory : NULL;
        if (a->memory)
            continue;
        if (make_memory(p->engine, &o->liked, place, &m->liked[k]) ||
            (o->reorder && make_memory(p->engine, &o->given, at[k], &m->given[k])))
            return -1;
        a->memory = m->liked[k];
    }
    if (!layout_size(&p->scratchpad))
        return 0;
    dnnl_memory_t *own = &m->liked[PHASE_OPERANDS];
    int failed = make_memory(p->engine, &p->scratchpad, scratch + p->scratchpad_offset, own);
    m->arguments[m->count++] = (dnnl_exec_arg_t){DNNL_ARG_SCRATCHPAD, *own};
    return failed;
}

static void close_memories(memories *m)
{
    for (int k = 0; k <= PHASE_OPERANDS; k++) {
        if (k < PHASE_OPERANDS && m->given[k])
            dnnl_memory_destroy(m->given[k]);
        if (m->liked[k])
            dnnl_memory_destroy(m->liked[k]);
    }
}

int phase_run(const phase *p, dnnl_stream_t stream, const void *const at[PHASE_OPERANDS],
              const phase_filter *filter, float *scratch)
{
    memories m = {0};
    int failed = make_memories(p, at, filter, scratch, &m);
    for (uint32_t k = 0; !failed && k < p->count; k++)
        if (p->operands[k].reorder && !p->operands[k].is_out)
            failed = move(p->operands[k].reorder, stream, m.given[k], m.liked[k]);
    failed = failed || dnnl_primitive_execute(p->primitive, stream, m.count, m.arguments);
    for (uint32_t k = 0; !failed && k < p->count; k++)
        if (p->operands[k].reorder && p->operands[k].is_out)
            failed = move(p->operands[k].reorder, stream, m.liked[k], m.given[k]);
    close_memories(&m);
    return failed ? -1 : 0;
}

/* ---- Filters ------------------------------------------------------------------------------------
 */

int phase_filter_make(const phase *p, phase_filter *out)
{
    const operand *o = &p->operands[PHASE_FILTER];
    *out = (phase_filter){0};
    if (!layout_is_same(&o->given, &o->liked)) {
        out->room = room_take(layout_size(&o->liked));
        if (!out->room)
            return -1;
    }
    return dnnl_memory_create(&out->memory, &o->liked, p->engine,
                              out->room ? out->room : DNNL_MEMORY_NONE)
               ? -1
               : 0;
}

void phase_filter_close(phase_filter *f)
{
    if (f->memory)
        dnnl_memory_destroy(f->memory);
    free(f->room);
    *f = (phase_filter){0};
}

int phase_filter_set(const phase *p, phase_filter *f, const float *weights)
{
    const operand *o = &p->operands[PHASE_FILTER];
    dnnl_stream_t stream = NULL;
    dnnl_memory_t from = NULL;
    primitive made = {0};
    if (!f->room)
        return dnnl_memory_set_data_handle(f->memory, primitive_writable(weights)) ? -1 : 0;
    int failed = primitive_reorder(p->engine, &o->given, &o->liked, &made) ||
                 dnnl_stream_create(&stream, p->engine, dnnl_stream_default_flags) ||
                 dnnl_memory_create(&from, &o->given, p->engine, primitive_writable(weights)) ||
                 move(made.handle, stream, from, f->memory);
    if (from)
        dnnl_memory_destroy(from);
    if (stream)
        dnnl_stream_destroy(stream);
    if (made.handle)
        dnnl_primitive_destroy(made.handle);
    return failed ? -1 : 0;
}
