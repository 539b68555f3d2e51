/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#include "trainee.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* What holds of a training whatever its numbers: bits, states, refusals. */

static const char *const residual = "tests/training/residual.yaml";
static const char *const dropping = "tests/training/dropping.yaml";
enum { ITEMS = 10 };

static trainee begin_at(const char *model, const lk_training *how, uint32_t threads)
{
    trainee t = trainee_open(model, ", random_weights: 3", ITEMS);
    t.threads = threads;
    trainee_begin(&t, how);
    return t;
}

static lk_training adam(void)
{
    return lk_training_defaults(LK_ADAM, LK_KERAS);
}

static void run(trainee *t, int steps)
{
    for (int i = 0; i < steps; i++)
        trainee_step(t, .001);
}

static void expect_equal(trainee *a, trainee *b, int are_equal)
{
    weights x = trainee_weights(a), y = trainee_weights(b);
    assert_int_equal(weights_are_equal(&x, &y), are_equal);
    free(x.bytes);
    free(y.bytes);
}

/* ---- Bits --------------------------------------------------------------------------------- */

static void bits_are_the_same_for_any_number_of_threads(void **user)
{
    static const char *const models[] = {"tests/training/residual.yaml",
                                         "tests/training/dropping.yaml"};
    (void)user;
    for (size_t i = 0; i < 2; i++) {
        lk_training how = adam();
        trainee one = begin_at(models[i], &how, 1), three = begin_at(models[i], &how, 3);
        run(&one, 4);
        run(&three, 4);
        expect_equal(&one, &three, 1);
        trainee_close(&one);
        trainee_close(&three);
    }
}

static void the_last_batch_may_be_smaller(void **user)
{
    lk_training how = adam();
    trainee a = begin_at(residual, &how, 1), b = begin_at(residual, &how, 2);
    trainee *both[] = {&a, &b};
    (void)user;
    for (size_t i = 0; i < 2; i++) {
        run(both[i], 2);
        both[i]->batch.shape[0] = 3;
        run(both[i], 1);
        both[i]->batch.shape[0] = ITEMS;
        run(both[i], 1);
    }
    expect_equal(&a, &b, 1);
    trainee_close(&a);
    trainee_close(&b);
}

/* ---- States --------------------------------------------------------------------------------- */

static void a_training_goes_on_from_its_state_bit_for_bit(void **user)
{
    static const lk_optimiser optimisers[] = {LK_SGD, LK_RMSPROP, LK_ADAM};
    (void)user;
    for (size_t i = 0; i < 3; i++) {
        lk_training how = lk_training_defaults(optimisers[i], LK_PYTORCH);
        how.momentum = .5;
        trainee whole = begin_at(dropping, &how, 1), rest = begin_at(dropping, &how, 1);
        run(&whole, 3);
        state s = trainee_save(&whole);
        run(&whole, 3);
        assert_int_equal(trainee_load(&rest, &s), LK_OK);
        run(&rest, 3);
        expect_equal(&whole, &rest, 1);
        free(s.bytes);
        trainee_close(&whole);
        trainee_close(&rest);
    }
}

static void expect_refused(trainee *t, const state *s, const char *why)
{
    weights before = trainee_weights(t);
    assert_int_equal(trainee_load(t, s), LK_E_INPUT);
    if (!strstr(kit_error(t->kit), why))
        fail_msg("%s", kit_error(t->kit));
    weights after = trainee_weights(t);
    assert_true(weights_are_equal(&before, &after));
    free(before.bytes);
    free(after.bytes);
}

static void a_state_that_does_not_fit_is_refused(void **user)
{
    lk_training how = adam(), other = lk_training_defaults(LK_SGD, LK_KERAS);
    trainee t = begin_at(residual, &how, 1);
    (void)user;
    trainee elsewhere = begin_at(dropping, &how, 1), otherwise = begin_at(residual, &other, 1);
    state s = trainee_save(&t), a = trainee_save(&elsewhere), b = trainee_save(&otherwise);
    expect_refused(&t, &a, "another network");
    expect_refused(&t, &b, "another optimiser");
    ((char *)s.bytes)[s.size / 2] ^= 1;
    expect_refused(&t, &s, "damaged");
    ((char *)s.bytes)[s.size / 2] ^= 1;
    for (size_t size = 0; size < s.size; size += 1 + s.size / 50) {
        state shorter = {malloc(size + 1), size};
        memcpy(shorter.bytes, s.bytes, size);
        assert_int_equal(trainee_load(&t, &shorter), LK_E_INPUT);
        free(shorter.bytes);
    }
    assert_int_equal(trainee_load(&t, &s), LK_OK);
    free(s.bytes);
    free(a.bytes);
    free(b.bytes);
    trainee_close(&t);
    trainee_close(&elsewhere);
    trainee_close(&otherwise);
}

