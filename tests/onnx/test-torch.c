/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#include "models.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>

/* Classifiers of torchvision as torch.onnx.export writes them (make-torch.py),
 * against PyTorch's own outputs. The models are made where PyTorch is
 * installed; elsewhere the tests are skipped. */

static char folder[] = "/tmp/likeness-torch-XXXXXX";
static const char *const names[] = {
    "alexnet",    "vgg",        "resnet18",     "resnet18-folded",    "resnet50",
    "inception",  "googlenet",  "densenet121",  "mobilenet-v2",       "mobilenet-v3",
    "squeezenet", "shufflenet", "efficientnet", "mobilenet-v3-small", "mnasnet",
    "regnet",     "convnext",
};

/* What python says is kept from the test's own output. */
static int run_python(const char *arguments)
{
    char command[1500];
    snprintf(command, sizeof command, "/usr/bin/python3 %s %s %s >%s/log 2>&1",
             kit_path("tests/onnx/make-torch.py"), folder, arguments, folder);
    int status = system(command);
    return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

static int make_models(void **state)
{
    char all[600] = "";
    (void)state;
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        strcat(all, names[i]);
        strcat(all, " ");
    }
    if (!mkdtemp(folder))
        return -1;
    int status = run_python(all);
    if (status && status != 77 && status != 127)
        print_message("# make-torch.py failed: see %s/log\n", folder);
    return status && status != 77 && status != 127 ? -1 : 0;
}

static int remove_models(void **state)
{
    char command[100];
    (void)state;
    snprintf(command, sizeof command, "rm -r %s", folder);
    return system(command);
}

static void compare(const char *backend, const char *name, const char *path, const lk_tensor *input,
                    const lk_tensor *expected)
{
    char error[1200];
    float *found;
    kit *k = model_try_open_on(backend, path, error);
    if (!k)
        fail_msg("%s", error);
    size_t count = model_run(k, input->data, 1, 3, &found);
    assert_int_equal(count, lk_tensor_count(expected));
    double off = relative_difference(found, expected->data, count);
    print_message("# %s, %s: %.2g of a standard deviation off\n", name, backend, off);
    assert_true(off < 1e-4);
    kit_close(k);
}

static void model(void **state)
{
    static const char *const backends[] = {"openblas", "onednn", "onnxruntime"};
    const char *name = *state;
    char path[3][200];
    static const char *const endings[] = {".onnx", "-input.npy", "-output.npy"};
    for (int i = 0; i < 3; i++)
        snprintf(path[i], sizeof path[i], "%s/%s%s", folder, name, endings[i]);
    FILE *f = fopen(path[2], "rb");
    if (!f) {
        print_message("# skipped: PyTorch with torchvision is not installed\n");
        skip();
    }
    fclose(f);
    lk_tensor input = kit_npy(path[1]), expected = kit_npy(path[2]);
    for (size_t i = 0; i < sizeof backends / sizeof backends[0]; i++)
        if (!i || kit_has(LK_STAGE_BACKEND, backends[i]))
            compare(backends[i], name, path[0], &input, &expected);
}

int main(void)
{
    if (kit_is_quick())
        return 0;
    enum { COUNT = sizeof names / sizeof names[0] };
    struct CMUnitTest tests[COUNT];
    char titles[COUNT][80];
    for (size_t i = 0; i < COUNT; i++) {
        snprintf(titles[i], sizeof titles[i], "%s_gives_the_logits_of_pytorch", names[i]);
        tests[i] = (struct CMUnitTest){
            .name = titles[i], .test_func = model, .initial_state = (void *)(uintptr_t)names[i]};
    }
    return cmocka_run_group_tests(tests, make_models, remove_models);
}
