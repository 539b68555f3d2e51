/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#include <math.h>
#include <string.h>

#include "affine.h"
#include "codec.h"
#include "cut.h"
#include "work_map.h"

/* Into the canonical frame: pooled heatmaps, mean faces, masks. */

enum { PORTRAIT_SIDE = 320 };

static void *arena_alloc(void *arena, size_t size)
{
    return lk_arena_alloc(arena, size);
}

/* ---- Aligning ------------------------------------------------------------------------ */

static const lk_frame *frame_of(const lk_instance *aligner)
{
    return ((const lk_aligner_ops *)aligner->ops)->frame(aligner->self);
}

/* One map of so many channels, to the call's arena; the status is as in work_map.h. */
static lk_status align_map(lk_session *s, lk_instance *aligner, const lk_heatmap *map,
                           int64_t channels, const lk_landmarks *points, lk_heatmap *out,
                           lk_fault *fault)
{
    const lk_aligner_ops *ops = aligner->ops;
    const lk_frame *frame = frame_of(aligner);
    int64_t shape[3] = {frame->height, frame->width, channels};
    size_t count = (size_t)(shape[0] * shape[1] * channels);
    float *warped = lk_arena_array(s->call.arena, count, sizeof *warped);
    if (!warped)
        return LK_E_MEMORY;
    *out = (lk_heatmap){.struct_size = sizeof *out,
                        .values =
                            lk_tensor_over(warped, LK_DTYPE_FLOAT, 32, channels > 1 ? 3 : 2, shape),
                        .to_image = lk_affine_identity};
    lk_context *ctx = lk_session_call(s, aligner, "align");
    lk_status status = LK_MISSING;
    if ((aligner->plugin->capabilities & LK_CAP_NEEDS_LANDMARKS) && !points->count)
        lk_fault_set(&s->call.fault, "it needs landmarks, and this face has none");
    else
        status = ops->align(aligner->self, ctx, map, points, out);
    for (size_t i = 0; !status && i < count; i++)
        if (!isfinite(warped[i])) {
            lk_fault_set(&s->call.fault, "it gave a value that is not finite");
            status = LK_E_FAIL;
        }
    if (status && status != LK_CANCELLED && status != LK_E_MEMORY)
        lk_instance_fault(aligner, &s->call, status, fault);
    return status;
}

/* A stored explanation, painted, and the landmarks in its pixels. */
static lk_status read_explanation(lk_session *s, const lk_key *key, uint32_t slot,
                                  const lk_face_record *face, lk_heatmap *map, lk_landmarks *points,
                                  lk_fault *fault)
{
    lk_unpack data;
    lk_stored_explanation e;
    lk_status status = lk_session_artefact(s, key, NULL, &data, fault);
    if (status)
        return status;
    if (lk_unpack_explanation(&data, s->call.arena, &e) ||
        lk_explanation_paint(&e, slot, s->call.arena, map)) {
        lk_fault_set(fault, "a stored explanation cannot be read");
        return LK_E_IO;
    }
    lk_raster view = {.struct_size = sizeof view, .to_image = map->to_image};
    return lk_landmarks_to_view(&face->face.landmarks, &view, arena_alloc, s->call.arena, points,
                                fault);
}

lk_status lk_align_explanation(lk_session *s, lk_instance *aligner, const lk_key *key,
                               uint32_t slot, const lk_face_record *face, lk_heatmap *out,
                               lk_fault *fault)
{
    lk_heatmap map;
    lk_landmarks points;
    lk_status status = read_explanation(s, key, slot, face, &map, &points, fault);
    return status ? status : align_map(s, aligner, &map, 1, &points, out, fault);
}

/* ---- Pools ---------------------------------------------------------------------------- */

typedef struct pool {
    lk_session *s;
    lk_instance *aligner;
    lk_tensor sum;   /* float64 */
    lk_arena *arena; /* holds sum while the call's arena is emptied */
    uint64_t n, failed;
    char first[300]; /* why the first one failed */
} pool;

