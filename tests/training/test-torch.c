/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#include "trainee.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Losses, gradients and weights against PyTorch in double precision, and against
 * the published updates of Keras (tests/golden/training). */

static double number(const lk_node *n)
{
    assert_non_null(n);
    return strtod(n->text, NULL);
}

/* ---- Tensors ------------------------------------------------------------------------------- */

/* What is kept of a tensor, against `found` for each of its values. */
static double error_of(const lk_node *golden, const double *found, size_t count)
{
    const lk_node *at = lk_node_get(golden, "at"), *values = lk_node_get(golden, "values");
    double most = number(lk_node_get(golden, "most")), worst = 0, squares = 0;
    double norm = number(lk_node_get(golden, "norm"));
    for (size_t i = 0; i < count; i++)
        squares += found[i] * found[i];
    for (size_t i = 0; i < at->count; i++) {
        size_t k = (size_t)number(at->items[i]);
        assert_true(k < count);
        worst = fmax(worst, fabs(found[k] - number(values->items[i])));
    }
    if (most == 0)
        return fmax(worst, sqrt(squares));
    return fmax(worst / most, fabs(sqrt(squares) - norm) / norm);
}

/* Every tensor of the golden map against (before - after) / rate, or against `after`
 * where there is no `before`. */
static void expect_tensors(const lk_node *golden, const weights *before, const weights *after,
                           double rate, double tolerance)
{
    double worst = 0;
    for (size_t i = 0; i < golden->count; i++) {
        const char *name = golden->items[i]->key;
        size_t count = 0;
        const float *new = weights_find(after, name, &count);
        const float *old = before ? weights_find(before, name, &count) : NULL;
        if (!new)
            fail_msg("there is no weight %s", name);
        double *found = malloc(count * sizeof *found);
        for (size_t k = 0; k < count; k++)
            found[k] = old ? ((double)old[k] - (double)new[k]) / rate : (double)new[k];
        double error = error_of(golden->items[i], found, count);
        free(found);
        if (!(error <= tolerance))
            fail_msg("%s is %.3g of its largest value off", name, error);
        worst = fmax(worst, error);
    }
    print_message("# %zu tensors, %.2g of the largest value off at most\n", golden->count, worst);
}

/* ---- Curves --------------------------------------------------------------------------------- */

static void expect_losses(const lk_node *golden, trainee *t, double rate, double tolerance)
{
    double worst = 0;
    for (size_t i = 0; i < golden->count; i++) {
        double expected = number(golden->items[i]), loss = trainee_step(t, rate);
        double error = fabs(loss - expected) / expected;
        if (!(error <= (i ? tolerance : 1e-5)))
            fail_msg("the loss of step %zu is %.8g, not %.8g", i + 1, loss, expected);
        worst = fmax(worst, error);
    }
    print_message("# %zu losses, %.2g off at most\n", golden->count, worst);
}

typedef struct network {
    const char *name, *model, *more;
} network;

static const network networks[] = {
    {"weinet", "configs/networks/weinet.yaml", ""},
    {"songnet", "configs/networks/songnet.yaml", ", width: 64, height: 64"},
    {"residual", "tests/training/residual.yaml", ""}};

static const lk_node *golden_of(const char *name)
{
    char path[100];
    snprintf(path, sizeof path, "golden/training/%s.json", name);
    return kit_yaml(path);
}

static trainee open_of(const network *n, const lk_node *golden, const char *items, int seed)
{
    char more[100];
    snprintf(more, sizeof more, "%s, random_weights: %d", n->more, seed);
    return trainee_open(n->model, more, (int)number(lk_node_get(golden, items)));
}

static lk_training without_dropout(lk_optimiser optimiser, lk_convention convention)
{
    lk_training how = lk_training_defaults(optimiser, convention);
    how.has_dropout = 0;
    return how;
}

/* With so high a rate the weights become what the gradient is. */
static void gradients_are_those_of_pytorch(void **user)
{
    const network *n = *user;
    const double rate = 1e6;
    const lk_node *golden = golden_of(n->name);
    trainee t = open_of(n, golden, "first", (int)number(lk_node_get(golden, "seed")));
    lk_training how = without_dropout(LK_SGD, LK_PYTORCH);
    trainee_begin(&t, &how);
    weights before = trainee_weights(&t);
    trainee_step(&t, rate);
    weights after = trainee_weights(&t);
    expect_tensors(lk_node_get(golden, "gradients"), &before, &after, rate, 1e-4);
    free(before.bytes);
    free(after.bytes);
    trainee_close(&t);
}

