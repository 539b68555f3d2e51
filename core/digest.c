/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#include "digest.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

static void field(lk_digest *d, char type, const void *bytes, size_t size)
{
    uint8_t head[9] = {(uint8_t)type};
    for (int i = 0; i < 8; i++)
        head[1 + i] = (uint8_t)((uint64_t)size >> 8 * i);
    sha256_update(&d->state, sizeof head, head);
    sha256_update(&d->state, size, bytes);
}

void lk_digest_init(lk_digest *d)
{
    sha256_init(&d->state);
}

void lk_digest_bytes(lk_digest *d, const void *bytes, size_t size)
{
    field(d, 'b', bytes, size);
}

void lk_digest_text(lk_digest *d, const char *text)
{
    field(d, text ? 't' : '0', text ? text : "", text ? strlen(text) : 0);
}

void lk_digest_u64(lk_digest *d, uint64_t value)
{
    uint8_t bytes[8];
    for (int i = 0; i < 8; i++)
        bytes[i] = (uint8_t)(value >> 8 * i);
    field(d, 'u', bytes, sizeof bytes);
}

void lk_digest_double(lk_digest *d, double value)
{
    uint64_t bits;
    memcpy(&bits, &value, sizeof bits);
    lk_digest_u64(d, bits);
}

void lk_digest_key(lk_digest *d, const lk_key *key)
{
    field(d, 'k', key->bytes, sizeof key->bytes);
}

void lk_digest_end(const lk_digest *d, lk_key *out)
{
    struct sha256_ctx copy = d->state;
    sha256_digest(&copy, sizeof out->bytes, out->bytes);
}

int lk_digest_file(const char *path, lk_key *out, lk_fault *fault)
{
    uint8_t buffer[1 << 15];
    struct sha256_ctx state;
    FILE *f = fopen(path, "rbe");
    if (!f) {
        lk_fault_set(fault, "%s: %s", path, strerror(errno));
        return -1;
    }
    sha256_init(&state);
    for (size_t n; (n = fread(buffer, 1, sizeof buffer, f)) > 0;)
        sha256_update(&state, n, buffer);
    int bad = ferror(f);
    fclose(f);
    if (bad) {
        lk_fault_set(fault, "%s could not be read to its end", path);
        return -1;
    }
    sha256_digest(&state, sizeof out->bytes, out->bytes);
    return 0;
}

void lk_key_hex(const lk_key *key, char out[65])
{
    for (int i = 0; i < 32; i++)
        snprintf(out + 2 * i, 3, "%02x", key->bytes[i]);
}

int lk_key_equal(const lk_key *a, const lk_key *b)
{
    return !memcmp(a, b, sizeof *a);
}
