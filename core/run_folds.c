/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#include <stdlib.h>
#include <string.h>

#include "deal.h"
#include "run.h"

/* Items dealt to folds. A fold is what one network of a cross-validation is tested
 * on, so no subject is in two, and no label in one alone. */

/* An item and what it is dealt by: the key shuffles subjects whatever the order of
 * the source, and a subject more leaves the others in their order. */
typedef struct card {
    lk_key key;
    size_t item;
} card;

/* ---- Grouping ----------------------------------------------------------------------- */

static int compare_cards(const void *a, const void *b)
{
    const card *x = a, *y = b;
    int order = memcmp(&x->key, &y->key, sizeof x->key);
    return order ? order : x->item < y->item ? -1 : x->item > y->item;
}

static lk_key shuffle_key(const lk_fold_plan *plan, const char *name)
{
    lk_digest d;
    lk_key key;
    lk_digest_init(&d);
    lk_digest_text(&d, "folds");
    lk_digest_u64(&d, plan->seed);
    lk_digest_text(&d, name);
    lk_digest_end(&d, &key);
    return key;
}

/* The items' groups by number; how many there are, 0 when out of memory. */
static size_t number_groups(const lk_run *r, size_t *groups)
{
    const lk_fold_plan *plan = &r->study->folds;
    card *cards = calloc(r->item_count + 1, sizeof *cards);
    size_t count = 0;
    for (size_t i = 0; cards && i < r->item_count; i++)
        cards[i] =
            (card){shuffle_key(plan, plan->by_item ? r->items[i].id : r->items[i].subject), i};
    if (cards)
        qsort(cards, r->item_count, sizeof *cards, compare_cards);
    for (size_t i = 0; cards && i < r->item_count; i++) {
        count += !i || plan->by_item || memcmp(&cards[i].key, &cards[i - 1].key, sizeof(lk_key));
        groups[cards[i].item] = count - 1;
    }
    free(cards);
    return count;
}

/* ---- What cannot be dealt ------------------------------------------------------------ */

static lk_status check_subjects(lk_run *r)
{
    for (size_t i = 0; !r->study->folds.by_item && i < r->item_count; i++)
        if (!r->items[i].subject) {
            lk_yaml_fault(&r->fault, r->study->folds.spec,
                          "%s has no subject, so folds cannot keep people apart: let the source "
                          "tell subjects, or deal single items with by: item",
                          r->items[i].id);
            return LK_E_INPUT;
        }
    return LK_OK;
}

static lk_status check_count(lk_run *r, size_t groups)
{
    const lk_fold_plan *plan = &r->study->folds;
    if (groups >= plan->count)
        return LK_OK;
    lk_yaml_fault(&r->fault, plan->spec, "%zu %s%s cannot fill %zu folds: lower `count`%s", groups,
                  plan->by_item ? "item" : "subject", groups == 1 ? "" : "s", plan->count,
                  plan->by_item ? "" : ", or deal single items with by: item");
    return LK_E_INPUT;
}

/* Every fold has items, and every label is in two folds at least: the network of a
 * fold learns from the others. */
static lk_status check_folds(lk_run *r, const lk_dealing *d, const size_t *folds)
{
    const lk_fold_plan *plan = &r->study->folds;
    size_t *fold_of = calloc(d->label_count, sizeof *fold_of), fold = 0;
    char *is_filled = calloc(plan->count, 1), *is_spread = calloc(d->label_count, 1);
    lk_status status = fold_of && is_filled && is_spread ? LK_OK : LK_E_MEMORY;
    for (size_t i = 0; !status && i < r->item_count; i++) {
        size_t label = d->labels[i];
        is_filled[folds[i]] = 1;
        is_spread[label] |= fold_of[label] && fold_of[label] != folds[i] + 1;
        fold_of[label] = folds[i] + 1;
    }
    while (!status && fold < plan->count && is_filled[fold])
        fold++;
    if (!status && fold < plan->count) {
        lk_yaml_fault(&r->fault, plan->spec, "fold %zu of %zu gets no item: lower `count`",
                      fold + 1, plan->count);
        status = LK_E_INPUT;
    }
    for (size_t l = 0; !status && l < r->study->label_count; l++)
        if (fold_of[l] && !is_spread[l]) {
            lk_yaml_fault(&r->fault, plan->spec,
                          "every item labelled `%s` is in fold %zu, so the network that is tested "
                          "on it never learns that label: it needs %s, or leave it out of `labels`",
                          r->study->labels[l], fold_of[l],
                          plan->by_item ? "more items" : "more subjects");
            status = LK_E_INPUT;
        }
    free(fold_of);
    free(is_filled);
    free(is_spread);
    return status;
}

/* ---- Dealing ------------------------------------------------------------------------ */

lk_status lk_run_name_folds(lk_run *r)
{
    r->fold_count = r->study->folds.count;
    r->folds = lk_arena_array(r->arena, r->fold_count, sizeof *r->folds);
    for (size_t f = 0; r->folds && f < r->fold_count; f++)
        if (!(r->folds[f] = lk_arena_format(r->arena, "%zu", f + 1)))
            return LK_E_MEMORY;
    return r->folds ? LK_OK : LK_E_MEMORY;
}

static lk_status deal(lk_run *r, size_t *groups, size_t *labels, size_t *folds)
{
    lk_dealing d = {.item_count = r->item_count,
                    .label_count = r->study->label_count + 1, /* and none of them */
                    .fold_count = r->study->folds.count,
                    .groups = groups,
                    .labels = labels};
    for (size_t i = 0; i < r->item_count; i++) {
        int label = lk_study_label(r->study, r->items[i].label);
        labels[i] = label < 0 ? r->study->label_count : (size_t)label;
    }
    d.group_count = number_groups(r, groups);
    lk_status status = check_count(r, d.group_count);
    if (!status && lk_deal(&d, folds))
        status = LK_E_MEMORY;
    if (!status)
        status = check_folds(r, &d, folds);
    if (!status)
        status = lk_run_name_folds(r);
    for (size_t i = 0; !status && i < r->item_count; i++)
        r->items[i].fold = r->folds[folds[i]];
    return status;
}

static lk_status deal_items(lk_run *r)
{
    if (r->fold_count) {
        lk_yaml_fault(&r->fault, r->study->folds.spec,
                      "the source has folds of its own (%s is the first): leave `folds` out of "
                      "the study",
                      r->folds[0]);
        return LK_E_INPUT;
    }
    size_t *groups = calloc(r->item_count + 1, sizeof *groups);
    size_t *labels = calloc(r->item_count + 1, sizeof *labels);
    size_t *folds = calloc(r->item_count + 1, sizeof *folds);
    lk_status status = groups && labels && folds ? check_subjects(r) : LK_E_MEMORY;
    if (!status)
        status = deal(r, groups, labels, folds);
    free(groups);
    free(labels);
    free(folds);
    return status;
}

static void tabulate(lk_run *r)
{
    size_t face = 0;
    for (size_t i = 0; r->fold_count && i < r->item_count; i++) {
        const lk_item_facts *item = &r->items[i];
        size_t first = face;
        while (face < r->face_count && r->faces[face].item == item)
            face++;
        lk_value faces = lk_number((double)(face - first));
        lk_tables_add(r->tables, "folds", r->study->name, item->id, item->label, item->subject,
                      item->fold, &faces);
    }
}

lk_status lk_run_folds(lk_run *r)
{
    lk_status status = r->study->folds.spec ? deal_items(r) : LK_OK;
    if (!status)
        tabulate(r);
    return status;
}
