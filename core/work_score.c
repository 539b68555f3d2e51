/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#include <string.h>

#include "affine.h"
#include "codec.h"
#include "work_map.h"

/* A map against masks: its own, those of the other labels, and baselines in its
 * place. One task per map, mask set, binariser and metric. */

typedef struct scoring {
    lk_session *s;
    lk_instance *metric, *binariser, *aligner; /* aligner NULL: of ready-made maps */
    const lk_metric_ops *ops;
    lk_frame frame; /* as baselines get it */
    lk_heatmap map, face;
    lk_fault *fault;
    lk_key label_key; /* keys the streams of baselines */
    /* The map's foreground, as it was last asked for; before that no mask. */
    const lk_region *foreground_mask;
    lk_region foreground;
    lk_status foreground_status;
    const char *foreground_reason;
} scoring;

/* Means of values over several draws or masks; missing ones are left out. */
typedef struct mean {
    double sum[64];
    uint32_t n[64];
    lk_value last[64];
} mean;

static const lk_value *value_row(const scoring *sc, lk_value *values)
{
    memset(values, 0, sc->ops->value_count * sizeof *values);
    for (uint32_t i = 0; i < sc->ops->value_count; i++)
        values[i].missing = 1;
    return values;
}

static lk_region new_region(const scoring *sc)
{
    const lk_tensor *v = &sc->map.values;
    uint8_t *pixels = lk_arena_alloc(sc->s->call.arena, lk_tensor_count(v));
    return (lk_region){.struct_size = sizeof(lk_region),
                       .pixels = lk_tensor_over(pixels, LK_DTYPE_UINT, 8, 2, v->shape)};
}

/* LK_MISSING leaves every value missing with the reason. Every heatmap that is
 * scored comes by here, those of baselines too. */
static lk_status binarise(scoring *sc, const lk_heatmap *map, const lk_region *mask, lk_region *out)
{
    const lk_binariser_ops *ops = sc->binariser->ops;
    lk_context *ctx = lk_session_call(sc->s, sc->binariser, "binarise");
    *out = new_region(sc);
    if (!out->pixels.data)
        return LK_E_MEMORY;
    if (!lk_map_finite(map)) {
        lk_fault_set(sc->fault, LK_MAP_NOT_FINITE);
        return LK_MISSING;
    }
    lk_status status =
        LK_HAS(ops, lk_binariser_ops, binarise_for) && ops->binarise_for
            ? ops->binarise_for(sc->binariser->self, ctx, map, mask, out)
            : ops->binarise(sc->binariser->self, ctx, map, lk_region_area(mask), out);
    if (status)
        lk_instance_fault(sc->binariser, &sc->s->call, status, sc->fault);
    return status;
}

/* Of the map itself. */
static lk_status foreground_of(scoring *sc, const lk_region *mask, lk_region *out)
{
    const lk_binariser_ops *ops = sc->binariser->ops;
    int is_any = LK_HAS(ops, lk_binariser_ops, ignores_mask) && ops->ignores_mask;
    if (!sc->foreground_mask || (mask != sc->foreground_mask && !is_any)) {
        sc->foreground_status = binarise(sc, &sc->map, mask, &sc->foreground);
        sc->foreground_mask = mask;
        if (sc->foreground_status)
            sc->foreground_reason = lk_arena_text(sc->s->call.arena, sc->fault->text);
    } else if (sc->foreground_status) {
        lk_fault_set(sc->fault, "%s", sc->foreground_reason);
    }
    *out = sc->foreground;
    return sc->foreground_status;
}

static lk_status agree(scoring *sc, const lk_heatmap *map, const lk_region *fg,
                       const lk_region *mask, lk_value *values)
{
    value_row(sc, values);
    lk_context *ctx = lk_session_call(sc->s, sc->metric, "agreement");
    lk_status status = sc->ops->agreement(sc->metric->self, ctx, map, fg, mask, values);
    if (!status && !lk_values_finite(values, sc->ops->value_count)) {
        lk_fault_set(&sc->s->call.fault, "it gave a value that is not finite");
        status = LK_E_FAIL;
    }
    if (status && status != LK_MISSING)
        lk_instance_fault(sc->metric, &sc->s->call, status, sc->fault);
    return status == LK_MISSING ? LK_OK : status;
}

