/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#include "plan.h"
#include "probe.h"

/* What each kind of node becomes: a primitive of oneDNN where there is one that
 * is worth it, else a kernel. */

static lk_status no_memory(const maker *m)
{
    return lk_error(m->ctx, LK_E_MEMORY, "no memory to plan the network");
}

static const graph_node *current(const maker *m)
{
    return &m->plan->graph->nodes[m->node];
}

static uint32_t input_value(const maker *m, uint32_t i)
{
    return m->plan->value_of[current(m)->inputs[i]];
}

/* ---- Steps of a primitive ------------------------------------------------------------------ */

/* Weights that stay where they are. */
static lk_status use_weights(maker *m, step *s, int role, const layout *l, const float *weights)
{
    argument *a = &s->arguments[s->argument_count++];
    *a = (argument){role, *l, VALUE_NONE, NULL};
    return dnnl_memory_create(&a->weights, l, m->plan->engine, primitive_writable(weights))
               ? no_memory(m)
               : LK_OK;
}

static int reorder(dnnl_engine_t engine, const layout *from, dnnl_memory_t in, const layout *to,
                   dnnl_memory_t out)
{
    primitive made;
    dnnl_stream_t stream = NULL;
    dnnl_memory_t scratch = NULL;
    if (primitive_reorder(engine, from, to, &made))
        return -1;
    int failed = dnnl_stream_create(&stream, engine, dnnl_stream_default_flags) ||
                 dnnl_memory_create(&scratch, &made.scratch, engine, DNNL_MEMORY_ALLOCATE);
    dnnl_exec_arg_t arguments[] = {
        {DNNL_ARG_FROM, in}, {DNNL_ARG_TO, out}, {DNNL_ARG_SCRATCHPAD, scratch}};
    failed = failed || dnnl_primitive_execute(made.handle, stream, 3, arguments) ||
             dnnl_stream_wait(stream);
    if (scratch)
        dnnl_memory_destroy(scratch);
    if (stream)
        dnnl_stream_destroy(stream);
    dnnl_primitive_destroy(made.handle);
    return failed;
}

/* The node's filter in the layout of its primitive: the graph's own, or made
 * of it once. */
static lk_status use_filter(maker *m, step *s, const primitive *made)
{
    const graph_node *n = current(m);
    plan *p = m->plan;
    layout given = layout_graph_filter(p->graph, n);
    size_t size = layout_size(&made->filter);
    p->weight_floats += size;
    lk_status status = use_weights(m, s, DNNL_ARG_WEIGHTS, &given, n->weights[GRAPH_FILTER]);
    if (status || p->graph->info.lacks_weights || layout_is_same(&given, &made->filter))
        return status;
    float *room = lk_alloc_array(m->ctx, size, sizeof *room);
    argument *a = &s->arguments[s->argument_count - 1];
    dnnl_memory_t from = a->weights;
    a->layout = made->filter;
    a->weights = NULL;
    if (!room || dnnl_memory_create(&a->weights, &made->filter, p->engine, room))
        status = lk_error(m->ctx, LK_E_MEMORY, "no memory for the weights of the network %s",
                          p->graph->info.name);
    else if (reorder(p->engine, &given, from, &made->filter, a->weights))
        status = lk_error(m->ctx, LK_E_FAIL, "oneDNN cannot reorder the weights of the network %s",
                          p->graph->info.name);
    dnnl_memory_destroy(from);
    return status;
}

static lk_status use_bias(maker *m, step *s)
{
    const graph_node *n = current(m);
    layout l = layout_vector(n->shape.channels);
    return n->weights[GRAPH_BIAS] ? use_weights(m, s, DNNL_ARG_BIAS, &l, n->weights[GRAPH_BIAS])
                                  : LK_OK;
}

