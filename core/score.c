/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#include "score.h"

#include <stdlib.h>
#include <string.h>

#include "codec.h"

size_t lk_setting_count(const lk_run *r)
{
    const lk_study *s = r->study;
    return s->masks.count * r->mask_readings * s->binarise.count * s->metrics.count;
}

const lk_entry *lk_setting_metric(const lk_run *r, const lk_setting *s)
{
    return r->metrics[s->metric].variant->entry;
}

int lk_setting_exists(const lk_run *r, int label, const lk_setting *s)
{
    return s->reading < r->masks[s->mask].reading_count[label] &&
           (lk_setting_metric(r, s)->operations & LK_METRIC_AGREEMENT);
}

lk_setting lk_setting_at(const lk_run *r, size_t i)
{
    lk_setting s;
    s.metric = i % r->study->metrics.count;
    i /= r->study->metrics.count;
    s.binariser = i % r->study->binarise.count;
    i /= r->study->binarise.count;
    s.reading = i % r->mask_readings;
    s.mask = i / r->mask_readings;
    return s;
}

const char *lk_setting_mask(lk_run *r, const lk_setting *s, int label)
{
    const lk_mask_facts *m = &r->masks[s->mask];
    if (m->reading_count[label] == 1)
        return m->variant->name;
    return lk_arena_format(r->arena, "%s:%s", m->variant->name, m->readings[label][s->reading]);
}

const char *lk_setting_binariser(lk_run *r, const lk_setting *s)
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

size_t lk_setting_slot(const lk_run *r, const lk_map_cell *c, const lk_setting *s, size_t label)
{
    size_t reading = s->reading;
    if ((int)label != c->label)
        reading = same_reading(&r->masks[s->mask], c->label, reading, label);
    return lk_mask_slot(r, s->mask, c->frame, label, reading);
}

