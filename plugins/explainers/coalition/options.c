/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#include "options.h"

const char *const coalition_fills[] = {"black", "mean", "truncated-mean", "colour", "grey",
                                       "blur",  NULL};

static fill fill_of(const coalition_options *o)
{
    return (fill){(fill_kind)o->fill, &o->colour, o->blur};
}

lk_status coalition_options_check(void *self, lk_context *ctx)
{
    const fill f = fill_of(self);
    return fill_check(ctx, &f);
}

lk_status coalition_begin(lk_context *ctx, const coalition_options *o,
                          const lk_explain_request *request, coalition *out)
{
    const fill f = fill_of(o);
    lk_status status = coalition_open(ctx, request, out);
    if (!status && !request->segments)
        status = o->segmenter->segment(o->segmenter, ctx, request->view, request->landmarks,
                                       &out->segments, &out->segment_count);
    return status ? status : coalition_fill(ctx, out, &f);
}

lk_status coalition_begin_own(lk_context *ctx, const coalition_options *o,
                              const lk_explain_request *request, coalition *out)
{
    if (request->coalitions)
        return lk_error(ctx, LK_E_INPUT,
                        "this explainer chooses its samples itself: give it segments alone");
    return coalition_begin(ctx, o, request, out);
}

lk_status coalition_ask(lk_context *ctx, const coalition_options *o, coalition *c, size_t first)
{
    return coalition_score(ctx, c, first, (lk_output)o->output);
}