/* A step of one input or two, whose result is a value of its own. */
static void add_step(maker *m, const primitive *made, const uint32_t *inputs, uint32_t count)
{
    static const int roles[2] = {DNNL_ARG_SRC_0, DNNL_ARG_SRC_1};
    maker_step(m, made);
    uint32_t out = maker_value(m, &made->out);
    for (uint32_t i = 0; i < count; i++)
        maker_use(m, roles[i], &made->inputs[i], inputs[i]);
    maker_use(m, DNNL_ARG_DST, &made->out, out);
    m->plan->value_of[m->node] = out;
}

/* ---- Kernels --------------------------------------------------------------------------------- */

static lk_status kernel_step(maker *m, const graph_node *n, const float *prepared)
{
    layout plain = layout_plain(&n->shape);
    uint32_t *inputs = lk_alloc_array(m->ctx, n->input_count + 1, sizeof *inputs);
    lk_status status = inputs ? LK_OK : no_memory(m);
    for (uint32_t i = 0; !status && i < n->input_count; i++) {
        layout l = layout_plain(graph_input_shape(m->plan->graph, n, i));
        status = maker_convert(m, m->plan->value_of[n->inputs[i]], &l, &inputs[i]);
    }
    if (status)
        return status;
    step *s = maker_step(m, NULL);
    s->node = n;
    s->prepared = prepared;
    s->inputs = inputs;
    s->out = maker_value(m, &plain);
    for (uint32_t i = 0; i < n->input_count; i++)
        maker_touch(m, inputs[i]);
    maker_touch(m, s->out);
    m->plan->value_of[m->node] = s->out;
    return LK_OK;
}

static lk_status run_kernel(maker *m)
{
    return kernel_step(m, current(m), m->prepared[m->node]);
}

/* The activation of a node whose value is there without it. */
static lk_status activate_after(maker *m)
{
    const graph_node *n = current(m);
    graph_node *after = lk_alloc(m->ctx, sizeof *after);
    uint32_t *self = lk_alloc(m->ctx, sizeof *self);
    if (!after || !self)
        return no_memory(m);
    *self = m->node;
    *after = (graph_node){.op = GRAPH_IDENTITY,
                          .activation = n->activation,
                          .alpha = n->alpha,
                          .beta = n->beta,
                          .input_count = 1,
                          .inputs = self,
                          .shape = n->shape};
    return kernel_step(m, after, NULL);
}

/* ---- Convolutions -----------------------------------------------------------------------------
 */

/* Where Winograd's minimal filtering pays: F(4 x 4, 3 x 3) takes a quarter of
 * the products and reads four times the weights; on small maps oneDNN takes
 * F(2 x 2, 3 x 3), with 4 / 9 and 16 / 9. That needs channels enough to be
 * worth its transforms of the map, pixels enough to be worth its weights, and a
 * convolution large enough to be worth reorders before and after it. oneDNN
 * has it with AVX-512 alone, and only for these activations. */
int plan_is_for_winograd(const graph *g, const graph_node *n)
{
    const graph_window *w = &n->window;
    int64_t in = graph_input_shape(g, n, 0)->channels, out = n->shape.channels;
    for (int a = 0; a < 2; a++)
        if (w->kernel[a] != 3 || w->stride[a] != 1 || w->dilation[a] != 1)
            return 0;
    return n->groups == 1 && in >= 64 && out >= 64 && n->shape.height * n->shape.width >= 14 * 14 &&
           graph_node_macs(g, n) >= (uint64_t)400000000;
}

/* `last` and `out` as primitive_convolve has them. */
static int make_convolution(maker *m, const graph_node *n, const graph_node *last,
                            const layout *out, primitive *made)
{
    plan *p = m->plan;
    if (plan_is_for_winograd(p->graph, n) &&
        (last->activation == GRAPH_LINEAR || last->activation == GRAPH_RELU) &&
        !primitive_convolve(p->engine, p->graph, n, METHOD_WINOGRAD, last, out, made))
        return 0;
    return primitive_convolve(p->engine, p->graph, n, METHOD_DIRECT, last, out, made);
}

