/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#include "squares.h"

#include "../../common/lattice.h"

static size_t at_most(size_t side, int64_t pixels)
{
    return side < (size_t)pixels ? side : (size_t)pixels;
}

/* Pixels are added up along the rows. */
static void weigh(const lk_heatmap *map, const int32_t *labels, size_t count, double *weights,
                  double *pixels)
{
    const float *values = map->values.data;
    for (size_t i = 0, n = lk_tensor_count(&map->values); i < n; i++) {
        weights[labels[i]] += (double)values[i];
        pixels[labels[i]]++;
    }
    for (size_t k = 0; k < count; k++)
        weights[k] /= pixels[k];
}

lk_status squares_cut(lk_context *ctx, const lk_quality_request *request, size_t side,
                      lk_quality_request *out)
{
    const int64_t *shape = request->view->pixels.shape, *own = request->map->values.shape;
    size_t rows = at_most(side, shape[0]), columns = at_most(side, shape[1]),
           count = rows * columns;
    if (request->map->values.rank != 2 || own[0] != shape[0] || own[1] != shape[1])
        return lk_error(ctx, LK_E_INPUT, "the heatmap has another size than the view");
    int32_t *labels = lk_alloc_array(ctx, lk_tensor_count(&request->map->values), sizeof *labels);
    double *weights = lk_alloc_array(ctx, count, sizeof *weights);
    double *pixels = lk_alloc_array(ctx, count, sizeof *pixels);
    lk_tensor *segments = lk_alloc_array(ctx, 1, sizeof *segments);
    if (!labels || !weights || !pixels || !segments)
        return lk_error(ctx, LK_E_MEMORY, "no memory for %zu squares", count);
    lattice_fill(labels, (size_t)shape[0], (size_t)shape[1], rows, columns);
    weigh(request->map, labels, count, weights, pixels);
    *segments = lk_tensor_over(labels, LK_DTYPE_INT, 32, 2, shape);
    *out = *request;
    out->segments = segments;
    out->weights = weights;
    out->segment_count = (uint32_t)count;
    return LK_OK;
}
