/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#include <likeness/plugin.h>

#include <stdlib.h>

#include "../../binarisers/values/order.h"
#include "../../binarisers/values/rank.h"
#include "../common/flaw.h"

enum { OVERLAP, IOU, VALUE_COUNT };

typedef struct top {
    double share;
} top;

static const lk_param params[] = {
    {.name = "share",
     .type = LK_DOUBLE,
     .offset = offsetof(top, share),
     .fallback = "0.05",
     .low = 0.0001,
     .high = 1,
     .unit = "of the pixels",
     .doc = "How many of the largest values of each map are compared; rounded down, at least one."},
};

static const lk_value_info values[VALUE_COUNT] = {
    [OVERLAP] = {.id = "top_overlap",
                 .title = "Overlap of the largest values",
                 .unit = "",
                 .low = 0,
                 .high = 1,
                 .direction = 1,
                 .symmetric = 1,
                 .missing = "a heatmap is constant",
                 .source =
                     "Feature agreement (Krishna et al., 2022): the share of the k first pixels "
                     "of one map that are among those of the other"},
    [IOU] = {.id = "top_iou",
             .title = "Intersection over union of the largest values",
             .unit = "",
             .low = 0,
             .high = 1,
             .direction = 1,
             .symmetric = 1,
             .missing = "a heatmap is constant",
             .source = "Jaccard's index of the sets of the k first pixels"},
};

static void mark_first(const lk_tensor *map, size_t k, uint64_t *keys, uint8_t *out)
{
    const float *v = map->data;
    size_t n = lk_tensor_count(map);
    for (size_t i = 0; i < n; i++)
        keys[i] = order_key(v[i]);
    rank_smallest(keys, n, k, out);
}

static lk_status compare(const top *t, lk_context *ctx, const lk_tensor *a, const lk_tensor *b,
                         lk_value *out)
{
    size_t n = lk_tensor_count(a), k = (size_t)(t->share * (double)n), shared = 0;
    uint64_t *keys = calloc(n, sizeof *keys);
    uint8_t *marks = calloc(n, 2);
    lk_status status = LK_OK;
    k = k ? k : 1;
    if (keys && marks) {
        mark_first(a, k, keys, marks);
        mark_first(b, k, keys, marks + n);
        for (size_t i = 0; i < n; i++)
            shared += (size_t)(marks[i] & marks[n + i]);
        value_set_chance(&out[OVERLAP], (double)shared / (double)k, (double)k / (double)n);
        value_set(&out[IOU], (double)shared / (double)(2 * k - shared));
    } else {
        status = lk_error(ctx, LK_E_MEMORY, "no memory to order %zu pixels", n);
    }
    free(keys);
    free(marks);
    return status;
}

static lk_status similarity(void *self, lk_context *ctx, const lk_heatmap *a, const lk_heatmap *b,
                            lk_value *out)
{
    if (!same_shape(&a->values, &b->values))
        return lk_error(ctx, LK_E_INPUT, HEATMAPS_DIFFER);
    const char *flaw = pair_flaw(&a->values, &b->values);
    if (flaw)
        all_missing(out, VALUE_COUNT, flaw);
    return flaw ? LK_OK : compare(self, ctx, &a->values, &b->values, out);
}

static const lk_metric_ops ops = {.struct_size = sizeof ops,
                                  .value_count = VALUE_COUNT,
                                  .values = values,
                                  .value_size = sizeof values[0],
                                  .similarity = similarity};

LK_PLUGIN(.stage = LK_STAGE_METRIC, .name = "top", .version = "0.1.0", .revision = 1,
          .summary = "How far the largest values of two heatmaps lie on the same pixels.",
          .details =
              "Exactly k pixels of each map are taken, equal values row by row. Chance is what "
              "k pixels at random places would share.",
          .licence = "MIT", .author = "The Likeness authors",
          .capabilities = LK_CAP_DETERMINISTIC | LK_CAP_REENTRANT, .instance_size = sizeof(top),
          LK_PARAMS(params), .ops = &ops)
