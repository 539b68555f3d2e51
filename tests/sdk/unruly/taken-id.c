/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#include "how.h"

/* An explainer of nothing, whose diagnostic has an id that the host uses itself. */

static const lk_value_info infos[] = {
    {.id = "passes", .title = "Forward passes", .unit = "", .high = 1e9},
};

static lk_status explain(void *self, lk_context *ctx, const lk_explain_request *request,
                         lk_explanation *out)
{
    (void)self;
    (void)ctx;
    (void)request;
    (void)out;
    return LK_OK;
}

static const lk_explainer_ops ops = {.struct_size = sizeof ops,
                                     .diagnostic_count = sizeof infos / sizeof *infos,
                                     .diagnostics = infos,
                                     .diagnostic_size = sizeof infos[0],
                                     .explain = explain};

UNRULY("taken-id", .stage = LK_STAGE_EXPLAINER, UNRULY_HOW, .ops = &ops)
