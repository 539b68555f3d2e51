/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#include <stdlib.h>

#include "plan.h"
#include "threads.h"

/* What a thread has to itself: the memory objects of every step, which are
 * pointed to where an item's values lie. Kept at the start of the workspace. */
typedef struct crew_hand {
    dnnl_stream_t stream;
    size_t count;
    dnnl_exec_arg_t *arguments; /* of all steps, one after another */
    size_t own_count;           /* memory objects that are this thread's own */
    dnnl_memory_t *own;
    dnnl_memory_t *doors; /* by node with a door of a primitive: from, to; of `own` */
} crew_hand;

static crew_hand *hand_of(float *workspace)
{
    crew_hand *h;
    memcpy(&h, workspace, sizeof h);
    return h;
}

/* ---- Its beginning and end ------------------------------------------------------------------ */

static size_t count_arguments(const plan *p)
{
    size_t count = 0;
    for (uint32_t i = 0; i < p->step_count; i++)
        count += p->steps[i].argument_count;
    return count;
}

static int make_memories(const plan *p, crew_hand *h)
{
    for (uint32_t i = 0; i < p->step_count; i++)
        for (uint32_t k = 0; k < p->steps[i].argument_count; k++) {
            const argument *a = &p->steps[i].arguments[k];
            dnnl_memory_t memory = a->weights;
            if (!memory) {
                if (dnnl_memory_create(&memory, &a->layout, p->engine, DNNL_MEMORY_NONE))
                    return -1;
                h->own[h->own_count++] = memory;
            }
            h->arguments[h->count++] = (dnnl_exec_arg_t){a->role, memory};
        }
    return 0;
}

static int make_doors(const plan *p, crew_hand *h)
{
    for (uint32_t i = 0; i < p->graph->node_count; i++) {
        layout plain = layout_plain(&p->graph->nodes[i].shape);
        const layout *ends[2] = {&plain, &p->values[p->value_of[i]].layout};
        for (int k = 0; p->doors[i].primitive && k < 2; k++) {
            dnnl_memory_t *at = &h->doors[2 * i + (uint32_t)k];
            if (dnnl_memory_create(at, ends[k], p->engine, DNNL_MEMORY_NONE))
                return -1;
            h->own[h->own_count++] = *at;
        }
    }
    return 0;
}

int plan_begin(const void *plan_, float *workspace)
{
    const plan *p = plan_;
    size_t doors = 2 * (size_t)p->graph->node_count, count = count_arguments(p);
    crew_hand *h = calloc(1, sizeof *h);
    memset(workspace, 0, p->size * sizeof *workspace);
    memcpy(workspace, &h, sizeof h);
    if (!h)
        return -1;
    h->arguments = calloc(count + 1, sizeof *h->arguments);
    h->own = calloc(count + doors + 1, sizeof(dnnl_memory_t));
    h->doors = calloc(doors, sizeof(dnnl_memory_t));
    if (h->arguments && h->own && h->doors && !make_memories(p, h) && !make_doors(p, h) &&
        !dnnl_stream_create(&h->stream, p->engine, dnnl_stream_default_flags))
        return 0;
    plan_end(workspace);
    return -1;
}

void plan_end(float *workspace)
{
    crew_hand *h = hand_of(workspace);
    for (size_t i = 0; i < h->own_count; i++)
        dnnl_memory_destroy(h->own[i]);
    if (h->stream)
        dnnl_stream_destroy(h->stream);
    free(h->arguments);
    free(h->own);
    free(h->doors);
    free(h);
}

/* ---- Running ----------------------------------------------------------------------------------
 */

static float *place(const plan *p, float *workspace, uint32_t index, size_t slot)
{
    const value *v = &p->values[index];
    return workspace + v->offset + (v->count > 1 ? slot : 0) * v->size;
}

