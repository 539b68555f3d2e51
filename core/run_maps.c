/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#include <stdlib.h>
#include <string.h>

#include "run.h"

/* From explanations to pooled maps: per network, label, explainer and alignment
 * one map a fold, in item order, then one over all folds. Ready-made heatmaps
 * are such maps already. */

static int same(const char *a, const char *b)
{
    return (!a && !b) || (a && b && !strcmp(a, b));
}

static const char *where(lk_run *r, const lk_map_cell *c)
{
    const char *explainer =
        c->explainer == SIZE_MAX ? NULL : r->explainers[c->explainer].variant->name;
    const char *align = c->align == SIZE_MAX ? NULL : r->aligns[c->align].variant->name;
    const char *network =
        c->control == SIZE_MAX
            ? c->network_name
            : r->study->twins.items[c->network * r->study->control_count + c->control].name;
    return lk_arena_format(r->arena, "%s, %s%s%s%s%s%s%s", network, r->study->labels[c->label],
                           explainer ? ", " : "", explainer ? explainer : "", align ? ", " : "",
                           align ? align : "", c->fold ? ", fold " : "", c->fold ? c->fold : "");
}

/* ---- Pools --------------------------------------------------------------------------- */

int lk_explained_slot(const lk_run *r, size_t network, const lk_explained *e, int label)
{
    for (uint32_t c = 0; e->done && c < e->class_count; c++)
        if (r->networks[network].labels[e->classes[c]] == label)
            return (int)c;
    return -1;
}

const lk_explained *lk_explained_of(const lk_run *r, const lk_map_cell *c, size_t face)
{
    size_t explainers = r->study->explainers.count, network = c->network;
    const lk_explained *all = r->explained;
    if (c->control != SIZE_MAX) {
        all = r->twin_explained;
        network = network * r->study->control_count + c->control;
    }
    return &all[(network * explainers + c->explainer) * r->face_count + face];
}

/* Is there anything to pool? Asks for it if so. */
static int ask_pool(lk_run *r, lk_map_cell *c, lk_job *j)
{
    lk_pack list = {0};
    uint64_t count = 0;
    lk_digest d;
    lk_digest_init(&d);
    lk_digest_text(&d, "pool");
    lk_digest_key(&d, &r->aligns[c->align].key);
    for (size_t f = 0; f < r->face_count; f++) {
        const lk_face_facts *face = &r->faces[f];
        const lk_explained *e = lk_explained_of(r, c, f);
        int slot = lk_explained_slot(r, c->network, e, c->label);
        if (slot < 0 || !same(face->item->fold, c->fold))
            continue;
        lk_pack_key(&list, &e->key);
        lk_pack_u64(&list, (uint64_t)slot);
        lk_pack_face(&list, &face->record);
        lk_digest_key(&d, &e->key);
        lk_digest_u64(&d, (uint64_t)slot);
        lk_digest_key(&d, &face->record.key);
        count++;
    }
    lk_digest_end(&d, &j->key);
    j->kind = "map";
    j->stage = "align";
    j->where = where(r, c);
    c->key = j->key;
    lk_pack_u64(&j->request, LK_TASK_POOL);
    lk_pack_text(&j->request, r->aligns[c->align].variant->name);
    lk_pack_u64(&j->request, count);
    lk_pack_raw(&j->request, list.bytes, list.size);
    j->request.bad |= list.bad;
    lk_pack_free(&list);
    if (!count)
        lk_pack_free(&j->request);
    return count > 0;
}

static void take_map(lk_run *r, const lk_job *j, lk_map_cell *c)
{
    lk_unpack u = lk_unpack_over(j->note, j->note_size);
    if (j->stopped)
        return;
    c->n = lk_unpack_u64(&u);
    uint64_t failed = lk_unpack_u64(&u);
    const char *first = lk_unpack_text(&u);
    c->done = !u.bad;
    if (failed && (c->fold || !r->fold_count)) /* a merge repeats what its folds said */
        lk_run_failure(r, "align", where(r, c),
                       lk_arena_format(r->arena, "%llu of %llu faces could not be aligned: %s",
                                       (unsigned long long)failed,
                                       (unsigned long long)(failed + c->n), first ? first : ""));
}

