/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#ifndef SLIC_CONNECT_H
#define SLIC_CONNECT_H

/* From the centre of each pixel to segments numbered without gaps. */

#include <likeness/plugin.h>

/* Number the 4-connected pieces of equal labels 0, 1, ... in raster order. A
 * piece of fewer than `smallest` pixels joins a neighbour that was numbered
 * before; one of `largest` pixels is cut off there, and the rest starts anew. */
lk_status connect_labels(lk_context *ctx, size_t height, size_t width, size_t smallest,
                         size_t largest, int32_t *labels, uint32_t *count);

#endif
