/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#include "asked.h"

#include <inttypes.h>

lk_status asked_weights(lk_context *ctx, const lk_network_info *info)
{
    return !info->lacks_weights
               ? LK_OK
               : lk_error(ctx, LK_E_INPUT,
                          "the network %s has no weights: name a file with `weights:`, or ask for "
                          "untrained ones with `random_weights:`",
                          info->name);
}

lk_status asked_picture(lk_context *ctx, const lk_network_info *info)
{
    return info->input_channels
               ? LK_OK
               : lk_error(ctx, LK_E_UNSUPPORTED,
                          "the network %s takes no pictures of 1 channel or 3", info->name);
}

static int has_shape(const lk_tensor *t, int64_t a, int64_t b, int64_t c)
{
    return t->rank == 4 && t->dtype.code == LK_DTYPE_FLOAT && t->dtype.bits == 32 &&
           t->shape[0] > 0 && t->shape[1] == a && t->shape[2] == b && t->shape[3] == c;
}

lk_status asked_views(lk_context *ctx, const lk_network_info *info, const lk_tensor *batch)
{
    const lk_view *v = &info->view;
    lk_status status = asked_picture(ctx, info);
    if (status || has_shape(batch, v->height, v->width, 3))
        return status;
    return lk_error(ctx, LK_E_INPUT, "the network %s takes float32 batches of %u x %u x 3",
                    info->name, v->height, v->width);
}

lk_status asked_tensors(lk_context *ctx, const lk_network_info *info, int64_t channels,
                        int64_t height, int64_t width, const lk_tensor *batch)
{
    if (has_shape(batch, channels, height, width))
        return LK_OK;
    return lk_error(ctx, LK_E_INPUT,
                    "the network %s takes float32 tensors of N x %" PRId64 " x %" PRId64
                    " x %" PRId64,
                    info->name, channels, height, width);
}

lk_status asked_output(lk_context *ctx, const lk_network_info *info, int has_logits,
                       lk_output output)
{
    static const char *const words[] = {"probabilities", "logits", "raw values"};
    if (output == info->output || (output == LK_OUTPUT_LOGIT && has_logits))
        return LK_OK;
    return lk_error(ctx, LK_E_UNSUPPORTED, "the network %s gives %s, not %s", info->name,
                    has_logits ? "probabilities and logits" : words[info->output],
                    (unsigned)output < 3 ? words[output] : "that");
}
