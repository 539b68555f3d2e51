/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#include <likeness/plugin.h>

#include "../planes/labels.h"
#include "../planes/planes.h"
#include "edges.h"
#include "forest.h"

typedef struct felzenszwalb {
    double scale, sigma;
    int64_t min_size;
} felzenszwalb;

static const lk_param params[] = {
    {.name = "scale",
     .type = LK_DOUBLE,
     .offset = offsetof(felzenszwalb, scale),
     .fallback = "100",
     .low = 0,
     .high = 1e9,
     .unit = "255ths of colour x pixels",
     .doc = "How much two segments may differ beyond what each differs within, times its pixels: "
            "the larger, the larger the segments."},
    {.name = "sigma",
     .type = LK_DOUBLE,
     .offset = offsetof(felzenszwalb, sigma),
     .fallback = "0.5",
     .low = 0,
     .high = 1000,
     .unit = "pixels",
     .doc = "Width of the Gaussian that smooths the view first; 0 for none."},
    {.name = "min_size",
     .type = LK_INT,
     .offset = offsetof(felzenszwalb, min_size),
     .fallback = "50",
     .low = 0,
     .high = INT32_MAX,
     .unit = "pixels",
     .doc = "Segments smaller than this join the neighbour that differs least."},
};

static lk_status segment(void *self, lk_context *ctx, const lk_raster *view,
                         const lk_landmarks *landmarks, lk_tensor *labels, uint32_t *count)
{
    const felzenszwalb *z = self;
    planes image;
    edges e;
    size_t height, width;
    (void)landmarks;
    lk_status status = planes_size(ctx, view, labels, &height, &width);
    if (!status)
        status = planes_open(ctx, view, &image);
    if (!status)
        status = planes_blur(ctx, &image, z->sigma);
    if (!status)
        status = edges_list(ctx, &image, &e);
    if (!status)
        status = edges_sort(ctx, &e);
    if (!status)
        status = forest_join(ctx, &e, height * width, z->scale / 255, z->min_size, labels->data);
    if (status)
        return status;
    return labels_close_gaps(ctx, labels->data, height * width, height * width, count);
}

static const lk_segmenter_ops ops = {.struct_size = sizeof ops, .segment = segment};

LK_PLUGIN(.stage = LK_STAGE_SEGMENTER, .name = "felzenszwalb", .version = "0.1.0", .revision = 1,
          .summary = "Segments of like pixels, joined along a graph's cheapest edges.",
          .details =
              "After P. F. Felzenszwalb and D. P. Huttenlocher, Efficient Graph-Based Image "
              "Segmentation, IJCV 2004. The labels are those of scikit-image 0.19.3 with NumPy "
              "1.24: for a view in 0..255, skimage.segmentation.felzenszwalb(view.astype(float) * "
              "(1 / 255), scale=scale, sigma=sigma, min_size=min_size), which is what it does with "
              "a uint8 image; edges of equal cost, as flat areas have, are taken in the order of "
              "that NumPy's argsort. scikit-image's own defaults are scale 1, sigma 0.8, min_size "
              "20; these are its example's. How many segments there are depends on the view, from "
              "one to hundreds.",
          .licence = "MIT", .author = "The Likeness authors",
          .capabilities = LK_CAP_DETERMINISTIC | LK_CAP_REENTRANT,
          .instance_size = sizeof(felzenszwalb), LK_PARAMS(params), .ops = &ops)