/* ---- What goes wrong --------------------------------------------------------------------------
 */

static void a_loss_that_is_not_finite_changes_nothing(void **user)
{
    lk_training how = adam();
    trainee t = begin_at(residual, &how, 1);
    float *pixel = (float *)t.batch.data + 100, kept = *pixel;
    (void)user;
    run(&t, 2);
    state before = trainee_save(&t);
    *pixel = NAN;
    assert_int_equal(trainee_try_step(&t, .001), LK_E_FAIL);
    assert_non_null(strstr(kit_error(t.kit), "picture"));
    state after = trainee_save(&t);
    assert_int_equal(before.size, after.size);
    assert_memory_equal(before.bytes, after.bytes, before.size);
    *pixel = kept;
    trainee_step(&t, .001);
    free(before.bytes);
    free(after.bytes);
    trainee_close(&t);
}

static void weights_that_went_out_of_bounds_are_told_of(void **user)
{
    lk_training how = lk_training_defaults(LK_SGD, LK_PYTORCH);
    trainee t = begin_at(dropping, &how, 1);
    (void)user;
    lk_status status = LK_OK;
    for (int i = 0; !status && i < 20; i++)
        status = trainee_try_step(&t, 1e30);
    assert_int_equal(status, LK_E_FAIL);
    assert_non_null(strstr(kit_error(t.kit), "lower the rate"));
    assert_non_null(strstr(kit_error(t.kit), "layer `"));
    trainee_close(&t);
}

static void a_network_without_softmax_is_refused(void **user)
{
    lk_training how = adam();
    trainee t = trainee_open("tests/training/bare.yaml", ", random_weights: 1", 1);
    (void)user;
    assert_int_equal(t.ops->train_begin(kit_self(t.kit), kit_context(t.kit, 1), &how),
                     LK_E_UNSUPPORTED);
    assert_non_null(strstr(kit_error(t.kit), "softmax"));
    trainee_close(&t);
}

static void a_step_before_the_beginning_is_refused(void **user)
{
    trainee t = trainee_open(residual, ", random_weights: 1", ITEMS);
    (void)user;
    assert_int_equal(trainee_try_step(&t, .1), LK_E_INPUT);
    trainee_close(&t);
}

static void a_target_that_is_no_class_is_refused(void **user)
{
    lk_training how = adam();
    trainee t = begin_at(residual, &how, 1);
    (void)user;
    t.targets[3] = 4;
    assert_int_equal(trainee_try_step(&t, .1), LK_E_INPUT);
    trainee_close(&t);
}

/* ---- Being stopped ------------------------------------------------------------------------- */

typedef struct stopper {
    lk_host host;
    lk_context ctx;
} stopper;

static int questions; /* that are answered with no */

static int is_cancelled(lk_context *ctx)
{
    (void)ctx;
    return questions-- <= 0;
}

/* A context that is cancelled after some questions. */
static lk_context *stop_after(stopper *s, trainee *t, int count)
{
    s->ctx = *kit_context(t->kit, 1);
    s->host = *s->ctx.host;
    s->host.cancelled = is_cancelled;
    s->ctx.host = &s->host;
    questions = count;
    return &s->ctx;
}

/* Wherever it is stopped: either all of it was done or nothing. */
static void a_step_that_is_stopped_changes_nothing(void **user)
{
    lk_training how = adam();
    trainee t = begin_at(residual, &how, 1);
    double loss;
    int stopped = 0, i = 0;
    lk_status status = LK_CANCELLED;
    (void)user;
    run(&t, 1);
    state before = trainee_save(&t);
    for (; status == LK_CANCELLED; i += 1 + i / 8) {
        stopper s;
        status = t.ops->train_step(kit_self(t.kit), stop_after(&s, &t, i), &t.batch, t.targets,
                                   .001, &loss);
        state after = trainee_save(&t);
        int is_same = !memcmp(before.bytes, after.bytes, before.size);
        assert_int_equal(is_same, status == LK_CANCELLED);
        stopped += is_same;
        free(after.bytes);
    }
    assert_int_equal(status, LK_OK);
    assert_true(stopped > 10);
    free(before.bytes);
    trainee_close(&t);
}

/* ---- Models of ONNX -------------------------------------------------------------------------- */

static lk_status count_bytes(void *user, const void *bytes, size_t size)
{
    (void)bytes;
    *(size_t *)user += size;
    return LK_OK;
}

