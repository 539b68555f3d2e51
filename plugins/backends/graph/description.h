/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#ifndef LK_BACKENDS_DESCRIPTION_H
#define LK_BACKENDS_DESCRIPTION_H

/* A network file from its top: what a network sees and what its answers mean.
 * Backends that leave the network itself to another program need no more.
 *
 * The parts are read in the order of these functions, since each needs what
 * those before it found. All of it is of the arena of the `open` call. */

#include "foreign.h"

typedef struct description {
    lk_context *ctx;
    const char *path;    /* of the network file */
    const lk_node *root; /* its top */
    lk_network_info info;
    graph_normalise normalise;
} description;

/* Parse the file, refuse keys that no network file has, read name and view. */
lk_status description_open(lk_context *ctx, const char *path, description *out);
/* The channels, where no model says them. */
lk_status description_read_input(description *d);
/* How pixels become what the first layer takes; after the channels. */
lk_status description_read_normalise(description *d);

/* What stands under `model`: the model file, and how it is to be taken. */
typedef struct description_model {
    const lk_node *at; /* its path */
    const char *path;
    const char *tensor; /* the answer; NULL: the model's first output */
    foreign_activation activation;
} description_model;
/* `out` stays as it is where there is no `model`. */
lk_status description_read_model(description *d, description_model *out);

typedef enum description_end {
    DESCRIPTION_SQUASHED, /* the network ends in a softmax or sigmoid */
    DESCRIPTION_BARE,     /* it does not */
    DESCRIPTION_UNKNOWN
} description_end;
/* What the scores are, which must fit how the network ends. */
lk_status description_read_output(description *d, description_end end);
/* The classes; `count` values are an item's, 0: unknown, as many as the file
 * names. Sets `info.class_count`, which stays 0 for raw output of unknown size. */
lk_status description_read_classes(description *d, uint32_t count);

/* ---- A model without a network file ---- */

/* Is this the path of a model, and of no network file? */
int description_is_model(const char *path);
/* Describe it: a face of this size, pixels divided by 255, and classes called
 * 0, 1, 2, ... without labels unless the output is raw. `d->ctx` and `d->path`
 * are set. */
lk_status description_of_model(description *d, int64_t height, int64_t width, uint32_t channels,
                               lk_output output, uint32_t count);

/* ---- All of a network file whose layers are another program's ---- */

/* `info.class_count` is 0 where the output is raw. Refuses `layers`, `weights`
 * and `model`, which nothing would read. */
lk_status graph_describe(lk_context *ctx, const char *path, lk_network_info *info,
                         graph_normalise *normalise);

#endif
