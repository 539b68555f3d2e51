/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#include <likeness/plugin.h>

#include "../common/value.h"
#include "grid.h"
#include "simplex.h"

enum { EMD, EMD_SHARE, ROWS, COLUMNS, VALUE_COUNT };

typedef struct transport {
    int64_t grid;
} transport;

static const lk_param params[] = {
    {.name = "grid",
     .type = LK_INT,
     .offset = offsetof(transport, grid),
     .fallback = "14",
     .low = 2,
     .high = 32,
     .unit = "cells",
     .doc = "Cells along each side of the grid to which heatmap and mask are averaged before the "
            "earth mover's distance; its cost grows about with the fourth power."},
};

#define UNDEFINED                                                                                  \
    "the mask is empty, the heatmap is the same everywhere or has no positive value, or there is " \
    "no heatmap"

static const lk_value_info values[VALUE_COUNT] = {
    [EMD] = {.id = "emd",
             .title = "Earth mover's distance",
             .unit = "cells",
             .high = INFINITY,
             .direction = -1,
             .missing = UNDEFINED,
             .source = "Rubner et al., 2000: the least mean distance that the heatmap's positive "
                       "mass must travel to lie evenly on the mask, as the crow flies, on a grid "
                       "over the frame"},
    [EMD_SHARE] = {.id = "emd_share",
                   .title = "Earth mover's distance over the diagonal",
                   .unit = "",
                   .high = 1,
                   .direction = -1,
                   .missing = UNDEFINED,
                   .source = "`emd` over the diagonal of its grid, so that grids of several sizes "
                             "can be compared"},
    [ROWS] = {.id = "wasserstein_rows",
              .title = "Wasserstein distance of the rows",
              .unit = "pixels",
              .high = INFINITY,
              .direction = -1,
              .missing = UNDEFINED,
              .source = "First Wasserstein distance of the sums over each row of the heatmap's "
                        "positive mass and of the mask: how far up or down it must move"},
    [COLUMNS] = {.id = "wasserstein_columns",
                 .title = "Wasserstein distance of the columns",
                 .unit = "pixels",
                 .high = INFINITY,
                 .direction = -1,
                 .missing = UNDEFINED,
                 .source = "The same of the sums over each column: how far left or right"},
};

static void all_missing(lk_value *out, const char *reason)
{
    for (size_t i = 0; i < VALUE_COUNT; i++)
        value_missing(&out[i], reason);
}

/* Why there is nothing to move, or NULL. */
static const char *obstacle(const frame_mass *map, const frame_mass *mask)
{
    double of_map = 0, of_mask = 0;
    int constant = 1;
    for (size_t i = 0, n = map->height * map->width; i < n; i++) {
        of_map += mass_at(map, i);
        of_mask += mass_at(mask, i);
        constant = constant && map->map[i] == map->map[0];
    }
    if (!(of_mask > 0))
        return "the mask is empty";
    if (constant)
        return "the heatmap is the same everywhere";
    if (!(of_map > 0))
        return "the heatmap has no positive value";
    return isfinite(of_map) ? NULL : "the heatmap has a value that is not finite";
}

static lk_status score_grid(lk_context *ctx, const frame_mass *map, const frame_mass *mask,
                            size_t side, lk_value *out)
{
    double *from = lk_alloc_array(ctx, side * side, sizeof *from), distance;
    double *to = lk_alloc_array(ctx, side * side, sizeof *to);
    double *band = lk_alloc_array(ctx, map->width, sizeof *band);
    if (!from || !to || !band)
        return lk_error(ctx, LK_E_MEMORY, "no memory for a grid of %zu x %zu cells.", side, side);
    grid_mass(map, side, band, from);
    grid_mass(mask, side, band, to);
    lk_status status = earth_movers_distance(ctx, from, to, side, side, &distance);
    if (status)
        return status;
    value_set(&out[EMD], distance);
    value_set(&out[EMD_SHARE], distance / ((double)side * sqrt(2)));
    return LK_OK;
}

static lk_status score_lines(lk_context *ctx, const frame_mass *map, const frame_mass *mask,
                             lk_value *out)
{
    size_t height = map->height, width = map->width;
    double *from = lk_alloc_array(ctx, height + width, sizeof *from);
    double *to = lk_alloc_array(ctx, height + width, sizeof *to);
    if (!from || !to)
        return lk_error(ctx, LK_E_MEMORY, "no memory for the sums of %zu rows and columns.",
                        height + width);
    line_mass(map, from, from + height);
    line_mass(mask, to, to + height);
    value_set(&out[ROWS], line_distance(from, to, height));
    value_set(&out[COLUMNS], line_distance(from + height, to + height, width));
    return LK_OK;
}

static lk_status agreement(void *self, lk_context *ctx, const lk_heatmap *map,
                           const lk_region *foreground, const lk_region *mask, lk_value *out)
{
    const transport *t = self;
    (void)foreground;
    if (!map) {
        all_missing(out, "a foreground without a heatmap has no mass to move");
        return LK_OK;
    }
    if (!same_shape(&map->values, &mask->pixels))
        return lk_error(ctx, LK_E_INPUT, SIZES_DIFFER);
    size_t height = (size_t)map->values.shape[0], width = (size_t)map->values.shape[1];
    frame_mass from = {.map = map->values.data, .height = height, .width = width};
    frame_mass to = {.mask = mask->pixels.data, .height = height, .width = width};
    const char *reason = obstacle(&from, &to);
    if (reason) {
        all_missing(out, reason);
        return LK_OK;
    }
    lk_status status = score_grid(ctx, &from, &to, (size_t)t->grid, out);
    return status ? status : score_lines(ctx, &from, &to, out);
}

static const lk_metric_ops ops = {.struct_size = sizeof ops,
                                  .value_count = VALUE_COUNT,
                                  .values = values,
                                  .value_size = sizeof values[0],
                                  .agreement = agreement};

LK_PLUGIN(.stage = LK_STAGE_METRIC, .name = "transport", .version = "0.1.0", .revision = 1,
          .summary = "How far a heatmap's mass lies from the mask: earth mover's distance, and the "
                     "Wasserstein distances of its rows and columns.",
          .details =
              "Overlap says nothing of how near a miss is; these do. Negative values are taken for "
              "0, mass and mask are divided by their sums. The earth mover's distance is exact, on "
              "heatmap and mask averaged by area to a grid of `grid` x `grid` cells, whatever the "
              "proportions of the frame; the other two are exact on the pixels. They look at the "
              "heatmap itself, so that they are the same for every binariser, and are missing for "
              "baselines that are only a foreground. What a blind answer would get is not known "
              "in closed form: compare with the baselines.",
          .licence = "MIT", .author = "The Likeness authors",
          .capabilities = LK_CAP_DETERMINISTIC | LK_CAP_REENTRANT,
          .instance_size = sizeof(transport), LK_PARAMS(params), .ops = &ops)
