/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#ifndef LK_CORE_EXPAND_H
#define LK_CORE_EXPAND_H

/* References within a study: ${data.path} stands for the single value at
 * data.path, so that one --set moves all that goes with it. The value may hold
 * no reference itself. ${data} and ${configs}, without a dot, are folders
 * (paths.h) and are left alone. */

#include "document.h"

/* Put every reference's value in its place. 0, or -1 with file:line:column. */
int lk_study_expand(lk_arena *arena, lk_node *root, lk_fault *fault);

#endif
