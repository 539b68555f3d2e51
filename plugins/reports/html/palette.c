/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#include "palette.h"

#include <math.h>

enum { STOPS = 9 };
typedef double colour[3];

/* Evenly spaced. Ascending: matplotlib's inferno (CC0). Diverging: ColorBrewer's
 * RdBu. */
static const colour ascending[STOPS] = {{0, 0, 4},      {31, 12, 72},   {87, 16, 110},
                                        {136, 34, 106}, {188, 55, 84},  {227, 89, 51},
                                        {249, 142, 9},  {249, 203, 53}, {252, 255, 164}};
static const colour diverging[STOPS] = {{33, 102, 172},  {67, 147, 195},  {146, 197, 222},
                                        {209, 229, 240}, {247, 247, 247}, {253, 219, 199},
                                        {244, 165, 130}, {214, 96, 77},   {178, 24, 43}};

static const colour *stops_of(palette p)
{
    return p == PALETTE_DIVERGING ? diverging : ascending;
}

void palette_pick(palette p, double strength, double rgb[3])
{
    double share = p == PALETTE_DIVERGING ? (strength + 1) / 2 : strength;
    double at = fmin(fmax(share, 0), 1) * (STOPS - 1);
    int i = at >= STOPS - 1 ? STOPS - 2 : (int)at;
    for (int c = 0; c < 3; c++)
        rgb[c] = stops_of(p)[i][c] + (at - i) * (stops_of(p)[i + 1][c] - stops_of(p)[i][c]);
}

void palette_legend(page *p, palette which, const char *low, const char *high)
{
    page_add(p,
             "<span class=\"legend\">$ <span class=\"ramp\" style=\"background:linear-gradient("
             "to right",
             low);
    for (int i = 0; i < STOPS; i++) {
        const double *c = stops_of(which)[i];
        page_add(p, ",$", draft_format(p, "rgb(%d %d %d)", (int)c[0], (int)c[1], (int)c[2]));
    }
    page_add(p, ")\"></span> $</span>", high);
}