static void the_curve_is_that_of_pytorch(void **user)
{
    const network *n = *user;
    const lk_node *golden = golden_of(n->name);
    trainee t = open_of(n, golden, "items", 3);
    lk_training how = without_dropout(LK_SGD, LK_PYTORCH);
    how.momentum = .9;
    trainee_begin(&t, &how);
    expect_losses(lk_node_get(golden, "losses"), &t, number(lk_node_get(golden, "rate")), .01);
    trainee_close(&t);
}

/* ---- Optimisers -------------------------------------------------------------------------------
 */

typedef struct update {
    const char *name;
    lk_optimiser optimiser;
    lk_convention convention;
    double momentum, weight_decay;
    int nesterov;
} update;

static const update updates[] = {{"pytorch-sgd", LK_SGD, LK_PYTORCH, 0, 0, 0},
                                 {"pytorch-momentum", LK_SGD, LK_PYTORCH, .9, .01, 0},
                                 {"pytorch-nesterov", LK_SGD, LK_PYTORCH, .9, 0, 1},
                                 {"pytorch-rmsprop", LK_RMSPROP, LK_PYTORCH, 0, 0, 0},
                                 {"pytorch-rmsprop-momentum", LK_RMSPROP, LK_PYTORCH, .5, 0, 0},
                                 {"pytorch-adam", LK_ADAM, LK_PYTORCH, 0, 0, 0},
                                 {"keras-sgd", LK_SGD, LK_KERAS, 0, 0, 0},
                                 {"keras-momentum", LK_SGD, LK_KERAS, .9, 0, 0},
                                 {"keras-nesterov", LK_SGD, LK_KERAS, .9, 0, 1},
                                 {"keras-rmsprop", LK_RMSPROP, LK_KERAS, 0, 0, 0},
                                 {"keras-rmsprop-momentum", LK_RMSPROP, LK_KERAS, .5, 0, 0},
                                 {"keras-adam", LK_ADAM, LK_KERAS, 0, 0, 0}};

/* Weights after ten steps, the running statistics among them. */
static void weights_become_what_the_convention_says(void **user)
{
    const update *u = *user;
    const lk_node *golden = lk_node_get(golden_of("optimisers"), u->name);
    trainee t = trainee_open("tests/training/residual.yaml", ", random_weights: 3", 8);
    lk_training how = without_dropout(u->optimiser, u->convention);
    how.momentum = u->momentum;
    how.weight_decay = u->weight_decay;
    how.nesterov = u->nesterov;
    trainee_begin(&t, &how);
    expect_losses(lk_node_get(golden, "losses"), &t, number(lk_node_get(golden, "rate")), 1e-3);
    weights after = trainee_weights(&t);
    expect_tensors(lk_node_get(golden, "weights"), NULL, &after, 1, 2e-3);
    free(after.bytes);
    trainee_close(&t);
}

/* ---- All of them ------------------------------------------------------------------------ */

enum {
    NETWORKS = sizeof networks / sizeof networks[0],
    UPDATES = sizeof updates / sizeof updates[0]
};

static struct CMUnitTest test_of(const char *does, const char *name, CMUnitTestFunction f,
                                 const void *what)
{
    char *text = malloc(200);
    snprintf(text, 200, "%s_%s", name, does);
    return (struct CMUnitTest){
        .name = text, .test_func = f, .initial_state = (void *)(uintptr_t)what};
}

int main(void)
{
    struct CMUnitTest tests[2 * NETWORKS + UPDATES];
    size_t count = 0;
    int is_quick = getenv("LIKENESS_TEST_QUICK") != NULL; /* curves take minutes */
    for (size_t i = 0; i < NETWORKS; i++) {
        tests[count++] = test_of("has_the_gradients_of_pytorch", networks[i].name,
                                 gradients_are_those_of_pytorch, &networks[i]);
        if (!is_quick)
            tests[count++] = test_of("has_the_curve_of_pytorch", networks[i].name,
                                     the_curve_is_that_of_pytorch, &networks[i]);
    }
    for (size_t i = 0; i < UPDATES; i++)
        tests[count++] = test_of("makes_the_weights_that_it_says", updates[i].name,
                                 weights_become_what_the_convention_says, &updates[i]);
    int failed = _cmocka_run_group_tests("tests", tests, count, NULL, NULL);
    for (size_t i = 0; i < count; i++)
        free((void *)(uintptr_t)tests[i].name);
    return failed;
}
