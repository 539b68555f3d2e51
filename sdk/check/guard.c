/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#include "guard.h"

#include <pthread.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

enum { ALIGNMENT = 64, PATTERN = 0xa5 };

typedef struct block {
    struct block *next;           /* of its guard */
    struct block *before, *after; /* of all */
    unsigned char *pages;         /* the first of them may not be touched */
    unsigned char *begin;         /* what the plugin got */
    size_t mapped, size, page, number;
    const char *name;
} block;

struct guard {
    block *blocks;
    size_t count, fail_at;
};

static block all = {.before = &all, .after = &all};
static pthread_mutex_t all_lock = PTHREAD_MUTEX_INITIALIZER;

guard *guard_new(void)
{
    return calloc(1, sizeof(guard));
}

static void link_block(block *b)
{
    pthread_mutex_lock(&all_lock);
    b->before = &all;
    b->after = all.after;
    all.after->before = b;
    all.after = b;
    pthread_mutex_unlock(&all_lock);
}

static void drop(block *b)
{
    pthread_mutex_lock(&all_lock);
    b->before->after = b->after;
    b->after->before = b->before;
    pthread_mutex_unlock(&all_lock);
    munmap(b->pages, b->mapped);
    free(b);
}

void guard_release(guard *g, lk_mark mark)
{
    while (g->blocks && g->blocks->number > mark.count) {
        block *b = g->blocks;
        g->blocks = b->next;
        drop(b);
    }
}

lk_mark guard_mark(const guard *g)
{
    return (lk_mark){.count = g->blocks ? g->blocks->number : 0};
}

void guard_free(guard *g)
{
    if (g)
        guard_release(g, (lk_mark){0});
    free(g);
}

/* The block ends as near to the last page as its alignment lets it. */
static block *map_block(size_t size)
{
    size_t page = (size_t)sysconf(_SC_PAGESIZE);
    size_t room = (size + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
    size_t inner = room ? (room + page - 1) / page * page : page;
    block *b = calloc(1, sizeof *b);
    if (!b)
        return NULL;
    b->page = page;
    b->size = size;
    b->mapped = inner + 2 * page;
    b->pages = mmap(NULL, b->mapped, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (b->pages == MAP_FAILED || mprotect(b->pages + page, inner, PROT_READ | PROT_WRITE)) {
        if (b->pages != MAP_FAILED)
            munmap(b->pages, b->mapped);
        free(b);
        return NULL;
    }
    b->begin = b->pages + page + inner - room;
    memset(b->pages + page, PATTERN, inner);
    memset(b->begin, 0, size);
    return b;
}

void *guard_alloc(guard *g, size_t size, const char *name)
{
    g->count++;
    if (g->count == g->fail_at || size > SIZE_MAX / 4)
        return NULL;
    block *b = map_block(size);
    if (!b)
        return NULL;
    b->name = name;
    b->number = g->count;
    b->next = g->blocks;
    g->blocks = b;
    link_block(b);
    return b->begin;
}

void guard_fail_at(guard *g, size_t count)
{
    g->fail_at = count ? g->count + count : 0;
}

size_t guard_count(const guard *g)
{
    return g->count;
}

void guard_protect(guard *g, const void *p)
{
    for (block *b = g->blocks; b; b = b->next)
        if (b->begin == p)
            mprotect(b->pages + b->page, b->mapped - 2 * b->page, PROT_READ);
}

static int is_pattern(const unsigned char *from, const unsigned char *to)
{
    while (from < to)
        if (*from++ != PATTERN)
            return 0;
    return 1;
}

const char *guard_damaged(const guard *g)
{
    for (const block *b = g->blocks; b; b = b->next)
        if (!is_pattern(b->pages + b->page, b->begin) ||
            !is_pattern(b->begin + b->size, b->pages + b->mapped - b->page))
            return b->name;
    return NULL;
}

const char *guard_find(const void *address, int *side)
{
    const unsigned char *at = address;
    for (const block *b = all.after; b != &all; b = b->after) {
        if (at < b->pages || at >= b->pages + b->mapped)
            continue;
        *side = at < b->begin ? -1 : at >= b->begin + b->size;
        return b->name;
    }
    return NULL;
}
