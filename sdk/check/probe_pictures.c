/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#include "cage.h"
#include "probe.h"

#include <string.h>

/* Sources and detectors. */

enum { MOST_ITEMS = 8 };

static void judge_face(const lk_face *f, lk_digest *out)
{
    const double box[] = {f->box.x, f->box.y, f->box.w, f->box.h, f->score};
    for (size_t i = 0; i < 5; i++) {
        if ((i < 4 ? f->has_box : 1) && !(box[i] - box[i] == 0))
            cage_fail("the box or score of a face is not finite");
        lk_digest_double(out, box[i]);
    }
    if (f->has_box && (f->box.w <= 0 || f->box.h <= 0))
        cage_fail("a face has a box of %g x %g", f->box.w, f->box.h);
    if (f->landmarks.count && !f->landmarks.points)
        cage_fail("a face has %u landmarks, and no points", f->landmarks.count);
    for (uint32_t i = 0; i < f->landmarks.count; i++) {
        const lk_point *at = &f->landmarks.points[i];
        if (!(at->x - at->x == 0) || !(at->y - at->y == 0))
            cage_fail("landmark %u of a face is not finite", i);
        lk_digest_double(out, at->x);
        lk_digest_double(out, at->y);
    }
}

/* ---- Sources --------------------------------------------------------------------------------- */

static void judge_picture(const lk_item *item, lk_digest *out)
{
    const lk_tensor *t = &item->image;
    int is_map = (item->flags & LK_ITEM_HEATMAP) != 0;
    int is_float = t->dtype.code == LK_DTYPE_FLOAT && t->dtype.bits == 32;
    int is_byte = t->dtype.code == LK_DTYPE_UINT && t->dtype.bits == 8;
    if (!t->data || t->rank < 2 || t->rank > 4)
        cage_fail("item `%s` has no image of 2 to 4 axes", item->id);
    if (is_map ? !(is_float && t->rank == 2)
               : !((is_float || is_byte) && t->rank >= 3 && t->shape[t->rank - 1] == 3))
        cage_fail("item `%s` is neither uint8 or float32 H x W x 3 nor a heatmap, float32 H x W",
                  item->id);
    for (int32_t i = 0; i < t->rank; i++)
        if (t->shape[i] < 1 || t->shape[i] > 1 << 20)
            cage_fail("item `%s` has an axis of %lld", item->id, (long long)t->shape[i]);
    if (is_map && !item->network)
        cage_fail("item `%s` is a heatmap, and names no network that it explains", item->id);
    if (is_float)
        judge_floats(t->data, lk_tensor_count(t), "an item's image", out);
    else
        lk_digest_bytes(out, t->data, lk_tensor_count(t));
}

/* A mask over the image, where there is one. */
static void judge_truth_mask(const lk_item *item, const lk_tensor *mask, const char *what,
                             lk_digest *out)
{
    if (!mask->data)
        return;
    const int64_t *extent = item->image.shape + (item->image.rank > 3);
    if (mask->dtype.code != LK_DTYPE_UINT || mask->dtype.bits != 8 || mask->rank != 2 ||
        item->image.rank < 3 || mask->shape[0] != extent[0] || mask->shape[1] != extent[1])
        cage_fail("the %s of item `%s` is not uint8 H x W of its image", what, item->id);
    const uint8_t *pixels = mask->data;
    for (size_t i = 0; i < lk_tensor_count(mask); i++)
        if (pixels[i] > 1)
            cage_fail("pixel %zu of the %s of item `%s` is %u, and only 0 and 1 may be", i, what,
                      item->id, pixels[i]);
    lk_digest_bytes(out, pixels, lk_tensor_count(mask));
}

static void judge_truth(const lk_item *item, lk_digest *out)
{
    judge_truth_mask(item, &item->cause, "cause", out);
    judge_truth_mask(item, &item->shortcut, "shortcut", out);
    if (item->action_count && !item->actions)
        cage_fail("item `%s` has %u actions, and the list is missing", item->id,
                  item->action_count);
    for (uint32_t i = 0; i < item->action_count; i++) {
        const lk_action *a = &item->actions[i];
        judge_text(a->name, "the name of an action", out);
        if (!(a->intensity > 0 && a->intensity <= 1))
            cage_fail("the action %s of item `%s` has the intensity %g, outside 0 .. 1, or 0",
                      a->name, item->id, a->intensity);
        lk_digest_double(out, a->intensity);
    }
    if (item->rest.count) {
        lk_face rest = {.landmarks = item->rest};
        judge_face(&rest, out);
    }
}

