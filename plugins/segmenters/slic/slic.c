/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#include <likeness/plugin.h>

#include "../planes/labels.h"
#include "../planes/planes.h"
#include "cluster.h"
#include "connect.h"

typedef struct slic {
    int64_t segments, iterations;
    double compactness, sigma, min_size, max_size;
    int connected;
} slic;

static const lk_param params[] = {
    {.name = "segments",
     .type = LK_INT,
     .offset = offsetof(slic, segments),
     .fallback = "30",
     .low = 1,
     .high = 1000000,
     .doc = "About how many superpixels to make; they start from the square grid nearest to it, "
            "and connecting them may leave fewer or more."},
    {.name = "compactness",
     .type = LK_DOUBLE,
     .offset = offsetof(slic, compactness),
     .fallback = "20",
     .low = 1e-6,
     .high = 1e6,
     .doc = "How many units of Lab colour weigh as much as one step of the grid: the larger, the "
            "squarer the superpixels."},
    {.name = "iterations",
     .type = LK_INT,
     .offset = offsetof(slic, iterations),
     .fallback = "10",
     .low = 1,
     .high = 10000,
     .doc = "Rounds of k-means, at most: it stops when no label changes."},
    {.name = "sigma",
     .type = LK_DOUBLE,
     .offset = offsetof(slic, sigma),
     .fallback = "0",
     .low = 0,
     .high = 1000,
     .unit = "pixels",
     .doc = "Width of the Gaussian that smooths the Lab image first; 0 for none."},
    {.name = "connected",
     .type = LK_BOOL,
     .offset = offsetof(slic, connected),
     .fallback = "true",
     .doc = "Whether to make each superpixel one piece, of a size within the two bounds below."},
    {.name = "min_size",
     .type = LK_DOUBLE,
     .offset = offsetof(slic, min_size),
     .fallback = "0.5",
     .low = 0,
     .high = 1e6,
     .unit = "mean superpixels",
     .doc = "Pieces smaller than this join a neighbour."},
    {.name = "max_size",
     .type = LK_DOUBLE,
     .offset = offsetof(slic, max_size),
     .fallback = "3",
     .low = 0,
     .high = 1e6,
     .unit = "mean superpixels",
     .doc = "Pieces larger than this are cut."},
};

/* `share` of the mean superpixel in whole pixels, no more than there are. */
static size_t piece_size(double share, size_t pixels, size_t centre_count)
{
    double size = share * ((double)pixels / (double)centre_count);
    return size < (double)pixels ? (size_t)size : pixels;
}

static lk_status connect(const slic *s, lk_context *ctx, const planes *image, size_t centre_count,
                         int32_t *labels, uint32_t *count)
{
    size_t pixels = image->height * image->width;
    if (!s->connected)
        return labels_close_gaps(ctx, labels, pixels, centre_count, count);
    return connect_labels(ctx, image->height, image->width,
                          piece_size(s->min_size, pixels, centre_count),
                          piece_size(s->max_size, pixels, centre_count), labels, count);
}

static lk_status segment(void *self, lk_context *ctx, const lk_raster *view,
                         const lk_landmarks *landmarks, lk_tensor *labels, uint32_t *count)
{
    const slic *s = self;
    planes image;
    size_t height, width;
    (void)landmarks;
    lk_status status = planes_size(ctx, view, labels, &height, &width);
    if (!status)
        status = planes_open(ctx, view, &image);
    if (status)
        return status;
    planes_stretch(&image);
    planes_to_lab(&image);
    status = planes_blur(ctx, &image, s->sigma);
    planes_scale(&image, 1 / s->compactness);
    seed_grid seeds = seeds_place(height, width, (size_t)s->segments);
    if (!status)
        status = cluster_pixels(ctx, &image, &seeds, (size_t)s->iterations, labels->data);
    if (status)
        return status;
    return connect(s, ctx, &image, seeds.rows.count * seeds.columns.count, labels->data, count);
}

static const lk_segmenter_ops ops = {.struct_size = sizeof ops, .segment = segment};

LK_PLUGIN(.stage = LK_STAGE_SEGMENTER, .name = "slic", .version = "0.1.0", .revision = 1,
          .summary = "Superpixels by k-means in Lab colour and place (SLIC).",
          .details =
              "After Achanta et al., SLIC Superpixels Compared to State-of-the-art Superpixel "
              "Methods, TPAMI 2012. The labels are those of scikit-image 0.19.3: for a view in "
              "0..255, skimage.segmentation.slic(view.astype(float) / 255, n_segments=segments, "
              "compactness=compactness, max_num_iter=iterations, sigma=sigma, "
              "enforce_connectivity=connected, min_size_factor=min_size, "
              "max_size_factor=max_size, start_label=0). As there, the view is first stretched "
              "by its own minimum and maximum, so brightness and contrast do not matter. Where "
              "pieces need not be connected, empty superpixels leave no gap in the numbering "
              "here.",
          .licence = "MIT", .author = "The Likeness authors",
          .capabilities = LK_CAP_DETERMINISTIC | LK_CAP_REENTRANT, .instance_size = sizeof(slic),
          LK_PARAMS(params), .ops = &ops)
