/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#include <stdlib.h>

#include "run.h"

/* The masks of every label, drawn on every frame that maps have. */

size_t lk_mask_slot(const lk_run *r, size_t mask, size_t frame, size_t label, size_t reading)
{
    return ((mask * r->frame_count + frame) * r->study->label_count + label) * r->mask_readings +
           reading;
}

static void ask_mask(lk_run *r, size_t mask, size_t frame, size_t label, size_t reading, lk_job *j)
{
    const lk_align_facts *f = &r->frames[frame];
    const lk_mask_facts *m = &r->masks[mask];
    lk_digest d;
    lk_digest_init(&d);
    lk_digest_text(&d, "mask");
    lk_digest_key(&d, &m->key);
    if (f->variant)
        lk_digest_key(&d, &f->key);
    lk_digest_u64(&d, f->width);
    lk_digest_u64(&d, f->height);
    lk_digest_text(&d, r->study->labels[label]);
    lk_digest_u64(&d, reading);
    lk_digest_end(&d, &j->key);
    j->kind = "mask";
    j->stage = "mask";
    j->where = lk_arena_format(r->arena, "%s:%s, %s", m->variant->name, m->readings[label][reading],
                               r->study->labels[label]);
    lk_pack_u64(&j->request, LK_TASK_MASK);
    lk_pack_text(&j->request, m->variant->name);
    lk_pack_text(&j->request, r->study->labels[label]);
    lk_pack_u64(&j->request, reading);
    lk_pack_text(&j->request, f->variant ? f->variant->name : NULL);
    lk_pack_u64(&j->request, f->width);
    lk_pack_u64(&j->request, f->height);
}

lk_status lk_run_masks(lk_run *r)
{
    size_t masks = r->study->masks.count, labels = r->study->label_count, count = 0;
    size_t slots = masks * r->frame_count * labels * r->mask_readings;
    r->mask_keys = lk_arena_array(r->arena, slots, sizeof *r->mask_keys);
    r->mask_done = lk_arena_array(r->arena, slots, sizeof *r->mask_done);
    lk_job *jobs = calloc(slots + 1, sizeof *jobs);
    size_t *of = calloc(slots + 1, sizeof *of);
    lk_status status = r->mask_keys && r->mask_done && jobs && of ? LK_OK : LK_E_MEMORY;
    for (size_t m = 0; !status && m < masks; m++)
        for (size_t f = 0; f < r->frame_count; f++)
            for (size_t l = 0; l < labels; l++)
                for (size_t i = 0; i < r->masks[m].reading_count[l]; i++) {
                    of[count] = lk_mask_slot(r, m, f, l, i);
                    ask_mask(r, m, f, l, i, &jobs[count]);
                    r->mask_keys[of[count]] = jobs[count].key;
                    count++;
                }
    if (!status && count)
        status = lk_run_jobs(r, "masks", jobs, count, 0);
    for (size_t j = 0; !status && j < count; j++)
        r->mask_done[of[j]] = !jobs[j].stopped;
    lk_jobs_free(jobs, count);
    free(of);
    return status;
}
