/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#ifndef LK_CORE_PUPIL_H
#define LK_CORE_PUPIL_H

/* One training: a network, opened as it begins, and the lesson it is taught.
 * Killed at any moment it goes on from the last state that was written beside its
 * weights, and ends with the same bits.
 *
 * Its files, where WEIGHTS is what `weights` of the network names:
 *     WEIGHTS         the weights, once it is done
 *     WEIGHTS.json    its notes: what it was asked, and how each epoch went
 *     WEIGHTS.state   what is needed to go on; gone once it is done
 *     WEIGHTS.best    the best epoch's weights so far, with `patience`; likewise */

#include "instance.h"
#include "lesson.h"

/* How an epoch went; what was not watched is NaN. */
typedef struct lk_epoch {
    double rate, loss, accuracy, watched_loss, watched_accuracy, seconds;
} lk_epoch;

typedef struct lk_pupil {
    lk_session *session;
    lk_instance *backend;
    const lk_plan *plan;
    lk_lesson lesson, watched;         /* watched: without examples where nothing is */
    lk_key key;                        /* of the whole training */
    const char *name, *network, *fold; /* "weinet, fold 2"; fold: NULL for none */
    const char *path;
    const char *asked; /* the map of parameters, for its notes */

    /* What is in the state besides the backend's: */
    uint64_t epoch, step; /* that come next */
    double loss;          /* summed over the pictures of the epoch under way */
    uint64_t right, seen;
    uint64_t best;    /* epoch, from 1; 0: none yet */
    lk_epoch *epochs; /* plan->epochs of them */
    double seconds;   /* of the epoch under way */

    float *pictures, *scores; /* of a step */
    uint32_t *classes;
    double began, saved, told; /* clocks */
    uint64_t taken;            /* pictures since then */
} lk_pupil;

/* Teach it. `arena` outlives the call. Fields up to `asked` are set. */
lk_status lk_pupil_train(lk_pupil *p, lk_arena *arena, lk_fault *fault);

/* ---- Its files ----------------------------------------------------------------------------- */

lk_status lk_pupil_save(lk_pupil *p, lk_fault *fault);
/* Go on from its state, where there is one; that of another training is left alone. */
lk_status lk_pupil_load(lk_pupil *p, lk_fault *fault);
/* Its weights as they stand. */
lk_status lk_pupil_export(lk_pupil *p, const char *path, lk_fault *fault);
/* The notes, and the state is gone. */
lk_status lk_pupil_finish(lk_pupil *p, lk_fault *fault);

/* The notes of a finished training. */
typedef struct lk_notes {
    lk_key key;
    const char *network, *fold;
    size_t epoch_count;
    lk_epoch *epochs;
    uint64_t best; /* the epoch whose weights were kept, from 1 */
} lk_notes;

/* LK_MISSING where there are none beside these weights. */
lk_status lk_notes_read(lk_arena *arena, const char *weights, lk_notes *out, lk_fault *fault);

#endif
