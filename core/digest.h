/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#ifndef LK_CORE_DIGEST_H
#define LK_CORE_DIGEST_H

/* Keys: SHA-256 over a sequence of typed, length-prefixed fields, so that no
 * two different sequences have the same bytes. */

#include <stddef.h>
#include <stdint.h>

#include <nettle/sha2.h>

#include "fault.h"

typedef struct lk_key {
    uint8_t bytes[32];
} lk_key;

typedef struct lk_digest {
    struct sha256_ctx state;
} lk_digest;

void lk_digest_init(lk_digest *d);
void lk_digest_bytes(lk_digest *d, const void *bytes, size_t size);
void lk_digest_text(lk_digest *d, const char *text); /* NULL is not "" */
void lk_digest_u64(lk_digest *d, uint64_t value);
void lk_digest_double(lk_digest *d, double value); /* its bit pattern */
void lk_digest_key(lk_digest *d, const lk_key *key);
/* The key of all fields so far; the digest may go on. */
void lk_digest_end(const lk_digest *d, lk_key *out);

/* Plain SHA-256 of a file's bytes, as sha256sum prints it. */
int lk_digest_file(const char *path, lk_key *out, lk_fault *fault);

void lk_key_hex(const lk_key *key, char out[65]);
int lk_key_equal(const lk_key *a, const lk_key *b);

#endif
