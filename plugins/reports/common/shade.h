/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#ifndef REPORTS_COMMON_SHADE_H
#define REPORTS_COMMON_SHADE_H

/* The pixels of a figure, stretched for the eye. */

#include <likeness/plugin.h>

/* Is this a float32 picture of `channels` (0: H x W) that can be drawn? */
int shade_is_float(const lk_tensor *pixels, int channels);

/* A float32 H x W map, its finite least and greatest value stretched to 0 and
 * 255; a constant map and what is not finite become 0. `out` is in the arena. */
lk_status shade_grey(lk_context *ctx, const lk_tensor *map, lk_tensor *out);

#endif
