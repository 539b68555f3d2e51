/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#include "process.h"

#include "../graph/description.h"

static const lk_param params[] = {
    PROGRAM_PARAMS(process, choice),
    {.name = "model",
     .type = LK_PATH,
     .flags = LK_PARAM_REQUIRED,
     .offset = offsetof(process, model),
     .doc = "Network file that has only name, input, view, normalise, output, classes and labels."},
    {.name = "activation",
     .type = LK_CHOICE,
     .offset = offsetof(process, activation),
     .fallback = "linear",
     .choices = foreign_activations,
     .doc = "What is applied to the program's answers, where they are logits and the network "
            "file's output is probability; then logits can be had as well."},
    {.name = "batch",
     .type = LK_INT,
     .offset = offsetof(process, batch),
     .fallback = "10",
     .low = 1,
     .high = 4096,
     .unit = "items",
     .doc = "Items of every batch that the program gets; where there are fewer, zeros fill it."},
    {.name = "values",
     .type = LK_INT,
     .offset = offsetof(process, values),
     .fallback = "0",
     .low = 0,
     .high = 65536,
     .doc = "Numbers that an item's answer has where the output is raw; else there are as many as "
            "classes."},
    {.name = "deterministic",
     .type = LK_BOOL,
     .flags = LK_PARAM_NEUTRAL,
     .offset = offsetof(process, is_deterministic),
     .fallback = "false",
     .doc = "Whether the program gives an item the same bits each time, wherever it stands in a "
            "batch; this is believed, not checked."},
};

static lk_status count_values(process *p, lk_context *ctx)
{
    lk_network_info *info = &p->info;
    int is_raw = info->output == LK_OUTPUT_RAW;
    if (is_raw && !p->values)
        return lk_error(ctx, LK_E_INPUT,
                        "the output of %s is raw: say in `values` how many numbers an item has",
                        p->model);
    if (!is_raw && p->values)
        return lk_error(ctx, LK_E_INPUT, "`values` is for raw output, and %s has classes",
                        p->model);
    if (is_raw)
        info->class_count = (uint32_t)p->values;
    return LK_OK;
}

static lk_status check_activation(const process *p, lk_context *ctx)
{
    if (!p->activation || p->info.output == LK_OUTPUT_PROBABILITY)
        return LK_OK;
    return lk_error(ctx, LK_E_INPUT,
                    "`activation: %s` gives probabilities: say `output: probability` in %s",
                    foreign_activations[p->activation], p->model);
}

static lk_status open_process(void *self, lk_context *ctx)
{
    static const lk_layer_info *const no_layers[] = {NULL};
    process *p = self;
    lk_status status = graph_describe(ctx, p->model, &p->info, &p->normalise);
    if (!status)
        status = check_activation(p, ctx);
    if (!status)
        status = count_values(p, ctx);
    if (!status)
        status = program_find(&p->program, ctx, &p->choice);
    p->info.layers = no_layers;
    p->info.capabilities = p->is_deterministic ? LK_CAP_DETERMINISTIC : 0;
    return status ? status : process_make_frames(p, ctx);
}

static void close_process(void *self)
{
    process *p = self;
    program_stop(&p->program);
}

static const lk_network_info *info(void *self)
{
    const process *p = self;
    return &p->info;
}

static const lk_backend_ops ops = {.struct_size = sizeof ops,
                                   .info = info,
                                   .scores = process_scores,
                                   .raw_scores = process_raw_scores};

LK_PLUGIN(.stage = LK_STAGE_BACKEND, .name = "process", .version = "0.1.0", .revision = 1,
          .summary = "Any program that answers batches of pictures over its stdin and stdout.",
          .details =
              "The program is started at the first batch and kept running. Each batch is one .npy "
              "array on its stdin, float32, N x channels x height x width, normalised as the "
              "network file says; each answer one .npy array on its stdout, N x classes. N is "
              "always `batch`. A program that dies, hangs or answers anything else is stopped, the "
              "call fails, and the next one starts it anew. docs/process.md has the "
              "protocol and a program for PyTorch.",
          .licence = "MIT AND BSD-2-Clause AND Apache-2.0", .author = "The Likeness authors",
          .instance_size = sizeof(process), LK_PARAMS(params), .open = open_process,
          .close = close_process, .ops = &ops)
