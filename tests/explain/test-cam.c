/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "explaining.h"

/* Class activation maps of two small networks against pytorch-grad-cam and Captum
 * (tests/golden/explain/cam). */

enum { EXPLAINED = 2, SIDE = 32 };

/* Of the largest value of a file. */
#define TOLERANCE 1e-5

typedef struct net {
    const char *name, *path, *zero; /* what the network takes as 0 */
    uint32_t classes[EXPLAINED];
} net;

static const net net_a = {"a", "tests/reverse/net_a.yaml", "[0, 0, 0]", {5, 0}};
static const net net_b = {"b", "tests/reverse/net_b.yaml", "[123.675, 116.28, 103.53]", {4, 5}};

typedef struct layer {
    const net *net;
    const char *name, *golden;
    int is_last; /* the one that is found; whole maps were kept of it alone */
} layer;

static const layer layers[] = {{&net_a, "/relu3/Relu_output_0", "relu3", 1},
                               {&net_a, "/relu2/Relu_output_0", "relu2", 0},
                               {&net_b, "/Concat_output_0", "mix", 1},
                               {&net_b, "/down_relu/Relu_output_0", "down_relu", 0}};
enum { LAYERS = sizeof layers / sizeof layers[0], OF_A = 0, OF_B = 2 };

/* From a picture of a layer to the next that is taken: of each network at least one. */
static int step(void)
{
    return OF_B * EXPLAINED / (int)kit_some(OF_B * EXPLAINED);
}

static kit *open_network(const net *n)
{
    char params[100];
    snprintf(params, sizeof params, "{model: %s}", n->path);
    return kit_open(LK_STAGE_BACKEND, TEST_BACKEND, params);
}

typedef struct method {
    const char *name, *golden, *params;
    int has_weights, has_sign, takes_baseline;
} method;

static const method gradcam = {"gradcam", "gradcam", "", 1, 1, 0};
static const method gradcampp = {"gradcam++", "gradcampp", "", 1, 1, 0};
static const method layercam = {"layercam", "layercam", "", 0, 1, 0};
static const method scorecam = {"scorecam", "scorecam", "", 1, 1, 1};
static const method ablationcam = {"ablationcam", "ablationcam", "", 1, 1, 0};
static const method eigencam = {"eigencam", "eigencam", ", centre: true", 0, 0, 0};

static kit *open_method(const method *m, const layer *l, const char *more)
{
    char params[300];
    snprintf(params, sizeof params, "{layer: %s%s%s%s%s}", l->name, m->params,
             m->takes_baseline ? ", baseline: " : "", m->takes_baseline ? l->net->zero : "", more);
    return kit_open(LK_STAGE_EXPLAINER, m->name, params);
}

static explained explain_image(kit *k, const net *n, int image)
{
    kit *backend = open_network(n);
    lk_raster view = golden_image(image);
    explained e = explain_well(k, 1, kit_network(backend), &view, NULL, NULL);
    kit_close(backend);
    return e;
}

/* ---- Arrays ----------------------------------------------------------------------- */

/* The i-th part along the first axis, flat. */
static lk_tensor part_of(const lk_tensor *t, size_t i)
{
    int64_t count = (int64_t)lk_tensor_count(t) / t->shape[0];
    char *data = t->data;
    return lk_tensor_over(data + i * (size_t)count * t->dtype.bits / 8, t->dtype.code,
                          t->dtype.bits, 1, &count);
}

static lk_tensor golden(const layer *l, const char *how, const char *what, int image)
{
    char path[200];
    snprintf(path, sizeof path, "golden/explain/cam/%s_%s_%s_%s.npy", l->net->name, l->golden, how,
             what);
    lk_tensor t = kit_npy(path);
    return part_of(&t, (size_t)image);
}

static double largest(const lk_tensor *t)
{
    lk_tensor none = kit_tensor(LK_DTYPE_FLOAT, 64, 1, (int)t->shape[0]);
    return kit_max_difference(t, &none);
}

