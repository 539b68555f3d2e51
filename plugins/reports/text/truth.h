/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#ifndef TEXT_TRUTH_H
#define TEXT_TRUTH_H

#include "../common/draft.h"

/* Which explainer finds what makes the label, where the source knows that. */
void truth_add(draft *d);

#endif
