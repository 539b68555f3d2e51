/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#include <stdlib.h>
#include <string.h>

#include "loader.h"
#include "run.h"

/* Plugins that broke the rules of conduct.h. Notes come with results, found or
 * computed; what is tabulated of them does not depend on which. */

static const struct {
    const char *name, *sentence;
} breaches[LK_BREACH_COUNT] = {
    [LK_BREACH_ROUNDING] = {"rounding",
                            "changed the rounding mode; it was set back, so only its own results "
                            "are doubtful, in their last digits"},
    [LK_BREACH_DENORMALS] = {"denormals",
                             "had the processor take tiny numbers for 0; this was undone, so only "
                             "its own results are doubtful, where numbers are tiny"},
    [LK_BREACH_TRAPS] = {"traps", "changed which arithmetic faults end the program; this was "
                                  "undone, and results stand"},
    [LK_BREACH_LOCALE] = {"locale",
                          "changed the locale; it was set back, so only numbers that it read or "
                          "wrote as text itself are doubtful"},
    [LK_BREACH_FOLDER] = {"folder",
                          "changed the working folder; it was set back, and results stand"},
    [LK_BREACH_HANDLERS] = {"handlers",
                            "changed signal handlers; they were set back, and results stand"},
    [LK_BREACH_UMASK] = {"umask", "changed the umask; it was set back, and results stand"},
    [LK_BREACH_DESCRIPTORS] = {"descriptors",
                               "left files open that an operation had opened; results stand, and "
                               "a worker with too many is replaced"},
    [LK_BREACH_PRINTING] = {"printing",
                            "printed; nobody else sees it, and results stand: what it has to say "
                            "goes to the host's log"},
};

static const char *sentence_of(lk_run *r, const lk_conduct_note *n)
{
    return lk_arena_format(r->arena, "%s %s %s", lk_stage_name(n->stage), n->name,
                           breaches[n->breach].sentence);
}

static int is_known(const lk_run *r, const lk_conduct_note *n)
{
    for (size_t i = 0; i < r->conduct_count; i++)
        if (r->conduct[i].breach == n->breach && r->conduct[i].stage == n->stage &&
            !strcmp(r->conduct[i].name, n->name))
            return 1;
    return 0;
}

static void add_note(lk_run *r, const lk_conduct_note *n)
{
    lk_conduct_note *more =
        is_known(r, n) ? NULL : realloc(r->conduct, (r->conduct_count + 1) * sizeof *more);
    if (!more)
        return;
    r->conduct = more;
    r->conduct[r->conduct_count++] = *n;
    lk_progress_log(r->progress, LK_WARNING, sentence_of(r, n));
}

void lk_run_conduct_take(lk_run *r, lk_unpack *notes)
{
    lk_conduct_note n;
    for (size_t count = lk_unpack_count(notes, 32); count && !notes->bad; count--)
        if (lk_unpack_conduct_note(notes, &n))
            notes->bad = 1;
        else
            add_note(r, &n);
}

/* ---- The table ------------------------------------------------------------------------ */

static int compare(const void *a, const void *b)
{
    const lk_conduct_note *x = a, *y = b;
    if (x->stage != y->stage)
        return x->stage < y->stage ? -1 : 1;
    int order = strcmp(x->name, y->name);
    return order ? order : (int)x->breach - (int)y->breach;
}

/* The study's variants that use a plugin: those whose results it made. */
static const char *variants_of(lk_run *r, const lk_conduct_note *n)
{
    static const char *const keys[] = {"networks",  "explainers", "align",    "masks",  "binarise",
                                       "baselines", "metrics",    "analyses", "reports"};
    const char *names = NULL;
    for (size_t k = 0; k < sizeof keys / sizeof *keys; k++) {
        const lk_section *s = lk_study_section(r->study, keys[k]);
        for (size_t i = 0; lk_section_stage(keys[k]) == n->stage && i < s->count; i++)
            if (!strcmp(s->items[i].entry->plugin.name, n->name))
                names = lk_arena_format(r->arena, "%s%s%s", names ? names : "", names ? ", " : "",
                                        s->items[i].name);
    }
    return names;
}

void lk_run_conduct(lk_run *r)
{
    if (r->conduct_count)
        qsort(r->conduct, r->conduct_count, sizeof *r->conduct, compare);
    for (size_t i = 0; i < r->conduct_count; i++) {
        const lk_conduct_note *n = &r->conduct[i];
        lk_tables_add(r->tables, "conduct", lk_stage_name(n->stage), n->name, variants_of(r, n),
                      breaches[n->breach].name, sentence_of(r, n), *n->printed ? n->printed : NULL);
    }
}
