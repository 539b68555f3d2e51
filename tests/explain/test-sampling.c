/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "explaining.h"

/* LIME with each design of samples, on functions whose coefficients are known
 * because all of their 2^10 samples can be scored. Seeds are fixed, so each of
 * these tests gives the same numbers every time. */

enum { SEGMENTS = 10, PATTERNS = 1 << SEGMENTS };

static const char *const designs[] = {"independent", "paired", "stratified", "orthogonal"};
enum { DESIGNS = 4 };

/* Each segment alone, pairs of neighbours, and as much of threes as asked for. */
static void interact(void *user, const float *pixels, uint32_t height, uint32_t width,
                     uint32_t channels, float *scores)
{
    static const double slopes[SEGMENTS] = {.9, -.1, .3, 0, .6, -.4, .05, .2, -.2, .1};
    double threes = *(const double *)user, z[SEGMENTS], sum = 0;
    (void)height;
    (void)width;
    for (size_t i = 0; i < SEGMENTS; i++)
        z[i] = (double)pixels[i * channels] / 255;
    for (size_t i = 0; i < SEGMENTS; i++) {
        sum += slopes[i] * z[i] + (i % 2 ? .3 : -.2) * z[i] * z[(i + 1) % SEGMENTS];
        sum += threes * z[i] * z[(i + 2) % SEGMENTS] * z[(i + 5) % SEGMENTS];
    }
    scores[0] = (float)sum;
}

static double pairs_only = 0, some_threes = .2;

typedef struct asking {
    kit *k;
    lk_network *network;
    lk_raster view;
    lk_tensor segments;
} asking;

/* `params` has one %s, for the design. */
static asking ask(const char *params, const char *design, double *threes)
{
    char text[400];
    snprintf(text, sizeof text, params, design);
    asking a = {.k = kit_open(LK_STAGE_EXPLAINER, "lime", text),
                .view = white_row(SEGMENTS),
                .segments = pixel_segments(SEGMENTS)};
    a.network = kit_function_network(a.k, 1, SEGMENTS, 1, interact, threes);
    return a;
}

static explained draw(asking *a, uint64_t seed)
{
    return explain_well(a->k, seed, a->network, &a->view, &a->segments, NULL);
}

#define LIME                                                                                       \
    "{segmenter: {use: test-stripes}, profile: lime, fill: black, ridge: 1e-6, sampling: %s, "

static const double *doubles(const lk_tensor *t)
{
    return t->data;
}

/* What a run of `samples`, 1 + 256 i, estimates: its first sample shows all,
 * in the others all patterns are as likely. */
static const double *find_truth(double *threes, int samples)
{
    int whole = PATTERNS / (samples - 1);
    asking a = ask(LIME "samples: 1}", "independent", threes);
    lk_tensor z = kit_tensor(LK_DTYPE_UINT, 8, 2, PATTERNS + whole, SEGMENTS);
    for (int row = 0; row < PATTERNS + whole; row++)
        for (int k = 0; k < SEGMENTS; k++)
            ((uint8_t *)z.data)[row * SEGMENTS + k] = row >= PATTERNS || row >> k & 1;
    explained e = explain_well(a.k, 1, a.network, &a.view, &a.segments, &z);
    kit_close(a.k);
    return doubles(&e.coefficients);
}

/* ---- Variance ---------------------------------------------------------------------- */

/* Mean over segments of the variance of a coefficient over the draws. */
static double variance(const char *params, const char *design, double *threes)
{
    enum { DRAWS = 400 };
    asking a = ask(params, design, threes);
    double sum[SEGMENTS] = {0}, squares[SEGMENTS] = {0}, mean = 0;
    for (uint64_t seed = 0; seed < DRAWS; seed++) {
        explained e = draw(&a, seed);
        for (size_t i = 0; i < SEGMENTS; i++) {
            double c = doubles(&e.coefficients)[i];
            sum[i] += c / DRAWS;
            squares[i] += c * c / DRAWS;
        }
    }
    for (size_t i = 0; i < SEGMENTS; i++)
        mean += (squares[i] - sum[i] * sum[i]) / SEGMENTS;
    kit_close(a.k);
    return mean;
}

/* How many times the variance of independent samples is that of each design. */
static void gain(const char *params, double *threes, double out[DESIGNS])
{
    double independent = 0;
    for (size_t i = 0; i < DESIGNS; i++) {
        double v = variance(params, designs[i], threes);
        independent = i ? independent : v;
        out[i] = independent / v;
        print_message("# %s: the variance of independent samples is %.2f times its own\n",
                      designs[i], out[i]);
    }
}

