/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#include "networks.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

/* The twelve networks of configs/networks against definitions of their own in
 * PyTorch with the same weights (make-twelve.py), which are made where PyTorch
 * is installed; elsewhere the tests are skipped. */

static const char *const backends[] = {"openblas", "onednn", "onnxruntime"};

/* Those made by one call of the program: starting it takes seconds, and the
 * weights of the large ones space. */
#define SMALLER                                                                                    \
    "weinet songnet vgg16 vgg19 resnet50 resnet101v2 inceptionv3 xception mobilenetv3 "            \
    "efficientnetv2"
static const char *const batches[] = {SMALLER, "alexnet", "silnet"};
static const struct network {
    const char *name;
    int batch;
} networks[] = {{"weinet", 0},      {"songnet", 0},        {"vgg16", 0},       {"vgg19", 0},
                {"resnet50", 0},    {"resnet101v2", 0},    {"inceptionv3", 0}, {"xception", 0},
                {"mobilenetv3", 0}, {"efficientnetv2", 0}, {"alexnet", 1},     {"silnet", 2}};
enum { COUNT = sizeof networks / sizeof networks[0] };

static char folder[] = "/tmp/likeness-twelve-XXXXXX";

static const char *path_of(const char *network, const char *ending)
{
    static char paths[4][120];
    static int next;
    char *path = paths[next++ % 4];
    snprintf(path, sizeof paths[0], "%s/%s%s", folder, network, ending);
    return path;
}

static int exists(const char *path)
{
    return !access(path, R_OK);
}

static int make_networks(const char *names)
{
    char command[1000];
    snprintf(command, sizeof command, "/usr/bin/python3 %s %s %s >%s/log 2>&1",
             kit_path("tests/graph/make-twelve.py"), folder, names, folder);
    int status = system(command);
    return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

static kit *open_with_weights(const char *backend, const char *network)
{
    char params[300], error[1200];
    snprintf(params, sizeof params, "{model: configs/networks/%s.yaml, weights: %s}", network,
             path_of(network, ".safetensors"));
    kit *k = kit_try_open(LK_STAGE_BACKEND, backend, params, error, sizeof error);
    if (!k)
        fail_msg("%s", error);
    return k;
}

/* The largest difference, by the standard deviation of what is expected. */
static double relative_difference(const float *found, const double *expected, size_t count)
{
    double most = 0, sum = 0, squares = 0;
    for (size_t i = 0; i < count; i++) {
        double off = fabs((double)found[i] - expected[i]);
        most = off > most || off != off ? off : most;
        sum += expected[i];
    }
    for (size_t i = 0; i < count; i++)
        squares += (expected[i] - sum / (double)count) * (expected[i] - sum / (double)count);
    return most / sqrt(squares / (double)count);
}

static void compare(const char *backend, const char *network)
{
    lk_tensor pixels = kit_npy(path_of(network, "-input.npy")),
              expected = kit_npy(path_of(network, "-output.npy"));
    kit *k = open_with_weights(backend, network);
    lk_tensor scores = score_batch(k, &pixels, LK_OUTPUT_LOGIT, 1);
    assert_int_equal(lk_tensor_count(&scores), lk_tensor_count(&expected));
    double off = relative_difference(scores.data, expected.data, lk_tensor_count(&expected));
    print_message("# %s, %s: %.2g of a standard deviation off\n", network, backend, off);
    assert_true(off < 1e-4);
    kit_close(k);
}

static void agrees(void **state)
{
    static const char *const endings[] = {".safetensors", "-input.npy", "-output.npy"};
    const struct network *n = *state;
    int status = exists(path_of(n->name, "-output.npy")) ? 0 : make_networks(batches[n->batch]);
    if (status == 77 || status == 127) {
        print_message("# skipped: PyTorch is not installed\n");
        skip();
    }
    if (status)
        fail_msg("make-twelve.py failed: see %s/log", folder);
    for (size_t i = 0; i < sizeof backends / sizeof backends[0]; i++)
        if (!i || kit_has(LK_STAGE_BACKEND, backends[i]))
            compare(backends[i], n->name);
    for (size_t i = 0; i < sizeof endings / sizeof endings[0]; i++)
        unlink(path_of(n->name, endings[i]));
}

static int make_folder(void **state)
{
    (void)state;
    return mkdtemp(folder) ? 0 : -1;
}

/* What is left after a failure stays, to be looked at. */
static int remove_folder(void **state)
{
    (void)state;
    unlink(path_of("log", ""));
    rmdir(folder);
    return 0;
}

int main(void)
{
    if (kit_is_quick())
        return 0;
    struct CMUnitTest tests[COUNT];
    char titles[COUNT][60];
    for (size_t i = 0; i < COUNT; i++) {
        snprintf(titles[i], sizeof titles[i], "%s_gives_the_logits_of_pytorch", networks[i].name);
        tests[i] = (struct CMUnitTest){.name = titles[i],
                                       .test_func = agrees,
                                       .initial_state = (void *)(uintptr_t)&networks[i]};
    }
    return cmocka_run_group_tests(tests, make_folder, remove_folder);
}
