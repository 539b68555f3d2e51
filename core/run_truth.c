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

static void ask_explanation(const question *q, const lk_explained *e, lk_pack *out)
{
    lk_pack_key(out, &e->key);
    lk_pack_u64(out, e->class_count);
    lk_pack_u64(out, (uint64_t)q->slot);
}

/* The explanation of a control's network, which is of the same classes; NULL: there is
 * none. */
static const lk_explained *twin_of(const lk_run *r, const question *q, size_t control)
{
    lk_map_cell c = {.network = q->network, .explainer = q->explainer, .control = control};
    const lk_explained *e = r->twin_explained ? lk_explained_of(r, &c, q->face) : NULL;
    return e && e->done && e->class_count == q->explained->class_count ? e : NULL;
}

/* Those of all controls that stand by themselves: whether there is one, and which. */
static void ask_twins(const lk_run *r, const question *q, lk_digest *d, lk_pack *out)
{
    lk_pack_u64(out, r->study->standing_count);
    for (size_t i = 0; i < r->study->standing_count; i++) {
        const lk_explained *e = twin_of(r, q, i);
        lk_digest_u64(d, e != NULL);
        lk_pack_u64(out, e != NULL);
        if (!e)
            continue;
        lk_digest_key(d, &e->key);
        ask_explanation(q, e, out);
    }
}

/* The key of an explanation stands for network, face, classes and seed, too. */
static void ask_settings(lk_run *r, const question *q, lk_digest *d, lk_pack *out)
{
    const lk_plain_facts *binariser = &r->binarisers[q->setting.binariser];
    const lk_plain_facts *metric = &r->metrics[q->setting.metric];
    lk_digest_key(d, &r->faces[q->face].item->truth);
    lk_digest_key(d, &binariser->key);
    lk_digest_key(d, &metric->key);
    lk_digest_key(d, &q->explained->key);
    lk_digest_u64(d, (uint64_t)q->slot);
    lk_pack_key(out, &r->faces[q->face].item->truth);
    lk_pack_text(out, binariser->variant->name);
    lk_pack_text(out, metric->variant->name);
    ask_explanation(q, q->explained, out);
    lk_pack_u64(out, r->study->baselines.count);
    for (size_t b = 0; b < r->study->baselines.count; b++) {
        lk_digest_key(d, &r->baselines[b].key);
        lk_pack_text(out, r->baselines[b].variant->name);
    }
    ask_twins(r, q, d, out);
}

static void ask(lk_run *r, const question *q, lk_job *j)
{
    const lk_face_facts *f = &r->faces[q->face];
    const char *network = lk_network_for(r, &r->networks[q->network], f->item->fold)->variant->name;
    lk_digest d;
    lk_digest_init(&d);
    lk_digest_text(&d, "truth");
    j->kind = "truth";
    j->stage = "truth";
    j->where = lk_arena_format(r->arena, "%s x %s, %s face %zu, %s, %s", network,
                               r->explainers[q->explainer].variant->name, f->item->id, f->number,
                               lk_setting_binariser(r, &q->setting),
                               r->metrics[q->setting.metric].variant->name);
    lk_pack_u64(&j->request, LK_TASK_TRUTH);
    lk_pack_text(&j->request, network);
    lk_pack_u64(&j->request, (uint64_t)f->item->index);
    lk_pack_face(&j->request, &f->record);
    lk_pack_u64(&j->request, (uint64_t)r->options->whole);
    ask_settings(r, q, &d, &j->request);
    lk_digest_end(&d, &j->key);
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

static const char *row_name(const lk_run *r, size_t row)
{
    return lk_baseline_name(r, row ? row - 1 + LK_FIRST_BASELINE : LK_OWN_ROW);
}

static void tabulate_kind(lk_run *r, const question *q, lk_truth_kind kind, lk_unpack *u)
{
    lk_unpack own = *u;
    size_t rows = 1 + r->study->baselines.count + r->study->standing_count;
    for (size_t row = 0; row < rows; row++)
        for (uint32_t v = 0; v < lk_setting_metric(r, &q->setting)->value_count; v++) {
            lk_value value = lk_unpack_value(u);
            if (u->bad)
                value = (lk_value){.missing = 1};
            add_row(r, q, kind, row_name(r, row), v, value);
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
