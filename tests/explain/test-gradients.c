/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#include "explaining.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "explainers/integrated-gradients/quadrature.h"

/* Explainers by gradients, against Captum on two small networks (golden/reverse and
 * golden/explain/gradients) and by what must hold of any network. */

enum { SIDE = 32, PIXELS = SIDE * SIDE, IMAGES = 2 };

/* What the networks take is (pixel - mean) / deviation. */
typedef struct net {
    char name;
    const char *path;
    double mean[3], deviation[3];
    uint32_t classes[IMAGES];
} net;

static const net nets[] = {
    {'a', "{model: tests/reverse/net_a.yaml}", {0, 0, 0}, {255, 255, 255}, {5, 0}},
    {'b',
     "{model: tests/reverse/net_b.yaml}",
     {123.675, 116.28, 103.53},
     {58.395, 57.12, 57.375},
     {4, 5}},
};

#define ZERO_OF_B "baseline: colour, colour: [123.675, 116.28, 103.53]"

static kit *open_explainer(const char *name, const char *params)
{
    return kit_open(LK_STAGE_EXPLAINER, name, params);
}

static kit *open_net(const net *n)
{
    return kit_open(LK_STAGE_BACKEND, TEST_BACKEND, n->path);
}

static const float *map_of(const explained *e, uint32_t class_slot)
{
    const lk_tensor *maps = &e->answer.heatmaps;
    return (const float *)maps->data + class_slot * (size_t)(maps->shape[1] * maps->shape[2]);
}

/* ---- Captum ----------------------------------------------------------------------------- */

typedef enum channel_rule { SUM, ABSOLUTE, LARGEST } channel_rule;

typedef struct golden_case {
    const char *folder, *file;
    int is_per_value;      /* a gradient: by value of the normalised input */
    channel_rule channels; /* how three become one */
} golden_case;

static double reduced(const net *n, const golden_case *c, const float *golden, size_t pixel)
{
    double sum = 0, absolute = 0, largest = 0;
    for (size_t k = 0; k < 3; k++) {
        double v = (double)golden[k * PIXELS + pixel] / (c->is_per_value ? n->deviation[k] : 1);
        sum += v;
        absolute += fabs(v);
        largest = fmax(largest, fabs(v));
    }
    return c->channels == SUM ? sum : c->channels == ABSOLUTE ? absolute : largest;
}

/* Ten times what Captum in float32 is off, of a sum of three channels in the units of
 * the map. A mean over noise is off by no more than the gradients that it is of. */
static double tolerance_of(const net *n, const golden_case *c)
{
    char key[60];
    int is_smooth = !strcmp(c->file, "smoothgrad");
    snprintf(key, sizeof key, "%c_%s", n->name, is_smooth ? "saliency" : c->file);
    const lk_node *all = kit_yaml("golden/explain/gradients/meta.json");
    const char *text = lk_node_text(lk_node_get(all, "max_abs_float32_minus_float64"), key, NULL);
    double sum = 0;
    assert_non_null(text);
    for (size_t k = 0; k < 3; k++)
        sum += 10 * strtod(text, NULL) / (c->is_per_value ? n->deviation[k] : 1);
    return sum;
}

static void check_map(const net *n, const golden_case *c, int image, const float *map)
{
    char path[100];
    double worst = 0;
    snprintf(path, sizeof path, "golden/%s/%c_%s.npy", c->folder, n->name, c->file);
    lk_tensor golden = kit_npy(path);
    const float *of_image = (const float *)golden.data + (size_t)image * 3 * PIXELS;
    for (size_t i = 0; i < PIXELS; i++) {
        double off = (double)map[i] - reduced(n, c, of_image, i);
        worst = isnan(off) ? INFINITY : fmax(worst, fabs(off));
    }
    print_message("# %s: %.2g\n", path, worst);
    if (worst > tolerance_of(n, c))
        fail_msg("%s differs by %g, tolerance %g", path, worst, tolerance_of(n, c));
}

static void check_golden(const net *n, const char *name, const char *params, const golden_case *c)
{
    kit *backend = open_net(n), *k = open_explainer(name, params);
    for (int image = 0; image < IMAGES; image++) {
        lk_raster view = golden_image(image);
        explained e = explain_well(k, 1, kit_network(backend), &view, NULL, NULL);
        check_map(n, c, image, map_of(&e, n->classes[image]));
    }
    kit_close(k);
    kit_close(backend);
}

