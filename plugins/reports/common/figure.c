/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#include "figure.h"

#include "shade.h"

lk_status figure_heatmap(const lk_report_request *request, lk_context *ctx, size_t index,
                         lk_tensor *out)
{
    const lk_figure *f = &request->figures[index];
    lk_status status = LK_OK;
    if (strcmp(f->kind, "heatmap"))
        return LK_MISSING;
    *out = f->pixels;
    if (!out->data && LK_HAS(request, lk_report_request, pixels) && request->pixels)
        status = request->pixels(request, ctx, index, out);
    if (!status && !shade_is_float(out, 0))
        status = LK_MISSING;
    return status;
}
