/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#include <likeness/plugin.h>

#include "../common/flaw.h"
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
    "the mask is empty, a heatmap is the same everywhere or has no positive value, or there is "   \
    "no "                                                                                          \
    "heatmap"

static const lk_value_info values[VALUE_COUNT] = {
    [EMD] = {.id = "emd",
             .title = "Earth mover's distance",
             .unit = "cells",
             .high = INFINITY,
             .direction = -1,
             .symmetric = 1,
             .missing = UNDEFINED,
             .source = "Rubner et al., 2000: the least mean distance that the heatmap's positive "
                       "mass must travel to lie evenly on the mask, or as that of the other "
                       "heatmap, as the crow flies, on a grid over the frame"},
    [EMD_SHARE] = {.id = "emd_share",
                   .title = "Earth mover's distance over the diagonal",
                   .unit = "",
                   .high = 1,
                   .direction = -1,
                   .symmetric = 1,
                   .missing = UNDEFINED,
                   .source = "`emd` over the diagonal of its grid, so that grids of several sizes "
                             "can be compared"},
    [ROWS] = {.id = "wasserstein_rows",
              .title = "Wasserstein distance of the rows",
              .unit = "pixels",
              .high = INFINITY,
              .direction = -1,
              .symmetric = 1,
              .missing = UNDEFINED,
              .source = "First Wasserstein distance of the sums over each row of the heatmap's "
                        "positive mass and of the mask or the other heatmap: how far up or down it "
                        "must move"},
    [COLUMNS] = {.id = "wasserstein_columns",
                 .title = "Wasserstein distance of the columns",
                 .unit = "pixels",
                 .high = INFINITY,
                 .direction = -1,
                 .symmetric = 1,
                 .missing = UNDEFINED,
                 .source = "The same of the sums over each column: how far left or right"},
};

static double total(const frame_mass *m)
{
    double sum = 0;
    for (size_t i = 0, n = m->height * m->width; i < n; i++)
        sum += mass_at(m, i);
    return sum;
}

/* Why a heatmap has nothing to move, or NULL. */
static const char *obstacle(const lk_heatmap *map, const frame_mass *mass)
{
    double low, high;
    const char *flaw = map_flaw(&map->values, &low, &high);
    if (flaw)
        return flaw;
    return total(mass) > 0 ? NULL : "a heatmap has no positive value";
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

static frame_mass mass_of(const lk_heatmap *map)
{
    const lk_tensor *v = &map->values;
    return (frame_mass){
        .map = v->data, .height = (size_t)v->shape[0], .width = (size_t)v->shape[1]};
}

static lk_status score(const transport *t, lk_context *ctx, const frame_mass *from,
                       const frame_mass *to, lk_value *out)
{
    lk_status status = score_grid(ctx, from, to, (size_t)t->grid, out);
    return status ? status : score_lines(ctx, from, to, out);
}

static lk_status agreement(void *self, lk_context *ctx, const lk_heatmap *map,
                           const lk_region *foreground, const lk_region *mask, lk_value *out)
{
    (void)foreground;
    if (!map) {
        all_missing(out, VALUE_COUNT, "a foreground without a heatmap has no mass to move");
        return LK_OK;
    }
    if (!same_shape(&map->values, &mask->pixels))
        return lk_error(ctx, LK_E_INPUT, SIZES_DIFFER);
    frame_mass from = mass_of(map);
    frame_mass to = {.mask = mask->pixels.data, .height = from.height, .width = from.width};
    const char *reason = total(&to) > 0 ? obstacle(map, &from) : "the mask is empty";
    if (reason)
        all_missing(out, VALUE_COUNT, reason);
    return reason ? LK_OK : score(self, ctx, &from, &to, out);
}

static lk_status similarity(void *self, lk_context *ctx, const lk_heatmap *a, const lk_heatmap *b,
                            lk_value *out)
{
    if (!same_shape(&a->values, &b->values))
        return lk_error(ctx, LK_E_INPUT, HEATMAPS_DIFFER);
    frame_mass from = mass_of(a), to = mass_of(b);
    const char *reason = obstacle(a, &from);
    if (!reason)
        reason = obstacle(b, &to);
    if (reason)
        all_missing(out, VALUE_COUNT, reason);
    return reason ? LK_OK : score(self, ctx, &from, &to, out);
}

static const lk_metric_ops ops = {.struct_size = sizeof ops,
                                  .value_count = VALUE_COUNT,
                                  .values = values,
                                  .value_size = sizeof values[0],
                                  .agreement = agreement,
                                  .similarity = similarity};

LK_PLUGIN(.stage = LK_STAGE_METRIC, .name = "transport", .version = "0.1.0", .revision = 2,
          .summary = "How far a heatmap's mass lies from the mask, or from that of another: earth "
                     "mover's distance, and the "
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
