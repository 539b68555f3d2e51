/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#include "vectors.h"

#include "effect.h"
#include "friedman.h"
#include "multiple.h"
#include "nemenyi.h"
#include "permutation.h"

enum { MOST_TREATMENTS = 12 };

/* ---- Permutations ------------------------------------------------------------------ */

static void all_flips_of_signs_give_the_p_of_scipy(void **state)
{
    static const char *const names[] = {"plain_10", "ties_10", "zeros_10"};
    (void)state;
    for (size_t i = 0; i < 3; i++) {
        const lk_node *wanted = entry(vectors_json("sign_flip"), names[i]);
        const lk_node *differences = entry(wanted, "differences");
        double p;
        assert_int_equal(sign_flip(numbers_of(differences), differences->count, 1, (stream){1}, &p),
                         0);
        check_number(p, number_at(wanted, "scipy_p_two_sided"), EXACT, names[i]);
    }
}

typedef struct stored_flips {
    lk_tensor flips;
    size_t row;
} stored_flips;

static void next_stored(void *user, size_t count, int8_t *signs)
{
    stored_flips *s = user;
    assert_int_equal(s->flips.shape[1], count);
    assert_true(s->row < (size_t)s->flips.shape[0]);
    const uint8_t *flipped = (const uint8_t *)s->flips.data + count * s->row++;
    for (size_t i = 0; i < count; i++)
        signs[i] = flipped[i] ? -1 : 1;
}

static void the_observed_signs_count_as_one_of_the_random_ones(void **state)
{
    const lk_node *wanted = entry(vectors_json("sign_flip"), "monte_carlo_40");
    const double *differences = numbers_of(entry(wanted, "differences"));
    stored_flips s = {.flips = vectors_npy("flips_40")};
    int8_t signs[40];
    (void)state;
    double p = sign_flip_sampled(differences, 40, (size_t)s.flips.shape[0],
                                 &(flipping){next_stored, &s}, signs);
    check_number(p, number_at(wanted, "p_two_sided"), EXACT, "p");
}

/* The mean of 20 values of 1 is as far from 0 once in 2^19. */
static void many_differences_are_flipped_at_random(void **state)
{
    double ones[20], mixed[20], p, q;
    (void)state;
    for (size_t i = 0; i < 20; i++) {
        ones[i] = 1;
        mixed[i] = i % 2 ? 1 : -1;
    }
    assert_int_equal(sign_flip(ones, 20, 999, (stream){7}, &p), 0);
    assert_true(p == 1.0 / 1000);
    assert_int_equal(sign_flip(mixed, 20, 999, (stream){7}, &p), 0);
    assert_true(p == 1);
    mixed[0] = 4;
    assert_int_equal(sign_flip(mixed, 20, 999, (stream){7}, &p), 0);
    assert_int_equal(sign_flip(mixed, 20, 999, (stream){7}, &q), 0);
    assert_true(p > .1 && p < .6 && p == q);
}

static void every_deal_of_two_samples_gives_the_p_of_scipy(void **state)
{
    const lk_node *cases = vectors_json("permutations");
    (void)state;
    assert_int_equal(cases->count, 5);
    for (size_t i = 0; i < cases->count; i++) {
        sample x = sample_of(entry(cases->items[i], "x"));
        sample y = sample_of(entry(cases->items[i], "y"));
        double p;
        assert_int_equal(permutation(x.sums, x.count, y.sums, y.count, 1, (stream){1}, &p), 0);
        check_number(p, number_at(cases->items[i], "p"), EXACT,
                     lk_node_text(cases->items[i], "name", ""));
    }
}

/* 12 and 12: 2.7 million deals. Separated samples need one of two; the p of the
 * samples of effect_sizes.json is Student's within the error of 20,000 deals. */
static void many_deals_are_drawn_at_random(void **state)
{
    double low[12], high[12], p;
    const lk_node *groups = entry(vectors_json("effect_sizes"), "groups");
    sample x = sample_of(entry(groups, "x")), y = sample_of(entry(groups, "y"));
    (void)state;
    for (size_t i = 0; i < 12; i++) {
        low[i] = (double)i;
        high[i] = 100 + (double)i;
    }
    assert_int_equal(permutation(low, 12, high, 12, 999, (stream){3}, &p), 0);
    assert_true(p == 1.0 / 1000);
    assert_int_equal(permutation(x.sums, x.count, y.sums, y.count, 20000, (stream){3}, &p), 0);
    check_number(p, .003366, .0012, "p");
}

/* ---- Ranks ----------------------------------------------------------------------------- */

