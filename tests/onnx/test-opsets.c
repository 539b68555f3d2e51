/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#include "models.h"

#include <dirent.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* What operators mean in the sets before the newest, and how they are said
 * there: models of python3-onnx against what ONNX Runtime gives for them
 * (make-opsets.py). */

static const char folder[] = "golden/onnx/opsets"; /* below tests/ */
enum { MOST_MODELS = 256, LEAST_MODELS = 106, CHANNELS = 3 };

static int is_model(const struct dirent *e)
{
    size_t length = strlen(e->d_name);
    return length > 5 && !strcmp(e->d_name + length - 5, ".onnx");
}

static void gives_what_onnx_runtime_gives(void **state)
{
    char path[400], error[1200];
    const char *name = *state;
    snprintf(path, sizeof path, "%s/input.npy", folder);
    lk_tensor input = kit_npy(path);
    snprintf(path, sizeof path, "%s/%s.npy", folder, name);
    lk_tensor expected = kit_npy(path);
    snprintf(path, sizeof path, "tests/%s/%s.onnx", folder, name);
    kit *k = model_try_open(kit_path(path), error);
    if (!k)
        fail_msg("%s", error);
    float *found;
    size_t count = model_run(k, input.data, (int)input.shape[0], CHANNELS, &found);
    assert_int_equal(count, lk_tensor_count(&expected));
    /* A sum of products may be much smaller than they are, and is as wrong as
     * they are large: both programs' are, gemm-11's by 2e-6 and 3e-6 of 16. */
    double most = 1;
    const float *wanted = expected.data;
    for (size_t i = 0; i < count; i++)
        most = fmax(most, fabs((double)wanted[i]));
    for (size_t i = 0; i < count; i++)
        assert_true(fabs((double)found[i] - (double)wanted[i]) <= 2e-6 * most);
    kit_close(k);
}

/* One test a model, called by it. */
int main(void)
{
    static struct CMUnitTest tests[MOST_MODELS];
    static char names[MOST_MODELS][100];
    struct dirent **entries;
    int count = scandir(kit_path("tests/golden/onnx/opsets"), &entries, is_model, alphasort);
    if (count < LEAST_MODELS || count > MOST_MODELS) {
        printf("1..1\nnot ok 1 - %s has %d models\n", folder, count);
        return 1;
    }
    for (int i = 0; i < count; i++) {
        snprintf(names[i], sizeof names[i], "%.*s", (int)strlen(entries[i]->d_name) - 5,
                 entries[i]->d_name);
        tests[i] = (struct CMUnitTest){.name = names[i],
                                       .test_func = gives_what_onnx_runtime_gives,
                                       .initial_state = names[i]};
        free(entries[i]);
    }
    free(entries);
    return _cmocka_run_group_tests("opsets", tests, (size_t)count, NULL, NULL);
}