static int ask_masks(lk_run *r, const lk_map_cell *c, const lk_setting *s, lk_digest *d,
                     lk_pack *out)
{
    lk_pack keys = {0};
    uint64_t count = 0, own = UINT64_MAX;
    for (size_t l = 0; l < r->study->label_count; l++) {
        size_t slot = lk_setting_slot(r, c, s, l);
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

int lk_face_map(const lk_run *r, lk_map_cell *map, size_t face)
{
    const lk_explained *e = lk_explained_of(r, map, face);
    int slot = lk_explained_slot(r, map->network, e, map->label);
    lk_digest d;
    if (slot < 0)
        return 0;
    map->face = &r->faces[face];
    map->explained = e;
    map->slot = (uint32_t)slot;
    lk_digest_init(&d);
    lk_digest_text(&d, "face map");
    lk_digest_key(&d, &r->aligns[map->align].key);
    lk_digest_key(&d, &e->key);
    lk_digest_u64(&d, map->slot);
    lk_digest_key(&d, &map->face->record.key);
    lk_digest_end(&d, &map->key);
    return 1;
}

/* A face's own map is not stored: whoever scores it aligns it. */
static void ask_map(const lk_map_cell *c, lk_pack *out)
{
    lk_pack_u64(out, c->face != NULL);
    lk_pack_key(out, c->face ? &c->explained->key : &c->key);
    if (!c->face)
        return;
    lk_pack_u64(out, c->slot);
    lk_pack_face(out, &c->face->record);
}

/* The map of a control that stands beside map `c`. 0: there is none. */
static int find_twin(const lk_run *r, const lk_map_cell *c, size_t control, lk_map_cell *out)
{
    if (!r->twin_maps)
        return 0;
    if (!c->face) {
        *out = r->twin_maps[control * r->map_count + (size_t)(c - r->maps)];
        return out->done;
    }
    *out = *c;
    out->control = control;
    return lk_face_map(r, out, (size_t)(c->face - r->faces));
}

/* Those of all controls that stand by themselves: whether there is one, and which. */
static void ask_twins(const lk_run *r, const lk_map_cell *c, lk_digest *d, lk_pack *out)
{
    lk_map_cell twin;
    lk_pack_u64(out, r->study->standing_count);
    for (size_t i = 0; i < r->study->standing_count; i++) {
        int is_there = find_twin(r, c, i, &twin);
        lk_digest_u64(d, (uint64_t)is_there);
        lk_pack_u64(out, (uint64_t)is_there);
        if (!is_there)
            continue;
        lk_digest_key(d, &twin.key);
        ask_map(&twin, out);
    }
}

/* 0 when the cell has no mask of its own: that failure is told already. */
static int ask_score(lk_run *r, const lk_map_cell *c, const lk_setting *s, lk_job *j)
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
    ask_map(c, &j->request);
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
    ask_twins(r, c, &d, &j->request);
    lk_digest_end(&d, &j->key);
    j->kind = own ? "score" : NULL;
    j->stage = "score";
    j->where = lk_arena_format(r->arena, "%s, %s%s%s%s%s, %s, %s, %s", c->network_name, label,
                               c->face ? ", " : "", c->face ? c->face->item->id : "",
                               c->fold ? ", fold " : "", c->fold ? c->fold : "",
                               lk_setting_mask(r, s, c->label), lk_setting_binariser(r, s),
                               r->metrics[s->metric].variant->name);
    return own;
}

lk_status lk_score_maps(lk_run *r, const char *phase, const lk_map_cell *maps, size_t count,
                        lk_job **out)
{
    size_t settings = lk_setting_count(r), slots = count * settings, asked = 0;
    lk_job *jobs = calloc(slots + 1, sizeof *jobs);
    size_t *of = calloc(slots + 1, sizeof *of);
    *out = calloc(slots + 1, sizeof **out);
    lk_status status = jobs && of && *out ? LK_OK : LK_E_MEMORY;
    for (size_t i = 0; !status && i < slots; i++) {
        const lk_map_cell *c = &maps[i / settings];
        lk_setting s = lk_setting_at(r, i % settings);
        if (!c->done || !lk_setting_exists(r, c->label, &s))
            continue;
        if (ask_score(r, c, &s, &jobs[asked]))
            of[asked++] = i;
        else
            lk_pack_free(&jobs[asked].request);
    }
    if (!status && asked)
        status = lk_run_jobs(r, phase, jobs, asked, 0);
    for (size_t j = 0; !status && j < asked; j++) {
        (*out)[of[j]] = jobs[j];
        jobs[j].note = NULL;
        jobs[j].request = (lk_pack){0};
    }
    lk_jobs_free(jobs, asked);
    free(of);
    return status;
}

/* ---- Notes ---------------------------------------------------------------------------- */

size_t lk_baseline_rows(const lk_run *r)
{
    return LK_FIRST_BASELINE + r->study->baselines.count + r->study->standing_count + 1;
}

const char *lk_baseline_name(const lk_run *r, size_t row)
{
    if (row == LK_OWN_ROW)
        return NULL;
    if (row == LK_WRONG_ROW)
        return "wrong";
    row -= LK_FIRST_BASELINE;
    if (row < r->study->baselines.count)
        return r->baselines[row].variant->name;
    row -= r->study->baselines.count;
    return row < r->study->standing_count ? r->study->controls[row].name : "chance";
}

static lk_value read_value(const lk_job *j, size_t at)
{
    lk_value out = {.missing = 1};
    lk_unpack u = lk_unpack_over(j->note, j->note_size);
    for (size_t i = 0; j->note && i <= at; i++)
        out = lk_unpack_value(&u);
    if (!j->note || u.bad)
        return (lk_value){.missing = 1};
    out.reason = NULL;
    return out;
}

lk_value lk_read_score(const lk_run *r, const lk_job *j, size_t row, uint32_t value_count,
                       uint32_t value)
{
    int is_chance = row + 1 == lk_baseline_rows(r);
    lk_value out = read_value(j, (is_chance ? LK_OWN_ROW : row) * value_count + value);
    if (is_chance) {
        out.missing = out.missing || !out.has_chance;
        out.value = out.chance;
    }
    return out;
}

lk_value lk_read_cross(const lk_run *r, const lk_job *j, size_t mask, uint32_t value_count,
                       uint32_t value)
{
    return read_value(j, (lk_baseline_rows(r) - 1 + mask) * value_count + value);
}
