/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#include <math.h>
#include <string.h>

#include "explaining.h"

enum { PIXELS = 6, SETS = 1 << PIXELS };

static kit *open_sedc(const char *params)
{
    return kit_open(LK_STAGE_EXPLAINER, "sedc", params);
}

static explained explain_lookup(kit *k, int pixels, lookup *l)
{
    lk_raster view = white_row(pixels);
    lk_tensor segments = pixel_segments(pixels);
    lk_network *n = kit_function_network(k, 1, (uint32_t)pixels, (uint32_t)l->classes, look_up, l);
    return explain_well(k, 1, n, &view, &segments, NULL);
}

static void assert_map(const explained *e, uint32_t slot, const double *expected)
{
    const double *map = e->answer.weights + (size_t)slot * e->answer.segment_count;
    for (uint32_t i = 0; i < e->answer.segment_count; i++)
        if (!(fabs(map[i] - expected[i]) <= 1e-6))
            fail_msg("segment %u: %g, not %g", i, map[i], expected[i]);
}

/* ---- By hand ----------------------------------------------------------------------------- */

/* Class 0 is the sum of the shown slopes, class 1 is always 3.5. */
static void fill_sums(const double *slopes, int pixels, double *scores)
{
    for (int set = 0; set < 1 << pixels; set++) {
        scores[2 * set] = 0;
        scores[2 * set + 1] = 3.5;
        for (int i = 0; i < pixels; i++)
            scores[2 * set] += set >> i & 1 ? slopes[i] : 0;
    }
}

static void members_get_what_the_score_gets_back_with_them(void **state)
{
    static const double slopes[4] = {4, 3, 1, 1}, expected[4] = {4, 3, 0, 0};
    double scores[16 * 2];
    lookup l = {2, scores};
    kit *k = open_sedc("{limit: 100}");
    (void)state;
    fill_sums(slopes, 4, scores);
    explained e = explain_lookup(k, 4, &l);
    assert_map(&e, 0, expected);
    assert_value(diagnostic(k, &e, 0, "found"), 1, 0);
    assert_value(diagnostic(k, &e, 0, "size"), 2, 0);
    assert_value(diagnostic(k, &e, 0, "becomes"), 1, 0);
    assert_value(diagnostic(k, &e, 0, "drop"), 7, 1e-6);
    assert_value(diagnostic(k, &e, 0, "smallest"), 1, 0);
    assert_value(diagnostic(k, &e, 0, "score"), 9, 1e-6);
    kit_close(k);
}

static void a_class_that_is_not_chosen_has_no_set(void **state)
{
    static const double slopes[4] = {4, 3, 1, 1}, nothing[4] = {0};
    double scores[16 * 2];
    lookup l = {2, scores};
    kit *k = open_sedc(NULL);
    (void)state;
    fill_sums(slopes, 4, scores);
    explained e = explain_lookup(k, 4, &l);
    assert_map(&e, 1, nothing);
    assert_missing(diagnostic(k, &e, 1, "found"));
    assert_missing(diagnostic(k, &e, 1, "size"));
    assert_non_null(strstr(diagnostic(k, &e, 1, "size")->reason, "another class"));
    assert_value(diagnostic(k, &e, 1, "samples"), 1, 0);
    kit_close(k);
}

/* Pixel 0 takes most alone, so that the search grows a set around it; but 1 and 2
 * together are what the class needs. */
static void members_that_are_not_needed_are_shown_again(void **state)
{
    static const double expected[4] = {0, 8, 8, 0};
    double scores[16 * 2];
    lookup l = {2, scores};
    kit *k = open_sedc(NULL);
    (void)state;
    for (int set = 0; set < 16; set++) {
        int hidden = ~set & 15;
        scores[2 * set + 1] = 1;
        scores[2 * set] = 10 - (hidden & 1 ? 3 : 0) - (hidden & 2 ? 2 : 0) - (hidden & 4 ? 2 : 0) -
                          ((hidden & 6) == 6 ? 6 : 0);
    }
    explained e = explain_lookup(k, 4, &l);
    assert_map(&e, 0, expected);
    assert_value(diagnostic(k, &e, 0, "size"), 2, 0);
    kit_close(k);
}

static void where_no_set_changes_the_class_the_map_is_nothing(void **state)
{
    static const double slopes[2] = {5, 6}, nothing[2] = {0};
    double scores[4 * 2];
    lookup l = {2, scores};
    kit *k = open_sedc(NULL);
    (void)state;
    fill_sums(slopes, 2, scores);
    scores[0] = 4;
    explained e = explain_lookup(k, 2, &l);
    assert_map(&e, 0, nothing);
    assert_value(diagnostic(k, &e, 0, "found"), 0, 0);
    assert_missing(diagnostic(k, &e, 0, "size"));
    assert_non_null(strstr(diagnostic(k, &e, 0, "size")->reason, "any set"));
    assert_value(diagnostic(k, &e, 0, "samples"), 4, 0);
    kit_close(k);
}

