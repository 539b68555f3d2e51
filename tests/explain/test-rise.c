/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#include <math.h>
#include <string.h>

#include "explaining.h"
#include "rise/masks.h"

enum { CELLS = 7, SAMPLES = 200, SIDE = 32 };

/* Ten times what RISE in float32 differs from RISE in float64. */
#define TOLERANCE 1.8e-6

static kit *open_rise(const char *params)
{
    return kit_open(LK_STAGE_EXPLAINER, "rise", params);
}

/* ---- RISE ------------------------------------------------------------------------------- */

/* A random stream from which the plugin draws the masks that RISE drew. */
static struct {
    const uint8_t *grid;
    const int32_t *shift;
    size_t next;
} drawn;

static uint64_t draw_as_rise(lk_context *ctx)
{
    size_t mask = drawn.next / (CELLS * CELLS + 2), i = drawn.next % (CELLS * CELLS + 2);
    (void)ctx;
    assert_true(mask < SAMPLES);
    drawn.next++;
    if (i < CELLS * CELLS)
        return drawn.grid[mask * CELLS * CELLS + i] ? 0 : UINT64_MAX;
    return (uint64_t)drawn.shift[mask * 2 + i - CELLS * CELLS];
}

static void masks_are_those_of_rise(void **state)
{
    lk_tensor grid = kit_npy("golden/explain/rise/grid.npy");
    lk_tensor shift = kit_npy("golden/explain/rise/shift.npy");
    lk_tensor want = kit_npy("golden/explain/rise/masks_8.npy");
    lk_tensor got = kit_tensor(LK_DTYPE_FLOAT, 32, 3, 8, SIDE, SIDE);
    kit *k = open_rise(NULL);
    masks m;
    (void)state;
    assert_int_equal(masks_open(kit_context(k, 1), CELLS, SIDE, SIDE, &m), LK_OK);
    for (size_t i = 0; i < 8; i++) {
        const int32_t *at = (const int32_t *)shift.data + 2 * i;
        const masks_cut cut = {(uint8_t *)grid.data + i * CELLS * CELLS, at[0], at[1]};
        masks_paint(&m, &cut, (float *)got.data + i * SIDE * SIDE);
    }
    assert_near(&got, &want, 1e-6);
    kit_close(k);
}

static lk_tensor room_for_maps(int classes, int height, int width)
{
    return kit_tensor(LK_DTYPE_FLOAT, 32, 3, classes, height, width);
}

/* Explain all classes; diagnostics go where `values` is. */
static lk_status rise_in(kit *k, lk_context *ctx, lk_network *network, const lk_raster *view,
                         lk_tensor *maps, lk_value *values)
{
    static const uint32_t classes[MAX_CLASSES] = {0, 1, 2, 3, 4, 5, 6, 7};
    const lk_explainer_ops *ops = kit_ops(k);
    const lk_explain_request request = {.struct_size = sizeof request,
                                        .class_count = (uint32_t)maps->shape[0],
                                        .classes = classes,
                                        .view = view,
                                        .network = network};
    lk_explanation e = {.struct_size = sizeof e, .heatmaps = *maps, .diagnostics = values};
    return ops->explain(kit_self(k), ctx, &request, &e);
}

static void saliency_is_that_of_rise(void **state)
{
    lk_tensor grid = kit_npy("golden/explain/rise/grid.npy");
    lk_tensor shift = kit_npy("golden/explain/rise/shift.npy");
    lk_tensor want = kit_npy("golden/explain/rise/saliency.npy");
    lk_tensor maps = room_for_maps(6, SIDE, SIDE);
    lk_value values[6 * 3];
    lk_raster view = golden_image(0);
    golden_network net = open_golden_network('a', 1);
    kit *k = open_rise("{samples: 200}");
    lk_context ctx = *kit_context(k, 1);
    lk_host host = *ctx.host;
    (void)state;
    host.random = draw_as_rise;
    ctx.host = &host;
    drawn.grid = grid.data;
    drawn.shift = shift.data;
    drawn.next = 0;
    lk_network *n = kit_function_network(k, SIDE, SIDE, 6, golden_network_score, &net);
    assert_int_equal(rise_in(k, &ctx, n, &view, &maps, values), LK_OK);
    assert_near(&maps, &want, TOLERANCE);
    kit_close(k);
}

/* ---- Networks whose answer is known --------------------------------------------------------- */

/* The network sees only the left half of the row. */
static const double left_half[16] = {1, 1, 1, 1, 1, 1, 1, 1};

static lk_tensor explain_row(kit *k, uint64_t seed, const char *what, lk_value *values)
{
    static linear l = {.classes = 1, .slopes = left_half};
    lk_tensor maps = room_for_maps(1, 1, 16);
    lk_raster view = white_row(16);
    lk_network *n = kit_function_network(k, 1, 16, 1, linear_score, &l);
    if (rise_in(k, kit_context(k, seed), n, &view, &maps, values))
        fail_msg("%s: %s", what, kit_error(k));
    return maps;
}

