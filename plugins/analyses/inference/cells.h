/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#ifndef INFERENCE_CELLS_H
#define INFERENCE_CELLS_H

#include "../../common/cell.h"
#include "grid.h"

/* The columns with which rows about a setting begin, and the one with which they
 * end (setting_row). */
/* clang-format off */
#define SETTING_COLUMNS                                                                            \
    {"protocol", LK_COLUMN_TEXT}, {"explainer", LK_COLUMN_TEXT}, {"align", LK_COLUMN_TEXT},        \
    {"mask", LK_COLUMN_TEXT}, {"binarise", LK_COLUMN_TEXT}, {"metric", LK_COLUMN_TEXT}
#define RUN_COLUMN {"run", LK_COLUMN_TEXT}
/* clang-format on */

enum { SETTING_CELLS = 6 };

#endif
