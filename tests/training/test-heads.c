/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#include "trainee.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* What a training begins from: a body that was trained under a new head, filters
 * drawn as the network file says, another size of input. */

static const char *const body = "tests/training/dropping.yaml";
static const char *const head = "tests/training/head.yaml";

static char folder[] = "/tmp/likeness-heads-XXXXXX";
static char file[64];

/* The weights of the body after some steps. */
static int train_body(void **user)
{
    lk_training how = lk_training_defaults(LK_ADAM, LK_KERAS);
    (void)user;
    if (!mkdtemp(folder))
        return -1;
    snprintf(file, sizeof file, "%s/w", folder);
    trainee t = trainee_open(body, ", random_weights: 3", 4);
    trainee_begin(&t, &how);
    for (int i = 0; i < 3; i++)
        trainee_step(&t, .01);
    weights w = trainee_weights(&t);
    FILE *f = fopen(file, "wb");
    int failed = !f || fwrite(w.bytes, 1, w.size, f) != w.size || fclose(f);
    free(w.bytes);
    trainee_close(&t);
    return failed;
}

static int remove_body(void **user)
{
    (void)user;
    unlink(file);
    return rmdir(folder);
}

static weights weights_of(const char *model, const char *more)
{
    trainee t = trainee_open(model, more, 1);
    weights w = trainee_weights(&t);
    trainee_close(&t);
    return w;
}

static weights weights_with(const char *model, const char *more)
{
    char all[200];
    snprintf(all, sizeof all, ", weights: %s%s", file, more);
    return weights_of(model, all);
}

static int is_same(const weights *a, const weights *b, const char *name)
{
    size_t m = 0, n = 0;
    const float *x = weights_find(a, name, &m), *y = weights_find(b, name, &n);
    assert_non_null(x);
    assert_non_null(y);
    return m == n && !memcmp(x, y, n * sizeof *x);
}

static void expect_error(const char *model, const char *more, const char *word)
{
    char params[300], error[1200];
    snprintf(params, sizeof params, "{model: %s%s}", model, more);
    assert_null(kit_try_open(LK_STAGE_BACKEND, TEST_BACKEND, params, error, sizeof error));
    if (!strstr(error, word))
        fail_msg("%s", error);
}

/* ---- Heads ------------------------------------------------------------------------------ */

static void a_body_keeps_its_weights_under_a_new_head(void **user)
{
    size_t count = 0;
    weights old = weights_with(body, ""), new = weights_with(head, ", untrained: [out]");
    (void)user;
    assert_true(is_same(&old, &new, "conv/filters"));
    assert_true(is_same(&old, &new, "norm/variance"));
    assert_non_null(weights_find(&new, "out/weights", &count));
    assert_int_equal(count, 12 * 12 * 32 * 7);
    free(old.bytes);
    free(new.bytes);
}

static void a_head_is_drawn_by_seed_and_as_random_weights_are(void **user)
{
    weights zero = weights_with(head, ", untrained: ['o?t']");
    weights five = weights_with(head, ", untrained: ['o*'], random_weights: 5");
    weights all = weights_of(head, ", random_weights: 5");
    (void)user;
    assert_false(is_same(&zero, &five, "out/weights"));
    assert_true(is_same(&five, &all, "out/weights"));
    assert_false(is_same(&five, &all, "conv/filters"));
    free(zero.bytes);
    free(five.bytes);
    free(all.bytes);
}

static void a_head_that_does_not_fit_is_refused(void **user)
{
    char more[100];
    (void)user;
    snprintf(more, sizeof more, ", weights: %s", file);
    expect_error(head, more, "the weights of `out` must be 4608x7");
    snprintf(more, sizeof more, ", weights: %s, untrained: [top]", file);
    expect_error(head, more, "no layer `top`");
}

/* ---- Initialisers ------------------------------------------------------------------------ */

/* Deviation and reach of a layer's filters, of which some thousand are drawn. */
static void expect_spread(const weights *w, const char *layer, double variance, double reach)
{
    char name[100];
    size_t count = 0;
    double sum = 0, squares = 0, most = 0;
    snprintf(name, sizeof name, "%s/filters", layer);
    const float *values = weights_find(w, name, &count);
    assert_non_null(values);
    for (size_t i = 0; i < count; i++) {
        sum += (double)values[i];
        squares += (double)values[i] * (double)values[i];
        most = fmax(most, fabs((double)values[i]));
    }
    double deviations = 4 / sqrt((double)count); /* what luck may do */
    assert_true(fabs(sum / (double)count) < deviations * sqrt(variance));
    assert_true(fabs(squares / (double)count / variance - 1) < deviations);
    assert_true(most <= reach * 1.000001 && most > reach * .99);
}

/* Variances are 2 / in and 2 / (in + out), each times the window. */
static void filters_are_drawn_as_the_file_says(void **user)
{
    const double cut = 2 / .87962566103423978; /* of a normal with that deviation left */
    weights w = weights_of("tests/training/initializers.yaml", ", random_weights: 1");
    double a = 2. / (25 * 3), b = 2. / (9 * 64), c = 2. / (9 * (96 + 32)), d = 2. / (9 * (32 + 96));
    (void)user;
    expect_spread(&w, "he_uniform", a, sqrt(3 * a));
    expect_spread(&w, "he_normal", b, cut * sqrt(b));
    expect_spread(&w, "glorot_uniform", c, sqrt(3 * c));
    expect_spread(&w, "glorot_normal", d, cut * sqrt(d));
    free(w.bytes);
}

/* ---- Sizes --------------------------------------------------------------------------------- */

static void a_network_takes_another_size(void **user)
{
    trainee t = trainee_open("configs/networks/songnet.yaml",
                             ", random_weights: 1, width: 40, height: 32", 1);
    const lk_network_info *info = t.ops->info(kit_self(t.kit));
    (void)user;
    assert_int_equal(info->view.width, 40);
    assert_int_equal(info->view.height, 32);
    assert_int_equal(t.batch.shape[1], 32);
    trainee_close(&t);
}

static void a_model_of_onnx_keeps_its_size(void **user)
{
    (void)user;
    expect_error("tests/golden/reverse/torch/mobile.onnx", ", width: 30", "`width`");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_body_keeps_its_weights_under_a_new_head),
        cmocka_unit_test(a_head_is_drawn_by_seed_and_as_random_weights_are),
        cmocka_unit_test(a_head_that_does_not_fit_is_refused),
        cmocka_unit_test(filters_are_drawn_as_the_file_says),
        cmocka_unit_test(a_network_takes_another_size),
        cmocka_unit_test(a_model_of_onnx_keeps_its_size),
    };
    return cmocka_run_group_tests(tests, train_body, remove_body);
}
