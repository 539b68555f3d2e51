/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "explaining.h"
#include "sensitivity/sequence.h"

/* sobol and hsic: sensitivity of the score to what is shown. */

static lk_tensor golden(const char *name)
{
    char path[200];
    snprintf(path, sizeof path, "golden/explain/sensitivity/%s.npy", name);
    return kit_npy(path);
}

static kit *open_explainer(const char *name, const char *params)
{
    return kit_open(LK_STAGE_EXPLAINER, name, params);
}

static lk_tensor weights_of(const explained *e, int64_t classes)
{
    int64_t shape[2] = {classes, e->answer.segment_count};
    return lk_tensor_over((void *)(uintptr_t)e->answer.weights, LK_DTYPE_FLOAT, 64, 2, shape);
}

static explained explain_lookup(kit *k, uint64_t seed, int pixels, lookup *l, const lk_tensor *z)
{
    lk_raster view = white_row(pixels);
    lk_tensor segments = pixel_segments(pixels);
    lk_network *n = kit_function_network(k, 1, (uint32_t)pixels, (uint32_t)l->classes, look_up, l);
    return explain_well(k, seed, n, &view, &segments, z);
}

/* All coalitions of three pixels, that of none first. */
static lk_tensor all_of_three(void)
{
    lk_tensor z = kit_tensor(LK_DTYPE_UINT, 8, 2, 8, 3);
    for (int i = 0; i < 24; i++)
        ((uint8_t *)z.data)[i] = i / 3 >> i % 3 & 1;
    return z;
}

/* x0 + 2 x1 x2, and x1 alone. */
static const double shared_scores[8 * 2] = {0, 0, 1, 0, 0, 1, 1, 1, 0, 0, 1, 0, 2, 1, 3, 1};

/* ---- Sobol -------------------------------------------------------------------------------- */

/* Of a x0 + b x1 x2 the variance is a^2 / 4 + 3 b^2 / 16; x0 keeps a^2 / 4 of it, and
 * each of the others b^2 / 8. The estimate divides by seven eighths more. */
static void total_indices_over_all_coalitions_are_exact(void **state)
{
    kit *k = open_explainer("sobol", NULL);
    lookup l = {2, shared_scores};
    lk_tensor z = all_of_three();
    explained e = explain_lookup(k, 1, 3, &l, &z);
    const double *w = e.answer.weights;
    (void)state;
    assert_true(fabs(w[0] - 7. / 8 * (1. / 4) / 1) < 1e-12);
    assert_true(fabs(w[1] - 7. / 8 * (4. / 8) / 1) < 1e-12);
    assert_true(fabs(w[2] - 7. / 8 * (4. / 8) / 1) < 1e-12);
    assert_value(diagnostic(k, &e, 0, "total"), 7. / 8 * 5 / 4, 1e-12);
    assert_value(diagnostic(k, &e, 0, "variance"), 8. / 7, 1e-12);
    assert_true(w[3] == 0 && fabs(w[4] - 7. / 8) < 1e-12 && w[5] == 0);
    kit_close(k);
}

static void total_indices_are_the_mean_of_jansens_over_second_samples(void **state)
{
    kit *k = open_explainer("sobol", NULL);
    lk_tensor table = golden("sobol_table"), z = golden("sobol_samples"),
              want = golden("sobol_indices");
    lookup l = {2, table.data};
    explained e = explain_lookup(k, 1, 5, &l, &z);
    lk_tensor got = weights_of(&e, 2);
    (void)state;
    assert_near(&got, &want, 1e-12);
    assert_value(diagnostic(k, &e, 0, "samples"), 12, 0);
    assert_int_equal(e.z.shape[0], 1 + 12 * (1 + 5));
    kit_close(k);
}

static void a_saved_design_is_not_replicated_again(void **state)
{
    kit *k = open_explainer("sobol", "{samples: 16}");
    lk_tensor table = golden("sobol_table");
    lookup l = {2, table.data};
    explained e = explain_lookup(k, 3, 5, &l, NULL), again = explain_lookup(k, 4, 5, &l, &e.z);
    (void)state;
    assert_int_equal(e.z.shape[0], 1 + 16 * (1 + 5));
    assert_near(&again.z, &e.z, 0);
    assert_memory_equal(e.answer.weights, again.answer.weights, 2 * 5 * sizeof(double));
    kit_close(k);
}

