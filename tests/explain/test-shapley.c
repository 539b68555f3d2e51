/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "explaining.h"

/* shapley and kernelshap. */

static kit *open_explainer(const char *name, const char *params)
{
    return kit_open(LK_STAGE_EXPLAINER, name, params);
}

static explained explain_lookup(kit *k, uint64_t seed, int pixels, lookup *l, const lk_tensor *z)
{
    lk_raster view = white_row(pixels);
    lk_tensor segments = pixel_segments(pixels);
    lk_network *n = kit_function_network(k, 1, (uint32_t)pixels, (uint32_t)l->classes, look_up, l);
    return explain_well(k, seed, n, &view, &segments, z);
}

/* ---- Against others -------------------------------------------------------------------------- */

/* What rounding scores to float32 may do: see golden/explain/shapley. */
#define TOLERANCE 1e-6

enum { SEGMENTS = 8, CLASSES = 6 };

static lk_tensor golden(const char *name)
{
    char path[200];
    snprintf(path, sizeof path, "golden/explain/shapley/%s.npy", name);
    return kit_npy(path);
}

/* Stored segment x class. */
static lk_tensor turned(const char *name)
{
    lk_tensor from = golden(name), to = kit_tensor(LK_DTYPE_FLOAT, 64, 2, CLASSES, SEGMENTS);
    for (int c = 0; c < CLASSES; c++)
        for (int k = 0; k < SEGMENTS; k++)
            ((double *)to.data)[c * SEGMENTS + k] = ((double *)from.data)[k * CLASSES + c];
    return to;
}

static void check_golden(const char *plugin, const char *params, const char *scores,
                         const char *expected, const lk_tensor *z)
{
    lk_tensor table = golden(scores), want = turned(expected);
    lookup l = {CLASSES, table.data};
    kit *k = open_explainer(plugin, params);
    explained e = explain_lookup(k, 1, SEGMENTS, &l, z);
    assert_near(&e.coefficients, &want, TOLERANCE);
    kit_close(k);
}

static void exact_values_are_those_of_brute_force(void **state)
{
    (void)state;
    check_golden("shapley", NULL, "logits", "logits_exact", NULL);
    check_golden("shapley", NULL, "prob", "prob_exact", NULL);
}

static void a_regression_on_all_coalitions_is_that_of_shap(void **state)
{
    (void)state;
    check_golden("kernelshap", "{samples: 4096}", "logits", "logits_kernelshap_full", NULL);
    check_golden("kernelshap", "{samples: 254}", "prob", "prob_kernelshap_full", NULL);
}

static void all_coalitions_and_their_weights_are_those_of_shap(void **state)
{
    lk_tensor table = golden("logits"), masks = golden("kernelshap_masks"),
              weights = golden("kernelshap_weights");
    lookup l = {CLASSES, table.data};
    kit *k = open_explainer("kernelshap", NULL);
    explained e = explain_lookup(k, 1, SEGMENTS, &l, NULL);
    int64_t shape[2] = {254, SEGMENTS};
    lk_tensor z = lk_tensor_over((uint8_t *)e.z.data + 2 * SEGMENTS, LK_DTYPE_UINT, 8, 2, shape);
    lk_tensor w = lk_tensor_over((double *)e.weights.data + 2, LK_DTYPE_FLOAT, 64, 1, shape);
    (void)state;
    assert_int_equal(e.z.shape[0], 256);
    assert_near(&z, &masks, 0);
    assert_near(&w, &weights, 1e-12);
    kit_close(k);
}

static void a_regression_on_given_samples_is_that_of_scikit_learn(void **state)
{
    lk_tensor all = golden("coalitions"), rows = golden("sampled_rows");
    lk_tensor z = kit_tensor(LK_DTYPE_UINT, 8, 2, 90, SEGMENTS);
    (void)state;
    for (int i = 0; i < 90; i++)
        memcpy((uint8_t *)z.data + i * SEGMENTS,
               (uint8_t *)all.data + ((int32_t *)rows.data)[i] * SEGMENTS, SEGMENTS);
    check_golden("kernelshap", NULL, "logits", "logits_linreg_sampled", &z);
    check_golden("kernelshap", NULL, "prob", "prob_linreg_sampled", &z);
}

