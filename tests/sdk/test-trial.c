/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#include <errno.h>
#include <math.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include <likeness/check.h>

/* Trials, over the library that third parties link. */

#define UNRULY KIT_BUILDDIR "/tests/sdk/unruly/.libs/"

static lk_trial *open_it(const char *file, const char *parameters)
{
    char why[500] = "";
    lk_trial *t = lk_trial_open(file, parameters, why, sizeof why);
    if (!t)
        fail_msg("%s", why);
    return t;
}

static void assert_refused(const char *file, const char *parameters, const char *words)
{
    char why[500] = "";
    assert_null(lk_trial_open(file, parameters, why, sizeof why));
    if (!strstr(why, words))
        fail_msg("`%s` does not say `%s`", why, words);
}

/* ---- Opening -------------------------------------------------------------------------------- */

static void a_trial_is_of_the_plugin_with_its_parameters(void **state)
{
    lk_trial *t = open_it(UNRULY "binariser.so", "{how: two}");
    float values[4] = {-1, 1, -1, 1};
    uint8_t region[4] = {0};
    int64_t shape[2] = {2, 2};
    lk_heatmap map = {.struct_size = sizeof map,
                      .values = lk_tensor_over(values, LK_DTYPE_FLOAT, 32, 2, shape)};
    lk_region out = {.struct_size = sizeof out,
                     .pixels = lk_tensor_over(region, LK_DTYPE_UINT, 8, 2, shape)};
    const lk_binariser_ops *ops = lk_trial_ops(t);
    (void)state;
    assert_string_equal(lk_trial_plugin(t)->name, "binariser");
    assert_int_equal(ops->binarise(lk_trial_self(t), lk_trial_context(t, 1), &map, 0, &out), LK_OK);
    assert_int_equal(region[0], 0);
    assert_int_equal(region[1], 2);
    lk_trial_close(t);
}

static void what_does_not_open_says_why(void **state)
{
    (void)state;
    assert_refused("/nowhere/mine.so", NULL, "/nowhere/mine.so");
    assert_refused(UNRULY "opening.so", "{how: never opens}", "it is closed on Sundays");
    assert_refused(UNRULY "opening.so", "{level: 2}", "level");
    assert_refused(UNRULY "opening.so", "{lever: 1}", "lever");
    assert_refused(UNRULY "opening.so", "{level: ", "parameters");
}

/* ---- Contexts ------------------------------------------------------------------------------- */

static void an_operation_s_sentence_is_kept_until_the_next(void **state)
{
    lk_trial *t = open_it(UNRULY "mask.so", NULL);
    const lk_mask_ops *ops = lk_trial_ops(t);
    (void)state;
    assert_null(ops->readings(lk_trial_self(t), lk_trial_context(t, 1), "no such label"));
    assert_string_equal(lk_trial_error(t), "it knows no `no such label`");
    lk_trial_context(t, 1);
    assert_string_equal(lk_trial_error(t), "");
    lk_trial_close(t);
}

static void memory_is_as_the_host_gives_it(void **state)
{
    lk_trial *t = open_it(UNRULY "mask.so", NULL);
    lk_context *ctx = lk_trial_context(t, 1);
    (void)state;
    assert_int_equal(ctx->threads, 1);
    for (size_t size = 1; size < 10000; size += 77) {
        const unsigned char *p = lk_alloc(ctx, size);
        assert_non_null(p);
        assert_int_equal((uintptr_t)p % 64, 0);
        for (size_t i = 0; i < size; i++)
            assert_int_equal(p[i], 0);
    }
    assert_null(lk_trial_damage(t));
    lk_trial_close(t);
}

static void writing_beside_memory_is_damage_until_the_next_context(void **state)
{
    lk_trial *t = open_it(UNRULY "mask.so", NULL);
    (void)state;
    for (int side = 0; side < 2; side++) {
        char *p = lk_alloc(lk_trial_context(t, 1), 100);
        assert_null(lk_trial_damage(t));
        p[side ? 100 : -1] = 1;
        assert_non_null(lk_trial_damage(t));
    }
    lk_trial_context(t, 1);
    assert_null(lk_trial_damage(t));
    lk_trial_close(t);
}

