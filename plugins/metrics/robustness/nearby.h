/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#ifndef ROBUSTNESS_NEARBY_H
#define ROBUSTNESS_NEARBY_H

/* How much a heatmap changes between a view and others near it. */

#include <likeness/plugin.h>

typedef struct nearby {
    const lk_tensor *view, *map;
    double norm;     /* of the map */
    double count;    /* of the other views */
    double sum, max; /* of the changes, as shares of the norm */
    double steepest; /* change over the views' distance; 0 where none differs */
} nearby;

/* A view, H x W x C of 0..255, and its heatmap. They stay the caller's. */
nearby nearby_begin(const lk_tensor *view, const lk_tensor *map);
/* Another view and heatmap of the same shapes. Changes and distances are Euclidean,
 * those of views in units of the whole range of values. */
void nearby_add(nearby *n, const lk_tensor *view, const lk_tensor *map);

#endif
