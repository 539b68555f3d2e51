/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#ifndef STATISTICS_NEMENYI_H
#define STATISTICS_NEMENYI_H

#include <stddef.h>

/* Which treatments of a Friedman test differ (Nemenyi, 1963; Demsar, 2006): mean
 * ranks that are far apart against the studentised range of k >= 2 treatments
 * with infinite degrees of freedom. */

/* Chance of a range of k standard normal values above q, which is
 * 1 - k integral phi(z) (Phi(z + q) - Phi(z))^(k-1) dz. */
double studentised_range_above(double q, size_t k);
/* The q that is exceeded with chance p, 0 < p < 1. */
double studentised_range_quantile(double p, size_t k);

/* p of two treatments whose mean ranks over `blocks` differ by this. */
double nemenyi_p(double difference, size_t treatments, size_t blocks);
/* The least difference that is significant at a level such as .05. */
double nemenyi_critical(double alpha, size_t treatments, size_t blocks);

#endif
