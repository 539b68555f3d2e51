/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#ifndef REPORTS_COMMON_FIGURE_H
#define REPORTS_COMMON_FIGURE_H

/* The figures of a report whose host may hold the pixels of heatmaps back. */

#include <likeness/plugin.h>

/* The heatmap that figure `index` is: float32 H x W, as it came or in the arena. LK_MISSING:
 * the figure is none, or one that cannot be drawn. */
lk_status figure_heatmap(const lk_report_request *request, lk_context *ctx, size_t index,
                         lk_tensor *out);

#endif
