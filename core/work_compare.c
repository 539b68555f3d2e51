/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */

#include "codec.h"
#include "task.h"

/* Maps against each other, and predictions against labels. */

static lk_status pack_values(const lk_instance *metric, const lk_value *values, size_t count,
                             lk_pack *out, lk_fault *fault)
{
    if (!lk_values_finite(values, count)) {
        lk_fault_set(fault, "metric %s gave a value that is not finite", metric->plugin->name);
        return LK_E_FAIL;
    }
    for (size_t i = 0; i < count; i++)
        lk_pack_value(out, &values[i]);
    return LK_OK;
}

static lk_status read_map(lk_session *s, lk_unpack *request, lk_heatmap *out, lk_fault *fault)
{
    lk_unpack data;
    lk_key key = lk_unpack_key(request);
    lk_status status = lk_session_artefact(s, &key, NULL, &data, fault);
    if (status)
        return status;
    if (!lk_unpack_map(&data, s->call.arena, out, NULL))
        return LK_OK;
    lk_fault_set(fault, "a stored map cannot be read");
    return LK_E_IO;
}

/* Why two maps cannot be compared, NULL: they can. */
static const char *obstacle(const lk_heatmap *a, const lk_heatmap *b)
{
    if (!lk_map_finite(a) || !lk_map_finite(b))
        return LK_MAP_NOT_FINITE;
    if (lk_tensor_count(&a->values) != lk_tensor_count(&b->values) ||
        a->values.shape[0] != b->values.shape[0])
        return "the heatmaps have different sizes";
    return NULL;
}

static lk_status compare(lk_session *s, lk_instance *metric, const lk_heatmap *a,
                         const lk_heatmap *b, lk_pack *out, lk_fault *fault)
{
    const lk_metric_ops *ops = metric->ops;
    lk_value values[64];
    const char *reason = obstacle(a, b);
    for (uint32_t i = 0; i < ops->value_count; i++)
        values[i] = (lk_value){.missing = 1, .reason = reason};
    lk_context *ctx = lk_session_call(s, metric, "similarity");
    lk_status status = reason ? LK_OK : ops->similarity(metric->self, ctx, a, b, values);
    if (status && status != LK_MISSING) {
        lk_instance_fault(metric, &s->call, status, fault);
        return status;
    }
    return pack_values(metric, values, ops->value_count, out, fault);
}

/* Request: metric, count, keys of maps. Note: values of each pair i < j. */
lk_status lk_work_similarity(lk_session *s, lk_unpack *request, lk_work *out, lk_fault *fault)
{
    const char *variant = lk_unpack_text(request);
    lk_instance *metric = lk_session_instance(s, "metrics", variant, fault);
    size_t count = lk_unpack_count(request, 32);
    lk_heatmap *maps = lk_arena_array(s->call.arena, count, sizeof *maps);
    if (!metric || !maps || ((const lk_metric_ops *)metric->ops)->value_count > 64)
        return LK_E_INPUT;
    lk_status status = LK_OK;
    for (size_t i = 0; !status && i < count; i++)
        status = read_map(s, request, &maps[i], fault);
    for (size_t i = 0; !status && i < count; i++)
        for (size_t j = i + 1; !status && j < count; j++)
            status = compare(s, metric, &maps[i], &maps[j], &out->note, fault);
    return status;
}

static lk_status read_explanation(lk_session *s, lk_unpack *request, lk_stored_explanation *out,
                                  lk_fault *fault)
{
    lk_unpack data;
    lk_key key = lk_unpack_key(request);
    lk_status status = lk_session_artefact(s, &key, NULL, &data, fault);
    if (status || !lk_unpack_explanation(&data, s->call.arena, out))
        return status;
    lk_fault_set(fault, "a stored explanation cannot be read");
    return LK_E_IO;
}

/* Request: metric, keys of two explanations for the same classes. Note: values of
 * each class. */
lk_status lk_work_control(lk_session *s, lk_unpack *request, lk_work *out, lk_fault *fault)
{
    lk_stored_explanation a, b;
    lk_heatmap first, second;
    lk_instance *metric = lk_session_instance(s, "metrics", lk_unpack_text(request), fault);
    if (!metric || ((const lk_metric_ops *)metric->ops)->value_count > 64)
        return LK_E_INPUT;
    lk_status status = read_explanation(s, request, &a, fault);
    if (!status)
        status = read_explanation(s, request, &b, fault);
    for (uint32_t k = 0; !status && k < a.class_count && k < b.class_count; k++) {
        if (lk_explanation_paint(&a, k, s->call.arena, &first) ||
            lk_explanation_paint(&b, k, s->call.arena, &second))
            return LK_E_MEMORY;
        status = compare(s, metric, &first, &second, &out->note, fault);
    }
    return status;
}

/* Request: metric, count, then truth, predicted and the scores of each label.
 * Note: values, then the confusion counts. */
lk_status lk_work_classify(lk_session *s, lk_unpack *request, lk_work *out, lk_fault *fault)
{
    lk_instance *metric = lk_session_instance(s, "metrics", lk_unpack_text(request), fault);
    size_t count = lk_unpack_count(request, 16), labels = s->study->label_count;
    int32_t *truth = lk_arena_array(s->call.arena, count, sizeof *truth);
    int32_t *predicted = lk_arena_array(s->call.arena, count, sizeof *predicted);
    uint64_t *confusion = lk_arena_array(s->call.arena, labels * labels, sizeof *confusion);
    if (!metric || !truth || !predicted || !confusion)
        return LK_E_INPUT;
    for (size_t i = 0; i < count; i++) {
        truth[i] = (int32_t)(int64_t)lk_unpack_u64(request);
        predicted[i] = (int32_t)(int64_t)lk_unpack_u64(request);
    }
    const lk_metric_ops *ops = metric->ops;
    lk_predictions p = {.struct_size = sizeof p,
                        .label_count = (uint32_t)labels,
                        .labels = s->study->labels,
                        .count = count,
                        .truth = truth,
                        .predicted = predicted};
    lk_value *values = lk_arena_array(s->call.arena, ops->value_count, sizeof *values);
    for (uint32_t i = 0; values && i < ops->value_count; i++)
        values[i].missing = 1;
    lk_context *ctx = lk_session_call(s, metric, "classification");
    lk_status status =
        values ? ops->classification(metric->self, ctx, &p, values, confusion) : LK_E_MEMORY;
    if (status && status != LK_MISSING) {
        lk_instance_fault(metric, &s->call, status, fault);
        return status;
    }
    status = pack_values(metric, values, ops->value_count, &out->note, fault);
    for (size_t i = 0; i < labels * labels; i++)
        lk_pack_u64(&out->note, confusion[i]);
    return status;
}