static lk_status pool_begin(pool *p, lk_session *s, const char *align, int64_t channels,
                            lk_fault *fault)
{
    *p = (pool){.s = s};
    p->aligner = lk_session_instance(s, "align", align, fault);
    if (!p->aligner)
        return LK_E_INPUT;
    const lk_frame *frame = frame_of(p->aligner);
    p->arena = lk_arena_new(0);
    int64_t shape[3] = {frame->height, frame->width, channels};
    double *zeros =
        p->arena ? lk_arena_array(p->arena, (size_t)(shape[0] * shape[1] * channels), sizeof *zeros)
                 : NULL;
    p->sum = lk_tensor_over(zeros, LK_DTYPE_FLOAT, 64, channels > 1 ? 3 : 2, shape);
    return zeros ? LK_OK : LK_E_MEMORY;
}

/* Align one map and add it. A map that cannot be aligned is counted. */
static lk_status pool_add(pool *p, const lk_heatmap *map, const lk_landmarks *points,
                          lk_fault *fault)
{
    int64_t channels = p->sum.rank > 2 ? p->sum.shape[2] : 1;
    lk_heatmap aligned;
    lk_status status = align_map(p->s, p->aligner, map, channels, points, &aligned, fault);
    if (status == LK_CANCELLED || status == LK_E_MEMORY)
        return status;
    if (status) {
        if (!p->failed++)
            memcpy(p->first, fault->text, sizeof p->first - 1);
        return LK_OK;
    }
    const float *values = aligned.values.data;
    double *sum = p->sum.data;
    for (size_t i = 0, count = lk_tensor_count(&p->sum); i < count; i++)
        sum[i] += values[i];
    p->n++;
    return LK_OK;
}

static lk_status pool_end(pool *p, lk_status status, lk_work *out, lk_fault *fault)
{
    if (!status && !p->n) {
        lk_fault_set(fault, "%s", p->failed ? p->first : "there is nothing to pool");
        status = LK_MISSING;
    }
    if (!status) {
        lk_pack_u64(&out->note, p->n);
        lk_pack_u64(&out->note, p->failed);
        lk_pack_text(&out->note, p->failed ? p->first : NULL);
        lk_pack_map(&out->data, p->n, &p->sum);
    }
    lk_arena_free(p->arena);
    return status;
}

/* Request: align variant, count, then per map: key, slot, face. Note: how many
 * went in, how many could not be aligned, why the first. */
lk_status lk_work_pool(lk_session *s, lk_unpack *request, lk_work *out, lk_fault *fault)
{
    pool p;
    const char *align = lk_unpack_text(request);
    lk_status status = pool_begin(&p, s, align, 1, fault);
    size_t count = lk_unpack_count(request, 40);
    for (size_t i = 0; !status && i < count; i++) {
        lk_call_reset(&s->call);
        lk_key key = lk_unpack_key(request);
        uint32_t slot = (uint32_t)lk_unpack_u64(request);
        lk_face_record face = lk_unpack_face(request, s->call.arena);
        lk_heatmap map;
        lk_landmarks points;
        status = read_explanation(s, &key, slot, &face, &map, &points, fault);
        if (!status)
            status = pool_add(&p, &map, &points, fault);
    }
    return pool_end(&p, status, out, fault);
}

/* Request: count, keys of maps. Note and data as for a pool. */
lk_status lk_work_merge(lk_session *s, lk_unpack *request, lk_work *out, lk_fault *fault)
{
    pool p = {.s = s, .arena = lk_arena_new(0)};
    lk_status status = p.arena ? LK_OK : LK_E_MEMORY;
    size_t count = lk_unpack_count(request, 32);
    for (size_t i = 0; !status && i < count; i++) {
        lk_unpack data;
        lk_call_reset(&s->call);
        lk_key key = lk_unpack_key(request);
        status = lk_session_artefact(s, &key, NULL, &data, fault);
        if (!status && lk_unpack_map_add(&data, p.arena, &p.sum, &p.n)) {
            lk_fault_set(fault, "a map in the store cannot be added to the others: it is damaged "
                                "or of another size");
            status = LK_E_INPUT;
        }
    }
    return pool_end(&p, status, out, fault);
}

