/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#include <stdlib.h>

#include "../../common/ascending.h"

#include "../common/value.h"

enum { ENTROPY, SPARSENESS, EFFECTIVE, VALUE_COUNT };

#define ZERO "the heatmap is zero everywhere"

typedef struct complexity {
    double threshold;
} complexity;

static const lk_param params[] = {
    {.name = "threshold",
     .type = LK_DOUBLE,
     .offset = offsetof(complexity, threshold),
     .fallback = "0.1",
     .low = 0,
     .high = 1,
     .doc = "Share of the largest magnitude above which a pixel counts for the effective "
            "complexity."},
};

static const lk_value_info values[VALUE_COUNT] = {
    [ENTROPY] = {.id = "entropy",
                 .title = "Entropy of the magnitudes",
                 .unit = "nat",
                 .high = INFINITY,
                 .direction = -1,
                 .missing = ZERO,
                 .source = "Bhatt, Weller and Moura (IJCAI 2020), definition 4, over pixels"},
    [SPARSENESS] = {.id = "sparseness",
                    .title = "Sparseness (Gini index)",
                    .unit = "",
                    .high = 1,
                    .direction = 1,
                    .missing = ZERO,
                    .source = "Chalasani et al. (ICML 2020), section 4: the Gini index of the "
                              "magnitudes, over pixels"},
    [EFFECTIVE] = {.id = "effective_complexity",
                   .title = "Effective complexity",
                   .unit = "px",
                   .high = INFINITY,
                   .direction = -1,
                   .missing = ZERO,
                   .source = "Nguyen and Martinez (2020), section 3.2, as a count of the pixels "
                             "above a share of the largest magnitude"},
};

/* Sums go up from the smallest. */
static void measure(const complexity *c, const double *sorted, size_t count, lk_value *out)
{
    double sum = 0, ranked = 0, entropy = 0, above = 0;
    for (size_t i = 0; i < count; i++) {
        sum += sorted[i];
        ranked += (2.0 * (double)(i + 1) - (double)count - 1) * sorted[i];
        above += sorted[i] > c->threshold * sorted[count - 1];
    }
    for (size_t i = 0; i < count; i++)
        if (sorted[i] > 0)
            entropy -= sorted[i] / sum * log(sorted[i] / sum);
    value_set(&out[ENTROPY], entropy > 0 ? entropy : 0);
    value_set(&out[SPARSENESS], ranked / ((double)count * sum));
    value_set(&out[EFFECTIVE], above);
}

static lk_status quality(void *self, lk_context *ctx, const lk_quality_request *q, lk_value *out)
{
    const float *map = q->map->values.data;
    size_t count = lk_tensor_count(&q->map->values);
    double *magnitudes = lk_alloc_array(ctx, count, sizeof *magnitudes);
    if (!magnitudes)
        return lk_error(ctx, LK_E_MEMORY, "no memory for %zu pixels", count);
    for (size_t i = 0; i < count; i++)
        magnitudes[i] = fabs((double)map[i]);
    qsort(magnitudes, count, sizeof *magnitudes, ascending);
    if (count && magnitudes[count - 1] > 0)
        measure(self, magnitudes, count, out);
    else
        for (size_t i = 0; i < VALUE_COUNT; i++)
            value_missing(&out[i], ZERO);
    return LK_OK;
}

static const lk_metric_ops ops = {.struct_size = sizeof ops,
                                  .value_count = VALUE_COUNT,
                                  .values = values,
                                  .value_size = sizeof values[0],
                                  .quality = quality};

LK_PLUGIN(.stage = LK_STAGE_METRIC, .name = "complexity", .version = "0.1.0", .revision = 1,
          .summary = "How much of a view an explanation is spread over: entropy, sparseness, "
                     "effective complexity.",
          .details =
              "Of the heatmap alone, pixel by pixel in the network's view; signs do not matter. A "
              "simple explanation is not a right one: read these beside a metric that asks the "
              "network.",
          .licence = "MIT", .author = "The Likeness authors",
          .capabilities = LK_CAP_DETERMINISTIC | LK_CAP_REENTRANT,
          .instance_size = sizeof(complexity), LK_PARAMS(params), .ops = &ops)
