/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#ifndef LK_COMMON_PROCESS_ARRAY_H
#define LK_COMMON_PROCESS_ARRAY_H

/* The arrays that go to and fro, in the format .npy. What a program sends may be
 * anything: its header is judged before memory is asked for. */

#include "program.h"

/* The head of a .npy file of a compact array, of this many bytes; what follows it
 * in memory is aligned for any number. */
enum { ARRAY_HEAD = 128, ARRAY_RANK = 4, ARRAY_ANY = -1 };
lk_status array_head(lk_context *ctx, const lk_tensor *t, uint8_t out[ARRAY_HEAD]);
/* Head and values. */
lk_status array_tell(program *p, lk_context *ctx, const lk_tensor *t);

typedef enum array_kind {
    ARRAY_FLOATS, /* float32 or float64 */
    ARRAY_WHOLE   /* bool, uint8, int32 or int64 */
} array_kind;

typedef struct array {
    /* What is wanted. ARRAY_ANY stands for any extent from 1 on, and is replaced
     * by what came. */
    array_kind kind;
    int rank;
    int64_t shape[ARRAY_RANK];
    size_t most; /* bytes */

    /* What came, in the arena. */
    size_t count;
    size_t width;
    uint8_t *data;
} array;

lk_status array_hear(program *p, lk_context *ctx, array *a);
double array_float(const array *a, size_t i);
int64_t array_whole(const array *a, size_t i);

#endif
