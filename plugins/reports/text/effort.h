/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#ifndef TEXT_EFFORT_H
#define TEXT_EFFORT_H

#include "../common/draft.h"

/* What the shared work of coalitions saved, and how far it was checked: a
 * sentence, or nothing where there was none. */
void effort_add(draft *d);

#endif
