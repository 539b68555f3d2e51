/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#include "wire.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

/* ---- Writing fields ------------------------------------------------------------ */

void lk_pack_raw(lk_pack *p, const void *bytes, size_t size)
{
    if (p->bad || !size)
        return;
    if (p->room - p->size < size) {
        size_t room = p->room < 256 ? 256 : p->room;
        while (room - p->size < size && room < SIZE_MAX / 2)
            room *= 2;
        uint8_t *grown = room - p->size < size ? NULL : realloc(p->bytes, room);
        if (!grown) {
            p->bad = 1;
            return;
        }
        p->bytes = grown;
        p->room = room;
    }
    memcpy(p->bytes + p->size, bytes, size);
    p->size += size;
}

void lk_pack_free(lk_pack *p)
{
    free(p->bytes);
    memset(p, 0, sizeof *p);
}

void lk_pack_u64(lk_pack *p, uint64_t value)
{
    uint8_t bytes[8];
    for (int i = 0; i < 8; i++)
        bytes[i] = (uint8_t)(value >> 8 * i);
    lk_pack_raw(p, bytes, sizeof bytes);
}

void lk_pack_double(lk_pack *p, double value)
{
    uint64_t bits;
    memcpy(&bits, &value, sizeof bits);
    lk_pack_u64(p, bits);
}

void lk_pack_text(lk_pack *p, const char *text)
{
    lk_pack_u64(p, text ? strlen(text) + 1 : 0);
    if (text)
        lk_pack_raw(p, text, strlen(text) + 1);
}

void lk_pack_bytes(lk_pack *p, const void *bytes, size_t size)
{
    lk_pack_u64(p, size);
    lk_pack_raw(p, bytes, size);
}

void lk_pack_key(lk_pack *p, const lk_key *key)
{
    lk_pack_raw(p, key->bytes, sizeof key->bytes);
}

void lk_pack_tensor(lk_pack *p, const lk_tensor *t)
{
    size_t count = 1;
    lk_pack_u64(p,
                (uint64_t)t->dtype.code << 16 | (uint64_t)t->dtype.bits << 8 | (uint64_t)t->rank);
    for (int32_t i = 0; i < t->rank; i++) {
        lk_pack_u64(p, (uint64_t)t->shape[i]);
        count *= (size_t)t->shape[i];
    }
    lk_pack_bytes(p, t->data, count * t->dtype.bits / 8);
}

/* ---- Reading fields ------------------------------------------------------------- */

lk_unpack lk_unpack_over(const void *bytes, size_t size)
{
    return (lk_unpack){.bytes = bytes, .size = size};
}

const uint8_t *lk_unpack_raw(lk_unpack *u, size_t size)
{
    if (u->bad || u->size - u->at < size) {
        u->bad = 1;
        return NULL;
    }
    const uint8_t *p = u->bytes + u->at;
    u->at += size;
    return p;
}

uint64_t lk_unpack_u64(lk_unpack *u)
{
    const uint8_t *p = lk_unpack_raw(u, 8);
    uint64_t value = 0;
    for (int i = 0; p && i < 8; i++)
        value |= (uint64_t)p[i] << 8 * i;
    return value;
}

size_t lk_unpack_count(lk_unpack *u, size_t each)
{
    uint64_t n = lk_unpack_u64(u);
    if (n > (u->size - u->at) / (each ? each : 1)) {
        u->bad = 1;
        return 0;
    }
    return (size_t)n;
}

double lk_unpack_double(lk_unpack *u)
{
    uint64_t bits = lk_unpack_u64(u);
    double value;
    memcpy(&value, &bits, sizeof value);
    return value;
}

const char *lk_unpack_text(lk_unpack *u)
{
    size_t size = lk_unpack_count(u, 1);
    if (u->bad || !size)
        return u->bad ? "" : NULL;
    const char *text = (const char *)lk_unpack_raw(u, size);
    if (text && !text[size - 1])
        return text;
    u->bad = 1;
    return "";
}

