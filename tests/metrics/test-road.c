/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#include "explained.h"

#include "road/imputation.h"

/* ROAD against Quantus, whose imputed pictures and scores are in
 * tests/golden/metrics/robustness. */

enum { MORF, LERF, GAP, ACCURACY, VALUES };
enum { PICTURES = 6, CLASSES = 5, SIDE = 16 };

#define QUALITY "golden/metrics/quality/"
#define ROBUSTNESS "golden/metrics/robustness/"

/* ---- Imputation ----------------------------------------------------------------------- */

typedef struct placed {
    float value;
    int pixel;
} placed;

static int larger_first(const void *a, const void *b)
{
    float x = ((const placed *)a)->value, y = ((const placed *)b)->value;
    return (x < y) - (x > y);
}

/* The share of the pixels that the first channel of the attributions ranks highest. */
static lk_region largest(const lk_tensor *attributions, double share)
{
    int h = (int)attributions->shape[2], w = (int)attributions->shape[3];
    lk_region out = {.struct_size = sizeof out, .pixels = kit_tensor(LK_DTYPE_UINT, 8, 2, h, w)};
    placed all[32 * 32];
    for (int i = 0; i < h * w; i++)
        all[i] = (placed){((const float *)attributions->data)[i], i};
    qsort(all, (size_t)(h * w), sizeof *all, larger_first);
    for (int i = 0; i < (int)(h * w * share); i++)
        ((uint8_t *)out.pixels.data)[all[i].pixel] = 1;
    return out;
}

/* From channels first to channels last. */
static lk_tensor turned(const lk_tensor *pictures)
{
    int c = (int)pictures->shape[1], h = (int)pictures->shape[2], w = (int)pictures->shape[3];
    lk_tensor out = kit_tensor(LK_DTYPE_FLOAT, 32, 3, h, w, c);
    for (int i = 0; i < h * w; i++)
        for (int j = 0; j < c; j++)
            ((float *)out.data)[i * c + j] = ((const float *)pictures->data)[j * h * w + i];
    return out;
}

static void check_imputed(const char *images, const char *attributions, const char *imputed,
                          double share)
{
    kit *k = kit_open(LK_STAGE_METRIC, "road", NULL);
    lk_context *ctx = kit_context(k, 1);
    lk_tensor pictures = kit_npy(images), slopes = kit_npy(attributions), want = kit_npy(imputed);
    lk_region hidden = largest(&slopes, share);
    lk_tensor picture = turned(&pictures);
    int64_t c = picture.shape[2], pixels = picture.shape[0] * picture.shape[1];
    double *got = kit_tensor(LK_DTYPE_FLOAT, 64, 1, (int)(pixels * c)).data;
    imputation *m = imputation_new(ctx, picture.shape[0], picture.shape[1], c);
    assert_non_null(m);
    assert_int_equal(imputation_solve(m, ctx, &hidden, &picture, got), LK_OK);
    for (int64_t i = 0; i < pixels; i++)
        for (int64_t j = 0; j < c; j++)
            assert_true(fabs(got[i * c + j] - ((const double *)want.data)[j * pixels + i]) <= 1e-8);
    kit_close(k);
}

static void imputed_pictures_are_those_of_quantus(void **state)
{
    (void)state;
    check_imputed(QUALITY "images.npy", QUALITY "attributions.npy",
                  ROBUSTNESS "gray_road_imputed_20_percent.npy", .2);
    check_imputed(QUALITY "images.npy", QUALITY "attributions.npy",
                  ROBUSTNESS "gray_road_imputed_50_percent.npy", .5);
    check_imputed(ROBUSTNESS "rgb_images.npy", ROBUSTNESS "rgb_attributions.npy",
                  ROBUSTNESS "rgb_road_imputed_20_percent.npy", .2);
    check_imputed(ROBUSTNESS "rgb_images.npy", ROBUSTNESS "rgb_attributions.npy",
                  ROBUSTNESS "rgb_road_imputed_50_percent.npy", .5);
}

