/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#include "explained.h"

#include "quality/hiding.h"

/* Metrics of explanations against tests/golden/metrics/quality, and against
 * networks whose answers are known. */

enum { PICTURES = 6, SIDE = 28, PIXELS = SIDE * SIDE };
enum { DELETION, INSERTION, DELETION_AREA, INSERTION_AREA, CURVES };
enum { FLIPPING, AOPC, CORRELATION, SENSITIVITY_N, INFIDELITY, PERTURBATIONS };
enum { ENTROPY, SPARSENESS, EFFECTIVE, COMPLEXITIES };

static lk_tensor vectors(const char *name)
{
    char path[100];
    snprintf(path, sizeof path, "golden/metrics/quality/%s.npy", name);
    return kit_npy(path);
}

static const float *picture_of(const char *name, size_t picture)
{
    return (const float *)vectors(name).data + picture * PIXELS;
}

static const lk_node *quantus(const char *key)
{
    return lk_node_get(kit_yaml("golden/metrics/quality/quantus.json"), key);
}

static uint32_t label_of(size_t picture)
{
    return (uint32_t)list_number(quantus("labels"), picture);
}

/* ---- An explanation of a picture ------------------------------------------------- */

static lk_heatmap heatmap(const float *values, int height, int width)
{
    lk_heatmap m = {.struct_size = sizeof m,
                    .values = kit_tensor(LK_DTYPE_FLOAT, 32, 2, height, width)};
    memcpy(m.values.data, values, lk_tensor_count(&m.values) * sizeof *values);
    return m;
}

/* Grey in three channels, as views are. */
static lk_raster grey_view(const float *values, int height, int width)
{
    lk_raster view = {.struct_size = sizeof view,
                      .pixels = kit_tensor(LK_DTYPE_FLOAT, 32, 3, height, width, 3)};
    for (size_t i = 0; i < lk_tensor_count(&view.pixels); i++)
        ((float *)view.pixels.data)[i] = values[i / 3] * 255;
    return view;
}

static void set_scene(explained *s, lk_network *network, const float *pixels, const float *map,
                      int height, int width, uint32_t segments)
{
    s->view = grey_view(pixels, height, width);
    s->map = heatmap(map, height, width);
    s->segments = kit_tensor(LK_DTYPE_INT, 32, 2, height, width);
    s->weights = kit_tensor(LK_DTYPE_FLOAT, 64, 1, (int)segments).data;
    s->request = (lk_quality_request){.struct_size = sizeof s->request,
                                      .map = &s->map,
                                      .view = &s->view,
                                      .network = network,
                                      .segments = &s->segments,
                                      .weights = s->weights,
                                      .segment_count = segments};
}

static void set_picture(explained *s, lk_network *network, size_t picture, uint32_t segments)
{
    set_scene(s, network, picture_of("images", picture), picture_of("attributions", picture), SIDE,
              SIDE, segments);
    s->request.class_index = label_of(picture);
}

static kit *open_network(void)
{
    return kit_open(LK_STAGE_BACKEND, TEST_BACKEND,
                    "{model: tests/golden/metrics/quality/network.yaml}");
}

/* ---- Curves ----------------------------------------------------------------------- */

static void deletion_and_insertion_are_those_of_the_vectors(void **state)
{
    static const char *const keys[CURVES] = {"deletion_auc_by_step", "insertion_auc_by_step",
                                             "deletion_auc_by_area", "insertion_auc_by_area"};
    const lk_node *rows = kit_yaml("golden/metrics/quality/deletion_insertion.json");
    kit *network = open_network();
    kit *k = kit_open(LK_STAGE_METRIC, "deletion-insertion", NULL);
    (void)state;
    assert_int_equal(rows->count, PICTURES);
    for (size_t i = 0; i < kit_some(PICTURES); i++) {
        const lk_node *row = rows->items[i], *scores = lk_node_get(row, "segment_scores");
        lk_value out[CURVES];
        explained s;
        set_picture(&s, kit_network(network), i, (uint32_t)scores->count);
        memcpy(s.segments.data, (const int32_t *)vectors("segments").data + i * PIXELS,
               PIXELS * sizeof(int32_t));
        s.request.class_index = (uint32_t)golden_number(row, "target_class");
        for (size_t j = 0; j < scores->count; j++)
            s.weights[j] = list_number(scores, j);
        explained_measure(k, 1, &s, out);
        for (size_t v = 0; v < CURVES; v++)
            assert_near(&out[v], golden_number(row, keys[v]), NETWORK_TOLERANCE);
    }
    kit_close(k);
    kit_close(network);
}

typedef struct placed {
    float value;
    int32_t pixel;
} placed;

