/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#include "../graph/networks.h"

#include <math.h>

#include "explaining.h"

/* Integrated gradients as they are where nothing is asked for, on the two trained
 * networks of the quickstart: the values of all pixels add up to what the score
 * differs by from that of the baseline. */

/* The most that any class of the first face lacks. */
static void check_complete(const char *network, const char *faces)
{
    lk_tensor images = kit_npy(faces);
    lk_raster view =
        kit_raster_u8(lk_tensor_over(images.data, LK_DTYPE_UINT, 8, 3, &images.shape[1]));
    kit *backend = open_network(network); /* skips the test without the weights */
    kit *k = kit_open(LK_STAGE_EXPLAINER, "integrated-gradients", NULL);
    lk_network *n = kit_network(backend);
    double worst = 0;
    explained e = explain_well(k, 1, n, &view, NULL, NULL);
    for (uint32_t c = 0; c < n->info->class_count; c++)
        worst = fmax(worst, diagnostic(k, &e, c, "completeness_error")->value);
    print_message("# %s: at most %.2g of a difference is lacking\n", network, worst);
    assert_true(worst <= 1e-3);
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
