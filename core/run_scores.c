/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#include "score.h"

/* Pooled maps against masks: the tables `metrics` and `cross`, rows in the order
 * of the study file. */

typedef struct scores {
    lk_run *run;
    size_t settings_per_label; /* the most that any label has */
    lk_job *jobs;              /* map x setting */
    size_t first, end;         /* the group of maps in hand: one network, label,
                                  explainer and alignment, all folds, then pooled */
} scores;

static const lk_job *job_of(const scores *sc, size_t map, size_t setting_index)
{
    return &sc->jobs[map * sc->settings_per_label + setting_index];
}

/* ---- Rows ------------------------------------------------------------------------------- */

typedef struct line {
    const lk_map_cell *cell;
    const char *mask, *binariser, *metric, *baseline;
    const char *of; /* the label whose mask it is, in `cross`; NULL: a row of `metrics` */
    size_t row;     /* of the note, or the mask's place in it */
} line;

static void add_row(lk_run *r, const line *l, const char *protocol, const char *fold,
                    const lk_value *value, const lk_value *n)
{
    const lk_map_cell *c = l->cell;
    const char *explainer =
        c->explainer == SIZE_MAX ? NULL : r->explainers[c->explainer].variant->name;
    const char *align = c->align == SIZE_MAX ? NULL : r->aligns[c->align].variant->name;
    const char *label = r->study->labels[c->label];
    if (!l->of)
        lk_tables_add(r->tables, "metrics", r->study->name, protocol, c->network_name, fold, label,
                      explainer, align, l->mask, l->binariser, l->baseline, l->metric, value, NULL,
                      NULL, n, NULL);
    else if (!fold)
        lk_tables_add(r->tables, "cross", r->study->name, protocol, c->network_name, label,
                      explainer, align, l->mask, l->binariser, l->of, l->metric, value, n);
}

static lk_value read_line(const lk_run *r, const lk_job *j, const line *l, uint32_t value_count,
                          uint32_t v)
{
    return l->of ? lk_read_cross(r, j, l->row, value_count, v)
                 : lk_read_score(r, j, l->row, value_count, v);
}

/* Faces behind a map; unknown for ready-made ones. */
static lk_value faces_of(const lk_map_cell *c)
{
    lk_value n = lk_number((double)c->n);
    n.missing = c->explainer == SIZE_MAX;
    return n;
}

static void tabulate_value(const scores *sc, size_t setting_index, line *l, uint32_t value_count,
                           uint32_t v)
{
    lk_run *r = sc->run;
    size_t folds = 0;
    double sum = 0, counted = 0;
    for (size_t i = sc->first; i < sc->end; i++) {
        lk_map_cell *c = &r->maps[i];
        const lk_job *j = job_of(sc, i, setting_index);
        if (!c->fold || !c->done || !j->note)
            continue;
        lk_value value = read_line(r, j, l, value_count, v), n = faces_of(c);
        l->cell = c;
        add_row(r, l, "fold", c->fold, &value, &n);
        folds++;
        if (value.missing)
            continue;
        sum += value.value;
        counted++;
    }
    if (folds) {
        lk_value mean = lk_number(counted > 0 ? sum / counted : 0), n = lk_number(counted);
        mean.missing = !(counted > 0);
        add_row(r, l, "folds", NULL, &mean, &n);
    }
    l->cell = &r->maps[sc->end - 1];
    const lk_job *j = job_of(sc, sc->end - 1, setting_index);
    if (!l->cell->fold && l->cell->done && j->note) {
        lk_value value = read_line(r, j, l, value_count, v), n = faces_of(l->cell);
        add_row(r, l, "pooled", NULL, &value, &n);
    }
}

/* The same map against the mask of each label. */
static void tabulate_masks(const scores *sc, size_t setting_index, line l, uint32_t value_count,
                           uint32_t v)
{
    lk_run *r = sc->run;
    lk_setting s = lk_setting_at(r, setting_index);
    const lk_map_cell *c = &r->maps[sc->first];
    l.row = 0;
    for (size_t i = 0; i < r->study->label_count; i++) {
        if (!r->mask_done[lk_setting_slot(r, c, &s, i)])
            continue;
        l.of = r->study->labels[i];
        tabulate_value(sc, setting_index, &l, value_count, v);
        l.row++;
    }
}

static void tabulate_setting(const scores *sc, size_t setting_index)
{
    lk_run *r = sc->run;
    lk_setting s = lk_setting_at(r, setting_index);
    int label = r->maps[sc->first].label;
    if (!lk_setting_exists(r, label, &s))
        return;
    const lk_entry *e = lk_setting_metric(r, &s);
    line l = {.mask = lk_setting_mask(r, &s, label), .binariser = lk_setting_binariser(r, &s)};
    for (uint32_t v = 0; v < e->value_count; v++) {
        l.metric = e->values[v].id;
        for (l.row = 0; l.row < lk_baseline_rows(r); l.row++) {
            l.baseline = lk_baseline_name(r, l.row);
            tabulate_value(sc, setting_index, &l, e->value_count, v);
        }
        l.baseline = NULL;
        tabulate_masks(sc, setting_index, l, e->value_count, v);
    }
}

static int same_group(const lk_map_cell *a, const lk_map_cell *b)
{
    return a->network == b->network && a->label == b->label && a->explainer == b->explainer &&
           a->align == b->align;
}

static void tabulate(scores *sc)
{
    const lk_run *r = sc->run;
    for (sc->first = 0; sc->first < r->map_count; sc->first = sc->end) {
        sc->end = sc->first + 1;
        while (sc->end < r->map_count && same_group(&r->maps[sc->first], &r->maps[sc->end]))
            sc->end++;
        for (size_t i = 0; i < sc->settings_per_label; i++)
            tabulate_setting(sc, i);
    }
}

lk_status lk_run_scores(lk_run *r)
{
    scores sc = {.run = r, .settings_per_label = lk_setting_count(r)};
    if (!sc.settings_per_label || !r->map_count)
        return LK_OK;
    lk_status status = lk_score_maps(r, "score", r->maps, r->map_count, &sc.jobs);
    if (!status)
        tabulate(&sc);
    lk_jobs_free(sc.jobs, r->map_count * sc.settings_per_label);
    return status;
}
