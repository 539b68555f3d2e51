/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#ifndef LK_CHECK_GUARD_H
#define LK_CHECK_GUARD_H

/* Memory that notices what is done to it. Each block has pages of its own
 * between two that nobody may touch, so that going past either end ends the
 * process at once, and the signal handler can say of which block; what lies
 * between a block and those pages is watched by a pattern. One thread a guard;
 * the list of all blocks, which the handler reads, is shared. */

#include <stddef.h>

#include <likeness/host.h>

typedef struct guard guard;

guard *guard_new(void);
/* Everything of it is unmapped: what is used after this ends the process. */
void guard_free(guard *g);

/* Zeroed, 64-byte aligned. `name` is static, and what sentences call it. The
 * failure of the `fail_at`th allocation from now can be asked for. NULL then, and
 * when out of memory. */
void *guard_alloc(guard *g, size_t size, const char *name);
void guard_fail_at(guard *g, size_t count); /* 0: never */
/* How many allocations there were so far. */
size_t guard_count(const guard *g);

/* Nobody may write to the block that begins at `p` any more. */
void guard_protect(guard *g, const void *p);

lk_mark guard_mark(const guard *g);
void guard_release(guard *g, lk_mark mark);

/* The name of a block whose surroundings were written to, or NULL. */
const char *guard_damaged(const guard *g);

/* Of which block is this address, or the forbidden pages round it? -1: it lies
 * before, 0: within, 1: behind. NULL: of none. Safe in a signal handler. */
const char *guard_find(const void *address, int *side);

#endif
