/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#ifndef LK_CORE_OVERLAY_H
#define LK_CORE_OVERLAY_H

/* A heatmap laid over the picture it explains. The picture is greyed, so that
 * colour always means the map; the stronger a pixel of the map, the less of the
 * picture shows through. */

#include <likeness/types.h>

#include "fault.h"

typedef enum lk_palette {
    LK_PALETTE_DIVERGING = 0, /* red speaks for the class, blue against it; 0 is clear */
    LK_PALETTE_SEQUENTIAL = 1 /* from the smallest value, clear, to the largest, yellow */
} lk_palette;

/* `picture` is H x W x 3, uint8 or float32 (0..255); `map` is float32 H x W.
 * Values that are not finite are left clear, and so is a map without any
 * strength. `out` is uint8 H x W x 3, allocated with `alloc`. */
lk_status lk_overlay_draw(const lk_tensor *picture, const lk_tensor *map, lk_palette palette,
                          void *(*alloc)(void *user, size_t size), void *user, lk_tensor *out,
                          lk_fault *fault);

#endif
