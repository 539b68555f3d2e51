/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#ifndef LK_BACKENDS_GRAPH_WEIGHTS_H
#define LK_BACKENDS_GRAPH_WEIGHTS_H

/* A weight file, whatever its format: named tensors of float32. */

#include <likeness/plugin.h>

typedef struct graph_tensor {
    const char *name;
    int32_t rank;
    int64_t shape[LK_MAX_RANK];
    const float *values; /* NULL: the file has it in a type that no layer takes */
} graph_tensor;

typedef struct graph_weights {
    const char *file; /* as named in the network file */
    size_t count;
    const graph_tensor *tensors;
} graph_weights;

const graph_tensor *graph_weights_find(const graph_weights *w, const char *name);

/* "3x3x32x64" */
enum { GRAPH_EXTENTS_SIZE = 22 * LK_MAX_RANK };
void graph_format_extents(const int64_t *shape, int32_t rank, char out[GRAPH_EXTENTS_SIZE]);

/* Is this a path within the folder it is relative to? */
int graph_stays_beside(const char *path);

/* Read the manifest of a TF.js model and its .bin files, which lie beside it:
 * a list of weight groups, or a graph model with such a list under
 * `weightsManifest`. `path` is relative to the folder of `beside`. */
lk_status graph_read_tfjs(lk_context *ctx, const char *path, const char *beside,
                          graph_weights *out);

#endif
