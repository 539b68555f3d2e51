/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#include <stdlib.h>

#include "codec.h"
#include "score.h"
#include "truth.h"

/* Each explanation of an item's own label against what makes it, where the source
 * knows that: the table `truth`. An explanation of another label has no truth. */

/* An explanation, a binariser and a metric. */
typedef struct question {
    size_t network, explainer, face;
    lk_setting setting;
    const lk_explained *explained;
    int slot;
} question;

static size_t settings_of(const lk_run *r)
{
    return r->study->binarise.count * r->study->metrics.count;
}

/* The settings of one explanation come one after the other, since they share the
 * item that a worker has in hand. */
static question question_at(const lk_run *r, size_t i)
{
    size_t metrics = r->study->metrics.count, settings = settings_of(r);
    question q = {.setting = {.metric = i % metrics, .binariser = i % settings / metrics}};
    i /= settings;
    q.explained = &r->explained[i];
    q.face = i % r->face_count;
    i /= r->face_count;
    q.explainer = i % r->study->explainers.count;
    q.network = i / r->study->explainers.count;
    int label = lk_study_label(r->study, r->faces[q.face].item->label);
    q.slot = label < 0 ? -1 : lk_explained_slot(r, q.network, q.explained, label);
    return q;
}

static int is_asked(const lk_run *r, const question *q)
{
    return q->slot >= 0 && r->faces[q->face].item->has_truth &&
           (lk_setting_metric(r, &q->setting)->operations & LK_METRIC_AGREEMENT);
}

static void key_job(const lk_run *r, const question *q, lk_key *out)
{
    lk_digest d;
    lk_digest_init(&d);
    lk_digest_text(&d, "truth");
    lk_digest_key(&d, &q->explained->key); /* stands for network, face and seed, too */
    lk_digest_u64(&d, (uint64_t)q->slot);
    lk_digest_key(&d, &r->faces[q->face].item->truth);
    lk_digest_key(&d, &r->binarisers[q->setting.binariser].key);
    lk_digest_key(&d, &r->metrics[q->setting.metric].key);
    for (size_t b = 0; b < r->study->baselines.count; b++)
        lk_digest_key(&d, &r->baselines[b].key);
    lk_digest_end(&d, out);
}

static void ask(lk_run *r, const question *q, lk_job *j)
{
    const lk_face_facts *f = &r->faces[q->face];
    const char *network = r->networks[q->network].variant->name;
    const char *metric = r->metrics[q->setting.metric].variant->name;
    key_job(r, q, &j->key);
    j->kind = "truth";
    j->stage = "truth";
    j->where = lk_arena_format(r->arena, "%s x %s, %s face %zu, %s, %s", network,
                               r->explainers[q->explainer].variant->name, f->item->id, f->number,
                               lk_setting_binariser(r, &q->setting), metric);
    lk_pack_u64(&j->request, LK_TASK_TRUTH);
    lk_pack_text(&j->request, network);
    lk_pack_u64(&j->request, (uint64_t)f->item->index);
    lk_pack_face(&j->request, &f->record);
    lk_pack_u64(&j->request, (uint64_t)r->options->whole);
    lk_pack_key(&j->request, &f->item->truth);
    lk_pack_text(&j->request, r->binarisers[q->setting.binariser].variant->name);
    lk_pack_text(&j->request, metric);
    lk_pack_key(&j->request, &q->explained->key);
    lk_pack_u64(&j->request, q->explained->class_count);
    lk_pack_u64(&j->request, (uint64_t)q->slot);
    lk_pack_u64(&j->request, r->study->baselines.count);
    for (size_t b = 0; b < r->study->baselines.count; b++)
        lk_pack_text(&j->request, r->baselines[b].variant->name);
}

/* ---- Rows ------------------------------------------------------------------------- */

static void add_row(lk_run *r, const question *q, lk_truth_kind kind, const char *baseline,
                    uint32_t v, lk_value value)
{
    const lk_face_facts *f = &r->faces[q->face];
    lk_value face = lk_number((double)f->number);
    value.reason = NULL;
    lk_tables_add(r->tables, "truth", r->study->name, f->item->id, &face, f->item->label,
                  f->item->subject, f->item->fold, r->networks[q->network].variant->name,
                  r->explainers[q->explainer].variant->name, f->item->label, lk_truth_name(kind),
                  lk_setting_binariser(r, &q->setting), baseline,
                  lk_setting_metric(r, &q->setting)->values[v].id, &value);
}

/* What a blind answer would get comes with the own value. */
static void tabulate_chance(lk_run *r, const question *q, lk_truth_kind kind, lk_unpack u)
{
    for (uint32_t v = 0; v < lk_setting_metric(r, &q->setting)->value_count; v++) {
        lk_value own = lk_unpack_value(&u), chance = lk_number(own.chance);
        chance.missing = u.bad || own.missing || !own.has_chance;
        add_row(r, q, kind, "chance", v, chance);
    }
}

static void tabulate_kind(lk_run *r, const question *q, lk_truth_kind kind, lk_unpack *u)
{
    lk_unpack own = *u;
    for (size_t row = 0; row <= r->study->baselines.count; row++)
        for (uint32_t v = 0; v < lk_setting_metric(r, &q->setting)->value_count; v++) {
            lk_value value = lk_unpack_value(u);
            if (u->bad)
                value = (lk_value){.missing = 1};
            add_row(r, q, kind, row ? r->baselines[row - 1].variant->name : NULL, v, value);
        }
    tabulate_chance(r, q, kind, own);
}

static void tabulate(lk_run *r, const question *q, const lk_job *j)
{
    lk_unpack u = lk_unpack_over(j->note, j->note_size);
    for (int kind = 0; kind < LK_TRUTH_KINDS; kind++)
        if (lk_unpack_u64(&u))
            tabulate_kind(r, q, (lk_truth_kind)kind, &u);
}

lk_status lk_run_truth(lk_run *r)
{
    if (!r->study->truth || !r->explained)
        return LK_OK;
    size_t most =
        r->study->networks.count * r->study->explainers.count * r->face_count * settings_of(r);
    lk_job *jobs = calloc(most + 1, sizeof *jobs);
    question *questions = calloc(most + 1, sizeof *questions);
    size_t count = 0;
    lk_status status = jobs && questions ? LK_OK : LK_E_MEMORY;
    for (size_t i = 0; !status && i < most; i++) {
        question q = question_at(r, i);
        if (!is_asked(r, &q))
            continue;
        questions[count] = q;
        ask(r, &q, &jobs[count++]);
    }
    if (!status && count)
        status = lk_run_jobs(r, "truth", jobs, count, 0);
    for (size_t i = 0; !status && i < count; i++)
        if (!jobs[i].stopped)
            tabulate(r, &questions[i], &jobs[i]);
    lk_jobs_free(jobs, count);
    free(questions);
    return status;
}
