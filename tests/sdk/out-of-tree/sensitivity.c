/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#include <math.h>

#include <likeness/plugin.h>

/* An explainer as somebody else writes it: how much each pixel's colours change the
 * class. */

static lk_status absolute(lk_context *ctx, const lk_explain_request *request, uint32_t class_index,
                          float *map)
{
    const lk_tensor *view = &request->view->pixels;
    int64_t shape[4] = {1, view->shape[0], view->shape[1], 3};
    lk_tensor batch = lk_tensor_over(view->data, LK_DTYPE_FLOAT, 32, 4, shape), gradient = batch;
    size_t values = lk_tensor_count(view);
    gradient.data = lk_alloc_array(ctx, values, sizeof(float));
    if (!gradient.data)
        return lk_error(ctx, LK_E_MEMORY, "there is no memory for a gradient");
    lk_status status = request->network->gradients(request->network, ctx, &batch, &class_index,
                                                   LK_OUTPUT_LOGIT, NULL, &gradient);
    for (size_t i = 0; !status && i < values; i++)
        map[i / 3] += fabsf(((const float *)gradient.data)[i]);
    return status;
}

static lk_status explain(void *self, lk_context *ctx, const lk_explain_request *request,
                         lk_explanation *out)
{
    size_t pixels = lk_tensor_count(&request->view->pixels) / 3;
    lk_status status = LK_OK;
    (void)self;
    for (uint32_t c = 0; !status && c < request->class_count; c++)
        status = lk_cancelled(ctx) ? LK_CANCELLED
                                   : absolute(ctx, request, request->classes[c],
                                              (float *)out->heatmaps.data + c * pixels);
    return status;
}

static const lk_explainer_ops ops = {
    .struct_size = sizeof ops, .requires_ = LK_CAP_GRADIENTS, .explain = explain};

LK_PLUGIN(.stage = LK_STAGE_EXPLAINER, .name = "sensitivity", .version = "1.0",
          .summary = "How much each pixel changes the class.", .licence = "MIT",
          .capabilities = LK_CAP_DETERMINISTIC, .ops = &ops)