/* ---- A game whose truth is known ---------------------------------------------------------- */

enum { MOST = 10, RUNS = 60 };

typedef struct game {
    int segments;
    double scores[1 << MOST], values[MOST];
} game;

/* A saturating sum with two interactions. */
static double play(int set, int segments)
{
    double sum = -.3;
    for (int k = 0; k < segments; k++)
        sum += set >> k & 1 ? .25 * cos(1.3 * k + .2) + .1 : 0;
    return tanh(sum) + ((set & 9) == 9 ? .4 : 0) - ((set & 6) == 2 ? .25 : 0);
}

static int size_of(int set)
{
    int size = 0;
    for (; set; set &= set - 1)
        size++;
    return size;
}

/* By the definition: |S|! (K - 1 - |S|)! / K! for each S without k. */
static game open_game(int segments)
{
    game g = {.segments = segments};
    for (int set = 0; set < 1 << segments; set++)
        g.scores[set] = (double)(float)play(set, segments);
    for (int set = 0; set < 1 << segments; set++)
        for (int k = 0; k < segments; k++) {
            int s = size_of(set);
            if (!(set >> k & 1))
                g.values[k] += exp(lgamma(s + 1.) + lgamma(segments - s) - lgamma(segments + 1.)) *
                               (g.scores[set | 1 << k] - g.scores[set]);
        }
    return g;
}

/* The sum over all segments of the squares of the errors, and what it was said to be. */
typedef struct misses {
    double squares, said;
} misses;

static misses explain_often(kit *k, const game *g)
{
    misses m = {0, 0};
    lookup l = {1, g->scores};
    for (uint64_t run = 0; run < RUNS; run++) {
        explained e = explain_lookup(k, run + 1, g->segments, &l, NULL);
        const double *width = e.half_widths.data;
        for (int i = 0; i < g->segments; i++) {
            double error = e.answer.weights[i] - g->values[i], said = width[i] / 1.959963984540054;
            m.squares += error * error / RUNS;
            m.said += said * said / RUNS;
        }
    }
    return m;
}

/* The mean of the squared length of RUNS normal errors with covariance C / n: tr C / n, and its
 * own standard error sqrt(2 tr C^2 / RUNS) / n. */
static void assert_expected(double got, double trace, double trace_of_square, double n)
{
    double expected = trace / n, allowed = 4 * sqrt(2 * trace_of_square / RUNS) / n;
    if (!(fabs(got - expected) <= allowed))
        fail_msg("%g errors squared at n = %g, where %g +- %g was to be expected", got, n, expected,
                 allowed);
}

static double trace_of_square(const double *c, int n)
{
    double sum = 0;
    for (int i = 0; i < n * n; i++)
        sum += c[i] * c[i];
    return sum;
}

static double trace_of(const double *c, int n)
{
    double sum = 0;
    for (int i = 0; i < n; i++)
        sum += c[i * n + i];
    return sum;
}

/* ---- Orders ------------------------------------------------------------------------------- */

enum { FEW = 4, ORDERS = 24 };

static void gains_of(const game *g, const int *order, double *out)
{
    for (int i = 0, set = 0; i < FEW; set |= 1 << order[i++])
        out[order[i]] = g->scores[set | 1 << order[i]] - g->scores[set];
}

/* The covariance of the mean of an order and its reverse, over all orders. */
static void order_covariance(const game *g, double *c)
{
    memset(c, 0, FEW * FEW * sizeof *c);
    for (int code = 0; code < 256; code++) {
        int order[FEW], reverse[FEW], seen = 0;
        double there[FEW], back[FEW], d[FEW];
        for (int i = 0; i < FEW; i++) {
            order[i] = reverse[FEW - 1 - i] = code >> 2 * i & 3;
            seen |= 1 << order[i];
        }
        if (seen != (1 << FEW) - 1)
            continue;
        gains_of(g, order, there);
        gains_of(g, reverse, back);
        for (int i = 0; i < FEW; i++)
            d[i] = (there[i] + back[i]) / 2 - g->values[i];
        for (int i = 0; i < FEW * FEW; i++)
            c[i] += d[i / FEW] * d[i % FEW] / ORDERS;
    }
}