static void saliency_is_that_of_captum_however_channels_are_joined(void **state)
{
    static const char *const params[] = {"{channels: sum}", "{channels: absolute}", NULL};
    (void)state;
    for (size_t i = 0; i < 2; i++)
        for (int channels = SUM; channels <= LARGEST; channels++) {
            const golden_case c = {"reverse", "saliency", 1, (channel_rule)channels};
            check_golden(&nets[i], "saliency", params[channels], &c);
        }
}

static void guided_backprop_is_that_of_captum(void **state)
{
    const golden_case c = {"reverse", "guided_backprop", 1, SUM};
    (void)state;
    for (size_t i = 0; i < 2; i++)
        check_golden(&nets[i], "guided-backprop", "{channels: sum}", &c);
}

static void deconvolution_is_that_of_captum(void **state)
{
    const golden_case c = {"reverse", "deconvolution", 1, SUM};
    (void)state;
    for (size_t i = 0; i < 2; i++)
        check_golden(&nets[i], "guided-backprop", "{rule: deconvolution, channels: sum}", &c);
}

static void gradient_times_input_is_that_of_captum(void **state)
{
    const golden_case c = {"reverse", "input_x_gradient", 0, SUM};
    (void)state;
    check_golden(&nets[0], "gradinput", NULL, &c);
    check_golden(&nets[1], "gradinput", "{" ZERO_OF_B "}", &c);
}

static void integrated_gradients_are_those_of_captum(void **state)
{
    const golden_case c = {"explain/gradients", "ig_gausslegendre", 0, SUM};
    (void)state;
    check_golden(&nets[0], "integrated-gradients", "{steps: 32, complete: no}", &c);
    check_golden(&nets[1], "integrated-gradients", "{steps: 32, complete: no, " ZERO_OF_B "}", &c);
}

/* Not of network a: the first step is the baseline, black, where whole windows of its
 * pools are tied, and which way a gradient goes there is decided by the last bit. */
static void integrated_gradients_by_captums_trapezoid_are_those_of_captum(void **state)
{
    const golden_case c = {"explain/gradients", "ig_trapezoid", 0, SUM};
    (void)state;
    check_golden(&nets[1], "integrated-gradients",
                 "{steps: 32, complete: no, rule: captum-trapezoid, " ZERO_OF_B "}", &c);
}

/* ---- Noise that Captum drew ------------------------------------------------------------- */

/* Uniform numbers of which lk_random_normal makes these normal ones: a radius, and an
 * angle of 0 or half a turn. */
static struct {
    const net *net;
    const float *noise; /* sample x channel x pixel, in units of the normalised input */
    double sigma;       /* of the plugin, in units of the view */
    size_t next;
} drawn;

static uint64_t draw_as_captum(lk_context *ctx)
{
    size_t value = drawn.next / 2, sample = value / (3 * PIXELS), i = value % (3 * PIXELS);
    size_t channel = i % 3, pixel = i / 3;
    double z = (double)drawn.noise[(sample * 3 + channel) * PIXELS + pixel] *
               drawn.net->deviation[channel] / drawn.sigma;
    (void)ctx;
    if (drawn.next++ % 2)
        return z < 0 ? UINT64_C(1) << 63 : 0;
    return (uint64_t)(-expm1(-z * z / 2) * 0x1p53) << 11;
}

static double range_of(const lk_raster *view)
{
    const float *v = view->pixels.data;
    float least = v[0], most = v[0];
    for (size_t i = 1; i < 3 * PIXELS; i++) {
        least = fminf(least, v[i]);
        most = fmaxf(most, v[i]);
    }
    return (double)(most - least);
}

static void check_smoothed(const net *n)
{
    const golden_case c = {"reverse", "smoothgrad", 1, SUM};
    char path[100];
    lk_raster view = golden_image(0);
    lk_tensor maps = kit_tensor(LK_DTYPE_FLOAT, 32, 3, 1, SIDE, SIDE);
    lk_value values[2];
    kit *backend = open_net(n);
    kit *k = open_explainer("smoothgrad", "{samples: 8, sigma: 0.1, channels: sum}");
    lk_context ctx = *kit_context(k, 1);
    lk_host host = *ctx.host;
    host.random = draw_as_captum;
    ctx.host = &host;
    snprintf(path, sizeof path, "golden/reverse/%c_smoothgrad_noise.npy", n->name);
    drawn.net = n;
    drawn.noise = kit_npy(path).data;
    drawn.sigma = .1 * range_of(&view);
    drawn.next = 0;
    lk_explain_request request = {.struct_size = sizeof request,
                                  .class_count = 1,
                                  .classes = n->classes,
                                  .view = &view,
                                  .network = kit_network(backend)};
    lk_explanation out = {.struct_size = sizeof out, .heatmaps = maps, .diagnostics = values};
    const lk_explainer_ops *ops = kit_ops(k);
    assert_int_equal(ops->explain(kit_self(k), &ctx, &request, &out), LK_OK);
    assert_int_equal(drawn.next, 2 * 8 * 3 * PIXELS);
    check_map(n, &c, 0, maps.data);
    kit_close(k);
    kit_close(backend);
}

