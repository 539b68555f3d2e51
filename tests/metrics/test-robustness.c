/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#include "explained.h"

#include "robustness/nearby.h"

/* How explanations change, against tests/golden/metrics/robustness and for
 * explainers whose changes are known. */

enum { MAX_SENSITIVITY, AVG_SENSITIVITY, LIPSCHITZ, RANDOM_LOGIT, SEED_CONSISTENCY, VALUES };
enum { SIDE = 8, CLASSES = 5, SAMPLES = 5 };

#define FOLDER "golden/metrics/robustness/"

/* ---- Gradients as explanations ------------------------------------------------------ */

/* Of a logit, in pictures of 0..1: H x W x 3. */
static lk_tensor gradient(lk_network *n, lk_context *ctx, const lk_tensor *view,
                          uint32_t class_index)
{
    int64_t shape[4] = {1, view->shape[0], view->shape[1], 3};
    lk_tensor batch = lk_tensor_over(view->data, LK_DTYPE_FLOAT, 32, 4, shape);
    lk_tensor out = kit_tensor(LK_DTYPE_FLOAT, 32, 4, 1, (int)shape[1], (int)shape[2], 3);
    if (n->gradients(n, ctx, &batch, &class_index, LK_OUTPUT_LOGIT, NULL, &out))
        fail_msg("no gradient");
    for (size_t i = 0; i < lk_tensor_count(&out); i++)
        ((float *)out.data)[i] *= 255;
    return out;
}

static void sum_channels(const lk_tensor *gradients, lk_tensor *map)
{
    const float *g = gradients->data;
    for (size_t i = 0; i < lk_tensor_count(map); i++)
        ((float *)map->data)[i] = g[3 * i] + g[3 * i + 1] + g[3 * i + 2];
}

/* A picture has three equal channels where the vectors have one. */
static lk_tensor own_channels(const lk_tensor *gradients, int channels)
{
    int h = (int)gradients->shape[1], w = (int)gradients->shape[2];
    lk_tensor out = kit_tensor(LK_DTYPE_FLOAT, 32, 3, h, w, channels);
    if (channels == 1)
        sum_channels(gradients, &out);
    else
        memcpy(out.data, gradients->data, lk_tensor_count(&out) * sizeof(float));
    return out;
}

static nearby change(kit *network, const char *pictures, const char *near, size_t picture,
                     uint32_t label)
{
    lk_tensor base = kit_npy(pictures), others = kit_npy(near);
    lk_network *n = kit_network(network);
    int channels = (int)base.shape[1];
    /* The vectors have 2 pictures in each of the samples. */
    int64_t shape[4] = {SAMPLES * 2, base.shape[1], base.shape[2], base.shape[3]};
    lk_tensor flat = lk_tensor_over(others.data, LK_DTYPE_FLOAT, 32, 4, shape);
    lk_tensor view = explained_view(&base, picture).pixels;
    lk_tensor slope = gradient(n, kit_context(network, 1), &view, label);
    lk_tensor map = own_channels(&slope, channels);
    nearby out = nearby_begin(&view, &map);
    for (size_t i = 0; i < SAMPLES; i++) {
        lk_tensor other = explained_view(&flat, 2 * i + picture).pixels;
        slope = gradient(n, kit_context(network, 1), &other, label);
        lk_tensor changed = own_channels(&slope, channels);
        nearby_add(&out, &other, &changed);
    }
    return out;
}

static double value_of(const char *key, size_t i)
{
    return list_number(lk_node_get(kit_yaml(FOLDER "values.json"), key), i);
}

static void assert_close(double got, double want)
{
    if (!(fabs(got - want) <= NETWORK_TOLERANCE * fabs(want)))
        fail_msg("%.17g, not %.17g", got, want);
}

static kit *open_grey(void)
{
    return kit_open(LK_STAGE_BACKEND, TEST_BACKEND,
                    "{model: tests/golden/metrics/quality/network.yaml}");
}

