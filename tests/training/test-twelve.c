/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#include "trainee.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* The twelve networks of the study, each small: the gradient of every weight against
 * PyTorch in double precision, by its norm and by what it has of a direction that is a
 * function of its name (tests/golden/training/twelve.json). */

static double number(const lk_node *n)
{
    assert_non_null(n);
    return strtod(n->text, NULL);
}

/* What of its own norm a gradient is off. */
static double error_of(const lk_node *golden, const char *name, const double *found, size_t count)
{
    uint64_t key = noise_key_of(11, name);
    double squares = 0, part = 0, norm = number(golden->items[0]);
    for (size_t i = 0; i < count; i++) {
        double noise = (double)(noise_of(key, i) >> 32) / 2147483648.0 - 1;
        squares += found[i] * found[i];
        part += found[i] * noise;
    }
    double off = fmax(fabs(sqrt(squares) - norm), fabs(part - number(golden->items[1])));
    return norm > 0 ? off / norm : off;
}

static trainee open_small(const lk_node *golden)
{
    char model[100], more[100];
    int size = (int)number(lk_node_get(golden, "size"));
    snprintf(model, sizeof model, "configs/networks/%s.yaml", golden->key);
    snprintf(more, sizeof more, ", random_weights: 3, width: %d, height: %d", size, size);
    return trainee_open(model, more, (int)number(lk_node_get(golden, "items")));
}

/* The largest gradient of all: what is far below it is rounding. */
static double largest_norm(const lk_node *gradients)
{
    double most = 0;
    for (size_t i = 0; i < gradients->count; i++)
        most = fmax(most, number(gradients->items[i]->items[0]));
    return most;
}

static void expect_gradients(const lk_node *golden, const weights *before, const weights *after,
                             double rate)
{
    /* Normalisations of a few values make much of rounding. */
    const double single = number(lk_node_get(golden, "single")), tolerance = fmax(2 * single, 1e-4);
    const lk_node *gradients = lk_node_get(golden, "gradients");
    double worst = 0, most = largest_norm(gradients);
    size_t left_out = 0;
    for (size_t i = 0; i < gradients->count; i++) {
        const lk_node *g = gradients->items[i];
        size_t count = 0;
        const float *new = weights_find(after, g->key, &count);
        const float *old = weights_find(before, g->key, &count);
        if (!new)
            fail_msg("there is no weight %s", g->key);
        if (number(g->items[0]) < 1e-6 * most) { /* a bias before a normalisation */
            left_out++;
            continue;
        }
        double *found = malloc(count * sizeof *found);
        for (size_t k = 0; k < count; k++)
            found[k] = ((double)old[k] - (double)new[k]) / rate;
        double error = error_of(g, g->key, found, count);
        free(found);
        if (!(error <= tolerance))
            fail_msg("%s is %.3g of its norm off", g->key, error);
        worst = fmax(worst, error);
    }
    print_message("# %zu gradients, %.2g of the norm off at most, PyTorch %.2g; %zu are 0\n",
                  gradients->count, worst, single, left_out);
    assert_true(left_out < gradients->count / 2);
}

static void has_the_gradients_of_pytorch(void **user)
{
    const lk_node *golden = lk_node_get(kit_yaml("golden/training/twelve.json"), *user);
    const double rate = 1e6;
    trainee t = open_small(golden);
    lk_training how = lk_training_defaults(LK_SGD, LK_PYTORCH);
    how.has_dropout = 0;
    trainee_begin(&t, &how);
    weights before = trainee_weights(&t);
    double loss = trainee_step(&t, rate), expected = number(lk_node_get(golden, "loss"));
    if (!(fabs(loss - expected) <= 1e-4 * expected))
        fail_msg("the loss is %.8g, not %.8g", loss, expected);
    weights after = trainee_weights(&t);
    expect_gradients(golden, &before, &after, rate);
    free(before.bytes);
    free(after.bytes);
    trainee_close(&t);
}

int main(void)
{
    static const char *const names[] = {"alexnet",     "weinet",   "songnet",     "silnet",
                                        "vgg16",       "vgg19",    "resnet50",    "resnet101v2",
                                        "inceptionv3", "xception", "mobilenetv3", "efficientnetv2"};
    enum { COUNT = sizeof names / sizeof names[0] };
    if (kit_is_quick())
        return 0;
    struct CMUnitTest tests[COUNT];
    char texts[COUNT][64];
    for (size_t i = 0; i < COUNT; i++) {
        snprintf(texts[i], sizeof texts[i], "%s_has_the_gradients_of_pytorch", names[i]);
        tests[i] = (struct CMUnitTest){.name = texts[i],
                                       .test_func = has_the_gradients_of_pytorch,
                                       .initial_state = (void *)(uintptr_t)names[i]};
    }
    return cmocka_run_group_tests(tests, NULL, NULL);
}
