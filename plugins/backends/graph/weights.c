/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#include "weights.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

/* ---- Names ---------------------------------------------------------------------- */

const char *graph_keras_word(const char *role)
{
    static const struct {
        const char *role, *word;
    } words[] = {{"filters", "kernel"},
                 {"weights", "kernel"},
                 {"depthwise_filter", "depthwise_kernel"},
                 {"pointwise_filter", "pointwise_kernel"},
                 {"mean", "moving_mean"},
                 {"variance", "moving_variance"}};
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++)
        if (!strcmp(words[i].role, role))
            return words[i].word;
    return role; /* bias, gamma, beta */
}

static int compare_names(const void *a, const void *b)
{
    return strcmp(((const graph_tensor *)a)->name, ((const graph_tensor *)b)->name);
}

const graph_tensor *graph_weights_find(const graph_weights *w, const char *name)
{
    const graph_tensor key = {.name = name};
    return w->count ? bsearch(&key, w->tensors, w->count, sizeof key, compare_names) : NULL;
}

static lk_status sort_names(lk_context *ctx, graph_weights *w)
{
    if (w->count)
        qsort(w->tensors, w->count, sizeof *w->tensors, compare_names);
    for (size_t i = 1; i < w->count; i++)
        if (!strcmp(w->tensors[i].name, w->tensors[i - 1].name))
            return lk_error(ctx, LK_E_INPUT, "%s: two tensors are called `%s`", w->file,
                            w->tensors[i].name);
    return LK_OK;
}

int graph_stays_beside(const char *path)
{
    return *path && *path != '/' && !strstr(path, "..") && !strchr(path, '$');
}

/* ---- Values ----------------------------------------------------------------------- */

void graph_format_extents(const int64_t *shape, int32_t rank, char out[GRAPH_EXTENTS_SIZE])
{
    size_t used = 0;
    snprintf(out, GRAPH_EXTENTS_SIZE, "a single number");
    for (int32_t i = 0; i < rank; i++)
        used += (size_t)snprintf(out + used, GRAPH_EXTENTS_SIZE - used, "%s%" PRId64, i ? "x" : "",
                                 shape[i]);
}

int graph_count_elements(size_t *elements, int64_t extent)
{
    if (extent < 0 || (extent && *elements > (size_t)(GRAPH_MAX_ELEMENTS / extent)))
        return 0;
    *elements *= (size_t)extent;
    return 1;
}

lk_status graph_floats_at(lk_context *ctx, const void *bytes, size_t count, const float **out)
{
    if ((uintptr_t)bytes % _Alignof(float) == 0) {
        *out = bytes;
        return LK_OK;
    }
    float *copy = lk_alloc_array(ctx, count, sizeof *copy);
    if (!copy)
        return lk_error(ctx, LK_E_MEMORY, "no memory for the weights of the network");
    *out = memcpy(copy, bytes, count * sizeof *copy);
    return LK_OK;
}

int graph_are_finite(const float *values, size_t count)
{
    int finite = 1;
    for (size_t i = 0; i < count; i++)
        finite &= values[i] - values[i] == 0;
    return finite;
}

/* ---- Files -------------------------------------------------------------------------- */

static graph_format guess_format(const uint8_t *bytes, size_t size)
{
    static const uint8_t hdf5[8] = "\x89HDF\r\n\x1a\n";
    if (size >= sizeof hdf5 && !memcmp(bytes, hdf5, sizeof hdf5))
        return GRAPH_HDF5;
    size_t at = 0;
    while (at < size && strchr(" \t\r\n", bytes[at]) && bytes[at])
        at++;
    /* The length of a header, which safetensors begin with, has zeros after it. */
    int is_text = at < size && (bytes[at] == '{' || bytes[at] == '[') && !memchr(bytes, 0, size);
    return is_text ? GRAPH_TFJS : GRAPH_SAFETENSORS;
}

lk_status graph_read_weights(lk_context *ctx, graph_format format, const char *path,
                             const char *beside, graph_weights *out)
{
    graph_weights w = {.file = path};
    const void *bytes = NULL;
    size_t size = 0;
    lk_status status = LK_OK;
    if (format != GRAPH_TFJS)
        status = ctx->host->map_file(ctx, path, beside, 0, &bytes, &size);
    if (!status && format == GRAPH_ANY_FORMAT)
        format = guess_format(bytes, size);
    if (!status)
        status = format == GRAPH_TFJS   ? graph_read_tfjs(ctx, path, beside, &w)
                 : format == GRAPH_HDF5 ? graph_read_hdf5(ctx, bytes, size, &w)
                                        : graph_read_safetensors(ctx, bytes, size, &w);
    if (!status)
        status = sort_names(ctx, &w);
    if (!status)
        *out = w;
    return status;
}
