/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#include "labels.h"

lk_status labels_close_gaps(lk_context *ctx, int32_t *labels, size_t pixels, size_t limit,
                            uint32_t *count)
{
    int32_t *place = lk_alloc_array(ctx, limit, sizeof *place), next = 0;
    if (!place)
        return lk_error(ctx, LK_E_MEMORY, "no memory to number %zu segments", limit);
    for (size_t i = 0; i < pixels; i++)
        place[labels[i]] = 1;
    for (size_t k = 0; k < limit; k++)
        place[k] = place[k] ? next++ : 0;
    for (size_t i = 0; i < pixels; i++)
        labels[i] = place[labels[i]];
    *count = (uint32_t)next;
    return LK_OK;
}
