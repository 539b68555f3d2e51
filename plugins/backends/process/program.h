/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#ifndef LK_BACKENDS_PROCESS_PROGRAM_H
#define LK_BACKENDS_PROCESS_PROGRAM_H

/* A program that is kept running and asked one thing after another: a request
 * goes to its stdin, an answer comes from its stdout, and the end of what it
 * says on stderr stands in the reason when it fails. Then it is stopped, with
 * its process group, and the next request starts it anew. */

#include <sys/types.h>

#include <likeness/plugin.h>

#include "answer.h"

typedef struct program {
    const char *const *command; /* NULL-terminated; the first is an absolute path */
    const char *folder;         /* where it runs */
    const char *name;           /* as sentences call it */
    double start_seconds;       /* for its first answer */
    double seconds;             /* for any other */

    pid_t pid; /* 0: it is not running */
    int in, out, errors;
    int has_answered;
    char said[400]; /* the end of its stderr, a string */
} program;

/* Send the request and read the answer, whose `bytes` have room for it. */
lk_status program_ask(program *p, lk_context *ctx, const void *request, size_t size, answer *a);

/* Stop it, record why (a part of a sentence that follows its name) with the end
 * of its stderr, and return LK_E_FAIL. */
lk_status program_fail(program *p, lk_context *ctx, const char *why);
void program_stop(program *p);

/* ---- Starting it: start.c ---- */

/* Starts the process; pid and the three ends of its pipes, which do not block,
 * are set. It may use `threads` threads. */
lk_status program_start(program *p, lk_context *ctx);

#endif
