/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#include "probe.h"

#include <stdlib.h>
#include <string.h>

enum { ARGUMENTS = 5 };

typedef struct trial {
    dnnl_engine_t engine;
    dnnl_stream_t stream;
    dnnl_exec_arg_t arguments[ARGUMENTS]; /* the first two are input and output */
    int count;
    float *in, *out, *filter;
} trial;

static int take(trial *t, int role, const layout *l, void *at)
{
    dnnl_exec_arg_t *a = &t->arguments[t->count];
    *a = (dnnl_exec_arg_t){role, NULL};
    if (dnnl_memory_create(&a->memory, l, t->engine, at))
        return -1;
    t->count++;
    return 0;
}

/* The graph's own weights, or as many of them as its own padded ones would be. */
static void *take_filter(trial *t, const graph *g, const graph_node *n, size_t size)
{
    size_t given = graph_weight_size(g, n, GRAPH_FILTER);
    if (size <= given)
        return primitive_writable(n->weights[GRAPH_FILTER]);
    t->filter = calloc(size, sizeof *t->filter);
    if (t->filter)
        memcpy(t->filter, n->weights[GRAPH_FILTER], given * sizeof *t->filter);
    return t->filter;
}

static int begin(trial *t, const graph *g, const graph_node *n, const primitive *made, size_t group)
{
    size_t width = (size_t)graph_input_shape(g, n, 0)->channels;
    layout bias = layout_vector(n->shape.channels);
    t->in = malloc(group * width * sizeof *t->in);
    t->out = malloc(group * (size_t)n->shape.channels * sizeof *t->out);
    void *filter = take_filter(t, g, n, layout_size(&made->filter));
    if (!t->in || !t->out || !filter)
        return -1;
    uint32_t state = 1;
    for (size_t i = 0; i < width; i++) {
        state = state * 1664525u + 1013904223u;
        t->in[i] = (float)(int32_t)state / 2147483648.f;
    }
    for (size_t row = 1; row < group; row++)
        memcpy(t->in + row * width, t->in, width * sizeof *t->in);
    return dnnl_stream_create(&t->stream, t->engine, dnnl_stream_default_flags) ||
           take(t, DNNL_ARG_SRC, &made->inputs[0], t->in) ||
           take(t, DNNL_ARG_DST, &made->out, t->out) ||
           take(t, DNNL_ARG_WEIGHTS, &made->filter, filter) ||
           (layout_size(&made->scratch) &&
            take(t, DNNL_ARG_SCRATCHPAD, &made->scratch, DNNL_MEMORY_ALLOCATE)) ||
           (n->weights[GRAPH_BIAS] &&
            take(t, DNNL_ARG_BIAS, &bias, primitive_writable(n->weights[GRAPH_BIAS])));
}

static void end(trial *t)
{
    for (int i = 0; i < t->count; i++)
        dnnl_memory_destroy(t->arguments[i].memory);
    if (t->stream)
        dnnl_stream_destroy(t->stream);
    free(t->in);
    free(t->out);
    free(t->filter);
}

int probe_rows(dnnl_engine_t engine, const graph *g, const graph_node *n, const primitive *made,
               size_t items, size_t group)
{
    trial t = {.engine = engine};
    size_t in = (size_t)graph_input_shape(g, n, 0)->channels, out = (size_t)n->shape.channels;
    int agree = begin(&t, g, n, made, group) ? -1 : 1;
    for (size_t row = 0; agree > 0 && row < group; row += items) {
        dnnl_memory_set_data_handle(t.arguments[0].memory, t.in + row * in);
        dnnl_memory_set_data_handle(t.arguments[1].memory, t.out + row * out);
        if (dnnl_primitive_execute(made->handle, t.stream, t.count, t.arguments))
            agree = -1;
    }
    for (size_t row = 1; agree > 0 && row < group; row++)
        agree = !memcmp(t.out, t.out + row * out, out * sizeof *t.out);
    end(&t);
    return agree;
}
