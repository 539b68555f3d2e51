/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#ifndef LK_BACKENDS_GRAPH_MEMORY_H
#define LK_BACKENDS_GRAPH_MEMORY_H

/* Where values lie in a workspace, so that those which are never needed at one
 * time share their place. */

#include <stddef.h>
#include <stdint.h>

/* A value of `size` floats, needed from time `from` to time `to`, both
 * included. `offset` is set, in floats, a multiple of 16. */
typedef struct graph_value {
    size_t size;
    uint32_t from, to;
    size_t offset;
} graph_value;

/* Place the values, in order, each as low as those placed before allow.
 * Returns the floats of the workspace. */
size_t graph_place(graph_value *values, size_t count);

#endif
