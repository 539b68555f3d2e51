/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#ifndef LK_BACKENDS_PROCESS_ANSWER_H
#define LK_BACKENDS_PROCESS_ANSWER_H

/* The frames that go to and fro: one .npy array each. A request's shape never
 * changes, so its header is written once. An answer is judged as it arrives,
 * since what sends it may send anything. */

#include <stddef.h>
#include <stdint.h>

/* The head of a float32 array of four axes. Returns its size, of at most
 * FRAME_HEAD bytes; what follows it in memory is aligned for floats. */
enum { FRAME_HEAD = 128 };
size_t frame_head(const int64_t shape[4], uint8_t out[FRAME_HEAD]);

typedef struct answer {
    size_t items, values; /* the shape that is wanted */
    uint8_t *bytes;
    size_t room;         /* for them, of answer_room() */
    size_t have, wanted; /* the bytes there are; those at which it is judged next */
    size_t head, width;  /* once they are judged: bytes of its head, bytes of a number */
    char why[200];       /* what is wrong with it, to follow "it answered " */
} answer;

/* Bytes that an answer of this shape may have; 0: beyond all bounds. */
size_t answer_room(size_t items, size_t values);
void answer_begin(answer *a);
/* `n` bytes more, which are in the room that there was after those it had. -1:
 * it is wrong, and `why` says how. */
int answer_grow(answer *a, size_t n);
int answer_is_whole(const answer *a);
double answer_value(const answer *a, size_t i);

#endif
