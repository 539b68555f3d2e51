/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#include <string.h>

#include "scoring.h"
#include "work_network.h"

/* An explanation against what makes its item's label, and against its shortcut, in
 * the network's view: no aligner comes between. */

typedef struct subject {
    lk_instance *backend;
    lk_face_record face;
    int whole;
    lk_raster view;
    lk_landmarks points;
    lk_scoring scoring;
} subject;

static const lk_network_info *info_of(const subject *on)
{
    return ((const lk_network *)on->backend->service)->info;
}

/* The face is as it was when the run began; so is what is known of it. */
static lk_status take_truth(lk_session *s, const lk_key *key, lk_fault *fault)
{
    lk_status status = lk_truth_check(&s->item, fault);
    if (status)
        return status;
    lk_key now = lk_truth_key(&s->item);
    if (!memcmp(&now, key, sizeof now))
        return LK_OK;
    lk_fault_set(fault, "what is known of %s changed while the run went on; run it again",
                 s->item.id);
    return LK_E_INPUT;
}

/* A stored explanation of the face: its key, how many classes it has, and which is
 * meant. */
static lk_status read_map(subject *on, lk_unpack *request, lk_heatmap *out)
{
    lk_scoring *sc = &on->scoring;
    lk_stored_explanation e;
    lk_key key = lk_unpack_key(request);
    size_t classes = (size_t)lk_unpack_u64(request);
    uint32_t slot = (uint32_t)lk_unpack_u64(request);
    lk_status status = lk_face_explanation(sc->s, &key, &on->view, classes, &e, sc->fault);
    if (status)
        return status;
    if (slot >= e.class_count)
        return LK_E_FAIL;
    return lk_explanation_paint(&e, slot, sc->s->call.arena, out) ? LK_E_MEMORY : LK_OK;
}

/* Baselines see the face as the network does, and draw anew for each. */
static void set_frame(subject *on)
{
    lk_scoring *sc = &on->scoring;
    sc->face = (lk_heatmap){
        .struct_size = sizeof sc->face, .values = on->view.pixels, .to_image = on->view.to_image};
    sc->frame = (lk_frame){.struct_size = sizeof sc->frame,
                           .width = (uint32_t)on->view.pixels.shape[1],
                           .height = (uint32_t)on->view.pixels.shape[0],
                           .landmarks = on->points,
                           .face = &sc->face};
    sc->draw_key = on->face.key;
}

static lk_status begin(subject *on, lk_session *s, lk_unpack *request, lk_fault *fault)
{
    lk_scoring *sc = &on->scoring;
    *sc = (lk_scoring){.s = s, .fault = fault};
    s->truth = LK_TRUTH_CAUSE;
    lk_status status = lk_work_face(s, request, &on->backend, &on->face, &on->whole, fault);
    if (status)
        return status;
    lk_key truth = lk_unpack_key(request);
    sc->binariser = lk_session_instance(s, "binarise", lk_unpack_text(request), fault);
    sc->metric =
        sc->binariser ? lk_session_instance(s, "metrics", lk_unpack_text(request), fault) : NULL;
    if (!sc->metric)
        return LK_E_INPUT;
    sc->ops = sc->metric->ops;
    if (sc->ops->value_count > 64)
        return LK_E_FAIL;
    status = take_truth(s, &truth, fault);
    if (!status)
        status =
            lk_face_view(s, info_of(on), &on->face.face, on->whole, &on->view, &on->points, fault);
    if (!status)
        status = read_map(on, request, &sc->map);
    if (!status)
        set_frame(on);
    return status;
}

/* What stands in the explanation's place. A control that was not explained has a map
 * without data. */
typedef struct others {
    size_t baseline_count, twin_count;
    const char **baselines;
    lk_heatmap *twins;
} others;

static lk_status read_others(subject *on, lk_unpack *request, others *out)
{
    lk_arena *arena = on->scoring.s->call.arena;
    lk_status status = LK_OK;
    out->baseline_count = lk_unpack_count(request, 8);
    out->baselines = lk_arena_array(arena, out->baseline_count, sizeof *out->baselines);
    for (size_t i = 0; out->baselines && i < out->baseline_count; i++)
        out->baselines[i] = lk_unpack_text(request);
    out->twin_count = lk_unpack_count(request, 8);
    out->twins = lk_arena_array(arena, out->twin_count, sizeof *out->twins);
    if (!out->baselines || !out->twins)
        return LK_E_MEMORY;
    for (size_t i = 0; !status && i < out->twin_count; i++)
        if (lk_unpack_u64(request))
            status = read_map(on, request, &out->twins[i]);
    return status;
}

static lk_status score_twin(lk_scoring *sc, const lk_heatmap *map, const lk_region *mask,
                            lk_pack *out)
{
    lk_value values[64];
    lk_status status = LK_OK;
    if (map->values.data)
        status = lk_scoring_map(sc, map, mask, values);
    else
        lk_scoring_missing(sc, "there is no explanation of the control", values);
    if (!status)
        lk_scoring_pack(sc, values, out);
    return status;
}

/* Of a mask that has no pixel in the view nothing is said. */
static lk_status score_against(subject *on, lk_truth_kind kind, const others *in_place,
                               lk_pack *out)
{
    lk_scoring *sc = &on->scoring;
    lk_session *s = sc->s;
    const lk_tensor *told = kind == LK_TRUTH_OF_CAUSE ? &s->item.cause : &s->item.shortcut;
    lk_region mask;
    lk_value values[64];
    size_t area = 0;
    lk_status status = told->data ? lk_face_truth(s, info_of(on), &on->face.face, on->whole, kind,
                                                  &mask, &area, sc->fault)
                                  : LK_OK;
    lk_pack_u64(out, area > 0);
    if (status || !area)
        return status;
    status = lk_scoring_own(sc, &mask, values);
    if (!status)
        lk_scoring_pack(sc, values, out);
    for (size_t i = 0; !status && i < in_place->baseline_count; i++)
        status = lk_scoring_baseline(sc, in_place->baselines[i], &mask, out);
    for (size_t i = 0; !status && i < in_place->twin_count; i++)
        status = score_twin(sc, &in_place->twins[i], &mask, out);
    sc->foreground_mask = NULL; /* the mask ends here */
    return status;
}

/* Request: network, item, face, whole, key of the truth, binariser, metric, key of the
 * explanation, how many classes it has and which is meant, names of baselines, of each
 * control whether there is an explanation, and which. Note: for cause and shortcut
 * whether it is there, then values of own, of each baseline and of each control. */
lk_status lk_work_truth(lk_session *s, lk_unpack *request, lk_work *out, lk_fault *fault)
{
    subject on;
    others in_place;
    lk_status status = begin(&on, s, request, fault);
    if (!status)
        status = read_others(&on, request, &in_place);
    for (int kind = 0; !status && kind < LK_TRUTH_KINDS; kind++)
        status = score_against(&on, (lk_truth_kind)kind, &in_place, &out->note);
    return status;
}
