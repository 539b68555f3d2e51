/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */

#include "codec.h"
#include "work_network.h"

/* Explanations against the network that they explain. */

static lk_status read_explanation(lk_session *s, const lk_key *key, const lk_raster *view,
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

static lk_status measure(lk_session *s, lk_instance *metric, const lk_key *face,
                         const lk_quality_request *q, lk_value *values, lk_fault *fault)
{
    const lk_metric_ops *ops = metric->ops;
    for (uint32_t i = 0; i < ops->value_count; i++)
        values[i] = (lk_value){.missing = 1};
    lk_context *ctx = lk_session_call(s, metric, s->item.id);
    lk_session_seed(s, metric, face, 0);
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

static lk_status measure_class(lk_session *s, lk_instance *metric, const lk_key *face,
                               const lk_stored_explanation *e, uint32_t slot, lk_quality_request *q,
                               lk_pack *out, lk_fault *fault)
{
    uint32_t count = ((const lk_metric_ops *)metric->ops)->value_count;
    lk_value *values = lk_arena_array(s->call.arena, count, sizeof *values);
    lk_heatmap map;
    if (!values || lk_explanation_paint(e, slot, s->call.arena, &map))
        return LK_E_MEMORY;
    q->map = &map;
    q->segments = e->segments;
    q->segment_count = e->segments ? e->segment_count : 0;
    q->weights = e->segments ? e->weights + (size_t)slot * e->segment_count : NULL;
    lk_status status = measure(s, metric, face, q, values, fault);
    for (uint32_t i = 0; !status && i < count; i++)
        lk_pack_value(out, &values[i]);
    return status;
}

/* Request: network, item, face, whole, metric, key of the explanation, classes.
 * Note: per class the metric's values. */
lk_status lk_work_faithfulness(lk_session *s, lk_unpack *request, lk_work *out, lk_fault *fault)
{
    lk_instance *backend;
    lk_face_record face;
    lk_raster view;
    lk_landmarks points;
    lk_stored_explanation e;
    int whole;
    lk_status status = lk_work_face(s, request, &backend, &face, &whole, fault);
    if (status)
        return status;
    lk_instance *metric = lk_session_instance(s, "metrics", lk_unpack_text(request), fault);
    lk_key key = lk_unpack_key(request);
    size_t count = lk_unpack_count(request, 8);
    lk_network *n = backend->service;
    if (!metric)
        return LK_E_INPUT;
    status = lk_face_view(s, n->info, &face.face, whole, &view, &points, fault);
    if (!status)
        status = read_explanation(s, &key, &view, count, &e, fault);
    for (size_t i = 0; !status && i < count; i++) {
        lk_quality_request q = {.struct_size = sizeof q,
                                .class_index = (uint32_t)lk_unpack_u64(request),
                                .view = &view,
                                .network = n};
        status = measure_class(s, metric, &face.key, &e, (uint32_t)i, &q, &out->note, fault);
    }
    return status;
}
