/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#include "work_network.h"

#include <math.h>
#include <string.h>
#include <time.h>

#include "affine.h"
#include "cut.h"
#include "folded.h"

/* Work that needs a network: predictions and explanations of one face. */

/* A task that has left so much behind keeps no more scores. */
enum { RECALL_BYTES = 1 << 26 };

static void *call_alloc(void *arena, size_t size)
{
    return lk_arena_alloc(arena, size);
}

/* A face of `image`, which has the shape of the item's. */
static lk_status cut_face(lk_session *s, const lk_network_info *info, const lk_raster *image,
                          lk_view view, const lk_face *face, int whole, lk_raster *out,
                          lk_fault *fault)
{
    lk_box box = {0, 0, (double)image->pixels.shape[1], (double)image->pixels.shape[0]};
    if (whole) {
        view.box = LK_BOX_WHOLE;
        view.enlarge = 0;
    } else if (face->has_box) {
        box = face->box;
    }
    if (view.box == LK_BOX_LANDMARKS && !face->landmarks.count) {
        lk_fault_set(fault,
                     "the network %s looks at the landmarks' box, and this face has no "
                     "landmarks: add `detect:` to the study",
                     info->name);
        return LK_E_INPUT;
    }
    return lk_cut(image, &view, &box, &face->landmarks, call_alloc, s->call.arena, out, fault);
}

lk_status lk_face_view(lk_session *s, const lk_network_info *info, const lk_face *face, int whole,
                       lk_raster *out, lk_landmarks *landmarks, lk_fault *fault)
{
    lk_status status = cut_face(s, info, &s->item_raster, info->view, face, whole, out, fault);
    if (status)
        return status;
    return lk_landmarks_to_view(&face->landmarks, out, call_alloc, s->call.arena, landmarks, fault);
}

lk_status lk_face_truth(lk_session *s, const lk_network_info *info, const lk_face *face, int whole,
                        lk_truth_kind kind, lk_region *out, size_t *area, lk_fault *fault)
{
    lk_raster cut, picture = {.struct_size = sizeof picture,
                              .pixels = lk_truth_picture(&s->item, kind, s->call.arena),
                              .to_image = s->item_raster.to_image};
    lk_view view = info->view;
    view.resize = LK_RESIZE_AREA; /* whatever the network's own rule makes of a pixel */
    if (!picture.pixels.data)
        return LK_E_MEMORY;
    lk_status status = cut_face(s, info, &picture, view, face, whole, &cut, fault);
    if (status)
        return status;
    const lk_tensor *pixels = &cut.pixels;
    uint8_t *mask = lk_arena_array(s->call.arena, lk_tensor_count(pixels) / 3, 1);
    if (!mask)
        return LK_E_MEMORY;
    *area = lk_truth_settle(pixels, mask);
    *out = (lk_region){.struct_size = sizeof *out,
                       .pixels = lk_tensor_over(mask, LK_DTYPE_UINT, 8, 2, pixels->shape)};
    return LK_OK;
}

lk_status lk_face_explanation(lk_session *s, const lk_key *key, const lk_raster *view,
                              size_t classes, lk_stored_explanation *out, lk_fault *fault)
{
    lk_unpack data;
    lk_status status = lk_session_artefact(s, key, NULL, &data, fault);
    if (status)
        return status;
    if (!lk_unpack_explanation(&data, s->call.arena, out) && out->class_count == classes &&
        out->height == view->pixels.shape[0] && out->width == view->pixels.shape[1])
        return LK_OK;
    lk_fault_set(fault, "a stored explanation cannot be read");
    return LK_E_IO;
}

lk_status lk_work_face(lk_session *s, lk_unpack *request, lk_instance **backend,
                       lk_face_record *face, int *whole, lk_fault *fault)
{
    const char *variant = lk_unpack_text(request);
    int64_t index = (int64_t)lk_unpack_u64(request);
    *face = lk_unpack_face(request, s->call.arena);
    *whole = lk_unpack_u64(request) != 0;
    int is_twin = variant && lk_folded_find(&s->study->twins, variant, NULL);
    *backend = lk_session_instance(s, is_twin ? "controls" : "networks", variant, fault);
    if (!*backend)
        return LK_E_INPUT;
    lk_passes_reset((*backend)->service);
    return lk_session_face(s, index, face, fault);
}

