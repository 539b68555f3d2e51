/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#include "cage.h"
#include "checks.h"

#include <fenv.h>
#include <locale.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <limits.h>

void check_quiet(const check_task *task)
{
    size_t before = cage_printed();
    lk_trial *t = check_open(task);
    const scene s = check_scene(task);
    check_probe(task, t, &s);
    trial_free(t);
    if (cage_printed() > before)
        cage_fail("it printed %zu bytes to stdout or stderr", cage_printed() - before);
}

/* What plugins leave as it was. */
typedef struct state {
    int rounding;
    int keeps_tiny; /* half of the smallest normal number is not 0 */
    char locale[256];
    char folder[PATH_MAX];
    mode_t mask;
    void (*handlers[32])(int);
} state;

enum { SIGNALS = 32 };

static state look(void)
{
    state s = {.rounding = fegetround()};
    volatile float tiny = 1.17549435e-38f;
    const char *locale = setlocale(LC_ALL, NULL);
    tiny /= 2;
    s.keeps_tiny = tiny > 0;
    snprintf(s.locale, sizeof s.locale, "%s", locale ? locale : "");
    if (!getcwd(s.folder, sizeof s.folder))
        *s.folder = 0;
    s.mask = umask(0);
    umask(s.mask);
    for (int i = 1; i < SIGNALS; i++) {
        struct sigaction act;
        if (!sigaction(i, NULL, &act))
            s.handlers[i] = act.sa_handler;
    }
    return s;
}

static void compare(const state *a, const state *b, const char *when)
{
    if (a->rounding != b->rounding)
        cage_fail("%s changed the rounding mode", when);
    if (a->keeps_tiny != b->keeps_tiny)
        cage_fail("%s changed whether tiny numbers are flushed to zero", when);
    if (strcmp(a->locale, b->locale))
        cage_fail("%s changed the locale to `%s`", when, b->locale);
    if (strcmp(a->folder, b->folder))
        cage_fail("%s changed the working folder to %s", when, b->folder);
    if (a->mask != b->mask)
        cage_fail("%s changed the umask to %03o", when, (unsigned)b->mask);
    for (int i = 1; i < SIGNALS; i++)
        if (a->handlers[i] != b->handlers[i])
            cage_fail("%s changed what happens at signal %d (%s)", when, i, strsignal(i));
}

void check_conduct(const check_task *task)
{
    const scene s = check_scene(task);
    state before = look();
    lk_trial *t = check_load(task);
    state now = look();
    compare(&before, &now, "loading it");
    trial_free(t);
    t = check_open(task);
    now = look();
    compare(&before, &now, "`open`");
    check_probe(task, t, &s);
    now = look();
    compare(&before, &now, "an operation");
    trial_free(t);
    now = look();
    compare(&before, &now, "`close`");
}