static void smoothgrad_with_its_noise_is_that_of_captum(void **state)
{
    (void)state;
    check_smoothed(&nets[0]);
    check_smoothed(&nets[1]);
}

/* ---- What holds of any network ---------------------------------------------------------- */

static explained explain_a(const char *name, const char *params, uint64_t seed)
{
    lk_raster view = golden_image(0);
    kit *backend = open_net(&nets[0]), *k = open_explainer(name, params);
    explained e = explain_well(k, seed, kit_network(backend), &view, NULL, NULL);
    const lk_value *score = diagnostic(k, &e, 5, "score");
    lk_tensor logits = kit_npy("golden/explain/net_a_logits.npy");
    assert_value(score, ((const double *)logits.data)[5], 1e-5);
    kit_close(k);
    kit_close(backend);
    return e;
}

static void smoothgrad_without_noise_is_the_gradient(void **state)
{
    explained smooth = explain_a("smoothgrad", "{samples: 4, sigma: 0}", 1);
    explained plain = explain_a("saliency", "{channels: absolute}", 1);
    (void)state;
    assert_near(&smooth.answer.heatmaps, &plain.answer.heatmaps, 1e-9);
    assert_value(&smooth.answer.diagnostics[1], 1, 0); /* split_half */
}

static void more_samples_agree_better(void **state)
{
    explained few = explain_a("smoothgrad", "{samples: 4, sigma: 0.5}", 1);
    explained many = explain_a("smoothgrad", "{samples: 64, sigma: 0.5}", 1);
    (void)state;
    assert_true(few.answer.diagnostics[1].value < many.answer.diagnostics[1].value);
}

static void squares_are_no_less_than_the_square_of_the_mean(void **state)
{
    explained mean = explain_a("smoothgrad", "{samples: 8, channels: largest}", 1);
    explained square =
        explain_a("smoothgrad", "{samples: 8, channels: largest, mean_of: square}", 1);
    (void)state;
    for (size_t i = 0; i < PIXELS; i++) {
        double m = (double)map_of(&mean, 5)[i];
        assert_true((double)map_of(&square, 5)[i] >= m * m * (1 - 1e-6));
    }
}

/* The error as declared, of what came back. */
static void check_completeness(const char *name, const char *params)
{
    lk_raster view = golden_image(0);
    kit *backend = open_net(&nets[0]), *k = open_explainer(name, params);
    explained e = explain_well(k, 1, kit_network(backend), &view, NULL, NULL);
    for (uint32_t c = 0; c < 6; c++) {
        double sum = 0, difference = diagnostic(k, &e, c, "score")->value -
                                     diagnostic(k, &e, c, "baseline_score")->value;
        for (size_t i = 0; i < PIXELS; i++)
            sum += (double)map_of(&e, c)[i];
        assert_value(diagnostic(k, &e, c, "completeness_error"),
                     fabs(sum - difference) / fabs(difference), 1e-4);
    }
    kit_close(k);
    kit_close(backend);
}

static void the_error_of_completeness_is_what_the_map_lacks(void **state)
{
    (void)state;
    check_completeness("gradinput", NULL);
    check_completeness("integrated-gradients",
                       "{steps: 4, complete: no, rule: midpoint, baseline: grey}");
}

static void a_view_compared_with_itself_gives_nothing(void **state)
{
    lk_raster view = golden_image(0);
    (void)state;
    for (size_t i = 0; i < 3 * PIXELS; i++)
        ((float *)view.pixels.data)[i] = 100;
    for (size_t i = 0; i < 2; i++) {
        kit *backend = open_net(&nets[0]);
        kit *k =
            open_explainer("integrated-gradients", i ? "{baseline: blur}" : "{baseline: mean}");
        explained e = explain_well(k, 1, kit_network(backend), &view, NULL, NULL);
        for (size_t p = 0; p < PIXELS; p++)
            assert_true(fabsf(map_of(&e, 5)[p]) < 1e-5f);
        kit_close(k);
        kit_close(backend);
    }
}

