/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#include <likeness/plugin.h>

/* An explainer that says that it draws nothing, and tells by its heatmaps how often it
 * was called: their stripes move on. */

typedef struct changing {
    size_t calls;
} changing;

static lk_status explain(void *self, lk_context *ctx, const lk_explain_request *request,
                         lk_explanation *out)
{
    changing *c = self;
    float *v = out->heatmaps.data;
    (void)ctx;
    (void)request;
    c->calls++;
    for (size_t i = 0, n = lk_tensor_count(&out->heatmaps); i < n; i++)
        v[i] = (float)(i * c->calls % 101);
    return LK_OK;
}

static const lk_explainer_ops ops = {.struct_size = sizeof ops, .explain = explain};

LK_PLUGIN(.stage = LK_STAGE_EXPLAINER, .name = "changing", .version = "1.0",
          .summary = "Another heatmap at each call.", .licence = "MIT",
          .capabilities = LK_CAP_DETERMINISTIC, .instance_size = sizeof(changing), .ops = &ops)
