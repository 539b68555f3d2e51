/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "problem.h"

/* Scores from distinct patterns are those of the pictures that the rows stand
 * for: kind of layer by kind of layer, and in a network that has all of them.
 * TEST_ISA as in test-bits.c. */

enum { SEGMENTS = 9, ROWS = 70 };

static kit *open_with(const char *model, const char *more)
{
    char params[300];
    snprintf(params, sizeof params, "{model: \"%s\"%s}", model, more);
    return kit_open(LK_STAGE_BACKEND, TEST_BACKEND, params);
}

static kit *open_untrained(const char *model, const char *more)
{
    char all[200];
    snprintf(all, sizeof all, ", random_weights: 3%s", more);
    return open_with(model, all);
}

static kit *open_mixed(const char *more)
{
    return open_untrained("tests/coalitions/mixed.yaml", more);
}

/* The largest difference between a row's scores and those of its picture, as a
 * share of the larger of 1 and the largest. */
static double difference_of(kit *k, const problem *p, lk_output output, size_t row)
{
    const lk_backend_ops *ops = kit_ops(k);
    lk_tensor image = problem_paint(p, row);
    float *scores = kit_tensor(LK_DTYPE_FLOAT, 32, 1, (int)p->classes).data;
    double worst = 0, scale = 1;
    assert_int_equal(ops->scores(kit_self(k), kit_context(k, 1), &image, output, scores), LK_OK);
    for (size_t i = 0; i < p->classes; i++) {
        worst = fmax(worst, fabs((double)scores[i] - (double)p->scores[row * p->classes + i]));
        scale = fmax(scale, fabs((double)scores[i]));
    }
    return worst / scale;
}

static void expect_pictures(kit *k, const problem *p, lk_output output, size_t step)
{
    for (size_t row = 0; row < p->ask.row_count; row += step) {
        double difference = difference_of(k, p, output, row);
        if (!(difference < 5e-6))
            fail_msg("row %zu: %.3g off", row, difference);
    }
}

/* ---- Layers ---------------------------------------------------------------------------------- */

static void layer(void **state)
{
    char model[200];
    problem p;
    snprintf(model, sizeof model, "tests/golden/graph/layers/%s.yaml", (const char *)*state);
    kit *k = open_with(model, ", coalitions: exact");
    problem_make(&p, k, SEGMENTS, ROWS);
    problem_dim(&p);
    for (size_t i = 0; i < p.ask.row_count; i++) {
        p.base[i] = i % 5 == 1;
        p.fill[i] = i % 7 == 2;
    }
    problem_run(&p, k, LK_OUTPUT_RAW, 2);
    expect_pictures(k, &p, LK_OUTPUT_RAW, 3);
    problem_free(&p);
    kit_close(k);
}

/* ---- Networks ----------------------------------------------------------------------------------
 */

static void check_mixed(const char *more, uint32_t segments, size_t rows, size_t step)
{
    problem p;
    kit *k = open_mixed(more);
    problem_make(&p, k, segments, rows);
    problem_run(&p, k, LK_OUTPUT_LOGIT, 2);
    expect_pictures(k, &p, LK_OUTPUT_LOGIT, step);
    problem_free(&p);
    kit_close(k);
}

static void a_network_of_all_of_them_too(void **state)
{
    (void)state;
    check_mixed(", coalitions: exact", 30, 300, 7);
}

static void segments_beyond_a_word_too(void **state)
{
    (void)state;
    check_mixed(", coalitions: exact", 150, 200, 7);
}

static void one_row_and_one_segment_too(void **state)
{
    (void)state;
    check_mixed(", coalitions: exact", 1, 1, 1);
}

static void rows_that_need_several_passes_too(void **state)
{
    (void)state;
    check_mixed(", coalitions: exact, coalition_memory: 16", 12, 4500, 450);
}

static void whatever_the_plan_is(void **state)
{
    (void)state;
    check_mixed("", 12, 500, 50);
}

static const lk_coalition_layer *layer_of(const lk_coalition_plan *plan, const char *name)
{
    for (uint32_t i = 0; i < plan->layer_count; i++)
        if (!strcmp(plan->layers[i].name, name))
            return &plan->layers[i];
    fail_msg("the plan has no %s", name);
    return NULL;
}

