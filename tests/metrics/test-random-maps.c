/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#include "explained.h"

/* What random heatmaps get from metrics over segments, on a network whose answers
 * are known: it adds up ten pixels. */

enum { DELETION, INSERTION, DELETION_AREA, INSERTION_AREA, CURVES };
enum { FLIPPING, AOPC, CORRELATION, SENSITIVITY_N, INFIDELITY, PERTURBATIONS };
enum { PIXELS = 10, TOTAL = 560 };

static const float levels[PIXELS] = {30, 10, 40, 110, 50, 90, 20, 60, 80, 70};

static void add_pixels(void *user, const float *pixels, uint32_t height, uint32_t width,
                       uint32_t channels, float *scores)
{
    (void)user;
    scores[0] = 0;
    for (size_t i = 0; i < (size_t)height * width; i++)
        scores[0] += pixels[i * channels];
}

/* Explained by the terms of the sum. */
static void set_sum(explained *e, kit *k)
{
    lk_tensor picture = kit_tensor(LK_DTYPE_FLOAT, 32, 4, 1, 1, 1, PIXELS);
    explained_set(e, kit_function_network(k, 1, PIXELS, 1, add_pixels, NULL), &picture, 0, 0, 0);
    for (size_t i = 0; i < PIXELS; i++) {
        e->weights[i] = (double)levels[i];
        for (size_t c = 0; c < 3; c++)
            ((float *)e->view.pixels.data)[3 * i + c] = levels[i];
    }
}

static void random_orders_of_a_sum_leave_half_of_it(void **state)
{
    kit *k = kit_open(LK_STAGE_METRIC, "deletion-insertion", "{random_maps: 2000}");
    lk_value out[CURVES];
    explained e;
    (void)state;
    set_sum(&e, k);
    explained_measure(k, 1, &e, out);
    for (size_t v = 0; v < CURVES; v++) {
        assert_true(out[v].has_chance);
        assert_true(fabs(out[v].chance - TOTAL / 2.) < 5); /* five standard errors */
    }
    assert_true(out[DELETION].chance == out[INSERTION].chance);
    assert_true(out[DELETION].value < out[DELETION].chance);
    assert_true(out[INSERTION].value > out[INSERTION].chance);
    kit_close(k);
}

static void chance_is_the_same_for_every_heatmap(void **state)
{
    kit *k = kit_open(LK_STAGE_METRIC, "deletion-insertion", NULL);
    lk_value one[CURVES], other[CURVES], again[CURVES];
    explained e;
    (void)state;
    set_sum(&e, k);
    explained_measure(k, 1, &e, one);
    explained_measure(k, 2, &e, again);
    e.weights[3] = -5;
    explained_measure(k, 1, &e, other);
    assert_true(one[DELETION].value != other[DELETION].value);
    for (size_t v = 0; v < CURVES; v++)
        assert_true(one[v].chance == other[v].chance);
    assert_true(one[DELETION].chance != again[DELETION].chance);
    kit_close(k);
}

static void weights_in_random_places_tell_nothing(void **state)
{
    kit *k = kit_open(LK_STAGE_METRIC, "perturbation", "{random_maps: 1000}");
    lk_value out[PERTURBATIONS];
    explained e;
    (void)state;
    set_sum(&e, k);
    explained_measure(k, 1, &e, out);
    assert_near(&out[CORRELATION], 1, 1e-6);
    assert_true(fabs(out[CORRELATION].chance) < .06); /* of 1000, each within .33 or so */
    assert_true(fabs(out[SENSITIVITY_N].chance) < .06);
    assert_true(out[INFIDELITY].value < 1e-6 && out[INFIDELITY].chance > 100);
    assert_true(out[FLIPPING].value < out[FLIPPING].chance);
    assert_true(out[AOPC].value > out[AOPC].chance);
    kit_close(k);
}

static void check_without(const char *metric, uint32_t count)
{
    kit *k = kit_open(LK_STAGE_METRIC, metric, NULL);
    kit *without = kit_open(LK_STAGE_METRIC, metric, "{random_maps: 0}");
    lk_value a[PERTURBATIONS], b[PERTURBATIONS];
    explained e;
    set_sum(&e, k);
    e.weights[3] = 5;
    explained_measure(k, 1, &e, a);
    explained_measure(without, 1, &e, b);
    for (uint32_t v = 0; v < count; v++) {
        assert_true(a[v].value == b[v].value);
        assert_true(a[v].has_chance && !b[v].has_chance);
    }
    kit_close(without);
    kit_close(k);
}

static void values_do_not_depend_on_random_heatmaps(void **state)
{
    (void)state;
    check_without("deletion-insertion", CURVES);
    check_without("perturbation", PERTURBATIONS);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(random_orders_of_a_sum_leave_half_of_it),
        cmocka_unit_test(chance_is_the_same_for_every_heatmap),
        cmocka_unit_test(weights_in_random_places_tell_nothing),
        cmocka_unit_test(values_do_not_depend_on_random_heatmaps),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