/* A harmonic function would be the same everywhere inside, and so is a constant. */
static void one_pixel_is_enough_to_impute_all_others(void **state)
{
    enum { WIDE = 120 };
    kit *k = kit_open(LK_STAGE_METRIC, "road", NULL);
    lk_context *ctx = kit_context(k, 1);
    lk_tensor picture = kit_tensor(LK_DTYPE_FLOAT, 32, 3, WIDE, WIDE, 1);
    lk_region hidden = {.struct_size = sizeof hidden,
                        .pixels = kit_tensor(LK_DTYPE_UINT, 8, 2, WIDE, WIDE)};
    double *got = kit_tensor(LK_DTYPE_FLOAT, 64, 1, WIDE * WIDE).data;
    (void)state;
    memset(hidden.pixels.data, 1, (size_t)WIDE * WIDE);
    ((uint8_t *)hidden.pixels.data)[7] = 0;
    ((float *)picture.data)[7] = 200;
    imputation *m = imputation_new(ctx, WIDE, WIDE, 1);
    assert_int_equal(imputation_solve(m, ctx, &hidden, &picture, got), LK_OK);
    for (size_t i = 0; i < (size_t)WIDE * WIDE; i++)
        assert_true(fabs(got[i] - 200) <= 200 * 1e-8);
    kit_close(k);
}

/* ---- Scores ---------------------------------------------------------------------------- */

static double percent_value(const char *key, const char *percent, size_t picture,
                            size_t class_index)
{
    const lk_node *table = lk_node_get(kit_yaml(ROBUSTNESS "values.json"), key);
    const lk_node *of = lk_node_get(table, percent);
    return of->count ? list_number(of->items[picture], class_index) : strtod(of->text, NULL);
}

static uint32_t label_of(size_t picture)
{
    const lk_node *quantus = kit_yaml(QUALITY "quantus.json");
    return (uint32_t)list_number(lk_node_get(quantus, "labels"), picture);
}

static void set_picture(explained *e, lk_network *network, size_t picture)
{
    lk_tensor pictures = kit_npy(QUALITY "images.npy"),
              slopes = kit_npy(QUALITY "attributions.npy");
    size_t pixels = 28 * 28;
    explained_set(e, network, &pictures, picture, label_of(picture), 0);
    memcpy(e->map.values.data, (const float *)slopes.data + picture * pixels,
           pixels * sizeof(float));
}

static void scores_and_accuracy_are_those_of_quantus(void **state)
{
    static const char *const percents[] = {"5", "20", "50", "90"};
    kit *network = kit_open(LK_STAGE_BACKEND, TEST_BACKEND,
                            "{model: tests/golden/metrics/quality/network.yaml}");
    (void)state;
    for (size_t p = 0; p < sizeof percents / sizeof *percents; p++) {
        char params[100];
        double accuracy = 0;
        snprintf(params, sizeof params, "{percent: [%s], noise: 0, output: logit, random_maps: 0}",
                 percents[p]);
        kit *k = kit_open(LK_STAGE_METRIC, "road", params);
        for (size_t i = 0; i < PICTURES; i++) {
            lk_value out[VALUES];
            explained e;
            set_picture(&e, kit_network(network), i);
            explained_measure(k, 1, &e, out);
            assert_near(&out[MORF], percent_value("ROAD_logits", percents[p], i, label_of(i)),
                        NETWORK_TOLERANCE);
            assert_true(!out[MORF].has_chance);
            accuracy += out[ACCURACY].value / PICTURES;
        }
        assert_true(fabs(accuracy - percent_value("ROAD", percents[p], 0, 0)) < 1e-12);
        kit_close(k);
    }
    kit_close(network);
}

/* What a network of one output was shown. */
typedef struct shown {
    double count, sum, squares;
} shown;

/* The mean of the left half. */
static void score_left(void *user, const float *pixels, uint32_t height, uint32_t width,
                       uint32_t channels, float *scores)
{
    shown *s = user;
    double sum = 0;
    for (size_t i = 0; i < (size_t)height * width; i++)
        sum += i % width < width / 2 ? (double)pixels[i * channels] : 0;
    scores[0] = (float)(sum / (height * width / 2));
    for (size_t i = 0; s && i < (size_t)height * width * channels; i++)
        if (pixels[i] != 100) {
            s->count++;
            s->sum += (double)pixels[i] - 100;
            s->squares += pow((double)pixels[i] - 100, 2);
        }
}