lk_status lk_work_predict(lk_session *s, lk_unpack *request, lk_work *out, lk_fault *fault)
{
    lk_instance *backend;
    lk_face_record face;
    lk_raster view;
    lk_landmarks points;
    int whole;
    lk_status status = lk_work_face(s, request, &backend, &face, &whole, fault);
    if (status)
        return status;
    lk_network *n = backend->service;
    status = lk_face_view(s, n->info, &face.face, whole, &view, &points, fault);
    if (status)
        return status;
    lk_tensor batch = view.pixels;
    int64_t shape[4] = {1, batch.shape[0], batch.shape[1], batch.shape[2]};
    batch = lk_tensor_over(view.pixels.data, LK_DTYPE_FLOAT, 32, 4, shape);
    float *scores = lk_arena_array(s->call.arena, n->info->class_count, sizeof *scores);
    lk_context *ctx = lk_session_call(s, backend, s->item.id);
    lk_output output = n->info->output == LK_OUTPUT_RAW ? LK_OUTPUT_RAW : LK_OUTPUT_PROBABILITY;
    status = scores ? n->scores(n, ctx, &batch, output, scores) : LK_E_MEMORY;
    if (status) {
        lk_instance_fault(backend, &s->call, status, fault);
        return status;
    }
    lk_pack_u64(&out->note, n->info->class_count);
    for (uint32_t i = 0; i < n->info->class_count; i++)
        lk_pack_double(&out->note, scores[i]);
    return LK_OK;
}

/* ---- Scores that were asked for before --------------------------------------------- */

static int find_scores(void *user, const lk_key *key, lk_recalled *out)
{
    lk_recalling *r = user;
    lk_session *s = r->session;
    lk_unpack data;
    return (lk_work_added(r->out, key, &data) || !lk_session_artefact(s, key, NULL, &data, NULL)) &&
           !lk_unpack_recalled(&data, s->call.arena, out);
}

static void keep_scores(void *user, const lk_key *key, const lk_recalled *scores)
{
    lk_work *out = ((lk_recalling *)user)->out;
    lk_pack data = {0};
    if (out->extras.size >= RECALL_BYTES)
        return;
    lk_pack_recalled(&data, scores);
    lk_work_lend(out, key, "scores", &data);
    lk_pack_free(&data);
}

void lk_recall_begin(lk_recalling *r, lk_session *s, lk_network *network, lk_work *out)
{
    *r = (lk_recalling){.session = s, .out = out};
    r->recall = (lk_recall){find_scores, keep_scores, r};
    if (s->study->explainers.count > 1)
        lk_network_recall(network, &r->recall);
}

/* ---- Explanations ------------------------------------------------------------------ */

static double seconds(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + (double)t.tv_nsec * 1e-9;
}

static int check_explanation(const lk_explanation *e, const lk_raster *view, uint32_t classes,
                             lk_fault *fault)
{
    size_t pixels = (size_t)(view->pixels.shape[0] * view->pixels.shape[1]);
    if (e->segments &&
        (lk_tensor_count(e->segments) != pixels || !e->weights || !e->segment_count)) {
        lk_fault_set(fault, "its segments have another shape than the view");
        return -1;
    }
    const int32_t *labels = e->segments ? e->segments->data : NULL;
    for (size_t i = 0; labels && i < pixels; i++)
        if (labels[i] < 0 || (uint32_t)labels[i] >= e->segment_count) {
            lk_fault_set(fault, "it gave a segment label %d of %u", labels[i], e->segment_count);
            return -1;
        }
    size_t count = labels ? (size_t)classes * e->segment_count : classes * pixels;
    for (size_t i = 0; i < count; i++) {
        double v = labels ? e->weights[i] : ((const float *)e->heatmaps.data)[i];
        if (!isfinite(v)) {
            lk_fault_set(fault, "its heatmap has a value that is not finite");
            return -1;
        }
    }
    return 0;
}

