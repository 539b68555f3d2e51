/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#include "how.h"

/* An explainer that gives every class a level of its own, and whose diagnostic has an id that the
 * host uses itself. */

static const lk_value_info infos[] = {
    {.id = "passes", .title = "Forward passes", .unit = "", .high = 1e9},
};

static lk_status explain(void *self, lk_context *ctx, const lk_explain_request *request,
                         lk_explanation *out)
{
    float *map = out->heatmaps.data;
    size_t count = lk_tensor_count(&out->heatmaps);
    (void)self;
    (void)ctx;
    for (size_t i = 0; i < count; i++)
        map[i] = (float)request->classes[i * request->class_count / count];
    return LK_OK;
}

static const lk_explainer_ops ops = {.struct_size = sizeof ops,
                                     .diagnostic_count = sizeof infos / sizeof *infos,
                                     .diagnostics = infos,
                                     .diagnostic_size = sizeof infos[0],
                                     .explain = explain};

UNRULY("taken-id", .stage = LK_STAGE_EXPLAINER, UNRULY_HOW, .ops = &ops)