/* ---- Merges -------------------------------------------------------------------------- */

/* The fold cells that a pooled cell stands behind: those right before it. */
static size_t first_fold(const lk_map_cell *maps, size_t pooled)
{
    size_t i = pooled;
    while (i > 0 && maps[i - 1].fold && maps[i - 1].network == maps[pooled].network &&
           maps[i - 1].label == maps[pooled].label &&
           maps[i - 1].explainer == maps[pooled].explainer &&
           maps[i - 1].align == maps[pooled].align)
        i--;
    return i;
}

static int ask_merge(lk_run *r, lk_map_cell *maps, size_t pooled, lk_job *j)
{
    lk_map_cell *c = &maps[pooled];
    lk_pack list = {0};
    uint64_t count = 0;
    lk_digest d;
    lk_digest_init(&d);
    lk_digest_text(&d, "merge");
    for (size_t i = first_fold(maps, pooled); i < pooled; i++) {
        if (!maps[i].done)
            continue;
        lk_pack_key(&list, &maps[i].key);
        lk_digest_key(&d, &maps[i].key);
        count++;
    }
    lk_digest_end(&d, &j->key);
    j->kind = "map";
    j->stage = "pool";
    j->where = where(r, c);
    c->key = j->key;
    lk_pack_u64(&j->request, LK_TASK_MERGE);
    lk_pack_u64(&j->request, count);
    lk_pack_raw(&j->request, list.bytes, list.size);
    j->request.bad |= list.bad;
    lk_pack_free(&list);
    if (!count)
        lk_pack_free(&j->request);
    return count > 0;
}

/* ---- What maps there are --------------------------------------------------------------- */

static lk_map_cell *add_cell(lk_run *r, size_t network, int label, const char *fold)
{
    lk_map_cell *c = &r->maps[r->map_count++];
    *c = (lk_map_cell){.network = network,
                       .explainer = SIZE_MAX,
                       .align = SIZE_MAX,
                       .control = SIZE_MAX,
                       .label = label,
                       .network_name = r->network_names[network],
                       .fold = fold};
    return c;
}

static lk_status list_explained(lk_run *r)
{
    lk_study *s = r->study;
    size_t groups = s->networks.count * s->label_count * s->explainers.count * s->align.count;
    r->network_name_count = s->networks.count;
    r->network_names = lk_arena_array(r->arena, s->networks.count, sizeof *r->network_names);
    r->maps = lk_arena_array(r->arena, groups * (r->fold_count + 1), sizeof *r->maps);
    if (!r->network_names || !r->maps)
        return LK_E_MEMORY;
    r->frames = r->aligns;
    r->frame_count = s->align.count;
    for (size_t n = 0; n < s->networks.count; n++)
        r->network_names[n] = r->networks[n].variant->name;
    for (size_t g = 0; g < groups; g++) {
        size_t align = g % s->align.count, rest = g / s->align.count;
        size_t explainer = rest % s->explainers.count, pair = rest / s->explainers.count;
        for (size_t f = 0; f <= r->fold_count; f++) {
            lk_map_cell *c = add_cell(r, pair / s->label_count, (int)(pair % s->label_count),
                                      f < r->fold_count ? r->folds[f] : NULL);
            c->explainer = explainer;
            c->align = c->frame = align;
        }
    }
    return LK_OK;
}

static size_t name_index(lk_run *r, const char *name)
{
    size_t i = 0;
    while (i < r->network_name_count && strcmp(r->network_names[i], name))
        i++;
    if (i == r->network_name_count)
        r->network_names[r->network_name_count++] = name;
    return i;
}

static size_t frame_index(lk_run *r, const lk_item_facts *item)
{
    size_t i = 0;
    while (i < r->frame_count &&
           (r->frames[i].width != item->width || r->frames[i].height != item->height))
        i++;
    if (i == r->frame_count)
        r->frames[r->frame_count++] =
            (lk_align_facts){.width = item->width, .height = item->height};
    return i;
}

/* The ready-made heatmaps by network and label; those of one pair in the order of
 * the items. */
typedef struct shelf {
    size_t *first; /* of each pair, into `items`; one more at the end */
    size_t *items;
} shelf;

