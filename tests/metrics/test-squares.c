/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#include "explained.h"

#include "quality/squares.h"

/* Deletion and insertion over squares: against tests/golden/metrics/squares, and
 * against what other parts give. */

enum { DELETION, INSERTION, DELETION_AREA, INSERTION_AREA, CURVES, CLASSES = 3, MOST = 400 };

/* What the vectors' README promises for what passes through float32 scores. */
#define SCORE_TOLERANCE 1e-7

static const lk_node *vectors(void)
{
    return kit_yaml("golden/metrics/squares/squares.json");
}

/* ---- A vector as an explanation -------------------------------------------------- */

typedef struct dense {
    size_t pixels;
    double weights[CLASSES * MOST];
} dense;

/* A dense layer on the first channel, and softmax. */
static void dense_scores(void *user, const float *pixels, uint32_t height, uint32_t width,
                         uint32_t channels, float *scores)
{
    const dense *d = user;
    double exps[CLASSES], sum = 0;
    assert_int_equal((size_t)height * width, d->pixels);
    for (size_t c = 0; c < CLASSES; c++) {
        double logit = 0;
        for (size_t i = 0; i < d->pixels; i++)
            logit += d->weights[c * d->pixels + i] * (double)pixels[i * channels] / 255;
        exps[c] = exp(logit);
        sum += exps[c];
    }
    for (size_t c = 0; c < CLASSES; c++)
        scores[c] = (float)(exps[c] / sum);
}

static const lk_node *list_of(const lk_node *row, const char *key, size_t count)
{
    const lk_node *list = lk_node_get(row, key);
    assert_int_equal(list->count, count);
    return list;
}

/* Of pixels: without segments. */
static void set_vector(explained *e, kit *k, const lk_node *row, dense *d)
{
    uint32_t h = (uint32_t)golden_number(row, "height"), w = (uint32_t)golden_number(row, "width");
    size_t pixels = (size_t)h * w;
    lk_tensor picture = kit_tensor(LK_DTYPE_FLOAT, 32, 4, 1, 1, (int)h, (int)w);
    assert_true(pixels <= MOST);
    d->pixels = pixels;
    for (size_t i = 0; i < CLASSES * pixels; i++)
        d->weights[i] = list_number(list_of(row, "network", CLASSES * pixels), i);
    explained_set(e, kit_function_network(k, h, w, CLASSES, dense_scores, d), &picture, 0,
                  (uint32_t)golden_number(row, "class"), 0);
    for (size_t i = 0; i < pixels; i++) {
        ((float *)e->map.values.data)[i] = (float)list_number(list_of(row, "map", pixels), i);
        for (size_t c = 0; c < 3; c++)
            ((float *)e->view.pixels.data)[3 * i + c] =
                (float)list_number(list_of(row, "picture", pixels), i);
    }
    e->request.segments = NULL;
    e->request.weights = NULL;
    e->request.segment_count = 0;
}

/* One segment a row of pixels, the further down the heavier. */
static void add_segments(explained *e)
{
    int64_t h = e->view.pixels.shape[0], w = e->view.pixels.shape[1];
    for (int64_t i = 0; i < h * w; i++)
        ((int32_t *)e->segments.data)[i] = (int32_t)(i / w);
    for (int64_t y = 0; y < h; y++)
        e->weights[y] = (double)y;
    e->request.segments = &e->segments;
    e->request.weights = e->weights;
    e->request.segment_count = (uint32_t)h;
}

static kit *open_metric(const char *parts, const lk_node *row)
{
    char params[100];
    snprintf(params, sizeof params, "{parts: %s, squares: %d}", parts,
             (int)golden_number(row, "side"));
    return kit_open(LK_STAGE_METRIC, "deletion-insertion", params);
}

static void measure_vector(const char *parts, size_t vector, int has_segments, lk_value *out)
{
    const lk_node *row = vectors()->items[vector];
    kit *k = open_metric(parts, row);
    explained e;
    dense d;
    set_vector(&e, k, row, &d);
    if (has_segments)
        add_segments(&e);
    explained_measure(k, 1, &e, out);
    kit_close(k);
}

static void assert_same(const lk_value *a, const lk_value *b)
{
    for (size_t v = 0; v < CURVES; v++) {
        assert_true(!a[v].missing && a[v].has_chance);
        assert_true(!b[v].missing && b[v].has_chance);
        assert_true(a[v].value == b[v].value && a[v].chance == b[v].chance);
    }
}

