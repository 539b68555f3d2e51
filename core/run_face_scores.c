/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#include <stdlib.h>

#include "score.h"

/* Each face's own map against masks, where the study asks for it: the table
 * `face_scores`, and their means as rows `faces` of `metrics`. Network by network,
 * so that memory is bounded by what one has. */

typedef struct face_scores {
    lk_run *run;
    size_t network, count, settings;
    lk_map_cell *maps; /* by label, explainer and alignment, then in order of the faces */
    lk_job *jobs;      /* map x setting */
} face_scores;

/* ---- Maps ------------------------------------------------------------------------------ */

static void add_map(face_scores *fs, lk_map_cell map, size_t face)
{
    if (lk_face_map(fs->run, &map, face))
        fs->maps[fs->count++] = map;
}

static lk_status list_maps(face_scores *fs)
{
    lk_run *r = fs->run;
    const lk_study *s = r->study;
    size_t groups = s->label_count * s->explainers.count * s->align.count;
    fs->maps = calloc(groups * r->face_count + 1, sizeof *fs->maps);
    for (size_t g = 0; fs->maps && g < groups; g++) {
        size_t rest = g / s->align.count;
        lk_map_cell map = {.network = fs->network,
                           .explainer = rest % s->explainers.count,
                           .align = g % s->align.count,
                           .control = SIZE_MAX,
                           .frame = g % s->align.count,
                           .label = (int)(rest / s->explainers.count),
                           .network_name = r->networks[fs->network].variant->name,
                           .n = 1,
                           .done = 1};
        for (size_t f = 0; f < r->face_count; f++)
            add_map(fs, map, f);
    }
    return fs->maps ? LK_OK : LK_E_MEMORY;
}

/* ---- Rows ------------------------------------------------------------------------------- */

/* Where a value of several maps stands. */
typedef struct place {
    size_t first, end; /* maps of one label, explainer and alignment */
    size_t setting, row;
    const char *mask, *binariser, *explainer, *align;
    const lk_entry *metric;
    uint32_t value;
} place;

static void add_face(lk_run *r, const place *p, const lk_map_cell *c, const lk_value *value)
{
    const lk_item_facts *item = c->face->item;
    lk_value number = lk_number((double)c->face->number);
    lk_tables_add(r->tables, "face_scores", r->study->name, item->id, &number, item->label,
                  item->subject, item->fold, c->network_name, p->explainer, p->align,
                  r->study->labels[c->label], p->mask, p->binariser, lk_baseline_name(r, p->row),
                  p->metric->values[p->value].id, value);
}

static void tabulate_value(const face_scores *fs, const place *p)
{
    lk_run *r = fs->run;
    const lk_map_cell *c = &fs->maps[p->first];
    double sum = 0, counted = 0;
    for (size_t i = p->first; i < p->end; i++) {
        const lk_job *j = &fs->jobs[i * fs->settings + p->setting];
        lk_value value = lk_read_score(r, j, p->row, p->metric->value_count, p->value);
        add_face(r, p, &fs->maps[i], &value);
        if (value.missing)
            continue;
        sum += value.value;
        counted++;
    }
    lk_value mean = lk_number(counted > 0 ? sum / counted : 0), n = lk_number(counted);
    mean.missing = !(counted > 0);
    lk_tables_add(r->tables, "metrics", r->study->name, "faces", c->network_name, NULL,
                  r->study->labels[c->label], p->explainer, p->align, p->mask, p->binariser,
                  lk_baseline_name(r, p->row), p->metric->values[p->value].id, &mean, NULL, NULL,
                  &n, NULL);
}

static void tabulate_group(const face_scores *fs, place *p)
{
    lk_run *r = fs->run;
    const lk_map_cell *c = &fs->maps[p->first];
    p->explainer = r->explainers[c->explainer].variant->name;
    p->align = r->aligns[c->align].variant->name;
    for (p->setting = 0; p->setting < fs->settings; p->setting++) {
        lk_setting s = lk_setting_at(r, p->setting);
        if (!lk_setting_exists(r, c->label, &s))
            continue;
        p->mask = lk_setting_mask(r, &s, c->label);
        p->binariser = lk_setting_binariser(r, &s);
        p->metric = lk_setting_metric(r, &s);
        for (p->value = 0; p->value < p->metric->value_count; p->value++)
            for (p->row = 0; p->row < lk_baseline_rows(r); p->row++)
                tabulate_value(fs, p);
    }
}

static int same_group(const lk_map_cell *a, const lk_map_cell *b)
{
    return a->label == b->label && a->explainer == b->explainer && a->align == b->align;
}

static lk_status score_network(lk_run *r, size_t network)
{
    face_scores fs = {.run = r, .network = network, .settings = lk_setting_count(r)};
    lk_status status = list_maps(&fs);
    if (!status && fs.count)
        status = lk_score_maps(r, "score faces", fs.maps, fs.count, &fs.jobs);
    place p = {0};
    for (; !status && p.first < fs.count; p.first = p.end) {
        p.end = p.first + 1;
        while (p.end < fs.count && same_group(&fs.maps[p.first], &fs.maps[p.end]))
            p.end++;
        tabulate_group(&fs, &p);
    }
    lk_jobs_free(fs.jobs, fs.count * fs.settings);
    free(fs.maps);
    return status;
}

lk_status lk_run_face_scores(lk_run *r)
{
    lk_status status = LK_OK;
    if (!r->study->score_faces || !r->explained || !lk_setting_count(r))
        return LK_OK;
    for (size_t n = 0; !status && n < r->study->networks.count; n++)
        status = score_network(r, n);
    return status;
}
