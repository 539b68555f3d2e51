/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#ifndef PLANES_LABELS_H
#define PLANES_LABELS_H

#include <likeness/plugin.h>

/* Number the labels that occur 0, 1, ... in their own order, however many pieces
 * each is in. They lie in 0..limit - 1. */
lk_status labels_close_gaps(lk_context *ctx, int32_t *labels, size_t pixels, size_t limit,
                            uint32_t *count);

#endif
