/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#include "cage.h"
#include "checks.h"
#include "heap.h"

/* ---- Cancelled ------------------------------------------------------------------------------- */

#define SPAN "%.1f s of processor time (%.1f s by the clock)"

static void judge_pace(const pace *p)
{
    span gap = p->longest_gap, rest = p->longest_rest;
    if (pace_is_slow(rest))
        cage_fail("told that it was cancelled, it went on for " SPAN, rest.worked, rest.passed);
    if (pace_is_slow(gap))
        cage_fail("it worked for " SPAN " and never asked whether it was cancelled", gap.worked,
                  gap.passed);
}

void check_cancels(const check_task *task)
{
    lk_trial *t = check_open(task);
    const scene s = check_scene(task);
    check_probe(task, t, &s);
    judge_pace(&t->pace);
    const int64_t moments[] = {0, 1, (int64_t)(t->all_questions / 2)};
    for (size_t i = 0; i < sizeof moments / sizeof *moments; i++) {
        t->cancel_after = moments[i];
        cage_when(", cancelled after %d questions", (int)moments[i]);
        check_probe(task, t, &s);
        judge_pace(&t->pace);
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
