/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#include "scores.h"

double roc_auc(const order *o)
{
    double outside = (double)o->counts[0], inside = (double)o->counts[1];
    double below = outside, won = 0;
    order_walk walk = {{0, 0}};
    for (order_run run; order_next(o, &walk, &run);) {
        double in = (double)run.inside, out = (double)run.pixels - in;
        below -= out;
        won += in * (below + out / 2);
    }
    return won / (inside * outside);
}

double average_precision(const order *o)
{
    double pixels = 0, inside = 0, sum = 0;
    order_walk walk = {{0, 0}};
    for (order_run run; order_next(o, &walk, &run);) {
        pixels += (double)run.pixels;
        inside += (double)run.inside;
        sum += (double)run.inside * (inside / pixels);
    }
    return sum / inside;
}

double share_of_first(const order *o, double k)
{
    double left = k, inside = 0;
    order_walk walk = {{0, 0}};
    for (order_run run; left > 0 && order_next(o, &walk, &run);) {
        double in = (double)run.inside, pixels = (double)run.pixels;
        inside += pixels <= left ? in : in * (left / pixels);
        left -= pixels;
    }
    return inside / k;
}

double chance_of_hit(const order *o, double largest)
{
    double outside = (double)o->counts[0], pixels = outside + (double)o->counts[1], missed = 1;
    for (double i = 0; missed > 0 && i < largest; i++)
        missed *= (outside - i) / (pixels - i);
    return 1 - missed;
}
