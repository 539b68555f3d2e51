/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "folded.h"
#include "paths.h"
#include "pupil.h"
#include "run.h"

/* Which trainings there are, what each is shown, and what became of it. */

typedef struct training {
    const lk_variant *network;     /* of the section `networks` */
    const lk_network_facts *facts; /* as it begins; NULL: it is not to be trained now */
    const char *fold;              /* that is held out; NULL: none */
    const char *name, *path;
    lk_plan plan;
    size_t count, watched;
    lk_example *examples; /* those to train on, then those to watch */
    lk_key key;
} training;

/* ---- Which there are ------------------------------------------------------------------- */

static int add(lk_run *r, const lk_variant *network, const char *target, const char *fold,
               training *out)
{
    *out = (training){.network = network, .fold = fold, .path = target, .name = network->name};
    if (fold) {
        out->path = lk_folded_text(r->arena, target, fold);
        out->name = lk_folded_name(r->arena, network->name, fold);
    }
    if (!fold || !strchr(fold, '/'))
        return lk_training_plan(r->study, network->name, &out->plan, &r->fault);
    lk_fault_set(&r->fault, "the fold `%s` has a slash in its name, and files are called by it",
                 fold);
    return -1;
}

/* Networks in the order of the study, folds within. NULL with a fault. */
static training *list(lk_run *r, size_t *count)
{
    const lk_section *pupils = &r->study->pupils;
    size_t folds = r->fold_count ? r->fold_count : 1;
    training *all = lk_arena_array(r->arena, pupils->count * folds + 1, sizeof *all);
    *count = 0;
    for (size_t i = 0; all && i < pupils->count; i++) {
        const lk_variant *n = lk_section_find(&r->study->networks, pupils->items[i].name);
        const char *target = lk_training_target(r->study, n);
        int folded = strstr(target, "{fold}") != NULL;
        if (folded && !r->fold_count) {
            lk_yaml_fault(&r->fault, lk_node_get(n->spec, "weights"),
                          "`{fold}` stands here, and the items have no folds; deal them: folds: "
                          "{count: 5}");
            return NULL;
        }
        for (size_t f = 0; f < (folded ? folds : 1); f++)
            if (add(r, n, target, folded ? r->folds[f] : NULL, &all[(*count)++]))
                return NULL;
    }
    return all;
}

/* ---- What each is shown ---------------------------------------------------------------- */

static int class_of(const lk_run *r, const lk_network_facts *n, const char *label)
{
    int wanted = lk_study_label(r->study, label);
    for (size_t c = 0; wanted >= 0 && c < n->class_count; c++)
        if (n->labels[c] == wanted)
            return (int)c;
    return -1;
}

static const char *person(const lk_item_facts *i)
{
    return i->subject ? i->subject : i->id;
}

/* Where a person stands in the order in which they are taken out to be watched. */
static lk_key draw_lot(const training *t, const char *who)
{
    lk_digest d;
    lk_key key;
    lk_digest_init(&d);
    lk_digest_text(&d, "watched");
    lk_digest_u64(&d, (uint64_t)t->plan.seed);
    lk_digest_text(&d, who);
    lk_digest_end(&d, &key);
    return key;
}

static int by_lot(const void *a, const void *b)
{
    return memcmp(a, b, sizeof(lk_key));
}

/* The lots of all people to learn from, each once, in order. */
static lk_key *sort_lots(const lk_run *r, const training *t, size_t *count)
{
    lk_key *lots = calloc(r->face_count + 1, sizeof *lots);
    size_t n = 0, kept = 0;
    for (size_t f = 0; lots && f < r->face_count; f++)
        if (!t->fold || strcmp(r->faces[f].item->fold, t->fold) != 0)
            lots[n++] = draw_lot(t, person(r->faces[f].item));
    if (lots)
        qsort(lots, n, sizeof *lots, by_lot);
    for (size_t i = 0; lots && i < n; i++)
        if (!kept || memcmp(&lots[i], &lots[kept - 1], sizeof *lots))
            lots[kept++] = lots[i];
    *count = kept;
    return lots;
}