static void assert_same(const char *what, const lk_tensor *found, const lk_tensor *expected)
{
    double off = kit_max_difference(found, expected) / largest(expected);
    print_message("# %s: %.2g of the largest value off\n", what, off);
    if (!(off <= TOLERANCE))
        fail_msg("%s: %g of the largest value off", what, off);
}

/* Turn a float64 map so that it goes with another; was it another's way? */
static int is_opposite(const lk_tensor *map, const lk_tensor *to)
{
    double sum = 0;
    for (int64_t i = 0; i < map->shape[0]; i++)
        sum += ((double *)map->data)[i] * (double)((float *)to->data)[i];
    for (int64_t i = 0; sum < 0 && i < map->shape[0]; i++)
        ((double *)map->data)[i] *= -1;
    return sum < 0;
}

/* ---- pytorch-grad-cam -------------------------------------------------------------- */

static void signed_maps_are_those_of_pytorch_grad_cam(void **state)
{
    const method *m = *state;
    for (int i = 0; i < LAYERS * EXPLAINED; i += step()) {
        const layer *l = &layers[i / EXPLAINED];
        int image = i % EXPLAINED;
        uint32_t slot = l->net->classes[image];
        kit *k = open_method(m, l, "");
        explained e = explain_image(k, l->net, image);
        lk_tensor raw = golden(l, m->golden, "raw", image), map = part_of(&e.layer_maps, slot);
        if (!m->has_sign)
            is_opposite(&map, &raw);
        assert_same(l->name, &map, &raw);
        if (m->has_weights) {
            lk_tensor expected = golden(l, m->golden, "weights", image);
            lk_tensor weights = part_of(&e.channel_weights, slot);
            assert_same("weights", &weights, &expected);
        }
        kit_close(k);
    }
}

/* Those of another sign than ours are other maps once their negative values are cut. */
static void whole_maps_are_those_of_pytorch_grad_cam(void **state)
{
    const method *m = *state;
    int compared = 0, last = kit_is_slow() ? 2 : 4;
    for (int i = 0; i < LAYERS * EXPLAINED; i += step()) {
        const layer *l = &layers[i / EXPLAINED];
        int image = i % EXPLAINED;
        uint32_t slot = l->net->classes[image];
        if (!l->is_last)
            continue;
        kit *k = open_method(m, l, ", stretch: true");
        explained e = explain_image(k, l->net, image);
        lk_tensor raw = golden(l, m->golden, "raw", image), map = part_of(&e.layer_maps, slot);
        if (m->has_sign || !is_opposite(&map, &raw)) {
            lk_tensor whole = part_of(&e.answer.heatmaps, slot);
            lk_tensor expected = golden(l, m->golden, "full", image);
            assert_same(l->name, &whole, &expected);
            compared++;
        }
        kit_close(k);
    }
    assert_in_range(compared, m->has_sign ? last : 1, last);
}

static void the_layer_that_is_found_is_the_last_before_the_pool(void **state)
{
    (void)state;
    for (int i = 0; i < LAYERS; i++) {
        if (!layers[i].is_last)
            continue;
        kit *k = kit_open(LK_STAGE_EXPLAINER, "gradcam", NULL);
        explained e = explain_image(k, layers[i].net, 0);
        lk_tensor map = part_of(&e.layer_maps, layers[i].net->classes[0]);
        lk_tensor raw = golden(&layers[i], "gradcam", "raw", 0);
        assert_same(layers[i].name, &map, &raw);
        kit_close(k);
    }
}

/* ---- Captum ------------------------------------------------------------------------ */

static lk_tensor captum(const layer *l, const char *how, int image)
{
    char path[200];
    snprintf(path, sizeof path, "golden/explain/cam/captum_%s_gradcam%s_%s.npy", l->net->name, how,
             l->golden);
    lk_tensor t = kit_npy(path);
    return part_of(&t, (size_t)image);
}

