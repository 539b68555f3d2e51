/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#include <string.h>

#include "codec.h"
#include "conduct.h"
#include "task.h"
#include "truth.h"

/* Load one item; find its faces where the source knows none. What a detector
 * found is kept under the key of the image, so that it is asked once. */

static void pack_faces(lk_pack *p, const lk_key *image, const lk_face *faces, size_t count)
{
    lk_pack_u64(p, count);
    for (size_t i = 0; i < count; i++) {
        lk_face_record f = {.face = faces[i]};
        f.key = lk_face_key(image, &f.face);
        lk_pack_face(p, &f);
    }
}

static void detection_key(lk_session *s, const lk_instance *in, int whole, lk_key *key)
{
    lk_digest d;
    lk_digest_init(&d);
    lk_digest_text(&d, "faces");
    lk_digest_key(&d, &in->key);
    lk_digest_key(&d, &s->item_key);
    lk_digest_text(&d, s->item.id); /* a detector may look faces up by it */
    lk_digest_u64(&d, (uint64_t)whole);
    if (in->plugin->capabilities & LK_CAP_RANDOM)
        lk_digest_u64(&d, s->study->seed);
    lk_digest_end(&d, key);
}

static lk_pack begin_artefact(const lk_pack *note, const lk_pack *data)
{
    lk_pack blob = {.bad = (note && note->bad) || (data && data->bad)};
    lk_pack_bytes(&blob, note ? note->bytes : NULL, note ? note->size : 0);
    lk_pack_bytes(&blob, data ? data->bytes : NULL, data ? data->size : 0);
    return blob;
}

static void add_artefact(lk_work *out, const lk_key *key, const char *kind, lk_pack *blob)
{
    lk_pack_key(&out->extras, key);
    lk_pack_text(&out->extras, kind);
    lk_pack_bytes(&out->extras, blob->bytes, blob->size);
    out->extras.bad |= blob->bad;
    out->extra_count++;
    lk_pack_free(blob);
}

void lk_work_keep(lk_work *out, const lk_key *key, const char *kind, const lk_pack *note,
                  const lk_pack *data)
{
    lk_pack blob = begin_artefact(note, data);
    lk_conduct_enter((lk_actor){.name = NULL}); /* what was noted until now goes with it */
    lk_conduct_pack(&blob);
    add_artefact(out, key, kind, &blob);
}

void lk_work_lend(lk_work *out, const lk_key *key, const char *kind, const lk_pack *data)
{
    lk_pack blob = begin_artefact(NULL, data);
    add_artefact(out, key, kind, &blob);
}

int lk_work_added(const lk_work *out, const lk_key *key, lk_unpack *data)
{
    lk_unpack u = lk_unpack_over(out->extras.bytes, out->extras.size);
    for (uint64_t i = 0; !out->extras.bad && i < out->extra_count; i++) {
        size_t size;
        lk_key own = lk_unpack_key(&u);
        lk_unpack_text(&u);
        const void *blob = lk_unpack_bytes(&u, &size);
        if (u.bad || memcmp(&own, key, sizeof own) != 0)
            continue;
        lk_unpack inside = lk_unpack_over(blob, size);
        lk_unpack_bytes(&inside, &size); /* its note */
        const void *bytes = lk_unpack_bytes(&inside, &size);
        *data = lk_unpack_over(bytes, size);
        return !inside.bad;
    }
    return 0;
}

static lk_status detect(lk_session *s, int whole, lk_work *out, lk_fault *fault)
{
    lk_instance *in = lk_session_instance(s, "detect", NULL, fault);
    if (!in)
        return LK_E_INPUT;
    lk_key key;
    lk_unpack note;
    detection_key(s, in, whole, &key);
    if (!lk_session_artefact(s, &key, &note, NULL, NULL)) {
        lk_pack known = {.bytes = (uint8_t *)(uintptr_t)note.bytes, .size = note.size};
        lk_pack_raw(&out->note, note.bytes, note.size);
        lk_work_keep(out, &key, "faces", &known, NULL); /* it is in use */
        return LK_OK;
    }
    const lk_detector_ops *ops = in->ops;
    lk_faces faces = {.struct_size = sizeof faces};
    lk_status status = ops->detect(in->self, lk_session_call(s, in, s->item.id), s->item.id,
                                   &s->item_raster, whole, &faces);
    if (status) {
        lk_instance_fault(in, &s->call, status, fault);
        return status;
    }
    lk_pack found = {0};
    pack_faces(&found, &s->item_key, faces.faces, faces.count);
    lk_pack_raw(&out->note, found.bytes, found.size);
    lk_work_keep(out, &key, "faces", &found, NULL);
    out->note.bad |= found.bad;
    lk_pack_free(&found);
    return LK_OK;
}

