/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#include <math.h>

#include "explainers/integrated-gradients/completion.h"
#include "explaining.h"

/* Values closed to their sum: against least squares, and by integrated gradients. */

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
        cmocka_unit_test(the_change_is_the_least_by_generalised_least_squares),
        cmocka_unit_test(values_without_spread_stay),
        cmocka_unit_test(completing_moves_no_pixel_that_does_not_differ),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
