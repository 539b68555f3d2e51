/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#include "cage.h"
#include "checks.h"
#include "heap.h"

/* ---- Cancelled ------------------------------------------------------------------------------- */

/* How long it may go on. Ten times what the headers ask for: machines are busy. */
static const double patience = 1;

void check_cancels(const check_task *task)
{
    lk_trial *t = check_open(task);
    const scene s = check_scene(task);
    double began = cage_now();
    check_probe(task, t, &s);
    double usual = cage_now() - began;
    uint64_t asked = t->all_questions;
    if (!asked && usual > patience)
        cage_fail("it worked for %.1f s and never asked whether it was cancelled", usual);
    const int64_t moments[] = {0, 1, (int64_t)(asked / 2)};
    for (size_t i = 0; i < sizeof moments / sizeof *moments; i++) {
        t->cancel_after = moments[i];
        cage_when(", cancelled after %d questions", (int)moments[i]);
        began = cage_now();
        check_probe(task, t, &s);
        if (!moments[i] && asked && cage_now() - began > patience && cage_now() - began > usual / 2)
            cage_fail("cancelled from the beginning, it went on for %.1f s", cage_now() - began);
    }
    t->cancel_after = -1;
    cage_when("%s", "");
    check_probe(task, t, &s);
    trial_free(t);
}

/* ---- Without memory -------------------------------------------------------------------------- */

enum { MOST = 40 };

void check_memory(const check_task *task)
{
    lk_trial *t = check_open(task);
    const scene s = check_scene(task);
    check_probe(task, t, &s);
    size_t count = t->most_allocations;
    if (!count)
        cage_skip("it takes no memory from the host");
    for (size_t i = 0; i < count && i < MOST; i++) {
        t->fail_at = 1 + (count > MOST ? i * count / MOST : i);
        cage_when(", after its allocation %zu gave NULL", t->fail_at);
        check_probe(task, t, &s);
    }
    t->fail_at = 0;
    cage_when("%s", "");
    check_probe(task, t, &s);
    trial_free(t);
}

/* ---- Leaks ----------------------------------------------------------------------------------- */

typedef struct rounds {
    const check_task *task;
    lk_trial *trial;
    scene scene;
} rounds;

/* Fewer where they take long. */
static int ask_again(void *user)
{
    const rounds *r = user;
    double began = cage_now();
    int count = 0;
    while (count < HEAP_ROUNDS && (!count || cage_now() - began < .5)) {
        check_probe(r->task, r->trial, &r->scene);
        count++;
    }
    lk_trial_context(r->trial, 0); /* gives back what the last one had */
    return count;
}

void check_leaks(const check_task *task)
{
    rounds r = {task, check_open(task), check_scene(task)};
    ask_again(&r);
    int files = check_descriptors();
    size_t left = heap_grows(ask_again, &r);
    if (check_descriptors() > files)
        cage_fail("file descriptors stay open: %d more after it was asked a few times",
                  check_descriptors() - files);
    if (left)
        cage_fail("each time it is asked it leaves %zu bytes behind", left);
    trial_free(r.trial);
}