static kit *open_colour(void)
{
    return kit_open(LK_STAGE_BACKEND, TEST_BACKEND,
                    "{model: tests/golden/metrics/robustness/network.yaml}");
}

static uint32_t grey_label(size_t i)
{
    const lk_node *quantus = kit_yaml("golden/metrics/quality/quantus.json");
    return (uint32_t)list_number(lk_node_get(quantus, "labels"), i);
}

static void sensitivity_is_that_of_quantus(void **state)
{
    kit *grey = open_grey(), *colour = open_colour();
    (void)state;
    for (size_t i = 0; i < 2; i++) {
        nearby n = change(grey, "golden/metrics/quality/images.npy",
                          FOLDER "gray_perturbed_uniform.npy", i, grey_label(i));
        assert_close(n.max, value_of("gray_MaxSensitivity", i));
        assert_close(n.sum / n.count, value_of("gray_AvgSensitivity", i));
        n = change(colour, FOLDER "rgb_images.npy", FOLDER "rgb_perturbed_uniform.npy", i,
                   (uint32_t)value_of("rgb_labels", i));
        assert_close(n.max, value_of("rgb_MaxSensitivity", i));
        assert_close(n.sum / n.count, value_of("rgb_AvgSensitivity", i));
    }
    kit_close(grey);
    kit_close(colour);
}

static void the_lipschitz_estimate_is_that_of_quantus(void **state)
{
    kit *grey = open_grey();
    (void)state;
    for (size_t i = 0; i < 2; i++) {
        nearby n = change(grey, "golden/metrics/quality/images.npy",
                          FOLDER "gray_perturbed_gaussian.npy", i, grey_label(i));
        /* Three equal channels are further apart than one. */
        assert_close(n.steepest * sqrt(3), value_of("gray_LocalLipschitzEstimate", i));
    }
    kit_close(grey);
}

/* ---- Explainers of a few lines ------------------------------------------------------- */

typedef struct explainer {
    explained *of;
    lk_network *network;
    uint32_t calls, asked[CLASSES]; /* by class */
    uint32_t last;                  /* class */
    uint64_t draws;                 /* that are not 0 */
    float furthest, lowest, highest;
} explainer;

static void note_call(explainer *x, const lk_raster *view, uint32_t class_index, uint64_t draw)
{
    const float *base = x->of->view.pixels.data, *other = view->pixels.data;
    x->calls++;
    x->asked[class_index]++;
    x->last = class_index;
    x->draws += draw != 0;
    for (size_t i = 0, n = lk_tensor_count(&view->pixels); i < n; i++) {
        x->furthest = fmaxf(x->furthest, fabsf(other[i] - base[i]));
        x->lowest = fminf(x->lowest, other[i]);
        x->highest = fmaxf(x->highest, other[i]);
    }
}

/* Looks at nothing: always the heatmap it gave. */
static lk_status explain_blindly(void *user, lk_context *ctx, const lk_raster *view,
                                 uint32_t class_index, uint64_t draw, lk_tensor *map)
{
    explainer *x = user;
    (void)ctx;
    note_call(x, view, class_index, draw);
    memcpy(map->data, x->of->map.values.data, lk_tensor_count(map) * sizeof(float));
    return LK_OK;
}

/* The first channel, upside down for other classes and for other draws. */
static lk_status explain_by_red(void *user, lk_context *ctx, const lk_raster *view,
                                uint32_t class_index, uint64_t draw, lk_tensor *map)
{
    explainer *x = user;
    const float *v = view->pixels.data;
    float sign = class_index == x->of->request.class_index && !draw ? 1 : -1;
    (void)ctx;
    note_call(x, view, class_index, draw);
    for (size_t i = 0; i < lk_tensor_count(map); i++)
        ((float *)map->data)[i] = sign * v[3 * i];
    return LK_OK;
}

