/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#include <stdlib.h>
#include <string.h>

#include "codec.h"
#include "run.h"

/* Maps against masks: the tables `metrics` and `cross`. One job per map, mask
 * reading, binariser and metric; rows in the order of the study file. */

typedef struct setting {
    size_t mask, reading, binariser, metric;
} setting;

typedef struct scores {
    lk_run *run;
    size_t settings_per_label; /* the most that any label has */
    lk_job *jobs;              /* map x setting; kind NULL where there is none */
    size_t first, end;         /* the group of maps in hand: one network, label,
                                  explainer and alignment, all folds, then pooled */
} scores;

static const lk_entry *metric_entry(const lk_run *r, size_t metric)
{
    return r->metrics[metric].variant->entry;
}

static int has_setting(const lk_run *r, int label, const setting *s)
{
    return s->reading < r->masks[s->mask].reading_count[label] &&
           (metric_entry(r, s->metric)->operations & LK_METRIC_AGREEMENT);
}

static setting setting_at(const lk_run *r, size_t i)
{
    setting s;
    s.metric = i % r->study->metrics.count;
    i /= r->study->metrics.count;
    s.binariser = i % r->study->binarise.count;
    i /= r->study->binarise.count;
    s.reading = i % r->mask_readings;
    s.mask = i / r->mask_readings;
    return s;
}

/* The name of a mask in tables: its variant, and the reading where there are
 * several. */
static const char *mask_name(lk_run *r, const setting *s, int label)
{
    const lk_mask_facts *m = &r->masks[s->mask];
    if (m->reading_count[label] == 1)
        return m->variant->name;
    return lk_arena_format(r->arena, "%s:%s", m->variant->name, m->readings[label][s->reading]);
}

/* Likewise of a binariser: one that sees the mask says so. */
static const char *binariser_name(lk_run *r, const setting *s)
{
    const lk_variant *v = r->binarisers[s->binariser].variant;
    if (v->entry->operations & LK_BINARISER_ORACLE)
        return lk_arena_format(r->arena, "%s:oracle", v->name);
    return v->name;
}

/* ---- Asking --------------------------------------------------------------------------- */

/* The reading of another label that goes with this one: of the same name, else
 * its first. */
static size_t same_reading(const lk_mask_facts *m, int label, size_t reading, size_t other)
{
    for (size_t i = 0; i < m->reading_count[other]; i++)
        if (!strcmp(m->readings[other][i], m->readings[label][reading]))
            return i;
    return 0;
}

/* Of the mask of a label that goes with a map and a setting. */
static size_t mask_slot(const lk_run *r, const lk_map_cell *c, const setting *s, size_t label)
{
    size_t reading = s->reading;
    if ((int)label != c->label)
        reading = same_reading(&r->masks[s->mask], c->label, reading, label);
    return lk_mask_slot(r, s->mask, c->frame, label, reading);
}

static int ask_masks(lk_run *r, const lk_map_cell *c, const setting *s, lk_digest *d, lk_pack *out)
{
    lk_pack keys = {0};
    uint64_t count = 0, own = UINT64_MAX;
    for (size_t l = 0; l < r->study->label_count; l++) {
        size_t slot = mask_slot(r, c, s, l);
        if (!r->mask_done[slot])
            continue;
        if ((int)l == c->label)
            own = count;
        lk_pack_key(&keys, &r->mask_keys[slot]);
        lk_digest_key(d, &r->mask_keys[slot]);
        count++;
    }
    lk_digest_u64(d, own);
    lk_pack_u64(out, count);
    lk_pack_raw(out, keys.bytes, keys.size);
    out->bad |= keys.bad;
    lk_pack_u64(out, own);
    lk_pack_free(&keys);
    return own != UINT64_MAX;
}

/* The mean face in a map's frame, where there is one and a baseline sees it. */
static const lk_key *seen_face(const lk_run *r, const lk_map_cell *c)
{
    for (size_t b = 0; b < r->study->baselines.count; b++)
        if ((r->baselines[b].variant->entry->operations & LK_BASELINE_FACE) &&
            c->align != SIZE_MAX && r->portrait_done && r->portrait_done[c->align])
            return &r->portraits[c->align];
    return NULL;
}

static void ask_face(const lk_run *r, const lk_map_cell *c, lk_digest *d, lk_pack *out)
{
    const lk_key *face = seen_face(r, c);
    lk_pack_u64(out, face != NULL);
    if (face) {
        lk_digest_key(d, face);
        lk_pack_key(out, face);
    }
}

/* 0 when the cell has no mask of its own: that failure is told already. */
static int ask_score(lk_run *r, const lk_map_cell *c, const setting *s, lk_job *j)
{
    const char *label = r->study->labels[c->label];
    const lk_align_facts *f = &r->frames[c->frame];
    lk_digest d;
    lk_digest_init(&d);
    lk_digest_text(&d, "score");
    lk_digest_key(&d, &c->key);
    if (f->variant)
        lk_digest_key(&d, &f->key);
    lk_digest_key(&d, &r->binarisers[s->binariser].key);
    lk_digest_key(&d, &r->metrics[s->metric].key);
    lk_digest_text(&d, label);
    lk_digest_u64(&d, r->study->seed);
    lk_pack_u64(&j->request, LK_TASK_SCORE);
    lk_pack_key(&j->request, &c->key);
    lk_pack_text(&j->request, f->variant ? f->variant->name : NULL);
    lk_pack_text(&j->request, r->binarisers[s->binariser].variant->name);
    lk_pack_text(&j->request, r->metrics[s->metric].variant->name);
    lk_pack_text(&j->request, label);
    int own = ask_masks(r, c, s, &d, &j->request);
    ask_face(r, c, &d, &j->request);
    lk_pack_u64(&j->request, r->study->baselines.count);
    for (size_t b = 0; b < r->study->baselines.count; b++) {
        lk_digest_key(&d, &r->baselines[b].key);
        lk_pack_text(&j->request, r->baselines[b].variant->name);
    }
    lk_digest_end(&d, &j->key);
    j->kind = own ? "score" : NULL;
    j->stage = "score";
    j->where =
        lk_arena_format(r->arena, "%s, %s%s%s, %s, %s, %s", c->network_name, label,
                        c->fold ? ", fold " : "", c->fold ? c->fold : "", mask_name(r, s, c->label),
                        binariser_name(r, s), r->metrics[s->metric].variant->name);
    return own;
}

