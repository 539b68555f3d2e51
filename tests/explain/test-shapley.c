/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#include <math.h>
#include <string.h>

#include "game.h"

static kit *open_shapley(const char *params)
{
    return kit_open(LK_STAGE_EXPLAINER, "shapley", params);
}

static void exact_values_are_those_of_brute_force(void **state)
{
    (void)state;
    check_golden("shapley", NULL, "logits", "logits_exact", NULL);
    check_golden("shapley", NULL, "prob", "prob_exact", NULL);
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
    kit *k = open_shapley("{exact: 0, pairs: 10}");
    (void)state;
    order_covariance(&g, c);
    misses m = explain_often(k, &g, 2.2621571627409915);
    assert_expected(m.squares, trace_of(c, FEW), trace_of_square(c, FEW), 10);
    assert_expected(m.said, trace_of(c, FEW), trace_of_square(c, FEW), 10);
    kit_close(k);
}

/* The median of five errors is the one that is told: its 97.5 % with one degree of freedom
 * are 12.7 of them, not 1.96. */
static void intervals_of_few_pairs_are_those_of_student(void **state)
{
    enum { ODD = 5 };
    game g = open_game(ODD);
    lookup l = {1, g.scores};
    kit *k = open_shapley("{exact: 0, pairs: 2}");
    explained e = explain_lookup(k, 3, ODD, &l, NULL);
    double error = diagnostic(k, &e, 0, "standard_error")->value, *width = e.half_widths.data;
    int below = 0, above = 0, found = 0;
    (void)state;
    for (int i = 0; i < ODD; i++) {
        double t = width[i] / error;
        found += fabs(t - 12.706204736432095) < 1e-9;
        below += t < 12.7062;
        above += t > 12.7063;
    }
    assert_true(found && below <= ODD / 2 && above <= ODD / 2);
    kit_close(k);
}

static void each_order_sums_to_the_gain(void **state)
{
    game g = open_game(MOST);
    lookup l = {1, g.scores};
    kit *k = open_shapley("{exact: 9, pairs: 3}");
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
    kit *few = open_shapley("{exact: 0, pairs: 2}"), *many = open_shapley("{exact: 0, pairs: 4}");
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
    kit *k = open_shapley("{exact: 10}");
    explained e = explain_lookup(k, 5, MOST, &l, NULL);
    (void)state;
    assert_near(&e.coefficients, &want, 1e-12);
    assert_value(diagnostic(k, &e, 0, "samples"), 1 << MOST, 0);
    assert_value(diagnostic(k, &e, 0, "standard_error"), 0, 0);
    assert_missing(diagnostic(k, &e, 0, "split_half"));
    kit_close(k);
}

static void a_segment_alone_gets_all_of_the_gain(void **state)
{
    static const double scores[2] = {1, 4};
    lookup l = {1, scores};
    kit *k = open_shapley(NULL);
    explained e = explain_lookup(k, 1, 1, &l, NULL);
    (void)state;
    assert_true(e.answer.weights[0] == 3);
    kit_close(k);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(exact_values_are_those_of_brute_force),
        cmocka_unit_test(orders_err_as_their_spread_says),
        cmocka_unit_test(intervals_of_few_pairs_are_those_of_student),
        cmocka_unit_test(each_order_sums_to_the_gain),
        cmocka_unit_test(fewer_pairs_are_a_beginning_of_more),
        cmocka_unit_test(up_to_the_limit_values_are_exact),
        cmocka_unit_test(a_segment_alone_gets_all_of_the_gain),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
