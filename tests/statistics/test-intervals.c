/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#include "vectors.h"

#include "t.h"

/* Draws that were stored: of up to two samples, taken in turns. */
typedef struct stored {
    lk_tensor draws[2];
    size_t sources, turn;
} stored;

static void next_stored(void *user, size_t count, size_t *indices)
{
    stored *s = user;
    const lk_tensor *t = &s->draws[s->turn % s->sources];
    const uint8_t *row = (const uint8_t *)t->data + s->turn / s->sources * count;
    assert_int_equal(t->shape[1], count);
    assert_true(s->turn++ / s->sources < (size_t)t->shape[0]);
    for (size_t i = 0; i < count; i++)
        indices[i] = row[i];
}

static bootstrap draw_stored(const sample *a, const sample *b, const char *indices,
                             const char *indices_b)
{
    stored s = {.sources = b ? 2 : 1};
    bootstrap out;
    s.draws[0] = vectors_npy(indices);
    if (b)
        s.draws[1] = vectors_npy(indices_b);
    assert_int_equal(
        bootstrap_draw(&out, a, b, (size_t)s.draws[0].shape[0], &(drawing){next_stored, &s}), 0);
    return out;
}

static void check_kind(bootstrap *b, bootstrap_kind kind, const lk_node *level,
                       const lk_node *wanted)
{
    interval got;
    assert_true(bootstrap_interval(b, kind, strtod(level->key, NULL), &got));
    check_ends(&got, wanted, wanted->key);
}

/* Percentile, basic and BCa intervals at every level. */
static void check_bootstrap(bootstrap *b, const lk_node *wanted, const char *inner)
{
    const lk_node *levels = entry(wanted, "levels");
    double z0;
    assert_true(levels->count > 0);
    check_number(b->estimate, number_at(wanted, "estimate"), EXACT, "estimate");
    for (size_t i = 0; i < levels->count; i++) {
        const lk_node *level = levels->items[i], *ends = inner ? entry(level, inner) : level;
        check_kind(b, BOOTSTRAP_PERCENTILE, level, entry(ends, "percentile"));
        check_kind(b, BOOTSTRAP_BASIC, level, entry(ends, "basic"));
        assert_true(bootstrap_bias(b, &z0));
        check_number(z0, number_at(ends, "bca_z0"), EXACT, "z0");
        check_number(b->acceleration, number_at(ends, "bca_acceleration"), EXACT, "acceleration");
        check_kind(b, BOOTSTRAP_BCA, level, entry(ends, "bca"));
    }
    bootstrap_free(b);
}

static void one_sample_has_the_intervals_of_scipy(void **state)
{
    static const char *const names[] = {"skewed_24", "small_12"};
    (void)state;
    for (size_t i = 0; i < 2; i++) {
        char key[40], indices[40];
        snprintf(key, sizeof key, "%s_mean", names[i]);
        snprintf(indices, sizeof indices, "indices_%s", names[i]);
        sample s = sample_of(entry(vectors_json("data"), names[i]));
        bootstrap b = draw_stored(&s, NULL, indices, NULL);
        check_bootstrap(&b, entry(vectors_json("bootstrap_one_sample"), key), "from_indices");
    }
}

static double *paired_differences(size_t *count)
{
    const lk_node *x = entry(vectors_json("data"), "paired_x");
    double *differences = numbers_of(x);
    const double *y = numbers_of(entry(vectors_json("data"), "paired_y"));
    for (size_t i = 0; i < x->count; i++)
        differences[i] -= y[i];
    *count = x->count;
    return differences;
}

static void paired_differences_have_the_intervals_of_scipy(void **state)
{
    sample s = {0};
    (void)state;
    s.sums = paired_differences(&s.count);
    bootstrap b = draw_stored(&s, NULL, "indices_paired", NULL);
    check_bootstrap(&b, entry(vectors_json("bootstrap_ties"), "paired"), NULL);
}

static void two_samples_have_the_intervals_of_scipy(void **state)
{
    sample x = sample_of(entry(vectors_json("data"), "group_a"));
    sample y = sample_of(entry(vectors_json("data"), "group_b"));
    (void)state;
    bootstrap b = draw_stored(&x, &y, "indices_group_a", "indices_group_b");
    check_bootstrap(&b, entry(vectors_json("bootstrap_ties"), "two_samples"), NULL);
}

