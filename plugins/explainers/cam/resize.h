/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#ifndef EXPLAINERS_CAM_RESIZE_H
#define EXPLAINERS_CAM_RESIZE_H

#include <stddef.h>

typedef enum resize_grid {
    RESIZE_CENTRES, /* pixels are squares, as in OpenCV: the border is as wide as half a pixel */
    RESIZE_CORNERS  /* the first and last pixels fall together: align_corners of PyTorch */
} resize_grid;

typedef struct resize_plane {
    size_t height, width;
} resize_plane;

/* Bilinear, from a map to one of another size; nothing is smoothed first. */
void resize_map(resize_grid grid, resize_plane from, const double *map, resize_plane to,
                double *out);

/* v - least, over `floor` + what is then the largest. */
void resize_stretch(double *map, size_t count, double floor);

#endif
