/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#include <stdlib.h>
#include <string.h>

#include "import.h"

/* ---- What outlives the file ---------------------------------------------------- */

static int compare_borrowed(const void *a, const void *b)
{
    uintptr_t x = (uintptr_t)(*(const onnx_borrowed *const *)a)->data;
    uintptr_t y = (uintptr_t)(*(const onnx_borrowed *const *)b)->data;
    return x < y ? -1 : x > y;
}

static lk_status keep_one(onnx_import *m, const onnx_borrowed **list, size_t count,
                          const float **weights)
{
    const onnx_borrowed key = {.data = *weights}, *wanted = &key;
    const onnx_borrowed **found =
        *weights ? bsearch(&wanted, list, count, sizeof *list, compare_borrowed) : NULL;
    if (!found)
        return LK_OK;
    float *copy = lk_alloc_array(m->ctx, (*found)->count + 1, sizeof *copy);
    if (!copy)
        return onnx_import_no_memory(m);
    *weights = memcpy(copy, (*found)->data, (*found)->count * sizeof *copy);
    return LK_OK;
}

static lk_status keep_weights(onnx_import *m)
{
    size_t count = 0, filled = 0;
    lk_status status = LK_OK;
    for (const onnx_borrowed *b = m->borrowed; b; b = b->next)
        count++;
    const onnx_borrowed **list = lk_alloc_array(m->ctx, count + 1, sizeof *list);
    if (!list)
        return onnx_import_no_memory(m);
    for (const onnx_borrowed *b = m->borrowed; b; b = b->next)
        list[filled++] = b;
    qsort(list, count, sizeof *list, compare_borrowed);
    for (uint32_t i = 0; i < m->graph->node_count; i++)
        for (int k = 0; !status && k < GRAPH_WEIGHT_COUNT; k++)
            status = keep_one(m, list, count, &m->graph->nodes[i].weights[k]);
    return status;
}

/* The names and kinds of layers. */
static lk_status keep_words(onnx_import *m)
{
    graph *g = m->graph;
    for (uint32_t i = 0; i < g->info.layer_count; i++) {
        lk_layer_info *l = (lk_layer_info *)g->info.layers[i];
        const char **words[2] = {&l->name, &l->kind};
        for (int k = 0; k < 2; k++) {
            size_t size = strlen(*words[k]) + 1;
            char *copy = lk_alloc(m->ctx, size);
            if (!copy)
                return onnx_import_no_memory(m);
            *words[k] = memcpy(copy, *words[k], size);
        }
    }
    return LK_OK;
}

lk_status onnx_keep(onnx_import *m)
{
    lk_status status = keep_words(m);
    return status ? status : keep_weights(m);
}