/* ---- Clusters ------------------------------------------------------------------- */

enum { MOST_CLUSTERS = 64 };

typedef struct clusters {
    size_t count;
    double sums[MOST_CLUSTERS], sizes[MOST_CLUSTERS], means[MOST_CLUSTERS];
} clusters;

static clusters read_clusters(void)
{
    const lk_node *subject = entry(vectors_json("bootstrap_clusters"), "subject");
    const double *values = numbers_of(entry(vectors_json("bootstrap_clusters"), "value"));
    clusters c = {0};
    for (size_t i = 0; i < subject->count; i++) {
        size_t at = strtoul(subject->items[i]->text, NULL, 10);
        assert_true(at < MOST_CLUSTERS);
        c.sums[at] += values[i];
        c.sizes[at]++;
        c.count = at + 1 > c.count ? at + 1 : c.count;
    }
    for (size_t i = 0; i < c.count; i++)
        c.means[i] = c.sums[i] / c.sizes[i];
    return c;
}

static void clusters_come_along_with_all_their_rows(void **state)
{
    clusters c = read_clusters();
    sample s = {.count = c.count, .sums = c.sums, .sizes = c.sizes};
    (void)state;
    bootstrap b = draw_stored(&s, NULL, "indices_clusters", NULL);
    check_bootstrap(&b, entry(vectors_json("bootstrap_clusters"), "pooled_mean"), NULL);
}

static void clusters_count_alike_in_a_mean_of_their_means(void **state)
{
    clusters c = read_clusters();
    sample s = {.count = c.count, .sums = c.means};
    (void)state;
    bootstrap b = draw_stored(&s, NULL, "indices_clusters", NULL);
    check_bootstrap(&b, entry(vectors_json("bootstrap_clusters"), "mean_of_subject_means"), NULL);
}

/* The error of a pooled mean of clusters of one row is that of the rows. */
static void a_cluster_of_one_row_is_that_row(void **state)
{
    double ones[24];
    sample rows = sample_of(entry(vectors_json("data"), "skewed_24")), pooled = rows;
    (void)state;
    for (size_t i = 0; i < 24; i++)
        ones[i] = 1;
    pooled.sizes = ones;
    assert_true(sample_mean(&rows) == sample_mean(&pooled));
    assert_true(sample_error(&rows) == sample_error(&pooled));
}

/* ---- Student ---------------------------------------------------------------------- */

typedef int t_function(const sample *a, const sample *b, double level, interval *out);

static int t_mean(const sample *a, const sample *b, double level, interval *out)
{
    (void)b;
    return t_interval_mean(a, level, out);
}

static int t_pooled(const sample *a, const sample *b, double level, interval *out)
{
    return t_interval_pooled(a->sums, a->count, b->sums, b->count, level, out);
}

static int t_welch(const sample *a, const sample *b, double level, interval *out)
{
    return t_interval_welch(a->sums, a->count, b->sums, b->count, level, out);
}

static void check_t(const sample *a, const sample *b, t_function *t, const lk_node *levels)
{
    for (size_t i = 0; i < levels->count; i++) {
        interval got;
        assert_true(t(a, b, strtod(levels->items[i]->key, NULL), &got));
        check_ends(&got, levels->items[i], levels->key);
    }
}

static void a_mean_has_the_intervals_of_student(void **state)
{
    static const char *const names[] = {"skewed_24", "small_12"};
    (void)state;
    for (size_t i = 0; i < 2; i++) {
        const lk_node *levels = entry(vectors_json("t_exact"), names[i]);
        sample s = sample_of(entry(vectors_json("data"), names[i]));
        check_t(&s, NULL, t_mean, levels);
    }
}

static void a_mean_has_bootstrap_t_intervals(void **state)
{
    static const char *const names[] = {"skewed_24", "small_12"};
    (void)state;
    for (size_t i = 0; i < 2; i++) {
        char indices[40];
        const lk_node *wanted = entry(vectors_json("t_intervals"), names[i]);
        const lk_node *levels = entry(wanted, "levels");
        snprintf(indices, sizeof indices, "indices_%s", names[i]);
        sample s = sample_of(entry(vectors_json("data"), names[i]));
        bootstrap b = draw_stored(&s, NULL, indices, NULL);
        check_number(b.error, number_at(wanted, "standard_error"), EXACT, "standard error");
        for (size_t l = 0; l < levels->count; l++)
            check_kind(&b, BOOTSTRAP_T, levels->items[l], entry(levels->items[l], "bootstrap_t"));
        bootstrap_free(&b);
    }
}

