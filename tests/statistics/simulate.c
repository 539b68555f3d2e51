/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
/* How often intervals hold the truth and tests err, on data whose truth is
 * known: `make check-slow`. It fails where an interval of 50 normal clusters
 * holds it in less than 93 or more than 97 % of cases, or where a test errs more
 * often than it says by three standard errors. Its output is kept in
 * docs/statistics.md. */

#include <math.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#include <gsl/gsl_cdf.h>

#include "bootstrap.h"
#include "friedman.h"
#include "multiple.h"
#include "nemenyi.h"
#include "permutation.h"
#include "t.h"

enum { REPETITIONS = 4000, RESAMPLES = 1000, MOST = 50, TREATMENTS = 12, TESTS = 20 };

static const double LEVEL = .95, ALPHA = .05;

/* ---- Data ------------------------------------------------------------------------- */

static double normal(stream *s)
{
    double u = ((double)(stream_next(s) >> 11) + .5) / 9007199254740992.0; /* 2^53 */
    return gsl_cdf_ugaussian_Pinv(u);
}

/* Lognormal, of mean 0 like the normal one; skewness 6.2. */
static double skewed(stream *s)
{
    return exp(normal(s)) - exp(.5);
}

typedef struct distribution {
    const char *name;
    double (*draw)(stream *s);
} distribution;

static const distribution distributions[] = {{"normal", normal}, {"lognormal", skewed}};

static void fill(const distribution *d, stream *s, double *values, size_t n)
{
    for (size_t i = 0; i < n; i++)
        values[i] = d->draw(s);
}

/* ---- Intervals ---------------------------------------------------------------------- */

static const char *const intervals[] = {"percentile", "bca", "bootstrap-t", "t"};

enum { INTERVALS = sizeof intervals / sizeof intervals[0] };

static int interval_of(const bootstrap *b, const sample *s, size_t kind, interval *out)
{
    static const bootstrap_kind kinds[] = {BOOTSTRAP_PERCENTILE, BOOTSTRAP_BCA, BOOTSTRAP_T};
    return kind < 3 ? bootstrap_interval(b, kinds[kind], LEVEL, out)
                    : t_interval_mean(s, LEVEL, out);
}

static int count_held(const distribution *d, size_t n, double *held)
{
    stream data = {n}, again = {1000 + n};
    double values[MOST];
    for (size_t r = 0; r < REPETITIONS; r++) {
        sample s = {.count = n, .sums = values};
        drawing draws = stream_drawing(&again);
        bootstrap b;
        interval x;
        fill(d, &data, values, n);
        if (bootstrap_draw(&b, &s, NULL, RESAMPLES, &draws))
            return -1;
        for (size_t k = 0; k < INTERVALS; k++)
            held[k] += interval_of(&b, &s, k, &x) && x.lo <= 0 && x.hi >= 0;
        bootstrap_free(&b);
    }
    return 0;
}

static int check_intervals(void)
{
    static const size_t sizes[] = {5, 12, 20, 50};
    int bad = 0;
    fputs("| clusters | effects |", stdout);
    for (size_t k = 0; k < INTERVALS; k++)
        printf(" %s |", intervals[k]);
    puts("\n|---|---|---|---|---|---|");
    for (size_t d = 0; d < 2; d++)
        for (size_t i = 0; i < sizeof sizes / sizeof sizes[0]; i++) {
            double held[INTERVALS] = {0};
            if (count_held(&distributions[d], sizes[i], held))
                return -1;
            printf("| %zu | %s |", sizes[i], distributions[d].name);
            for (size_t k = 0; k < INTERVALS; k++) {
                double share = held[k] / REPETITIONS;
                int is_bad = !d && sizes[i] == 50 && (share < .93 || share > .97);
                printf(" %.3f%s |", share, is_bad ? " (wrong)" : "");
                bad |= is_bad;
            }
            puts("");
        }
    return bad;
}

/* ---- Tests ----------------------------------------------------------------------------- */

/* One null case: does the test call it significant? -1: no memory. */
typedef int trial(const distribution *d, stream *s, size_t n, size_t m);

static int is_significant(int failed, double p)
{
    return failed ? -1 : p <= ALPHA;
}

static int sign_flip_errs(const distribution *d, stream *s, size_t n, size_t m)
{
    double values[MOST], p = 1;
    (void)m;
    fill(d, s, values, n);
    int failed = sign_flip(values, n, RESAMPLES - 1, (stream){stream_next(s)}, &p);
    return is_significant(failed, p);
}

static int permutation_errs(const distribution *d, stream *s, size_t n, size_t m)
{
    double a[MOST], b[MOST], p = 1;
    fill(d, s, a, n);
    fill(d, s, b, m);
    int failed = permutation(a, n, b, m, RESAMPLES - 1, (stream){stream_next(s)}, &p);
    return is_significant(failed, p);
}

/* Scores of n treatments on m blocks, which have effects of their own. */
static int rank_null(const distribution *d, stream *s, size_t n, size_t m, double *means,
                     friedman *f)
{
    double table[MOST * TREATMENTS], ranks[TREATMENTS];
    for (size_t b = 0; b < m; b++) {
        double block = normal(s);
        for (size_t i = 0; i < n; i++)
            table[b * n + i] = block + d->draw(s);
    }
    return friedman_test(table, m, n, 0, ranks, means, f);
}

static int friedman_errs(const distribution *d, stream *s, size_t n, size_t m)
{
    double means[TREATMENTS];
    friedman f;
    return rank_null(d, s, n, m, means, &f) && f.p <= ALPHA;
}

