/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#include <stdlib.h>
#include <string.h>

#include "codec.h"
#include "run.h"

/* What networks say of faces, and why. */

static const char *where(lk_run *r, const char *network, const char *explainer,
                         const lk_face_facts *f)
{
    return lk_arena_format(r->arena, "%s%s%s, %s face %zu", network, explainer ? " x " : "",
                           explainer ? explainer : "", f->item->id, f->number);
}

/* ---- Predictions -------------------------------------------------------------------- */

static void ask_prediction(lk_run *r, const lk_network_facts *network, const lk_face_facts *f,
                           lk_job *j)
{
    const lk_network_facts *n = lk_network_for(r, network, f->item->fold);
    lk_digest d;
    lk_digest_init(&d);
    lk_digest_text(&d, "prediction");
    lk_digest_key(&d, &n->key);
    lk_digest_key(&d, &f->record.key);
    lk_digest_u64(&d, (uint64_t)r->options->whole);
    lk_digest_end(&d, &j->key);
    j->kind = "prediction";
    j->stage = "predict";
    j->where = where(r, n->variant->name, NULL, f);
    lk_pack_u64(&j->request, LK_TASK_PREDICT);
    lk_pack_text(&j->request, n->variant->name);
    lk_pack_u64(&j->request, (uint64_t)f->item->index);
    lk_pack_face(&j->request, &f->record);
    lk_pack_u64(&j->request, (uint64_t)r->options->whole);
}

static void take_prediction(lk_run *r, const lk_network_facts *n, const lk_job *j, lk_prediction *p)
{
    lk_unpack u = lk_unpack_over(j->note, j->note_size);
    if (j->stopped)
        return;
    size_t count = lk_unpack_count(&u, 8);
    p->scores = lk_arena_array(r->arena, count, sizeof *p->scores);
    for (size_t c = 0; c < count && c < n->class_count; c++) {
        p->scores[c] = (float)lk_unpack_double(&u);
        if (p->scores[c] > p->scores[p->best])
            p->best = (int)c;
    }
}

static void tabulate_prediction(lk_run *r, const lk_network_facts *n, const lk_face_facts *f,
                                const lk_prediction *p)
{
    lk_value face = lk_number((double)f->number);
    int truth = lk_study_label(r->study, f->item->label);
    for (size_t c = 0; p->scores && c < n->class_count; c++) {
        lk_value right = lk_number(truth == n->labels[c]);
        right.missing = truth < 0;
        lk_value score = lk_number(p->scores[c]), best = lk_number((int)c == p->best);
        lk_tables_add(r->tables, "predictions", r->study->name, f->item->id, &face, f->item->label,
                      f->item->subject, f->item->fold, n->variant->name, n->classes[c], &score,
                      &best, n->labels[c] < 0 ? NULL : r->study->labels[n->labels[c]], &right);
    }
}

lk_status lk_run_predict(lk_run *r)
{
    size_t networks = r->study->networks.count, count = networks * r->face_count;
    r->predictions = lk_arena_array(r->arena, count, sizeof *r->predictions);
    lk_job *jobs = calloc(count + 1, sizeof *jobs);
    if (!jobs || !r->predictions)
        return LK_E_MEMORY;
    for (size_t i = 0; i < count; i++)
        ask_prediction(r, &r->networks[i / r->face_count], &r->faces[i % r->face_count], &jobs[i]);
    lk_status status = lk_run_jobs(r, "predict", jobs, count, 0);
    for (size_t i = 0; !status && i < count; i++) {
        const lk_network_facts *n = &r->networks[i / r->face_count];
        take_prediction(r, n, &jobs[i], &r->predictions[i]);
        tabulate_prediction(r, n, &r->faces[i % r->face_count], &r->predictions[i]);
    }
    lk_jobs_free(jobs, count);
    return status;
}

/* ---- Which classes are explained ------------------------------------------------------ */

static int class_of(const lk_network_facts *n, int label)
{
    for (size_t c = 0; label >= 0 && c < n->class_count; c++)
        if (n->labels[c] == label)
            return (int)c;
    return -1;
}