static void gradcam_is_that_of_captum(void **state)
{
    (void)state;
    for (int i = 0; i < LAYERS * EXPLAINED; i += step()) {
        const layer *l = &layers[i / EXPLAINED];
        int image = i % EXPLAINED;
        kit *k = open_method(&gradcam, l, "");
        explained e = explain_image(k, l->net, image);
        lk_tensor plain = captum(l, "", image), positive = captum(l, "_relu", image);
        lk_tensor map = part_of(&e.layer_maps, l->net->classes[image]);
        assert_same(l->name, &map, &plain);
        for (int64_t p = 0; p < map.shape[0]; p++)
            ((double *)map.data)[p] = fmax(((double *)map.data)[p], 0);
        assert_same("where positive", &map, &positive);
        kit_close(k);
    }
}

/* ---- What holds of all ------------------------------------------------------------- */

static explained explain_classes(kit *k, lk_network *n, const lk_raster *view, uint32_t count,
                                 const uint32_t *classes)
{
    const lk_explainer_ops *ops = kit_ops(k);
    explained e = {.answer = {.struct_size = sizeof e.answer}};
    size_t values = (size_t)count * ops->diagnostic_count;
    e.answer.heatmaps = kit_tensor(LK_DTYPE_FLOAT, 32, 3, (int)count, SIDE, SIDE);
    e.answer.diagnostics = kit_tensor(LK_DTYPE_UINT, 8, 1, (int)(values * sizeof(lk_value))).data;
    lk_explain_request request = {.struct_size = sizeof request,
                                  .class_count = count,
                                  .classes = classes,
                                  .view = view,
                                  .network = n};
    if (ops->explain(kit_self(k), kit_context(k, 1), &request, &e.answer))
        fail_msg("%s", kit_error(k));
    return e;
}

static void a_class_gets_the_same_map_alone(void **state)
{
    static const uint32_t both[2] = {3, 1};
    const method *m = *state;
    kit *k = open_method(m, &layers[OF_A], ""), *backend = open_network(&net_a);
    lk_raster view = golden_image(2);
    lk_network *n = kit_network(backend);
    explained pair = explain_classes(k, n, &view, 2, both);
    explained one = explain_classes(k, n, &view, 1, both + 1);
    assert_memory_equal((float *)pair.answer.heatmaps.data + SIDE * SIDE, one.answer.heatmaps.data,
                        SIDE * SIDE * sizeof(float));
    kit_close(backend);
    kit_close(k);
}

static void diagnostics_tell_the_score_and_what_is_negative(void **state)
{
    const method *m = *state;
    kit *k = open_method(m, &layers[OF_B], ""), *backend = open_network(&net_b);
    lk_raster view = golden_image(0);
    explained e = explain_well(k, 1, kit_network(backend), &view, NULL, NULL);
    lk_tensor logits = kit_npy("golden/explain/net_b_logits.npy");
    lk_tensor map = part_of(&e.layer_maps, 4);
    double negative = 0, all = 0;
    for (int64_t p = 0; p < map.shape[0]; p++) {
        double v = ((double *)map.data)[p];
        negative += v < 0 ? -v : 0;
        all += fabs(v);
    }
    assert_value(diagnostic(k, &e, 4, "negative"), negative / all, 1e-12);
    if (m->has_sign)
        assert_value(diagnostic(k, &e, 4, "score"), ((double *)logits.data)[4], 1e-5);
    kit_close(backend);
    kit_close(k);
}

/* Where pixels are squares the corners of a larger map are those of the smaller. */
static void a_map_keeps_its_scale_and_sign_where_asked(void **state)
{
    enum { LAST = SIDE - 1, LAST_SMALL = 7 };
    kit *k = open_method(&gradcam, &layers[OF_A], ", relu: false");
    explained e = explain_image(k, &net_a, 0);
    int negative = 0;
    (void)state;
    for (size_t i = 0; i < 6 * 4; i++) {
        lk_tensor map = part_of(&e.layer_maps, i / 4), whole = part_of(&e.answer.heatmaps, i / 4);
        int down = i % 4 / 2, across = i % 2;
        double at = ((double *)map.data)[(down * (LAST_SMALL + 1) + across) * LAST_SMALL];
        float found = ((float *)whole.data)[(down * SIDE + across) * LAST];
        assert_true(found == (float)at);
        negative += at < 0;
    }
    assert_in_range(negative, 1, 23);
    kit_close(k);
}

