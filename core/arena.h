/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#ifndef LK_CORE_ARENA_H
#define LK_CORE_ARENA_H

/* Memory that is given back all at once. Everything a call into a plugin
 * allocates lives in an arena, so that nothing changes owner. Not for two
 * threads at once. */

#include <stddef.h>

#include <likeness/host.h>

typedef struct lk_arena lk_arena;

/* An arena that refuses to grow past `limit` bytes (0: no limit). NULL when
 * out of memory. */
lk_arena *lk_arena_new(size_t limit);
void lk_arena_free(lk_arena *arena);
/* Give back everything, keep the arena. */
void lk_arena_reset(lk_arena *arena);
/* Give back what was allocated since the mark. */
lk_mark lk_arena_mark(const lk_arena *arena);
void lk_arena_release(lk_arena *arena, lk_mark mark);

/* Zeroed, 64-byte aligned; NULL at the limit. A size of 0 gives a valid
 * pointer. */
void *lk_arena_alloc(lk_arena *arena, size_t size);
void *lk_arena_array(lk_arena *arena, size_t count, size_t size);
void *lk_arena_copy(lk_arena *arena, const void *bytes, size_t size);
char *lk_arena_text(lk_arena *arena, const char *text);
char *lk_arena_format(lk_arena *arena, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

#endif
