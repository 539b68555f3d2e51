/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#include "kernels.h"

int kernel_is_one_by_one(const graph_node *n)
{
    const graph_window *w = &n->window;
    for (int a = 0; a < 2; a++)
        if (w->kernel[a] != 1 || w->stride[a] != 1 || w->before[a] || w->after[a])
            return 0;
    return n->groups == 1;
}

int kernel_is_pointwise(const graph_node *n)
{
    switch (n->op) {
    case GRAPH_CONV:
        return kernel_is_one_by_one(n);
    case GRAPH_NORM:
    case GRAPH_ADD:
    case GRAPH_SUBTRACT:
    case GRAPH_MULTIPLY:
    case GRAPH_DIVIDE:
    case GRAPH_MAX:
    case GRAPH_MIN:
    case GRAPH_CONCAT:
    case GRAPH_SOFTMAX:
    case GRAPH_LOG_SOFTMAX:
    case GRAPH_IDENTITY:
    case GRAPH_SLOPE:
    case GRAPH_LRN:
        return 1;
    default:
        return 0;
    }
}

int kernel_needs_whole(const graph_node *n)
{
    return n->op == GRAPH_STANDARDISE;
}

/* The scale of each channel, then the shift of each. */
static lk_status prepare(lk_context *ctx, const graph_node *n, const float **out)
{
    size_t channels = (size_t)n->shape.channels;
    if (n->op != GRAPH_NORM)
        return LK_OK;
    float *made = lk_alloc_array(ctx, 2 * channels, sizeof *made);
    if (!made)
        return lk_error(ctx, LK_E_MEMORY, "no memory to prepare the network");
    for (size_t c = 0; c < channels; c++) {
        double scale, shift;
        graph_norm_scale(n, c, &scale, &shift);
        made[c] = (float)scale;
        made[channels + c] = (float)shift;
    }
    *out = made;
    return LK_OK;
}

lk_status kernel_prepare(lk_context *ctx, const graph *g, const float *const **out)
{
    const float **list = lk_alloc_array(ctx, g->node_count, sizeof *list);
    lk_status status =
        list ? LK_OK : lk_error(ctx, LK_E_MEMORY, "no memory to prepare the network");
    for (uint32_t i = 0; !status && i < g->node_count; i++)
        status = prepare(ctx, &g->nodes[i], &list[i]);
    *out = list;
    return status;
}

void kernel_run(const job *j)
{
    static void (*const kernels[GRAPH_OP_COUNT])(const job *) = {
        [GRAPH_NORM] = point_norm,
        [GRAPH_MAXPOOL] = pool_largest,
        [GRAPH_AVGPOOL] = pool_average,
        [GRAPH_MEAN] = pool_mean,
        [GRAPH_LARGEST] = pool_all_largest,
        [GRAPH_ADD] = pair_add,
        [GRAPH_SUBTRACT] = pair_subtract,
        [GRAPH_MULTIPLY] = pair_multiply,
        [GRAPH_DIVIDE] = pair_divide,
        [GRAPH_MAX] = pair_max,
        [GRAPH_MIN] = pair_min,
        [GRAPH_CONCAT] = point_concat,
        [GRAPH_FLATTEN] = point_copy,
        [GRAPH_SOFTMAX] = point_softmax,
        [GRAPH_LOG_SOFTMAX] = point_log_softmax,
        [GRAPH_IDENTITY] = point_copy,
        [GRAPH_SLOPE] = point_slope,
        [GRAPH_PAD] = move_pad,
        [GRAPH_STANDARDISE] = pool_standardise,
        [GRAPH_LRN] = point_lrn,
        [GRAPH_RESIZE] = move_resize,
        [GRAPH_REARRANGE] = move_rearrange,
        [GRAPH_CONSTANT] = move_constant,
    };
    kernels[j->node->op](j);
    point_activate(j);
}