static void orders_err_as_their_spread_says(void **state)
{
    game g = open_game(FEW);
    double c[FEW * FEW];
    kit *k = open_explainer("shapley", "{exact: 0, pairs: 10}");
    (void)state;
    order_covariance(&g, c);
    misses m = explain_often(k, &g);
    assert_expected(m.squares, trace_of(c, FEW), trace_of_square(c, FEW), 10);
    assert_expected(m.said, trace_of(c, FEW), trace_of_square(c, FEW), 10);
    kit_close(k);
}

static void each_order_sums_to_the_gain(void **state)
{
    game g = open_game(MOST);
    lookup l = {1, g.scores};
    kit *k = open_explainer("shapley", "{exact: 9, pairs: 3}");
    explained e = explain_lookup(k, 5, MOST, &l, NULL);
    (void)state;
    assert_value(diagnostic(k, &e, 0, "completeness_error"), 0, 1e-12);
    assert_value(diagnostic(k, &e, 0, "samples"), 2 + 2 * 3 * (MOST - 1), 0);
    assert_false(diagnostic(k, &e, 0, "split_half")->missing);
    assert_true(diagnostic(k, &e, 0, "standard_error")->value > 0);
    kit_close(k);
}

static void fewer_pairs_are_a_beginning_of_more(void **state)
{
    game g = open_game(MOST);
    lookup l = {1, g.scores};
    kit *few = open_explainer("shapley", "{exact: 0, pairs: 2}"),
        *many = open_explainer("shapley", "{exact: 0, pairs: 4}");
    explained a = explain_lookup(few, 5, MOST, &l, NULL),
              b = explain_lookup(many, 5, MOST, &l, NULL);
    lk_tensor begin = first_rows(&b.z, a.z.shape[0]);
    (void)state;
    assert_true(b.z.shape[0] > a.z.shape[0]);
    assert_near(&a.z, &begin, 0);
    kit_close(few);
    kit_close(many);
}

static void up_to_the_limit_values_are_exact(void **state)
{
    game g = open_game(MOST);
    int64_t shape[2] = {1, MOST};
    lk_tensor want = lk_tensor_over(g.values, LK_DTYPE_FLOAT, 64, 2, shape);
    lookup l = {1, g.scores};
    kit *k = open_explainer("shapley", "{exact: 10}");
    explained e = explain_lookup(k, 5, MOST, &l, NULL);
    (void)state;
    assert_near(&e.coefficients, &want, 1e-12);
    assert_value(diagnostic(k, &e, 0, "samples"), 1 << MOST, 0);
    assert_value(diagnostic(k, &e, 0, "standard_error"), 0, 0);
    assert_missing(diagnostic(k, &e, 0, "split_half"));
    kit_close(k);
}

/* ---- The regression ------------------------------------------------------------------------ */

enum { UNKNOWNS = MOST - 1 };

/* In place, by Gauss and Jordan; for matrices that need no exchange of rows. */
static void invert(double a[UNKNOWNS][UNKNOWNS])
{
    for (int p = 0; p < UNKNOWNS; p++) {
        double pivot = a[p][p];
        a[p][p] = 1;
        for (int j = 0; j < UNKNOWNS; j++)
            a[p][j] /= pivot;
        for (int i = 0; i < UNKNOWNS; i++) {
            double factor = a[i][p];
            if (i == p)
                continue;
            a[i][p] = 0;
            for (int j = 0; j < UNKNOWNS; j++)
                a[i][j] -= factor * a[p][j];
        }
    }
}

