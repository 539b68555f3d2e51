/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#ifndef LK_CORE_CREW_H
#define LK_CORE_CREW_H

/* Worker processes. The coordinator starts `likeness --worker`, hands tasks
 * over a socket and takes results back; it computes nothing itself. A worker
 * that crashes, hangs or prints costs the task it had and nothing else.
 *
 * Coordinator: single thread; `done` is called from within lk_crew_run. */

#include <signal.h>

#include <likeness/types.h>

#include "fault.h"
#include "wire.h"

typedef struct lk_crew lk_crew;

typedef struct lk_crew_options {
    const char *program;                                  /* NULL: this program */
    size_t workers;                                       /* at least 1 */
    double task_seconds;                                  /* time limit of one task; 0: none */
    volatile sig_atomic_t *stop;                          /* set by a signal handler; may be NULL */
    void (*log)(void *user, int level, const char *text); /* may be NULL */
    /* Called now and then while it waits; may be NULL. `under_way`: what tasks that
     * have not ended have done, in tasks. */
    void (*tick)(void *user, double under_way);
    void *user;
} lk_crew_options;

/* Workers start when there is work for them. */
lk_crew *lk_crew_open(const lk_crew_options *options, lk_fault *fault);
/* Ends all workers. */
void lk_crew_close(lk_crew *crew);

typedef struct lk_crew_run_options {
    size_t count;
    /* Write task i into an empty pack. */
    void (*request)(void *user, size_t i, lk_pack *out);
    /* Task i ended: with the worker's reply, or (bytes NULL) the reason why
     * there is none. A status other than LK_OK ends the run. */
    lk_status (*done)(void *user, size_t i, const void *bytes, size_t size, const char *reason,
                      lk_fault *fault);
    void *user;
} lk_crew_run_options;

/* Run tasks 0..count-1. LK_CANCELLED when *stop was set; LK_E_FAIL with a fault
 * when no worker can be started at all, or as `done` said. */
lk_status lk_crew_run(lk_crew *crew, const lk_crew_run_options *options, lk_fault *fault);

/* ---- In a worker ------------------------------------------------------------- */

/* The link, what it is about to do, and what it printed: stdout and stderr are
 * this file in memory, which the coordinator empties before each task. */
enum { LK_WORKER_FD = 3, LK_WORKER_DOING_FD = 4, LK_WORKER_SAID_FD = 5 };

/* Answer tasks until the coordinator hangs up. `handle` writes the reply. */
int lk_worker_loop(void (*handle)(void *user, const void *bytes, size_t size, lk_pack *reply),
                   void *user);
/* What it is about to do, for the report of its end: left where the coordinator
 * reads it then, so that it costs next to nothing. */
enum { LK_WORKER_DOING = 300 }; /* bytes of it that are kept */
void lk_worker_doing(const char *text);
void lk_worker_log(int level, const char *text);
/* How far the task in hand is; told a few times a second at most. */
void lk_worker_progress(double done, double total);
/* Ask to be replaced by a fresh worker after the task in hand. */
void lk_worker_leave(void);

#endif
