/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#include "weights.h"

static const char *const kinds[] = {"batch_normalization", "conv2d", "dense", "depthwise_conv2d",
                                    "separable_conv2d"};
enum { KINDS = sizeof kinds / sizeof kinds[0], MAX_NUMBER = 1 << 30 };

/* The kind of a layer without a name of its own, or KINDS; its number, 0 for
 * the first, and what comes after it in the weight's name. */
static size_t find_kind(const char *name, int64_t *number, const char **rest)
{
    for (size_t i = 0; i < KINDS; i++) {
        size_t length = strlen(kinds[i]);
        char *end = (char *)name + length;
        *number = 0;
        if (strncmp(name, kinds[i], length))
            continue;
        if (end[0] == '_' && end[1] >= '1' && end[1] <= '9')
            *number = strtoll(end + 1, &end, 10);
        *rest = end;
        if (*end == '/' && *number <= MAX_NUMBER)
            return i;
    }
    return KINDS;
}

lk_status graph_renumber_keras(lk_context *ctx, graph_weights *w)
{
    int64_t first[KINDS], number;
    const char *rest;
    for (size_t k = 0; k < KINDS; k++)
        first[k] = MAX_NUMBER;
    for (size_t i = 0; i < w->count; i++) {
        size_t k = find_kind(w->tensors[i].name, &number, &rest);
        if (k < KINDS && number < first[k])
            first[k] = number;
    }
    for (size_t i = 0; i < w->count; i++) {
        size_t k = find_kind(w->tensors[i].name, &number, &rest);
        if (k == KINDS || !first[k])
            continue;
        size_t room = strlen(w->tensors[i].name) + 1; /* no number grows */
        char *name = lk_alloc(ctx, room);
        if (!name)
            return lk_error(ctx, LK_E_MEMORY, "no memory for the weights of %s", w->file);
        if (number == first[k])
            snprintf(name, room, "%s%s", kinds[k], rest);
        else
            snprintf(name, room, "%s_%" PRId64 "%s", kinds[k], number - first[k], rest);
        w->tensors[i].name = name;
    }
    return LK_OK;
}