static void pairs_and_orthogonal_pairs_vary_less_where_pairs_interact(void **state)
{
    double g[DESIGNS];
    (void)state;
    gain(LIME "samples: 97}", &pairs_only, g);
    assert_true(g[1] > 2 && g[3] > g[1]);
    assert_true(g[2] > .9);
}

static void orthogonal_pairs_vary_least_where_threes_interact(void **state)
{
    double g[DESIGNS];
    (void)state;
    gain(LIME "samples: 97}", &some_threes, g);
    assert_true(g[1] > 1.2 && g[3] > g[1]);
}

/* ---- Coverage ----------------------------------------------------------------------- */

typedef struct coverage {
    double share, error; /* of the share, over draws */
    double samples;      /* mean number */
} coverage;

static coverage cover(const char *params, const char *design, double *threes, const double *truth)
{
    enum { DRAWS = 400 };
    asking a = ask(params, design, threes);
    double sum = 0, squares = 0, samples = 0;
    for (uint64_t seed = 0; seed < DRAWS; seed++) {
        explained e = draw(&a, seed);
        double hits = 0;
        for (size_t i = 0; i < SEGMENTS; i++)
            hits += fabs(doubles(&e.coefficients)[i] - truth[i]) <= doubles(&e.half_widths)[i];
        sum += hits / SEGMENTS;
        squares += hits / SEGMENTS * (hits / SEGMENTS);
        samples += (double)e.z.shape[0];
    }
    kit_close(a.k);
    coverage c = {.share = sum / DRAWS, .samples = samples / DRAWS};
    c.error = sqrt((squares / DRAWS - c.share * c.share) / DRAWS);
    print_message("# %s: %.4f covered, give or take %.4f, by %.0f samples\n", design, c.share,
                  c.error, c.samples);
    return c;
}

static void check_coverage(const char *params, double *threes, double level, double most)
{
    const double *truth = find_truth(threes, 257);
    for (size_t i = 0; i < DESIGNS; i++) {
        coverage c = cover(params, designs[i], threes, truth);
        int inflated = i == 3; /* its intervals allow for pairs that are not independent */
        if (c.share < level - 3 * c.error || c.share > (inflated ? most : level + 3 * c.error))
            fail_msg("%s: %.4f of the intervals cover, not %.4f", designs[i], c.share, level);
    }
}

static void intervals_cover_as_often_as_they_say(void **state)
{
    (void)state;
    check_coverage(LIME "samples: 257}", &pairs_only, .95, .99);
    check_coverage(LIME "samples: 257}", &some_threes, .95, .99);
    check_coverage(LIME "samples: 257, level: 0.8}", &some_threes, .8, .9);
}

static void intervals_cover_at_whichever_look_a_run_ends(void **state)
{
    const double *truth = find_truth(&some_threes, 257);
    (void)state;
    for (size_t i = 0; i < DESIGNS; i++) {
        coverage c = cover(LIME "samples: 2000, least: 40, until: {half_width: 0.1}}", designs[i],
                           &some_threes, truth);
        assert_true(c.share >= .95 - 3 * c.error);
        assert_true(c.samples > 50 && c.samples < 1900);
    }
}

/* ---- Stopping ------------------------------------------------------------------------- */

static double value(asking *a, const explained *e, const char *id)
{
    const lk_value *v = diagnostic(a->k, e, 0, id);
    assert_false(v->missing);
    return v->value;
}

static void a_run_ends_when_its_intervals_are_narrow(void **state)
{
    (void)state;
    for (size_t i = 0; i < DESIGNS; i++) {
        asking a = ask(LIME "samples: 3000, until: {half_width: 0.08}}", designs[i], &some_threes);
        explained e = draw(&a, 4);
        assert_true(value(&a, &e, "until_met") == 1);
        assert_true(value(&a, &e, "half_width") <= .08);
        assert_in_range((uint64_t)value(&a, &e, "samples"), 100, 2999);
        assert_true(value(&a, &e, "samples") == (double)e.z.shape[0]);
        for (size_t k = 0; k < SEGMENTS; k++)
            assert_true(doubles(&e.half_widths)[k] <= value(&a, &e, "half_width"));
        kit_close(a.k);
    }
}

static void a_run_that_cannot_be_certain_goes_on_to_its_last_sample(void **state)
{
    (void)state;
    for (size_t i = 0; i < DESIGNS; i++) {
        asking a = ask(LIME "samples: 500, until: {half_width: 1e-6}}", designs[i], &some_threes);
        explained e = draw(&a, 4);
        assert_true(value(&a, &e, "until_met") == 0);
        assert_true(value(&a, &e, "samples") == 500);
        kit_close(a.k);
    }
}