typedef struct table {
    size_t blocks, treatments;
    double values[MOST_TREATMENTS * 20];
    double ranks[MOST_TREATMENTS], means[MOST_TREATMENTS];
    friedman found;
} table;

static table read_table(const lk_node *wanted, int lowest_first)
{
    const lk_node *rows = entry(wanted, "table");
    table t = {.blocks = rows->count, .treatments = rows->items[0]->count};
    assert_true(t.treatments <= MOST_TREATMENTS && t.blocks <= 20);
    for (size_t b = 0; b < t.blocks; b++)
        memcpy(t.values + b * t.treatments, numbers_of(rows->items[b]),
               t.treatments * sizeof(double));
    assert_true(
        friedman_test(t.values, t.blocks, t.treatments, lowest_first, t.ranks, t.means, &t.found));
    return t;
}

static void check_means(const table *t, const lk_node *wanted)
{
    for (size_t i = 0; i < t->treatments; i++)
        check_number(t->means[i], number_of(wanted->items[i]), EXACT, wanted->key);
}

static void ranks_in_blocks_give_the_test_of_scipy(void **state)
{
    const lk_node *cases = vectors_json("friedman_nemenyi");
    (void)state;
    assert_int_equal(cases->count, 4);
    for (size_t i = 0; i < cases->count; i++) {
        const lk_node *wanted = cases->items[i];
        table t = read_table(wanted, 1);
        check_means(&t, entry(wanted, "average_ranks_low_is_1"));
        t = read_table(wanted, 0);
        check_means(&t, entry(wanted, "average_ranks_high_is_1"));
        check_number(t.found.chi2, number_at(wanted, "chi_square"), EXACT, wanted->key);
        check_number(t.found.p, number_at(wanted, "p"), EXACT, wanted->key);
        check_number(t.found.w, number_at(wanted, "kendall_w"), EXACT, wanted->key);
        assert_true(t.found.has_f);
        check_number(t.found.f, number_at(wanted, "iman_davenport_f"), EXACT, wanted->key);
        check_number(t.found.f_p, number_at(wanted, "iman_davenport_p"), EXACT, wanted->key);
    }
}

static void blocks_without_differences_tell_nothing(void **state)
{
    const double same[] = {.2, .2, .2, .5, .5, .5}, ordered[] = {1, 2, 3, 4, 5, 6};
    double ranks[3], means[3];
    friedman f;
    (void)state;
    assert_false(friedman_test(same, 2, 3, 0, ranks, means, &f));
    assert_true(means[0] == 2 && means[2] == 2);
    assert_true(friedman_test(ordered, 2, 3, 0, ranks, means, &f));
    assert_false(f.has_f);
    check_number(f.w, 1, EXACT, "W");
    assert_true(means[0] == 3 && means[2] == 1);
}

static void pairs_of_ranks_have_the_p_of_scipy(void **state)
{
    const lk_node *cases = vectors_json("friedman_nemenyi");
    (void)state;
    for (size_t i = 0; i < cases->count; i++) {
        table t = read_table(cases->items[i], 0);
        const lk_node *rows = entry(cases->items[i], "nemenyi_p");
        const lk_node *critical = entry(cases->items[i], "critical_difference");
        for (size_t a = 0; a < t.treatments; a++)
            for (size_t b = 0; b < t.treatments; b++)
                check_number(nemenyi_p(t.means[a] - t.means[b], t.treatments, t.blocks),
                             number_of(rows->items[a]->items[b]), STUDENTISED, "p");
        for (size_t l = 0; l < critical->count; l++)
            check_number(
                nemenyi_critical(strtod(critical->items[l]->key, NULL), t.treatments, t.blocks),
                number_of(critical->items[l]), STUDENTISED, "critical difference");
    }
}

static void studentised_ranges_have_the_quantiles_of_scipy(void **state)
{
    const lk_node *levels = vectors_json("nemenyi_q");
    (void)state;
    for (size_t l = 0; l < levels->count; l++)
        for (size_t i = 0; i < levels->items[l]->count; i++) {
            const lk_node *wanted = levels->items[l]->items[i];
            double p = strtod(levels->items[l]->key, NULL);
            check_number(studentised_range_quantile(p, strtoul(wanted->key, NULL, 10)) / sqrt(2),
                         number_of(wanted), STUDENTISED, wanted->key);
        }
}

/* Of two normal values the range is |x - y|: 2 Phi(-q / sqrt(2)), at any q. */
static void a_range_of_two_is_a_difference_of_normals(void **state)
{
    (void)state;
    for (double q = 0; q < 8; q += .25)
        check_number(studentised_range_above(q, 2), erfc(q / 2), 1e-14, "range");
}

/* ---- Many tests --------------------------------------------------------------------------- */