static void missing_all(const scoring *sc, const char *reason, lk_value *values)
{
    value_row(sc, values);
    for (uint32_t i = 0; i < sc->ops->value_count; i++)
        values[i].reason = lk_arena_text(sc->s->call.arena, reason);
}

static void mean_add(const scoring *sc, mean *m, const lk_value *values)
{
    for (uint32_t i = 0; i < sc->ops->value_count; i++) {
        m->last[i] = values[i];
        if (values[i].missing)
            continue;
        m->sum[i] += values[i].value;
        m->n[i]++;
    }
}

static void pack_mean(const scoring *sc, lk_pack *out, const mean *m)
{
    for (uint32_t i = 0; i < sc->ops->value_count; i++) {
        lk_value v = {.missing = !m->n[i], .reason = m->last[i].reason};
        if (m->n[i])
            v.value = m->sum[i] / m->n[i];
        lk_pack_value(out, &v);
    }
}

/* ---- Own and wrong masks ------------------------------------------------------------ */

static lk_status against(scoring *sc, const lk_region *mask, lk_value *values)
{
    lk_region fg;
    lk_status status = foreground_of(sc, mask, &fg);
    if (status == LK_MISSING) {
        missing_all(sc, sc->fault->text, values);
        return LK_OK;
    }
    return status ? status : agree(sc, &sc->map, &fg, mask, values);
}

/* Values against every mask, one row a mask. */
static lk_status score_masks(scoring *sc, const lk_region *masks, size_t count, lk_value **out)
{
    size_t each = sc->ops->value_count;
    lk_value *rows = lk_arena_array(sc->s->call.arena, count * each, sizeof *rows);
    lk_status status = rows ? LK_OK : LK_E_MEMORY;
    for (size_t i = 0; !status && i < count; i++)
        status = against(sc, &masks[i], rows + i * each);
    *out = rows;
    return status;
}

static void pack_row(const scoring *sc, lk_pack *out, const lk_value *row)
{
    for (uint32_t i = 0; i < sc->ops->value_count; i++)
        lk_pack_value(out, &row[i]);
}

static void pack_wrong(const scoring *sc, lk_pack *out, const lk_value *rows, size_t count,
                       size_t own)
{
    mean m;
    memset(&m, 0, sizeof m);
    for (size_t i = 0; i < count; i++)
        if (i != own)
            mean_add(sc, &m, rows + i * sc->ops->value_count);
    pack_mean(sc, out, &m);
}

/* ---- Baselines ------------------------------------------------------------------------ */

/* What a baseline draws on: used again for each draw. */
typedef struct canvas {
    lk_region region;
    lk_heatmap map;
} canvas;

static canvas new_canvas(scoring *sc)
{
    const lk_tensor *shape = &sc->map.values;
    float *v = lk_arena_array(sc->s->call.arena, lk_tensor_count(shape), sizeof *v);
    return (canvas){.region = new_region(sc),
                    .map = {.struct_size = sizeof(lk_heatmap),
                            .values = lk_tensor_over(v, LK_DTYPE_FLOAT, 32, 2, shape->shape),
                            .to_image = lk_affine_identity}};
}

static lk_status draw_baseline(scoring *sc, lk_instance *in, uint32_t number, const lk_region *fg,
                               const lk_region *mask, canvas *on, lk_value *values)
{
    const lk_baseline_ops *ops = in->ops;
    lk_region region = on->region;
    lk_heatmap map = on->map;
    if (!region.pixels.data || !map.values.data)
        return LK_E_MEMORY;
    lk_context *ctx = lk_session_call(sc->s, in, "draw");
    lk_session_seed(sc->s, in, &sc->label_key, number);
    int is_map = ops->kind == LK_BASELINE_HEATMAP;
    if (is_map)
        memset(map.values.data, 0, lk_tensor_count(&map.values) * sizeof(float));
    else
        memset(region.pixels.data, 0, lk_tensor_count(&region.pixels));
    lk_status status = ops->draw(in->self, ctx, &sc->map, fg, &sc->frame, is_map ? NULL : &region,
                                 is_map ? &map : NULL);
    if (status)
        lk_instance_fault(in, &sc->s->call, status, sc->fault);
    if (!status && is_map)
        status = binarise(sc, &map, mask, &region);
    if (status == LK_MISSING) {
        missing_all(sc, sc->fault->text, values);
        return LK_OK;
    }
    return status ? status : agree(sc, is_map ? &map : NULL, &region, mask, values);
}

