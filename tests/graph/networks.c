/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#include "networks.h"

#include <stdio.h>
#include <string.h>

kit *open_network(const char *name)
{
    char params[300], error[1200] = "";
    snprintf(params, sizeof params, "{model: configs/networks/%s.yaml}", name);
    kit *k = kit_try_open(LK_STAGE_BACKEND, TEST_BACKEND, params, error, sizeof error);
    if (!k && strstr(error, "No such file")) {
        print_message("# skipped: %s\n", error);
        skip();
    }
    if (!k)
        fail_msg("%s", error);
    return k;
}

lk_tensor float_batch(const char *npy)
{
    lk_tensor bytes = kit_npy(npy);
    const uint8_t *from = bytes.data;
    lk_tensor t = kit_tensor(LK_DTYPE_FLOAT, 32, 4, (int)bytes.shape[0], (int)bytes.shape[1],
                             (int)bytes.shape[2], (int)bytes.shape[3]);
    float *to = t.data;
    for (size_t i = 0, n = lk_tensor_count(&bytes); i < n; i++)
        to[i] = from[i];
    return t;
}

const lk_backend_ops *backend_of(kit *k)
{
    return kit_ops(k);
}

lk_tensor score_batch(kit *k, const lk_tensor *batch, lk_output output, uint32_t threads)
{
    const lk_backend_ops *ops = kit_ops(k);
    lk_context *ctx = kit_context(k, 1);
    lk_tensor scores = kit_tensor(LK_DTYPE_FLOAT, 32, 2, (int)batch->shape[0],
                                  (int)ops->info(kit_self(k))->class_count);
    ctx->threads = threads;
    if (ops->scores(kit_self(k), ctx, batch, output, scores.data))
        fail_msg("%s", kit_error(k));
    return scores;
}