static void what_the_network_sees_stands_out(void **state)
{
    lk_value values[3];
    kit *k = open_rise("{samples: 2000, cells: 4}");
    lk_tensor map = explain_row(k, 1, "half a row", values);
    const float *v = map.data;
    (void)state;
    assert_true(v[2] > v[13] + .5f);
    assert_true(v[5] > v[10] + .2f);
    kit_close(k);
}

/* The mean of a mask over `probability` is 1, so a constant score comes back. */
static void a_constant_score_makes_a_flat_map(void **state)
{
    static const double none[16];
    static linear l = {.classes = 1, .slopes = none, .offset = 3};
    lk_value values[3];
    kit *k = open_rise("{samples: 20000, cells: 3, probability: 0.25}");
    lk_tensor maps = room_for_maps(1, 1, 16);
    lk_raster view = white_row(16);
    lk_network *n = kit_function_network(k, 1, 16, 1, linear_score, &l);
    (void)state;
    assert_int_equal(rise_in(k, kit_context(k, 1), n, &view, &maps, values), LK_OK);
    for (int i = 0; i < 16; i++)
        assert_true(((float *)maps.data)[i] > 2.8f && ((float *)maps.data)[i] < 3.2f);
    kit_close(k);
}

static void masks_fade_to_the_colour(void **state)
{
    lk_value values[3];
    kit *k = open_rise("{samples: 64, colour: [255, 255, 255]}");
    lk_tensor map = explain_row(k, 1, "white on white", values);
    const float *v = map.data;
    kit *mean = open_rise("{samples: 64}");
    (void)state;
    /* Nothing changes the score 8: the map is 8 times the mean mask over 1/2. */
    masks m;
    lk_context *ctx = kit_context(mean, 1);
    uint8_t grid[CELLS * CELLS];
    masks_cut cut = {.grid = grid};
    double sum[16] = {0};
    assert_int_equal(masks_open(ctx, CELLS, 1, 16, &m), LK_OK);
    for (int s = 0; s < 64; s++) {
        float mask[16];
        masks_draw(ctx, &m, .5, &cut);
        masks_paint(&m, &cut, mask);
        for (int i = 0; i < 16; i++)
            sum[i] += (double)mask[i];
    }
    for (int i = 0; i < 16; i++)
        assert_true(fabs((double)v[i] - 8 * sum[i] / 64 / .5) < 1e-5);
    kit_close(mean);
    kit_close(k);
}

static void diagnostics_tell_the_score_the_samples_and_how_the_halves_agree(void **state)
{
    lk_value few[3], many[3];
    kit *a = open_rise("{samples: 20, cells: 4}"), *b = open_rise("{samples: 4000, cells: 4}");
    (void)state;
    explain_row(a, 1, "few", few);
    explain_row(b, 1, "many", many);
    assert_value(&few[0], 8, 1e-6);
    assert_value(&few[2], 20, 0);
    assert_true(!many[1].missing && many[1].value > .9);
    assert_true(!few[1].missing && few[1].value < many[1].value);
    kit_close(a);
    kit_close(b);
}

static void a_score_of_nothing_has_no_halves_to_compare(void **state)
{
    static const double none[16];
    static linear l = {.classes = 1, .slopes = none};
    lk_value values[3];
    kit *k = open_rise("{samples: 8}");
    lk_tensor maps = room_for_maps(1, 1, 16);
    lk_raster view = white_row(16);
    lk_network *n = kit_function_network(k, 1, 16, 1, linear_score, &l);
    (void)state;
    assert_int_equal(rise_in(k, kit_context(k, 1), n, &view, &maps, values), LK_OK);
    assert_missing(&values[1]);
    kit_close(k);
}

static void an_estimate_counts_the_samples_and_the_whole_view(void **state)
{
    kit *k = open_rise(NULL);
    const lk_explainer_ops *ops = kit_ops(k);
    (void)state;
    assert_int_equal(ops->estimate(kit_self(k), 224, 224), 4001);
    kit_close(k);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(masks_are_those_of_rise),
        cmocka_unit_test(saliency_is_that_of_rise),
        cmocka_unit_test(what_the_network_sees_stands_out),
        cmocka_unit_test(a_constant_score_makes_a_flat_map),
        cmocka_unit_test(masks_fade_to_the_colour),
        cmocka_unit_test(diagnostics_tell_the_score_the_samples_and_how_the_halves_agree),
        cmocka_unit_test(a_score_of_nothing_has_no_halves_to_compare),
        cmocka_unit_test(an_estimate_counts_the_samples_and_the_whole_view),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