static uint64_t draw_lot(const lk_run *r, const lk_face_facts *f)
{
    lk_digest d;
    lk_key key;
    uint64_t value = 0;
    lk_digest_init(&d);
    lk_digest_text(&d, "positives");
    lk_digest_u64(&d, r->study->seed);
    lk_digest_key(&d, &f->record.key);
    lk_digest_end(&d, &key);
    memcpy(&value, key.bytes, sizeof value);
    return value;
}

static int same_fold(const char *a, const char *b)
{
    return (!a && !b) || (a && b && !strcmp(a, b));
}

/* Is this face among the per_class drawn of those predicted as its class? The
 * lot is the same for every network, so networks share faces where they can. */
static int is_drawn(const lk_run *r, size_t network, size_t face)
{
    const lk_prediction *p = &r->predictions[network * r->face_count];
    uint64_t own = r->faces[face].lot, before = 0;
    if (!r->study->per_class)
        return 1;
    for (size_t f = 0; f < r->face_count; f++) {
        if (!p[f].scores || p[f].best != p[face].best || f == face ||
            !same_fold(r->faces[f].item->fold, r->faces[face].item->fold))
            continue;
        before += r->faces[f].lot < own || (r->faces[f].lot == own && f < face);
    }
    return before < r->study->per_class;
}

static void add_class(lk_explained *e, int c)
{
    if (c >= 0)
        e->classes[e->class_count++] = (uint32_t)c;
}

static void choose_classes(lk_run *r, size_t network, size_t face, lk_explained *e)
{
    const lk_network_facts *n = &r->networks[network];
    const lk_prediction *p = &r->predictions[network * r->face_count + face];
    e->classes = lk_arena_array(r->arena, n->class_count, sizeof *e->classes);
    if (!p->scores) /* a network that cannot score a face cannot be explained on it */
        return;
    switch (r->study->explain) {
    case LK_EXPLAIN_ALL:
        for (size_t l = 0; l < r->study->label_count; l++)
            add_class(e, class_of(n, (int)l));
        break;
    case LK_EXPLAIN_LABEL:
        add_class(e, class_of(n, lk_study_label(r->study, r->faces[face].item->label)));
        break;
    case LK_EXPLAIN_PREDICTED:
    case LK_EXPLAIN_POSITIVES:
        if (n->labels[p->best] >= 0 &&
            (r->study->explain == LK_EXPLAIN_PREDICTED || is_drawn(r, network, face)))
            add_class(e, p->best);
        break;
    }
}

/* ---- Explanations ------------------------------------------------------------------------ */

void lk_ask_explanation(lk_run *r, const lk_network_facts *network, size_t explainer,
                        const lk_face_facts *f, lk_explained *e, lk_job *j)
{
    const lk_network_facts *n = lk_network_for(r, network, f->item->fold);
    const lk_plain_facts *x = &r->explainers[explainer];
    lk_digest d;
    lk_digest_init(&d);
    lk_digest_text(&d, "explanation");
    lk_digest_key(&d, &n->key);
    lk_digest_key(&d, &x->key);
    lk_digest_key(&d, &f->record.key);
    lk_digest_u64(&d, (uint64_t)r->options->whole);
    lk_digest_u64(&d, r->study->seed);
    for (uint32_t c = 0; c < e->class_count; c++)
        lk_digest_u64(&d, e->classes[c]);
    lk_digest_end(&d, &j->key);
    e->key = j->key;
    j->kind = "explanation";
    j->stage = "explain";
    j->where = where(r, n->variant->name, x->variant->name, f);
    lk_pack_u64(&j->request, LK_TASK_EXPLAIN);
    lk_pack_text(&j->request, n->variant->name);
    lk_pack_u64(&j->request, (uint64_t)f->item->index);
    lk_pack_face(&j->request, &f->record);
    lk_pack_u64(&j->request, (uint64_t)r->options->whole);
    lk_pack_text(&j->request, x->variant->name);
    lk_pack_u64(&j->request, e->class_count);
    for (uint32_t c = 0; c < e->class_count; c++)
        lk_pack_u64(&j->request, e->classes[c]);
}

