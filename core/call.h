/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#ifndef LK_CORE_CALL_H
#define LK_CORE_CALL_H

/* One call into a plugin: the context it gets, and behind it the arena, the
 * fault, the random stream and the files it read. */

#include <likeness/plugin.h>

#include "arena.h"
#include "digest.h"
#include "fault.h"
#include "mapping.h"
#include "random.h"

typedef struct lk_call lk_call;
struct lk_call {
    lk_context context; /* what the plugin sees; host_data points back here */
    lk_arena *arena;
    lk_fault fault;
    lk_random random;
    const char *base; /* the study file that relative paths stand beside, or NULL */
    lk_digest files;  /* content of every file read */
    uint64_t file_count;
    lk_mapping *mappings;
    void (*log)(void *user, lk_level level, const char *text); /* may be NULL */
    void (*progress)(void *user, double done, double total);   /* may be NULL */
    int (*cancelled)(void *user);                              /* may be NULL */
    void *user;
};

/* Begin a call; `limit` bounds its arena (0: no bound). */
int lk_call_begin(lk_call *call, const char *base, uint32_t threads, size_t limit);
void lk_call_end(lk_call *call);
/* Ready for another operation: arena, fault, mappings and file digest
 * emptied. */
void lk_call_reset(lk_call *call);

/* The sentence of a call that returned `status`: the plugin's own, or one that
 * says it gave none. */
const char *lk_call_reason(lk_call *call, lk_status status);

#endif