static lk_status explain_nothing(void *user, lk_context *ctx, const lk_raster *view,
                                 uint32_t class_index, uint64_t draw, lk_tensor *map)
{
    (void)map;
    note_call(user, view, class_index, draw);
    return lk_error(ctx, LK_MISSING, "there is nothing to explain");
}

static lk_status explain_by_gradient(void *user, lk_context *ctx, const lk_raster *view,
                                     uint32_t class_index, uint64_t draw, lk_tensor *map)
{
    explainer *x = user;
    note_call(x, view, class_index, draw);
    lk_tensor slope = gradient(x->network, ctx, &view->pixels, class_index);
    sum_channels(&slope, map);
    return LK_OK;
}

static void no_scores(void *user, const float *pixels, uint32_t height, uint32_t width,
                      uint32_t channels, float *scores)
{
    (void)user;
    (void)pixels;
    (void)height;
    (void)width;
    (void)channels;
    (void)scores;
}

/* A picture of all levels, explained by its first channel. */
static void set_red(explained *e, explainer *x, kit *k, uint32_t classes)
{
    lk_tensor picture = kit_tensor(LK_DTYPE_FLOAT, 32, 4, 1, 1, SIDE, SIDE);
    for (int i = 0; i < SIDE * SIDE; i++)
        ((float *)picture.data)[i] = (float)(i * 37 % 64) / 63;
    explained_set(e, kit_function_network(k, SIDE, SIDE, classes, no_scores, NULL), &picture, 0, 0,
                  0);
    for (size_t i = 0; i < SIDE * SIDE; i++)
        ((float *)e->map.values.data)[i] = ((float *)e->view.pixels.data)[3 * i];
    *x = (explainer){.of = e};
    e->request.explain_again = explain_by_red;
    e->request.explain_user = x;
}

/* ---- Values --------------------------------------------------------------------------- */

static void an_explainer_that_looks_at_nothing_never_changes(void **state)
{
    kit *k = kit_open(LK_STAGE_METRIC, "robustness", NULL);
    lk_value out[VALUES];
    explained e;
    explainer x;
    (void)state;
    set_red(&e, &x, k, CLASSES);
    e.request.explain_again = explain_blindly;
    explained_measure(k, 1, &e, out);
    assert_near(&out[MAX_SENSITIVITY], 0, 0);
    assert_near(&out[AVG_SENSITIVITY], 0, 0);
    assert_near(&out[LIPSCHITZ], 0, 0);
    assert_near(&out[RANDOM_LOGIT], 1, 1e-12);
    assert_near(&out[SEED_CONSISTENCY], 1, 1e-12);
    assert_int_equal(x.calls, 12); /* ten views nearby, another class, another draw */
    assert_int_equal(x.draws, 1);
    kit_close(k);
}

static void views_nearby_stay_within_radius_and_range(void **state)
{
    kit *k = kit_open(LK_STAGE_METRIC, "robustness", "{samples: 50, radius: 0.2}");
    lk_value out[VALUES];
    explained e;
    explainer x;
    (void)state;
    set_red(&e, &x, k, CLASSES);
    explained_measure(k, 1, &e, out);
    assert_true(x.furthest > 50 && x.furthest <= 51);
    assert_true(x.lowest >= 0 && x.highest <= 255);
    /* Each pixel of this heatmap moves by at most 51, as its view's does. */
    assert_true(out[MAX_SENSITIVITY].value > out[AVG_SENSITIVITY].value);
    assert_true(out[MAX_SENSITIVITY].value < .3);
    assert_true(out[LIPSCHITZ].value > 100 && out[LIPSCHITZ].value < 255);
    assert_near(&out[RANDOM_LOGIT], -1, 1e-12);
    assert_near(&out[SEED_CONSISTENCY], -1, 1e-12);
    kit_close(k);
}

