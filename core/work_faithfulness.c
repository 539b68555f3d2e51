/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#include <string.h>

#include "work_network.h"

/* Explanations against the network that they explain. */

/* ---- Explaining again ------------------------------------------------------------ */

/* The face in hand, and what explained it. */
typedef struct subject {
    lk_session *s;
    lk_instance *metric, *explainer, *backend;
    lk_face_record face;
    lk_raster view;
    lk_landmarks points;
    const lk_heatmap *map; /* of the class in hand */
    uint32_t class_index;
} subject;

static int is_like(const lk_tensor *t, int32_t rank, const lk_tensor *view)
{
    return t->rank == rank && t->dtype.code == LK_DTYPE_FLOAT && t->dtype.bits == 32 &&
           t->shape[0] == view->shape[0] && t->shape[1] == view->shape[1] &&
           (rank < 3 || t->shape[2] == view->shape[2]);
}

static lk_status explain_over(subject *on, const lk_raster *view, uint32_t class_index,
                              uint64_t draw, float *map, lk_fault *fault)
{
    lk_explain_request ask = {.struct_size = sizeof ask,
                              .class_count = 1,
                              .classes = &class_index,
                              .view = view,
                              .landmarks = on->points.count ? &on->points : NULL};
    lk_explanation e;
    lk_status status =
        lk_explain(on->s, on->explainer, on->backend, &ask, &on->face.key, draw, &e, fault);
    if (!status)
        lk_explanation_values(&e, 0, (size_t)view->pixels.shape[0] * (size_t)view->pixels.shape[1],
                              map);
    return status;
}

/* Is it the heatmap in hand that is asked for, with other random numbers, of what draws
 * none? It would come out the same. */
static int is_in_hand(const subject *on, const lk_raster *view, uint32_t class_index, uint64_t draw)
{
    return draw && view == &on->view && class_index == on->class_index &&
           lk_instance_repeats(on->explainer) && lk_instance_repeats(on->backend);
}

/* The metric waits in its own call, whose memory and random stream stay as they
 * are: another call takes its place for as long as the explainer needs it. */
static lk_status explain_again(void *user, lk_context *ctx, const lk_raster *view,
                               uint32_t class_index, uint64_t draw, lk_tensor *map)
{
    subject *on = user;
    lk_session *s = on->s;
    const lk_network_info *info = ((lk_network *)on->backend->service)->info;
    lk_fault fault = {0};
    if (!is_like(&view->pixels, 3, &on->view.pixels) || !is_like(map, 2, &on->view.pixels) ||
        class_index >= info->class_count)
        return lk_error(ctx, LK_E_INPUT,
                        "what is to be explained again has another shape, or no such class");
    if (is_in_hand(on, view, class_index, draw)) {
        memcpy(map->data, on->map->values.data, lk_tensor_count(map) * sizeof(float));
        return LK_OK;
    }
    lk_call waiting = s->call;
    lk_status status = LK_E_MEMORY;
    if (!lk_call_begin(&s->call, s->study->path, s->threads, s->study->task_bytes)) {
        status = explain_over(on, view, class_index, draw, map->data, &fault);
        lk_call_end(&s->call);
    }
    s->call = waiting;
    lk_session_doing(on->metric, s->item.id);
    return status ? lk_error(ctx, status, "explaining it again: %s",
                             fault.text[0] ? fault.text : "out of memory")
                  : LK_OK;
}

/* ---- Measuring ------------------------------------------------------------------- */

static lk_status measure(subject *on, const lk_quality_request *q, lk_value *values,
                         lk_fault *fault)
{
    lk_session *s = on->s;
    lk_instance *metric = on->metric;
    const lk_metric_ops *ops = metric->ops;
    for (uint32_t i = 0; i < ops->value_count; i++)
        values[i] = (lk_value){.missing = 1};
    lk_context *ctx = lk_session_call(s, metric, s->item.id);
    lk_session_seed(s, metric, &on->face.key, 0);
    lk_status status = lk_metric_has_quality(ops)
                           ? ops->quality(metric->self, ctx, q, values)
                           : ops->faithfulness(metric->self, ctx, q->map, q->view, q->network,
                                               q->class_index, values);
    if (status && status != LK_MISSING) {
        lk_instance_fault(metric, &s->call, status, fault);
        return status;
    }
    if (lk_values_finite(values, ops->value_count))
        return LK_OK;
    lk_fault_set(fault, "metric %s gave a value that is not finite", metric->plugin->name);
    return LK_E_FAIL;
}

static lk_status measure_class(subject *on, const lk_stored_explanation *e, uint32_t slot,
                               uint32_t class_index, lk_pack *out, lk_fault *fault)
{
    lk_arena *arena = on->s->call.arena;
    uint32_t count = ((const lk_metric_ops *)on->metric->ops)->value_count;
    lk_value *values = lk_arena_array(arena, count, sizeof *values);
    lk_heatmap map;
    if (!values || lk_explanation_paint(e, slot, arena, &map))
        return LK_E_MEMORY;
    on->map = &map;
    on->class_index = class_index;
    lk_quality_request q = {.struct_size = sizeof q,
                            .class_index = class_index,
                            .map = &map,
                            .view = &on->view,
                            .network = on->backend->service,
                            .segments = e->segments,
                            .explain_again = explain_again,
                            .explain_user = on};
    if (e->segments) {
        q.segment_count = e->segment_count;
        q.weights = e->weights + (size_t)slot * e->segment_count;
    }
    lk_status status = measure(on, &q, values, fault);
    for (uint32_t i = 0; !status && i < count; i++)
        lk_pack_value(out, &values[i]);
    return status;
}

/* Request: network, item, face, whole, explainer, metric, key of the explanation,
 * classes. Note: per class the metric's values. */
lk_status lk_work_faithfulness(lk_session *s, lk_unpack *request, lk_work *out, lk_fault *fault)
{
    subject on = {.s = s};
    lk_stored_explanation e;
    int whole;
    lk_status status = lk_work_face(s, request, &on.backend, &on.face, &whole, fault);
    if (status)
        return status;
    on.explainer = lk_session_instance(s, "explainers", lk_unpack_text(request), fault);
    on.metric =
        on.explainer ? lk_session_instance(s, "metrics", lk_unpack_text(request), fault) : NULL;
    if (!on.metric)
        return LK_E_INPUT;
    lk_key key = lk_unpack_key(request);
    size_t count = lk_unpack_count(request, 8);
    lk_network *n = on.backend->service;
    lk_recalling recalling;
    status = lk_face_view(s, n->info, &on.face.face, whole, &on.view, &on.points, fault);
    if (!status)
        status = lk_face_explanation(s, &key, &on.view, count, &e, fault);
    lk_recall_begin(&recalling, s, n, out); /* what explains again is answered, too */
    for (size_t i = 0; !status && i < count; i++)
        status = measure_class(&on, &e, (uint32_t)i, (uint32_t)lk_unpack_u64(request), &out->note,
                               fault);
    lk_network_recall(n, NULL);
    return status;
}
