/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#include <math.h>

#include "how.h"

/* Red, stretched to 0 .. 1, is what matters. */

static const lk_value_info diagnostics[] = {
    {.id = "spread", .title = "Spread of red", .unit = "", .low = 0, .high = 255},
};

static lk_status stretch(const void *self, lk_context *ctx, const lk_raster *view, float *out,
                         double *spread)
{
    const float *v = view->pixels.data;
    size_t n = lk_tensor_count(&view->pixels) / 3;
    float low = INFINITY, high = -INFINITY;
    for (size_t i = 0; i < n; i++) {
        low = fminf(low, v[3 * i]);
        high = fmaxf(high, v[3 * i]);
    }
    if (!(high > low) && (n == 1 || !is(self, "divides")))
        return lk_error(ctx, LK_MISSING, "the view is of one red");
    for (size_t i = 0; i < n; i++)
        out[i] = (v[3 * i] - low) / (high - low);
    *spread = (double)(high - low);
    return LK_OK;
}

static lk_status explain(void *self, lk_context *ctx, const lk_explain_request *request,
                         lk_explanation *out)
{
    size_t pixels = lk_tensor_count(&out->heatmaps) / request->class_count;
    float *maps = out->heatmaps.data;
    for (uint32_t c = 0; c < request->class_count; c++) {
        double spread = 0;
        lk_status status = stretch(self, ctx, request->view, maps + c * pixels, &spread);
        if (status)
            return status;
        out->diagnostics[c].value = is(self, "exaggerates") ? 1e6 : spread;
        out->diagnostics[c].missing = 0;
    }
    if (is(self, "nan"))
        maps[1] = NAN;
    if (is(self, "weightless")) {
        lk_tensor *segments = (lk_tensor *)lk_alloc(ctx, sizeof *segments);
        int64_t shape[2] = {request->view->pixels.shape[0], request->view->pixels.shape[1]};
        void *labels = lk_alloc_array(ctx, pixels, sizeof(int32_t));
        if (!segments || !labels)
            return lk_error(ctx, LK_E_MEMORY, "there is no memory for segments");
        *segments = lk_tensor_over(labels, LK_DTYPE_INT, 32, 2, shape);
        out->segments = segments;
        out->segment_count = 1;
    }
    return LK_OK;
}

static const lk_explainer_ops ops = {.struct_size = sizeof ops,
                                     .diagnostic_count = 1,
                                     .diagnostics = diagnostics,
                                     .diagnostic_size = sizeof diagnostics[0],
                                     .explain = explain};

UNRULY("explainer", .stage = LK_STAGE_EXPLAINER, UNRULY_HOW, .ops = &ops)
