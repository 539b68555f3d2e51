/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#include "planes.h"

/* The powers are found by Halley's iteration from a polynomial that is right to
 * a few per cent over their range; the result is right to a few units in the
 * last place, and without calls the loop over pixels becomes vector code. */

#define ALWAYS static inline __attribute__((always_inline))

ALWAYS double nearer_fifth_root(double y, double s)
{
    double y2 = y * y, y5 = y2 * y2 * y;
    return y * (2 * y5 + 3 * s) / (3 * y5 + 2 * s);
}

/* x^2.4 = x^2 y with y^5 = x^2, for x in 0.09..1. */
ALWAYS double power_2_4(double x)
{
    double s = x * x, y = 0.247 + x * (1.6814 + x * (-1.6804 + x * 0.7611));
    return s * nearer_fifth_root(nearer_fifth_root(y, s), s);
}

ALWAYS double nearer_cube_root(double y, double t)
{
    double y3 = y * y * y;
    return y * (y3 + 2 * t) / (2 * y3 + t);
}

/* For t in 0.0088..1. */
ALWAYS double cube_root(double t)
{
    double y = 0.217 + t * (2.098 - t * 1.452);
    return nearer_cube_root(nearer_cube_root(nearer_cube_root(y, t), t), t);
}

ALWAYS double linear(double v)
{
    double bright = power_2_4((v + 0.055) * (1 / 1.055)), dark = v * (1 / 12.92);
    return v > 0.04045 ? bright : dark;
}

ALWAYS double lightness(double t)
{
    double bright = cube_root(t), dark = 7.787 * t + 16.0 / 116;
    return t > 0.008856 ? bright : dark;
}

/* sRGB's primaries, and D65's white for the 2 degree observer. */
ALWAYS void convert(double *restrict red, double *restrict green, double *restrict blue)
{
    for (int i = 0; i < PLANES_LANE; i++) {
        double r = linear(red[i]), g = linear(green[i]), b = linear(blue[i]);
        double x = 0.412453 * r + 0.357580 * g + 0.180423 * b;
        double y = 0.212671 * r + 0.715160 * g + 0.072169 * b;
        double z = 0.019334 * r + 0.119193 * g + 0.950227 * b;
        x = lightness(x * (1 / 0.95047));
        y = lightness(y);
        z = lightness(z * (1 / 1.08883));
        red[i] = 116 * y - 16;
        green[i] = 500 * (x - y);
        blue[i] = 200 * (y - z);
    }
}

PLANES_WIDE static void convert_all(const planes *p)
{
    for (size_t i = 0; i < p->height * p->stride; i += PLANES_LANE)
        convert(p->channel[0] + i, p->channel[1] + i, p->channel[2] + i);
}

void planes_to_lab(planes *p)
{
    convert_all(p);
}