static void without_a_radius_nothing_is_nearby(void **state)
{
    kit *k = kit_open(LK_STAGE_METRIC, "robustness", "{samples: 2, radius: 0}");
    lk_value out[VALUES];
    explained e;
    explainer x;
    (void)state;
    set_red(&e, &x, k, CLASSES);
    explained_measure(k, 1, &e, out);
    assert_near(&out[MAX_SENSITIVITY], 0, 0);
    assert_true(out[LIPSCHITZ].missing && strstr(out[LIPSCHITZ].reason, "differs"));
    kit_close(k);
}

static void only_what_is_asked_for_is_explained_again(void **state)
{
    static const struct {
        const char *params;
        uint32_t calls, draws;
        int has[VALUES];
    } asked[] = {
        {"{samples: 3, other_class: no, other_draw: no}", 3, 0, {1, 1, 1, 0, 0}},
        {"{samples: 0, other_draw: no}", 1, 0, {0, 0, 0, 1, 0}},
        {"{samples: 0, other_class: no}", 1, 1, {0, 0, 0, 0, 1}},
        {"{samples: 0, other_class: no, other_draw: no}", 0, 0, {0}},
    };
    (void)state;
    for (size_t i = 0; i < sizeof asked / sizeof asked[0]; i++) {
        kit *k = kit_open(LK_STAGE_METRIC, "robustness", asked[i].params);
        lk_value out[VALUES];
        explained e;
        explainer x;
        set_red(&e, &x, k, CLASSES);
        explained_measure(k, 1, &e, out);
        assert_int_equal(x.calls, asked[i].calls);
        assert_int_equal(x.draws, asked[i].draws);
        for (size_t v = 0; v < VALUES; v++)
            if (out[v].missing == asked[i].has[v] ||
                (out[v].missing && !strstr(out[v].reason, "does not ask for it")))
                fail_msg("%s: value %zu", asked[i].params, v);
        kit_close(k);
    }
}

static void views_nearby_are_the_same_whatever_else_is_asked_for(void **state)
{
    kit *all = kit_open(LK_STAGE_METRIC, "robustness", "{samples: 3}");
    kit *alone =
        kit_open(LK_STAGE_METRIC, "robustness", "{samples: 3, other_class: no, other_draw: no}");
    lk_value a[VALUES], b[VALUES];
    explained e;
    explainer x;
    (void)state;
    set_red(&e, &x, all, CLASSES);
    explained_measure(all, 1, &e, a);
    explained_measure(alone, 1, &e, b);
    for (size_t v = 0; v <= LIPSCHITZ; v++)
        assert_true(a[v].value == b[v].value);
    kit_close(alone);
    kit_close(all);
}

static void every_other_class_is_drawn_and_never_the_same(void **state)
{
    enum { DRAWS = 400 };
    kit *k = kit_open(LK_STAGE_METRIC, "robustness", "{samples: 1}");
    lk_value out[VALUES];
    explained e;
    explainer x;
    (void)state;
    set_red(&e, &x, k, CLASSES);
    e.request.class_index = 2;
    for (uint64_t seed = 0; seed < DRAWS; seed++)
        explained_measure(k, seed, &e, out);
    assert_int_equal(x.asked[2], 2 * DRAWS); /* one nearby, one other draw */
    for (uint32_t c = 0; c < CLASSES; c++)   /* 100 each, and five standard deviations */
        assert_true(c == 2 || (x.asked[c] > 57 && x.asked[c] < 143));
    kit_close(k);
}

