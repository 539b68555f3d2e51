/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#ifndef LK_TESTS_SDK_UNRULY_SEGMENTER_H
#define LK_TESTS_SDK_UNRULY_SEGMENTER_H

/* What segmenters of this folder do where they do well: each row is a segment. */

#include "how.h"

static lk_status rows(lk_context *ctx, const lk_tensor *labels, uint32_t *count)
{
    int64_t h = labels->shape[0], w = labels->shape[1];
    int32_t *own = (int32_t *)lk_alloc_array(ctx, (size_t)(h * w), sizeof *own);
    if (!own)
        return lk_error(ctx, LK_E_MEMORY, "there is no memory for the labels");
    for (int64_t i = 0; i < h * w; i++) {
        if (i % w == 0 && lk_cancelled(ctx))
            return LK_CANCELLED;
        own[i] = (int32_t)(i / w);
    }
    memcpy(labels->data, own, (size_t)(h * w) * sizeof *own);
    *count = (uint32_t)h;
    return LK_OK;
}

#endif