lk_unpack lk_take_explanation(lk_run *r, size_t explainer, const lk_job *j, lk_explained *e)
{
    const lk_entry *x = r->explainers[explainer].variant->entry;
    lk_unpack u = lk_unpack_over(j->note, j->note_size);
    if (j->stopped || !e->class_count)
        return u;
    e->passes = lk_unpack_u64(&u);
    e->recalled = lk_unpack_u64(&u);
    e->seconds = lk_unpack_double(&u);
    e->effort = lk_unpack_effort(&u);
    size_t per_class = (size_t)lk_unpack_u64(&u);
    e->diagnostics =
        lk_arena_array(r->arena, (size_t)e->class_count * x->value_count, sizeof *e->diagnostics);
    for (size_t i = 0; i < e->class_count * per_class && per_class == x->value_count; i++) {
        e->diagnostics[i] = lk_unpack_value(&u);
        e->diagnostics[i].reason = NULL;
    }
    e->done = !u.bad;
    return u;
}

static void tabulate_explanation(lk_run *r, size_t network, size_t explainer,
                                 const lk_face_facts *f, const lk_explained *e)
{
    const lk_network_facts *n = &r->networks[network];
    const lk_variant *x = r->explainers[explainer].variant;
    const lk_prediction *p = &r->predictions[network * r->face_count + (size_t)(f - r->faces)];
    lk_value face = lk_number((double)f->number), passes = lk_number((double)e->passes);
    for (uint32_t c = 0; e->done && c < e->class_count; c++) {
        const char *label = r->study->labels[n->labels[e->classes[c]]];
        lk_value score = lk_number(p->scores[e->classes[c]]);
        lk_tables_add(r->tables, "items", r->study->name, f->item->id, &face, f->item->label,
                      f->item->subject, f->item->fold, n->variant->name, x->name, label,
                      "probability", &score);
        lk_tables_add(r->tables, "items", r->study->name, f->item->id, &face, f->item->label,
                      f->item->subject, f->item->fold, n->variant->name, x->name, label, "passes",
                      &passes);
        for (uint32_t v = 0; v < x->entry->value_count; v++)
            lk_tables_add(r->tables, "items", r->study->name, f->item->id, &face, f->item->label,
                          f->item->subject, f->item->fold, n->variant->name, x->name, label,
                          x->entry->values[v].id,
                          &e->diagnostics[(size_t)c * x->entry->value_count + v]);
    }
}

lk_status lk_run_explain(lk_run *r)
{
    size_t explainers = r->study->explainers.count, faces = r->face_count;
    size_t count = r->study->networks.count * explainers * faces, asked = 0;
    r->explained = lk_arena_array(r->arena, count, sizeof *r->explained);
    lk_job *jobs = calloc(count + 1, sizeof *jobs);
    size_t *of = calloc(count + 1, sizeof *of);
    if (!jobs || !of || !r->explained)
        return LK_E_MEMORY;
    for (size_t f = 0; f < faces; f++)
        r->faces[f].lot = draw_lot(r, &r->faces[f]);
    for (size_t i = 0; i < count; i++) {
        size_t network = i / faces / explainers, explainer = i / faces % explainers;
        choose_classes(r, network, i % faces, &r->explained[i]);
        if (!r->explained[i].class_count)
            continue;
        lk_ask_explanation(r, &r->networks[network], explainer, &r->faces[i % faces],
                           &r->explained[i], &jobs[asked]);
        of[asked++] = i;
    }
    lk_status status = lk_run_jobs(r, "explain", jobs, asked, 0);
    for (size_t j = 0; !status && j < asked; j++) {
        size_t i = of[j];
        size_t network = i / faces / explainers, explainer = i / faces % explainers;
        const lk_face_facts *f = &r->faces[i % faces];
        lk_unpack rest = lk_take_explanation(r, explainer, &jobs[j], &r->explained[i]);
        tabulate_explanation(r, network, explainer, f, &r->explained[i]);
        lk_run_segments(r, &r->networks[network], explainer, f, &r->explained[i], rest);
    }
    if (!status)
        lk_run_effort(r);
    lk_jobs_free(jobs, asked);
    free(of);
    return status;
}
