/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#include <stdlib.h>
#include <string.h>

#include "codec.h"
#include "run.h"

/* Maps against each other (the table `similarity`) and networks against the
 * items' labels (`classification`, `confusion`). */

/* ---- Similarity ------------------------------------------------------------------------ */

/* What maps that are compared differ in; they share all else. */
typedef enum axis { NETWORKS, EXPLAINERS, LABELS, AXES } axis;

/* Pooled maps that are compared with each other. */
typedef struct circle {
    axis between;
    size_t count;
    size_t *maps;
} circle;

static int is_of_circle(const lk_map_cell *a, const lk_map_cell *b, axis between)
{
    return a->done && !a->fold && a->align == b->align && a->frame == b->frame &&
           (between == NETWORKS || !strcmp(a->network_name, b->network_name)) &&
           (between == EXPLAINERS || a->explainer == b->explainer) &&
           (between == LABELS || a->label == b->label);
}

/* The circle whose first map is `first`; one with a map before it is empty. */
static circle gather(lk_run *r, size_t first, axis between)
{
    circle g = {between, 0, NULL};
    const lk_map_cell *like = &r->maps[first];
    for (size_t i = 0; like->done && !like->fold && i < r->map_count; i++)
        if (is_of_circle(&r->maps[i], like, between)) {
            if (i < first)
                return (circle){between, 0, NULL};
            g.count++;
        }
    g.maps = g.count > 1 ? lk_arena_array(r->arena, g.count, sizeof *g.maps) : NULL;
    if (!g.maps)
        return (circle){between, 0, NULL};
    for (size_t i = first, n = 0; n < g.count; i++)
        if (is_of_circle(&r->maps[i], like, between))
            g.maps[n++] = i;
    return g;
}

static const char *explainer_of(const lk_run *r, const lk_map_cell *c)
{
    return c->explainer == SIZE_MAX ? NULL : r->explainers[c->explainer].variant->name;
}

/* What stands in the columns `a` and `b`. */
static const char *name_in(const lk_run *r, const circle *g, size_t i)
{
    const lk_map_cell *c = &r->maps[g->maps[i]];
    return g->between == NETWORKS     ? c->network_name
           : g->between == EXPLAINERS ? explainer_of(r, c)
                                      : r->study->labels[c->label];
}

static void ask_similarity(lk_run *r, const circle *g, size_t metric, lk_job *j)
{
    const lk_map_cell *c = &r->maps[g->maps[0]];
    lk_digest d;
    lk_digest_init(&d);
    lk_digest_text(&d, "similarity");
    lk_digest_key(&d, &r->metrics[metric].key);
    lk_pack_u64(&j->request, LK_TASK_SIMILARITY);
    lk_pack_text(&j->request, r->metrics[metric].variant->name);
    lk_pack_u64(&j->request, g->count);
    for (size_t i = 0; i < g->count; i++) {
        lk_pack_key(&j->request, &r->maps[g->maps[i]].key);
        lk_digest_key(&d, &r->maps[g->maps[i]].key);
    }
    lk_digest_end(&d, &j->key);
    j->kind = "similarity";
    j->stage = "similarity";
    j->where = lk_arena_format(r->arena, "%s, %s",
                               g->between == LABELS ? c->network_name : r->study->labels[c->label],
                               r->metrics[metric].variant->name);
}

static void tabulate_similarity(lk_run *r, const circle *g, size_t metric, const lk_job *j)
{
    static const char *const names[] = {"networks", "explainers", "labels"};
    const lk_entry *e = r->metrics[metric].variant->entry;
    const lk_map_cell *c = &r->maps[g->maps[0]];
    lk_unpack u = lk_unpack_over(j->note, j->note_size);
    const char *label = g->between == LABELS ? NULL : r->study->labels[c->label];
    const char *explainer = g->between == EXPLAINERS ? NULL : explainer_of(r, c);
    const char *align = c->align == SIZE_MAX ? NULL : r->aligns[c->align].variant->name;
    const char *network = g->between == NETWORKS ? NULL : c->network_name;
    for (size_t a = 0; a < g->count; a++)
        for (size_t b = a + 1; b < g->count; b++)
            for (uint32_t v = 0; v < e->value_count; v++) {
                lk_value value = lk_unpack_value(&u);
                value.reason = NULL;
                lk_tables_add(r->tables, "similarity", label, explainer, align, name_in(r, g, a),
                              name_in(r, g, b), e->values[v].id, &value, names[g->between],
                              network);
            }
}

/* All circles, those of networks first. */
static size_t find_circles(lk_run *r, circle *out)
{
    size_t count = 0;
    for (int between = 0; between < AXES; between++)
        for (size_t i = 0; i < r->map_count; i++) {
            circle g = gather(r, i, (axis)between);
            if (g.count)
                out[count++] = g;
        }
    return count;
}

