/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#ifndef LK_CORE_STORE_H
#define LK_CORE_STORE_H

/* Artefacts by key, in one SQLite file in WAL mode that several processes and
 * studies may share. A put that returned is safe against SIGKILL. One thread
 * per handle. */

#include <stdint.h>

#include <likeness/types.h>

#include "digest.h"
#include "fault.h"

typedef struct lk_store lk_store;

/* Open `path`, or the default ($XDG_CACHE_HOME/likeness/store.db) when NULL,
 * making file and folder when writing. A file that is damaged, of another
 * program or of a newer version is refused with a sentence that says what to
 * do. */
lk_store *lk_store_open(const char *path, int write, lk_fault *fault);
void lk_store_close(lk_store *store);
const char *lk_store_path(const lk_store *store);

/* LK_OK with malloc'ed bytes, LK_MISSING, or LK_E_IO with a fault. */
lk_status lk_store_get(lk_store *store, const lk_key *key, void **data, size_t *size,
                       lk_fault *fault);
/* LK_OK, LK_MISSING or LK_E_IO. */
lk_status lk_store_has(lk_store *store, const lk_key *key, lk_fault *fault);
/* LK_E_IO when the disk is full or the file cannot be written. */
lk_status lk_store_put(lk_store *store, const lk_key *key, const char *kind, const void *data,
                       size_t size, lk_fault *fault);
/* Remember that these artefacts were used now: one transaction. */
lk_status lk_store_touch(lk_store *store, const lk_key *keys, size_t count, lk_fault *fault);

/* What there is, by kind, sorted: called once per kind. */
typedef void (*lk_store_info_fn)(void *user, const char *kind, uint64_t count, uint64_t bytes);
lk_status lk_store_info(lk_store *store, lk_store_info_fn fn, void *user, lk_fault *fault);

/* Drop what was not used for `older_than` seconds (0: nothing for its age), then
 * the oldest until at most `max_bytes` remain; give the space back to the disk. */
lk_status lk_store_gc(lk_store *store, int64_t older_than, uint64_t max_bytes, uint64_t *dropped,
                      lk_fault *fault);

#endif
