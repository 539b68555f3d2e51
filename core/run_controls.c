/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#include <stdlib.h>
#include <string.h>

#include "codec.h"
#include "run.h"

/* The twins of networks (key `controls`): each is explained for the classes that
 * its network was explained for, on the same faces and random numbers, and the two
 * explanations are compared face by face (the table `controls`). What a twin would
 * predict itself plays no part. */

/* An explanation of a twin. */
typedef struct cell {
    size_t twin, network, explainer, face;
    const lk_control *control;
    lk_explained *explained;
    const lk_explained *original;
} cell;

static size_t cell_count(const lk_run *r)
{
    return r->study->twins.count * r->study->explainers.count * r->face_count;
}

static cell cell_at(lk_run *r, size_t i)
{
    size_t explainers = r->study->explainers.count, controls = r->study->control_count;
    cell c = {.face = i % r->face_count,
              .explainer = i / r->face_count % explainers,
              .twin = i / r->face_count / explainers,
              .explained = &r->twin_explained[i]};
    c.network = c.twin / controls;
    c.control = &r->study->controls[c.twin % controls];
    c.original = &r->explained[(c.network * explainers + c.explainer) * r->face_count + c.face];
    return c;
}

/* Do two twins of a network compute the same? They do as well where a series counts
 * to more layers than there are. */
static int is_same(const lk_run *r, const cell *c, size_t a, size_t b)
{
    const char *fold = r->faces[c->face].item->fold;
    const lk_network_facts *twins = &r->twins[c->network * r->study->control_count];
    const lk_network_facts *x = lk_network_for(r, &twins[a], fold),
                           *y = lk_network_for(r, &twins[b], fold);
    const char *series = r->study->controls[a].series, *other = r->study->controls[b].series;
    if (!memcmp(&x->key, &y->key, sizeof x->key))
        return 1;
    return series && other && !strcmp(series, other) && x->randomised && y->randomised &&
           x->randomised_count == y->randomised_count && !strcmp(x->randomised, y->randomised);
}

/* The same cell of an earlier control that is the same network; NULL: none is. */
static const lk_explained *find_same(const lk_run *r, const cell *c)
{
    size_t controls = r->study->control_count, own = c->twin % controls;
    size_t cells = r->study->explainers.count * r->face_count;
    for (size_t k = 0; k < own; k++)
        if (is_same(r, c, k, own))
            return &r->twin_explained[(c->network * controls + k) * cells +
                                      c->explainer * r->face_count + c->face];
    return NULL;
}

static lk_status explain_twins(lk_run *r)
{
    size_t count = cell_count(r), asked = 0;
    lk_job *jobs = calloc(count, sizeof *jobs);
    size_t *of = calloc(count, sizeof *of);
    lk_status status = jobs && of ? LK_OK : LK_E_MEMORY;
    for (size_t i = 0; !status && i < count; i++) {
        cell c = cell_at(r, i);
        if (!c.original->class_count || find_same(r, &c))
            continue;
        c.explained->class_count = c.original->class_count;
        c.explained->classes = c.original->classes;
        lk_ask_explanation(r, &r->twins[c.twin], c.explainer, &r->faces[c.face], c.explained,
                           &jobs[asked]);
        of[asked++] = i;
    }
    if (!status && asked)
        status = lk_run_jobs(r, "controls", jobs, asked, 0);
    for (size_t j = 0; !status && j < asked; j++) {
        cell c = cell_at(r, of[j]);
        lk_take_explanation(r, c.explainer, &jobs[j], c.explained);
    }
    for (size_t i = 0; !status && i < count; i++) {
        cell c = cell_at(r, i);
        const lk_explained *same = find_same(r, &c);
        if (same)
            *c.explained = *same;
    }
    lk_jobs_free(jobs, asked);
    free(of);
    return status;
}

/* ---- Comparisons ----------------------------------------------------------------------- */

static void ask(lk_run *r, const cell *c, size_t metric, lk_job *j)
{
    const lk_face_facts *f = &r->faces[c->face];
    lk_digest d;
    lk_digest_init(&d);
    lk_digest_text(&d, "control");
    lk_digest_key(&d, &r->metrics[metric].key);
    lk_digest_key(&d, &c->original->key);
    lk_digest_key(&d, &c->explained->key);
    lk_digest_end(&d, &j->key);
    j->kind = "control";
    j->stage = "controls";
    j->where =
        lk_arena_format(r->arena, "%s x %s, %s face %zu, %s", r->twins[c->twin].variant->name,
                        r->explainers[c->explainer].variant->name, f->item->id, f->number,
                        r->metrics[metric].variant->name);
    lk_pack_u64(&j->request, LK_TASK_CONTROL);
    lk_pack_text(&j->request, r->metrics[metric].variant->name);
    lk_pack_key(&j->request, &c->original->key);
    lk_pack_key(&j->request, &c->explained->key);
}

static void tabulate(lk_run *r, const cell *c, size_t metric, const lk_job *j)
{
    const lk_entry *e = r->metrics[metric].variant->entry;
    const lk_network_facts *n = &r->networks[c->network], *twin = &r->twins[c->twin];
    const lk_face_facts *f = &r->faces[c->face];
    const char *name = c->control->series ? c->control->series : c->control->name;
    lk_unpack u = lk_unpack_over(j->note, j->note_size);
    lk_value face = lk_number((double)f->number);
    lk_value layers = lk_number((double)twin->randomised_count);
    layers.missing = !twin->randomised_count;
    for (uint32_t k = 0; k < c->original->class_count; k++)
        for (uint32_t v = 0; v < e->value_count; v++) {
            lk_value value = lk_unpack_value(&u);
            value.reason = NULL;
            if (u.bad)
                value = (lk_value){.missing = 1};
            lk_tables_add(r->tables, "controls", r->study->name, f->item->id, &face, f->item->label,
                          f->item->subject, f->item->fold, n->variant->name,
                          r->explainers[c->explainer].variant->name, name, c->control->step,
                          &layers, twin->randomised,
                          r->study->labels[n->labels[c->original->classes[k]]], e->values[v].id,
                          &value);
        }
}

static lk_status compare_twins(lk_run *r)
{
    size_t metrics = r->study->metrics.count, most = cell_count(r) * metrics, count = 0;
    lk_job *jobs = calloc(most + 1, sizeof *jobs);
    size_t *of = calloc(most + 1, sizeof *of);
    lk_status status = jobs && of ? LK_OK : LK_E_MEMORY;
    for (size_t i = 0; !status && i < most; i++) {
        cell c = cell_at(r, i / metrics);
        if (!c.original->done || !c.explained->done ||
            !(r->metrics[i % metrics].variant->entry->operations & LK_METRIC_SIMILARITY))
            continue;
        ask(r, &c, i % metrics, &jobs[count]);
        of[count++] = i;
    }
    if (!status && count)
        status = lk_run_jobs(r, "controls", jobs, count, 0);
    for (size_t j = 0; !status && j < count; j++) {
        cell c = cell_at(r, of[j] / metrics);
        if (!jobs[j].stopped)
            tabulate(r, &c, of[j] % metrics, &jobs[j]);
    }
    lk_jobs_free(jobs, count);
    free(of);
    return status;
}

lk_status lk_run_controls(lk_run *r)
{
    size_t count = cell_count(r);
    if (!count || !r->explained)
        return LK_OK;
    r->twin_explained = lk_arena_array(r->arena, count, sizeof *r->twin_explained);
    if (!r->twin_explained)
        return LK_E_MEMORY;
    lk_status status = explain_twins(r);
    return status ? status : compare_twins(r);
}