static void behind_a_gate_rows_go_on_one_by_one(void **state)
{
    problem p;
    lk_coalition_plan plan;
    kit *k = open_untrained("tests/coalitions/excite.yaml", ", coalitions: exact");
    const lk_backend_ops *ops = kit_ops(k);
    (void)state;
    problem_make(&p, k, 12, 300);
    assert_int_equal(
        ops->coalition_plan(kit_self(k), kit_context(k, 1), &p.ask, LK_OUTPUT_LOGIT, &plan), LK_OK);
    assert_string_not_equal(layer_of(&plan, "second")->way, "dense");
    assert_string_equal(layer_of(&plan, "third")->way, "dense");
    assert_string_equal(layer_of(&plan, "logits")->way, "dense");
    problem_run(&p, k, LK_OUTPUT_LOGIT, 3);
    expect_pictures(k, &p, LK_OUTPUT_LOGIT, 7);
    problem_free(&p);
    kit_close(k);
}

static void logits_and_probabilities_agree(void **state)
{
    problem logits, probabilities;
    kit *k = open_mixed(", coalitions: exact");
    (void)state;
    problem_make(&logits, k, SEGMENTS, ROWS);
    problem_make(&probabilities, k, SEGMENTS, ROWS);
    problem_run(&logits, k, LK_OUTPUT_LOGIT, 1);
    problem_run(&probabilities, k, LK_OUTPUT_PROBABILITY, 1);
    for (size_t row = 0; row < logits.ask.row_count; row++) {
        const float *from = logits.scores + row * logits.classes;
        double sum = 0;
        for (size_t i = 0; i < logits.classes; i++)
            sum += exp((double)from[i]);
        for (size_t i = 0; i < logits.classes; i++)
            assert_true(fabs(exp((double)from[i]) / sum -
                             (double)probabilities.scores[row * logits.classes + i]) < 1e-5);
    }
    problem_free(&logits);
    problem_free(&probabilities);
    kit_close(k);
}

/* ---- Promises
 * ------------------------------------------------------------------------------------ */

static void the_bits_are_the_same_for_any_number_of_threads(void **state)
{
    problem one, more;
    kit *k = open_mixed(", coalitions: exact");
    (void)state;
    problem_make(&one, k, 30, 300);
    problem_make(&more, k, 30, 300);
    problem_run(&one, k, LK_OUTPUT_LOGIT, 1);
    for (uint32_t threads = 2; threads < 2 + kit_some(4); threads++) {
        problem_run(&more, k, LK_OUTPUT_LOGIT, threads);
        assert_memory_equal(one.scores, more.scores,
                            one.ask.row_count * one.classes * sizeof *one.scores);
    }
    problem_free(&one);
    problem_free(&more);
    kit_close(k);
}

static void rows_that_say_the_same_have_the_same_scores(void **state)
{
    problem p;
    kit *k = open_mixed(", coalitions: exact");
    (void)state;
    problem_make(&p, k, 30, 300);
    for (size_t i = 8; i < p.ask.row_count; i++) {
        p.z[i] = p.z[i % 8] ^ (uint64_t)i << 40; /* where no segment is */
        p.base[i] = p.base[i % 8];
    }
    problem_run(&p, k, LK_OUTPUT_LOGIT, 2);
    for (size_t i = 8; i < p.ask.row_count; i++)
        assert_memory_equal(p.scores + i * p.classes, p.scores + i % 8 * p.classes,
                            p.classes * sizeof *p.scores);
    problem_free(&p);
    kit_close(k);
}

static void a_sink_that_has_had_enough_ends_the_evaluation(void **state)
{
    problem p;
    kit *k = open_mixed(", coalitions: exact");
    (void)state;
    problem_make(&p, k, 30, 300);
    p.stop = 1;
    problem_run(&p, k, LK_OUTPUT_LOGIT, 1);
    assert_in_range(p.next, 1, 64);
    problem_free(&p);
    kit_close(k);
}

static int always(lk_context *ctx)
{
    (void)ctx;
    return 1;
}

static lk_status refuse(void *user, size_t first, size_t count, const float *scores)
{
    (void)user;
    (void)first;
    (void)count;
    (void)scores;
    fail_msg("a row was told");
    return LK_OK;
}

static void it_ends_when_the_host_asks(void **state)
{
    problem p;
    kit *k = open_mixed(", coalitions: exact");
    (void)state;
    problem_make(&p, k, 30, 300);
    lk_context ctx = *kit_context(k, 1);
    lk_host host = *ctx.host;
    host.cancelled = always;
    ctx.host = &host;
    ctx.threads = 2;
    assert_int_equal(((const lk_backend_ops *)kit_ops(k))
                         ->coalitions(kit_self(k), &ctx, &p.ask, LK_OUTPUT_LOGIT, refuse, NULL),
                     LK_CANCELLED);
    problem_free(&p);
    kit_close(k);
}

