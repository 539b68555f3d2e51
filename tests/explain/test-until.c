/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#include "lime/until.h"

#include <math.h>
#include <string.h>

#include "kit.h"
#include "student/student.h"

/* ---- Student's t --------------------------------------------------------------------- */

static void quantiles_are_those_of_mpmath(void **state)
{
    lk_tensor want = kit_npy("golden/sampling/student.npy");
    const double(*row)[3] = want.data;
    (void)state;
    assert_true(want.shape[0] > 50);
    for (int64_t i = 0; i < want.shape[0]; i++) {
        double t = student_quantile(row[i][1], row[i][0]);
        if (!(fabs(t / row[i][2] - 1) <= 1e-11))
            fail_msg("%.17g, not %.17g, of %g degrees", t, row[i][2], row[i][0]);
        assert_true(fabs(student_beyond(t, row[i][0]) / row[i][1] - 1) <= 1e-10);
    }
}

/* The first terms in 1 / freedom about the normal quantile. */
static void many_degrees_of_freedom_come_near_the_normal_quantile(void **state)
{
    static const double z = 1.959963984540054, freedoms[] = {1e4, 1e6, 1e8};
    (void)state;
    for (size_t i = 0; i < 3; i++)
        assert_true(fabs(student_quantile(.05, freedoms[i]) - z -
                         (z * z * z + z) / 4 / freedoms[i]) <= 1e-7);
}

static void less_than_one_degree_of_freedom_bounds_nothing(void **state)
{
    (void)state;
    assert_true(isinf(student_quantile(.05, .99)));
    assert_true(isinf(student_quantile(.05, 0)));
    assert_true(student_beyond(0, 3) == 1);
}

/* ---- Looks ----------------------------------------------------------------------------- */

static void check_looks(until_looks l, const size_t *expected, size_t count)
{
    size_t rows = 0;
    assert_int_equal(until_count(&l), count);
    for (size_t i = 0; i < count; i++) {
        rows = until_next(&l, rows);
        assert_int_equal(rows, expected[i]);
    }
    assert_int_equal(rows, l.all);
}

static void looks_grow_by_a_factor_up_to_all_samples(void **state)
{
    static const size_t singles[] = {100, 150, 225, 338, 507, 761, 1000};
    static const size_t pairs[] = {101, 153, 231, 347, 521, 783, 1000};
    static const size_t strata[] = {101, 153, 233, 353, 533, 801, 1000};
    (void)state;
    check_looks((until_looks){100, 1000, 1.5, 1}, singles, 7);
    check_looks((until_looks){100, 1000, 1.5, 2}, pairs, 7);
    check_looks((until_looks){100, 1000, 1.5, 4}, strata, 7);
}

static void looks_always_go_on(void **state)
{
    (void)state;
    for (size_t cluster = 1; cluster <= 4; cluster++)
        for (size_t all = 1; all < 300; all++) {
            until_looks l = {2, all, 1.05, cluster};
            size_t rows = until_next(&l, 0), count = 1;
            for (size_t next; rows < all; rows = next, count++) {
                next = until_next(&l, rows);
                assert_true(next > rows && next <= all);
                assert_true(next == all || (next - 1) % cluster == 0);
            }
            assert_int_equal(until_count(&l), count);
        }
}

static void as_many_as_there_are_is_one_look(void **state)
{
    static const size_t one[] = {10};
    (void)state;
    check_looks((until_looks){10, 10, 1.5, 2}, one, 1);
    check_looks((until_looks){100, 10, 1.5, 2}, one, 1);
}

/* ---- The rule ---------------------------------------------------------------------------- */

static void every_class_must_meet_every_part_of_the_rule(void **state)
{
    static const certainty good = {.half_width = .1, .separation = 1.5},
                           wide = {.half_width = .3, .separation = 1.5},
                           joined = {.half_width = .1, .separation = 1};
    static const until width = {.2, 0}, rank = {0, 3}, both = {.2, 3};
    (void)state;
    assert_true(until_is_met(&both, (certainty[]){good, good}, 2));
    assert_false(until_is_met(&both, (certainty[]){good, wide}, 2));
    assert_false(until_is_met(&both, (certainty[]){joined, good}, 2));
    assert_true(until_is_met(&width, (certainty[]){joined, good}, 2));
    assert_false(until_is_met(&width, (certainty[]){joined, wide}, 2));
    assert_true(until_is_met(&rank, (certainty[]){wide, good}, 2));
    assert_false(until_is_met(&rank, (certainty[]){wide, joined}, 2));
}

static void check_refused(const char *params, const char *why)
{
    char error[1200] = "";
    assert_null(kit_try_open(LK_STAGE_EXPLAINER, "lime", params, error, sizeof error));
    if (!strstr(error, why))
        fail_msg("\"%s\" does not say \"%s\"", error, why);
}

#define STRIPES "segmenter: {use: test-stripes}"

static void a_rule_is_half_width_and_rank(void **state)
{
    (void)state;
    kit_close(
        kit_open(LK_STAGE_EXPLAINER, "lime", "{" STRIPES ", until: {half_width: 0.01, rank: 5}}"));
    kit_close(kit_open(LK_STAGE_EXPLAINER, "lime", "{" STRIPES ", until: {rank: 1}}"));
    check_refused("{" STRIPES ", until: {half_width: 0}}", "until.half_width: 0 is outside");
    check_refused("{" STRIPES ", until: {half_width: wide}}",
                  "until.half_width: a number is wanted here, not \"wide\"");
    check_refused("{" STRIPES ", until: {half_width: 1e999}}",
                  "a number is wanted here, not \"1e999\"");
    check_refused("{" STRIPES ", until: {rank: 2.5}}",
                  "until.rank: a whole number is wanted here, not \"2.5\"");
    check_refused("{" STRIPES ", until: {rank: 0}}", "until.rank: 0 is outside");
    check_refused("{" STRIPES ", until: {rank: 3000000}}", "3000000 is outside");
    check_refused("{" STRIPES ", until: {ranks: 3}}", "`until.ranks` (did you mean `until.rank`?)");
    check_refused("{" STRIPES ", until: 0.1}", "until: a map is wanted here");
}

static void what_does_not_go_together_is_refused(void **state)
{
    (void)state;
    check_refused("{" STRIPES ", until: {rank: 3}, features: 5}", "features");
    check_refused("{" STRIPES ", sampling: paired, probability: 0.4}", "probability");
    check_refused("{" STRIPES ", sampling: orthogonal, probability: 0.4}", "probability");
    kit_close(kit_open(LK_STAGE_EXPLAINER, "lime",
                       "{" STRIPES ", sampling: stratified, probability: 0.4}"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(quantiles_are_those_of_mpmath),
        cmocka_unit_test(many_degrees_of_freedom_come_near_the_normal_quantile),
        cmocka_unit_test(less_than_one_degree_of_freedom_bounds_nothing),
        cmocka_unit_test(looks_grow_by_a_factor_up_to_all_samples),
        cmocka_unit_test(looks_always_go_on),
        cmocka_unit_test(as_many_as_there_are_is_one_look),
        cmocka_unit_test(every_class_must_meet_every_part_of_the_rule),
        cmocka_unit_test(a_rule_is_half_width_and_rank),
        cmocka_unit_test(what_does_not_go_together_is_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
