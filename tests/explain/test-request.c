/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#include <stdio.h>
#include <string.h>

#include "explaining.h"

/* What explainers have in common in what they make of a request. */

/* Two descriptions of one network: of the first the logits are one of two outputs, of the second
 * they are its values and have no name. */

static const char *const named = "{model: tests/reverse/net_a.yaml}";
static const char *const raw = "{model: tests/reverse/net_a_raw.yaml}";

typedef struct method {
    const char *name, *params;
} method;

static const method methods[] = {
    {"gradcam", ""},           {"gradcam++", ""},         {"layercam", ""},
    {"scorecam", ""},          {"ablationcam", ""},       {"eigencam", NULL},
    {"saliency", ""},          {"gradinput", ""},         {"smoothgrad", "samples: 3, "},
    {"guided-backprop", ""},   {"lime", "samples: 40, "}, {"kernelshap", "samples: 100, "},
    {"shapley", "pairs: 2, "}, {"ablation", ""},          {"occlusion", ""},
    {"sedc", "limit: 40, "},   {"sobol", "samples: 4, "}, {"hsic", "samples: 20, "},
    {"rise", "samples: 20, "}};

static explained explain_net(const method *m, const char *net, const char *output)
{
    char params[100] = "";
    lk_raster view = golden_image(0);
    if (m->params)
        snprintf(params, sizeof params, "{%s%s}", m->params, output);
    kit *backend = kit_open(LK_STAGE_BACKEND, TEST_BACKEND, net);
    kit *k = kit_open(LK_STAGE_EXPLAINER, m->name, *params ? params : NULL);
    explained e = explain_well(k, 1, kit_network(backend), &view, NULL, NULL);
    if (e.answer.segments)
        e.coefficients = kit_tensor(LK_DTYPE_FLOAT, 64, 2, 6, (int)e.answer.segment_count);
    if (e.answer.segments)
        memcpy(e.coefficients.data, e.answer.weights,
               lk_tensor_count(&e.coefficients) * sizeof(double));
    kit_close(k);
    kit_close(backend);
    return e;
}

static void values_without_a_name_are_explained_as_logits_are(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof methods / sizeof methods[0]; i++) {
        explained a = explain_net(&methods[i], named, "output: logit");
        explained b = explain_net(&methods[i], raw, "");
        print_message("# %s\n", methods[i].name);
        assert_near(&a.answer.heatmaps, &b.answer.heatmaps, 0);
        if (a.coefficients.data)
            assert_near(&a.coefficients, &b.coefficients, 0);
    }
}

static void explainers_of_pixels_refuse_segments_and_samples(void **state)
{
    static const char *const names[] = {"saliency",    "gradinput",       "integrated-gradients",
                                        "smoothgrad",  "guided-backprop", "gradcam",
                                        "gradcam++",   "layercam",        "scorecam",
                                        "ablationcam", "eigencam",        "rise"};
    kit *backend = kit_open(LK_STAGE_BACKEND, TEST_BACKEND, named);
    lk_raster view = golden_image(0);
    lk_tensor segments = kit_tensor(LK_DTYPE_INT, 32, 2, 32, 32),
              z = kit_tensor(LK_DTYPE_UINT, 8, 2, 3, 1);
    (void)state;
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        kit *k = kit_open(LK_STAGE_EXPLAINER, names[i], NULL);
        lk_network *n = kit_network(backend);
        explained e;
        print_message("# %s\n", names[i]);
        assert_int_equal(explaining(k, 1, n, &view, &segments, NULL, &e), LK_E_INPUT);
        assert_int_equal(explaining(k, 1, n, &view, NULL, &z, &e), LK_E_INPUT);
        assert_non_null(strstr(kit_error(k), "leave segments and samples out"));
        kit_close(k);
    }
    kit_close(backend);
}

static void given_samples_that_are_none_are_refused(void **state)
{
    static const char *const names[] = {"lime", "kernelshap", "occlusion"};
    kit *backend = kit_open(LK_STAGE_BACKEND, TEST_BACKEND, named);
    lk_raster view = golden_image(0);
    lk_tensor segments = kit_tensor(LK_DTYPE_INT, 32, 2, 32, 32),
              z = kit_tensor(LK_DTYPE_UINT, 8, 2, 0, 1);
    (void)state;
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        kit *k = kit_open(LK_STAGE_EXPLAINER, names[i], NULL);
        lk_network *n = kit_network(backend);
        explained e;
        print_message("# %s\n", names[i]);
        assert_int_equal(explaining(k, 1, n, &view, &segments, &z, &e), LK_E_INPUT);
        assert_non_null(strstr(kit_error(k), "the given samples are none"));
        kit_close(k);
    }
    kit_close(backend);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(values_without_a_name_are_explained_as_logits_are),
        cmocka_unit_test(explainers_of_pixels_refuse_segments_and_samples),
        cmocka_unit_test(given_samples_that_are_none_are_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
