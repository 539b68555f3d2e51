/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#ifndef LK_SOURCES_HEATMAPS_ARRAY_H
#define LK_SOURCES_HEATMAPS_ARRAY_H

#include <likeness/plugin.h>

/* Read a heatmap from a .npy file as numpy.save writes it (format 1 or 2): two
 * axes, C order, float32, float64 or uint8, little endian, every value finite.
 * `out` is float32 H x W, of the arena. Other arrays are refused with a
 * sentence that names the file. */
lk_status array_read(lk_context *ctx, const char *path, const char *beside, lk_tensor *out);

#endif