static void going_far_past_an_end_stops_the_program(void **state)
{
    lk_trial *t = open_it(UNRULY "mask.so", NULL);
    volatile char *p = lk_alloc(lk_trial_context(t, 1), 100);
    pid_t child = fork();
    int status = 0;
    (void)state;
    if (!child) {
        signal(SIGSEGV, SIG_DFL); /* cmocka's would have it that this test failed */
        p[4000] = 1;
        _exit(0);
    }
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_true(WIFSIGNALED(status));
    assert_int_equal(WTERMSIG(status), SIGSEGV);
    lk_trial_close(t);
}

static void memory_goes_with_its_operation(void **state)
{
    lk_trial *t = open_it(UNRULY "mask.so", NULL);
    uintptr_t page = (uintptr_t)sysconf(_SC_PAGESIZE);
    char *p = lk_alloc(lk_trial_context(t, 1), 100);
    void *begin = p - (uintptr_t)p % page;
    (void)state;
    assert_int_equal(msync(begin, page, MS_ASYNC), 0);
    lk_trial_context(t, 1);
    assert_int_equal(msync(begin, page, MS_ASYNC), -1);
    assert_int_equal(errno, ENOMEM);
    lk_trial_close(t);
}

static void a_seed_keys_the_random_stream(void **state)
{
    lk_trial *t = open_it(UNRULY "mask.so", NULL);
    uint64_t draws[3][4];
    const uint64_t seeds[3] = {1, 1, 2};
    (void)state;
    for (size_t s = 0; s < 3; s++) {
        lk_context *ctx = lk_trial_context(t, seeds[s]);
        for (size_t i = 0; i < 4; i++)
            draws[s][i] = ctx->host->random(ctx);
    }
    assert_memory_equal(draws[0], draws[1], sizeof draws[0]);
    assert_memory_not_equal(draws[0], draws[2], sizeof draws[0]);
    lk_trial_close(t);
}

/* ---- The stand-in network ------------------------------------------------------------------- */

enum { HEIGHT = 3, WIDTH = 2, PIXELS = HEIGHT * WIDTH, VALUES = 3 * PIXELS, CLASSES = 4 };

typedef struct net {
    lk_trial *t;
    lk_network *network;
    float values[VALUES];
    lk_tensor batch;
    double weights[CLASSES][PIXELS];
} net;

/* At u = 0 the gradient is w / 255. */
static void learn_weights(net *n)
{
    float gradient[VALUES], scores[CLASSES];
    lk_tensor out = n->batch;
    out.data = gradient;
    for (size_t i = 0; i < VALUES; i++)
        n->values[i] = 127.5f;
    for (uint32_t c = 0; c < CLASSES; c++) {
        assert_int_equal(n->network->gradients(n->network, lk_trial_context(n->t, 1), &n->batch, &c,
                                               LK_OUTPUT_LOGIT, scores, &out),
                         LK_OK);
        assert_float_equal(scores[c], 0, 1e-6);
        for (size_t p = 0; p < PIXELS; p++)
            n->weights[c][p] = 255 * (double)gradient[3 * p];
    }
}

static void set_up(net *n)
{
    int64_t shape[4] = {1, HEIGHT, WIDTH, 3};
    n->t = open_it(UNRULY "explainer.so", NULL);
    n->network = lk_trial_network(n->t, HEIGHT, WIDTH);
    n->batch = lk_tensor_over(n->values, LK_DTYPE_FLOAT, 32, 4, shape);
    learn_weights(n);
    for (size_t i = 0; i < VALUES; i++)
        n->values[i] = (float)(i * 41 % 256);
}

/* What pixel p adds to the logit of class c, by check.h. */
static double share(const net *n, uint32_t c, size_t p)
{
    double sum = 0;
    for (size_t k = 0; k < 3; k++) {
        double u = (double)n->values[3 * p + k] / 255 - .5;
        sum += n->weights[c][p] * (u + u * u / 2);
    }
    return sum;
}

