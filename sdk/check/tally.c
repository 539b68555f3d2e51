/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#include "tally.h"

#include <stdio.h>
#include <string.h>

enum { PASSED, SOME_FAILED, NOTHING_CHECKED = 77 }; /* exit codes; 77 is automake's "skipped" */

static int is_skipped(const outcome *o)
{
    return o->verdict == CAGE_SKIPPED || o->verdict == CAGE_LACKING;
}

/* ---- One check ------------------------------------------------------------------------------- */

static void print_outcome(size_t number, const outcome *o, const char *skip, const char *printed)
{
    int failed = o->verdict == CAGE_FAILED;
    printf("%sok %zu - %s: %s", failed ? "not " : "", number, o->check->id, o->check->title);
    if (is_skipped(o))
        printf(" # SKIP %s", skip);
    putchar('\n');
    if (failed) {
        printf("#   %s\n", o->why);
        if (*printed)
            printf("#   it printed: %s\n", printed);
        printf("#   to do: %s\n", o->check->advice);
    }
    fflush(stdout);
}

int tally_defer(tally *t, const check *c)
{
    for (size_t i = 0; c->needs && i < t->count; i++) {
        outcome *o = &t->all[t->count];
        const char *cause = t->all[i].cause;
        if (strcmp(t->all[i].check->id, c->needs) || !cause)
            continue;
        *o = (outcome){.check = c, .verdict = CAGE_SKIPPED, .cause = cause};
        snprintf(o->why, sizeof o->why, "mend `%s` first", cause);
        print_outcome(++t->count, o, o->why, "");
        return 1;
    }
    return 0;
}

/* The first before it that gave the same reason. */
static const outcome *same_before(const tally *t, size_t at)
{
    const outcome *o = &t->all[at];
    for (size_t i = 0; *o->why && i < at; i++)
        if (t->all[i].verdict == o->verdict && !strcmp(t->all[i].why, o->why))
            return &t->all[i];
    return NULL;
}

void tally_enter(tally *t, const check *c, const cage_result *r)
{
    outcome *o = &t->all[t->count];
    char skip[sizeof o->why];
    *o = (outcome){.check = c, .verdict = r->verdict};
    memcpy(o->why, r->sentence, sizeof o->why);
    const outcome *before = same_before(t, t->count);
    if (o->verdict == CAGE_FAILED)
        o->cause = before ? before->cause : c->id;
    if (before && o->verdict == CAGE_FAILED) {
        o->verdict = CAGE_SKIPPED;
        snprintf(o->why, sizeof o->why, "it fails as in `%s`", before->check->id);
        before = NULL;
    }
    if (before)
        snprintf(skip, sizeof skip, "as in `%s`", before->check->id);
    print_outcome(++t->count, o, before ? skip : o->why, r->printed);
}

/* ---- All of them ----------------------------------------------------------------------------- */

static size_t count_of(const tally *t, cage_verdict verdict)
{
    size_t count = 0;
    for (size_t i = 0; i < t->count; i++)
        count += t->all[i].verdict == verdict;
    return count;
}

/* Each reason once, behind the checks that were skipped for it. */
static void print_skipped(const tally *t)
{
    for (size_t i = 0; i < t->count; i++) {
        if (!is_skipped(&t->all[i]) || same_before(t, i))
            continue;
        printf("#   %s", t->all[i].check->id);
        for (size_t j = i + 1; j < t->count; j++)
            if (same_before(t, j) == &t->all[i])
                printf(", %s", t->all[j].check->id);
        printf(": %s\n", t->all[i].why);
    }
}

int tally_close(const tally *t, const char *path, uint64_t seed)
{
    size_t passed = count_of(t, CAGE_PASSED), failed = count_of(t, CAGE_FAILED);
    size_t ran = passed + failed;
    printf("# %zu of %zu checks ran: %zu passed, %zu failed\n", ran, t->count, passed, failed);
    if (ran < t->count)
        printf("# %zu skipped:\n", t->count - ran);
    print_skipped(t);
    if (failed)
        printf("# to see one again: likeness validate %s --reproduce %llu --only ID\n", path,
               (unsigned long long)seed);
    if (!count_of(t, CAGE_LACKING))
        return failed ? SOME_FAILED : PASSED;
    printf("# nothing but its descriptor was looked at: run this again with the --set that it "
           "needs\n");
    return failed ? SOME_FAILED : NOTHING_CHECKED;
}