static void assert_missing(const lk_value *values, const char *reason)
{
    for (size_t v = 0; v < CURVES; v++)
        assert_true(values[v].missing && strstr(values[v].reason, reason));
}

/* ---- Against the vectors ----------------------------------------------------------- */

static void squares_and_their_weights_are_those_of_numpy(void **state)
{
    kit *k = kit_open(LK_STAGE_METRIC, "deletion-insertion", NULL);
    (void)state;
    assert_int_equal(vectors()->count, 6);
    for (size_t i = 0; i < vectors()->count; i++) {
        const lk_node *row = vectors()->items[i];
        lk_quality_request cut;
        explained e;
        dense d;
        set_vector(&e, k, row, &d);
        assert_int_equal(
            squares_cut(kit_context(k, 1), &e.request, (size_t)golden_number(row, "side"), &cut),
            LK_OK);
        assert_int_equal(lk_tensor_count(cut.segments), d.pixels);
        for (size_t p = 0; p < d.pixels; p++)
            assert_int_equal(((const int32_t *)cut.segments->data)[p],
                             list_number(list_of(row, "labels", d.pixels), p));
        const lk_node *weights = list_of(row, "weights", cut.segment_count);
        for (size_t s = 0; s < cut.segment_count; s++)
            assert_true(fabs(cut.weights[s] - list_number(weights, s)) <= GOLDEN_TOLERANCE);
    }
    kit_close(k);
}

static void curves_over_squares_are_those_of_numpy(void **state)
{
    static const char *const keys[CURVES] = {"deletion", "insertion", "deletion_area",
                                             "insertion_area"};
    (void)state;
    for (size_t i = 0; i < vectors()->count; i++) {
        lk_value out[CURVES];
        measure_vector("squares", i, 0, out);
        for (size_t v = 0; v < CURVES; v++)
            assert_near(&out[v], golden_number(vectors()->items[i], keys[v]), SCORE_TOLERANCE);
    }
}

/* ---- Which parts ------------------------------------------------------------------- */

static void squares_do_not_hang_on_an_explanations_own_segments(void **state)
{
    lk_value with[CURVES], without[CURVES];
    (void)state;
    measure_vector("squares", 0, 1, with);
    measure_vector("squares", 0, 0, without);
    assert_same(with, without);
}

static void auto_takes_own_segments_where_there_are_some_and_squares_else(void **state)
{
    lk_value chosen[CURVES], own[CURVES], squares[CURVES];
    (void)state;
    measure_vector("own", 0, 1, own);
    measure_vector("auto", 0, 1, chosen);
    assert_same(chosen, own);
    measure_vector("squares", 0, 0, squares);
    measure_vector("auto", 0, 0, chosen);
    assert_same(chosen, squares);
    assert_true(own[DELETION].value != squares[DELETION].value);
    assert_true(own[DELETION].chance != squares[DELETION].chance);
}

static void own_segments_that_are_not_there_are_missing(void **state)
{
    lk_value out[CURVES];
    (void)state;
    measure_vector("own", 0, 0, out);
    assert_missing(out, "no segments");
}

static void a_constant_heatmap_orders_no_squares(void **state)
{
    static const char *const choices[] = {"auto", "squares"};
    const lk_node *row = vectors()->items[0];
    (void)state;
    for (size_t i = 0; i < 2; i++) {
        kit *k = open_metric(choices[i], row);
        lk_value out[CURVES];
        explained e;
        dense d;
        set_vector(&e, k, row, &d);
        for (size_t p = 0; p < d.pixels; p++)
            ((float *)e.map.values.data)[p] = .1f; /* no short binary fraction */
        explained_measure(k, 1, &e, out);
        assert_missing(out, "weigh the same");
        kit_close(k);
    }
}

static void no_square_is_smaller_than_a_pixel(void **state)
{
    kit *k = kit_open(LK_STAGE_METRIC, "deletion-insertion", NULL);
    lk_quality_request cut;
    explained e;
    dense d;
    (void)state;
    set_vector(&e, k, vectors()->items[4], &d);
    assert_int_equal(squares_cut(kit_context(k, 1), &e.request, 100, &cut), LK_OK);
    assert_int_equal(cut.segment_count, d.pixels);
    for (size_t p = 0; p < d.pixels; p++) {
        assert_int_equal(((const int32_t *)cut.segments->data)[p], p);
        assert_true(cut.weights[p] == (double)((const float *)e.map.values.data)[p]);
    }
    kit_close(k);
}

