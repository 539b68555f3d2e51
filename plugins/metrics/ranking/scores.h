/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#ifndef METRICS_RANKING_SCORES_H
#define METRICS_RANKING_SCORES_H

/* Scores of a heatmap's order against a mask. Pixels of one value are one run,
 * so that no score depends on where in the picture equal values lie. */

#include <likeness/plugin.h>

#include "../../binarisers/values/order.h"

/* Area under the ROC curve: how likely a pixel of the mask has the larger value
 * of a pair with one outside, equal values counting one half. The mask is neither
 * empty nor everything. */
double roc_auc(const order *o);

/* The mean over the mask's pixels of the precision of the foreground that just
 * holds them. The mask is not empty. */
double average_precision(const order *o);

/* The share of the k first pixels that lies in the mask, as its mean over all
 * orders of equal values. 0 < k <= pixels. */
double share_of_first(const order *o, double k);

/* How likely one of the `largest` first pixels lies in a mask whose pixels are
 * drawn at random. */
double chance_of_hit(const order *o, double largest);

#endif
