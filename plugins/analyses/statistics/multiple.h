/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#ifndef STATISTICS_MULTIPLE_H
#define STATISTICS_MULTIPLE_H

#include <stddef.h>

/* Many tests at once: p values so raised that comparing them with a level holds
 * for the family. */
typedef enum correction {
    CORRECTION_HOLM,       /* family-wise error (Holm, 1979) */
    CORRECTION_BH,         /* false discovery rate (Benjamini and Hochberg, 1995) */
    CORRECTION_BONFERRONI, /* family-wise error: p times the number of tests */
    CORRECTION_NONE
} correction;

/* -1: no memory. */
int adjust_p(correction by, const double *p, size_t count, double *out);

#endif