static void run_kernel(const plan *p, const step *s, float *workspace, size_t slot)
{
    const float *inputs[GRAPH_MAX_INPUTS];
    for (uint32_t i = 0; i < s->node->input_count; i++)
        inputs[i] = place(p, workspace, s->inputs[i], slot);
    job j = {.graph = p->graph,
             .node = s->node,
             .lanes = p->lanes,
             .prepared = s->prepared,
             .inputs = inputs,
             .out = place(p, workspace, s->out, slot),
             .count = graph_pixels(&s->node->shape)};
    kernel_run(&j);
}

/* With the scratchpad given, oneDNN has nothing to ask for and cannot fail. */
static void run_step(const plan *p, const step *s, float *workspace, dnnl_exec_arg_t *arguments,
                     size_t slot)
{
    if (!s->primitive) {
        run_kernel(p, s, workspace, slot);
        return;
    }
    for (uint32_t k = 0; k < s->argument_count; k++)
        if (!s->arguments[k].weights)
            dnnl_memory_set_data_handle(arguments[k].memory,
                                        place(p, workspace, s->arguments[k].value, slot));
    dnnl_primitive_execute(s->primitive, hand_of(workspace)->stream, (int)s->argument_count,
                           arguments);
}

/* Let an item in: straight into its value, or through a copy in its layout. */
static void enter_item(const plan *p, float *workspace, const entrance *in, size_t slot)
{
    const door *d = &p->doors[in->node];
    float *at = place(p, workspace, p->value_of[in->node], slot);
    if (!d->primitive) {
        in->enter(in->user, in->first + slot, at);
        return;
    }
    crew_hand *h = hand_of(workspace);
    in->enter(in->user, in->first + slot, workspace + p->hall);
    dnnl_memory_set_data_handle(h->doors[2 * in->node], workspace + p->hall);
    dnnl_memory_set_data_handle(h->doors[2 * in->node + 1], at);
    dnnl_exec_arg_t arguments[] = {{DNNL_ARG_FROM, h->doors[2 * in->node]},
                                   {DNNL_ARG_TO, h->doors[2 * in->node + 1]}};
    dnnl_primitive_execute(d->primitive, h->stream, 2, arguments);
}

static void run_front(const plan *p, float *workspace, const entrance *in, size_t count,
                      int (*stopped)(void *user), void *user)
{
    uint32_t first = p->doors[in->node].step;
    for (size_t item = 0; first < p->front && item < count; item++) {
        dnnl_exec_arg_t *arguments = hand_of(workspace)->arguments;
        enter_item(p, workspace, in, item);
        for (uint32_t i = 0; i < p->front && !stopped(user); i++) {
            if (i >= first)
                run_step(p, &p->steps[i], workspace, arguments, item);
            arguments += p->steps[i].argument_count;
        }
    }
}

static void run_back(const plan *p, float *workspace, const entrance *in, size_t count,
                     int (*stopped)(void *user), void *user)
{
    dnnl_exec_arg_t *arguments = hand_of(workspace)->arguments;
    uint32_t first = p->doors[in->node].step;
    for (size_t item = 0; first >= p->front && item < count; item++)
        enter_item(p, workspace, in, item);
    first = first > p->front ? first : p->front;
    for (uint32_t i = 0; i < p->step_count; arguments += p->steps[i++].argument_count) {
        const step *s = &p->steps[i];
        for (size_t item = 0; i >= first && item < count && !stopped(user); item += s->batch)
            run_step(p, s, workspace, arguments, item);
    }
}

void plan_run(const void *plan_, float *workspace, const entrance *in, size_t count,
              int (*stopped)(void *user), void *user)
{
    int before = threads_limit(1);
    run_front(plan_, workspace, in, count, stopped, user);
    run_back(plan_, workspace, in, count, stopped, user);
    threads_limit(before);
}

int plan_has_entrance(const void *plan_, uint32_t node)
{
    const plan *p = plan_;
    return p->doors[node].is_open;
}

const float *plan_value(const void *plan_, float *workspace, uint32_t node, size_t slot)
{
    const plan *p = plan_;
    return place(p, workspace, p->value_of[node], slot);
}
