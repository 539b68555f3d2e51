/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#ifndef REPORTS_FINDING_CONTRAST_H
#define REPORTS_FINDING_CONTRAST_H

#include "score.h"

/* The networks' own scores minus those of what stands beside them, as a
 * statistics stage judged it: a row of the table `contrasts`. */
typedef struct contrast {
    double value, lo, hi, t_lo, t_hi, p, p_adjusted, effect, n;
    uint8_t has_interval, has_t, has_p, has_adjusted, has_effect;
    const char *method, *correction;
} contrast;

/* 0 where the study has no such row, or the row no value. */
int contrast_find(draft *d, const scores *s, const setting *x, const char *baseline, contrast *out);

/* A row of it, or of another table that ends like it, with its difference in
 * `column`; 0 where it has none. */
int contrast_read(const lk_table *t, size_t row, const char *column, contrast *out);

/* Does its interval hold 0? Not where there is no interval. */
int contrast_holds_zero(const contrast *c);

/* "[-0.102, -0.066]"; "" where there is none. */
const char *contrast_interval(draft *d, const contrast *c);

#endif