static void samples_of_a_sequence_find_the_indices(void **state)
{
    kit *k = open_explainer("sobol", "{samples: 1024}"),
        *latin = open_explainer("sobol", "{samples: 4096, design: latin}");
    lookup l = {2, shared_scores};
    (void)state;
    explained a = explain_lookup(k, 1, 3, &l, NULL), b = explain_lookup(latin, 1, 3, &l, NULL);
    for (int i = 0; i < 2; i++) {
        const double *w = i ? b.answer.weights : a.answer.weights;
        assert_true(fabs(w[0] - .25) < .03 && fabs(w[1] - .5) < .05 && fabs(w[2] - .5) < .05);
    }
    kit_close(latin);
    kit_close(k);
}

static void a_constant_score_has_no_indices(void **state)
{
    static const double one[8] = {1, 1, 1, 1, 1, 1, 1, 1};
    kit *k = open_explainer("sobol", NULL);
    lookup l = {1, one};
    explained e = explain_lookup(k, 1, 3, &l, NULL);
    (void)state;
    for (int i = 0; i < 3; i++)
        assert_true(e.answer.weights[i] == 0);
    assert_missing(diagnostic(k, &e, 0, "total"));
    assert_missing(diagnostic(k, &e, 0, "split_half"));
    assert_value(diagnostic(k, &e, 0, "score"), 1, 0);
    kit_close(k);
}

/* ---- HSIC ---------------------------------------------------------------------------------- */

/* Of y = x1 over all coalitions: with width 1, the centred bits being 1/2 and -1/2,
 * the criterion of x1 is (1 - exp(-1/2)) / 4, and of what is independent 0. */
static void the_criterion_over_all_coalitions_is_exact(void **state)
{
    kit *k = open_explainer("hsic", NULL);
    lookup l = {2, shared_scores};
    lk_tensor z = all_of_three();
    explained e = explain_lookup(k, 1, 3, &l, &z);
    const double *w = e.answer.weights + 3;
    (void)state;
    assert_value(diagnostic(k, &e, 1, "bandwidth"), 1, 0);
    assert_true(fabs(w[0]) < 1e-15 && fabs(w[2]) < 1e-15);
    assert_true(fabs(w[1] - (1 - exp(-.5)) / 4) < 1e-15);
    kit_close(k);
}

static void check_hsic(const char *params, const char *name)
{
    kit *k = open_explainer("hsic", params);
    replay r = {.scores = golden("hsic_scores")};
    lk_tensor z = golden("hsic_bits"), segments = pixel_segments(7), want = golden(name);
    lk_raster view = white_row(7);
    lk_network *n = kit_function_network(k, 1, 7, 3, replay_score, &r);
    explained e = explain_well(k, 1, n, &view, &segments, &z);
    lk_tensor got = weights_of(&e, 3);
    assert_near(&got, &want, 1e-13);
    assert_value(diagnostic(k, &e, 0, "score"), 3, 0);
    assert_value(diagnostic(k, &e, 0, "samples"), 60, 0);
    kit_close(k);
}

static void the_criterion_is_that_of_its_matrices(void **state)
{
    (void)state;
    check_hsic(NULL, "hsic_by_distances");
}

static void the_width_of_xplique_can_be_asked_for(void **state)
{
    (void)state;
    check_hsic("{bandwidth: scores}", "hsic_by_scores");
}

static void what_does_nothing_is_near_the_floor(void **state)
{
    kit *k = open_explainer("hsic", "{samples: 2048}");
    lookup l = {2, shared_scores};
    explained e = explain_lookup(k, 1, 3, &l, NULL);
    double floor = diagnostic(k, &e, 1, "floor")->value;
    const double *w = e.answer.weights + 3;
    (void)state;
    assert_true(floor > 0 && floor < 1e-3);
    assert_true(w[0] < 20 * floor && w[2] < 20 * floor);
    assert_true(w[1] > 100 * floor);
    kit_close(k);
}

static void a_whole_view_among_given_samples_is_none(void **state)
{
    kit *k = open_explainer("hsic", "{samples: 64}");
    lookup l = {2, shared_scores};
    explained e = explain_lookup(k, 1, 3, &l, NULL), again = explain_lookup(k, 2, 3, &l, &e.z);
    (void)state;
    assert_int_equal(e.z.shape[0], 65);
    assert_int_equal(again.z.shape[0], 65);
    assert_memory_equal(e.answer.weights, again.answer.weights, 2 * 3 * sizeof(double));
    kit_close(k);
}

static void a_constant_score_depends_on_nothing(void **state)
{
    static const double one[8] = {1, 1, 1, 1, 1, 1, 1, 1};
    kit *k = open_explainer("hsic", "{samples: 16}");
    lookup l = {1, one};
    explained e = explain_lookup(k, 1, 3, &l, NULL);
    (void)state;
    for (int i = 0; i < 3; i++)
        assert_true(e.answer.weights[i] == 0);
    assert_missing(diagnostic(k, &e, 0, "bandwidth"));
    assert_missing(diagnostic(k, &e, 0, "floor"));
    assert_missing(diagnostic(k, &e, 0, "split_half"));
    kit_close(k);
}

