/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#include "../graph/networks.h"

#include <math.h>

#include "explainers/integrated-gradients/completion.h"
#include "explaining.h"

/* Integrated gradients as they are where nothing else is asked for: the values of all
 * pixels add up to what the score differs by from that of the baseline. */

/* ---- The two trained networks of the quickstart ------------------------------------- */

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

/* ---- Completion ------------------------------------------------------------------------ */

static void the_change_is_the_least_by_generalised_least_squares(void **state)
{
    lk_tensor golden = kit_npy("golden/explain/gradients/completion.npy");
    size_t count = (size_t)golden.shape[1];
    double *values = golden.data, *variances = values + count, *closed = variances + count;
    double sum = 0;
    (void)state;
    for (size_t i = 0; i < count; i++)
        sum += closed[i];
    completion_close(values, variances, count, sum);
    for (size_t i = 0; i < count; i++)
        assert_true(fabs(values[i] - closed[i]) <= 1e-12);
}

static void values_without_spread_stay(void **state)
{
    double values[] = {1, 2, 3}, variances[] = {0, 0, -1e-30};
    (void)state;
    completion_close(values, variances, 3, 60);
    assert_true(values[0] == 1 && values[1] == 2 && values[2] == 3);
    variances[1] = 1e-300;
    completion_close(values, variances, 3, 60);
    assert_true(values[0] == 1 && values[1] == 56 && values[2] == 3);
}

/* ---- By both answers ------------------------------------------------------------------- */

static explained integrate(kit *backend, const lk_raster *view, const char *params, kit **k)
{
    *k = kit_open(LK_STAGE_EXPLAINER, "integrated-gradients", params);
    return explain_well(*k, 1, kit_network(backend), view, NULL, NULL);
}

/* Of a view that is dark on one side: what does not differ from the baseline gets
 * nothing, before and after. */
static void completing_moves_no_pixel_that_does_not_differ(void **state)
{
    lk_raster view = golden_image(0);
    kit *backend = kit_open(LK_STAGE_BACKEND, TEST_BACKEND, "{model: tests/reverse/net_a.yaml}");
    kit *open, *closed;
    size_t count = lk_tensor_count(&view.pixels) / 3;
    (void)state;
    for (size_t i = 0; i < 3 * count / 2; i++)
        ((float *)view.pixels.data)[i] = 0;
    explained plain = integrate(backend, &view, "{steps: 8, complete: no}", &open);
    explained whole = integrate(backend, &view, "{steps: 8}", &closed);
    for (uint32_t c = 0; c < 6; c++) {
        const float *a = (const float *)plain.answer.heatmaps.data + c * count;
        const float *b = (const float *)whole.answer.heatmaps.data + c * count;
        size_t moved = 0;
        for (size_t i = 0; i < count; i++) {
            assert_true(i >= count / 2 || (a[i] == 0 && b[i] == 0));
            moved += a[i] != b[i];
        }
        assert_true(moved > 0);
        assert_true(diagnostic(open, &plain, c, "completeness_error")->value ==
                    diagnostic(open, &plain, c, "steps_error")->value);
        assert_true(diagnostic(open, &plain, c, "steps_error")->value ==
                    diagnostic(closed, &whole, c, "steps_error")->value);
        assert_true(diagnostic(closed, &whole, c, "completeness_error")->value < 1e-9);
    }
    kit_close(open);
    kit_close(closed);
    kit_close(backend);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(integrated_gradients_are_complete_on_faceapi),
        cmocka_unit_test(integrated_gradients_are_complete_on_mini_xception),
        cmocka_unit_test(the_change_is_the_least_by_generalised_least_squares),
        cmocka_unit_test(values_without_spread_stay),
        cmocka_unit_test(completing_moves_no_pixel_that_does_not_differ),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