static int larger_first(const void *a, const void *b)
{
    float x = ((const placed *)a)->value, y = ((const placed *)b)->value;
    return (x < y) - (x > y);
}

/* Runs of 28 pixels by attribution: what Quantus flips in one step. */
static void set_runs(explained *s, lk_network *network, size_t picture)
{
    placed all[PIXELS];
    set_picture(s, network, picture, SIDE);
    for (int32_t i = 0; i < PIXELS; i++)
        all[i] = (placed){((const float *)s->map.values.data)[i], i};
    qsort(all, PIXELS, sizeof *all, larger_first);
    for (int32_t i = 0; i < PIXELS; i++) {
        ((int32_t *)s->segments.data)[all[i].pixel] = i / SIDE;
        s->weights[i / SIDE] += (double)all[i].value;
    }
}

static void check_flipping(const char *params, const char *key, int has_curve)
{
    kit *network = open_network(), *k = kit_open(LK_STAGE_METRIC, "perturbation", params);
    for (size_t i = 0; i < kit_some(PICTURES); i++) {
        lk_value out[PERTURBATIONS];
        explained s;
        set_runs(&s, kit_network(network), i);
        explained_measure(k, 1, &s, out);
        assert_near(&out[FLIPPING], list_number(quantus(key), i) / (SIDE - 1), NETWORK_TOLERANCE);
        if (!has_curve)
            continue;
        const lk_node *curve = quantus("PixelFlipping_logit")->items[i];
        double first = list_number(quantus("logits")->items[i], label_of(i)), over = 0;
        for (size_t j = 0; j < SIDE; j++)
            over += first - list_number(curve, j);
        assert_near(&out[AOPC], over / (SIDE + 1), NETWORK_TOLERANCE);
    }
    kit_close(k);
    kit_close(network);
}

static void pixel_flipping_is_that_of_quantus(void **state)
{
    (void)state;
    check_flipping("{fill: darkest, output: logit, subsets: 2}", "PixelFlipping_auc_logit", 1);
    check_flipping("{fill: darkest, subsets: 2}", "PixelFlipping_auc_softmax", 0);
}

/* ---- Sets -------------------------------------------------------------------------- */

static void correlation_over_sets_is_that_of_quantus(void **state)
{
    enum { SETS = 40 };
    const int32_t *drawn = vectors("subsets").data;
    kit *network = open_network();
    (void)state;
    for (size_t i = 0; i < PICTURES; i++) {
        lk_context *ctx = kit_context(network, 1);
        explained s;
        hiding h;
        double r = 0;
        set_picture(&s, kit_network(network), i, PIXELS);
        for (int32_t p = 0; p < PIXELS; p++) {
            ((int32_t *)s.segments.data)[p] = p;
            s.weights[p] = (double)((const float *)s.map.values.data)[p];
        }
        assert_int_equal(hiding_begin(ctx, &s.request, 1 + SETS, HIDING_DARKEST, &h), LK_OK);
        for (size_t row = 0; row < SETS; row++)
            for (size_t j = 0; j < SIDE; j++)
                hiding_hide(&h, 1 + row, (uint32_t)drawn[(row * PICTURES + i) * SIDE + j]);
        assert_int_equal(hiding_score(ctx, &h, LK_OUTPUT_LOGIT), LK_OK);
        assert_true(hiding_correlation(&h, 1, SETS, &r));
        assert_true(fabs(r - list_number(quantus("FaithfulnessCorrelation"), i)) <=
                    NETWORK_TOLERANCE);
    }
    kit_close(network);
}

static float least(const float *values, size_t count)
{
    float out = values[0];
    for (size_t i = 1; i < count; i++)
        out = values[i] < out ? values[i] : out;
    return out;
}

static void infidelity_is_that_of_quantus(void **state)
{
    enum { BLOCK = 4, ACROSS = SIDE / BLOCK, BLOCKS = ACROSS * ACROSS };
    kit *network = open_network();
    (void)state;
    for (size_t i = 0; i < PICTURES; i++) {
        const float *pixels = picture_of("images", i), *slope = picture_of("attributions", i);
        double low = (double)least(pixels, PIXELS), want = list_number(quantus("Infidelity"), i);
        lk_context *ctx = kit_context(network, 1);
        explained s;
        hiding h;
        set_picture(&s, kit_network(network), i, BLOCKS);
        for (int32_t p = 0; p < PIXELS; p++) {
            int32_t block = p / SIDE / BLOCK * ACROSS + p % SIDE / BLOCK;
            ((int32_t *)s.segments.data)[p] = block;
            s.weights[block] += (double)slope[p] * ((double)pixels[p] - low);
        }
        assert_int_equal(hiding_begin(ctx, &s.request, 1 + BLOCKS, HIDING_DARKEST, &h), LK_OK);
        for (size_t row = 1; row <= BLOCKS; row++)
            for (uint32_t b = 0; b < row; b++)
                hiding_hide(&h, row, b);
        assert_int_equal(hiding_score(ctx, &h, LK_OUTPUT_LOGIT), LK_OK);
        double got = hiding_infidelity(&h, 1, BLOCKS);
        assert_true(fabs(got - want) <= NETWORK_TOLERANCE * want);
    }
    kit_close(network);
}

