/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "tally.h"

/* The checks one after the other, as TAP. */

enum { SECONDS = 60 };

static int is_wanted(const check *c, const lk_check_options *o)
{
    for (size_t i = 0; o->only && o->only[i]; i++)
        if (!strcmp(c->id, o->only[i]))
            return 1;
    return !o->only || !o->only[0];
}

static const check *find(const char *id)
{
    for (const check *c = checks; c->id; c++)
        if (!strcmp(c->id, id))
            return c;
    return NULL;
}

static int is_usable(const char *path, const lk_check_options *o)
{
    if (access(path, R_OK)) {
        fprintf(stderr, "there is no file %s to check\n", path);
        return 0;
    }
    for (size_t i = 0; o->sets && o->sets[i]; i++)
        if (!strchr(o->sets[i], '=') || *o->sets[i] == '=') {
            fprintf(stderr, "--set %s: NAME=VALUE is wanted\n", o->sets[i]);
            return 0;
        }
    for (size_t i = 0; o->only && o->only[i]; i++)
        if (!find(o->only[i])) {
            fprintf(stderr, "there is no check `%s`; --list names them\n", o->only[i]);
            return 0;
        }
    return 1;
}

/* ---- What the plugin is ---------------------------------------------------------------------- */

typedef struct about {
    const char *path;
    uint32_t stage;
    char title[200];
} about;

/* In a child: the caller never loads a plugin. The answer comes as a sentence. */
static void ask(void *user)
{
    const about *a = user;
    lk_fault fault = {""};
    lk_trial *t = trial_load(a->path, &fault);
    if (t)
        cage_skip("%u %s %s %s", t->plugin->stage, lk_stage_name((lk_stage)t->plugin->stage),
                  t->plugin->name, t->plugin->version);
}

static void find_out(about *a, double seconds)
{
    cage_result r;
    cage_run(ask, a, seconds, &r);
    if (r.verdict == CAGE_SKIPPED) {
        char *end;
        a->stage = (uint32_t)strtoul(r.sentence, &end, 10);
        snprintf(a->title, sizeof a->title, "%.180s", *end ? end + 1 : "");
    }
}

/* ---- The checks ------------------------------------------------------------------------------ */

typedef struct work {
    const check *check;
    check_task task;
} work;

static void run_one(void *user)
{
    const work *w = user;
    w->check->run(&w->task);
}

int lk_check_plugin(const char *path, const lk_check_options *given)
{
    lk_check_options o = {.struct_size = sizeof o};
    size_t wanted[TALLY_MOST], count = 0;
    about a = {.path = path};
    /* The program may be built with headers whose struct is shorter, or longer. */
    memcpy(&o, given, given->struct_size < sizeof o ? given->struct_size : sizeof o);
    if (!o.seconds)
        o.seconds = SECONDS;
    if (!is_usable(path, &o))
        return 2;
    find_out(&a, o.seconds);
    for (size_t i = 0; checks[i].id && count < TALLY_MOST; i++)
        if (is_wanted(&checks[i], &o) &&
            (!checks[i].stages || !a.stage || checks[i].stages >> a.stage & 1))
            wanted[count++] = i;
    printf("TAP version 13\n1..%zu\n# %s%s%s\n# seed %llu\n", count, path, *a.title ? ": " : "",
           a.title, (unsigned long long)o.seed);
    tally all = {.count = 0};
    for (size_t i = 0; i < count; i++) {
        cage_result r;
        work w = {&checks[wanted[i]], {path, &o}};
        if (tally_defer(&all, w.check))
            continue;
        cage_run(run_one, &w, o.seconds, &r);
        tally_enter(&all, w.check, &r);
    }
    return tally_close(&all, path, o.seed);
}
