/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#ifndef LK_VALUES_RANGE_H
#define LK_VALUES_RANGE_H

/* What every binariser asks first. */

#include <likeness/plugin.h>

/* The least and the largest value of a float32 map. LK_MISSING, with the reason,
 * when they are equal or a value is not finite: such a map has no foreground. */
lk_status range_of(lk_context *ctx, const lk_heatmap *map, double *low, double *high);

#endif