static size_t pair_of(const lk_run *r, const lk_item_facts *item)
{
    int label = lk_study_label(r->study, item->label);
    size_t network = 0;
    if (!item->network || label < 0)
        return SIZE_MAX;
    while (network < r->network_name_count && strcmp(item->network, r->network_names[network]))
        network++;
    return network < r->network_name_count ? network * r->study->label_count + (size_t)label
                                           : SIZE_MAX;
}

static lk_status fill_shelf(lk_run *r, shelf *s)
{
    size_t pairs = r->network_name_count * r->study->label_count;
    s->first = lk_arena_array(r->arena, pairs + 2, sizeof *s->first);
    s->items = lk_arena_array(r->arena, r->item_count, sizeof *s->items);
    size_t *pair = lk_arena_array(r->arena, r->item_count, sizeof *pair);
    if (!s->first || !s->items || !pair)
        return LK_E_MEMORY;
    for (size_t i = 0; i < r->item_count; i++) {
        pair[i] = pair_of(r, &r->items[i]);
        if (pair[i] != SIZE_MAX)
            s->first[pair[i] + 2]++;
    }
    for (size_t p = 2; p < pairs + 2; p++)
        s->first[p] += s->first[p - 1];
    for (size_t i = 0; i < r->item_count; i++)
        if (pair[i] != SIZE_MAX)
            s->items[s->first[pair[i] + 1]++] = i;
    return LK_OK;
}

/* The heatmap of a pair and a fold; a second one is a failure. */
static const lk_item_facts *find_ready(lk_run *r, const shelf *s, size_t pair, const char *fold)
{
    const lk_item_facts *found = NULL;
    for (size_t i = s->first[pair]; i < s->first[pair + 1]; i++) {
        const lk_item_facts *item = &r->items[s->items[i]];
        if (!same(item->fold, fold))
            continue;
        if (found)
            lk_run_failure(r, "items", item->id,
                           "a second heatmap of this network, label and fold");
        else
            found = item;
    }
    return found;
}

static void refuse_strangers(lk_run *r)
{
    for (size_t i = 0; i < r->item_count; i++) {
        const lk_item_facts *item = &r->items[i];
        if (!item->network || !(item->flags & LK_ITEM_HEATMAP))
            lk_run_failure(r, "items", item->id, "it is no heatmap of a network");
        else if (lk_study_label(r->study, item->label) < 0)
            lk_run_failure(r, "items", item->id,
                           lk_arena_format(r->arena, "its label `%s` is not among the study's",
                                           item->label ? item->label : ""));
        else
            name_index(r, item->network);
    }
}

static lk_status list_ready(lk_run *r)
{
    size_t labels = r->study->label_count;
    r->network_names = lk_arena_array(r->arena, r->item_count, sizeof *r->network_names);
    r->frames = lk_arena_array(r->arena, r->item_count, sizeof *r->frames);
    r->maps = lk_arena_array(r->arena, (r->item_count + 1) * 2, sizeof *r->maps);
    if (!r->network_names || !r->frames || !r->maps)
        return LK_E_MEMORY;
    refuse_strangers(r);
    shelf all;
    if (fill_shelf(r, &all))
        return LK_E_MEMORY;
    for (size_t n = 0; n < r->network_name_count; n++)
        for (size_t l = 0; l < labels; l++) {
            int poolable = 1, folds = 0;
            size_t frame = 0;
            for (size_t f = 0; f < r->fold_count + !r->fold_count; f++) {
                const char *fold = r->fold_count ? r->folds[f] : NULL;
                const lk_item_facts *item = find_ready(r, &all, n * labels + l, fold);
                if (!item)
                    continue;
                lk_map_cell *c = add_cell(r, n, (int)l, fold);
                c->frame = frame_index(r, item);
                c->key = item->map;
                c->done = 1;
                poolable &=
                    fold && !(item->flags & LK_ITEM_RESCALED) && (!folds || c->frame == frame);
                frame = c->frame;
                folds++;
            }
            if (folds && poolable)
                add_cell(r, n, (int)l, NULL)->frame = frame;
        }
    return LK_OK;
}

/* ---- The phases ------------------------------------------------------------------------- */

