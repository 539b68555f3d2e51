/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#ifndef LK_BACKENDS_GRAPH_WEIGHTS_H
#define LK_BACKENDS_GRAPH_WEIGHTS_H

/* The weights of a network: named tensors of float32 out of a file, whatever
 * its format; or untrained ones made as they are asked for; or none at all. */

#include "graph.h"

typedef enum graph_origin { GRAPH_FILE, GRAPH_UNTRAINED, GRAPH_NOWHERE } graph_origin;

/* How untrained filters are drawn: as Glorot and Bengio (2010) or as He et al.
 * (2015), uniformly, or as Keras does normally: without what is beyond two
 * standard deviations. */
typedef enum graph_initializer {
    GRAPH_GLOROT_UNIFORM,
    GRAPH_GLOROT_NORMAL,
    GRAPH_HE_UNIFORM,
    GRAPH_HE_NORMAL
} graph_initializer;

typedef struct graph_weights {
    graph_origin origin;
    uint64_t seed;            /* of untrained ones */
    lk_string_list untrained; /* layers that are, although there is a file */
    graph_initializer initializer;
    const char *file; /* as it was named */
    size_t count;
    graph_tensor *tensors; /* by name, in ascending order */
} graph_weights;

typedef enum graph_format {
    GRAPH_TFJS,
    GRAPH_SAFETENSORS,
    GRAPH_HDF5,
    GRAPH_ANY_FORMAT /* what its content says */
} graph_format;

/* Read a file; `path` is relative to the folder of `beside`. */
lk_status graph_read_weights(lk_context *ctx, graph_format format, const char *path,
                             const char *beside, graph_weights *out);

const graph_tensor *graph_weights_find(const graph_weights *w, const char *name);

/* What Keras calls the weight that plays a role, as its files have it. */
const char *graph_keras_word(const char *role);

/* The key `initializer` of a layer or a network file. */
lk_status graph_read_initializer(lk_context *ctx, const lk_node *map, graph_initializer *out);
/* Untrained values, a function of the seed, the initializer, the weight's name and
 * its shape alone: filters are drawn, scales and variances 1, all else 0. */
lk_status graph_untrained(lk_context *ctx, uint64_t seed, graph_initializer initializer,
                          const char *role, const graph_tensor *t, const float **out);

/* "3x3x32x64" */
enum { GRAPH_EXTENTS_SIZE = 22 * LK_MAX_RANK };
void graph_format_extents(const int64_t *shape, int32_t rank, char out[GRAPH_EXTENTS_SIZE]);

/* Is this a path within the folder it is relative to? */
int graph_stays_beside(const char *path);

/* ---- What the readers of formats share ------------------------------------------ */

enum { GRAPH_MAX_TENSORS = 1 << 16, GRAPH_MAX_ELEMENTS = 1 << 28 };

/* Multiply `*elements` by an extent; 0 when the product is beyond all bounds. */
int graph_count_elements(size_t *elements, int64_t extent);
/* `count` floats that lie, little endian, anywhere: where they are if they may
 * be, else a copy. */
lk_status graph_floats_at(lk_context *ctx, const void *bytes, size_t count, const float **out);
int graph_are_finite(const float *values, size_t count);

/* The manifest of a TF.js model and its .bin files, which lie beside it: a
 * list of weight groups, or a graph model with such a list under
 * `weightsManifest`. */
lk_status graph_read_tfjs(lk_context *ctx, const char *path, const char *beside,
                          graph_weights *out);
/* The next two take the bytes of a file, which stay: tensors are used where
 * they lie. `out->file` is set. */
lk_status graph_read_safetensors(lk_context *ctx, const uint8_t *bytes, size_t size,
                                 graph_weights *out);
lk_status graph_read_hdf5(lk_context *ctx, const uint8_t *bytes, size_t size, graph_weights *out);

/* Keras numbers layers that were given no name on through a session: conv2d_94.
 * Count those of each kind from the first: conv2d, conv2d_1, ... */
lk_status graph_renumber_keras(lk_context *ctx, graph_weights *w);

#endif
