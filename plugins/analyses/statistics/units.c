/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#include "units.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* Fewer have no interval: what a bootstrap draws from them varies too little. */
enum { FEWEST_UNITS = 5 };

static int compare(const void *a, const void *b)
{
    const observation *x = a, *y = b;
    int order = strcmp(x->unit, y->unit);
    return order ? order : (x->row > y->row) - (x->row < y->row);
}

/* Sums and sizes of units; how many there are. */
static size_t sum_units(const observation *all, size_t count, double *sums, double *sizes)
{
    size_t units = 0;
    for (size_t i = 0; i < count; i++) {
        if (!i || strcmp(all[i - 1].unit, all[i].unit) != 0) {
            sums[units] = sizes[units] = 0;
            units++;
        }
        sums[units - 1] += all[i].value;
        sizes[units - 1]++;
    }
    return units;
}

int units_mean(observation *all, size_t count, double level, size_t resamples, stream key,
               double *room, unit_mean *out)
{
    double *sums = room, *sizes = room + count;
    qsort(all, count, sizeof *all, compare);
    const sample units = {
        .count = sum_units(all, count, sums, sizes), .sums = sums, .sizes = sizes};
    drawing draws = stream_drawing(&key);
    interval ends = {NAN, NAN};
    bootstrap b;
    *out = (unit_mean){sample_mean(&units), NAN, NAN, units.count};
    if (units.count < FEWEST_UNITS)
        return 0;
    if (bootstrap_draw(&b, &units, NULL, resamples, &draws))
        return -1;
    if (b.error > 0)
        bootstrap_interval(&b, BOOTSTRAP_PERCENTILE, level, &ends);
    bootstrap_free(&b);
    out->lo = ends.lo;
    out->hi = ends.hi;
    return 0;
}