/* The digest of item `index`, without the truth of it, if that is asked for; LK_END past the
 * last of `count`, which may be unknown. */
static lk_status get_item(const probe *p, int64_t index, int64_t count, uint32_t truth, lk_key *key)
{
    const lk_source_ops *ops = p->trial->ops;
    lk_item item = {.struct_size = sizeof item, .truth = truth};
    lk_digest own;
    lk_digest_init(&own);
    lk_context *ctx = probe_begin(p, 1 + (uint64_t)index);
    cage_doing("getting item %lld", (long long)index);
    lk_status status = ops->get(p->trial->self, ctx, index, &item);
    if (status == LK_END)
        return status;
    if (count >= 0 && index >= count && probe_is_calm(p))
        cage_fail("`count` said %lld, and `get` of item %lld, which is past the last, does not "
                  "return LK_END",
                  (long long)count, (long long)index);
    probe mine = *p;
    mine.out = &own;
    if (probe_status(&mine, status, "get")) {
        judge_text(item.id, "the id of an item", &own);
        judge_picture(&item, &own);
        if (item.face_count && !item.faces)
            cage_fail("item `%s` has %zu faces, and the list is missing", item.id, item.face_count);
        for (size_t i = 0; i < item.face_count; i++)
            judge_face(&item.faces[i], &own);
        if (truth)
            judge_truth(&item, p->out);
    }
    lk_digest_end(&own, key);
    return status;
}

static int64_t count_items(const probe *p)
{
    const lk_source_ops *ops = p->trial->ops;
    int64_t count = -2;
    lk_context *ctx = probe_begin(p, 0);
    cage_doing("counting its items");
    if (!probe_status(p, ops->count(p->trial->self, ctx, &count), "count"))
        return -1;
    if (count < -1)
        cage_fail("`count` said %lld", (long long)count);
    if (!count)
        cage_fail("it has no item: give it some with --set");
    return count;
}

/* Forwards, then backwards: an item does not depend on what was asked before, or
 * on whether more of it is. */
void probe_source(const probe *p)
{
    lk_key keys[MOST_ITEMS], again;
    int64_t count = count_items(p), got = 0;
    while (got < MOST_ITEMS && get_item(p, got, count, 0, &keys[got]) != LK_END)
        got++;
    if (got < count && got < MOST_ITEMS && probe_is_calm(p))
        cage_fail("`count` said %lld, and `get` gave %lld", (long long)count, (long long)got);
    for (int64_t i = got; i-- > 0;) {
        if (get_item(p, i, count, 0, &again) == LK_END || !lk_key_equal(&again, &keys[i]))
            cage_fail("item %lld differs when it is asked for after another", (long long)i);
        lk_digest_key(p->out, &again);
        get_item(p, i, count, LK_TRUTH_CAUSE | LK_TRUTH_ACTIONS, &again);
        if (!lk_key_equal(&again, &keys[i]) && probe_is_calm(p))
            cage_fail("item %lld differs when its truth is asked for", (long long)i);
    }
    if (count >= 0)
        get_item(p, count + 1000, count, 0, &again);
}

/* ---- Detectors ------------------------------------------------------------------------------- */

void probe_detector(const probe *p)
{
    const lk_detector_ops *ops = p->trial->ops;
    for (int whole = 0; whole < 2; whole++) {
        lk_faces faces = {.struct_size = sizeof faces};
        lk_context *ctx = probe_begin(p, (uint64_t)whole);
        lk_raster image = scene_view(p->trial, p->scene, 1);
        cage_doing("detecting faces in %u x %u", p->scene->height, p->scene->width);
        lk_status status = ops->detect(p->trial->self, ctx, "picture", &image, whole, &faces);
        if (!probe_status(p, status, "detect"))
            continue;
        if (faces.count && !faces.faces)
            cage_fail("it found %zu faces, and the list is missing", faces.count);
        for (size_t i = 0; i < faces.count; i++) {
            judge_face(&faces.faces[i], p->out);
            if (i && faces.faces[i].score > faces.faces[i - 1].score)
                cage_fail("face %zu has a better score than the one before", i);
        }
    }
}
