/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#include <stdlib.h>

#include "codec.h"
#include "run.h"

/* Each explanation against its network: the table `faithfulness`. A study
 * without a metric for it has no tasks here. */

/* An explanation and a metric. */
typedef struct question {
    size_t network, explainer, face, metric;
    const lk_explained *explained;
} question;

static question question_at(const lk_run *r, size_t i)
{
    question q = {.metric = i % r->study->metrics.count};
    i /= r->study->metrics.count;
    q.explained = &r->explained[i];
    q.face = i % r->face_count;
    i /= r->face_count;
    q.explainer = i % r->study->explainers.count;
    q.network = i / r->study->explainers.count;
    return q;
}

static void ask(lk_run *r, const question *q, lk_job *j)
{
    const lk_explained *e = q->explained;
    const lk_face_facts *f = &r->faces[q->face];
    const char *network = lk_network_for(r, &r->networks[q->network], f->item->fold)->variant->name;
    const char *metric = r->metrics[q->metric].variant->name;
    lk_digest d;
    lk_digest_init(&d);
    lk_digest_text(&d, "faithfulness");
    lk_digest_key(&d, &r->metrics[q->metric].key);
    lk_digest_key(&d, &e->key); /* stands for network, face, classes and seed, too */
    lk_digest_end(&d, &j->key);
    j->kind = "faithfulness";
    j->stage = "faithfulness";
    j->where =
        lk_arena_format(r->arena, "%s x %s, %s face %zu, %s", network,
                        r->explainers[q->explainer].variant->name, f->item->id, f->number, metric);
    lk_pack_u64(&j->request, LK_TASK_FAITHFULNESS);
    lk_pack_text(&j->request, network);
    lk_pack_u64(&j->request, (uint64_t)f->item->index);
    lk_pack_face(&j->request, &f->record);
    lk_pack_u64(&j->request, (uint64_t)r->options->whole);
    lk_pack_text(&j->request, r->explainers[q->explainer].variant->name);
    lk_pack_text(&j->request, metric);
    lk_pack_key(&j->request, &e->key);
    lk_pack_u64(&j->request, e->class_count);
    for (uint32_t c = 0; c < e->class_count; c++)
        lk_pack_u64(&j->request, e->classes[c]);
}

static void tabulate(lk_run *r, const question *q, const lk_job *j)
{
    const lk_entry *metric = r->metrics[q->metric].variant->entry;
    const lk_network_facts *n = &r->networks[q->network];
    const lk_face_facts *f = &r->faces[q->face];
    lk_unpack u = lk_unpack_over(j->note, j->note_size);
    lk_value face = lk_number((double)f->number);
    for (uint32_t c = 0; c < q->explained->class_count; c++)
        for (uint32_t v = 0; v < metric->value_count; v++) {
            lk_value value = lk_unpack_value(&u);
            value.reason = NULL;
            if (u.bad)
                value = (lk_value){.missing = 1};
            lk_value chance = lk_number(value.chance);
            chance.missing = value.missing || !value.has_chance;
            lk_tables_add(r->tables, "faithfulness", r->study->name, f->item->id, &face,
                          f->item->label, f->item->subject, f->item->fold, n->variant->name,
                          r->explainers[q->explainer].variant->name,
                          r->study->labels[n->labels[q->explained->classes[c]]],
                          metric->values[v].id, &value, &chance);
        }
}

lk_status lk_run_faithfulness(lk_run *r)
{
    size_t most = r->study->networks.count * r->study->explainers.count * r->face_count *
                  r->study->metrics.count;
    if (!r->explained || !most)
        return LK_OK;
    lk_job *jobs = calloc(most, sizeof *jobs);
    question *questions = calloc(most, sizeof *questions);
    size_t count = 0;
    lk_status status = jobs && questions ? LK_OK : LK_E_MEMORY;
    for (size_t i = 0; !status && i < most; i++) {
        question q = question_at(r, i);
        if (!q.explained->done ||
            !(r->metrics[q.metric].variant->entry->operations & LK_METRIC_FAITHFULNESS))
            continue;
        questions[count] = q;
        ask(r, &q, &jobs[count++]);
    }
    if (!status && count)
        status = lk_run_jobs(r, "faithfulness", jobs, count, 0);
    for (size_t i = 0; !status && i < count; i++)
        if (!jobs[i].stopped)
            tabulate(r, &questions[i], &jobs[i]);
    lk_jobs_free(jobs, count);
    free(questions);
    return status;
}
