/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#ifndef LK_BACKENDS_COALITIONS_CHECK_H
#define LK_BACKENDS_COALITIONS_CHECK_H

/* A few rows of every problem are scored both ways. */

#include "run.h"

/* Carry out the plan of `r`, which is not dense, and compare. A difference of
 * more than 1e-4 of the larger of 1 and a row's largest score is an error.
 * LK_STOP where the sink of `r` said so; rows that were not told by then are not
 * checked. */
lk_status coalition_run_checked(const coalition_run *r, coalitions_effort *effort);

#endif
