/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#ifndef LK_CORE_SEGMENTS_H
#define LK_CORE_SEGMENTS_H

/* Segments that no plugin made: int32 labels, height x width, in an arena. */

#include <likeness/types.h>

#include "arena.h"
#include "fault.h"
#include "random.h"

/* A user's own, from a .npy file of integers; labels go from 0 to `count` - 1. */
lk_status lk_segments_read(const char *path, int64_t height, int64_t width, lk_arena *arena,
                           lk_tensor *out, uint32_t *count, lk_fault *fault);

/* Cells of a jittered grid: each pixel is of the nearest of LK_CELLS points, one
 * in each of LK_CELL_ROWS x LK_CELL_COLUMNS rectangles, at most .4 of its sides
 * off its centre. LK_E_MEMORY, or LK_OK. */
enum { LK_CELL_ROWS = 6, LK_CELL_COLUMNS = 5, LK_CELLS = LK_CELL_ROWS * LK_CELL_COLUMNS };
lk_status lk_segments_draw(int64_t height, int64_t width, lk_random *random, lk_arena *arena,
                           lk_tensor *out);

#endif
