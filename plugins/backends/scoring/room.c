/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#include "room.h"

#include <stdlib.h>
#include <sys/mman.h>

enum { LINE = 64, LARGE_PAGE = 2 << 20 };

float *room_take(size_t floats)
{
    size_t bytes = floats * sizeof(float);
    size_t unit = bytes >= LARGE_PAGE ? LARGE_PAGE : LINE;
    bytes = (bytes + unit - 1) / unit * unit;
    float *made = aligned_alloc(unit, bytes ? bytes : unit);
#ifdef MADV_HUGEPAGE
    if (made && unit == LARGE_PAGE)
        madvise(made, bytes, MADV_HUGEPAGE); /* it may be refused: then it is slower */
#endif
    return made;
}