/* Adds up the first channel of a row of pixels: each is worth what it shows. */
static void add_pixels(void *user, const float *pixels, uint32_t height, uint32_t width,
                       uint32_t channels, float *scores)
{
    (void)user;
    scores[0] = 0;
    for (size_t i = 0; i < (size_t)height * width; i++)
        scores[0] += pixels[i * channels];
}

enum { ROW = 10 };
static const float row_pixels[ROW] = {3 / 255.f, 1 / 255.f, 4 / 255.f, 11 / 255.f, 5 / 255.f,
                                      9 / 255.f, 2 / 255.f, 6 / 255.f, 8 / 255.f,  7 / 255.f};

/* A network that adds up ten pixels, explained by their values. */
static void set_sum(explained *s, kit *k)
{
    lk_network *n = kit_function_network(k, 1, ROW, 1, add_pixels, NULL);
    set_scene(s, n, row_pixels, row_pixels, 1, ROW, ROW);
    for (int32_t i = 0; i < ROW; i++) {
        ((int32_t *)s->segments.data)[i] = i;
        s->weights[i] = (double)((float *)s->view.pixels.data)[3 * i];
    }
}

static void a_sum_explained_by_its_terms_is_explained_wholly(void **state)
{
    kit *k = kit_open(LK_STAGE_METRIC, "perturbation", NULL);
    lk_value out[PERTURBATIONS];
    explained s;
    (void)state;
    set_sum(&s, k);
    explained_measure(k, 1, &s, out);
    assert_near(&out[CORRELATION], 1, 1e-6); /* scores are float32 */
    assert_near(&out[SENSITIVITY_N], 1, 1e-6);
    assert_near(&out[INFIDELITY], 0, 1e-6);
    for (int i = 0; i < ROW; i++)
        s.weights[i] = -s.weights[i];
    explained_measure(k, 1, &s, out);
    assert_near(&out[CORRELATION], -1, 1e-6);
    assert_near(&out[SENSITIVITY_N], -1, 1e-6);
    kit_close(k);
}

static void sets_are_drawn_from_the_stream_alone(void **state)
{
    kit *k = kit_open(LK_STAGE_METRIC, "perturbation", "{subsets: 7}");
    lk_value a[PERTURBATIONS], b[PERTURBATIONS], c[PERTURBATIONS];
    explained s;
    (void)state;
    set_sum(&s, k);
    s.weights[2] = 30;
    explained_measure(k, 1, &s, a);
    explained_measure(k, 1, &s, b);
    explained_measure(k, 2, &s, c);
    for (size_t v = 0; v < PERTURBATIONS; v++)
        assert_true(a[v].value == b[v].value);
    assert_true(a[CORRELATION].value != c[CORRELATION].value);
    assert_true(a[FLIPPING].value == c[FLIPPING].value);
    kit_close(k);
}

static void a_score_that_does_not_move_correlates_with_nothing(void **state)
{
    static const float nothing[ROW];
    kit *k = kit_open(LK_STAGE_METRIC, "perturbation", NULL);
    lk_value out[PERTURBATIONS];
    explained s;
    (void)state;
    set_sum(&s, k);
    s.view = grey_view(nothing, 1, ROW);
    explained_measure(k, 1, &s, out);
    assert_true(out[CORRELATION].missing && out[CORRELATION].reason);
    assert_true(out[SENSITIVITY_N].missing && out[SENSITIVITY_N].reason);
    assert_near(&out[AOPC], 0, 0);
    kit_close(k);
}

static void check_unordered(const char *name, const char *params)
{
    kit *k = kit_open(LK_STAGE_METRIC, name, params);
    uint32_t count = ((const lk_metric_ops *)kit_ops(k))->value_count;
    lk_value out[8];
    explained s;
    set_sum(&s, k);
    for (int i = 0; i < ROW; i++)
        s.weights[i] = .1;
    explained_measure(k, 1, &s, out);
    for (uint32_t v = 0; v < count; v++)
        assert_true(out[v].missing && strstr(out[v].reason, "weigh the same"));
    s.request.segments = NULL;
    explained_measure(k, 1, &s, out);
    for (uint32_t v = 0; v < count; v++)
        assert_true(out[v].missing && strstr(out[v].reason, "no segments"));
    kit_close(k);
}

