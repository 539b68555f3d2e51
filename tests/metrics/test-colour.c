/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#include "explained.h"

#include "quality/hiding.h"

/* Metrics over segments on colour pictures: tests/golden/metrics/robustness. */

enum { DELETION, INSERTION, DELETION_AREA, INSERTION_AREA, CURVES };
enum { PICTURES = 6, SIDE = 32, PIXELS = SIDE * SIDE, SETS = 30 };

#define FOLDER "golden/metrics/robustness/"

static const lk_node *values(const char *key)
{
    return lk_node_get(kit_yaml(FOLDER "values.json"), key);
}

static double computed(const char *key, size_t i)
{
    return list_number(lk_node_get(kit_yaml(FOLDER "computed.json"), key), i);
}

static kit *open_network(void)
{
    return kit_open(LK_STAGE_BACKEND, TEST_BACKEND,
                    "{model: tests/golden/metrics/robustness/network.yaml}");
}

static void set_picture(explained *e, kit *network, size_t picture, uint32_t segments)
{
    lk_tensor pictures = kit_npy(FOLDER "rgb_images.npy");
    explained_set(e, kit_network(network), &pictures, picture,
                  (uint32_t)list_number(values("rgb_labels"), picture), segments);
}

/* The gradient of a picture, 3 x PIXELS. */
static const float *slopes_of(size_t picture)
{
    return (const float *)kit_npy(FOLDER "rgb_attributions.npy").data + picture * 3 * PIXELS;
}

static void set_segments(explained *e, size_t picture)
{
    lk_tensor all = kit_npy(FOLDER "rgb_segments.npy");
    memcpy(e->segments.data, (const int32_t *)all.data + picture * PIXELS,
           PIXELS * sizeof(int32_t));
}

/* ---- Curves ------------------------------------------------------------------------------ */

static void curves_over_segments_are_those_of_the_vectors(void **state)
{
    static const char *const keys[CURVES] = {"deletion_auc_by_step", "insertion_auc_by_step",
                                             "deletion_auc_by_area", "insertion_auc_by_area"};
    kit *network = open_network(), *k = kit_open(LK_STAGE_METRIC, "deletion-insertion", NULL);
    (void)state;
    for (size_t i = 0; i < PICTURES; i++) {
        const lk_node *row = values("by_segment")->items[i];
        const lk_node *scores = lk_node_get(row, "segment_scores");
        lk_value out[CURVES];
        explained e;
        set_picture(&e, network, i, (uint32_t)scores->count);
        set_segments(&e, i);
        e.request.class_index = (uint32_t)golden_number(row, "target_class");
        for (size_t j = 0; j < scores->count; j++)
            e.weights[j] = list_number(scores, j);
        explained_measure(k, 1, &e, out);
        for (size_t v = 0; v < CURVES; v++)
            assert_near(&out[v], golden_number(row, keys[v]), NETWORK_TOLERANCE);
    }
    kit_close(k);
    kit_close(network);
}

typedef struct placed {
    double value;
    int32_t pixel;
} placed;

static int larger_first(const void *a, const void *b)
{
    double x = ((const placed *)a)->value, y = ((const placed *)b)->value;
    return (x < y) - (x > y);
}

/* Runs of 32 pixels by the mean magnitude of their gradient. */
static void set_runs(explained *e, size_t picture)
{
    placed all[PIXELS];
    const float *slopes = slopes_of(picture);
    for (size_t i = 0; i < PIXELS; i++) {
        all[i] = (placed){0, (int32_t)i};
        for (size_t c = 0; c < 3; c++)
            all[i].value += fabs((double)slopes[c * PIXELS + i]);
    }
    qsort(all, PIXELS, sizeof *all, larger_first);
    for (int32_t i = 0; i < PIXELS; i++) {
        ((int32_t *)e->segments.data)[all[i].pixel] = i / SIDE;
        e->weights[i / SIDE] += all[i].value;
    }
}

static void curves_over_pixels_are_those_of_the_code_of_rise(void **state)
{
    kit *network = open_network(), *k = kit_open(LK_STAGE_METRIC, "deletion-insertion", NULL);
    (void)state;
    for (size_t i = 0; i < PICTURES; i++) {
        const lk_node *row = values("by_pixel")->items[i];
        lk_value out[CURVES];
        explained e;
        set_picture(&e, network, i, SIDE);
        set_runs(&e, i);
        e.request.class_index =
            (uint32_t)golden_number(values("by_segment")->items[i], "target_class");
        explained_measure(k, 1, &e, out);
        assert_near(&out[DELETION], golden_number(row, "del_auc"), NETWORK_TOLERANCE);
        assert_near(&out[INSERTION], golden_number(row, "ins_auc"), NETWORK_TOLERANCE);
    }
    kit_close(k);
    kit_close(network);
}

/* ---- Sets -------------------------------------------------------------------------------- */

