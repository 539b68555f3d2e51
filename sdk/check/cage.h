/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#ifndef LK_CHECK_CAGE_H
#define LK_CHECK_CAGE_H

/* A process of its own for one check, with a time limit. Whatever a plugin does
 * in it, the caller lives on and learns what it was. */

#include <stddef.h>

typedef enum cage_verdict {
    CAGE_PASSED,
    CAGE_FAILED,
    CAGE_SKIPPED, /* there is nothing of the kind in the plugin */
    CAGE_LACKING  /* skipped for want of something that was not given */
} cage_verdict;

typedef struct cage_result {
    cage_verdict verdict;
    char sentence[1200]; /* why it failed or was skipped; "" where it passed */
    char printed[400];   /* the beginning of what it wrote to stdout and stderr */
    double seconds;
} cage_result;

/* Run `work` in a child, at most `seconds`. It passed if `work` returned, and
 * printed nothing to stdout. */
void cage_run(void (*work)(void *user), void *user, double seconds, cage_result *out);

/* Seconds of a clock that only goes forward. */
double cage_now(void);
/* Seconds of processor time that this process and its threads have used. */
double cage_worked(void);

/* ---- In the child: end it, or say what is going on --------------------------- */

_Noreturn void cage_fail(const char *format, ...) __attribute__((format(printf, 1, 2)));
_Noreturn void cage_skip(const char *format, ...) __attribute__((format(printf, 1, 2)));
_Noreturn void cage_lack(const char *format, ...) __attribute__((format(printf, 1, 2)));
/* For the sentence of a crash or of a limit: what is being done, as in "while
 * ...". */
void cage_doing(const char *format, ...) __attribute__((format(printf, 1, 2)));
/* And what is unusual about it, put behind that: ", after ...". "" for nothing. */
void cage_when(const char *format, ...) __attribute__((format(printf, 1, 2)));
/* What was said to be done last. */
const char *cage_current(void);
/* How many bytes were written to stdout and stderr so far. */
size_t cage_printed(void);

#endif
