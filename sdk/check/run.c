/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cage.h"
#include "checks.h"

/* The checks one after the other, as TAP. */

enum { SECONDS = 60, MOST = 64 };

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

/* ---- One check ------------------------------------------------------------------------------- */

typedef struct work {
    const check *check;
    check_task task;
} work;

static void run_one(void *user)
{
    const work *w = user;
    w->check->run(&w->task);
}

typedef struct failures {
    size_t count;
    struct {
        const char *id, *cause; /* a check that failed, or for want of `cause` was not run */
        char sentence[sizeof((cage_result *)NULL)->sentence];
    } all[MOST];
} failures;

/* What presumes a check that failed is not run: that would say the same again, and
 * take its time, for each check. */
static int stands_on_failure(failures *f, const check *c, cage_result *r)
{
    for (size_t i = 0; c->needs && i < f->count; i++) {
        if (strcmp(f->all[i].id, c->needs))
            continue;
        const char *cause = f->all[i].cause;
        snprintf(r->sentence, sizeof r->sentence, "mend `%s` first", cause);
        f->all[f->count].id = c->id;
        f->all[f->count++].cause = cause;
        return 1;
    }
    return 0;
}

/* What keeps several checks from their work is one failure, not many. */
static void say_once(failures *f, const check *c, cage_result *r)
{
    if (r->verdict != CAGE_FAILED)
        return;
    for (size_t i = 0; i < f->count; i++)
        if (!strcmp(f->all[i].sentence, r->sentence)) {
            r->verdict = CAGE_SKIPPED;
            snprintf(r->sentence, sizeof r->sentence, "it fails as in `%s`", f->all[i].id);
            return;
        }
    f->all[f->count].id = f->all[f->count].cause = c->id;
    strcpy(f->all[f->count++].sentence, r->sentence);
}

static void report(const check *c, size_t number, const cage_result *r)
{
    int failed = r->verdict == CAGE_FAILED;
    printf("%sok %zu - %s: %s", failed ? "not " : "", number, c->id, c->title);
    if (r->verdict == CAGE_SKIPPED)
        printf(" # SKIP %s", r->sentence);
    putchar('\n');
    if (failed) {
        printf("#   %s\n", r->sentence);
        if (*r->printed)
            printf("#   it printed: %s\n", r->printed);
        printf("#   to do: %s\n", c->advice);
    }
    fflush(stdout);
}

static void summarise(const size_t counts[3], const char *path, const lk_check_options *o)
{
    printf("# %zu passed, %zu failed, %zu skipped\n", counts[CAGE_PASSED], counts[CAGE_FAILED],
           counts[CAGE_SKIPPED]);
    if (counts[CAGE_FAILED])
        printf("# to see one again: likeness validate %s --reproduce %llu --only ID\n", path,
               (unsigned long long)o->seed);
}

int lk_check_plugin(const char *path, const lk_check_options *given)
{
    lk_check_options o = {.struct_size = sizeof o};
    size_t wanted[MOST], count = 0, counts[3] = {0};
    about a = {.path = path};
    /* The program may be built with headers whose struct is shorter, or longer. */
    memcpy(&o, given, given->struct_size < sizeof o ? given->struct_size : sizeof o);
    if (!o.seconds)
        o.seconds = SECONDS;
    if (!is_usable(path, &o))
        return 2;
    find_out(&a, o.seconds);
    for (size_t i = 0; checks[i].id && count < MOST; i++)
        if (is_wanted(&checks[i], &o) &&
            (!checks[i].stages || !a.stage || checks[i].stages >> a.stage & 1))
            wanted[count++] = i;
    printf("TAP version 13\n1..%zu\n# %s%s%s\n# seed %llu\n", count, path, *a.title ? ": " : "",
           a.title, (unsigned long long)o.seed);
    failures all = {.count = 0};
    for (size_t i = 0; i < count; i++) {
        cage_result r = {.verdict = CAGE_SKIPPED};
        work w = {&checks[wanted[i]], {path, &o}};
        if (!stands_on_failure(&all, w.check, &r)) {
            cage_run(run_one, &w, o.seconds, &r);
            say_once(&all, w.check, &r);
        }
        report(w.check, i + 1, &r);
        counts[r.verdict]++;
    }
    summarise(counts, path, &o);
    return counts[CAGE_FAILED] != 0;
}
