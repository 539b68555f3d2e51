/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#include "networks.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* An item's scores are the same bits whatever batch it came in, whatever its
 * place there, and for any number of threads: for networks that have every kind
 * of step that the backend plans, sums and Winograd's convolutions, dense
 * layers in groups, concatenations and gates, with untrained weights. And they
 * are the scores of the backend openblas. TEST_ISA is the most of a processor
 * that oneDNN is to use: its primitives are others where it has less. */

enum { ITEMS = 11 };

static const char *const networks[] = {
#ifndef TEST_ISA
    "configs/networks/alexnet",        "configs/networks/vgg16",
    "configs/networks/resnet50",       "configs/networks/resnet101v2",
    "configs/networks/inceptionv3",    "configs/networks/xception",
#endif
    "configs/networks/songnet",        "configs/networks/mobilenetv3",
    "configs/networks/efficientnetv2", "tests/coalitions/mixed"};
enum { COUNT = sizeof networks / sizeof networks[0] };

static kit *open_untrained(const char *backend, const char *network)
{
    char params[200], error[1200];
    snprintf(params, sizeof params, "{model: %s.yaml, random_weights: 5}", network);
    kit *k = kit_try_open(LK_STAGE_BACKEND, backend, params, error, sizeof error);
    if (!k)
        fail_msg("%s", error);
    return k;
}

static lk_tensor random_images(kit *k)
{
    const lk_view *v = &backend_of(k)->info(kit_self(k))->view;
    lk_context *ctx = kit_context(k, 5);
    lk_tensor t = kit_tensor(LK_DTYPE_FLOAT, 32, 4, ITEMS, (int)v->height, (int)v->width, 3);
    for (size_t i = 0; i < lk_tensor_count(&t); i++)
        ((float *)t.data)[i] = (float)(255 * lk_random_double(ctx));
    return t;
}

/* `count` items of the batch from `first` on, scored together. */
static void score_part(kit *k, const lk_tensor *all, int first, int count, uint32_t threads,
                       const lk_tensor *expected)
{
    int64_t shape[4] = {count, all->shape[1], all->shape[2], all->shape[3]};
    size_t size = lk_tensor_count(all) / ITEMS, classes = (size_t)expected->shape[1];
    lk_tensor part =
        lk_tensor_over((float *)all->data + (size_t)first * size, LK_DTYPE_FLOAT, 32, 4, shape);
    lk_tensor found = score_batch(k, &part, LK_OUTPUT_LOGIT, threads);
    const float *bits = (const float *)expected->data + (size_t)first * classes;
    assert_memory_equal(found.data, bits, (size_t)count * classes * sizeof(float));
}

static double spread(const lk_tensor *t)
{
    double sum = 0, squares = 0, n = (double)lk_tensor_count(t);
    for (size_t i = 0; i < lk_tensor_count(t); i++)
        sum += (double)((float *)t->data)[i];
    for (size_t i = 0; i < lk_tensor_count(t); i++)
        squares += pow((double)((float *)t->data)[i] - sum / n, 2);
    return sqrt(squares / n);
}

static void check(void **state)
{
    static const int parts[][2] = {{0, 1}, {4, 1}, {10, 1}, {3, 3}, {2, 8}};
    kit *k = open_untrained("onednn", *state), *reference = open_untrained("openblas", *state);
    lk_tensor images = random_images(k);
    lk_tensor all = score_batch(k, &images, LK_OUTPUT_LOGIT, 1);
    score_part(k, &images, 0, ITEMS, 2, &all);
    for (size_t i = 0; i < sizeof parts / sizeof parts[0]; i++)
        score_part(k, &images, parts[i][0], parts[i][1], 1 + i % 2, &all);
    images.shape[0] = 2;
    all.shape[0] = 2;
    lk_tensor other = score_batch(reference, &images, LK_OUTPUT_LOGIT, 2);
    double off = kit_max_difference(&all, &other) / spread(&other);
    print_message("# %s: %.2g of a standard deviation from openblas\n", (const char *)*state, off);
    assert_true(off < 1e-4);
    kit_close(k);
    kit_close(reference);
}

int main(void)
{
    struct CMUnitTest tests[COUNT];
    char titles[COUNT][80];
#ifdef TEST_ISA
    setenv("ONEDNN_MAX_CPU_ISA", TEST_ISA, 1);
#endif
    for (size_t i = 0; i < COUNT; i++) {
        snprintf(titles[i], sizeof titles[i], "%s_gives_the_same_bits_in_any_batch",
                 strrchr(networks[i], '/') + 1);
        tests[i] = (struct CMUnitTest){
            .name = titles[i], .test_func = check, .initial_state = (void *)(uintptr_t)networks[i]};
    }
    return cmocka_run_group_tests(tests, NULL, NULL);
}
