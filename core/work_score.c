/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#include <string.h>

#include "codec.h"
#include "scoring.h"
#include "work_map.h"

/* A map against masks: its own, those of the other labels, and baselines in its
 * place. One task per map, mask set, binariser and metric. */

/* ---- Own and wrong masks ------------------------------------------------------------ */

/* Values against every mask, one row a mask. */
static lk_status score_masks(lk_scoring *sc, const lk_region *masks, size_t count, lk_value **out)
{
    size_t each = sc->ops->value_count;
    lk_value *rows = lk_arena_array(sc->s->call.arena, count * each, sizeof *rows);
    lk_status status = rows ? LK_OK : LK_E_MEMORY;
    for (size_t i = 0; !status && i < count; i++)
        status = lk_scoring_own(sc, &masks[i], rows + i * each);
    *out = rows;
    return status;
}

static void pack_wrong(const lk_scoring *sc, lk_pack *out, const lk_value *rows, size_t count,
                       size_t own)
{
    lk_mean m;
    memset(&m, 0, sizeof m);
    for (size_t i = 0; i < count; i++)
        if (i != own)
            lk_mean_add(sc, &m, rows + i * sc->ops->value_count);
    lk_mean_pack(sc, out, &m);
}

/* ---- The task --------------------------------------------------------------------------- */

static lk_status read_masks(lk_scoring *sc, lk_unpack *request, lk_region **out, size_t *count)
{
    size_t n = lk_unpack_count(request, 32);
    lk_region *masks = lk_arena_array(sc->s->call.arena, n, sizeof *masks);
    for (size_t i = 0; masks && i < n; i++) {
        lk_key key = lk_unpack_key(request);
        lk_unpack data;
        lk_status status = lk_session_artefact(sc->s, &key, NULL, &data, sc->fault);
        if (status)
            return status;
        masks[i] = (lk_region){.struct_size = sizeof *masks, .pixels = lk_unpack_tensor(&data)};
        if (data.bad || masks[i].pixels.shape[0] != sc->map.values.shape[0] ||
            masks[i].pixels.shape[1] != sc->map.values.shape[1]) {
            lk_fault_set(sc->fault, "the mask is %lld x %lld pixels, the heatmap %lld x %lld",
                         (long long)masks[i].pixels.shape[1], (long long)masks[i].pixels.shape[0],
                         (long long)sc->map.values.shape[1], (long long)sc->map.values.shape[0]);
            return LK_E_INPUT;
        }
        size_t size = lk_tensor_count(&masks[i].pixels);
        masks[i].pixels.data = lk_arena_copy(sc->s->call.arena, masks[i].pixels.data, size);
    }
    *out = masks;
    *count = n;
    return masks ? LK_OK : LK_E_MEMORY;
}

/* The aligner's own struct may end before the face. */
static void set_frame(lk_scoring *sc)
{
    sc->frame = (lk_frame){.struct_size = sizeof sc->frame,
                           .width = (uint32_t)sc->map.values.shape[1],
                           .height = (uint32_t)sc->map.values.shape[0]};
    if (!sc->aligner)
        return;
    const lk_frame *f = ((const lk_aligner_ops *)sc->aligner->ops)->frame(sc->aligner->self);
    sc->frame.width = f->width;
    sc->frame.height = f->height;
    sc->frame.landmarks = f->landmarks;
}

/* A map of the request: whether it is a face's own, its key, then of that the slot
 * and the face. */
typedef struct wanted {
    lk_key key;
    uint64_t is_face;
    uint32_t slot;
    lk_face_record face;
} wanted;

static wanted unpack_wanted(lk_unpack *request, lk_arena *arena)
{
    wanted w = {.is_face = lk_unpack_u64(request)};
    w.key = lk_unpack_key(request);
    if (w.is_face) {
        w.slot = (uint32_t)lk_unpack_u64(request);
        w.face = lk_unpack_face(request, arena);
    }
    return w;
}

static lk_status read_map(lk_scoring *sc, const wanted *w, lk_heatmap *out)
{
    lk_unpack data;
    if (w->is_face && !sc->aligner)
        return LK_E_FAIL;
    if (w->is_face)
        return lk_align_explanation(sc->s, sc->aligner, &w->key, w->slot, &w->face, out, sc->fault);
    lk_status status = lk_session_artefact(sc->s, &w->key, NULL, &data, sc->fault);
    if (!status && lk_unpack_map(&data, sc->s->call.arena, out, NULL)) {
        lk_fault_set(sc->fault, "a stored map cannot be read");
        return LK_E_IO;
    }
    return status;
}

/* A face's own map that cannot be read because of what the face is. */
static int is_alone(const wanted *w, lk_status status)
{
    return w->is_face && status && status != LK_E_IO && status != LK_E_MEMORY &&
           status != LK_CANCELLED;
}

