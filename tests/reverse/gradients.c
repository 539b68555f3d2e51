/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#include "gradients.h"

#include <math.h>
#include <stdio.h>

kit *open_network(const char *path)
{
    char params[300];
    snprintf(params, sizeof params, "{model: \"%s\"}", path);
    return kit_open(LK_STAGE_BACKEND, TEST_BACKEND, params);
}

lk_tensor gradients_of(kit *k, const lk_tensor *batch, const uint32_t *classes, lk_output output,
                       uint32_t threads, float *scores)
{
    lk_network *n = kit_network(k);
    lk_context *ctx = kit_context(k, 1);
    lk_tensor gradient = kit_tensor(LK_DTYPE_FLOAT, 32, 4, (int)batch->shape[0],
                                    (int)batch->shape[1], (int)batch->shape[2], 3);
    assert_non_null(n->gradients);
    ctx->threads = threads;
    if (n->gradients(n, ctx, batch, classes, output, scores, &gradient))
        fail_msg("%s", kit_error(k));
    return gradient;
}

layer_pair layer_of(kit *k, const lk_tensor *batch, const char *layer, uint32_t class_index,
                    lk_output output)
{
    lk_network *n = kit_network(k);
    layer_pair p;
    assert_non_null(n->activations);
    if (n->activations(n, kit_context(k, 1), batch, layer, class_index, output, &p.value,
                       &p.gradient))
        fail_msg("%s", kit_error(k));
    return p;
}

double relative_error(const float *found, const float *expected, size_t count)
{
    double most = 0, worst = 0;
    for (size_t i = 0; i < count; i++) {
        double d = fabs((double)found[i] - (double)expected[i]);
        most = fmax(most, fabs((double)expected[i]));
        worst = d > worst || d != d ? d : worst;
    }
    return most > 0 ? worst / most : worst;
}

void expect_close(const char *what, const float *found, const float *expected, size_t count,
                  double tolerance)
{
    double off = relative_error(found, expected, count);
    print_message("# %s: %.2g of the largest value off\n", what, off);
    if (!(off <= tolerance))
        fail_msg("%s: %.3g of the largest value off", what, off);
}
