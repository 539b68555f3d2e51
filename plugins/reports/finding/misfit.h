/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#ifndef REPORTS_FINDING_MISFIT_H
#define REPORTS_FINDING_MISFIT_H

#include "score.h"

/* Maps (one network and one expression) that the mask of some other expression
 * fits better than their own does, of those with scores on both: from the table
 * `cross`. */
typedef struct misfit {
    size_t count, of;
} misfit;

misfit misfit_count(draft *d, const scores *s, const setting *x);

#endif
