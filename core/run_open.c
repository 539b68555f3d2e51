/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "folded.h"
#include "run.h"
#include "training.h"

/* Every variant is opened once by a worker before anything else: what cannot be
 * opened ends the run while nothing is lost. */

typedef struct opening {
    const char *section;
    const lk_variant *variant;
    lk_network_facts *network; /* where it is one, or a twin */
} opening;

static const char *keep(lk_run *r, const char *text)
{
    return text ? lk_arena_text(r->arena, text) : NULL;
}

static void *array(lk_run *r, size_t count, size_t size)
{
    return lk_arena_array(r->arena, count, size);
}

static lk_network_facts *network_facts(lk_run *r, const char *section)
{
    return !strcmp(section, "networks")   ? r->networks
           : !strcmp(section, "controls") ? r->twins
           : !strcmp(section, "train")    ? r->pupils
                                          : NULL;
}

static size_t list_openings(lk_run *r, opening *out)
{
    static const char *const all[] = {"networks", "controls", "explainers", "align",
                                      "masks",    "binarise", "baselines",  "metrics",
                                      "analyses", "reports",  NULL};
    static const char *const trained[] = {"train", NULL};
    const char *const *sections = r->options->trains ? trained : all;
    size_t n = 0;
    if (r->study->data.spec)
        out[n++] = (opening){"data", &r->study->data, NULL};
    if (r->study->detect.spec)
        out[n++] = (opening){"detect", &r->study->detect, NULL};
    for (size_t s = 0; sections[s]; s++) {
        const lk_section *section = lk_study_section(r->study, sections[s]);
        for (size_t v = 0; v < section->count; v++) {
            lk_network_facts *facts = network_facts(r, sections[s]);
            if (!facts || !lk_is_folded(section->items[v].spec))
                out[n++] = (opening){sections[s], &section->items[v], facts ? facts + v : NULL};
        }
    }
    return n;
}

static void read_layers(lk_run *r, lk_unpack *u, lk_network_facts *n)
{
    size_t count = lk_unpack_count(u, 64);
    for (size_t i = 0; i < count; i++) {
        const char *name = lk_unpack_text(u);
        lk_unpack_text(u); /* its kind */
        /* Its shape, after how many extents that has; what it costs and sees. */
        for (uint64_t skipped = lk_unpack_u64(u) + 4; skipped && !u->bad; skipped--)
            lk_unpack_u64(u);
        if (!lk_unpack_u64(u))
            continue;
        if (!n->randomised_count++)
            n->randomised = keep(r, name);
    }
}

static lk_status read_network(lk_run *r, lk_unpack *u, lk_network_facts *n)
{
    n->model = keep(r, lk_unpack_text(u));
    n->width = lk_unpack_u64(u);
    n->height = lk_unpack_u64(u);
    n->channels = lk_unpack_u64(u);
    lk_unpack_u64(u);
    n->output = lk_unpack_u64(u);
    n->parameters = lk_unpack_u64(u);
    n->macs = lk_unpack_u64(u);
    if (lk_unpack_u64(u)) {
        const lk_node *at = n->variant->spec;
        lk_fault_set(&r->fault,
                     "%s:%u:%u: the network %s has no weights: name a file, weights: FILE, or ask "
                     "for untrained ones, random_weights: SEED",
                     at->file, at->line, at->column, n->model);
        return LK_E_INPUT;
    }
    lk_unpack_u64(u); /* what its weights and values take: inspect's */
    lk_unpack_u64(u);
    n->class_count = lk_unpack_count(u, 16);
    n->classes = array(r, n->class_count, sizeof *n->classes);
    n->labels = array(r, n->class_count, sizeof *n->labels);
    for (size_t c = 0; c < n->class_count; c++) {
        n->classes[c] = keep(r, lk_unpack_text(u));
        const char *label = lk_unpack_text(u);
        n->labels[c] = lk_study_label(r->study, label);
        if (label && n->labels[c] < 0 && !r->options->loose) {
            const lk_node *at = n->variant->spec;
            lk_fault_set(&r->fault,
                         "%s:%u:%u: class `%s` of network %s is called `%s`, which is not among "
                         "the study's labels; map it: labels: {%s: LABEL or none}",
                         at->file, at->line, at->column, n->classes[c], n->variant->name, label,
                         n->classes[c]);
            return LK_E_INPUT;
        }
    }
    read_layers(r, u, n);
    return LK_OK;
}

static void read_mask(lk_run *r, lk_unpack *u, lk_mask_facts *m)
{
    size_t labels = r->study->label_count;
    m->reading_count = array(r, labels, sizeof *m->reading_count);
    m->readings = array(r, labels, sizeof *m->readings);
    for (size_t l = 0; l < labels; l++) {
        size_t count = lk_unpack_count(u, 8);
        m->reading_count[l] = count;
        m->readings[l] = array(r, count, sizeof **m->readings);
        for (size_t i = 0; i < count; i++)
            m->readings[l][i] = keep(r, lk_unpack_text(u));
        if (count > r->mask_readings)
            r->mask_readings = count;
    }
}