/* Run the jobs of cells of one kind. */
static lk_status run_cells(lk_run *r, lk_map_cell *maps, size_t map_count, int pooled)
{
    lk_job *jobs = calloc(map_count + 1, sizeof *jobs);
    size_t *of = calloc(map_count + 1, sizeof *of), count = 0;
    lk_status status = jobs && of ? LK_OK : LK_E_MEMORY;
    for (size_t i = 0; !status && i < map_count; i++) {
        lk_map_cell *c = &maps[i];
        int merged = !c->fold && r->fold_count;
        if (c->done || merged != pooled)
            continue;
        if (merged ? ask_merge(r, maps, i, &jobs[count]) : ask_pool(r, c, &jobs[count]))
            of[count++] = i;
    }
    if (!status && count)
        status = lk_run_jobs(r, pooled ? "pool" : "align", jobs, count, 0);
    for (size_t j = 0; !status && j < count; j++)
        take_map(r, &jobs[j], &maps[of[j]]);
    lk_jobs_free(jobs, count);
    free(of);
    return status;
}

static void ask_portrait(lk_run *r, size_t align, lk_job *j)
{
    lk_digest d;
    lk_digest_init(&d);
    lk_digest_text(&d, "portrait");
    lk_digest_key(&d, &r->aligns[align].key);
    lk_pack_u64(&j->request, LK_TASK_PORTRAIT);
    lk_pack_text(&j->request, r->aligns[align].variant->name);
    lk_pack_u64(&j->request, r->face_count);
    for (size_t f = 0; f < r->face_count; f++) {
        lk_digest_key(&d, &r->faces[f].record.key);
        lk_pack_u64(&j->request, (uint64_t)r->faces[f].item->index);
        lk_pack_face(&j->request, &r->faces[f].record);
    }
    lk_digest_end(&d, &j->key);
    r->portraits[align] = j->key;
    j->kind = "portrait";
    j->stage = "mean face";
    j->where = r->aligns[align].variant->name;
}

/* The mean face of each alignment: what the report lays heatmaps over. */
static lk_status run_portraits(lk_run *r)
{
    size_t count = r->study->align.count;
    r->portraits = lk_arena_array(r->arena, count, sizeof *r->portraits);
    r->portrait_done = lk_arena_array(r->arena, count, sizeof *r->portrait_done);
    lk_job *jobs = calloc(count + 1, sizeof *jobs);
    if (!jobs || !r->portraits || !r->portrait_done || !r->face_count) {
        free(jobs);
        return r->face_count ? LK_E_MEMORY : LK_OK;
    }
    for (size_t a = 0; a < count; a++)
        ask_portrait(r, a, &jobs[a]);
    lk_status status = lk_run_jobs(r, "mean face", jobs, count, 0);
    for (size_t a = 0; !status && a < count; a++)
        r->portrait_done[a] = !jobs[a].stopped;
    lk_jobs_free(jobs, count);
    return status;
}

/* A map of each standing control's twins for each of the networks'. */
static lk_status list_twins(lk_run *r)
{
    size_t standing = r->study->standing_count;
    r->twin_maps = lk_arena_array(r->arena, standing * r->map_count, sizeof *r->twin_maps);
    if (!r->twin_maps)
        return LK_E_MEMORY;
    for (size_t i = 0; i < standing * r->map_count; i++) {
        r->twin_maps[i] = r->maps[i % r->map_count];
        r->twin_maps[i].control = i / r->map_count;
    }
    return LK_OK;
}

lk_status lk_run_maps(lk_run *r)
{
    lk_status status = r->ready_made ? list_ready(r) : list_explained(r);
    if (!status && !r->ready_made && !r->study->explainers.count)
        return LK_OK;
    if (!status && r->twin_explained)
        status = list_twins(r);
    size_t twins = r->twin_maps ? r->study->standing_count * r->map_count : 0;
    for (int pooled = 0; !status && pooled < 2; pooled++) {
        status = run_cells(r, r->maps, r->map_count, pooled);
        if (!status && twins)
            status = run_cells(r, r->twin_maps, twins, pooled);
    }
    if (!status && !r->ready_made)
        status = run_portraits(r);
    return status;
}
