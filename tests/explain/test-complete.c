/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#include "../graph/networks.h"

#include <math.h>

#include "explaining.h"

/* Integrated gradients as they are where nothing else is asked for, on the two trained
 * networks of the quickstart: the values of all pixels add up to what the score differs
 * by from that of the baseline. */

static lk_raster first_image(const char *npy)
{
    lk_tensor images = kit_npy(npy);
    return kit_raster_u8(lk_tensor_over(images.data, LK_DTYPE_UINT, 8, 3, &images.shape[1]));
}

static double sum_of(const explained *e, uint32_t slot)
{
    const lk_tensor *maps = &e->answer.heatmaps;
    size_t count = (size_t)(maps->shape[1] * maps->shape[2]);
    const float *map = (const float *)maps->data + slot * count;
    double sum = 0;
    for (size_t i = 0; i < count; i++)
        sum += (double)map[i];
    return sum;
}

/* Every class of the first face, by the diagnostic and by what came back. */
static void check_complete(const char *network, const char *faces)
{
    lk_raster view = first_image(faces);
    kit *backend = open_network(network); /* skips the test without the weights */
    kit *k = kit_open(LK_STAGE_EXPLAINER, "integrated-gradients", NULL);
    lk_network *n = kit_network(backend);
    double error = 0, steps = 0, halves = 1;
    explained e = explain_well(k, 1, n, &view, NULL, NULL);
    for (uint32_t c = 0; c < n->info->class_count; c++) {
        double rise =
            diagnostic(k, &e, c, "score")->value - diagnostic(k, &e, c, "baseline_score")->value;
        error = fmax(error, diagnostic(k, &e, c, "completeness_error")->value);
        error = fmax(error, fabs(sum_of(&e, c) - rise) / fabs(rise));
        steps = fmax(steps, diagnostic(k, &e, c, "steps_error")->value);
        halves = fmin(halves, diagnostic(k, &e, c, "split_half")->value);
    }
    print_message("# %s: at most %.2g of a difference is lacking, %.2g before; halves %.3f\n",
                  network, error, steps, halves);
    assert_true(error <= 1e-3);
    assert_true(steps > error); /* no sum of 64 gradients is as good on these */
    kit_close(k);
    kit_close(backend);
}

static void integrated_gradients_are_complete_on_faceapi(void **state)
{
    (void)state;
    check_complete("faceapi-expression", "golden/graph/faces.npy");
}

static void integrated_gradients_are_complete_on_mini_xception(void **state)
{
    (void)state;
    check_complete("mini-xception", "golden/graph/small.npy");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(integrated_gradients_are_complete_on_faceapi),
        cmocka_unit_test(integrated_gradients_are_complete_on_mini_xception),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