static int has_all_classes(lk_run *r, const training *t)
{
    const lk_network_facts *n = t->facts;
    for (size_t c = 0; c < n->class_count; c++) {
        size_t found = 0;
        while (found < t->count && t->examples[found].class_index != c)
            found++;
        if (n->labels[c] < 0 || found < t->count)
            continue;
        lk_fault_set(&r->fault,
                     "%s: there is no face of `%s` to learn from%s: it needs people of each class "
                     "on both sides of a fold",
                     t->name, n->classes[c], t->plan.validation > 0 ? ", or all are watched" : "");
        return 0;
    }
    return 1;
}

/* Those of `which`, 1: to watch, 0: to learn from, after the `first` that are there;
 * how many there are. */
static size_t take_examples(const lk_run *r, const training *t, const signed char *is_watched,
                            int which, size_t first)
{
    size_t at = first;
    for (size_t f = 0; f < r->face_count; f++) {
        if (is_watched[f] != which)
            continue;
        const lk_item_facts *i = r->faces[f].item;
        t->examples[at++] = (lk_example){.item = i->index,
                                         .face = r->faces[f].record,
                                         .class_index = (uint32_t)class_of(r, t->facts, i->label)};
    }
    return at - first;
}

static lk_status choose_examples(lk_run *r, training *t)
{
    size_t people;
    lk_key *lots = sort_lots(r, t, &people);
    signed char *is_watched = calloc(r->face_count + 1, 1);
    size_t taken = (size_t)ceil(t->plan.validation * (double)people);
    t->examples = lk_arena_array(r->arena, r->face_count, sizeof *t->examples);
    for (size_t f = 0; lots && is_watched && t->examples && f < r->face_count; f++) {
        const lk_item_facts *i = r->faces[f].item;
        lk_key lot = draw_lot(t, person(i));
        if (class_of(r, t->facts, i->label) < 0 || (t->fold && !strcmp(i->fold, t->fold)))
            is_watched[f] = -1;
        else
            is_watched[f] = taken && memcmp(&lot, &lots[taken - 1], sizeof lot) <= 0;
    }
    lk_status status = lots && is_watched && t->examples ? LK_OK : LK_E_MEMORY;
    if (!status) {
        t->count = take_examples(r, t, is_watched, 0, 0);
        t->watched = take_examples(r, t, is_watched, 1, t->count);
        status = has_all_classes(r, t) ? LK_OK : LK_E_INPUT;
    }
    free(lots);
    free(is_watched);
    return status;
}

static void make_key(const lk_run *r, training *t)
{
    lk_digest d;
    lk_digest_init(&d);
    lk_digest_text(&d, "training");
    lk_digest_key(&d, &t->facts->key);
    lk_digest_key(&d, &t->plan.key);
    lk_digest_u64(&d, (uint64_t)r->options->whole);
    lk_digest_u64(&d, t->count);
    for (size_t i = 0; i < t->count + t->watched; i++) {
        lk_digest_key(&d, &t->examples[i].face.key);
        lk_digest_u64(&d, t->examples[i].class_index);
    }
    lk_digest_end(&d, &t->key);
}

/* ---- What is there --------------------------------------------------------------------- */

static void say(lk_run *r, int level, const training *t, const char *what)
{
    lk_progress_log(r->progress, level, lk_arena_format(r->arena, "%s: %s", t->name, what));
}

/* Is it to be trained? What is there is never written over unasked. */
static int is_wanted(lk_run *r, const training *t)
{
    lk_notes notes;
    lk_fault ignored;
    const char *state = lk_arena_format(r->arena, "%s.state", t->path);
    if (r->options->again || !access(state, F_OK) || access(t->path, F_OK))
        return 1;
    if (lk_notes_read(r->arena, t->path, &notes, &ignored))
        say(r, LK_WARNING, t,
            lk_arena_format(r->arena, "%s is there, from elsewhere: it is kept (--again trains)",
                            t->path));
    else if (lk_key_equal(&notes.key, &t->key))
        say(r, LK_INFO, t, "is trained already");
    else
        say(r, LK_WARNING, t,
            lk_arena_format(r->arena,
                            "%s is there, of another training (parameters, pictures or the "
                            "program changed since): it is kept (--again trains)",
                            t->path));
    return 0;
}

