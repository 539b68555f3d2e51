/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#ifndef LK_CORE_CATALOGUE_H
#define LK_CORE_CATALOGUE_H

/* What plugins there are, without loading one into this process: a worker
 * loads each file and sends its descriptor. Files that crash, hang or are
 * refused are kept with the reason. */

#include "arena.h"
#include "loader.h"
#include "store.h"
#include "wire.h"

typedef struct lk_entry {
    lk_plugin plugin; /* a copy without operations; strings in the catalogue */
    const char *path;
    lk_key digest;
    const char *problem;  /* why it cannot be used, or NULL */
    uint64_t requires_;   /* explainers: capabilities of the network */
    uint32_t value_count; /* metrics: values; explainers: diagnostics */
    const lk_value_info *values;
    uint32_t operations; /* LK_METRIC_..., LK_BINARISER_..., LK_BASELINE_... */
} lk_entry;

enum {
    LK_METRIC_AGREEMENT = 1,
    LK_METRIC_SIMILARITY = 2,
    LK_METRIC_CLASSIFICATION = 4,
    LK_METRIC_FAITHFULNESS = 8
};

enum { LK_BINARISER_ORACLE = 1 /* it sees the mask */ };
enum { LK_BASELINE_FACE = 1 /* it sees the mean face */ };

typedef struct lk_catalogue {
    lk_arena *arena;
    size_t count;
    lk_entry *entries;
} lk_catalogue;

/* Scan folders in order (NULL-terminated); of two plugins with one stage and
 * name the first counts. Files that are not shared objects are passed over, a
 * folder that does not exist too. With a `store` (or NULL) nothing is loaded
 * where no file has changed since an earlier scan in which all could be used:
 * what it found is kept there. */
int lk_catalogue_scan(lk_catalogue *catalogue, const char *const *folders, lk_store *store,
                      lk_fault *fault);
/* One file, as the only entry. */
int lk_catalogue_scan_file(lk_catalogue *catalogue, const char *path, lk_fault *fault);
void lk_catalogue_free(lk_catalogue *catalogue);

/* The usable entry of a stage and name; NULL with a fault that names the
 * nearest or the reason why the one there cannot be used. */
const lk_entry *lk_catalogue_find(const lk_catalogue *catalogue, lk_stage stage, const char *name,
                                  lk_fault *fault);

/* A file that cannot be used and may be the one asked for: its name ends in
 * -NAME.so, and it is of the stage (0: any) as far as it could be read. */
const lk_entry *lk_catalogue_refused(const lk_catalogue *catalogue, lk_stage stage,
                                     const char *name);

/* The worker's side: load `path` and write its descriptor. */
int lk_describe_file(const char *path, lk_pack *reply, lk_fault *fault);
/* And back, in the coordinator. */
void lk_entry_unpack(lk_catalogue *catalogue, lk_unpack *u, lk_entry *entry);

#endif
