/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#include "number.h"

#include <locale.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* A sum of a few thousand doubles is off by less, and a half that it misses for
 * that is still a half. */
static const double NOISE = 1e-12;

/* A plugin may not set the locale, but it may be called under any. */
static void set_point(char *text)
{
    const char *point = localeconv()->decimal_point;
    char *at = *point ? strstr(text, point) : NULL;
    if (!at)
        return;
    size_t width = strlen(point);
    *at = '.';
    memmove(at + 1, at + width, strlen(at + width) + 1);
}

number_text number_exact(double value)
{
    number_text n = {""};
    if (!isfinite(value))
        return n;
    for (int digits = 15; digits <= 17; digits++) {
        snprintf(n.text, sizeof n.text, "%.*g", digits, value);
        if (strtod(n.text, NULL) == value)
            break;
    }
    set_point(n.text);
    return n;
}

number_text number_fixed(double value, int digits)
{
    number_text n = {""};
    if (!isfinite(value))
        return n;
    value *= 1 + NOISE;
    if (fabs(value) < 0.5 * pow(10, -digits))
        value = 0;
    if (fabs(value) < 1e15)
        snprintf(n.text, sizeof n.text, "%.*f", digits, value);
    else
        snprintf(n.text, sizeof n.text, "%.*e", digits, value);
    set_point(n.text);
    return n;
}