static void infidelity_is_that_of_quantus(void **state)
{
    enum { BLOCK = 4, ACROSS = SIDE / BLOCK, BLOCKS = ACROSS * ACROSS };
    kit *network = open_network();
    (void)state;
    for (size_t i = 0; i < PICTURES; i++) {
        lk_context *ctx = kit_context(network, 1);
        const float *slopes = slopes_of(i);
        explained e;
        hiding h;
        set_picture(&e, network, i, BLOCKS);
        const float *view = e.view.pixels.data;
        float low = view[0];
        for (size_t p = 1; p < 3 * PIXELS; p++)
            low = fminf(low, view[p]);
        for (size_t p = 0; p < PIXELS; p++) {
            int32_t block = (int32_t)(p / SIDE / BLOCK * ACROSS + p % SIDE / BLOCK);
            ((int32_t *)e.segments.data)[p] = block;
            for (size_t c = 0; c < 3; c++)
                e.weights[block] +=
                    (double)slopes[c * PIXELS + p] * ((double)view[3 * p + c] - (double)low) / 255;
        }
        assert_int_equal(hiding_begin(ctx, &e.request, 1 + BLOCKS, HIDING_DARKEST, &h), LK_OK);
        for (size_t row = 1; row <= BLOCKS; row++)
            for (uint32_t b = 0; b < row; b++)
                hiding_hide(&h, row, b);
        assert_int_equal(hiding_score(ctx, &h, LK_OUTPUT_LOGIT), LK_OK);
        double got = hiding_infidelity(&h, 1, BLOCKS);
        double want = list_number(values("rgb_Infidelity"), i);
        if (!(fabs(got - want) <= NETWORK_TOLERANCE * want))
            fail_msg("%.17g, not %.17g", got, want);
    }
    kit_close(network);
}

/* Hide stored sets of up to `most`, one a row, padded with -1; the correlation. */
static double correlate(kit *network, const explained *e, const int32_t *sets, size_t most)
{
    lk_context *ctx = kit_context(network, 1);
    hiding h;
    double r = 0;
    assert_int_equal(hiding_begin(ctx, &e->request, 1 + SETS, HIDING_DARKEST, &h), LK_OK);
    for (size_t row = 0; row < SETS; row++)
        for (size_t j = 0; j < most; j++)
            if (sets[row * most + j] >= 0)
                hiding_hide(&h, 1 + row, (uint32_t)sets[row * most + j]);
    assert_int_equal(hiding_score(ctx, &h, LK_OUTPUT_LOGIT), LK_OK);
    assert_true(hiding_correlation(&h, 1, SETS, &r));
    return r;
}

static void correlation_over_sets_of_pixels_is_that_of_scipy(void **state)
{
    kit *network = open_network();
    lk_tensor sets = kit_npy(FOLDER "sets_of_pixels.npy");
    (void)state;
    for (size_t i = 0; i < PICTURES; i++) {
        const float *slopes = slopes_of(i);
        explained e;
        set_picture(&e, network, i, 0);
        for (size_t p = 0; p < PIXELS; p++)
            for (size_t c = 0; c < 3; c++)
                e.weights[p] += (double)slopes[c * PIXELS + p];
        double r = correlate(network, &e, (const int32_t *)sets.data + i * SETS * SIDE, SIDE);
        assert_true(fabs(r - computed("faithfulness_correlation", i)) <= NETWORK_TOLERANCE);
    }
    kit_close(network);
}

static void sensitivity_n_by_size_is_that_of_scipy(void **state)
{
    enum { SIZES = 4, MOST = 8 };
    kit *network = open_network();
    lk_tensor sets = kit_npy(FOLDER "sets_of_segments.npy");
    const lk_node *want = lk_node_get(kit_yaml(FOLDER "computed.json"), "sensitivity_n");
    (void)state;
    for (size_t i = 0; i < PICTURES; i++) {
        const float *slopes = slopes_of(i);
        explained e;
        uint32_t count = (uint32_t)lk_node_get(values("by_segment")->items[i], "pixels")->count;
        set_picture(&e, network, i, count);
        set_segments(&e, i);
        for (size_t p = 0; p < PIXELS; p++)
            for (size_t c = 0; c < 3; c++)
                e.weights[((int32_t *)e.segments.data)[p]] += (double)slopes[c * PIXELS + p];
        for (size_t n = 0; n < SIZES; n++) {
            const int32_t *rows = (const int32_t *)sets.data + (i * SIZES + n) * SETS * MOST;
            double r = correlate(network, &e, rows, MOST);
            assert_true(fabs(r - list_number(want->items[i], n)) <= NETWORK_TOLERANCE);
        }
    }
    kit_close(network);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(curves_over_segments_are_those_of_the_vectors),
        cmocka_unit_test(curves_over_pixels_are_those_of_the_code_of_rise),
        cmocka_unit_test(infidelity_is_that_of_quantus),
        cmocka_unit_test(correlation_over_sets_of_pixels_is_that_of_scipy),
        cmocka_unit_test(sensitivity_n_by_size_is_that_of_scipy),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