static double logit(const net *n, uint32_t c)
{
    double sum = 0;
    for (size_t p = 0; p < PIXELS; p++)
        sum += share(n, c, p);
    return sum;
}

static void the_network_scores_by_its_formula(void **state)
{
    float logits[CLASSES], chances[CLASSES];
    double sum = 0;
    net n;
    (void)state;
    set_up(&n);
    assert_int_equal(n.network->info->class_count, CLASSES);
    assert_int_equal(n.network->info->view.height, HEIGHT);
    lk_context *ctx = lk_trial_context(n.t, 1);
    assert_int_equal(n.network->scores(n.network, ctx, &n.batch, LK_OUTPUT_LOGIT, logits), LK_OK);
    assert_int_equal(n.network->scores(n.network, ctx, &n.batch, LK_OUTPUT_PROBABILITY, chances),
                     LK_OK);
    for (uint32_t c = 0; c < CLASSES; c++)
        sum += exp(logit(&n, c));
    for (uint32_t c = 0; c < CLASSES; c++) {
        assert_float_equal(logits[c], logit(&n, c), 1e-5);
        assert_float_equal(chances[c], exp(logit(&n, c)) / sum, 1e-5);
    }
    lk_trial_close(n.t);
}

static void its_gradient_is_that_of_its_formula(void **state)
{
    float gradient[VALUES], scores[CLASSES];
    const uint32_t c = 2;
    net n;
    (void)state;
    set_up(&n);
    lk_tensor out = n.batch;
    out.data = gradient;
    assert_int_equal(n.network->gradients(n.network, lk_trial_context(n.t, 1), &n.batch, &c,
                                          LK_OUTPUT_LOGIT, scores, &out),
                     LK_OK);
    for (size_t i = 0; i < VALUES; i++) {
        double u = (double)n.values[i] / 255 - .5;
        assert_float_equal(gradient[i], n.weights[c][i / 3] * (1 + u) / 255, 1e-7);
    }
    lk_trial_close(n.t);
}

static void its_layer_is_what_each_pixel_adds(void **state)
{
    lk_tensor maps, slope;
    net n;
    (void)state;
    set_up(&n);
    assert_int_equal(n.network->activations(n.network, lk_trial_context(n.t, 1), &n.batch, "maps",
                                            1, LK_OUTPUT_LOGIT, &maps, &slope),
                     LK_OK);
    assert_int_equal(lk_tensor_count(&maps), PIXELS * CLASSES);
    for (size_t i = 0; i < PIXELS * CLASSES; i++) {
        uint32_t c = i % CLASSES;
        assert_float_equal(((float *)maps.data)[i], share(&n, c, i / CLASSES), 1e-5);
        assert_float_equal(((float *)slope.data)[i], c == 1, 0);
    }
    lk_trial_close(n.t);
}

static void the_next_network_has_its_own_size(void **state)
{
    lk_trial *t = open_it(UNRULY "explainer.so", NULL);
    (void)state;
    assert_int_equal(lk_trial_network(t, 4, 9)->info->view.width, 9);
    assert_int_equal(lk_trial_network(t, 7, 5)->info->view.height, 7);
    lk_trial_close(t);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_trial_is_of_the_plugin_with_its_parameters),
        cmocka_unit_test(what_does_not_open_says_why),
        cmocka_unit_test(an_operation_s_sentence_is_kept_until_the_next),
        cmocka_unit_test(memory_is_as_the_host_gives_it),
        cmocka_unit_test(writing_beside_memory_is_damage_until_the_next_context),
        cmocka_unit_test(going_far_past_an_end_stops_the_program),
        cmocka_unit_test(memory_goes_with_its_operation),
        cmocka_unit_test(a_seed_keys_the_random_stream),
        cmocka_unit_test(the_network_scores_by_its_formula),
        cmocka_unit_test(its_gradient_is_that_of_its_formula),
        cmocka_unit_test(its_layer_is_what_each_pixel_adds),
        cmocka_unit_test(the_next_network_has_its_own_size),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
