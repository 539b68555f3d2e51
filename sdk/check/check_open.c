/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#include "cage.h"
#include "checks.h"
#include "heap.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "param.h"

void check_opens(const check_task *task)
{
    trial_free(check_open(task));
}

/* ---- Bounds ---------------------------------------------------------------------------------- */

/* Opens with one more parameter, or says why not. */
static void try_value(const check_task *task, lk_trial *t, const lk_param *p, const char *value)
{
    char more[400];
    lk_fault fault = {""};
    int is_list = p->type >= LK_INT_LIST;
    snprintf(more, sizeof more, "{\"%s\": %s%s%s}", p->name, is_list ? "[" : "", value,
             is_list ? "]" : "");
    cage_doing("`open` ran with %s: %s", p->name, value);
    lk_status status = trial_open(t, task->options->sets, more, &fault);
    if (status && !*fault.text)
        cage_fail("with %s: %s it does not open, and gives no sentence that says why", p->name,
                  value);
    if (!status)
        trial_close(t);
}

static void try_bounds(const check_task *task, lk_trial *t, const lk_param *p)
{
    char text[40];
    int is_whole = p->type == LK_INT || p->type == LK_INT_LIST;
    for (size_t i = 0; p->choices && p->choices[i]; i++)
        try_value(task, t, p, p->choices[i]);
    if (p->type == LK_BOOL) {
        try_value(task, t, p, "true");
        try_value(task, t, p, "false");
    }
    for (int end = 0; end < 2 && p->low < p->high; end++) {
        double bound = end ? p->high : p->low;
        if (is_whole && bound > -1e15 && bound < 1e15)
            snprintf(text, sizeof text, "%" PRId64, (int64_t)bound);
        else
            snprintf(text, sizeof text, "%.17g", bound);
        if (bound - bound == 0)
            try_value(task, t, p, text);
    }
}

void check_bounds(const check_task *task)
{
    lk_trial *t = check_open(task);
    trial_close(t);
    if (!t->plugin->param_count)
        cage_skip("it has no parameters");
    for (uint32_t i = 0; i < t->plugin->param_count; i++)
        try_bounds(task, t, lk_param_at(t->plugin, i));
    trial_free(t);
}

/* ---- Files ----------------------------------------------------------------------------------- */

static void write_rubbish(const char *path, int kind, uint64_t seed)
{
    static const char *const text[] = {"", "{\"a\": [1, 2,", "a,b\n1,2\nx\n\n,,,,\n"};
    FILE *f = fopen(path, "w");
    if (!f)
        cage_fail("%s cannot be written", path);
    if (kind < 3)
        fputs(text[kind], f);
    for (int i = 0; kind == 3 && i < 5000; i++)
        fputc((int)(scene_random(&seed) * 256), f);
    fclose(f);
}

static void try_file(const check_task *task, lk_trial *t, const lk_param *p, const char *path)
{
    for (int kind = 0; kind < 4; kind++) {
        write_rubbish(path, kind, task->options->seed);
        try_value(task, t, p, path);
    }
    unlink(path);
}

void check_files(const check_task *task)
{
    char path[] = "/tmp/likeness-check-XXXXXX";
    lk_trial *t = check_open(task);
    int tried = 0, file = mkstemp(path);
    trial_close(t);
    if (file < 0)
        cage_fail("no file can be made in /tmp");
    close(file);
    for (uint32_t i = 0; i < t->plugin->param_count; i++) {
        const lk_param *p = lk_param_at(t->plugin, i);
        if (p->type != LK_PATH && p->type != LK_PATH_LIST)
            continue;
        tried++;
        try_file(task, t, p, path);
    }
    unlink(path);
    if (!tried)
        cage_skip("it takes no files");
    trial_free(t);
}

/* ---- Again and again ------------------------------------------------------------------------- */

typedef struct rounds {
    const check_task *task;
    lk_trial *trial;
} rounds;

static int open_and_close(void *user)
{
    const rounds *r = user;
    for (int i = 0; i < HEAP_ROUNDS; i++) {
        check_open_again(r->task, r->trial);
        trial_close(r->trial);
    }
    return HEAP_ROUNDS;
}

void check_reopens(const check_task *task)
{
    rounds r = {task, check_open(task)};
    trial_close(r.trial);
    open_and_close(&r);
    int files = check_descriptors();
    size_t left = heap_grows(open_and_close, &r);
    if (check_descriptors() > files)
        cage_fail("file descriptors stay open: %d more after %d times `open` and `close`",
                  check_descriptors() - files, HEAP_WINDOWS * HEAP_ROUNDS);
    if (left)
        cage_fail("each `open` and `close` leaves %zu bytes behind", left);
    trial_free(r.trial);
}

/* ---- Open that fails ------------------------------------------------------------------------- */

enum { MOST_FAILURES = 48 };

void check_failed_open(const check_task *task)
{
    lk_trial *t = check_open(task);
    size_t count = guard_count(t->kept) - 1; /* the instance itself is not its own doing */
    trial_close(t);
    if (!count)
        cage_skip("`open` takes no memory from the host");
    for (size_t i = 0; i < count && i < MOST_FAILURES; i++) {
        lk_fault fault = {""};
        t->fail_at = 1 + (count > MOST_FAILURES ? i * count / MOST_FAILURES : i);
        cage_doing("`open` ran");
        cage_when(", after its allocation %zu gave NULL", t->fail_at);
        if (!trial_open(t, task->options->sets, NULL, &fault))
            trial_close(t);
    }
    t->fail_at = 0;
    cage_when("%s", "");
    check_open_again(task, t);
    trial_free(t);
}