static void a_model_of_onnx_is_trained_and_written(void **user)
{
    lk_training how = adam();
    trainee t = trainee_open("tests/golden/reverse/torch/mobile.onnx", "", ITEMS);
    size_t size = 0;
    (void)user;
    trainee_begin(&t, &how);
    double first = trainee_step(&t, .01), last = first;
    for (int i = 0; i < 30; i++)
        last = trainee_step(&t, .01);
    assert_true(last < .5 * first);
    if (t.ops->export_model(kit_self(t.kit), kit_context(t.kit, 1), "onnx", count_bytes, &size))
        fail_msg("%s", kit_error(t.kit));
    assert_true(size > 1000);
    trainee_close(&t);
}

/* ---- Frozen layers ------------------------------------------------------------------------------
 */

static int is_same(const weights *a, const weights *b, const char *name)
{
    size_t n = 0;
    const float *x = weights_find(a, name, &n), *y = weights_find(b, name, &n);
    assert_non_null(x);
    return !memcmp(x, y, n * sizeof *x);
}

static void frozen_layers_stay_bit_for_bit(void **user)
{
    static const char *const frozen[] = {"first*", "wid?_bn"};
    lk_training how = adam();
    how.frozen = frozen;
    how.frozen_count = 2;
    trainee t = begin_at(residual, &how, 1);
    (void)user;
    weights before = trainee_weights(&t);
    run(&t, 3);
    weights after = trainee_weights(&t);
    assert_true(is_same(&before, &after, "first/filters"));
    assert_true(is_same(&before, &after, "first_bn/gamma"));
    assert_true(is_same(&before, &after, "first_bn/mean"));
    assert_true(is_same(&before, &after, "wide_bn/variance"));
    assert_true(is_same(&before, &after, "wide_bn/beta"));
    assert_false(is_same(&before, &after, "wide/filters"));
    assert_false(is_same(&before, &after, "depth_bn/mean"));
    assert_false(is_same(&before, &after, "out/bias"));
    free(before.bytes);
    free(after.bytes);
    trainee_close(&t);
}

static void a_frozen_layer_that_is_not_there_is_refused(void **user)
{
    static const char *const frozen[] = {"nothing*"};
    lk_training how = adam();
    trainee t = trainee_open(residual, ", random_weights: 1", 1);
    (void)user;
    how.frozen = frozen;
    how.frozen_count = 1;
    assert_int_equal(t.ops->train_begin(kit_self(t.kit), kit_context(t.kit, 1), &how), LK_E_INPUT);
    assert_non_null(strstr(kit_error(t.kit), "nothing*"));
    trainee_close(&t);
}

/* ---- Dropout
 * -------------------------------------------------------------------------------------- */

static double loss_with_seed(uint64_t seed, int has_dropout)
{
    lk_training how = adam();
    how.seed = seed;
    how.has_dropout = has_dropout;
    trainee t = begin_at(dropping, &how, 1);
    double loss = trainee_step(&t, .001);
    trainee_close(&t);
    return loss;
}

static void dropout_is_a_function_of_its_seed(void **user)
{
    (void)user;
    assert_true(loss_with_seed(1, 1) == loss_with_seed(1, 1));
    assert_true(loss_with_seed(1, 1) != loss_with_seed(2, 1));
    assert_true(loss_with_seed(1, 0) == loss_with_seed(2, 0));
}

/* The filter's gradient is that of what was kept: what an item dropped adds nothing.
 * With one item half of the filter's rows have no gradient. */
static void dropout_drops_its_share_and_keeps_the_rest_twice_as_large(void **user)
{
    lk_training how = lk_training_defaults(LK_SGD, LK_PYTORCH), none = how;
    none.has_dropout = 0;
    trainee with = trainee_open(dropping, ", random_weights: 3", 1);
    trainee without = trainee_open(dropping, ", random_weights: 3", 1);
    size_t count = 0, dropped = 0, live = 0;
    (void)user;
    trainee_begin(&with, &how);
    trainee_begin(&without, &none);
    weights before = trainee_weights(&with);
    trainee_step(&with, 1e6);
    trainee_step(&without, 1e6);
    weights a = trainee_weights(&with), b = trainee_weights(&without);
    const float *old = weights_find(&before, "out/weights", &count);
    const float *x = weights_find(&a, "out/weights", &count);
    const float *y = weights_find(&b, "out/weights", &count);
    const float *bias_x = weights_find(&a, "out/bias", &(size_t){0});
    const float *bias_y = weights_find(&b, "out/bias", &(size_t){0});
    for (size_t i = 0; i < count; i += 4) {
        live += y[i] != old[i];
        dropped += y[i] != old[i] && x[i] == old[i];
        if (x[i] != old[i]) /* by the value times the gradient of the output */
            assert_true(fabsf((x[i] - old[i]) / bias_x[0] / ((y[i] - old[i]) / bias_y[0]) - 2) <
                        1e-3f);
    }
    assert_true(live > count / 8);
    assert_true(fabs((double)dropped / (double)live - .5) < .05);
    free(before.bytes);
    free(a.bytes);
    free(b.bytes);
    trainee_close(&with);
    trainee_close(&without);
}