static int make_place(lk_run *r, const training *t)
{
    const char *slash = strrchr(t->path, '/');
    return lk_make_folder(lk_arena_format(r->arena, "%.*s", (int)(slash - t->path), t->path),
                          &r->fault);
}

/* ---- Asking ---------------------------------------------------------------------------- */

static void pack_examples(lk_pack *p, const lk_example *examples, size_t count)
{
    lk_pack_u64(p, count);
    for (size_t i = 0; i < count; i++)
        lk_pack_example(p, &examples[i]);
}

static void ask(lk_run *r, const training *t, lk_job *j)
{
    lk_pack *p = &j->request;
    j->stage = "train";
    j->where = t->name;
    lk_pack_u64(p, LK_TASK_TRAIN);
    lk_pack_text(p, t->network->name);
    lk_pack_text(p, t->fold);
    lk_pack_text(p, t->name);
    lk_pack_text(p, t->path);
    lk_pack_key(p, &t->facts->key);
    lk_pack_key(p, &t->key);
    lk_pack_u64(p, (uint64_t)r->options->whole);
    pack_examples(p, t->examples, t->count);
    pack_examples(p, t->examples + t->count, t->watched);
}

static lk_status prepare(lk_run *r, training *t, int *wanted)
{
    for (size_t i = 0; i < r->study->pupils.count; i++)
        if (!strcmp(r->study->pupils.items[i].name, t->network->name))
            t->facts = &r->pupils[i];
    lk_status status = choose_examples(r, t);
    if (status)
        return status;
    make_key(r, t);
    *wanted = is_wanted(r, t);
    return *wanted && make_place(r, t) ? LK_E_INPUT : LK_OK;
}

lk_status lk_run_train(lk_run *r)
{
    size_t count, asked = 0;
    training *all = list(r, &count);
    if (!all)
        return LK_E_INPUT;
    if (!count) {
        lk_fault_set(&r->fault,
                     "%s trains no network: it needs `train:`, and networks whose `weights` has "
                     "`{fold}` in it or that `train: {networks: ..}` names",
                     r->study->path);
        return LK_E_INPUT;
    }
    lk_job *jobs = calloc(count, sizeof *jobs);
    lk_status status = jobs ? LK_OK : LK_E_MEMORY;
    for (size_t i = 0; !status && i < count; i++) {
        int wanted = 0;
        status = prepare(r, &all[i], &wanted);
        if (!status && wanted)
            ask(r, &all[i], &jobs[asked++]);
    }
    if (!status)
        status = lk_run_jobs(r, "train", jobs, asked, 0);
    lk_jobs_free(jobs, asked);
    return status ? status : lk_run_training(r);
}

/* ---- How it went ------------------------------------------------------------------------- */

static lk_value number(double x)
{
    lk_value v = lk_number(x);
    v.missing = !isfinite(x);
    v.value = v.missing ? 0 : x;
    return v;
}

static void tabulate(lk_run *r, const training *t, const lk_notes *notes)
{
    for (size_t i = 0; i < notes->epoch_count; i++) {
        const lk_epoch *e = &notes->epochs[i];
        lk_value epoch = number((double)i + 1), kept = number(i + 1 == notes->best);
        lk_value rate = number(e->rate), loss = number(e->loss), accuracy = number(e->accuracy);
        lk_value watched = number(e->watched_loss), right = number(e->watched_accuracy);
        lk_tables_add(r->tables, "training", t->network->name, t->fold, &epoch, &rate, &loss,
                      &accuracy, &watched, &right, &kept);
    }
}

lk_status lk_run_training(lk_run *r)
{
    size_t count;
    training *all = list(r, &count);
    lk_notes notes;
    if (!all)
        return LK_E_INPUT;
    for (size_t i = 0; i < count; i++) {
        lk_status status = lk_notes_read(r->arena, all[i].path, &notes, &r->fault);
        if (status && status != LK_MISSING)
            return LK_E_INPUT;
        if (!status)
            tabulate(r, &all[i], &notes);
    }
    return LK_OK;
}