static lk_job *job_of(const scores *sc, size_t map, size_t setting_index)
{
    return &sc->jobs[map * sc->settings_per_label + setting_index];
}

static lk_status ask_all(scores *sc)
{
    lk_run *r = sc->run;
    size_t slots = r->map_count * sc->settings_per_label, count = 0;
    lk_job *asked = calloc(slots + 1, sizeof *asked);
    size_t *of = calloc(slots + 1, sizeof *of);
    lk_status status = asked && of ? LK_OK : LK_E_MEMORY;
    for (size_t i = 0; !status && i < slots; i++) {
        const lk_map_cell *c = &r->maps[i / sc->settings_per_label];
        setting s = setting_at(r, i % sc->settings_per_label);
        if (!c->done || !has_setting(r, c->label, &s))
            continue;
        if (ask_score(r, c, &s, &asked[count]))
            of[count++] = i;
        else
            lk_pack_free(&asked[count].request);
    }
    if (!status && count)
        status = lk_run_jobs(r, "score", asked, count, 0);
    for (size_t j = 0; status == LK_OK && j < count; j++) {
        sc->jobs[of[j]] = asked[j];
        asked[j].note = NULL;
        asked[j].request = (lk_pack){0};
    }
    lk_jobs_free(asked, count);
    free(of);
    return status;
}

/* ---- Rows ------------------------------------------------------------------------------- */

typedef struct line {
    const lk_map_cell *cell;
    const char *mask, *binariser, *metric, *baseline;
    const char *of; /* the label whose mask it is, in `cross`; NULL: a row of `metrics` */
    size_t row;     /* of the note */
    int is_chance;
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

/* Value `v` of the line's row of a job. Chance is carried by the own value. */
static lk_value read_value(const lk_job *j, const line *l, uint32_t value_count, uint32_t v)
{
    lk_value out = {.missing = 1};
    lk_unpack u = lk_unpack_over(j->note, j->note_size);
    for (size_t i = 0; j->note && i <= l->row * value_count + v; i++)
        out = lk_unpack_value(&u);
    if (!j->note || u.bad)
        return (lk_value){.missing = 1};
    if (l->is_chance) {
        out.missing = out.missing || !out.has_chance;
        out.value = out.chance;
    }
    out.reason = NULL;
    return out;
}

/* The rows of a note: own, wrong, each baseline, each mask. */
enum { OWN_ROW, WRONG_ROW, FIRST_BASELINE };

static const char *baseline_name(const lk_run *r, size_t b)
{
    if (b == OWN_ROW)
        return NULL;
    if (b == WRONG_ROW)
        return "wrong";
    b -= FIRST_BASELINE;
    return b < r->study->baselines.count ? r->baselines[b].variant->name : "chance";
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
        lk_value value = read_value(j, l, value_count, v), n = faces_of(c);
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
        lk_value value = read_value(j, l, value_count, v), n = faces_of(l->cell);
        add_row(r, l, "pooled", NULL, &value, &n);
    }
}

/* The same map against the mask of each label. */
static void tabulate_masks(const scores *sc, size_t setting_index, line l, uint32_t value_count,
                           uint32_t v)
{
    lk_run *r = sc->run;
    setting s = setting_at(r, setting_index);
    const lk_map_cell *c = &r->maps[sc->first];
    l.is_chance = 0;
    l.row = FIRST_BASELINE + r->study->baselines.count;
    for (size_t i = 0; i < r->study->label_count; i++) {
        if (!r->mask_done[mask_slot(r, c, &s, i)])
            continue;
        l.of = r->study->labels[i];
        tabulate_value(sc, setting_index, &l, value_count, v);
        l.row++;
    }
}

static void tabulate_setting(const scores *sc, size_t setting_index)
{
    lk_run *r = sc->run;
    setting s = setting_at(r, setting_index);
    int label = r->maps[sc->first].label;
    if (!has_setting(r, label, &s))
        return;
    const lk_entry *e = metric_entry(r, s.metric);
    size_t chance = FIRST_BASELINE + r->study->baselines.count;
    line l = {.mask = mask_name(r, &s, label), .binariser = binariser_name(r, &s)};
    for (uint32_t v = 0; v < e->value_count; v++) {
        l.metric = e->values[v].id;
        for (size_t b = 0; b <= chance; b++) {
            l.baseline = baseline_name(r, b);
            l.is_chance = b == chance;
            l.row = l.is_chance ? OWN_ROW : b;
            tabulate_value(sc, setting_index, &l, e->value_count, v);
        }
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
    const lk_study *s = r->study;
    scores sc = {.run = r};
    sc.settings_per_label =
        s->masks.count * r->mask_readings * s->binarise.count * s->metrics.count;
    if (!sc.settings_per_label || !r->map_count)
        return LK_OK;
    size_t slots = r->map_count * sc.settings_per_label;
    sc.jobs = calloc(slots, sizeof *sc.jobs);
    lk_status status = sc.jobs ? ask_all(&sc) : LK_E_MEMORY;
    if (!status)
        tabulate(&sc);
    lk_jobs_free(sc.jobs, slots);
    return status;
}
