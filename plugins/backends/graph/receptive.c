/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#include "graph.h"

/* Receptive fields, axis by axis. A node's pixel y sees the pixels of the input
 * from start + y step on, `extent` of them; an extent of 0: all of it. */

typedef struct field {
    int64_t extent, start, step;
} field;

static const field everything = {0, 0, 0};

static field through_window(field f, const graph_window *w, int axis)
{
    if (!f.extent)
        return everything;
    return (field){.extent = f.extent + (w->kernel[axis] - 1) * w->dilation[axis] * f.step,
                   .start = f.start - w->before[axis] * f.step,
                   .step = f.step * w->stride[axis]};
}

/* What either sees, where both move at one pace. */
static field joined(field a, field b)
{
    if (!a.extent || !b.extent || a.step != b.step)
        return everything;
    int64_t start = a.start < b.start ? a.start : b.start;
    int64_t end_a = a.start + a.extent, end_b = b.start + b.extent;
    return (field){(end_a > end_b ? end_a : end_b) - start, start, a.step};
}

static field of_inputs(const graph *g, const graph_node *n, const field *fields)
{
    field f = everything;
    int count = 0;
    for (uint32_t i = 0; i < n->input_count; i++) {
        if (g->nodes[n->inputs[i]].op == GRAPH_CONSTANT)
            continue;
        f = count++ ? joined(f, fields[n->inputs[i]]) : fields[n->inputs[i]];
    }
    return f;
}

static field of_node(const graph *g, const graph_node *n, const field *fields, int axis)
{
    switch (n->op) {
    case GRAPH_INPUT:
        return (field){1, 0, 1};
    case GRAPH_CONV:
    case GRAPH_MAXPOOL:
    case GRAPH_AVGPOOL:
        return through_window(fields[n->inputs[0]], &n->window, axis);
    case GRAPH_PAD: {
        field f = fields[n->inputs[0]];
        f.start -= n->window.before[axis] * f.step;
        return f;
    }
    case GRAPH_DENSE:
    case GRAPH_MEAN:
    case GRAPH_LARGEST:
    case GRAPH_FLATTEN:
    case GRAPH_STANDARDISE:
    case GRAPH_RESIZE:
    case GRAPH_REARRANGE:
    case GRAPH_CONSTANT:
        return everything;
    default:
        return of_inputs(g, n, fields);
    }
}

lk_status graph_find_receptive_fields(lk_context *ctx, graph *g)
{
    field *fields = lk_alloc_array(ctx, g->node_count, sizeof *fields);
    if (!fields)
        return lk_error(ctx, LK_E_MEMORY, "no memory for the receptive fields of the network");
    for (int axis = 0; axis < 2; axis++) {
        for (uint32_t i = 0; i < g->node_count; i++)
            fields[i] = of_node(g, &g->nodes[i], fields, axis);
        for (uint32_t k = 0; k < g->info.layer_count; k++) {
            if (g->layer_nodes[k] == GRAPH_NONE)
                continue;
            lk_layer_info *l = (lk_layer_info *)g->info.layers[k];
            field f = fields[g->layer_nodes[k]];
            l->field[axis] = f.extent;
            l->start[axis] = f.start;
            l->step[axis] = f.step;
        }
    }
    return LK_OK;
}