lk_status lk_explain(lk_session *s, lk_instance *explainer, lk_instance *backend,
                     lk_explain_request *request, const lk_key *item, uint64_t draw,
                     lk_explanation *out, lk_fault *fault)
{
    const lk_explainer_ops *ops = explainer->ops;
    const lk_tensor *view = &request->view->pixels;
    int64_t shape[3] = {request->class_count, view->shape[0], view->shape[1]};
    size_t count = (size_t)(shape[0] * shape[1] * shape[2]);
    float *heat = lk_arena_array(s->call.arena, count, sizeof *heat);
    size_t values = (size_t)request->class_count * ops->diagnostic_count;
    *out = (lk_explanation){.struct_size = sizeof *out};
    out->heatmaps = lk_tensor_over(heat, LK_DTYPE_FLOAT, 32, 3, shape);
    out->diagnostics = lk_arena_array(s->call.arena, values, sizeof *out->diagnostics);
    if (!heat || !out->diagnostics)
        return LK_E_MEMORY;
    for (size_t i = 0; i < values; i++)
        out->diagnostics[i].missing = 1;
    request->network = backend->service;
    lk_context *ctx = lk_session_call(s, explainer, s->item.id);
    lk_session_seed(s, explainer, item, draw);
    lk_status status = ops->explain(explainer->self, ctx, request, out);
    if (status) {
        lk_instance_fault(explainer, &s->call, status, fault);
        return status;
    }
    if (!lk_values_finite(out->diagnostics, values)) {
        lk_fault_set(fault, "explainer %s: one of its diagnostics is not finite",
                     explainer->plugin->name);
        return LK_E_FAIL;
    }
    if (check_explanation(out, request->view, request->class_count, fault)) {
        lk_fault_prefix(fault, "explainer %s: ", explainer->plugin->name);
        return LK_E_FAIL;
    }
    return LK_OK;
}

/* How many segments have names, none where they are numbers; of each its name and its
 * pixels; then per class their weights. */
static lk_status pack_names(lk_session *s, const lk_instance *explainer, const lk_explanation *e,
                            uint32_t classes, lk_pack *note)
{
    const char *const *names = e->segments ? lk_segment_names(explainer, e->segment_count) : NULL;
    uint32_t count = names ? e->segment_count : 0;
    uint64_t *pixels = lk_arena_array(s->call.arena, count, sizeof *pixels);
    if (!pixels)
        return LK_E_MEMORY;
    for (size_t i = 0; names && i < lk_tensor_count(e->segments); i++)
        pixels[((const int32_t *)e->segments->data)[i]]++;
    lk_pack_u64(note, count);
    for (uint32_t k = 0; k < count; k++) {
        lk_pack_text(note, names[k]);
        lk_pack_u64(note, pixels[k]);
    }
    for (size_t i = 0; i < (size_t)classes * count; i++)
        lk_pack_double(note, e->weights[i]);
    return LK_OK;
}

/* Request: network, item, face, whole, explainer, classes. Note: passes, those
 * recalled, seconds, effort, then per class its declared diagnostics, then what segments are
 * called. Data: the explanation. */
lk_status lk_work_explain(lk_session *s, lk_unpack *request, lk_work *out, lk_fault *fault)
{
    lk_instance *backend, *explainer;
    lk_face_record face;
    lk_raster view;
    lk_landmarks points;
    int whole;
    double began = seconds();
    lk_status status = lk_work_face(s, request, &backend, &face, &whole, fault);
    if (status)
        return status;
    const char *variant = lk_unpack_text(request);
    uint32_t classes[256], count = (uint32_t)lk_unpack_count(request, 8);
    if (count > 256)
        return LK_E_UNSUPPORTED;
    for (uint32_t i = 0; i < count; i++)
        classes[i] = (uint32_t)lk_unpack_u64(request);
    explainer = lk_session_instance(s, "explainers", variant, fault);
    if (!explainer)
        return LK_E_INPUT;
    lk_network *n = backend->service;
    status = lk_face_view(s, n->info, &face.face, whole, &view, &points, fault);
    if (status)
        return status;
    lk_explain_request ask = {.struct_size = sizeof ask,
                              .class_count = count,
                              .classes = classes,
                              .view = &view,
                              .landmarks = points.count ? &points : NULL};
    lk_explanation e;
    lk_recalling recalling;
    lk_recall_begin(&recalling, s, n, out);
    status = lk_explain(s, explainer, backend, &ask, &face.key, 0, &e, fault);
    lk_network_recall(n, NULL);
    if (status)
        return status;
    const lk_explainer_ops *ops = explainer->ops;
    const lk_coalition_effort effort = lk_effort_take(n);
    lk_pack_u64(&out->note, n->passes(n));
    lk_pack_u64(&out->note, lk_network_recalled(n));
    lk_pack_double(&out->note, seconds() - began);
    lk_pack_effort(&out->note, &effort);
    lk_pack_u64(&out->note, ops->diagnostic_count);
    for (size_t i = 0; i < (size_t)count * ops->diagnostic_count; i++)
        lk_pack_value(&out->note, &e.diagnostics[i]);
    lk_pack_explanation(&out->data, &view.to_image, (uint32_t)view.pixels.shape[0],
                        (uint32_t)view.pixels.shape[1], count, &e);
    return pack_names(s, explainer, &e, count, &out->note);
}
