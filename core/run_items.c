/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "run.h"

enum { BLOCK = 256 };

static const char *keep(lk_run *r, const char *text)
{
    return text ? lk_arena_text(r->arena, text) : NULL;
}

/* Room for `more` things after `count`. Room doubles, so that what the arena
 * keeps of outgrown arrays stays below their sum. */
static void *grow(lk_run *r, const void *old, size_t count, size_t more, size_t size)
{
    size_t room = 1;
    while (room < count)
        room *= 2;
    if (count && count + more <= room)
        return (void *)(uintptr_t)old;
    while (room < count + more)
        room *= 2;
    void *grown = lk_arena_array(r->arena, room, size);
    if (grown && count)
        memcpy(grown, old, count * size);
    return grown;
}

static void note_fold(lk_run *r, const char *fold)
{
    for (size_t i = 0; fold && i < r->fold_count; i++)
        if (!strcmp(r->folds[i], fold))
            return;
    if (!fold)
        return;
    r->folds = grow(r, r->folds, r->fold_count, 1, sizeof *r->folds);
    r->folds[r->fold_count++] = fold;
}

static lk_status take_faces(lk_run *r, size_t item, lk_unpack *u)
{
    size_t count = lk_unpack_count(u, 64);
    r->faces = grow(r, r->faces, r->face_count, count, sizeof *r->faces);
    if (!r->faces)
        return LK_E_MEMORY;
    for (size_t i = 0; i < count; i++) {
        lk_face_facts *f = &r->faces[r->face_count++];
        f->item = (const lk_item_facts *)(uintptr_t)item; /* settled at the end */
        f->number = i + 1;
        f->record = lk_unpack_face(u, r->arena);
    }
    if (!count)
        lk_run_failure(r, "detect", r->items[item].id, "no face was found in it");
    return LK_OK;
}

static void take_truth(lk_run *r, lk_item_facts *i, lk_unpack *u)
{
    uint64_t state = lk_unpack_u64(u);
    i->has_truth = state == 1;
    if (state == 1)
        i->truth = lk_unpack_key(u);
    else if (state)
        lk_run_failure(r, "truth", i->id, lk_unpack_text(u));
    r->is_truth_told |= state != 0;
}

/* 1 at the end of the source. */
static int take_item(lk_run *r, int64_t index, lk_job *j, lk_status *status)
{
    lk_unpack u = lk_unpack_over(j->note, j->note_size);
    if (j->stopped)
        return 0;
    if (!lk_unpack_u64(&u))
        return 1;
    r->items = grow(r, r->items, r->item_count, 1, sizeof *r->items);
    lk_item_facts *i = &r->items[r->item_count];
    i->index = index;
    i->id = keep(r, lk_unpack_text(&u));
    i->flags = lk_unpack_u64(&u);
    i->label = keep(r, lk_unpack_text(&u));
    i->subject = keep(r, lk_unpack_text(&u));
    i->fold = keep(r, lk_unpack_text(&u));
    i->network = keep(r, lk_unpack_text(&u));
    take_truth(r, i, &u);
    note_fold(r, i->fold);
    if (i->flags & LK_ITEM_HEATMAP) {
        i->map = lk_unpack_key(&u);
        i->width = (uint32_t)lk_unpack_u64(&u);
        i->height = (uint32_t)lk_unpack_u64(&u);
        r->ready_made = 1;
    } else {
        *status = take_faces(r, r->item_count, &u);
    }
    r->item_count++;
    return 0;
}

static lk_status block(lk_run *r, int64_t first, size_t count, int *end)
{
    lk_job *jobs = calloc(count, sizeof *jobs);
    for (size_t i = 0; jobs && i < count; i++) {
        jobs[i].stage = "items";
        jobs[i].where = lk_arena_format(r->arena, "item %lld", (long long)first + (long long)i);
        lk_pack_u64(&jobs[i].request, LK_TASK_ITEM);
        lk_pack_u64(&jobs[i].request, (uint64_t)first + i);
        lk_pack_u64(&jobs[i].request, (uint64_t)r->options->whole);
    }
    lk_status status = jobs ? lk_run_jobs(r, "items", jobs, count, 0) : LK_E_MEMORY;
    for (size_t i = 0; !status && !*end && i < count; i++)
        *end = take_item(r, first + (int64_t)i, &jobs[i], &status);
    lk_jobs_free(jobs, count);
    return status;
}

/* Where some items have a fold, those without one make a fold of their own. */
static void name_missing_folds(lk_run *r)
{
    static const char none[] = "none";
    if (!r->fold_count)
        return;
    for (size_t i = 0; i < r->item_count; i++)
        if (!r->items[i].fold) {
            r->items[i].fold = none;
            note_fold(r, none);
        }
}

/* The items moved while their array grew: faces had their number. */
static void settle(lk_run *r)
{
    name_missing_folds(r);
    for (size_t i = 0; i < r->face_count; i++)
        r->faces[i].item = &r->items[(uintptr_t)r->faces[i].item];
}

/* Said before the hours that explanations may take. */
static lk_status check_truth(lk_run *r)
{
    if (!r->study->truth || !r->item_count || r->is_truth_told)
        return LK_OK;
    lk_yaml_fault(&r->fault, lk_node_get(r->study->root, "truth"),
                  "the source `%s` does not know what makes the labels of its items: leave `truth` "
                  "out, or take a source that draws its pictures",
                  lk_node_text(r->study->data.spec, "use", ""));
    return LK_E_INPUT;
}

lk_status lk_run_items(lk_run *r)
{
    int end = 0;
    lk_status status = LK_OK;
    int64_t first = 0;
    while (!status && !end && (r->item_total < 0 || first < r->item_total)) {
        size_t count = r->item_total < 0 || r->item_total - first > 65536
                           ? BLOCK
                           : (size_t)(r->item_total - first);
        status = block(r, first, count, &end);
        first += (int64_t)count;
    }
    settle(r);
    if (!status && !r->item_count && !r->failures) {
        lk_fault_set(&r->fault, "the source %s has no items",
                     lk_node_text(r->study->data.spec, "use", ""));
        return LK_E_INPUT;
    }
    return status ? status : check_truth(r);
}
