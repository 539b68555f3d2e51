/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#include "weights.h"

#include <inttypes.h>
#include <stdio.h>

const graph_tensor *graph_weights_find(const graph_weights *w, const char *name)
{
    for (size_t i = 0; i < w->count; i++)
        if (!strcmp(w->tensors[i].name, name))
            return &w->tensors[i];
    return NULL;
}

int graph_stays_beside(const char *path)
{
    return *path && *path != '/' && !strstr(path, "..") && !strchr(path, '$');
}

void graph_format_extents(const int64_t *shape, int32_t rank, char out[GRAPH_EXTENTS_SIZE])
{
    size_t used = 0;
    snprintf(out, GRAPH_EXTENTS_SIZE, "a single number");
    for (int32_t i = 0; i < rank; i++)
        used += (size_t)snprintf(out + used, GRAPH_EXTENTS_SIZE - used, "%s%" PRId64, i ? "x" : "",
                                 shape[i]);
}