static void few_channels_are_those_that_vary_most(void **state)
{
    (void)state;
    kit *k = open_method(&scorecam, &layers[OF_A], ", channels: 3");
    explained e = explain_image(k, &net_a, 0);
    lk_tensor weights = part_of(&e.channel_weights, 5),
              act = kit_npy("golden/onnx/a_act_relu3.npy");
    double least_used = INFINITY, most_unused = 0, sum = 0;
    int used = 0;
    for (int c = 0; c < 48; c++) {
        double mean = 0, variance = 0, w = ((double *)weights.data)[c];
        for (int p = 0; p < 64; p++)
            mean += (double)((float *)act.data)[c * 64 + p] / 64;
        for (int p = 0; p < 64; p++)
            variance += pow((double)((float *)act.data)[c * 64 + p] - mean, 2);
        used += w > 0;
        sum += w;
        if (w > 0)
            least_used = fmin(least_used, variance);
        else
            most_unused = fmax(most_unused, variance);
    }
    assert_int_equal(used, 3);
    assert_true(fabs(sum - 1) < 1e-12);
    assert_true(least_used > most_unused);
    kit_close(k);
}

static void eigencam_tells_how_much_its_component_accounts_for(void **state)
{
    (void)state;
    kit *k = open_method(&eigencam, &layers[OF_A], "");
    explained e = explain_image(k, &net_a, 0);
    lk_tensor raw = golden(&layers[OF_A], "eigencam", "raw", 0);
    lk_tensor act = kit_npy("golden/onnx/a_act_relu3.npy");
    double along = 0, all = 0;
    for (int p = 0; p < 64; p++)
        along += pow((double)((float *)raw.data)[p], 2);
    for (int c = 0; c < 48; c++) {
        double mean = 0;
        for (int p = 0; p < 64; p++)
            mean += (double)((float *)act.data)[c * 64 + p] / 64;
        for (int p = 0; p < 64; p++)
            all += pow((double)((float *)act.data)[c * 64 + p] - mean, 2);
    }
    assert_value(diagnostic(k, &e, 5, "share"), along / all, 1e-5);
    assert_value(diagnostic(k, &e, 5, "residual"), 0, 1e-9);
    kit_close(k);
}

/* ---- What is refused --------------------------------------------------------------- */

static void a_baseline_of_two_numbers_is_refused(void **state)
{
    char error[1200] = "";
    (void)state;
    assert_null(
        kit_try_open(LK_STAGE_EXPLAINER, "scorecam", "{baseline: [1, 2]}", error, sizeof error));
    assert_non_null(strstr(error, "red, green, blue"));
}

/* ---- The list ---------------------------------------------------------------------- */

#define OF(m, f)                                                                                   \
    {                                                                                              \
#f "_by_" #m, f, NULL, NULL, (void *)(uintptr_t)&m                                         \
    }
#define OF_METHOD(m)                                                                               \
    OF(m, signed_maps_are_those_of_pytorch_grad_cam),                                              \
        OF(m, whole_maps_are_those_of_pytorch_grad_cam), OF(m, a_class_gets_the_same_map_alone),   \
        OF(m, diagnostics_tell_the_score_and_what_is_negative)

int main(void)
{
    const struct CMUnitTest tests[] = {
        OF_METHOD(gradcam),
        OF_METHOD(gradcampp),
        OF_METHOD(layercam),
        OF_METHOD(scorecam),
        OF_METHOD(ablationcam),
        OF_METHOD(eigencam),
        cmocka_unit_test(the_layer_that_is_found_is_the_last_before_the_pool),
        cmocka_unit_test(gradcam_is_that_of_captum),
        cmocka_unit_test(a_map_keeps_its_scale_and_sign_where_asked),
        cmocka_unit_test(few_channels_are_those_that_vary_most),
        cmocka_unit_test(eigencam_tells_how_much_its_component_accounts_for),
        cmocka_unit_test(a_baseline_of_two_numbers_is_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
