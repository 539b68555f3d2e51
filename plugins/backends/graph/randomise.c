/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#include "randomise.h"

#include <stdlib.h>

#include "redraw.h"

const char *const graph_randomise_orders[] = {"cascade", "independent", NULL};
const char *const graph_randomise_ways[] = {
    [GRAPH_SHUFFLE] = "shuffle", [GRAPH_NORMAL] = "normal", [GRAPH_GLOROT] = "glorot", NULL};

enum { CASCADE, INDEPENDENT };

typedef struct work {
    lk_context *ctx;
    const graph_randomise *request;
    graph *graph;
    uint8_t *is_chosen; /* by layer */
} work;

static int has_filters(const graph_node *n)
{
    return (n->op == GRAPH_CONV || n->op == GRAPH_DENSE) && n->weights[GRAPH_FILTER];
}

static lk_status fail_memory(lk_context *ctx)
{
    return lk_error(ctx, LK_E_MEMORY, "no memory for the random weights of the network");
}

/* ---- Which layers -------------------------------------------------------------------- */

/* The layers with filters, from the output. */
static uint32_t list_layers(const graph *g, uint32_t *out)
{
    uint32_t count = 0;
    for (uint32_t i = g->node_count; i-- > 1;) {
        const graph_node *n = &g->nodes[i];
        if (has_filters(n) && (!count || out[count - 1] != n->layer))
            out[count++] = n->layer;
    }
    return count;
}

/* How many pairs of neighbouring letters of `a` stand in `b` too. */
static size_t count_shared(const char *a, const char *b)
{
    size_t count = 0;
    for (; *a && a[1]; a++) {
        const char pair[3] = {a[0], a[1], 0};
        count += strstr(b, pair) != NULL;
    }
    return count;
}

static double likeness_of(const char *a, const char *b)
{
    return (double)(count_shared(a, b) + count_shared(b, a)) / (double)(strlen(a) + strlen(b));
}

/* The names that are most like the one that no layer has; of equals those that are
 * nearer to the output. */
static lk_status refuse_name(const work *w, const uint32_t *layers, uint32_t count)
{
    enum { SHOWN = 3 };
    const char *best[SHOWN] = {"", "", ""}, *name = w->request->what;
    double like[SHOWN] = {-1, -1, -1};
    for (uint32_t i = 0; i < count; i++) {
        const char *candidate = w->graph->info.layers[layers[i]]->name;
        double value = likeness_of(name, candidate);
        int place = SHOWN;
        while (place > 0 && value > like[place - 1])
            place--;
        for (int k = SHOWN - 1; k > place; k--) {
            like[k] = like[k - 1];
            best[k] = best[k - 1];
        }
        if (place < SHOWN) {
            like[place] = value;
            best[place] = candidate;
        }
    }
    return lk_error(w->ctx, LK_E_INPUT,
                    "`randomise`: the network %s has no layer with filters called `%s`; the "
                    "nearest are %s%s%s%s%s (all %u: likeness inspect)",
                    w->graph->info.name, name, best[0], *best[1] ? ", " : "", best[1],
                    *best[2] ? ", " : "", best[2], count);
}

/* How many layers from the output the request goes down to. */
static lk_status find_depth(const work *w, const uint32_t *layers, uint32_t count, uint32_t *out)
{
    const char *what = w->request->what;
    char *end;
    if (!strcmp(what, "all")) {
        *out = count;
        return LK_OK;
    }
    unsigned long number = strtoul(what, &end, 10);
    if (!*end && strspn(what, "0123456789")) {
        *out = number < count ? (uint32_t)number : count;
        return LK_OK;
    }
    for (uint32_t i = 0; i < count; i++)
        if (!strcmp(w->graph->info.layers[layers[i]]->name, what)) {
            *out = i + 1;
            return LK_OK;
        }
    return refuse_name(w, layers, count);
}

static lk_status choose_layers(work *w)
{
    graph *g = w->graph;
    uint32_t *layers = lk_alloc_array(w->ctx, g->node_count + 1, sizeof *layers), depth = 0;
    w->is_chosen = lk_alloc_array(w->ctx, g->info.layer_count + 1, 1);
    if (!layers || !w->is_chosen)
        return fail_memory(w->ctx);
    uint32_t count = list_layers(g, layers);
    lk_status status = find_depth(w, layers, count, &depth);
    int is_whole = !strcmp(w->request->what, "all");
    for (uint32_t i = 0; !status && i < depth; i++)
        if (w->request->order == CASCADE || is_whole || i + 1 == depth)
            w->is_chosen[layers[i]] = 1;
    return status;
}

/* ---- Weights ------------------------------------------------------------------------- */

/* Put `made` in the place of a weight, for whoever has it. */
static void replace(graph *g, const float *old, const float *made)
{
    for (uint32_t i = 0; i < g->node_count; i++)
        for (int k = 0; k < GRAPH_WEIGHT_COUNT; k++)
            if (g->nodes[i].weights[k] == old)
                g->nodes[i].weights[k] = made;
    for (size_t i = 0; i < g->tensor_count; i++)
        if (g->tensors[i].values == old)
            g->tensors[i].values = made;
}

