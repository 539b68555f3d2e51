/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#ifndef LK_BACKENDS_ASKED_H
#define LK_BACKENDS_ASKED_H

/* Is what is asked of a network something that it can give? Each function gives
 * LK_OK, or an error whose sentence says what the network takes or gives. */

#include <likeness/plugin.h>

/* It has weights to compute with. */
lk_status asked_weights(lk_context *ctx, const lk_network_info *info);
/* It takes pictures of 1 channel or 3, as a model of ONNX need not. */
lk_status asked_picture(lk_context *ctx, const lk_network_info *info);
/* The batch is float32 N x height x width x 3, as scores() takes it. */
lk_status asked_views(lk_context *ctx, const lk_network_info *info, const lk_tensor *batch);
/* The batch is float32 N x channels x height x width, as raw_scores() takes it. */
lk_status asked_tensors(lk_context *ctx, const lk_network_info *info, int64_t channels,
                        int64_t height, int64_t width, const lk_tensor *batch);
/* The output is the network's own, or its logits where `has_logits`. */
lk_status asked_output(lk_context *ctx, const lk_network_info *info, int has_logits,
                       lk_output output);

#endif