/* Binarise what stands in the network's place, and score it. */
static lk_status score_map(scoring *sc, const lk_heatmap *map, const lk_region *mask,
                           lk_value *values)
{
    lk_region region;
    lk_status status = binarise(sc, map, mask, &region);
    if (status == LK_MISSING) {
        missing_all(sc, sc->fault->text, values);
        return LK_OK;
    }
    return status ? status : agree(sc, map, &region, mask, values);
}

static lk_status score_baseline(scoring *sc, const char *variant, const char *label,
                                const lk_region *mask, lk_pack *out)
{
    lk_instance *in = lk_session_instance(sc->s, "baselines", variant, sc->fault);
    if (!in)
        return LK_E_INPUT;
    const lk_baseline_ops *ops = in->ops;
    uint32_t draws = ops->draws ? ops->draws(in->self) : 1;
    mean m;
    memset(&m, 0, sizeof m);
    lk_region fg;
    lk_value values[64];
    lk_status status = foreground_of(sc, mask, &fg);
    if (status == LK_MISSING) {
        missing_all(sc, sc->fault->text, values);
        mean_add(sc, &m, values);
        status = LK_OK;
        draws = 0;
    }
    lk_digest d;
    lk_digest_init(&d);
    lk_digest_text(&d, label);
    lk_digest_end(&d, &sc->label_key);
    canvas on = new_canvas(sc);
    for (uint32_t i = 0; !status && i < draws; i++) {
        status = draw_baseline(sc, in, i, &fg, mask, &on, values);
        if (!status)
            mean_add(sc, &m, values);
    }
    if (!status)
        pack_mean(sc, out, &m);
    return status;
}

/* ---- The task --------------------------------------------------------------------------- */

static lk_status read_masks(scoring *sc, lk_unpack *request, lk_region **out, size_t *count)
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
static void set_frame(scoring *sc)
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

static lk_status read_map(scoring *sc, const wanted *w, lk_heatmap *out)
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
static lk_status begin(scoring *sc, lk_session *s, lk_unpack *request)
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
static lk_status read_face(scoring *sc, lk_unpack *request)
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
static lk_status score_twin(scoring *sc, lk_unpack *request, const lk_region *mask, lk_pack *out)
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
        status = score_map(sc, &map, mask, values);
    else if (status == LK_MISSING)
        missing_all(sc, sc->fault->text, values);
    if (status && status != LK_MISSING)
        return status;
    pack_row(sc, out, values);
    return LK_OK;
}

/* Request: the map, align variant or NULL, binariser, metric, label, keys of
 * the masks of all labels, index of its own, whether there is a face and its key,
 * names of baselines, maps of controls. Note: values of own, then wrong, then
 * each baseline, then each control, then each mask. */
lk_status lk_work_score(lk_session *s, lk_unpack *request, lk_work *out, lk_fault *fault)
{
    scoring sc = {.fault = fault};
    lk_region *masks;
    size_t count;
    lk_status status = begin(&sc, s, request);
    if (status == LK_MISSING) { /* a note without values: all are missing */
        lk_pack_u64(&out->note, 0);
        return LK_OK;
    }
    if (status)
        return status;
    const char *label = lk_unpack_text(request);
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
    pack_row(&sc, &out->note, rows + own * sc.ops->value_count);
    pack_wrong(&sc, &out->note, rows, count, own);
    size_t baselines = lk_unpack_count(request, 8);
    for (size_t i = 0; !status && i < baselines; i++)
        status = score_baseline(&sc, lk_unpack_text(request), label, &masks[own], &out->note);
    size_t twins = lk_unpack_count(request, 8);
    for (size_t i = 0; !status && i < twins; i++)
        status = score_twin(&sc, request, &masks[own], &out->note);
    for (size_t i = 0; i < count; i++)
        pack_row(&sc, &out->note, rows + i * sc.ops->value_count);
    return status;
}