static void a_heatmap_of_another_size_is_refused(void **state)
{
    kit *k = kit_open(LK_STAGE_METRIC, "deletion-insertion", NULL);
    lk_quality_request cut;
    explained e;
    dense d;
    (void)state;
    set_vector(&e, k, vectors()->items[0], &d);
    e.map.values = kit_tensor(LK_DTYPE_FLOAT, 32, 2, 13, 12);
    assert_int_equal(squares_cut(kit_context(k, 1), &e.request, 8, &cut), LK_E_INPUT);
    assert_true(strstr(kit_error(k), "another size"));
    kit_close(k);
}

/* ---- What is asked ------------------------------------------------------------------- */

enum { PROBLEMS = 2 };

/* A network that keeps the rows of the problems on their way to another. */
typedef struct watched {
    lk_network network;
    lk_network *inner;
    size_t count, rows[PROBLEMS];
    uint64_t z[PROBLEMS][10 * MOST];
} watched;

static lk_status watch(lk_network *self, lk_context *ctx, const lk_coalitions *problem,
                       lk_output output, lk_score_sink sink, void *user)
{
    watched *w = (watched *)(void *)self;
    assert_true(w->count < PROBLEMS && problem->row_count <= 10 * MOST);
    assert_int_equal(problem->z_stride, 1);
    memcpy(w->z[w->count], problem->z, problem->row_count * sizeof *problem->z);
    w->rows[w->count++] = problem->row_count;
    return w->inner->coalitions(w->inner, ctx, problem, output, sink, user);
}

static void measure_watched(kit *k, const lk_node *row, float sign, watched *w)
{
    lk_value out[CURVES];
    explained e;
    dense d;
    set_vector(&e, k, row, &d);
    for (size_t p = 0; p < d.pixels; p++)
        ((float *)e.map.values.data)[p] *= sign;
    *w = (watched){.network = *e.request.network, .inner = e.request.network};
    w->network.coalitions = watch;
    e.request.network = &w->network;
    explained_measure(k, 1, &e, out);
}

static void random_orders_are_asked_for_by_themselves_and_the_same_for_every_heatmap(void **state)
{
    static watched one, other;
    const lk_node *row = vectors()->items[0];
    kit *k = open_metric("squares", row);
    (void)state;
    measure_watched(k, row, 1, &one);
    measure_watched(k, row, -1, &other);
    assert_int_equal(one.count, 2);
    assert_int_equal(other.count, 2);
    assert_int_equal(one.rows[0], 2 + 2 * 8);
    assert_int_equal(one.rows[1], 2 + 10 * 8);
    assert_memory_not_equal(one.z[0], other.z[0], one.rows[0] * sizeof one.z[0][0]);
    assert_memory_equal(one.z[1], other.z[1], one.rows[1] * sizeof one.z[1][0]);
    kit_close(k);
}

static void no_random_orders_are_asked_for_where_none_are_wanted(void **state)
{
    static watched one;
    kit *k = kit_open(LK_STAGE_METRIC, "deletion-insertion", "{squares: 3, random_maps: 0}");
    (void)state;
    measure_watched(k, vectors()->items[0], 1, &one);
    assert_int_equal(one.count, 1);
    kit_close(k);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(squares_and_their_weights_are_those_of_numpy),
        cmocka_unit_test(curves_over_squares_are_those_of_numpy),
        cmocka_unit_test(squares_do_not_hang_on_an_explanations_own_segments),
        cmocka_unit_test(auto_takes_own_segments_where_there_are_some_and_squares_else),
        cmocka_unit_test(own_segments_that_are_not_there_are_missing),
        cmocka_unit_test(a_constant_heatmap_orders_no_squares),
        cmocka_unit_test(no_square_is_smaller_than_a_pixel),
        cmocka_unit_test(a_heatmap_of_another_size_is_refused),
        cmocka_unit_test(random_orders_are_asked_for_by_themselves_and_the_same_for_every_heatmap),
        cmocka_unit_test(no_random_orders_are_asked_for_where_none_are_wanted),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
