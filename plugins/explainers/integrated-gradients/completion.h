/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#ifndef INTEGRATED_GRADIENTS_COMPLETION_H
#define INTEGRATED_GRADIENTS_COMPLETION_H

/* Estimates of which the sum is known are made to have it: value i becomes
 *
 *     v_i + (sum - (v_1 + .. + v_n)) s_i / (s_1 + .. + s_n),    s_i its variance,
 *
 * the least change there is, when each is counted in units of its value's spread
 * (R. Stone, D. G. Champernowne, J. E. Meade, The precision of national income
 * estimates, Review of Economic Studies 9, 1942). Counted so, the values are never
 * further from the true ones than before, whose sum it is; and a value without
 * spread, such as that of a pixel that is never looked at, stays as it is. */

#include <stddef.h>

/* Variances in any one unit, below 0 by rounding only. Nothing changes where there is
 * none. */
void completion_close(double *values, const double *variances, size_t count, double sum);

#endif
