/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#include "dependence.h"

#include <math.h>
#include <stdlib.h>

#include "../../common/ascending.h"

static lk_status sort(lk_context *ctx, const double *scores, size_t count, double **out)
{
    double *sorted = lk_alloc_array(ctx, count, sizeof *sorted);
    if (!sorted)
        return lk_error(ctx, LK_E_MEMORY, "out of memory for %zu scores", count);
    memcpy(sorted, scores, count * sizeof *sorted);
    qsort(sorted, count, sizeof *sorted, ascending);
    *out = sorted;
    return LK_OK;
}

/* How many pairs are no further apart than this. */
static double pairs_within(const double *sorted, size_t count, double distance)
{
    double pairs = 0;
    for (size_t low = 0, high = 0; high < count; high++) {
        while (sorted[high] - sorted[low] > distance)
            low++;
        pairs += (double)(high - low);
    }
    return pairs;
}

static double mean_distance(const double *sorted, size_t count)
{
    double sum = 0;
    for (size_t i = 0; i < count; i++)
        sum += (2 * (double)i - (double)(count - 1)) * sorted[i];
    return sum / ((double)count * (double)(count - 1) / 2);
}

lk_status dependence_spread(lk_context *ctx, const double *scores, size_t count, double *out)
{
    double *sorted, half = ceil((double)count * (double)(count - 1) / 4), low = 0, high;
    lk_status status = sort(ctx, scores, count, &sorted);
    if (status)
        return status;
    high = sorted[count - 1] - sorted[0];
    if (pairs_within(sorted, count, 0) >= half) {
        *out = high > 0 ? mean_distance(sorted, count) : 0;
        return LK_OK;
    }
    /* More than half of the pairs are within `high`, fewer within `low`. */
    for (double middle; (middle = low + (high - low) / 2) > low && middle < high;)
        if (pairs_within(sorted, count, middle) >= half)
            high = middle;
        else
            low = middle;
    *out = high;
    return LK_OK;
}

lk_status dependence_middle(lk_context *ctx, const double *scores, size_t count, double *out)
{
    double *sorted;
    lk_status status = sort(ctx, scores, count, &sorted);
    if (!status)
        *out = fabs(sorted[(count - 1) / 2] + sorted[count / 2]) / 2;
    return status;
}

/* The mean of p (1 - p) over the segments. */
static double centre(dependence *d)
{
    double spread = 0;
    for (uint32_t k = 0; k < d->segments; k++) {
        double mean = 0;
        for (size_t i = 0; i < d->count; i++)
            mean += d->bits[i * d->segments + k];
        mean /= (double)d->count;
        for (size_t i = 0; i < d->count; i++) {
            double *x = &d->bits[i * d->segments + k];
            *x -= mean;
            spread += *x * *x / (double)d->count;
        }
    }
    return spread / d->segments;
}

/* One row of L times the bits; the row's sum. */
static double weigh_row(const dependence *d, size_t i, double *sums)
{
    double whole = 0, scale = -.5 / (d->bandwidth * d->bandwidth);
    memset(sums, 0, d->segments * sizeof *sums);
    for (size_t j = 0; j < d->count; j++) {
        double y = d->scores[i] - d->scores[j], l = exp(scale * y * y);
        const double *x = d->bits + j * d->segments;
        whole += l;
        for (uint32_t k = 0; k < d->segments; k++)
            sums[k] += l * x[k];
    }
    return whole;
}

/* Of centred bits x the kernel is 2 x x' and constants, which H takes away, so that the trace
 * is 2 x'L x. */
lk_status dependence_measure(lk_context *ctx, dependence *d, double *out, double *floor)
{
    double *sums = lk_alloc_array(ctx, d->segments, sizeof *sums), n = (double)d->count, whole = 0;
    if (!sums)
        return lk_error(ctx, LK_E_MEMORY, "out of memory for %u segments", d->segments);
    double spread = centre(d);
    memset(out, 0, d->segments * sizeof *out);
    for (size_t i = 0; i < d->count; i++) {
        whole += weigh_row(d, i, sums);
        for (uint32_t k = 0; k < d->segments; k++)
            out[k] += 2 * d->bits[i * d->segments + k] * sums[k] / (n * n);
        if (lk_cancelled(ctx))
            return LK_CANCELLED;
    }
    *floor = 2 * spread * (1 - whole / (n * n)) / n;
    return LK_OK;
}
