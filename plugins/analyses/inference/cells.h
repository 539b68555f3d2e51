/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#ifndef INFERENCE_CELLS_H
#define INFERENCE_CELLS_H

#include <math.h>

#include "grid.h"

static inline lk_cell cell_text(const char *text)
{
    return *text ? (lk_cell){.text = text} : (lk_cell){.missing = 1};
}

/* Empty where the number is NAN. */
static inline lk_cell cell_number(double x)
{
    return isfinite(x) ? (lk_cell){.number = x} : (lk_cell){.missing = 1};
}

/* The columns with which rows about a setting begin, and their cells. */
/* clang-format off */
#define SETTING_COLUMNS                                                                            \
    {"protocol", LK_COLUMN_TEXT}, {"explainer", LK_COLUMN_TEXT}, {"align", LK_COLUMN_TEXT},        \
    {"mask", LK_COLUMN_TEXT}, {"binarise", LK_COLUMN_TEXT}, {"metric", LK_COLUMN_TEXT}
/* clang-format on */

enum { SETTING_CELLS = 6 };

static inline void cells_of_setting(lk_cell *cells, const setting *x)
{
    cells[0] = cell_text(x->protocol);
    cells[1] = cell_text(x->explainer);
    cells[2] = cell_text(x->align);
    cells[3] = cell_text(x->mask);
    cells[4] = cell_text(x->binarise);
    cells[5] = cell_text(x->metric);
}

#endif
