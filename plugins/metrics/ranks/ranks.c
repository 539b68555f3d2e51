/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#include <likeness/plugin.h>

#include "../common/flaw.h"
#include "ranked.h"

enum { SPEARMAN, KENDALL, VALUE_COUNT };

static const lk_value_info values[VALUE_COUNT] = {
    [SPEARMAN] = {.id = "spearman",
                  .title = "Spearman correlation",
                  .unit = "",
                  .low = -1,
                  .high = 1,
                  .direction = 1,
                  .symmetric = 1,
                  .missing = "a heatmap is constant",
                  .source =
                      "Spearman, 1904: Pearson's r of the pixels' ranks, equal values sharing "
                      "the mean of theirs"},
    [KENDALL] = {.id = "kendall_tau_b",
                 .title = "Kendall's tau-b",
                 .unit = "",
                 .low = -1,
                 .high = 1,
                 .direction = 1,
                 .symmetric = 1,
                 .missing = "a heatmap is constant",
                 .source = "Kendall, 1945: pairs of pixels that both maps order alike, less those "
                           "they order otherwise, over the geometric mean of the pairs that each "
                           "orders; counted as by Knight, 1966"},
};

static lk_status correlate(lk_context *ctx, const lk_tensor *a, const lk_tensor *b, lk_value *out)
{
    ranked r;
    lk_status status = ranked_open(ctx, a, b, &r);
    if (!status) {
        value_set(&out[SPEARMAN], ranked_spearman(&r));
        value_set(&out[KENDALL], ranked_kendall(&r));
    }
    ranked_close(&r);
    return status;
}

static lk_status similarity(void *self, lk_context *ctx, const lk_heatmap *a, const lk_heatmap *b,
                            lk_value *out)
{
    (void)self;
    if (!same_shape(&a->values, &b->values))
        return lk_error(ctx, LK_E_INPUT, HEATMAPS_DIFFER);
    const char *flaw = pair_flaw(&a->values, &b->values);
    if (flaw)
        all_missing(out, VALUE_COUNT, flaw);
    return flaw ? LK_OK : correlate(ctx, &a->values, &b->values, out);
}

static const lk_metric_ops ops = {.struct_size = sizeof ops,
                                  .value_count = VALUE_COUNT,
                                  .values = values,
                                  .value_size = sizeof values[0],
                                  .similarity = similarity};

LK_PLUGIN(.stage = LK_STAGE_METRIC, .name = "ranks", .version = "0.1.0", .revision = 1,
          .summary = "How alike two heatmaps order their pixels: Spearman, Kendall's tau-b.",
          .details =
              "Both are exact over all pixels and count equal values as equal, so maps of few "
              "levels can be compared. A constant heatmap orders nothing: both are missing.",
          .licence = "MIT", .author = "The Likeness authors",
          .capabilities = LK_CAP_DETERMINISTIC | LK_CAP_REENTRANT, .ops = &ops)
