/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#include <likeness/plugin.h>

static const lk_network_info *info(void *self)
{
    (void)self;
    return NULL;
}

static lk_status scores(void *self, lk_context *ctx, const lk_tensor *batch, lk_output output,
                        float *out)
{
    (void)self;
    (void)batch;
    (void)output;
    (void)out;
    return lk_error(ctx, LK_E_UNSUPPORTED, "it computes nothing");
}

static const lk_backend_ops ops = {.struct_size = sizeof ops, .info = info, .scores = scores};

LK_PLUGIN(.stage = LK_STAGE_BACKEND, .name = "no-gradients", .version = "1.0",
          .summary = "Promises gradients.", .licence = "MIT",
          .capabilities = LK_CAP_DETERMINISTIC | LK_CAP_GRADIENTS, .ops = &ops)