/* The convolution's result is added to what the other node of the sum left. */
static int make_merged(maker *m, const graph_node *n, primitive *made)
{
    plan *p = m->plan;
    uint32_t sum = m->sum[m->node];
    if (sum == GRAPH_NONE)
        return -1;
    const layout *out = &p->values[p->value_of[m->partner[m->node]]].layout;
    return make_convolution(m, n, &p->graph->nodes[sum], out, made);
}

/* Copies of a value that is overwritten are none. */
static void forget_copies(plan *p, uint32_t at)
{
    for (uint32_t i = 0; i < p->value_count; i++)
        if (p->values[i].origin == at)
            p->values[i].origin = VALUE_NONE;
    p->values[at].origin = VALUE_NONE;
}

static lk_status convolve_step(maker *m, const primitive *made, uint32_t out)
{
    uint32_t in;
    lk_status status = maker_convert(m, input_value(m, 0), &made->inputs[0], &in);
    if (status)
        return status;
    step *s = maker_step(m, made);
    status = use_filter(m, s, made);
    if (!status)
        status = use_bias(m, s);
    if (out == VALUE_NONE)
        out = maker_value(m, &made->out);
    maker_use(m, DNNL_ARG_SRC, &made->inputs[0], in);
    maker_use(m, DNNL_ARG_DST, &made->out, out);
    m->plan->value_of[m->node] = out;
    return status;
}

static lk_status convolve(maker *m)
{
    const graph_node *n = current(m);
    graph_node bare = *n;
    plan *p = m->plan;
    primitive made;
    if (!make_merged(m, n, &made)) {
        uint32_t out = p->value_of[m->partner[m->node]];
        forget_copies(p, out);
        p->value_of[m->sum[m->node]] = out;
        return convolve_step(m, &made, out);
    }
    m->sum[m->node] = GRAPH_NONE;
    if (!make_convolution(m, n, n, NULL, &made))
        return convolve_step(m, &made, VALUE_NONE);
    bare.activation = GRAPH_LINEAR;
    if (make_convolution(m, &bare, &bare, NULL, &made))
        return lk_error(m->ctx, LK_E_UNSUPPORTED,
                        "oneDNN does not compute a convolution of the network %s",
                        p->graph->info.name);
    lk_status status = convolve_step(m, &made, VALUE_NONE);
    return status ? status : activate_after(m);
}

/* ---- Dense layers ------------------------------------------------------------------------------
 */

/* With its activation, or `bare`. */
static lk_status make_dense(maker *m, size_t items, int *is_bare, primitive *made)
{
    const graph_node *n = current(m);
    graph_node bare = *n;
    plan *p = m->plan;
    bare.activation = GRAPH_LINEAR;
    *is_bare = primitive_dense(p->engine, p->graph, n, (int64_t)items, made) != 0;
    if (*is_bare && primitive_dense(p->engine, p->graph, &bare, (int64_t)items, made))
        return lk_error(m->ctx, LK_E_UNSUPPORTED,
                        "oneDNN does not compute a dense layer of the network %s",
                        p->graph->info.name);
    return LK_OK;
}

/* Of as many items as give each of them the same bits. */
static lk_status choose_dense(maker *m, size_t *items, int *is_bare, primitive *made)
{
    const plan *p = m->plan;
    for (*items = p->group;; *items /= 2) {
        lk_status status = make_dense(m, *items, is_bare, made);
        if (status || *items == 1 || p->graph->info.lacks_weights)
            return status;
        int agree = probe_rows(p->engine, p->graph, current(m), made, *items, p->group);
        if (agree > 0)
            return LK_OK;
        dnnl_primitive_destroy(made->handle);
        if (agree < 0)
            return no_memory(m);
    }
}

