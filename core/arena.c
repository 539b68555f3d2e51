/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#include "arena.h"

#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { ALIGNMENT = 64, BLOCK = 1 << 16 };

typedef struct block {
    struct block *next;
    size_t size, used; /* of the bytes after the head */
    uint64_t number;
} block;

struct lk_arena {
    block *blocks;
    size_t limit, total;
    uint64_t made; /* blocks so far */
};

static size_t head(void)
{
    return (sizeof(block) + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
}

lk_arena *lk_arena_new(size_t limit)
{
    lk_arena *a = calloc(1, sizeof *a);
    if (a)
        a->limit = limit ? limit : SIZE_MAX / 2;
    return a;
}

void lk_arena_reset(lk_arena *arena)
{
    for (block *b = arena->blocks, *next; b; b = next) {
        next = b->next;
        free(b);
    }
    arena->blocks = NULL;
    arena->total = 0;
}

lk_mark lk_arena_mark(const lk_arena *arena)
{
    return (lk_mark){arena->made, arena->blocks ? arena->blocks->used : 0};
}

/* What is older than the mark lies in the order in which it lay then. */
void lk_arena_release(lk_arena *arena, lk_mark mark)
{
    for (block **at = &arena->blocks, *b; (b = *at);) {
        if (b->number <= mark.count) {
            at = &b->next;
            continue;
        }
        *at = b->next;
        arena->total -= b->size;
        free(b);
    }
    if (arena->blocks)
        arena->blocks->used = mark.used;
}

void lk_arena_free(lk_arena *arena)
{
    if (arena)
        lk_arena_reset(arena);
    free(arena);
}

static block *grow(lk_arena *arena, size_t size)
{
    size_t left = (arena->limit - arena->total) / ALIGNMENT * ALIGNMENT;
    size_t room = size > BLOCK / 4 ? size : left < BLOCK ? left : BLOCK;
    if (size > left)
        return NULL;
    block *b = aligned_alloc(ALIGNMENT, head() + room);
    if (!b)
        return NULL;
    b->size = room;
    b->used = 0;
    b->number = ++arena->made;
    /* A large block is full at once: keep the roomy one in front. */
    if (arena->blocks && size > BLOCK / 4) {
        b->next = arena->blocks->next;
        arena->blocks->next = b;
    } else {
        b->next = arena->blocks;
        arena->blocks = b;
    }
    arena->total += room;
    return b;
}

void *lk_arena_alloc(lk_arena *arena, size_t size)
{
    if (size > SIZE_MAX / 4)
        return NULL;
    size = (size + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
    if (!size)
        size = ALIGNMENT;
    block *b = arena->blocks;
    if (!b || b->size - b->used < size)
        b = grow(arena, size);
    if (!b)
        return NULL;
    void *p = (char *)b + head() + b->used;
    b->used += size;
    return memset(p, 0, size);
}

void *lk_arena_array(lk_arena *arena, size_t count, size_t size)
{
    if (size && count > SIZE_MAX / size)
        return NULL;
    return lk_arena_alloc(arena, count * size);
}

void *lk_arena_copy(lk_arena *arena, const void *bytes, size_t size)
{
    void *p = lk_arena_alloc(arena, size);
    if (p && size)
        memcpy(p, bytes, size);
    return p;
}

char *lk_arena_text(lk_arena *arena, const char *text)
{
    return lk_arena_copy(arena, text, strlen(text) + 1);
}

char *lk_arena_format(lk_arena *arena, const char *format, ...)
{
    va_list args, again;
    va_start(args, format);
    va_copy(again, args);
    int n = vsnprintf(NULL, 0, format, args);
    char *text = n < 0 ? NULL : lk_arena_alloc(arena, (size_t)n + 1);
    if (text)
        vsnprintf(text, (size_t)n + 1, format, again);
    va_end(again);
    va_end(args);
    return text;
}
