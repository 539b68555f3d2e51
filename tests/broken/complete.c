/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#include <math.h>

#include <likeness/plugin.h>

/* Nothing is wrong with this one: it has all a descriptor can have. */

typedef struct complete {
    int64_t samples;
    double width;
    const char *folder;
    int fill;
} complete;

static const char *const fills[] = {"black", "mean", NULL};

static const lk_param params[] = {
    {.name = "samples",
     .type = LK_INT,
     .flags = LK_PARAM_SAMPLER,
     .offset = offsetof(complete, samples),
     .fallback = "1000",
     .low = 1,
     .high = 100000,
     .unit = "images",
     .doc = "How many."},
    {.name = "width",
     .type = LK_DOUBLE,
     .offset = offsetof(complete, width),
     .fallback = "0.25",
     .doc = "How wide."},
    {.name = "folder",
     .type = LK_PATH,
     .offset = offsetof(complete, folder),
     .doc = "Something to read."},
    {.name = "fill",
     .type = LK_CHOICE,
     .offset = offsetof(complete, fill),
     .fallback = "mean",
     .choices = fills,
     .doc = "What hides."},
};

static const lk_value_info diagnostics[] = {
    {.id = "fit",
     .title = "Fit",
     .unit = "",
     .low = 0,
     .high = 1,
     .direction = 1,
     .missing = "never",
     .source = "none"},
    {.id = "loss", .title = "Loss", .unit = "nats", .high = INFINITY, .direction = -1},
};

static lk_status explain(void *self, lk_context *ctx, const lk_explain_request *request,
                         lk_explanation *out)
{
    (void)self;
    (void)ctx;
    (void)request;
    (void)out;
    return LK_OK;
}

static const lk_explainer_ops ops = {.struct_size = sizeof ops,
                                     .diagnostic_count = 2,
                                     .diagnostics = diagnostics,
                                     .diagnostic_size = sizeof diagnostics[0],
                                     .requires_ = LK_CAP_GRADIENTS,
                                     .explain = explain};

LK_PLUGIN(.stage = LK_STAGE_EXPLAINER, .name = "complete", .version = "2.1", .revision = 3,
          .summary = "All there can be.", .details = "At length.", .licence = "MIT",
          .author = "Nobody", .capabilities = LK_CAP_DETERMINISTIC | LK_CAP_RANDOM,
          .instance_size = sizeof(complete), LK_PARAMS(params), .ops = &ops)