static void a_run_that_ends_early_is_a_shorter_run(void **state)
{
    (void)state;
    for (size_t i = 0; i < DESIGNS; i++) {
        char params[300];
        asking a = ask(LIME "samples: 3000, until: {half_width: 0.1}}", designs[i], &some_threes);
        explained e = draw(&a, 9);
        snprintf(params, sizeof params, LIME "samples: %d}", "%s", (int)e.z.shape[0]);
        asking b = ask(params, designs[i], &some_threes);
        explained shorter = draw(&b, 9);
        assert_near(&e.z, &shorter.z, 0);
        assert_near(&e.scores, &shorter.scores, 0);
        assert_memory_equal(e.coefficients.data, shorter.coefficients.data,
                            SEGMENTS * sizeof(double));
        assert_true(value(&a, &e, "half_width") > value(&b, &shorter, "half_width"));
        kit_close(a.k);
        kit_close(b.k);
    }
}

static int is_among(const double *c, size_t which, size_t first)
{
    size_t larger = 0;
    for (size_t i = 0; i < SEGMENTS; i++)
        larger += c[i] > c[which];
    return larger < first;
}

static void the_first_segments_of_a_certain_run_are_the_first(void **state)
{
    enum { DRAWS = 100, FIRST = 3 };
    const double *truth = find_truth(&some_threes, 257);
    (void)state;
    for (size_t i = 0; i < DESIGNS; i++) {
        asking a = ask(LIME "samples: 4000, until: {rank: 3}}", designs[i], &some_threes);
        size_t wrong = 0, met = 0, samples = 0;
        for (uint64_t seed = 0; seed < DRAWS; seed++) {
            explained e = draw(&a, seed);
            int same = 1;
            for (size_t k = 0; k < SEGMENTS; k++)
                same &= is_among(truth, k, FIRST) == is_among(doubles(&e.coefficients), k, FIRST);
            int is_met = value(&a, &e, "until_met") == 1;
            assert_int_equal(is_met, value(&a, &e, "separation") > 1);
            met += (size_t)is_met;
            wrong += is_met && !same;
            samples += (size_t)e.z.shape[0];
        }
        print_message("# %s: certain in %zu of %d runs, wrong in %zu, by %zu samples\n", designs[i],
                      met, DRAWS, wrong, samples / DRAWS);
        assert_true(met > DRAWS / 2 && wrong <= DRAWS / 20);
        kit_close(a.k);
    }
}

static void all_segments_have_none_behind_them(void **state)
{
    asking a = ask(LIME "samples: 300, until: {rank: 10}}", "paired", &some_threes);
    explained e = draw(&a, 1);
    (void)state;
    assert_missing(diagnostic(a.k, &e, 0, "separation"));
    assert_true(value(&a, &e, "until_met") == 1);
    kit_close(a.k);
}

static void without_a_rule_every_sample_is_spent(void **state)
{
    asking a = ask(LIME "samples: 300}", "orthogonal", &some_threes);
    explained e = draw(&a, 1);
    (void)state;
    assert_missing(diagnostic(a.k, &e, 0, "until_met"));
    assert_missing(diagnostic(a.k, &e, 0, "separation"));
    assert_true(value(&a, &e, "samples") == 300);
    kit_close(a.k);
}

static void few_samples_have_no_interval(void **state)
{
    asking a = ask(LIME "samples: 11, until: {half_width: 9, rank: 1}}", "paired", &some_threes);
    explained e = draw(&a, 1);
    (void)state;
    assert_missing(diagnostic(a.k, &e, 0, "half_width"));
    assert_missing(diagnostic(a.k, &e, 0, "standard_error"));
    assert_true(value(&a, &e, "until_met") == 0);
    assert_true(isinf(doubles(&e.half_widths)[0]));
    kit_close(a.k);
}

/* That of the last look, which is the only one where no rule is asked for. */
static void looks_take_the_memory_of_one(void **state)
{
    static const char *const params[] = {LIME "samples: 3000}",
                                         LIME "samples: 3000, until: {half_width: 1e-9}}"};
    size_t most[2];
    (void)state;
    for (size_t i = 0; i < 2; i++) {
        purse p;
        asking a = ask(params[i], "paired", &some_threes);
        purse_begin(&p, a.k);
        explained e = draw(&a, 1);
        assert_value(diagnostic(a.k, &e, 0, "samples"), 3000, 0);
        most[i] = p.most;
        kit_close(a.k);
    }
    assert_int_equal(most[0], most[1]);
}

