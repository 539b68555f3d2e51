/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#ifndef PLUGINS_COMMON_CELL_H
#define PLUGINS_COMMON_CELL_H

#include <math.h>

#include <likeness/plugin.h>

/* Cells of rows that a plugin writes; "" and what is no number are empty. */

static inline lk_cell cell_text(const char *text)
{
    return *text ? (lk_cell){.text = text} : (lk_cell){.missing = 1};
}

static inline lk_cell cell_number(double x)
{
    return isfinite(x) ? (lk_cell){.number = x} : (lk_cell){.missing = 1};
}

#endif