/* LK_MISSING: a face's own map cannot be aligned, which its pool has told. */
static lk_status begin(lk_scoring *sc, lk_session *s, lk_unpack *request)
{
    wanted w = unpack_wanted(request, s->call.arena);
    const char *align = lk_unpack_text(request);
    const char *binariser = lk_unpack_text(request), *metric = lk_unpack_text(request);
    sc->s = s;
    sc->metric = lk_session_instance(s, "metrics", metric, sc->fault);
    sc->binariser = sc->metric ? lk_session_instance(s, "binarise", binariser, sc->fault) : NULL;
    sc->aligner = align ? lk_session_instance(s, "align", align, sc->fault) : NULL;
    if (!sc->metric || !sc->binariser || (align && !sc->aligner))
        return LK_E_INPUT;
    sc->ops = sc->metric->ops;
    if (sc->ops->value_count > 64)
        return LK_E_FAIL;
    lk_status status = read_map(sc, &w, &sc->map);
    if (!status)
        set_frame(sc);
    return is_alone(&w, status) ? LK_MISSING : status;
}

/* The face that baselines see: whether there is one, and its key. */
static lk_status read_face(lk_scoring *sc, lk_unpack *request)
{
    lk_unpack data;
    if (!lk_unpack_u64(request))
        return LK_OK;
    lk_key key = lk_unpack_key(request);
    lk_status status = lk_session_artefact(sc->s, &key, NULL, &data, sc->fault);
    if (status)
        return status;
    if (lk_unpack_map(&data, sc->s->call.arena, &sc->face, NULL)) {
        lk_fault_set(sc->fault, "a stored mean face cannot be read");
        return LK_E_IO;
    }
    sc->frame.face = &sc->face;
    return LK_OK;
}

/* The map of a twin of the network: whether there is one, and which. */
static lk_status score_twin(lk_scoring *sc, lk_unpack *request, const lk_region *mask, lk_pack *out)
{
    lk_heatmap map;
    lk_value values[64];
    lk_status status = LK_MISSING;
    lk_fault_set(sc->fault, "there is no map of the control");
    if (lk_unpack_u64(request)) {
        wanted w = unpack_wanted(request, sc->s->call.arena);
        status = read_map(sc, &w, &map);
        if (is_alone(&w, status))
            status = LK_MISSING;
    }
    if (!status)
        status = lk_scoring_map(sc, &map, mask, values);
    else if (status == LK_MISSING)
        lk_scoring_missing(sc, sc->fault->text, values);
    if (status && status != LK_MISSING)
        return status;
    lk_scoring_pack(sc, values, out);
    return LK_OK;
}

/* Baselines draw the same for every map of a label. */
static void key_draws(lk_scoring *sc, const char *label)
{
    lk_digest d;
    lk_digest_init(&d);
    lk_digest_text(&d, label);
    lk_digest_end(&d, &sc->draw_key);
}

/* Request: the map, align variant or NULL, binariser, metric, label, keys of
 * the masks of all labels, index of its own, whether there is a face and its key,
 * names of baselines, maps of controls. Note: values of own, then wrong, then
 * each baseline, then each control, then each mask. */
lk_status lk_work_score(lk_session *s, lk_unpack *request, lk_work *out, lk_fault *fault)
{
    lk_scoring sc = {.fault = fault};
    lk_region *masks;
    size_t count;
    lk_status status = begin(&sc, s, request);
    if (status == LK_MISSING) { /* a note without values: all are missing */
        lk_pack_u64(&out->note, 0);
        return LK_OK;
    }
    if (status)
        return status;
    key_draws(&sc, lk_unpack_text(request));
    status = read_masks(&sc, request, &masks, &count);
    if (status)
        return status;
    size_t own = (size_t)lk_unpack_u64(request);
    if (own >= count)
        return LK_E_FAIL;
    lk_value *rows;
    status = read_face(&sc, request);
    if (!status)
        status = score_masks(&sc, masks, count, &rows);
    if (status)
        return status;
    lk_scoring_pack(&sc, rows + own * sc.ops->value_count, &out->note);
    pack_wrong(&sc, &out->note, rows, count, own);
    size_t baselines = lk_unpack_count(request, 8);
    for (size_t i = 0; !status && i < baselines; i++)
        status = lk_scoring_baseline(&sc, lk_unpack_text(request), &masks[own], &out->note);
    size_t twins = lk_unpack_count(request, 8);
    for (size_t i = 0; !status && i < twins; i++)
        status = score_twin(&sc, request, &masks[own], &out->note);
    for (size_t i = 0; i < count; i++)
        lk_scoring_pack(&sc, rows + i * sc.ops->value_count, &out->note);
    return status;
}
