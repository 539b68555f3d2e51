/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#include "truth.h"

const char *lk_truth_name(lk_truth_kind kind)
{
    return kind == LK_TRUTH_OF_CAUSE ? "cause" : "shortcut";
}

static const lk_tensor *mask_of(const lk_item *item, lk_truth_kind kind)
{
    return kind == LK_TRUTH_OF_CAUSE ? &item->cause : &item->shortcut;
}

int lk_truth_is_told(const lk_item *item)
{
    return item->cause.data || item->shortcut.data;
}

static lk_status check_mask(const lk_item *item, lk_truth_kind kind, lk_fault *fault)
{
    const lk_tensor *t = mask_of(item, kind), *image = &item->image;
    if (!t->data)
        return LK_OK;
    if (t->rank != 2 || t->dtype.code != LK_DTYPE_UINT || t->dtype.bits != 8 ||
        t->shape[0] != image->shape[0] || t->shape[1] != image->shape[1]) {
        lk_fault_set(fault, "its %s is not %lld x %lld of uint8, one for each pixel of its image",
                     lk_truth_name(kind), (long long)image->shape[0], (long long)image->shape[1]);
        return LK_E_FAIL;
    }
    const uint8_t *pixels = t->data;
    for (size_t i = 0, n = lk_tensor_count(t); i < n; i++)
        if (pixels[i] > 1) {
            lk_fault_set(fault, "its %s has a %u where only 0 and 1 have a meaning",
                         lk_truth_name(kind), pixels[i]);
            return LK_E_FAIL;
        }
    return LK_OK;
}

lk_status lk_truth_check(const lk_item *item, lk_fault *fault)
{
    lk_status status = check_mask(item, LK_TRUTH_OF_CAUSE, fault);
    return status ? status : check_mask(item, LK_TRUTH_OF_SHORTCUT, fault);
}

lk_key lk_truth_key(const lk_item *item)
{
    lk_digest d;
    lk_key key;
    lk_digest_init(&d);
    for (int kind = 0; kind < LK_TRUTH_KINDS; kind++) {
        const lk_tensor *t = mask_of(item, (lk_truth_kind)kind);
        lk_digest_u64(&d, t->data != NULL);
        if (!t->data)
            continue;
        lk_digest_u64(&d, (uint64_t)t->shape[0]);
        lk_digest_u64(&d, (uint64_t)t->shape[1]);
        lk_digest_bytes(&d, t->data, lk_tensor_count(t));
    }
    lk_digest_end(&d, &key);
    return key;
}

lk_tensor lk_truth_picture(const lk_item *item, lk_truth_kind kind, lk_arena *arena)
{
    const lk_tensor *t = mask_of(item, kind);
    int64_t shape[3] = {t->shape[0], t->shape[1], 3};
    size_t count = lk_tensor_count(t);
    uint8_t *pixels = lk_arena_array(arena, count, 3);
    for (size_t i = 0; pixels && i < 3 * count; i++)
        pixels[i] = ((const uint8_t *)t->data)[i / 3] ? 255 : 0;
    return lk_tensor_over(pixels, LK_DTYPE_UINT, 8, 3, shape);
}

size_t lk_truth_settle(const lk_tensor *view, uint8_t *out)
{
    const float *covered = view->data;
    size_t area = 0, n = (size_t)view->shape[0] * (size_t)view->shape[1];
    for (size_t i = 0; i < n; i++) {
        out[i] = covered[3 * i] >= 127.5f;
        area += out[i];
    }
    return area;
}