static void given_samples_that_are_too_few_are_refused(void **state)
{
    lookup l = {2, shared_scores};
    lk_tensor z = kit_tensor(LK_DTYPE_UINT, 8, 2, 1, 3), segments = pixel_segments(3);
    lk_raster view = white_row(3);
    kit *k = open_explainer("hsic", NULL);
    lk_network *n = kit_function_network(k, 1, 3, 2, look_up, &l);
    explained e;
    (void)state;
    assert_int_equal(explaining(k, 1, n, &view, &segments, &z, &e), LK_E_INPUT);
    assert_non_null(strstr(kit_error(k), "fewer than two"));
    z = kit_tensor(LK_DTYPE_UINT, 8, 2, 4, 5);
    assert_int_equal(explaining(k, 1, n, &view, &segments, &z, &e), LK_E_INPUT);
    assert_non_null(strstr(kit_error(k), "samples x 3"));
    kit_close(k);
}

/* ---- Designs ------------------------------------------------------------------------------- */

enum { SAMPLES = 32, SEGMENTS = 70 };

static coalition drawn(kit *k, uint64_t seed, sequence_design d)
{
    static uint64_t z[SAMPLES * 2];
    coalition c = {.segment_count = SEGMENTS, .rows = SAMPLES, .words = 2, .z = z};
    memset(z, 0, sizeof z);
    assert_int_equal(sequence_draw(kit_context(k, seed), &c, d, 0, SAMPLES), LK_OK);
    return c;
}

static void each_segment_is_shown_by_half_of_the_samples(void **state)
{
    kit *k = open_explainer("hsic", NULL);
    (void)state;
    for (int d = SEQUENCE_SOBOL; d <= SEQUENCE_LATIN; d++) {
        coalition c = drawn(k, 1, (sequence_design)d);
        for (uint32_t i = 0; i < SEGMENTS; i++) {
            int shown = 0;
            for (size_t row = 0; row < SAMPLES; row++)
                shown += lk_z_get(coalition_row(&c, row), i);
            assert_int_equal(shown, SAMPLES / 2);
        }
    }
    kit_close(k);
}

/* Four patterns, each by a quarter of the samples. */
static void two_of_eight_segments_show_every_pattern_equally_often(void **state)
{
    kit *k = open_explainer("hsic", NULL);
    coalition c = drawn(k, 1, SEQUENCE_SOBOL);
    (void)state;
    for (uint32_t i = 0; i < SEGMENTS; i++)
        for (uint32_t j = i + 1; j < SEGMENTS && j / 8 == i / 8; j++) {
            int both = 0;
            for (size_t row = 0; row < SAMPLES; row++)
                both += lk_z_get(coalition_row(&c, row), i) && lk_z_get(coalition_row(&c, row), j);
            assert_int_equal(both, SAMPLES / 4);
        }
    kit_close(k);
}

static void another_seed_draws_another_design(void **state)
{
    kit *k = open_explainer("hsic", NULL);
    uint64_t first[SAMPLES * 2];
    coalition c = drawn(k, 1, SEQUENCE_SOBOL);
    (void)state;
    memcpy(first, c.z, sizeof first);
    c = drawn(k, 2, SEQUENCE_SOBOL);
    assert_memory_not_equal(first, c.z, sizeof first);
    c = drawn(k, 1, SEQUENCE_SOBOL);
    assert_memory_equal(first, c.z, sizeof first);
    kit_close(k);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(total_indices_over_all_coalitions_are_exact),
        cmocka_unit_test(total_indices_are_the_mean_of_jansens_over_second_samples),
        cmocka_unit_test(a_saved_design_is_not_replicated_again),
        cmocka_unit_test(samples_of_a_sequence_find_the_indices),
        cmocka_unit_test(a_constant_score_has_no_indices),
        cmocka_unit_test(the_criterion_over_all_coalitions_is_exact),
        cmocka_unit_test(the_criterion_is_that_of_its_matrices),
        cmocka_unit_test(the_width_of_xplique_can_be_asked_for),
        cmocka_unit_test(what_does_nothing_is_near_the_floor),
        cmocka_unit_test(a_whole_view_among_given_samples_is_none),
        cmocka_unit_test(a_constant_score_depends_on_nothing),
        cmocka_unit_test(given_samples_that_are_too_few_are_refused),
        cmocka_unit_test(each_segment_is_shown_by_half_of_the_samples),
        cmocka_unit_test(two_of_eight_segments_show_every_pattern_equally_often),
        cmocka_unit_test(another_seed_draws_another_design),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