/* The index of a variant within its section. */
static size_t index_of(const lk_run *r, const opening *o)
{
    return (size_t)(o->variant - lk_study_section(r->study, o->section)->items);
}

static lk_status take(lk_run *r, const opening *o, const lk_job *j)
{
    lk_unpack u = lk_unpack_over(j->note, j->note_size);
    lk_key opened = lk_unpack_key(&u), key = lk_unpack_key(&u);
    lk_pack_text(&r->keys, o->section);
    lk_pack_text(&r->keys, o->variant->name);
    lk_pack_key(&r->keys, &opened);
    r->key_count++;
    if (!strcmp(o->section, "data")) {
        r->item_total = (int64_t)lk_unpack_u64(&u);
        return LK_OK;
    }
    if (!strcmp(o->section, "detect"))
        return LK_OK;
    if (o->network) {
        *o->network = (lk_network_facts){.variant = o->variant, .key = key};
        return read_network(r, &u, o->network);
    }
    size_t i = index_of(r, o);
    lk_plain_facts plain = {o->variant, key};
    if (!strcmp(o->section, "align")) {
        r->aligns[i] = (lk_align_facts){.variant = o->variant, .key = key};
        r->aligns[i].width = (uint32_t)lk_unpack_u64(&u);
        r->aligns[i].height = (uint32_t)lk_unpack_u64(&u);
    } else if (!strcmp(o->section, "masks")) {
        r->masks[i] = (lk_mask_facts){.variant = o->variant, .key = key};
        read_mask(r, &u, &r->masks[i]);
    } else if (!strcmp(o->section, "explainers")) {
        r->explainers[i] = plain;
    } else if (!strcmp(o->section, "binarise")) {
        r->binarisers[i] = plain;
    } else if (!strcmp(o->section, "baselines")) {
        r->baselines[i] = plain;
    } else if (!strcmp(o->section, "metrics")) {
        r->metrics[i] = plain;
    }
    return LK_OK;
}

static lk_status write_keys(lk_run *r)
{
    lk_pack all = {0};
    lk_pack_u64(&all, r->key_count);
    lk_pack_raw(&all, r->keys.bytes, r->keys.size);
    all.bad |= r->keys.bad;
    int rc = lk_session_write_keys(r->session_path, &all, &r->fault);
    lk_pack_free(&all);
    return rc ? LK_E_FAIL : LK_OK;
}

/* A network that the study trains is often one that has not been trained yet. */
static const char *advice(const lk_run *r, const opening *o)
{
    const lk_variant *v = lk_folded_find(&r->study->networks, o->variant->name, NULL);
    if (!v || r->options->trains || !lk_section_find(&r->study->pupils, v->name) ||
        (!lk_is_folded(v->spec) && !access(lk_training_target(r->study, v), F_OK)))
        return "";
    return "; `likeness train` writes the weights that the study trains";
}

static lk_status open_all(lk_run *r, const opening *openings, size_t count)
{
    lk_job *jobs = calloc(count + 1, sizeof *jobs);
    for (size_t i = 0; jobs && i < count; i++) {
        jobs[i].stage = "open";
        jobs[i].where = openings[i].variant->name;
        lk_pack_u64(&jobs[i].request, LK_TASK_OPEN);
        lk_pack_text(&jobs[i].request, openings[i].section);
        lk_pack_text(&jobs[i].request, openings[i].variant->name);
    }
    lk_status status = jobs ? lk_run_jobs(r, "open", jobs, count, 1) : LK_E_MEMORY;
    for (size_t i = 0; !status && i < count; i++) {
        if (jobs[i].stopped) {
            lk_fault_set(&r->fault, "%s%s", jobs[i].reason, advice(r, &openings[i]));
            status = LK_E_INPUT;
        } else {
            status = take(r, &openings[i], &jobs[i]);
        }
    }
    lk_jobs_free(jobs, count);
    return status ? status : write_keys(r);
}

lk_status lk_run_open(lk_run *r)
{
    lk_study *s = r->study;
    size_t most = 2 + s->networks.count + s->twins.count + s->pupils.count + s->explainers.count +
                  s->align.count + s->masks.count + s->binarise.count + s->baselines.count +
                  s->metrics.count + s->analyses.count + s->reports.count;
    opening *openings = array(r, most, sizeof *openings);
    r->networks = array(r, s->networks.count, sizeof *r->networks);
    r->twins = array(r, s->twins.count, sizeof *r->twins);
    r->pupils = array(r, s->pupils.count, sizeof *r->pupils);
    r->explainers = array(r, s->explainers.count, sizeof *r->explainers);
    r->aligns = array(r, s->align.count, sizeof *r->aligns);
    r->masks = array(r, s->masks.count, sizeof *r->masks);
    r->binarisers = array(r, s->binarise.count, sizeof *r->binarisers);
    r->baselines = array(r, s->baselines.count, sizeof *r->baselines);
    r->metrics = array(r, s->metrics.count, sizeof *r->metrics);
    return openings ? open_all(r, openings, list_openings(r, openings)) : LK_E_MEMORY;
}

