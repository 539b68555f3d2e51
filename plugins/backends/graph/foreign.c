/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#include "foreign.h"

#include <math.h>

const char *const foreign_activations[] = {"linear", "softmax", "sigmoid", NULL};

static void softmax(const float *logits, size_t count, float *out)
{
    double largest = -INFINITY, sum = 0;
    for (size_t i = 0; i < count; i++)
        largest = (double)logits[i] > largest ? (double)logits[i] : largest;
    for (size_t i = 0; i < count; i++)
        sum += exp((double)logits[i] - largest);
    for (size_t i = 0; i < count; i++)
        out[i] = (float)(exp((double)logits[i] - largest) / sum);
}

void foreign_activate(foreign_activation a, const float *logits, size_t count, float *out)
{
    if (a == FOREIGN_SOFTMAX)
        softmax(logits, count, out);
    for (size_t i = 0; a == FOREIGN_SIGMOID && i < count; i++)
        out[i] = (float)graph_activate(GRAPH_SIGMOID, 0, 0, (double)logits[i]);
}

/* ---- What is asked ----------------------------------------------------------------- */

static int has_shape(const lk_tensor *t, int64_t a, int64_t b, int64_t c)
{
    return t->rank == 4 && t->dtype.code == LK_DTYPE_FLOAT && t->dtype.bits == 32 &&
           t->shape[0] > 0 && t->shape[1] == a && t->shape[2] == b && t->shape[3] == c;
}

lk_status foreign_check_view(lk_context *ctx, const lk_network_info *info, const lk_tensor *batch)
{
    const lk_view *v = &info->view;
    if (has_shape(batch, v->height, v->width, 3))
        return LK_OK;
    return lk_error(ctx, LK_E_INPUT, "the network %s takes float32 batches of %u x %u x 3",
                    info->name, v->height, v->width);
}

lk_status foreign_check_raw(lk_context *ctx, const lk_network_info *info, const lk_tensor *batch)
{
    const lk_view *v = &info->view;
    if (has_shape(batch, info->input_channels, v->height, v->width))
        return LK_OK;
    return lk_error(ctx, LK_E_INPUT, "the network %s takes float32 tensors of N x %u x %u x %u",
                    info->name, info->input_channels, v->height, v->width);
}

lk_status foreign_check_output(lk_context *ctx, const lk_network_info *info, int has_logits,
                               lk_output output)
{
    static const char *const words[] = {"probabilities", "logits", "raw values"};
    if (output == info->output || (output == LK_OUTPUT_LOGIT && has_logits))
        return LK_OK;
    return lk_error(ctx, LK_E_UNSUPPORTED, "the network %s gives %s, not %s", info->name,
                    has_logits ? "probabilities and logits" : words[info->output],
                    (unsigned)output < 3 ? words[output] : "that");
}
