/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#ifndef INFERENCE_CELLS_H
#define INFERENCE_CELLS_H

#include "../../common/cell.h"
#include "grid.h"

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
