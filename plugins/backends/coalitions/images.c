/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#include "images.h"

static lk_status normalise_all(lk_context *ctx, const graph *g, const lk_tensor *pictures,
                               uint32_t count, const float *const **out)
{
    const graph_shape *s = &g->nodes[0].shape;
    const float **list = lk_alloc_array(ctx, count, sizeof *list);
    for (uint32_t i = 0; list && i < count; i++) {
        float *image = lk_alloc_array(ctx, graph_size(s), sizeof *image);
        if (!image)
            list = NULL;
        else
            graph_normalise_view(&g->normalise, pictures[i].data, graph_pixels(s), image);
        if (list)
            list[i] = image;
    }
    *out = list;
    return list ? LK_OK : lk_error(ctx, LK_E_MEMORY, "no memory for the images of the coalitions");
}

lk_status images_open(lk_context *ctx, const graph *g, const lk_coalitions *problem, images *out)
{
    const graph_shape *s = &g->nodes[0].shape;
    *out = (images){.problem = problem, .pixels = graph_pixels(s), .channels = (size_t)s->channels};
    lk_status status = normalise_all(ctx, g, problem->bases, problem->base_count, &out->bases);
    return status ? status
                  : normalise_all(ctx, g, problem->fills, problem->fill_count, &out->fills);
}

void images_paint(const images *i, size_t row, float *out)
{
    for (size_t p = 0; p < i->pixels; p++) {
        const float *from = images_pixel(i, row, p);
        for (size_t k = 0; k < i->channels; k++)
            *out++ = from[k];
    }
}
