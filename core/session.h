/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#ifndef LK_CORE_SESSION_H
#define LK_CORE_SESSION_H

/* What a worker knows: the study, where the plugins are, the store (to read),
 * and the instances it has opened so far. The coordinator writes it to a file
 * that LIKENESS_SESSION names. */

#include "catalogue.h"
#include "instance.h"
#include "store.h"
#include "study.h"

/* A face of an item, as it travels between processes and in artefacts. */
typedef struct lk_face_record {
    lk_key key; /* of its pixels, box and landmarks */
    lk_face face;
} lk_face_record;

typedef struct lk_session {
    lk_arena *arena;
    lk_study *study;
    lk_catalogue places; /* stage, name and path only */
    lk_finder finder;
    const char *path; /* of its file; the keys of the variants lie beside it */
    lk_store *store;  /* NULL when there is none yet */
    const char *store_path;
    uint32_t threads;
    struct lk_opened *opened;
    lk_call call;        /* of the task in hand: reset before each */
    lk_call item_call;   /* of the item in hand */
    int64_t item_index;  /* -1: none */
    uint32_t truth;      /* what the task in hand wants to know of its item, LK_TRUTH_... */
    uint32_t item_truth; /* what was asked for the item in hand */
    lk_item item;
    lk_raster item_raster;
    lk_key item_key;
} lk_session;

/* Write a session for workers. `catalogue` gives the usable plugins. */
int lk_session_write(const char *path, const char *study_path, const char *text, size_t size,
                     const char *const *sets, const lk_catalogue *catalogue, const char *store_path,
                     uint32_t threads, lk_fault *fault);
/* Remove a session's files. */
void lk_session_remove(const char *path);
/* The file with the variants' keys, beside the session's. */
const char *lk_session_keys_path(lk_arena *arena, const char *session);
/* NULL with a fault. */
lk_session *lk_session_read(const char *path, lk_fault *fault);
void lk_session_close(lk_session *s);

/* Tell workers what the variants' keys were when the run began, so that none
 * works with a file that changed since. `keys` is a count, then section,
 * variant and key of each. */
int lk_session_write_keys(const char *path, const lk_pack *keys, lk_fault *fault);

/* The opened instance of a variant, or of a fold of it by its name (folded.h); opened
 * at the first call, kept. The section is a key of the study file; `variant` is
 * ignored for data and detect. NULL with file:line:column in the fault. */
lk_instance *lk_session_instance(lk_session *s, const char *section, const char *variant,
                                 lk_fault *fault);

void lk_session_close_instances(lk_session *s);

/* The key of a face: of its image's key, its box and its landmarks. */
lk_key lk_face_key(const lk_key *image, const lk_face *face);

/* Item `index` of the study's source, in s->item, s->item_raster and
 * s->item_key until another is asked for, with what s->truth asks of it.
 * LK_END past the last. */
lk_status lk_session_item(lk_session *s, int64_t index, lk_fault *fault);
/* The same for a face of it: refused when the image is not the one that the
 * face was found in, since results would be kept under a key that is not theirs. */
lk_status lk_session_face(lk_session *s, int64_t index, const lk_face_record *face,
                          lk_fault *fault);

/* Say what is about to happen (for the report of a crash) and give the context
 * of a call into `instance`. Its random stream is keyed by the study's seed and
 * the instance's sampler parameters alone; lk_session_seed after it keys it by
 * more. */
lk_context *lk_session_call(lk_session *s, const lk_instance *instance, const char *what);

/* Say what is about to happen, or goes on. */
void lk_session_doing(const lk_instance *instance, const char *what);

/* Key the random stream of the task's calls. */
void lk_session_seed(lk_session *s, const lk_instance *instance, const lk_key *item, uint64_t draw);

/* An artefact's note and data; data may be NULL. The bytes are in the arena of
 * s->call. LK_E_FAIL when it is not there. */
lk_status lk_session_artefact(lk_session *s, const lk_key *key, lk_unpack *note, lk_unpack *data,
                              lk_fault *fault);

void lk_pack_face(lk_pack *p, const lk_face_record *f);
/* Points are copied into `arena`. */
lk_face_record lk_unpack_face(lk_unpack *u, lk_arena *arena);

#endif