lk_status lk_run_similarities(lk_run *r)
{
    size_t metrics = r->study->metrics.count, count = 0, circle_count = 0;
    circle *circles = calloc(AXES * r->map_count + 1, sizeof *circles);
    if (!circles)
        return LK_E_MEMORY;
    circle_count = find_circles(r, circles);
    lk_job *jobs = calloc(circle_count * metrics + 1, sizeof *jobs);
    size_t *of = calloc(circle_count * metrics + 1, 2 * sizeof *of);
    lk_status status = jobs && of ? LK_OK : LK_E_MEMORY;
    for (size_t i = 0; !status && i < circle_count; i++)
        for (size_t m = 0; m < metrics; m++)
            if (r->metrics[m].variant->entry->operations & LK_METRIC_SIMILARITY) {
                of[2 * count] = i;
                of[2 * count + 1] = m;
                ask_similarity(r, &circles[i], m, &jobs[count++]);
            }
    if (!status && count)
        status = lk_run_jobs(r, "similarity", jobs, count, 0);
    for (size_t j = 0; !status && j < count; j++)
        if (!jobs[j].stopped)
            tabulate_similarity(r, &circles[of[2 * j]], of[2 * j + 1], &jobs[j]);
    lk_jobs_free(jobs, count);
    free(circles);
    free(of);
    return status;
}

/* ---- Classification ----------------------------------------------------------------------- */

typedef struct question {
    size_t network, metric;
    const char *fold; /* NULL: all */
    size_t count;     /* labelled faces that were scored */
} question;

static int in_question(const lk_run *r, const question *q, size_t face)
{
    const lk_item_facts *item = r->faces[face].item;
    return r->predictions[q->network * r->face_count + face].scores &&
           lk_study_label(r->study, item->label) >= 0 &&
           (!q->fold || (item->fold && !strcmp(item->fold, q->fold)));
}

static void ask_classification(lk_run *r, question *q, lk_job *j)
{
    const lk_network_facts *n = &r->networks[q->network];
    for (size_t f = 0; f < r->face_count; f++)
        q->count += (size_t)in_question(r, q, f);
    if (!q->count)
        return;
    lk_pack_u64(&j->request, LK_TASK_CLASSIFY);
    lk_pack_text(&j->request, r->metrics[q->metric].variant->name);
    lk_pack_u64(&j->request, q->count);
    for (size_t f = 0; f < r->face_count; f++) {
        if (!in_question(r, q, f))
            continue;
        const lk_prediction *p = &r->predictions[q->network * r->face_count + f];
        lk_pack_u64(&j->request,
                    (uint64_t)(int64_t)lk_study_label(r->study, r->faces[f].item->label));
        lk_pack_u64(&j->request, (uint64_t)(int64_t)n->labels[p->best]);
    }
    j->stage = "classification";
    j->where = n->variant->name;
}

static void tabulate_classification(lk_run *r, const question *q, const lk_job *j)
{
    const lk_entry *e = r->metrics[q->metric].variant->entry;
    const char *network = r->networks[q->network].variant->name;
    lk_unpack u = lk_unpack_over(j->note, j->note_size);
    lk_value n = lk_number((double)q->count);
    for (uint32_t v = 0; v < e->value_count; v++) {
        lk_value value = lk_unpack_value(&u);
        value.reason = NULL;
        lk_tables_add(r->tables, "classification", r->study->name, network, q->fold,
                      e->values[v].id, &value, &n);
    }
    for (size_t t = 0; t < r->study->label_count; t++)
        for (size_t p = 0; p < r->study->label_count; p++) {
            lk_value count = lk_number((double)lk_unpack_u64(&u));
            lk_tables_add(r->tables, "confusion", r->study->name, network, q->fold,
                          r->study->labels[t], r->study->labels[p], &count);
        }
}

lk_status lk_run_classification(lk_run *r)
{
    size_t most = r->study->networks.count * r->study->metrics.count * (r->fold_count + 1);
    lk_job *jobs = calloc(most + 1, sizeof *jobs);
    question *questions = calloc(most + 1, sizeof *questions);
    size_t count = 0;
    lk_status status = jobs && questions ? LK_OK : LK_E_MEMORY;
    for (size_t i = 0; !status && r->face_count && i < most; i++) {
        size_t fold = i % (r->fold_count + 1), rest = i / (r->fold_count + 1);
        question q = {.network = rest / r->study->metrics.count,
                      .metric = rest % r->study->metrics.count,
                      .fold = fold < r->fold_count ? r->folds[fold] : NULL};
        if (!(r->metrics[q.metric].variant->entry->operations & LK_METRIC_CLASSIFICATION))
            continue;
        ask_classification(r, &q, &jobs[count]);
        if (q.count)
            questions[count++] = q;
    }
    if (!status && count)
        status = lk_run_jobs(r, "classify", jobs, count, 0);
    for (size_t j = 0; !status && j < count; j++)
        if (!jobs[j].stopped)
            tabulate_classification(r, &questions[j], &jobs[j]);
    lk_jobs_free(jobs, count);
    free(questions);
    return status;
}