/* Bright on the left, dark on the right, explained by that. */
static void set_halves(explained *e, kit *k, shown *s, float left, float right)
{
    lk_tensor picture = kit_tensor(LK_DTYPE_FLOAT, 32, 4, 1, 1, SIDE, SIDE);
    explained_set(e, kit_function_network(k, SIDE, SIDE, 1, score_left, s), &picture, 0, 0, 0);
    for (int i = 0; i < SIDE * SIDE; i++) {
        int is_left = i % SIDE < SIDE / 2;
        ((float *)e->map.values.data)[i] = is_left ? 1 : 0;
        for (int c = 0; c < 3; c++)
            ((float *)e->view.pixels.data)[3 * i + c] = is_left ? left : right;
    }
}

static void imputing_what_matters_costs_more_than_anything_else(void **state)
{
    kit *k = kit_open(LK_STAGE_METRIC, "road", "{percent: [25, 50], noise: 0, random_maps: 20}");
    lk_value out[VALUES];
    explained e;
    (void)state;
    set_halves(&e, k, NULL, 200, 0);
    explained_measure(k, 1, &e, out);
    assert_true(out[MORF].value < out[MORF].chance);
    assert_near(&out[LERF], 200, 1e-3); /* the left half is never touched */
    assert_true(out[MORF].chance == out[LERF].chance && out[MORF].chance < 200);
    assert_near(&out[GAP], out[LERF].value - out[MORF].value, 0);
    assert_true(out[GAP].has_chance && out[GAP].chance == 0);
    assert_near(&out[ACCURACY], 1, 0); /* there is no other class */
    kit_close(k);
}

static void noise_has_the_deviation_that_was_asked_for(void **state)
{
    kit *k = kit_open(LK_STAGE_METRIC, "road", "{percent: [50], noise: 0.1, random_maps: 50}");
    lk_value out[VALUES];
    explained e;
    shown s = {0};
    (void)state;
    set_halves(&e, k, &s, 100, 100);
    explained_measure(k, 1, &e, out);
    double mean = s.sum / s.count, deviation = sqrt(s.squares / s.count - mean * mean);
    assert_true(s.count > 0.99 * 52 * SIDE * SIDE / 2 * 3);
    assert_true(fabs(mean) < 1); /* some 20,000 draws: five standard errors */
    assert_true(fabs(deviation - 25.5) < .7);
    kit_close(k);
}

static void noise_and_random_heatmaps_come_from_the_stream_alone(void **state)
{
    kit *k = kit_open(LK_STAGE_METRIC, "road", NULL);
    kit *other = kit_open(LK_STAGE_METRIC, "road", "{random_maps: 5}");
    lk_value a[VALUES], b[VALUES], c[VALUES];
    explained e;
    (void)state;
    set_halves(&e, k, NULL, 200, 50);
    explained_measure(k, 1, &e, a);
    explained_measure(k, 1, &e, b);
    explained_measure(k, 2, &e, c);
    for (size_t v = 0; v < VALUES; v++)
        assert_true(a[v].value == b[v].value && a[v].chance == b[v].chance);
    assert_true(a[MORF].value != c[MORF].value);
    explained_measure(other, 1, &e, c);
    assert_true(a[MORF].value == c[MORF].value && a[MORF].chance != c[MORF].chance);
    kit_close(other);
    kit_close(k);
}

static void a_constant_heatmap_has_no_order(void **state)
{
    kit *k = kit_open(LK_STAGE_METRIC, "road", NULL);
    lk_value out[VALUES];
    explained e;
    (void)state;
    set_halves(&e, k, NULL, 200, 50);
    memset(e.map.values.data, 0, SIDE * SIDE * sizeof(float));
    explained_measure(k, 1, &e, out);
    for (size_t v = 0; v < VALUES; v++)
        assert_true(out[v].missing && strstr(out[v].reason, "constant"));
    kit_close(k);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(imputed_pictures_are_those_of_quantus),
        cmocka_unit_test(one_pixel_is_enough_to_impute_all_others),
        cmocka_unit_test(scores_and_accuracy_are_those_of_quantus),
        cmocka_unit_test(imputing_what_matters_costs_more_than_anything_else),
        cmocka_unit_test(noise_has_the_deviation_that_was_asked_for),
        cmocka_unit_test(noise_and_random_heatmaps_come_from_the_stream_alone),
        cmocka_unit_test(a_constant_heatmap_has_no_order),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