static int iman_davenport_errs(const distribution *d, stream *s, size_t n, size_t m)
{
    double means[TREATMENTS];
    friedman f;
    return rank_null(d, s, n, m, means, &f) && (!f.has_f || f.f_p <= ALPHA);
}

/* Any pair of treatments. */
static int nemenyi_errs(const distribution *d, stream *s, size_t n, size_t m)
{
    double means[TREATMENTS], least = INFINITY, most = -INFINITY;
    friedman f;
    rank_null(d, s, n, m, means, &f);
    for (size_t i = 0; i < n; i++) {
        least = fmin(least, means[i]);
        most = fmax(most, means[i]);
    }
    return nemenyi_p(most - least, n, m) <= ALPHA;
}

typedef struct null_case {
    const char *name, *size;
    trial *errs;
    size_t n, m;
    int skewed, is_checked;
} null_case;

static const null_case cases[] = {
    {"sign flips", "5 clusters", sign_flip_errs, 5, 0, 0, 1},
    {"sign flips", "12 clusters", sign_flip_errs, 12, 0, 0, 1},
    {"sign flips", "50 clusters", sign_flip_errs, 50, 0, 0, 1},
    {"sign flips, asymmetric", "12 clusters", sign_flip_errs, 12, 0, 1, 0},
    {"sign flips, asymmetric", "50 clusters", sign_flip_errs, 50, 0, 1, 0},
    {"permutation of two groups", "4 and 8", permutation_errs, 4, 8, 0, 1},
    {"permutation of two groups", "4 and 8", permutation_errs, 4, 8, 1, 1},
    {"permutation of two groups", "25 and 25", permutation_errs, 25, 25, 1, 1},
    {"Friedman", "12 networks, 6 labels", friedman_errs, 12, 6, 0, 1},
    {"Friedman", "4 networks, 20 labels", friedman_errs, 4, 20, 1, 1},
    {"Iman and Davenport", "12 networks, 6 labels", iman_davenport_errs, 12, 6, 0, 1},
    {"Iman and Davenport", "4 networks, 20 labels", iman_davenport_errs, 4, 20, 1, 1},
    {"Nemenyi, any pair", "12 networks, 6 labels", nemenyi_errs, 12, 6, 0, 1},
    {"Nemenyi, any pair", "4 networks, 20 labels", nemenyi_errs, 4, 20, 1, 1},
};

static double largest_share(void)
{
    return ALPHA + 3 * sqrt(ALPHA * (1 - ALPHA) / REPETITIONS);
}

static int print_error(const char *name, const char *size, const char *effects, double errors,
                       int is_checked)
{
    double share = errors / REPETITIONS;
    int is_bad = is_checked && share > largest_share();
    printf("| %s | %s | %s | %.4f%s |\n", name, size, effects, share, is_bad ? " (wrong)" : "");
    return is_bad;
}

static int check_tests(void)
{
    int bad = 0;
    puts("\n| test | size | effects | error at .05 |\n|---|---|---|---|");
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        const null_case *c = &cases[i];
        const distribution *d = &distributions[c->skewed];
        stream data = {2000 + i};
        double errors = 0;
        for (size_t r = 0; r < REPETITIONS; r++) {
            int errs = c->errs(d, &data, c->n, c->m);
            if (errs < 0)
                return -1;
            errors += errs;
        }
        bad |= print_error(c->name, c->size, d->name, errors, c->is_checked);
    }
    return bad;
}

/* ---- Many tests ---------------------------------------------------------------------------- */

/* Of 20 tests some are of nothing and the others of an effect of 3 errors. The
 * error is whether any of the former is significant; for Benjamini and Hochberg,
 * their share among the significant. */
static int count_false(correction by, size_t nothing, double *errors)
{
    stream data = {3000 + nothing};
    double p[TESTS], adjusted[TESTS];
    for (size_t r = 0; r < REPETITIONS; r++) {
        double found = 0, wrong = 0;
        for (size_t i = 0; i < TESTS; i++)
            p[i] = 2 * gsl_cdf_ugaussian_Q(fabs(normal(&data) + (i < nothing ? 0 : 3)));
        if (adjust_p(by, p, TESTS, adjusted))
            return -1;
        for (size_t i = 0; i < TESTS; i++) {
            found += adjusted[i] <= ALPHA;
            wrong += i < nothing && adjusted[i] <= ALPHA;
        }
        *errors += by == CORRECTION_BH ? wrong / fmax(1, found) : wrong > 0;
    }
    return 0;
}

static int check_corrections(void)
{
    static const char *const names[] = {
        [CORRECTION_HOLM] = "Holm, any of 20 tests",
        [CORRECTION_BH] = "Benjamini and Hochberg, share of false ones",
        [CORRECTION_BONFERRONI] = "Bonferroni, any of 20 tests",
    };
    int bad = 0;
    for (size_t by = 0; by < sizeof names / sizeof names[0]; by++)
        for (size_t nothing = 10; nothing <= TESTS; nothing += 10) {
            double errors = 0;
            if (count_false((correction)by, nothing, &errors))
                return -1;
            bad |= print_error(names[by],
                               nothing < TESTS ? "half of them of nothing" : "all of nothing",
                               "normal", errors, 1);
        }
    return bad;
}

int main(void)
{
    int (*const parts[])(void) = {check_intervals, check_tests, check_corrections};
    int bad = 0;
    for (size_t i = 0; i < sizeof parts / sizeof parts[0]; i++) {
        int result = parts[i]();
        if (result < 0) {
            fputs("simulate: no memory\n", stderr);
            return 1;
        }
        bad |= result;
    }
    printf("\n%d repetitions, %d resamples, %.0f s of one processor.\n", REPETITIONS, RESAMPLES,
           (double)clock() / CLOCKS_PER_SEC);
    return bad;
}
