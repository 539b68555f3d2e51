/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#include <likeness/plugin.h>

#include <stdlib.h>

#include "../common/flaw.h"

enum { INFORMATION, NORMALIZED, INTERSECTION, VALUE_COUNT };

typedef struct histograms {
    int64_t bins;
} histograms;

static const lk_param params[] = {
    {.name = "bins",
     .type = LK_INT,
     .offset = offsetof(histograms, bins),
     .fallback = "32",
     .low = 2,
     .high = 1024,
     .unit = "",
     .doc = "Into how many levels of equal width the values of a map are put."},
};

static const lk_value_info values[VALUE_COUNT] = {
    [INFORMATION] = {.id = "mutual_information",
                     .title = "Mutual information",
                     .unit = "nat",
                     .low = 0,
                     .high = INFINITY,
                     .direction = 1,
                     .symmetric = 1,
                     .missing = "a heatmap is constant",
                     .source =
                         "Shannon, 1948, of the levels of both maps, each over its own range"},
    [NORMALIZED] = {.id = "normalized_mutual_information",
                    .title = "Normalized mutual information",
                    .unit = "",
                    .low = 0,
                    .high = 1,
                    .direction = 1,
                    .symmetric = 1,
                    .missing = "a heatmap is constant",
                    .source =
                        "Mutual information over the mean of both entropies (Strehl and Ghosh, "
                        "2002, with the arithmetic mean)"},
    [INTERSECTION] = {.id = "histogram_intersection",
                      .title = "Histogram intersection",
                      .unit = "",
                      .low = 0,
                      .high = 1,
                      .direction = 1,
                      .symmetric = 1,
                      .missing = "a heatmap is constant",
                      .source =
                          "Swain and Ballard, 1991: the sum of the lesser of both shares, level "
                          "by level over the joint range; blind to where values lie"},
};

typedef struct range {
    double low, high;
} range;

static size_t level(double value, const range *r, size_t bins)
{
    size_t k = (size_t)((value - r->low) / (r->high - r->low) * (double)bins);
    return k < bins ? k : bins - 1;
}

/* ---- Information ------------------------------------------------------------------ */

static double entropy(const double *counts, size_t count, double all)
{
    double sum = 0;
    for (size_t i = 0; i < count; i++)
        if (counts[i] > 0)
            sum -= counts[i] / all * log(counts[i] / all);
    return sum;
}

/* `joint` is bins x bins and zeroed, `a` and `b` are bins and zeroed. */
static void inform(double *joint, double *a, double *b, size_t bins, double all, lk_value *out)
{
    double information = 0;
    for (size_t i = 0; i < bins * bins; i++) {
        a[i / bins] += joint[i];
        b[i % bins] += joint[i];
    }
    for (size_t i = 0; i < bins * bins; i++)
        if (joint[i] > 0)
            information += joint[i] / all * log(joint[i] / a[i / bins] * (all / b[i % bins]));
    double mean = (entropy(a, bins, all) + entropy(b, bins, all)) / 2;
    value_set(&out[INFORMATION], fmax(information, 0));
    value_set(&out[NORMALIZED], fmin(fmax(information / mean, 0), 1));
}

static void count_joint(const lk_tensor *a, const lk_tensor *b, const range *ra, const range *rb,
                        size_t bins, double *joint)
{
    const float *u = a->data, *v = b->data;
    for (size_t i = 0, n = lk_tensor_count(a); i < n; i++)
        joint[level(u[i], ra, bins) * bins + level(v[i], rb, bins)]++;
}

/* ---- Intersection ----------------------------------------------------------------- */

static void count_levels(const lk_tensor *map, const range *r, size_t bins, double *counts)
{
    const float *v = map->data;
    for (size_t i = 0, n = lk_tensor_count(map); i < n; i++)
        counts[level(v[i], r, bins)]++;
}

static double intersection(const double *a, const double *b, size_t bins, double all)
{
    double shared = 0;
    for (size_t i = 0; i < bins; i++)
        shared += fmin(a[i], b[i]);
    return shared / all;
}

/* ---- The plugin -------------------------------------------------------------------- */

static lk_status compare(lk_context *ctx, size_t bins, const lk_tensor *a, const lk_tensor *b,
                         const range *ra, const range *rb, lk_value *out)
{
    double all = (double)lk_tensor_count(a);
    double *counts = calloc(bins * bins + 4 * bins, sizeof *counts);
    if (!counts)
        return lk_error(ctx, LK_E_MEMORY, "no memory for a histogram of %zu x %zu levels", bins,
                        bins);
    double *joint = counts + 4 * bins;
    range both = {fmin(ra->low, rb->low), fmax(ra->high, rb->high)};
    count_joint(a, b, ra, rb, bins, joint);
    inform(joint, counts, counts + bins, bins, all, out);
    count_levels(a, &both, bins, counts + 2 * bins);
    count_levels(b, &both, bins, counts + 3 * bins);
    value_set(&out[INTERSECTION], intersection(counts + 2 * bins, counts + 3 * bins, bins, all));
    free(counts);
    return LK_OK;
}

static lk_status similarity(void *self, lk_context *ctx, const lk_heatmap *a, const lk_heatmap *b,
                            lk_value *out)
{
    const histograms *h = self;
    range ra, rb;
    if (!same_shape(&a->values, &b->values))
        return lk_error(ctx, LK_E_INPUT, HEATMAPS_DIFFER);
    const char *flaw = map_flaw(&a->values, &ra.low, &ra.high);
    if (!flaw)
        flaw = map_flaw(&b->values, &rb.low, &rb.high);
    if (flaw)
        all_missing(out, VALUE_COUNT, flaw);
    return flaw ? LK_OK : compare(ctx, (size_t)h->bins, &a->values, &b->values, &ra, &rb, out);
}

static const lk_metric_ops ops = {.struct_size = sizeof ops,
                                  .value_count = VALUE_COUNT,
                                  .values = values,
                                  .value_size = sizeof values[0],
                                  .similarity = similarity};

LK_PLUGIN(.stage = LK_STAGE_METRIC, .name = "histograms", .version = "0.1.0", .revision = 1,
          .summary = "How much one heatmap tells of another by levels of their values: mutual "
                     "information, histogram intersection.",
          .details =
              "Values are put into levels of equal width. Mutual information asks whether the "
              "level of a pixel in one map tells that in the other, whatever the relation; "
              "with few pixels or many levels chance alone gives some. Histogram intersection "
              "does not ask where values lie.",
          .licence = "MIT", .author = "The Likeness authors",
          .capabilities = LK_CAP_DETERMINISTIC | LK_CAP_REENTRANT,
          .instance_size = sizeof(histograms), LK_PARAMS(params), .ops = &ops)
