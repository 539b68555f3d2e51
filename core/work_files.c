/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "codec.h"
#include "npy.h"
#include "overlay.h"
#include "paths.h"
#include "png.h"
#include "segments.h"
#include "work_network.h"

/* What `likeness explain` and `likeness predict FILE.npy` leave on disk, in the
 * form in which any other program can take over. */

static void *arena_alloc(void *arena, size_t size)
{
    return lk_arena_alloc(arena, size);
}

/* ---- Arrays from outside ---------------------------------------------------------------- */

static lk_status read_coalitions(lk_session *s, const char *path, uint32_t segments, lk_tensor *out,
                                 lk_fault *fault)
{
    lk_status status = lk_npy_read(path, arena_alloc, s->call.arena, out, fault);
    if (status)
        return status;
    int ok = out->rank == 2 && out->dtype.code == LK_DTYPE_UINT && out->dtype.bits == 8 &&
             out->shape[0] > 0 && (!segments || out->shape[1] == segments);
    const uint8_t *z = out->data;
    for (size_t i = 0; ok && i < lk_tensor_count(out); i++)
        ok = z[i] <= 1;
    if (ok)
        return LK_OK;
    lk_fault_set(fault, "%s is not a uint8 or bool array of 0 and 1, samples x segments", path);
    return LK_E_INPUT;
}

/* ---- Files of one face --------------------------------------------------------------------- */

typedef struct files {
    lk_session *s;
    const char *folder, *stem;
    int save;
    lk_fault *fault;
} files;

static const char *path_of(const files *f, const char *what, const char *ending)
{
    return lk_arena_format(f->s->call.arena, "%s/%s-%s.%s", f->folder, f->stem, what, ending);
}

static lk_status trace(void *user, const char *name, const lk_tensor *array)
{
    const files *f = user;
    return f->save ? lk_npy_write(path_of(f, name, "npy"), array, f->fault) : LK_OK;
}

static lk_status write_class(const files *f, const lk_raster *view, const lk_explanation *e,
                             uint32_t slot, const char *class_name)
{
    lk_arena *arena = f->s->call.arena;
    size_t pixels = (size_t)(view->pixels.shape[0] * view->pixels.shape[1]);
    float *heat = lk_arena_array(arena, pixels, sizeof *heat);
    if (!heat)
        return LK_E_MEMORY;
    lk_explanation_values(e, slot, pixels, heat);
    lk_tensor map = lk_tensor_over(heat, LK_DTYPE_FLOAT, 32, 2, view->pixels.shape), overlay;
    char *what = lk_arena_text(arena, class_name);
    for (char *c = what; c && *c; c++)
        if (*c == '/')
            *c = '_';
    lk_status status = lk_overlay_draw(&view->pixels, &map, LK_PALETTE_DIVERGING, arena_alloc,
                                       arena, &overlay, f->fault);
    if (!status)
        status = lk_png_write(path_of(f, what, "png"), &overlay, f->fault);
    if (!status)
        status = lk_npy_write(path_of(f, what, "npy"), &map, f->fault);
    return status;
}

static const char *class_name(const lk_network_info *info, uint32_t index)
{
    return info->classes && index < info->class_count ? info->classes[index] : "output";
}

/* Request: network, item, face, whole, explainer, classes, folder, stem,
 * segments file or NULL, coalitions file or NULL, whether to save the working.
 * Note: passes, effort, then per class its declared diagnostics. */