static double residual_of(const game *g, int set)
{
    double e = g->scores[set] - g->scores[0];
    for (int k = 0; k < MOST; k++)
        e -= set >> k & 1 ? g->values[k] : 0;
    return e;
}

/* The chance of a set: its size by the kernel, then any set of that size. */
static double chance_of(int set)
{
    double total = 0, s = size_of(set);
    for (int i = 1; i < MOST; i++)
        total += 1. / i / (MOST - i);
    return exp(lgamma(s + 1) + lgamma(MOST - s + 1) - lgamma(MOST + 1.)) / s / (MOST - s) / total;
}

/* The covariance of the values by n pairs is this over n, for many (the delta method): A U A, where
 * A is the inverse of the mean of x x' and U the mean of u u', u = x (e - e of the complement) / 2.
 * The last segment's error is what the others leave. */
static void pair_covariance(const game *g, double c[MOST * MOST])
{
    double a[UNKNOWNS][UNKNOWNS] = {{0}}, all = 0;
    memset(c, 0, MOST * MOST * sizeof *c);
    for (int round = 0; round < 2; round++) {
        for (int set = 1; set + 1 < 1 << MOST; set++) {
            double x[UNKNOWNS], d[MOST] = {0}, p = chance_of(set);
            double e = (residual_of(g, set) - residual_of(g, (1 << MOST) - 1 - set)) / 2;
            for (int k = 0; k < UNKNOWNS; k++)
                x[k] = (set >> k & 1) - (set >> UNKNOWNS & 1);
            all += p;
            for (int i = 0; !round && i < UNKNOWNS * UNKNOWNS; i++)
                a[i / UNKNOWNS][i % UNKNOWNS] += p * x[i / UNKNOWNS] * x[i % UNKNOWNS];
            for (int i = 0; round && i < UNKNOWNS; i++) {
                for (int j = 0; j < UNKNOWNS; j++)
                    d[i] += a[i][j] * x[j] * e;
                d[UNKNOWNS] -= d[i];
            }
            for (int i = 0; round && i < MOST * MOST; i++)
                c[i] += p * d[i / MOST] * d[i % MOST];
        }
        if (!round)
            invert(a);
    }
    assert_true(fabs(all - 2) < 1e-9);
}

static void check_convergence(const game *g, const double *c, int pairs)
{
    char params[100];
    double trace = trace_of(c, MOST);
    snprintf(params, sizeof params, "{samples: %d, sizes: no}", 2 * pairs);
    kit *k = open_explainer("kernelshap", params);
    misses m = explain_often(k, g);
    assert_expected(m.squares, trace, trace_of_square(c, MOST), pairs);
    /* A residual is too small by its leverage, UNKNOWNS / pairs of its square on the mean. */
    double said = m.said * pairs / trace, leverage = (double)UNKNOWNS / pairs;
    if (!(said > 1 - 3 * leverage && said < 1 + leverage))
        fail_msg("the standard errors squared are %g of the variance at %d pairs", said, pairs);
    kit_close(k);
}

static void the_error_of_ten_segments_goes_with_the_root_of_the_samples(void **state)
{
    game g = open_game(MOST);
    double c[MOST * MOST];
    (void)state;
    pair_covariance(&g, c);
    check_convergence(&g, c, 200);
    check_convergence(&g, c, 800);
}

static void whole_sizes_are_taken_where_samples_cover_them(void **state)
{
    game g = open_game(MOST);
    lookup l = {1, g.scores};
    kit *k = open_explainer("kernelshap", "{samples: 300}");
    explained e = explain_lookup(k, 5, MOST, &l, NULL);
    int seen[MOST + 1] = {0};
    double weight = 0;
    (void)state;
    for (int row = 0; row < (int)e.z.shape[0]; row++) {
        int shown = 0;
        for (int i = 0; i < MOST; i++)
            shown += ((uint8_t *)e.z.data)[row * MOST + i];
        seen[shown]++;
        weight += ((double *)e.weights.data)[row];
    }
    assert_int_equal(e.z.shape[0], 302);
    for (int size = 0; size <= MOST; size += MOST)
        assert_int_equal(seen[size], 1);
    assert_true(seen[1] == 10 && seen[9] == 10 && seen[2] == 45 && seen[8] == 45);
    assert_true(seen[3] && seen[3] == seen[7]);
    assert_true(fabs(weight - 1) < 1e-12);
    kit_close(k);
}