static lk_status dense(maker *m)
{
    const graph_node *n = current(m);
    plan *p = m->plan;
    primitive made;
    uint32_t in;
    size_t items;
    int is_bare;
    layout in_plain = layout_plain(graph_input_shape(p->graph, n, 0));
    layout plain = layout_plain(&n->shape);
    lk_status status = maker_convert(m, input_value(m, 0), &in_plain, &in);
    if (!status)
        status = choose_dense(m, &items, &is_bare, &made);
    if (status)
        return status;
    step *s = maker_step(m, &made);
    s->batch = items;
    status = use_filter(m, s, &made);
    if (!status)
        status = use_bias(m, s);
    p->value_of[m->node] = maker_value(m, &plain);
    maker_use(m, DNNL_ARG_SRC, &made.inputs[0], in);
    maker_use(m, DNNL_ARG_DST, &made.out, p->value_of[m->node]);
    return status || !is_bare ? status : activate_after(m);
}

/* ---- The others --------------------------------------------------------------------------------
 */

static lk_status pool(maker *m)
{
    const graph_node *n = current(m);
    plan *p = m->plan;
    primitive made;
    uint32_t in = input_value(m, 0);
    const layout *l = &p->values[in].layout;
    int is_kernels = n->op == GRAPH_MEAN && layout_is_plain(l, graph_input_shape(p->graph, n, 0));
    if (is_kernels || primitive_pool(p->engine, p->graph, n, l, &made))
        return run_kernel(m);
    add_step(m, &made, &in, 1);
    return LK_OK;
}

/* Of two values, the second of which may be of one pixel. */
static lk_status pair(maker *m)
{
    const graph_node *n = current(m);
    plan *p = m->plan;
    primitive made;
    if (n->input_count != 2)
        return run_kernel(m);
    uint32_t in[2] = {input_value(m, 0), input_value(m, 1)};
    const graph_shape *shape[2] = {graph_input_shape(p->graph, n, 0),
                                   graph_input_shape(p->graph, n, 1)};
    if (graph_pixels(shape[0]) < graph_pixels(&n->shape)) {
        if (n->op == GRAPH_SUBTRACT || n->op == GRAPH_DIVIDE)
            return run_kernel(m);
        uint32_t first = in[0];
        in[0] = in[1];
        in[1] = first;
        shape[1] = shape[0];
    }
    if (graph_pixels(shape[1]) == graph_pixels(&n->shape)) {
        lk_status status = maker_convert(m, in[1], &p->values[in[0]].layout, &in[1]);
        if (status)
            return status;
    }
    if (primitive_pair(p->engine, n, &p->values[in[0]].layout, &p->values[in[1]].layout, &made))
        return run_kernel(m);
    add_step(m, &made, in, 2);
    return LK_OK;
}

static lk_status identity(maker *m)
{
    const graph_node *n = current(m);
    primitive made;
    uint32_t in = input_value(m, 0);
    if (primitive_activate(m->plan->engine, n, &m->plan->values[in].layout, &made))
        return run_kernel(m);
    add_step(m, &made, &in, 1);
    return LK_OK;
}

lk_status maker_node(maker *m)
{
    static lk_status (*const makers[GRAPH_OP_COUNT])(maker *) = {
        [GRAPH_CONV] = convolve, [GRAPH_DENSE] = dense,   [GRAPH_MAXPOOL] = pool,
        [GRAPH_AVGPOOL] = pool,  [GRAPH_MEAN] = pool,     [GRAPH_ADD] = pair,
        [GRAPH_SUBTRACT] = pair, [GRAPH_MULTIPLY] = pair, [GRAPH_DIVIDE] = pair,
        [GRAPH_MAX] = pair,      [GRAPH_MIN] = pair,      [GRAPH_IDENTITY] = identity};
    const graph_node *n = current(m);
    for (uint32_t i = 0; n->op == GRAPH_ADD && i < n->input_count; i++)
        if (m->sum[n->inputs[i]] == m->node)
            return LK_OK; /* made already */
    return makers[n->op] ? makers[n->op](m) : run_kernel(m);
}