static size_t asked_of_looks(const char *params, size_t last, lk_status expected)
{
    asking a = ask(params, "paired", &some_threes);
    explained e;
    patience p;
    patience_begin(&p, a.k, last);
    assert_int_equal(explaining(a.k, 1, a.network, &a.view, &a.segments, NULL, &e), expected);
    kit_close(a.k);
    return p.asked;
}

/* One look each, at the last of the samples: telling segments apart asks further times. */
static void telling_segments_apart_can_be_left(void **state)
{
    static const char *const widths = LIME "samples: 50, until: {half_width: 9}}",
                             *const ranks = LIME "samples: 50, until: {rank: 4}}";
    size_t asked = asked_of_looks(ranks, SIZE_MAX, LK_OK);
    (void)state;
    assert_int_equal(asked, asked_of_looks(widths, SIZE_MAX, LK_OK) + 4);
    for (size_t last = 1; last <= asked; last++)
        asked_of_looks(ranks, last, LK_CANCELLED);
}

/* Given samples are all scored, whatever `sampling` and `until` say. */
static void given_samples_are_all_scored(void **state)
{
    asking a = ask(LIME "samples: 300, until: {half_width: 9}}", "paired", &some_threes);
    asking b = ask(LIME "samples: 300}", "independent", &some_threes);
    explained drawn = draw(&b, 1);
    explained e = explain_well(a.k, 1, a.network, &a.view, &a.segments, &drawn.z);
    (void)state;
    assert_near(&e.half_widths, &drawn.half_widths, 0);
    assert_true(value(&a, &e, "samples") == 300);
    assert_true(value(&a, &e, "until_met") == 1);
    kit_close(a.k);
    kit_close(b.k);
}

/* ---- What the network is asked ---------------------------------------------------------- */

/* Counts the samples of each question. */
typedef struct counter {
    lk_network public;
    lk_network *real;
    size_t calls, rows[20];
} counter;

static lk_status count(lk_network *self, lk_context *ctx, const lk_coalitions *problem,
                       lk_output output, lk_score_sink sink, void *user)
{
    counter *c = (counter *)(void *)self;
    assert_in_range(c->calls, 0, 19);
    c->rows[c->calls++] = problem->row_count;
    return c->real->coalitions(c->real, ctx, problem, output, sink, user);
}

static counter count_questions(const char *params)
{
    asking a = ask(params, "paired", &some_threes);
    counter c = {.public = *a.network, .real = a.network};
    c.public.coalitions = count;
    explain_well(a.k, 1, &c.public, &a.view, &a.segments, NULL);
    kit_close(a.k);
    return c;
}

static void each_look_asks_for_its_new_samples_only(void **state)
{
    static const size_t looks[] = {41, 63, 95, 143, 200};
    counter c = count_questions(LIME "samples: 200, least: 40, until: {half_width: 1e-6}}");
    (void)state;
    assert_int_equal(c.calls, 5);
    for (size_t i = 0; i < 5; i++)
        assert_int_equal(c.rows[i], looks[i] - (i ? looks[i - 1] : 0));
}

static void without_a_rule_the_network_is_asked_once(void **state)
{
    counter c = count_questions(LIME "samples: 200}");
    (void)state;
    assert_int_equal(c.calls, 1);
    assert_int_equal(c.rows[0], 200);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(pairs_and_orthogonal_pairs_vary_less_where_pairs_interact),
        cmocka_unit_test(orthogonal_pairs_vary_least_where_threes_interact),
        cmocka_unit_test(intervals_cover_as_often_as_they_say),
        cmocka_unit_test(intervals_cover_at_whichever_look_a_run_ends),
        cmocka_unit_test(a_run_ends_when_its_intervals_are_narrow),
        cmocka_unit_test(a_run_that_cannot_be_certain_goes_on_to_its_last_sample),
        cmocka_unit_test(a_run_that_ends_early_is_a_shorter_run),
        cmocka_unit_test(the_first_segments_of_a_certain_run_are_the_first),
        cmocka_unit_test(all_segments_have_none_behind_them),
        cmocka_unit_test(without_a_rule_every_sample_is_spent),
        cmocka_unit_test(few_samples_have_no_interval),
        cmocka_unit_test(looks_take_the_memory_of_one),
        cmocka_unit_test(telling_segments_apart_can_be_left),
        cmocka_unit_test(given_samples_are_all_scored),
        cmocka_unit_test(each_look_asks_for_its_new_samples_only),
        cmocka_unit_test(without_a_rule_the_network_is_asked_once),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