/* ---- Networks of folds ----------------------------------------------------------------- */

/* Folds of one network are the same network, trained on other items. */
static lk_status compare_folds(lk_run *r, const lk_network_facts *a, const lk_network_facts *b)
{
    const lk_node *at = b->variant->spec;
    const char *what = NULL;
    if (a->width != b->width || a->height != b->height || a->channels != b->channels)
        what = "input";
    else if (a->output != b->output || a->class_count != b->class_count)
        what = "output";
    for (size_t c = 0; !what && c < a->class_count; c++)
        if (a->labels[c] != b->labels[c] || !a->classes[c] != !b->classes[c] ||
            (a->classes[c] && strcmp(a->classes[c], b->classes[c])))
            what = "classes";
    if (!what)
        return LK_OK;
    lk_yaml_fault(
        &r->fault, at,
        "%s has another %s than %s, and what is said of them together would mean nothing: "
        "give all folds networks of one kind",
        b->variant->name, what, a->variant->name);
    return LK_E_INPUT;
}

/* Fold names come from data, and become parts of paths. */
static lk_status check_fold(lk_run *r, const lk_variant *v, const char *fold, const char *name)
{
    const char *problem = NULL;
    if (strchr(fold, '/') || !strcmp(fold, "..") || !*fold)
        problem = "the fold's name cannot stand in the name of a file";
    else if (lk_section_find(&r->study->networks, name) || lk_section_find(&r->study->twins, name))
        problem = "another network has that name";
    if (!problem)
        return LK_OK;
    lk_yaml_fault(&r->fault, v->spec, "%s cannot be opened: %s; rename it", name, problem);
    return LK_E_INPUT;
}

/* One opening for each fold; what they say of themselves lands in `n->folds`. */
static lk_status list_folds(lk_run *r, const char *section, const lk_variant *v,
                            lk_network_facts *n, opening *out)
{
    lk_variant *variants = array(r, r->fold_count, sizeof *variants);
    n->folds = array(r, r->fold_count, sizeof *n->folds);
    if (!variants || !n->folds)
        return LK_E_MEMORY;
    for (size_t f = 0; f < r->fold_count; f++) {
        variants[f] = *v;
        variants[f].name = lk_folded_name(r->arena, v->name, r->folds[f]);
        if (!variants[f].name)
            return LK_E_MEMORY;
        if (check_fold(r, v, r->folds[f], variants[f].name))
            return LK_E_INPUT;
        out[f] = (opening){section, &variants[f], &n->folds[f]};
    }
    return LK_OK;
}

static lk_status settle_folds(lk_run *r, const lk_variant *v, lk_network_facts *n)
{
    lk_network_facts *folds = n->folds;
    lk_status status = LK_OK;
    for (size_t f = 1; !status && f < r->fold_count; f++)
        status = compare_folds(r, &folds[0], &folds[f]);
    *n = folds[0];
    n->variant = v;
    n->folds = folds;
    return status;
}

static lk_status open_folded(lk_run *r, const char *section)
{
    const lk_section *all = lk_study_section(r->study, section);
    lk_network_facts *facts = network_facts(r, section);
    opening *openings = array(r, all->count * r->fold_count, sizeof *openings);
    lk_status status = openings ? LK_OK : LK_E_MEMORY;
    size_t count = 0;
    for (size_t v = 0; !status && v < all->count; v++) {
        if (!lk_is_folded(all->items[v].spec))
            continue;
        if (!r->fold_count) {
            lk_yaml_fault(&r->fault, all->items[v].spec,
                          "%s is another network for each {fold}, and the items have no folds: "
                          "deal them, folds: {count: N}",
                          all->items[v].name);
            return LK_E_INPUT;
        }
        status = list_folds(r, section, &all->items[v], &facts[v], &openings[count]);
        count += r->fold_count;
    }
    if (!status && count)
        status = open_all(r, openings, count);
    for (size_t v = 0; !status && v < all->count; v++)
        if (facts[v].folds)
            status = settle_folds(r, &all->items[v], &facts[v]);
    return status;
}

lk_status lk_run_open_folds(lk_run *r)
{
    lk_status status = open_folded(r, "networks");
    return status ? status : open_folded(r, "controls");
}

const lk_network_facts *lk_network_for(const lk_run *r, const lk_network_facts *n, const char *fold)
{
    for (size_t f = 0; n->folds && fold && f < r->fold_count; f++)
        if (!strcmp(r->folds[f], fold))
            return &n->folds[f];
    return n;
}