/* Have two nodes the same filters, number for number? */
static int share_filters(const graph *g, const graph_node *a, const graph_node *b)
{
    const float *x = a->weights[GRAPH_FILTER], *y = b->weights[GRAPH_FILTER];
    if (x == y)
        return 1;
    size_t count = graph_weight_size(g, a, GRAPH_FILTER);
    return a->shape.channels == b->shape.channels &&
           count == graph_weight_size(g, b, GRAPH_FILTER) && !memcmp(x, y, count * sizeof *x);
}

static lk_status fill_vector(work *w, graph_node *n, graph_weight which, float value)
{
    if (!n->weights[which])
        return LK_OK;
    size_t count = graph_weight_size(w->graph, n, which);
    float *made = lk_alloc_array(w->ctx, count, sizeof *made);
    if (!made)
        return fail_memory(w->ctx);
    for (size_t i = 0; i < count; i++)
        made[i] = value;
    replace(w->graph, n->weights[which], made);
    return LK_OK;
}

/* The node whose filters a value comes from, by way of first inputs. */
static const graph_node *find_source(const graph *g, const graph_node *n)
{
    while (n->input_count && !has_filters(n))
        n = &g->nodes[n->inputs[0]];
    return n;
}

/* Batch normalisations as untrained, where the filters before them are. */
static lk_status forget_norms(work *w)
{
    static const float values[GRAPH_WEIGHT_COUNT] = {[GRAPH_GAMMA] = 1, [GRAPH_VARIANCE] = 1};
    graph *g = w->graph;
    lk_status status = LK_OK;
    for (uint32_t i = 1; i < g->node_count; i++) {
        graph_node *n = &g->nodes[i];
        if (n->op != GRAPH_NORM)
            continue;
        const graph_node *source = find_source(g, n);
        for (int k = GRAPH_GAMMA; has_filters(source) && w->is_chosen[source->layer] && !status &&
                                  k < GRAPH_WEIGHT_COUNT;
             k++)
            status = fill_vector(w, n, (graph_weight)k, values[k]);
    }
    return status;
}

/* The filter nodes of its layer that stand before a node. */
static uint32_t number_in_layer(const graph *g, uint32_t node)
{
    uint32_t number = 0;
    for (uint32_t i = 0; i < node; i++)
        number += has_filters(&g->nodes[i]) && g->nodes[i].layer == g->nodes[node].layer;
    return number;
}

/* Mark what has the filters of node `first`. Is any of it of a chosen layer? */
static int gather(work *w, uint32_t first, uint8_t *group)
{
    const graph *g = w->graph;
    int is_chosen = 0;
    for (uint32_t i = first; i < g->node_count; i++) {
        const graph_node *n = &g->nodes[i];
        if (!has_filters(n) || group[i] || !share_filters(g, &g->nodes[first], n))
            continue;
        group[i] = 1;
        is_chosen |= w->is_chosen[n->layer];
    }
    return is_chosen;
}

/* `group` has 1 for the nodes of the weight, of which `first` is one. */
static lk_status renew(work *w, uint32_t first, const uint8_t *group)
{
    graph *g = w->graph;
    const graph_node *n = &g->nodes[first];
    const redraw r = {.way = (graph_randomise_way)w->request->by,
                      .seed = (uint64_t)w->request->seed,
                      .name = g->info.layers[n->layer]->name,
                      .number = number_in_layer(g, first)};
    float *made;
    lk_status status = redraw_filters(w->ctx, &r, g, n, &made);
    for (uint32_t i = first; !status && i < g->node_count; i++) {
        if (group[i] != 1)
            continue;
        w->is_chosen[g->nodes[i].layer] = 1;
        replace(g, g->nodes[i].weights[GRAPH_FILTER], made);
        if (r.way == GRAPH_GLOROT)
            status = fill_vector(w, &g->nodes[i], GRAPH_BIAS, 0);
    }
    return status;
}

static lk_status renew_all(work *w)
{
    enum { TAKEN = 1, PAST = 2 };
    graph *g = w->graph;
    uint8_t *group = lk_alloc_array(w->ctx, g->node_count, 1);
    lk_status status = group ? LK_OK : fail_memory(w->ctx);
    for (uint32_t i = 1; !status && i < g->node_count; i++) {
        if (!has_filters(&g->nodes[i]) || group[i])
            continue;
        if (gather(w, i, group))
            status = renew(w, i, group);
        for (uint32_t k = i; k < g->node_count; k++)
            group[k] = group[k] == TAKEN ? PAST : group[k];
    }
    return status;
}

lk_status graph_make_random(lk_context *ctx, const graph_randomise *r, graph *g)
{
    work w = {.ctx = ctx, .request = r, .graph = g};
    if (!r->what || !strcmp(r->what, "none") || g->info.lacks_weights)
        return LK_OK;
    lk_status status = choose_layers(&w);
    if (!status)
        status = renew_all(&w);
    if (!status && r->by == GRAPH_GLOROT)
        status = forget_norms(&w);
    for (uint32_t k = 0; !status && k < g->info.layer_count; k++)
        ((lk_layer_info *)(uintptr_t)g->info.layers[k])->is_randomised = w.is_chosen[k];
    return status;
}
