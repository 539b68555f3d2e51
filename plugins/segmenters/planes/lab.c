/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#include "planes.h"

#include <math.h>

/* sRGB primaries to XYZ, and the white of D65 for the 2 degree observer. */
static const double to_xyz[PLANES][PLANES] = {
    {0.412453, 0.357580, 0.180423}, {0.212671, 0.715160, 0.072169}, {0.019334, 0.119193, 0.950227}};
static const double white[PLANES] = {0.95047, 1, 1.08883};

static double linear(double v)
{
    return v > 0.04045 ? pow((v + 0.055) / 1.055, 2.4) : v / 12.92;
}

static double lightness(double t)
{
    return t > 0.008856 ? cbrt(t) : 7.787 * t + 16.0 / 116;
}

void planes_to_lab(planes *p)
{
    for (size_t i = 0; i < p->height * p->stride; i++) {
        double rgb[PLANES], f[PLANES];
        for (size_t c = 0; c < PLANES; c++)
            rgb[c] = linear(p->channel[c][i]);
        for (size_t c = 0; c < PLANES; c++)
            f[c] = lightness(
                (to_xyz[c][0] * rgb[0] + to_xyz[c][1] * rgb[1] + to_xyz[c][2] * rgb[2]) / white[c]);
        p->channel[0][i] = 116 * f[1] - 16;
        p->channel[1][i] = 500 * (f[0] - f[1]);
        p->channel[2][i] = 200 * (f[1] - f[2]);
    }
}
