/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#include "axis.h"

#include <math.h>

enum { MUCH = 30 };
static const double beyond = .06; /* of what the numbers span, on either side */

typedef struct range {
    double low, high;
} range;

/* Low above high where no number is finite. */
static range range_of(const double *numbers, size_t count)
{
    range r = {INFINITY, -INFINITY};
    for (size_t i = 0; i < count; i++)
        if (isfinite(numbers[i])) {
            r.low = fmin(r.low, numbers[i]);
            r.high = fmax(r.high, numbers[i]);
        }
    return r;
}

int axis_wants_log(const double *numbers, size_t count)
{
    range r = range_of(numbers, count);
    return r.low > 0 && r.high > MUCH * r.low && r.low <= r.high;
}

axis axis_over(const double *numbers, size_t count, int is_log)
{
    range r = range_of(numbers, count);
    if (r.low > r.high)
        return (axis){0, 1, 0};
    if (is_log && r.low > 0) {
        double margin = r.high > r.low ? pow(r.high / r.low, beyond) : 2;
        return (axis){r.low / margin, r.high * margin, 1};
    }
    double span = r.high - r.low;
    double margin = span > 0 ? beyond * span : fmax(fabs(r.low), 1) / 2;
    return (axis){r.low - margin, r.high + margin, 0};
}

double axis_place(const axis *a, double number)
{
    if (a->is_log)
        return log(number / a->low) / log(a->high / a->low);
    return (number - a->low) / (a->high - a->low);
}

/* ---- Ticks --------------------------------------------------------------------------- */

static const double round_steps[] = {1, 2, 5};

enum { STEPS = sizeof round_steps / sizeof round_steps[0] };

static size_t even_ticks(const axis *a, double step, size_t most, double *ticks)
{
    size_t count = 0;
    for (double i = ceil(a->low / step); i * step <= a->high; i++) {
        if (count == most)
            return 0;
        ticks[count++] = i * step;
    }
    return count;
}

static size_t linear_ticks(const axis *a, size_t most, double *ticks)
{
    size_t count = 0;
    int power = (int)floor(log10((a->high - a->low) / (double)most)) - 1;
    for (int i = 0; !count && i < 4 * STEPS; i++)
        count = even_ticks(a, round_steps[i % STEPS] * pow(10, power + i / STEPS), most, ticks);
    return count;
}

/* Every `skip`th power of ten with the first `steps` of 1, 5 and 2 times it. */
static size_t power_ticks(const axis *a, int skip, int steps, size_t most, double *ticks)
{
    size_t count = 0;
    int first = skip * (int)floor(log10(a->low) / skip); /* so that 1 may be among them */
    for (int power = first; pow(10, power) <= a->high; power += skip)
        for (int s = 0; s < STEPS; s++) {
            double tick = round_steps[s] * pow(10, power);
            int is_one = s == 0 || (s == 2 && steps > 1) || (s == 1 && steps > 2);
            if (!is_one || tick < a->low || tick > a->high)
                continue;
            if (count == most)
                return 0;
            ticks[count++] = tick;
        }
    return count;
}

size_t axis_ticks(const axis *a, size_t most, double *ticks)
{
    size_t count = 0;
    if (!a->is_log)
        return linear_ticks(a, most, ticks);
    for (int steps = STEPS; !count && steps > 0; steps--)
        count = power_ticks(a, 1, steps, most, ticks);
    for (int skip = 2; !count && skip < 400; skip++)
        count = power_ticks(a, skip, 1, most, ticks);
    return count;
}