static void two_means_have_pooled_and_welch_intervals(void **state)
{
    sample x = sample_of(entry(vectors_json("data"), "group_a"));
    sample y = sample_of(entry(vectors_json("data"), "group_b"));
    (void)state;
    check_t(&x, &y, t_pooled, entry(vectors_json("t_exact"), "pooled"));
    check_t(&x, &y, t_welch, entry(vectors_json("t_exact"), "welch"));
}

static void paired_differences_have_a_t_interval(void **state)
{
    sample s = {0};
    (void)state;
    s.sums = paired_differences(&s.count);
    check_t(&s, NULL, t_mean, entry(vectors_json("t_exact"), "paired"));
}

/* ---- Without spread ------------------------------------------------------------------ */

static void next_rotated(void *user, size_t count, size_t *indices)
{
    size_t *turn = user;
    for (size_t i = 0; i < count; i++)
        indices[i] = i * *turn % count;
    ++*turn;
}

/* As SciPy: percentile and basic are [.25, .25], BCa is not defined. */
static void equal_values_have_no_interval_that_asks_for_spread(void **state)
{
    const double values[] = {.25, .25, .25, .25, .25}, thirds[] = {.1, .1, .1};
    const lk_node *wanted = vectors_json("bootstrap_degenerate");
    sample s = {.count = 5, .sums = values}, rounded = {.count = 3, .sums = thirds};
    size_t turn = 0;
    bootstrap b;
    interval got;
    (void)state;
    assert_int_equal(bootstrap_draw(&b, &s, NULL, 50, &(drawing){next_rotated, &turn}), 0);
    assert_true(bootstrap_interval(&b, BOOTSTRAP_PERCENTILE, .95, &got));
    check_ends(&got, entry(wanted, "percentile"), "percentile");
    assert_true(bootstrap_interval(&b, BOOTSTRAP_BASIC, .95, &got));
    check_ends(&got, entry(wanted, "basic"), "basic");
    assert_false(bootstrap_interval(&b, BOOTSTRAP_BCA, .95, &got));
    assert_false(bootstrap_interval(&b, BOOTSTRAP_T, .95, &got));
    assert_false(t_interval_mean(&s, .95, &got));
    assert_false(t_interval_mean(&rounded, .95, &got));
    assert_false(t_interval_welch(values, 5, thirds, 3, .95, &got));
    assert_false(t_interval_pooled(values, 5, thirds, 3, .95, &got));
    bootstrap_free(&b);
}

/* Every third draw is thrice the same value, which has no error to divide by. */
static void resamples_without_spread_have_no_pivot(void **state)
{
    const double values[] = {1, 2, 4};
    sample s = {.count = 3, .sums = values};
    size_t turn = 0;
    bootstrap b;
    (void)state;
    assert_int_equal(bootstrap_draw(&b, &s, NULL, 30, &(drawing){next_rotated, &turn}), 0);
    assert_true(b.pivot_count > 0 && b.pivot_count < b.count);
    for (size_t i = 0; i < b.pivot_count; i++)
        assert_true(isfinite(b.pivots[i]));
    bootstrap_free(&b);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(one_sample_has_the_intervals_of_scipy),
        cmocka_unit_test(paired_differences_have_the_intervals_of_scipy),
        cmocka_unit_test(two_samples_have_the_intervals_of_scipy),
        cmocka_unit_test(clusters_come_along_with_all_their_rows),
        cmocka_unit_test(clusters_count_alike_in_a_mean_of_their_means),
        cmocka_unit_test(a_cluster_of_one_row_is_that_row),
        cmocka_unit_test(a_mean_has_the_intervals_of_student),
        cmocka_unit_test(a_mean_has_bootstrap_t_intervals),
        cmocka_unit_test(two_means_have_pooled_and_welch_intervals),
        cmocka_unit_test(paired_differences_have_a_t_interval),
        cmocka_unit_test(equal_values_have_no_interval_that_asks_for_spread),
        cmocka_unit_test(resamples_without_spread_have_no_pivot),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
