/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#ifndef EXPLAINERS_HALVES_HALVES_H
#define EXPLAINERS_HALVES_HALVES_H

/* How steady an explanation by samples is: one of the even samples and one of
 * the odd ones are made apart, and their order of places is compared. */

#include <likeness/plugin.h>

#define HALVES_MISSING "an explanation of half of the samples is the same everywhere"

/* What a plugin says of the value. */
#define HALVES_INFO(of)                                                                            \
    {                                                                                              \
        .id = "split_half", .title = "Split-half rank correlation", .unit = "", .low = -1,         \
        .high = 1, .direction = 1, .missing = HALVES_MISSING,                                      \
        .source = "Spearman's correlation between the " of " of the even and of the odd samples"   \
    }

/* Spearman's correlation, equal values sharing the mean of their ranks; missing
 * where one half is constant. */
lk_status halves_compare(lk_context *ctx, const double *even, const double *odd, size_t count,
                         lk_value *out);

#endif