static void check_logit(const char *params, const char *key)
{
    kit *network = open_colour(), *k = kit_open(LK_STAGE_METRIC, "robustness", params);
    lk_tensor pictures = kit_npy(FOLDER "rgb_images.npy");
    const lk_node *rows = lk_node_get(kit_yaml(FOLDER "computed.json"), key);
    for (size_t i = 0; i < rows->count; i++) {
        lk_value out[VALUES];
        explained e;
        explainer x = {.of = &e, .network = kit_network(network)};
        uint32_t label = (uint32_t)value_of("rgb_labels", i);
        explained_set(&e, x.network, &pictures, i, label, 0);
        e.request.explain_again = explain_by_gradient;
        e.request.explain_user = &x;
        explain_by_gradient(&x, kit_context(network, 1), &e.view, label, 0, &e.map.values);
        x.asked[label] = 0;
        explained_measure(k, i, &e, out);
        for (uint32_t c = 0; c < CLASSES; c++)
            if (c != label && x.asked[c])
                assert_near(&out[RANDOM_LOGIT], list_number(rows->items[i], c), NETWORK_TOLERANCE);
        assert_near(&out[SEED_CONSISTENCY], 1, 1e-12);
    }
    kit_close(k);
    kit_close(network);
}

static void another_class_is_compared_as_by_scipy_and_scikit_image(void **state)
{
    (void)state;
    check_logit("{samples: 1}", "random_logit_spearman");
    check_logit("{samples: 1, similarity: ssim}", "random_logit_ssim");
}

static void views_and_classes_are_drawn_from_the_stream_alone(void **state)
{
    kit *k = kit_open(LK_STAGE_METRIC, "robustness", "{samples: 3}");
    lk_value a[VALUES], b[VALUES], c[VALUES];
    explained e;
    explainer x;
    (void)state;
    set_red(&e, &x, k, CLASSES);
    explained_measure(k, 1, &e, a);
    explained_measure(k, 1, &e, b);
    explained_measure(k, 2, &e, c);
    for (size_t v = 0; v < VALUES; v++)
        assert_true(a[v].value == b[v].value);
    assert_true(a[MAX_SENSITIVITY].value != c[MAX_SENSITIVITY].value);
    kit_close(k);
}

/* ---- Missing --------------------------------------------------------------------------- */

static void what_has_no_answer_is_missing(void **state)
{
    kit *k = kit_open(LK_STAGE_METRIC, "robustness", "{samples: 1}");
    lk_value out[VALUES];
    explained e;
    explainer x;
    (void)state;
    set_red(&e, &x, k, 1);
    explained_measure(k, 1, &e, out);
    assert_true(out[RANDOM_LOGIT].missing && strstr(out[RANDOM_LOGIT].reason, "one output"));
    memset(e.map.values.data, 0, SIDE * SIDE * sizeof(float));
    explained_measure(k, 1, &e, out);
    for (size_t v = 0; v <= LIPSCHITZ; v++)
        assert_true(out[v].missing && strstr(out[v].reason, "zero"));
    assert_true(out[SEED_CONSISTENCY].missing && strstr(out[SEED_CONSISTENCY].reason, "constant"));
    set_red(&e, &x, k, CLASSES);
    e.request.explain_again = explain_nothing;
    explained_measure(k, 1, &e, out);
    for (size_t v = 0; v < VALUES; v++)
        assert_true(out[v].missing && strstr(out[v].reason, "no heatmap"));
    e.request.explain_again = NULL;
    explained_measure(k, 1, &e, out);
    for (size_t v = 0; v < VALUES; v++)
        assert_true(out[v].missing && strstr(out[v].reason, "cannot"));
    kit_close(k);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(sensitivity_is_that_of_quantus),
        cmocka_unit_test(the_lipschitz_estimate_is_that_of_quantus),
        cmocka_unit_test(an_explainer_that_looks_at_nothing_never_changes),
        cmocka_unit_test(views_nearby_stay_within_radius_and_range),
        cmocka_unit_test(without_a_radius_nothing_is_nearby),
        cmocka_unit_test(only_what_is_asked_for_is_explained_again),
        cmocka_unit_test(views_nearby_are_the_same_whatever_else_is_asked_for),
        cmocka_unit_test(every_other_class_is_drawn_and_never_the_same),
        cmocka_unit_test(another_class_is_compared_as_by_scipy_and_scikit_image),
        cmocka_unit_test(views_and_classes_are_drawn_from_the_stream_alone),
        cmocka_unit_test(what_has_no_answer_is_missing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