const void *lk_unpack_bytes(lk_unpack *u, size_t *size)
{
    *size = lk_unpack_count(u, 1);
    return lk_unpack_raw(u, *size);
}

lk_key lk_unpack_key(lk_unpack *u)
{
    lk_key key = {{0}};
    const uint8_t *p = lk_unpack_raw(u, sizeof key.bytes);
    if (p)
        memcpy(key.bytes, p, sizeof key.bytes);
    return key;
}

lk_tensor lk_unpack_tensor(lk_unpack *u)
{
    lk_tensor t = {0};
    uint64_t head = lk_unpack_u64(u);
    size_t count = 1, size;
    t.rank = (int32_t)(head & 0xff);
    t.dtype = (lk_dtype){(uint8_t)(head >> 16), (uint8_t)(head >> 8), 1};
    t.device.type = 1;
    unsigned bits = t.dtype.bits;
    if (t.rank > LK_MAX_RANK || (bits != 8 && bits != 16 && bits != 32 && bits != 64))
        u->bad = 1;
    for (int32_t i = 0; !u->bad && i < t.rank; i++) {
        uint64_t n = lk_unpack_u64(u);
        if (n > LK_FRAME_LIMIT || (n && count > LK_FRAME_LIMIT / n))
            u->bad = 1;
        t.shape[i] = (int64_t)n;
        count *= (size_t)n;
    }
    int64_t stride = 1;
    for (int32_t i = t.rank - 1; !u->bad && i >= 0; i--) {
        t.strides[i] = stride;
        stride *= t.shape[i];
    }
    t.data = (void *)(uintptr_t)lk_unpack_bytes(u, &size);
    if (size != count * t.dtype.bits / 8)
        u->bad = 1;
    if (u->bad)
        memset(&t, 0, sizeof t);
    return t;
}

/* ---- Frames --------------------------------------------------------------------- */

static const uint8_t magic[4] = {'L', 'K', 'F', '1'};

static int write_all(int fd, const void *bytes, size_t size)
{
    const char *p = bytes;
    while (size) {
        ssize_t n = send(fd, p, size, MSG_NOSIGNAL);
        if (n < 0 && errno == EINTR)
            continue;
        if (n <= 0)
            return -1;
        p += n;
        size -= (size_t)n;
    }
    return 0;
}

/* 0 when all is there, 1 at an end of file before the first byte, else -1. */
static int read_all(int fd, void *bytes, size_t size)
{
    size_t have = 0;
    while (have < size) {
        ssize_t n = read(fd, (char *)bytes + have, size - have);
        if (n < 0 && errno == EINTR)
            continue;
        if (n <= 0)
            return n || have ? -1 : 1;
        have += (size_t)n;
    }
    return 0;
}

int lk_frame_write(int fd, lk_frame_type type, const void *payload, size_t size)
{
    uint8_t head[16];
    memcpy(head, magic, 4);
    for (int i = 0; i < 4; i++)
        head[4 + i] = (uint8_t)((uint32_t)type >> 8 * i);
    for (int i = 0; i < 8; i++)
        head[8 + i] = (uint8_t)((uint64_t)size >> 8 * i);
    if (size > LK_FRAME_LIMIT || write_all(fd, head, sizeof head))
        return -1;
    return write_all(fd, payload, size);
}

int lk_frame_read(int fd, lk_frame_type *type, void **payload, size_t *size)
{
    uint8_t head[16];
    uint64_t length = 0;
    uint32_t kind = 0;
    int rc = read_all(fd, head, sizeof head);
    if (rc)
        return rc;
    for (int i = 0; i < 4; i++)
        kind |= (uint32_t)head[4 + i] << 8 * i;
    for (int i = 0; i < 8; i++)
        length |= (uint64_t)head[8 + i] << 8 * i;
    if (memcmp(head, magic, 4) || length > LK_FRAME_LIMIT)
        return -1;
    void *bytes = malloc(length + 1);
    if (!bytes || read_all(fd, bytes, length)) {
        free(bytes);
        return -1;
    }
    *type = (lk_frame_type)kind;
    *payload = bytes;
    *size = length;
    return 0;
}