/* ---- Scores
 * ------------------------------------------------------------------------------------------ */

static void scores_are_those_of_the_network_that_is_written(void **user)
{
    char path[] = "trained-XXXXXX", more[100];
    float scores[ITEMS * 4], alone[4], written[ITEMS * 4];
    lk_training how = adam();
    trainee t = begin_at(dropping, &how, 1);
    (void)user;
    run(&t, 3);
    assert_int_equal(t.ops->train_scores(kit_self(t.kit), kit_context(t.kit, 1), &t.batch, scores),
                     LK_OK);
    weights w = trainee_weights(&t);
    int file = mkstemp(path);
    FILE *f = fdopen(file, "wb");
    assert_int_equal(fwrite(w.bytes, 1, w.size, f), w.size);
    fclose(f);
    snprintf(more, sizeof more, ", weights: %s/%s", getenv("PWD"), path);
    trainee again = trainee_open(dropping, more, ITEMS);
    assert_int_equal(again.ops->scores(kit_self(again.kit), kit_context(again.kit, 1), &t.batch,
                                       LK_OUTPUT_PROBABILITY, written),
                     LK_OK);
    assert_memory_equal(scores, written, sizeof scores);
    t.batch.shape[0] = 1;
    assert_int_equal(t.ops->train_scores(kit_self(t.kit), kit_context(t.kit, 1), &t.batch, alone),
                     LK_OK);
    assert_memory_equal(scores, alone, sizeof alone);
    remove(path);
    free(w.bytes);
    trainee_close(&again);
    trainee_close(&t);
}

static void the_outcome_is_what_the_loss_was_of(void **user)
{
    float scores[ITEMS * 4];
    double sum = 0;
    lk_training how = adam();
    trainee t = begin_at(dropping, &how, 1);
    (void)user;
    assert_int_equal(t.ops->train_outcome(kit_self(t.kit), kit_context(t.kit, 1), scores),
                     LK_E_INPUT);
    double loss = trainee_step(&t, .001);
    assert_int_equal(t.ops->train_outcome(kit_self(t.kit), kit_context(t.kit, 1), scores), LK_OK);
    for (size_t i = 0; i < ITEMS; i++)
        sum -= log((double)scores[4 * i + t.targets[i]]) / ITEMS;
    assert_true(fabs(sum - loss) < 1e-5);
    trainee_close(&t);
}

static void scores_stay_those_of_the_network_that_was_opened(void **user)
{
    float before[ITEMS * 4], after[ITEMS * 4];
    lk_training how = adam();
    trainee t = begin_at(dropping, &how, 1);
    (void)user;
    float *both[] = {before, after};
    for (int i = 0; i < 2; i++) {
        assert_int_equal(t.ops->scores(kit_self(t.kit), kit_context(t.kit, 1), &t.batch,
                                       LK_OUTPUT_PROBABILITY, both[i]),
                         LK_OK);
        run(&t, 2);
    }
    assert_memory_equal(before, after, sizeof before);
    trainee_close(&t);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(bits_are_the_same_for_any_number_of_threads),
        cmocka_unit_test(the_last_batch_may_be_smaller),
        cmocka_unit_test(a_training_goes_on_from_its_state_bit_for_bit),
        cmocka_unit_test(a_state_that_does_not_fit_is_refused),
        cmocka_unit_test(a_loss_that_is_not_finite_changes_nothing),
        cmocka_unit_test(weights_that_went_out_of_bounds_are_told_of),
        cmocka_unit_test(a_network_without_softmax_is_refused),
        cmocka_unit_test(a_step_before_the_beginning_is_refused),
        cmocka_unit_test(a_target_that_is_no_class_is_refused),
        cmocka_unit_test(a_step_that_is_stopped_changes_nothing),
        cmocka_unit_test(a_model_of_onnx_is_trained_and_written),
        cmocka_unit_test(frozen_layers_stay_bit_for_bit),
        cmocka_unit_test(a_frozen_layer_that_is_not_there_is_refused),
        cmocka_unit_test(dropout_is_a_function_of_its_seed),
        cmocka_unit_test(dropout_drops_its_share_and_keeps_the_rest_twice_as_large),
        cmocka_unit_test(scores_are_those_of_the_network_that_is_written),
        cmocka_unit_test(the_outcome_is_what_the_loss_was_of),
        cmocka_unit_test(scores_stay_those_of_the_network_that_was_opened),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