lk_status lk_work_explain_files(lk_session *s, lk_unpack *request, lk_work *out, lk_fault *fault)
{
    lk_instance *backend = lk_session_instance(s, "networks", lk_unpack_text(request), fault);
    int64_t index = (int64_t)lk_unpack_u64(request);
    lk_face_record face = lk_unpack_face(request, s->call.arena);
    int whole = lk_unpack_u64(request) != 0;
    const char *variant = lk_unpack_text(request);
    uint32_t classes[256], count = (uint32_t)lk_unpack_count(request, 8);
    if (!backend || count > 256)
        return LK_E_INPUT;
    for (uint32_t i = 0; i < count; i++)
        classes[i] = (uint32_t)lk_unpack_u64(request);
    files f = {.s = s, .fault = fault};
    f.folder = lk_unpack_text(request);
    f.stem = lk_unpack_text(request);
    const char *segments_path = lk_unpack_text(request), *z_path = lk_unpack_text(request);
    f.save = lk_unpack_u64(request) != 0;
    lk_instance *explainer = lk_session_instance(s, "explainers", variant, fault);
    if (!explainer || request->bad)
        return LK_E_INPUT;
    lk_network *n = backend->service;
    lk_raster view;
    lk_landmarks points;
    lk_passes_reset(n);
    lk_status status = lk_session_face(s, index, &face, fault);
    if (!status)
        status = lk_face_view(s, n->info, &face.face, whole, &view, &points, fault);
    lk_tensor segments, z;
    uint32_t segment_count = 0;
    if (!status && segments_path)
        status = lk_segments_read(segments_path, view.pixels.shape[0], view.pixels.shape[1],
                                  s->call.arena, &segments, &segment_count, fault);
    if (!status && z_path)
        status = read_coalitions(s, z_path, segment_count, &z, fault);
    if (status)
        return status;
    lk_explain_request ask = {.struct_size = sizeof ask,
                              .class_count = count,
                              .classes = classes,
                              .view = &view,
                              .landmarks = points.count ? &points : NULL,
                              .segments = segments_path ? &segments : NULL,
                              .coalitions = z_path ? &z : NULL,
                              .trace = trace,
                              .trace_user = &f};
    lk_explanation e;
    status = lk_explain(s, explainer, backend, &ask, &face.key, 0, &e, fault);
    for (uint32_t c = 0; !status && c < count; c++)
        status = write_class(&f, &view, &e, c, class_name(n->info, classes[c]));
    if (status)
        return status;
    const lk_explainer_ops *ops = explainer->ops;
    const lk_coalition_effort effort = lk_effort_take(n);
    lk_pack_u64(&out->note, n->passes(n));
    lk_pack_effort(&out->note, &effort);
    for (size_t i = 0; i < (size_t)count * ops->diagnostic_count; i++)
        lk_pack_value(&out->note, &e.diagnostics[i]);
    return LK_OK;
}

/* ---- Raw tensors ----------------------------------------------------------------------------- */

/* Request: network, .npy of float32 N x C x H x W, .npy to write. Note: N and
 * the outputs of each. */
lk_status lk_work_raw_scores(lk_session *s, lk_unpack *request, lk_work *out, lk_fault *fault)
{
    lk_instance *backend = lk_session_instance(s, "networks", lk_unpack_text(request), fault);
    const char *from = lk_unpack_text(request), *to = lk_unpack_text(request);
    lk_tensor batch;
    if (!backend || !from || !to)
        return LK_E_INPUT;
    const lk_backend_ops *ops = backend->ops;
    const lk_network_info *info = ((lk_network *)backend->service)->info;
    lk_status status = lk_npy_read(from, arena_alloc, s->call.arena, &batch, fault);
    if (status)
        return status;
    if (batch.rank != 4 || batch.dtype.code != LK_DTYPE_FLOAT || batch.dtype.bits != 32 ||
        batch.shape[0] < 1 || batch.shape[1] != info->input_channels ||
        batch.shape[2] != info->view.height || batch.shape[3] != info->view.width) {
        lk_fault_set(fault, "%s is not float32 of N x %u x %u x %u, the input of %s", from,
                     info->input_channels, info->view.height, info->view.width, info->name);
        return LK_E_INPUT;
    }
    if (!ops->raw_scores) {
        lk_fault_set(fault, "the backend %s takes no raw tensors", backend->plugin->name);
        return LK_E_UNSUPPORTED;
    }
    int64_t shape[2] = {batch.shape[0], info->class_count};
    float *scores = lk_arena_array(s->call.arena, (size_t)(shape[0] * shape[1]), sizeof *scores);
    lk_context *ctx = lk_session_call(s, backend, from);
    status =
        scores ? ops->raw_scores(backend->self, ctx, &batch, info->output, scores) : LK_E_MEMORY;
    if (status) {
        lk_instance_fault(backend, &s->call, status, fault);
        return status;
    }
    lk_tensor result = lk_tensor_over(scores, LK_DTYPE_FLOAT, 32, 2, shape);
    lk_pack_u64(&out->note, (uint64_t)shape[0]);
    lk_pack_u64(&out->note, (uint64_t)shape[1]);
    return lk_npy_write(to, &result, fault);
}