static lk_status keep_heatmap(lk_session *s, lk_work *out)
{
    lk_pack map = {0};
    lk_digest d;
    lk_key key;
    lk_digest_init(&d);
    lk_digest_text(&d, "ready map 2");
    lk_digest_key(&d, &s->item_key);
    lk_digest_end(&d, &key);
    lk_pack_map(&map, 1, &s->item_raster.pixels);
    lk_work_keep(out, &key, "map", NULL, &map);
    lk_pack_key(&out->note, &key);
    lk_pack_u64(&out->note, (uint64_t)s->item.image.shape[1]);
    lk_pack_u64(&out->note, (uint64_t)s->item.image.shape[0]);
    lk_pack_free(&map);
    return LK_OK;
}

/* A reason begins with the item's id, which some plugins say themselves. */
static void name_item(const char *id, lk_fault *fault)
{
    if (strncmp(fault->text, id, strlen(id)))
        lk_fault_prefix(fault, "%s: ", id);
}

/* What the source knows of the item: 0, or 1 and its key; where that makes no sense,
 * 2 and why. */
static void pack_truth(const lk_item *item, lk_pack *out)
{
    lk_fault fault = {""};
    int is_told = lk_truth_is_told(item), is_wrong = is_told && lk_truth_check(item, &fault);
    lk_pack_u64(out, (uint64_t)(is_told + is_wrong));
    if (is_wrong) {
        lk_pack_text(out, fault.text);
    } else if (is_told) {
        lk_key key = lk_truth_key(item);
        lk_pack_key(out, &key);
    }
}

/* Request: index, whether the whole image is one face. Note: 0 at the end, else
 * 1, id, flags, label, subject, fold, network, truth, then a map's key and size, or
 * faces. An item that cannot be had is an error whose reason begins with its
 * id. */
lk_status lk_work_item(lk_session *s, lk_unpack *request, lk_work *out, lk_fault *fault)
{
    int64_t index = (int64_t)lk_unpack_u64(request);
    int whole = lk_unpack_u64(request) != 0;
    s->item_index = -1;
    s->truth = s->study->truth ? LK_TRUTH_CAUSE : 0;
    lk_status status = lk_session_item(s, index, fault);
    lk_pack_u64(&out->note, status != LK_END);
    if (status == LK_END)
        return LK_OK;
    if (status) {
        name_item(s->item.id ? s->item.id : "item", fault);
        return status;
    }
    const lk_item *i = &s->item;
    lk_pack_text(&out->note, i->id);
    lk_pack_u64(&out->note, i->flags);
    lk_pack_text(&out->note, i->label);
    lk_pack_text(&out->note, i->subject);
    lk_pack_text(&out->note, i->fold);
    lk_pack_text(&out->note, i->network);
    pack_truth(i, &out->note);
    if (i->flags & LK_ITEM_HEATMAP)
        return keep_heatmap(s, out);
    if (i->face_count && !whole) {
        pack_faces(&out->note, &s->item_key, i->faces, i->face_count);
        return LK_OK;
    }
    if (s->study->detect.spec) {
        status = detect(s, whole, out, fault);
        if (status)
            name_item(i->id, fault);
        return status;
    }
    /* No detector: the whole image is the face. */
    lk_face face = {.score = 1, .has_box = 1};
    face.box = (lk_box){0, 0, (double)i->image.shape[1], (double)i->image.shape[0]};
    pack_faces(&out->note, &s->item_key, &face, 1);
    return LK_OK;
}