/* ---- What it says of itself ---------------------------------------------------------------------
 */

static void the_effort_tells_of_saving_and_check(void **state)
{
    problem p;
    kit *k = open_mixed(", coalitions: exact");
    const lk_backend_ops *ops = kit_ops(k);
    lk_coalition_effort effort;
    (void)state;
    problem_make(&p, k, 12, 600);
    problem_run(&p, k, LK_OUTPUT_LOGIT, 1);
    problem_run(&p, k, LK_OUTPUT_LOGIT, 1);
    ops->coalition_effort(kit_self(k), &effort);
    assert_int_equal(effort.rows, 2 * p.ask.row_count);
    assert_int_equal(effort.checked, 2 * (1 + p.ask.row_count / 500));
    assert_true(effort.difference >= 0 && effort.difference < 5e-6);
    assert_true(effort.predicted > 1 && effort.achieved > 0);
    ops->coalition_effort(kit_self(k), &effort);
    assert_int_equal(effort.rows, 0);
    problem_free(&p);
    kit_close(k);
}

static void the_plan_tells_of_each_layer(void **state)
{
    problem p;
    kit *k = open_mixed(", coalitions: exact");
    lk_coalition_plan plan;
    (void)state;
    problem_make(&p, k, 12, 600);
    assert_int_equal(
        ((const lk_backend_ops *)kit_ops(k))
            ->coalition_plan(kit_self(k), kit_context(k, 1), &p.ask, LK_OUTPUT_PROBABILITY, &plan),
        LK_OK);
    assert_true(plan.layer_count > 10 && plan.saving > 0);
    assert_string_equal(plan.layers[0].name, "first");
    assert_int_equal(plan.layers[0].field[0], 5);
    for (uint32_t i = 0; i < plan.layer_count; i++)
        assert_true(plan.layers[i].share > 0 && plan.layers[i].share <= 1);
    assert_true(plan.layers[0].share < .1);
    assert_string_equal(plan.layers[plan.layer_count - 1].name, "softmax");
    problem_free(&p);
    kit_close(k);
}

#define LAYER(case)                                                                                \
    {                                                                                              \
        "layer_" case "_gives_what_its_pictures_give", layer, NULL, NULL, (void *)(uintptr_t) case \
    }

int main(void)
{
    const struct CMUnitTest tests[] = {
        LAYER("conv"),
        LAYER("conv-stride"),
        LAYER("conv-even"),
        LAYER("conv-valid"),
        LAYER("conv-explicit"),
        LAYER("conv-dilated"),
        LAYER("conv-one"),
        LAYER("conv-one-stride"),
        LAYER("conv-groups"),
        LAYER("conv-no-bias"),
        LAYER("conv-large"),
        LAYER("depthwise"),
        LAYER("depthwise-stride"),
        LAYER("depthwise-dilated"),
        LAYER("depthwise-large"),
        LAYER("depthwise-multiplier"),
        LAYER("separable"),
        LAYER("dense"),
        LAYER("leaky"),
        LAYER("softmax"),
        LAYER("fused-sigmoid"),
        LAYER("batchnorm"),
        LAYER("maxpool"),
        LAYER("maxpool-valid"),
        LAYER("avgpool"),
        LAYER("avgpool-valid"),
        LAYER("avgpool-explicit"),
        LAYER("globalavg"),
        LAYER("add"),
        LAYER("concat"),
        LAYER("excite"),
        cmocka_unit_test(a_network_of_all_of_them_too),
        cmocka_unit_test(segments_beyond_a_word_too),
        cmocka_unit_test(one_row_and_one_segment_too),
        cmocka_unit_test(rows_that_need_several_passes_too),
        cmocka_unit_test(whatever_the_plan_is),
        cmocka_unit_test(behind_a_gate_rows_go_on_one_by_one),
        cmocka_unit_test(logits_and_probabilities_agree),
        cmocka_unit_test(the_bits_are_the_same_for_any_number_of_threads),
        cmocka_unit_test(rows_that_say_the_same_have_the_same_scores),
        cmocka_unit_test(a_sink_that_has_had_enough_ends_the_evaluation),
        cmocka_unit_test(it_ends_when_the_host_asks),
        cmocka_unit_test(the_effort_tells_of_saving_and_check),
        cmocka_unit_test(the_plan_tells_of_each_layer),
    };
#ifdef TEST_ISA
    setenv("ONEDNN_MAX_CPU_ISA", TEST_ISA, 1);
#endif
    return cmocka_run_group_tests(tests, NULL, NULL);
}