static void values_of_few_samples_still_sum_to_the_gain(void **state)
{
    game g = open_game(MOST);
    lookup l = {1, g.scores};
    kit *k = open_explainer("kernelshap", "{samples: 60}");
    explained e = explain_lookup(k, 5, MOST, &l, NULL);
    (void)state;
    assert_value(diagnostic(k, &e, 0, "completeness_error"), 0, 1e-12);
    assert_value(diagnostic(k, &e, 0, "samples"), 62, 0);
    assert_true(diagnostic(k, &e, 0, "standard_error")->value > 0);
    kit_close(k);
}

static void all_coalitions_leave_no_error_and_no_halves(void **state)
{
    game g = open_game(MOST);
    int64_t shape[2] = {1, MOST};
    lk_tensor want = lk_tensor_over(g.values, LK_DTYPE_FLOAT, 64, 2, shape);
    lookup l = {1, g.scores};
    kit *k = open_explainer("kernelshap", "{samples: 1022}");
    explained e = explain_lookup(k, 5, MOST, &l, NULL);
    (void)state;
    assert_near(&e.coefficients, &want, 1e-12);
    assert_value(diagnostic(k, &e, 0, "standard_error"), 0, 0);
    assert_missing(diagnostic(k, &e, 0, "split_half"));
    kit_close(k);
}

static void too_few_samples_are_refused(void **state)
{
    game g = open_game(MOST);
    lookup l = {1, g.scores};
    explained e;
    kit *k = open_explainer("kernelshap", "{samples: 8, sizes: no}");
    lk_raster view = white_row(MOST);
    lk_tensor segments = pixel_segments(MOST);
    lk_network *n = kit_function_network(k, 1, MOST, 1, look_up, &l);
    (void)state;
    assert_int_equal(explaining(k, 1, n, &view, &segments, NULL, &e), LK_E_INPUT);
    assert_non_null(strstr(kit_error(k), "do not tell 10 segments apart"));
    kit_close(k);
}

static void a_segment_alone_gets_all_of_the_gain(void **state)
{
    static const double scores[2] = {1, 4};
    static const char *const plugins[] = {"shapley", "kernelshap"};
    lookup l = {1, scores};
    (void)state;
    for (size_t i = 0; i < 2; i++) {
        kit *k = open_explainer(plugins[i], NULL);
        explained e = explain_lookup(k, 1, 1, &l, NULL);
        assert_true(e.answer.weights[0] == 3);
        kit_close(k);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(exact_values_are_those_of_brute_force),
        cmocka_unit_test(a_regression_on_all_coalitions_is_that_of_shap),
        cmocka_unit_test(all_coalitions_and_their_weights_are_those_of_shap),
        cmocka_unit_test(a_regression_on_given_samples_is_that_of_scikit_learn),
        cmocka_unit_test(orders_err_as_their_spread_says),
        cmocka_unit_test(each_order_sums_to_the_gain),
        cmocka_unit_test(fewer_pairs_are_a_beginning_of_more),
        cmocka_unit_test(up_to_the_limit_values_are_exact),
        cmocka_unit_test(the_error_of_ten_segments_goes_with_the_root_of_the_samples),
        cmocka_unit_test(whole_sizes_are_taken_where_samples_cover_them),
        cmocka_unit_test(values_of_few_samples_still_sum_to_the_gain),
        cmocka_unit_test(all_coalitions_leave_no_error_and_no_halves),
        cmocka_unit_test(too_few_samples_are_refused),
        cmocka_unit_test(a_segment_alone_gets_all_of_the_gain),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
