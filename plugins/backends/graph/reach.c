/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#include "reach.h"

reach window_reach(const graph_window *w, int axis, int64_t position, int64_t size)
{
    int64_t start = position * w->stride[axis] - w->before[axis], step = w->dilation[axis];
    reach r = {0, w->kernel[axis], start};
    if (start < 0) {
        r.low = (-start + step - 1) / step;
        r.start += r.low * step;
    }
    if (start + (r.high - 1) * step >= size)
        r.high = start >= size ? 0 : (size - 1 - start) / step + 1;
    return r;
}

size_t window_extent(const graph_window *w, int axis, int64_t position, int64_t size)
{
    int64_t start = position * w->stride[axis] - w->before[axis];
    int64_t end = start + w->kernel[axis], most = size + w->after[axis];
    return (size_t)((end < most ? end : most) - start);
}
