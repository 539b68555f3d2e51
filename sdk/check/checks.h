/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#ifndef LK_CHECK_CHECKS_H
#define LK_CHECK_CHECKS_H

/* The list of checks. Each is a function that runs in a process of its own
 * (cage.h) and returns where all is well. */

#include "probe.h"

typedef struct check_task {
    const char *path;
    const lk_check_options *options;
} check_task;

typedef struct check {
    const char *id;
    const char *title;  /* what holds when it passes */
    const char *advice; /* what to do when it does not */
    unsigned stages;    /* of which stages, 1 << LK_STAGE_...; 0: all */
    const char *needs;  /* the check before that has to hold, or this one tells nothing new */
    void (*run)(const check_task *task);
} check;

extern const check checks[]; /* ends with a NULL id */

/* ---- What checks share ------------------------------------------------------ */

/* Loaded, or the check fails. */
lk_trial *check_load(const check_task *task);
/* Loaded and opened. Skips where the plugin needs parameters that were not
 * given. */
lk_trial *check_open(const check_task *task);
void check_open_again(const check_task *task, lk_trial *t);
/* The probe of its stage on one scene; the digest of what came back. */
lk_key check_probe(const check_task *task, lk_trial *t, const scene *s);
/* A scene with nothing unusual about it. */
scene check_scene(const check_task *task);
int check_descriptors(void); /* open file descriptors */

/* ---- The checks, by file ------------------------------------------------------ */

void check_loads(const check_task *task); /* check_descriptor.c */
void check_descriptor(const check_task *task);
void check_values(const check_task *task);

void check_opens(const check_task *task); /* check_open.c */
void check_bounds(const check_task *task);
void check_files(const check_task *task);
void check_reopens(const check_task *task);
void check_failed_open(const check_task *task);

void check_works(const check_task *task); /* check_work.c */
void check_sizes(const check_task *task);
void check_contents(const check_task *task);
void check_repeats(const check_task *task);
void check_random(const check_task *task);
void check_instances(const check_task *task);

void check_classes(const check_task *task); /* check_classes.c */

void check_cancels(const check_task *task); /* check_trouble.c */
void check_memory(const check_task *task);
void check_leaks(const check_task *task);

void check_quiet(const check_task *task); /* check_conduct.c */
void check_conduct(const check_task *task);

void check_batches(const check_task *task); /* check_backend.c */
void check_gradients(const check_task *task);
void check_activations(const check_task *task);
void check_coalitions(const check_task *task);

#endif
