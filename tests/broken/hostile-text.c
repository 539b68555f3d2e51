/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#include <math.h>

#include <likeness/plugin.h>

#include "hostile.h"

/* Its tables are good, but their texts try to be commands. */

typedef struct hostile {
    const char *text;
    int choice;
    double number;
} hostile;

static const char *const choices[] = {"plain", ALL, NULL};
static const char *const numbers[] = {"1", "'2'", NULL};

static const lk_param params[] = {
    {.name = "'" ALL,
     .type = LK_STRING,
     .offset = offsetof(hostile, text),
     .fallback = "'.TH | `\\'",
     .unit = ALL,
     .doc = "'" ALL},
    {.name = "choice",
     .type = LK_CHOICE,
     .offset = offsetof(hostile, choice),
     .fallback = "plain",
     .choices = choices,
     .doc = "." ALL},
    {.name = "number",
     .type = LK_DOUBLE,
     .offset = offsetof(hostile, number),
     .low = -INFINITY,
     .high = INFINITY,
     .follows = "choice",
     .fallbacks = numbers},
};

static const lk_value_info values[] = {
    {.id = "." ALL,
     .title = ALL,
     .unit = ALL,
     .low = -INFINITY,
     .high = NAN,
     .direction = 7,
     .missing = ALL,
     .source = ALL},
};

static lk_status similarity(void *self, lk_context *ctx, const lk_heatmap *a, const lk_heatmap *b,
                            lk_value *out)
{
    (void)self;
    (void)ctx;
    (void)a;
    (void)b;
    (void)out;
    return LK_OK;
}

static const lk_metric_ops ops = {.struct_size = sizeof ops,
                                  .value_count = 1,
                                  .values = values,
                                  .value_size = sizeof values[0],
                                  .similarity = similarity};

LK_PLUGIN(.stage = LK_STAGE_METRIC, .name = "hostile", .version = "." ALL, .summary = "." ALL,
          .details = "'" ALL "\n\n." ALL, .licence = ALL, .author = ALL,
          .instance_size = sizeof(hostile), LK_PARAMS(params), .ops = &ops)
