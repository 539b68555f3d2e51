/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#ifndef LK_SOURCES_SYNTHETIC_TRUTH_H
#define LK_SOURCES_SYNTHETIC_TRUTH_H

/* What is known of a picture because it was drawn, told where the host asks. */

#include "scene.h"

/* A pixel is another where one of its colours is by more than this. */
enum { TRUTH_LEVELS = 4 };

/* Fill in what `out->truth` asks for, beside `out->image`, which shows `of`. */
lk_status truth_tell(const synthetic *s, lk_context *ctx, const scene *of, lk_item *out);

#endif
