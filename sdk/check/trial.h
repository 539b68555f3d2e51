/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#ifndef LK_CHECK_TRIAL_H
#define LK_CHECK_TRIAL_H

/* A plugin opened in this process, by the host's own loader and parameters, with
 * a host that gives guarded memory, counts what it is asked for, and can cancel
 * or run out of memory at a chosen moment. Networks and segmenters that it refers
 * to are stand-ins (standin.h). One thread a trial. */

#include <likeness/check.h>

#include "call.h"
#include "guard.h"
#include "instance.h"
#include "notes.h"
#include "pace.h"
#include "standin.h"

struct lk_trial {
    const lk_module *module;
    const lk_plugin *plugin;
    const void *ops;
    void *self;
    int is_open; /* `open` was called and `close` not yet */

    lk_arena *arena;         /* of the parameters */
    lk_call opening;         /* lives until `close` */
    lk_call call;            /* of the operation in hand */
    lk_host host;            /* the host's own, with some functions of ours */
    guard *kept;             /* memory until `close` */
    guard *guard, *exchange; /* of the operation in hand: its own; inputs and outputs */
    standin *standins;
    lk_finder finder;
    lk_instance *references; /* plugins that are no stand-ins */

    /* Of trials that tests open. */
    notes *notes;         /* else NULL */
    lk_table_set *tables; /* NULL until the first is asked for */
    lk_report_request request;

    /* What is to go wrong, as long as this is set. */
    size_t fail_at;       /* which allocation of `open` or of an operation fails; 0: none */
    int64_t cancel_after; /* questions until an operation is cancelled; negative: never */

    uint64_t questions; /* whether it is cancelled, of the operation in hand */
    uint64_t all_questions, all_draws;
    size_t most_allocations; /* of one operation */
    pace pace;

    /* How far the operation in hand said it was, and what was wrong about that. */
    double progress;
    char slip[120];
};

/* Load it. NULL with a reason. */
lk_trial *trial_load(const char *path, lk_fault *fault);
/* Give it its parameters, those of `sets` (NAME=VALUE; may be NULL), then of the
 * YAML map `more` (may be NULL), and `open` it. LK_OK, or the status with a reason. */
lk_status trial_open(lk_trial *t, const char *const *sets, const char *more, lk_fault *fault);
/* `close` it, and give back what it had. It can be opened again. */
void trial_close(lk_trial *t);
void trial_free(lk_trial *t);

/* Memory of the operation in hand, as the host gives it: for inputs and outputs. */
void *trial_alloc(lk_trial *t, size_t count, size_t size, const char *name);

#endif