static void adjusted_p_are_those_of_statsmodels(void **state)
{
    static const char *const names[] = {
        [CORRECTION_HOLM] = "holm",
        [CORRECTION_BH] = "fdr_bh",
        [CORRECTION_BONFERRONI] = "bonferroni",
    };
    const lk_node *cases = vectors_json("multiple_comparisons");
    double adjusted[200];
    (void)state;
    assert_int_equal(cases->count, 5);
    for (size_t i = 0; i < cases->count; i++) {
        const lk_node *p = entry(cases->items[i], "p");
        assert_true(p->count <= 200);
        for (size_t by = 0; by < 3; by++) {
            const double *wanted = numbers_of(entry(entry(cases->items[i], "adjusted"), names[by]));
            assert_int_equal(adjust_p((correction)by, numbers_of(p), p->count, adjusted), 0);
            for (size_t k = 0; k < p->count; k++)
                check_number(adjusted[k], wanted[k], EXACT, names[by]);
        }
        assert_int_equal(adjust_p(CORRECTION_NONE, numbers_of(p), p->count, adjusted), 0);
        assert_memory_equal(adjusted, numbers_of(p), p->count * sizeof *adjusted);
    }
}

/* ---- Effects -------------------------------------------------------------------------------- */

static void effects_are_those_of_their_definitions(void **state)
{
    static const char *const names[] = {"groups", "ties"};
    (void)state;
    for (size_t i = 0; i < 2; i++) {
        const lk_node *wanted = entry(vectors_json("effect_sizes"), names[i]);
        sample x = sample_of(entry(wanted, "x")), y = sample_of(entry(wanted, "y"));
        double d;
        assert_true(effect_cohen(x.sums, x.count, y.sums, y.count, &d));
        check_number(d, number_at(wanted, "cohens_d"), EXACT, "d");
        assert_true(effect_hedges(x.sums, x.count, y.sums, y.count, &d));
        check_number(d, number_at(wanted, "hedges_g_exact"), EXACT, "g");
        assert_true(effect_glass(x.sums, x.count, y.sums, y.count, &d));
        check_number(d, number_at(wanted, "glass_delta_sd_of_y"), EXACT, "Glass");
        check_number(effect_cliff(x.sums, x.count, y.sums, y.count),
                     number_at(wanted, "cliffs_delta"), EXACT, "Cliff");
    }
}

static void paired_effects_divide_by_the_spread_of_differences(void **state)
{
    const lk_node *wanted = entry(vectors_json("effect_sizes"), "paired");
    double *differences = numbers_of(entry(wanted, "x")), d;
    const double *y = numbers_of(entry(wanted, "y"));
    size_t n = entry(wanted, "x")->count;
    (void)state;
    for (size_t i = 0; i < n; i++)
        differences[i] -= y[i];
    assert_true(effect_paired(differences, n, &d));
    check_number(d, number_at(wanted, "cohens_dz"), EXACT, "d_z");
}

static void equal_values_have_no_effect_size(void **state)
{
    const double same[] = {.3, .3, .3}, other[] = {.1, .1, .1, .1}, mixed[] = {1, 2, 3};
    double d;
    (void)state;
    assert_false(effect_cohen(same, 3, other, 4, &d));
    assert_false(effect_hedges(same, 3, other, 4, &d));
    assert_false(effect_glass(mixed, 3, other, 4, &d));
    assert_false(effect_paired(other, 4, &d));
    assert_true(effect_cliff(same, 3, other, 4) == 1);
    assert_true(effect_cliff(other, 4, same, 3) == -1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(all_flips_of_signs_give_the_p_of_scipy),
        cmocka_unit_test(the_observed_signs_count_as_one_of_the_random_ones),
        cmocka_unit_test(many_differences_are_flipped_at_random),
        cmocka_unit_test(every_deal_of_two_samples_gives_the_p_of_scipy),
        cmocka_unit_test(many_deals_are_drawn_at_random),
        cmocka_unit_test(ranks_in_blocks_give_the_test_of_scipy),
        cmocka_unit_test(blocks_without_differences_tell_nothing),
        cmocka_unit_test(pairs_of_ranks_have_the_p_of_scipy),
        cmocka_unit_test(studentised_ranges_have_the_quantiles_of_scipy),
        cmocka_unit_test(a_range_of_two_is_a_difference_of_normals),
        cmocka_unit_test(adjusted_p_are_those_of_statsmodels),
        cmocka_unit_test(effects_are_those_of_their_definitions),
        cmocka_unit_test(paired_effects_divide_by_the_spread_of_differences),
        cmocka_unit_test(equal_values_have_no_effect_size),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