static lk_status portrait_add(pool *p, const lk_face_record *face, lk_fault *fault)
{
    static const lk_view around = {.struct_size = sizeof around,
                                   .box = LK_BOX_LANDMARKS,
                                   .enlarge = 0.3,
                                   .pad = LK_PAD_CENTRE,
                                   .resize = LK_RESIZE_BILINEAR,
                                   .width = PORTRAIT_SIDE,
                                   .height = PORTRAIT_SIDE,
                                   .frames = 1};
    lk_session *s = p->s;
    lk_raster cut;
    lk_landmarks points;
    lk_view view = around;
    if (!face->face.landmarks.count)
        view.box = face->face.has_box ? LK_BOX_FACE : LK_BOX_WHOLE;
    lk_status status = lk_cut(&s->item_raster, &view, &face->face.box, &face->face.landmarks,
                              arena_alloc, s->call.arena, &cut, fault);
    if (!status)
        status = lk_landmarks_to_view(&face->face.landmarks, &cut, arena_alloc, s->call.arena,
                                      &points, fault);
    if (status)
        return status;
    lk_heatmap map = {.struct_size = sizeof map, .values = cut.pixels, .to_image = cut.to_image};
    return pool_add(p, &map, &points, fault);
}

/* Request: align variant, count, then per face: item, face. */
lk_status lk_work_portrait(lk_session *s, lk_unpack *request, lk_work *out, lk_fault *fault)
{
    pool p;
    const char *align = lk_unpack_text(request);
    lk_status status = pool_begin(&p, s, align, 3, fault);
    size_t count = lk_unpack_count(request, 8);
    for (size_t i = 0; !status && i < count; i++) {
        lk_call_reset(&s->call);
        int64_t index = (int64_t)lk_unpack_u64(request);
        lk_face_record face = lk_unpack_face(request, s->call.arena);
        status = lk_session_face(s, index, &face, fault);
        if (!status)
            status = portrait_add(&p, &face, fault);
    }
    return pool_end(&p, status, out, fault);
}

/* Request: mask variant, label, reading, align variant or NULL, width, height.
 * Data: uint8 H x W. */
lk_status lk_work_mask(lk_session *s, lk_unpack *request, lk_work *out, lk_fault *fault)
{
    const char *variant = lk_unpack_text(request), *label = lk_unpack_text(request);
    uint32_t reading = (uint32_t)lk_unpack_u64(request);
    const char *align = lk_unpack_text(request);
    lk_frame plain = {.struct_size = sizeof plain};
    plain.width = (uint32_t)lk_unpack_u64(request);
    plain.height = (uint32_t)lk_unpack_u64(request);
    lk_instance *mask = lk_session_instance(s, "masks", variant, fault);
    lk_instance *aligner = align ? lk_session_instance(s, "align", align, fault) : NULL;
    if (!mask || (align && !aligner))
        return LK_E_INPUT;
    const lk_frame *frame = aligner ? frame_of(aligner) : &plain;
    int64_t shape[2] = {frame->height, frame->width};
    size_t count = (size_t)shape[0] * (size_t)shape[1];
    uint8_t *pixels = lk_arena_alloc(s->call.arena, count);
    if (!pixels)
        return LK_E_MEMORY;
    lk_region region = {.struct_size = sizeof region,
                        .pixels = lk_tensor_over(pixels, LK_DTYPE_UINT, 8, 2, shape)};
    const lk_mask_ops *ops = mask->ops;
    lk_status status =
        ops->draw(mask->self, lk_session_call(s, mask, label), label, reading, frame, &region);
    if (status) {
        lk_instance_fault(mask, &s->call, status, fault);
        return status;
    }
    uint64_t area = 0;
    for (size_t i = 0; i < count; i++)
        area += pixels[i] = pixels[i] != 0;
    lk_pack_u64(&out->note, area);
    lk_pack_tensor(&out->data, &region.pixels);
    return LK_OK;
}
