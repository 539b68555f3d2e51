/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#ifndef REPORTS_COMMON_NUMBER_H
#define REPORTS_COMMON_NUMBER_H

/* Numbers as text, with a decimal point whatever the locale of the process. */

enum { NUMBER_ROOM = 64 };

typedef struct number_text {
    char text[NUMBER_ROOM];
} number_text;

/* The fewest of 15, 16 or 17 digits that read back as the same double; "" for
 * what is not finite. */
number_text number_exact(double value);

/* Rounded to `digits` decimals, halves away from zero: also what is a half but
 * for the last bits of its double, as 0.0005 = 0.1005 - 0.1. In exponents where
 * it would be too long. Minus zero is written as zero. */
number_text number_fixed(double value, int digits);

#endif