static void what_has_no_order_has_no_curve(void **state)
{
    (void)state;
    check_unordered("deletion-insertion", "{parts: own}");
    check_unordered("perturbation", NULL);
}

/* ---- Complexity -------------------------------------------------------------------- */

static double magnitude_sum(size_t picture)
{
    const float *map = picture_of("attributions", picture);
    double sum = 0;
    for (size_t i = 0; i < PIXELS; i++)
        sum += fabs((double)map[i]);
    return sum;
}

static void entropy_and_sparseness_are_those_of_quantus(void **state)
{
    kit *k = kit_open(LK_STAGE_METRIC, "complexity", NULL);
    (void)state;
    for (size_t i = 0; i < PICTURES; i++) {
        double sum = magnitude_sum(i), gini = list_number(quantus("Sparseness_not_normalised"), i);
        lk_value out[COMPLEXITIES];
        explained s;
        set_picture(&s, NULL, i, 1);
        explained_measure(k, 1, &s, out);
        /* Quantus adds 1e-12 to each share, whose logarithm grows by 1e-12 over that share. */
        assert_near(&out[ENTROPY],
                    list_number(quantus("Complexity_one_by_one"), i) + PIXELS * 1e-12,
                    GOLDEN_TOLERANCE);
        /* Quantus adds 1e-7 to each magnitude, which changes the sum alone. */
        assert_near(&out[SPARSENESS], gini * (sum + PIXELS * 1e-7) / sum, GOLDEN_TOLERANCE);
    }
    kit_close(k);
}

static double largest_magnitude(size_t first, size_t end)
{
    const float *maps = picture_of("attributions", 0);
    double most = 0;
    for (size_t i = first * PIXELS; i < end * PIXELS; i++)
        most = fmax(most, fabs((double)maps[i]));
    return most;
}

static void effective_complexity_is_that_of_quantus(void **state)
{
    (void)state;
    for (size_t i = 0; i < PICTURES; i++) {
        double most = largest_magnitude(0, PICTURES) / largest_magnitude(i, i + 1);
        char params[100];
        snprintf(params, sizeof params, "{threshold: %.17g}", .1 * most);
        kit *k = kit_open(LK_STAGE_METRIC, "complexity", params);
        lk_value out[COMPLEXITIES];
        explained s;
        set_picture(&s, NULL, i, 1);
        explained_measure(k, 1, &s, out);
        assert_near(&out[EFFECTIVE], list_number(quantus("EffectiveComplexity_eps_1e-1"), i), 0);
        kit_close(k);
    }
}

static void simple_maps_have_the_complexity_of_their_definition(void **state)
{
    static const float one[ROW] = {0, 0, 0, -2}, even[ROW] = {1, 1, 1, 1, 1, 1, 1, 1, 1, 1};
    static const float nothing[ROW];
    kit *k = kit_open(LK_STAGE_METRIC, "complexity", NULL);
    lk_value out[COMPLEXITIES];
    explained s;
    (void)state;
    set_scene(&s, NULL, one, one, 1, ROW, 1);
    explained_measure(k, 1, &s, out);
    assert_near(&out[ENTROPY], 0, 0);
    assert_near(&out[SPARSENESS], .9, 1e-15);
    assert_near(&out[EFFECTIVE], 1, 0);
    set_scene(&s, NULL, even, even, 1, ROW, 1);
    explained_measure(k, 1, &s, out);
    assert_near(&out[ENTROPY], log(10), 1e-15);
    assert_near(&out[SPARSENESS], 0, 1e-15);
    assert_near(&out[EFFECTIVE], 10, 0);
    set_scene(&s, NULL, nothing, nothing, 1, ROW, 1);
    explained_measure(k, 1, &s, out);
    for (size_t v = 0; v < COMPLEXITIES; v++)
        assert_true(out[v].missing && strstr(out[v].reason, "zero"));
    kit_close(k);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(deletion_and_insertion_are_those_of_the_vectors),
        cmocka_unit_test(pixel_flipping_is_that_of_quantus),
        cmocka_unit_test(correlation_over_sets_is_that_of_quantus),
        cmocka_unit_test(infidelity_is_that_of_quantus),
        cmocka_unit_test(a_sum_explained_by_its_terms_is_explained_wholly),
        cmocka_unit_test(sets_are_drawn_from_the_stream_alone),
        cmocka_unit_test(a_score_that_does_not_move_correlates_with_nothing),
        cmocka_unit_test(what_has_no_order_has_no_curve),
        cmocka_unit_test(entropy_and_sparseness_are_those_of_quantus),
        cmocka_unit_test(effective_complexity_is_that_of_quantus),
        cmocka_unit_test(simple_maps_have_the_complexity_of_their_definition),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
