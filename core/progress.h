/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#ifndef LK_CORE_PROGRESS_H
#define LK_CORE_PROGRESS_H

/* How far a run is. On a terminal one status line with a bar, redrawn at most
 * ten times a second, as wide as the terminal and gone at the end; elsewhere a
 * plain line every few seconds; nothing when quiet; or one JSON object a line:
 *
 *     {"event":"start","title":...,"version":1}
 *     {"event":"progress","phase":...,"done":n,"count":n,"under_way":n,
 *      "elapsed":s,"rate":per second or null,"eta":s or null}
 *     {"event":"log","level":"debug|info|warning","text":...}
 *     {"event":"failure","where":...,"reason":...}
 *     {"event":"end","status":"done|failed cells|error|interrupted","elapsed":s,
 *      "failures":n}
 *
 * Text from outside (names, reasons, what a plugin printed) may hold anything:
 * control characters and bytes that are not UTF-8 are replaced.
 *
 * Owner: the caller, until lk_progress_close. Single thread. Nothing here
 * fails: what cannot be written is dropped, and a NULL progress is silent. */

#include <stddef.h>
#include <stdio.h>

typedef struct lk_progress lk_progress;

typedef enum lk_progress_style {
    LK_PROGRESS_AUTO, /* a bar on a terminal, lines elsewhere */
    LK_PROGRESS_BAR,
    LK_PROGRESS_LINES,
    LK_PROGRESS_QUIET,
    LK_PROGRESS_JSON
} lk_progress_style;

typedef struct lk_progress_options {
    lk_progress_style style;
    FILE *stream;        /* borrowed; NULL: stderr */
    int level;           /* of lk_level: log lines below it are dropped, but not from JSON */
    int columns;         /* 0: as wide as the terminal is */
    double (*now)(void); /* seconds; NULL: the monotonic clock */
} lk_progress_options;

/* `options` may be NULL. NULL when out of memory, which is silent as well. */
lk_progress *lk_progress_open(const lk_progress_options *options);

/* The run begins. `cost` is the estimated cost of all its tasks together, in
 * any unit, or 0 when unknown: then there is no ETA over phases, only within. */
void lk_progress_start(lk_progress *p, const char *title, double cost);

/* The next phase begins, of `count` tasks; the one before it has ended. */
void lk_progress_phase(lk_progress *p, const char *name, size_t count);

/* Tasks of the phase were computed; or found in the store, which counts but
 * says nothing about how long the rest takes. */
void lk_progress_step(lk_progress *p, size_t count, double cost);
void lk_progress_found(lk_progress *p, size_t count, double cost);

/* The clock went on. Call it now and then while nothing ends. `under_way`: what
 * tasks that have not ended have done, in tasks. */
void lk_progress_tick(lk_progress *p, double under_way);

void lk_progress_log(lk_progress *p, int level, const char *text);
void lk_progress_failure(lk_progress *p, const char *where, const char *reason);

/* The run ended with this exit code (0..3). Clears the status line. */
void lk_progress_end(lk_progress *p, int code);

void lk_progress_close(lk_progress *p);

/* "45 s", "2 min 05 s", "3 h 20 min". */
void lk_progress_duration(double seconds, char *out, size_t size);

#endif