static void a_search_ends_when_its_views_are_spent(void **state)
{
    static const double slopes[6] = {2, 2, 2, 2, 2, 2};
    double scores[SETS * 2];
    lookup l = {2, scores};
    kit *k = open_sedc("{limit: 8}");
    (void)state;
    fill_sums(slopes, PIXELS, scores);
    explained e = explain_lookup(k, PIXELS, &l);
    assert_value(diagnostic(k, &e, 0, "found"), 0, 0);
    assert_non_null(strstr(diagnostic(k, &e, 0, "size")->reason, "spent"));
    assert_value(diagnostic(k, &e, 0, "samples"), 8, 0);
    kit_close(k);
}

/* ---- By brute force ------------------------------------------------------------------------ */

static double next_random(uint64_t *state)
{
    *state = *state * 6364136223846793005u + 1442695040888963407u;
    return (double)(*state >> 11) / 9007199254740992.0;
}

/* Sums of slopes that now and then go down, and noise that is no sum. */
static void fill_noisy(uint64_t seed, double *scores)
{
    double slopes[2][PIXELS];
    for (int i = 0; i < PIXELS; i++) {
        slopes[0][i] = next_random(&seed);
        slopes[1][i] = next_random(&seed) - .5;
    }
    for (int set = 0; set < SETS; set++)
        for (int c = 0; c < 3; c++) {
            double sum = c == 2 ? 1.2 : 0;
            for (int i = 0; c < 2 && i < PIXELS; i++)
                sum += set >> i & 1 ? slopes[c][i] : 0;
            scores[3 * set + c] = (double)(float)(sum + .6 * next_random(&seed));
        }
}

static int class_of(const double *scores, int set)
{
    int best = 0;
    for (int c = 1; c < 3; c++)
        if (scores[3 * set + c] > scores[3 * set + best])
            best = c;
    return best;
}

static int size_of(int set)
{
    int size = 0;
    for (; set; set &= set - 1)
        size++;
    return size;
}

/* The size of the smallest set without which the class changes; more than all: none. */
static int smallest_size(const double *scores, int chosen)
{
    int size = PIXELS + 1;
    for (int hidden = 1; hidden < SETS; hidden++)
        if (class_of(scores, SETS - 1 - hidden) != chosen && size_of(hidden) < size)
            size = size_of(hidden);
    return size;
}

/* The set that the map names: the other values are exactly 0. */
static int set_of(const explained *e, int slot)
{
    int set = 0;
    for (int i = 0; i < PIXELS; i++)
        set |= (e->answer.weights[slot * PIXELS + i] != 0) << i;
    return set;
}

static void check_set(kit *k, const explained *e, const double *scores, int chosen)
{
    uint32_t slot = (uint32_t)chosen;
    int hidden = set_of(e, chosen), shown = SETS - 1 - hidden;
    assert_value(diagnostic(k, e, slot, "size"), size_of(hidden), 0);
    assert_value(diagnostic(k, e, slot, "becomes"), class_of(scores, shown), 0);
    assert_int_not_equal(class_of(scores, shown), chosen);
    for (int i = 0; i < PIXELS; i++) {
        double back = scores[3 * (shown | 1 << i) + chosen] - scores[3 * shown + chosen];
        if (!(hidden >> i & 1))
            continue;
        assert_int_equal(class_of(scores, shown | 1 << i), chosen);
        assert_true(fabs(e->answer.weights[chosen * PIXELS + i] - back) <= 1e-6);
    }
    if (diagnostic(k, e, slot, "smallest")->value > 0)
        assert_int_equal(size_of(hidden), smallest_size(scores, chosen));
}

static void sets_are_minimal_and_the_smallest_where_they_say_so(void **state)
{
    static double scores[SETS * 3];
    lookup l = {3, scores};
    kit *k = open_sedc(NULL);
    int sizes[PIXELS + 1] = {0};
    (void)state;
    for (uint64_t seed = 1; seed <= 100; seed++) {
        fill_noisy(seed, scores);
        int chosen = class_of(scores, SETS - 1);
        explained e = explain_lookup(k, PIXELS, &l);
        if (diagnostic(k, &e, (uint32_t)chosen, "found")->value > 0)
            check_set(k, &e, scores, chosen);
        else
            assert_int_equal(smallest_size(scores, chosen), PIXELS + 1);
        sizes[size_of(set_of(&e, chosen))]++;
    }
    assert_true(sizes[1] && sizes[2] && sizes[3]);
    kit_close(k);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(members_get_what_the_score_gets_back_with_them),
        cmocka_unit_test(a_class_that_is_not_chosen_has_no_set),
        cmocka_unit_test(members_that_are_not_needed_are_shown_again),
        cmocka_unit_test(where_no_set_changes_the_class_the_map_is_nothing),
        cmocka_unit_test(a_search_ends_when_its_views_are_spent),
        cmocka_unit_test(sets_are_minimal_and_the_smallest_where_they_say_so),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
