/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#include <likeness/plugin.h>

#include "../planes/labels.h"
#include "../planes/planes.h"
#include "tree.h"

typedef struct quickshift {
    double ratio, kernel_size, max_dist, sigma;
    int lab;
    int64_t seed;
} quickshift;

static const lk_param params[] = {
    {.name = "kernel_size",
     .type = LK_DOUBLE,
     .offset = offsetof(quickshift, kernel_size),
     .fallback = "4",
     .low = 1,
     .high = 100,
     .unit = "pixels",
     .doc = "Width of the Gaussian that the density is estimated with; pixels within three of them "
            "see each other. The larger, the fewer superpixels, and the longer it takes."},
    {.name = "max_dist",
     .type = LK_DOUBLE,
     .offset = offsetof(quickshift, max_dist),
     .fallback = "200",
     .low = 0,
     .high = 1e6,
     .unit = "pixels",
     .doc = "Pixels farther apart than this, in colour and place, are not linked: the larger, the "
            "fewer superpixels."},
    {.name = "ratio",
     .type = LK_DOUBLE,
     .offset = offsetof(quickshift, ratio),
     .fallback = "0.2",
     .low = 0,
     .high = 1,
     .unit = "pixels",
     .doc = "How many pixels of place one unit of colour weighs as much as."},
    {.name = "sigma",
     .type = LK_DOUBLE,
     .offset = offsetof(quickshift, sigma),
     .fallback = "0",
     .low = 0,
     .high = 1000,
     .unit = "pixels",
     .doc = "Width of the Gaussian that smooths the colours first; 0 for none."},
    {.name = "lab",
     .type = LK_BOOL,
     .offset = offsetof(quickshift, lab),
     .fallback = "true",
     .doc = "Whether colours are compared in CIE Lab, or else in RGB of 0..1."},
    {.name = "seed",
     .type = LK_INT,
     .offset = offsetof(quickshift, seed),
     .fallback = "42",
     .low = 0,
     .high = INT32_MAX,
     .doc = "Of the noise that breaks ties between equally dense pixels."},
};

static lk_status segment(void *self, lk_context *ctx, const lk_raster *view,
                         const lk_landmarks *landmarks, lk_tensor *labels, uint32_t *count)
{
    const quickshift *q = self;
    planes image;
    tree t;
    size_t height, width;
    (void)landmarks;
    lk_status status = planes_size(ctx, view, labels, &height, &width);
    if (!status)
        status = planes_open(ctx, view, &image);
    if (status)
        return status;
    if (q->lab)
        planes_to_lab(&image);
    status = planes_blur(ctx, &image, q->sigma);
    planes_scale(&image, q->ratio);
    if (!status)
        status = tree_grow(ctx, &image, q->kernel_size, (uint32_t)q->seed, &t);
    if (status)
        return status;
    tree_cut(&t, height * width, q->max_dist, labels->data);
    return labels_close_gaps(ctx, labels->data, height * width, height * width, count);
}

static const lk_segmenter_ops ops = {.struct_size = sizeof ops, .segment = segment};

LK_PLUGIN(.stage = LK_STAGE_SEGMENTER, .name = "quickshift", .version = "0.1.0", .revision = 1,
          .summary =
              "Superpixels by seeking modes of density in Lab colour and place (quick shift).",
          .details =
              "After A. Vedaldi and S. Soatto, Quick Shift and Kernel Methods for Mode Seeking, "
              "ECCV 2008: each pixel is linked to the nearest denser one, and links longer than "
              "`max_dist` are cut. The labels are those of scikit-image 0.19.3: for a view in "
              "0..255, skimage.segmentation.quickshift(view.astype(float) * (1 / 255), "
              "ratio=ratio, kernel_size=kernel_size, max_dist=max_dist, sigma=sigma, "
              "convert2lab=lab, random_seed=seed), which is what it does with a uint8 image. The "
              "defaults are those of lime by M. T. Ribeiro, which draws a seed of 0..999 for each "
              "explanation; scikit-image's own are kernel_size 5, max_dist 10, ratio 1.",
          .licence = "MIT", .author = "The Likeness authors",
          .capabilities = LK_CAP_DETERMINISTIC | LK_CAP_REENTRANT,
          .instance_size = sizeof(quickshift), LK_PARAMS(params), .ops = &ops)