static void a_baseline_of_a_colour_needs_the_colour(void **state)
{
    char error[1200] = "";
    (void)state;
    assert_null(
        kit_try_open(LK_STAGE_EXPLAINER, "gradinput", "{baseline: colour}", error, sizeof error));
    assert_non_null(strstr(error, "needs `colour: [red, green, blue]`"));
    assert_null(kit_try_open(LK_STAGE_EXPLAINER, "integrated-gradients", "{colour: [1, 2, 3]}",
                             error, sizeof error));
    assert_non_null(strstr(error, "only with `baseline: colour`"));
}

static void a_backend_without_the_rule_is_refused(void **state)
{
    explained e;
    lk_raster view = golden_image(0);
    kit *backend = open_net(&nets[0]), *k = open_explainer("guided-backprop", NULL);
    lk_network *n = kit_network(backend);
    (void)state;
    n->rectified_gradients = NULL;
    assert_int_equal(explaining(k, 1, n, &view, NULL, NULL, &e), LK_E_UNSUPPORTED);
    assert_non_null(strstr(kit_error(k), "use openblas or onednn"));
    n->gradients = NULL;
    assert_int_equal(explaining(k, 1, n, &view, NULL, NULL, &e), LK_E_UNSUPPORTED);
    assert_non_null(strstr(kit_error(k), "has no gradients"));
    kit_close(k);
    kit_close(backend);
}

/* ---- Quadrature ------------------------------------------------------------------------- */

static void check_rule(const char *name, quadrature_rule rule, double tolerance)
{
    enum { COUNT = 32 };
    double nodes[COUNT], weights[COUNT];
    const lk_node *all = lk_node_get(kit_yaml("golden/explain/gradients/meta.json"), "integration");
    const lk_node *one = lk_node_get(all, name);
    const lk_node *alphas = lk_node_get(one, "alphas"), *sizes = lk_node_get(one, "step_sizes");
    quadrature_make(rule, COUNT, nodes, weights);
    for (size_t i = 0; i < COUNT; i++) {
        assert_true(fabs(nodes[i] - strtod(alphas->items[i]->text, NULL)) <= tolerance);
        assert_true(fabs(weights[i] - strtod(sizes->items[i]->text, NULL)) <= tolerance);
    }
}

/* The trapezoid's are of float32 there. */
static void nodes_and_weights_are_those_of_captum(void **state)
{
    (void)state;
    check_rule("gausslegendre", QUADRATURE_GAUSS_LEGENDRE, 1e-14);
    check_rule("riemann_trapezoid", QUADRATURE_CAPTUM_TRAPEZOID, 1e-7);
}

static double integral_of_power(quadrature_rule rule, size_t count, double power)
{
    double nodes[64], weights[64], sum = 0;
    quadrature_make(rule, count, nodes, weights);
    for (size_t i = 0; i < count; i++)
        sum += weights[i] * pow(nodes[i], power);
    return sum;
}

static void each_rule_is_exact_up_to_its_degree(void **state)
{
    (void)state;
    for (size_t count = 2; count <= 64; count += 31) {
        double top = 2 * (double)count - 1;
        assert_true(fabs(integral_of_power(QUADRATURE_GAUSS_LEGENDRE, count, top) * (top + 1) - 1) <
                    1e-12);
        assert_true(fabs(integral_of_power(QUADRATURE_MIDPOINT, count, 1) - .5) < 1e-14);
        assert_true(fabs(integral_of_power(QUADRATURE_TRAPEZOID, count, 1) - .5) < 1e-14);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(saliency_is_that_of_captum_however_channels_are_joined),
        cmocka_unit_test(guided_backprop_is_that_of_captum),
        cmocka_unit_test(deconvolution_is_that_of_captum),
        cmocka_unit_test(gradient_times_input_is_that_of_captum),
        cmocka_unit_test(integrated_gradients_are_those_of_captum),
        cmocka_unit_test(integrated_gradients_by_captums_trapezoid_are_those_of_captum),
        cmocka_unit_test(smoothgrad_with_its_noise_is_that_of_captum),
        cmocka_unit_test(smoothgrad_without_noise_is_the_gradient),
        cmocka_unit_test(more_samples_agree_better),
        cmocka_unit_test(squares_are_no_less_than_the_square_of_the_mean),
        cmocka_unit_test(the_error_of_completeness_is_what_the_map_lacks),
        cmocka_unit_test(a_view_compared_with_itself_gives_nothing),
        cmocka_unit_test(a_baseline_of_a_colour_needs_the_colour),
        cmocka_unit_test(a_backend_without_the_rule_is_refused),
        cmocka_unit_test(nodes_and_weights_are_those_of_captum),
        cmocka_unit_test(each_rule_is_exact_up_to_its_degree),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
