/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#ifndef LK_CORE_WIRE_H
#define LK_CORE_WIRE_H

/* Frames between coordinator and workers, and the fields inside them and
 * inside stored artefacts: little endian, fixed widths, doubles by their bit
 * pattern. */

#include <stddef.h>
#include <stdint.h>

#include <likeness/types.h>

#include "digest.h"

/* ---- Fields ------------------------------------------------------------------ */

/* A growing buffer. Once it could not grow, `bad` is set and stays so. A zeroed
 * one is empty. */
typedef struct lk_pack {
    uint8_t *bytes;
    size_t size, room;
    int bad;
} lk_pack;

void lk_pack_free(lk_pack *p);
void lk_pack_u64(lk_pack *p, uint64_t value);
void lk_pack_double(lk_pack *p, double value);
void lk_pack_text(lk_pack *p, const char *text); /* NULL stays NULL */
void lk_pack_bytes(lk_pack *p, const void *bytes, size_t size);
/* Bytes without a length in front: the reader knows it. */
void lk_pack_raw(lk_pack *p, const void *bytes, size_t size);
void lk_pack_key(lk_pack *p, const lk_key *key);
void lk_pack_tensor(lk_pack *p, const lk_tensor *t); /* compact */

/* A reader over bytes it does not own. Reading past the end, or a field that
 * makes no sense, sets `bad`; from then on everything reads as zero, "" or
 * empty. Texts and bytes point into the buffer. */
typedef struct lk_unpack {
    const uint8_t *bytes;
    size_t size, at;
    int bad;
} lk_unpack;

lk_unpack lk_unpack_over(const void *bytes, size_t size);
uint64_t lk_unpack_u64(lk_unpack *u);
/* A count of things that take at least `each` bytes: bounded by what is left. */
size_t lk_unpack_count(lk_unpack *u, size_t each);
double lk_unpack_double(lk_unpack *u);
const char *lk_unpack_text(lk_unpack *u); /* may be NULL */
const void *lk_unpack_bytes(lk_unpack *u, size_t *size);
/* As many bytes as they come; NULL where there are not so many. */
const uint8_t *lk_unpack_raw(lk_unpack *u, size_t size);
lk_key lk_unpack_key(lk_unpack *u);
/* The data stays in the buffer and may be unaligned: copy before use. */
lk_tensor lk_unpack_tensor(lk_unpack *u);

/* ---- Frames ------------------------------------------------------------------- */

enum { LK_FRAME_LIMIT = 1 << 30 };

typedef enum lk_frame_type {
    LK_FRAME_TASK = 1,     /* to a worker */
    LK_FRAME_RESULT = 2,   /* from a worker, ends its task */
    LK_FRAME_ALIVE = 3,    /* of a worker: it has started */
    LK_FRAME_LOG = 4,      /* u64 level, text */
    LK_FRAME_PROGRESS = 5, /* double done, double total */
    LK_FRAME_LEAVE = 6     /* of a worker: replace it after this task */
} lk_frame_type;

/* 0, or -1 when the other end is gone or what it sends is no frame. */
int lk_frame_write(int fd, lk_frame_type type, const void *payload, size_t size);
/* Blocks for a whole frame; *payload is malloc'ed. 1 at a clean end of file. */
int lk_frame_read(int fd, lk_frame_type *type, void **payload, size_t *size);

#endif
