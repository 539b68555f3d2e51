/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#ifndef TEXT_COMPARED_H
#define TEXT_COMPARED_H

#include "../finding/score.h"

/* Runs beside each other: in what they differ, their scores and the differences
 * from the first, and which conclusions flip. */
void compared_add(draft *d, const scores *s);

#endif
