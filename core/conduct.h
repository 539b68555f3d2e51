/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#ifndef LK_CORE_CONDUCT_H
#define LK_CORE_CONDUCT_H

/* What plugins have to leave as it was in the process that they share: how it
 * computes, its locale, working folder, signal handlers and umask, its output,
 * and that a file which an operation opened is closed. Whoever runs is told at
 * each change of hands; what the one before had changed is put back at once and
 * noted, so that it harms nobody else.
 *
 * Looking at how the process computes and at its locale costs nothing and is
 * done at each change of hands. The rest takes system calls: it is done at each
 * change of hands in tasks that are watched closely, else after the first call
 * of each plugin and at the end of the task.
 *
 * Notes are of a plugin, not of a variant or a call: which call of a library
 * is the first in its process differs from run to run, but not that there is
 * one. They travel with the result of their task and are stored with it.
 *
 * One thread. Of the process, as what it guards is; where lk_conduct_begin was
 * not called nothing is watched. */

#include <likeness/plugin.h>

#include "wire.h"

typedef enum lk_breach {
    LK_BREACH_ROUNDING,
    LK_BREACH_DENORMALS,
    LK_BREACH_TRAPS,
    LK_BREACH_LOCALE,
    LK_BREACH_FOLDER,
    LK_BREACH_HANDLERS,
    LK_BREACH_UMASK,
    LK_BREACH_DESCRIPTORS,
    LK_BREACH_PRINTING,
    LK_BREACH_COUNT
} lk_breach;

enum { LK_ACTOR_NAME = 64, LK_PRINTED = 200 };

/* Who runs. */
typedef struct lk_actor {
    lk_stage stage;
    const char *name; /* NULL: the host */
    int is_opening;   /* it may keep open what it opens now */
} lk_actor;

typedef struct lk_conduct_note {
    lk_breach breach;
    lk_stage stage;
    char name[LK_ACTOR_NAME];
    char printed[LK_PRINTED + 1]; /* the beginning; of printable ASCII */
} lk_conduct_note;

/* How things are now is how they have to stay. */
void lk_conduct_begin(void);
/* A task begins; nothing is noted of it yet. */
void lk_conduct_task(int closely);
/* Hand over to `next`; returns who ran before. Names live as long as they run. */
lk_actor lk_conduct_enter(lk_actor next);
/* The host opened files that it keeps. */
void lk_conduct_settle(void);
/* The task ends. 1: something was changed and it is not known by whom. Do the
 * task again, which is watched closely now and ends here once more. */
int lk_conduct_end(void);
/* 1: so many files are open that the worker should be replaced. */
int lk_conduct_is_full(void);

/* The notes of the task so far. */
void lk_conduct_pack(lk_pack *out);
/* Notes of a stored result that the task uses count as its own. */
void lk_conduct_recall(lk_unpack *u);

/* Notes one by one; a packed list is their number, then they. 0, or -1 when it
 * cannot be read. */
int lk_unpack_conduct_note(lk_unpack *u, lk_conduct_note *out);

#endif
