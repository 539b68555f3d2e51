/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#ifndef LK_BACKENDS_COALITIONS_STREAM_H
#define LK_BACKENDS_COALITIONS_STREAM_H

/* In which order the rows of the maps of some nodes are computed, and which of
 * them are kept at a time: each node goes on only as far as the next needs it,
 * and a row is dropped when nothing needs it any more, so that large maps never
 * exist as a whole. Only rows of the last node are all kept.
 *
 * The same walk without computing anything tells how much memory it takes. */

#include "evaluate.h"

typedef struct stream stream;

/* Compute positions first .. end - 1 of a node, as an evaluation has them. */
typedef lk_status (*stream_fn)(void *user, uint32_t node, size_t first, size_t end);
/* Columns from `low` on are needed, up to `end` (none but those of before and
 * of the next positions): make room for them. */
typedef lk_status (*stream_room_fn)(void *user, uint32_t node, size_t low, size_t end);

struct stream {
    const graph *graph;
    uint32_t from, to;              /* nodes; what stands before them is there */
    const uint32_t *const *columns; /* by node: by row of its map its first column, and all */
    const uint8_t *methods;         /* by node */
    const uint32_t *uses;           /* by node, the last that needs it, through flattened maps */
    int64_t band;                   /* rows of a map that a node takes at a time that gathers it */
    int64_t *done;                  /* by node, rows computed; private, zeroed */
    int64_t *taken;                 /* by node that gathers, rows of its input; so */
    stream_fn compute;              /* NULL: only walk */
    stream_room_fn room;
    void *user;
};

lk_status stream_run(stream *s);

/* The most floats that a stream's tables hold at once, if each has as much room
 * as it ever needs. `room`: as many zeroed numbers as there are nodes. */
double stream_floats(const stream *s, size_t *room);

#endif
