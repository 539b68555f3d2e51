/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#ifndef LK_BACKENDS_ENTRANCE_H
#define LK_BACKENDS_ENTRANCE_H

/* How items come into a backend's computation. */

#include <stddef.h>
#include <stdint.h>

/* Put the value of item `item` into `out`, channels last. */
typedef void (*enter_fn)(void *user, size_t item, float *out);

/* Where items come in: as values of node 0, or of another that all that comes
 * after it depends on, and on nothing before it. */
typedef struct entrance {
    uint32_t node;
    enter_fn enter;
    void *user;
    size_t first; /* the item of slot 0; the others follow */
} entrance;

#endif
