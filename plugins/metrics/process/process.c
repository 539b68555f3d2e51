/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#include <stdio.h>
#include <stdlib.h>

#include "../../common/process/message.h"
#include "../common/flaw.h"

enum { COMPARES_MASKS, COMPARES_HEATMAPS, COMPARES_BOTH };

typedef struct process {
    program_choice choice;
    int compares;
    program program;
} process;

static const char *const comparisons[] = {
    [COMPARES_MASKS] = "masks",
    [COMPARES_HEATMAPS] = "heatmaps",
    [COMPARES_BOTH] = "both",
    NULL,
};

static const lk_param params[] = {
    PROGRAM_PARAMS(process, choice),
    {.name = "compares",
     .type = LK_CHOICE,
     .offset = offsetof(process, compares),
     .fallback = "masks",
     .choices = comparisons,
     .doc = "What the program is asked about: heatmaps and masks, two heatmaps, or both; its value "
            "is missing where it is not asked."},
};

static const lk_value_info values[] = {
    {.id = "value",
     .title = "Value of the program",
     .unit = "",
     .low = -INFINITY,
     .high = INFINITY,
     .missing = "the program says that it is, or is not asked",
     .source = "What the program of `command` answers; nobody knows whether higher is better"},
};

static lk_status open_process(void *self, lk_context *ctx)
{
    process *p = self;
    return program_find(&p->program, ctx, &p->choice);
}

static void close_process(void *self)
{
    process *p = self;
    program_stop(&p->program);
}

/* ---- What it answers ------------------------------------------------------------------ */

static lk_status take_missing(lk_context *ctx, const char *why, lk_value *out)
{
    char *reason = lk_alloc(ctx, MESSAGE_LINE);
    if (!reason)
        return lk_error(ctx, LK_E_MEMORY, "no memory for a reason");
    snprintf(reason, MESSAGE_LINE, "%s", *why ? why : "the program does not say why");
    value_missing(out, reason);
    return LK_OK;
}

static lk_status take_value(process *p, lk_context *ctx, const char *text, lk_value *out)
{
    char *end;
    double number = strtod(text, &end);
    if (end == text || *end || !isfinite(number))
        return program_fail(&p->program, ctx, "answered `value %.40s`, which is no finite number",
                            text);
    value_set(out, number);
    return LK_OK;
}

static lk_status take_answer(process *p, lk_context *ctx, const char *line, lk_value *out)
{
    const char *value = message_after(line, "value"), *missing = message_after(line, "missing");
    if (!value && !missing && !message_after(line, "error"))
        return message_unknown(&p->program, ctx, line, "value, missing and error");
    if (!value && !missing)
        return message_refusal(&p->program, ctx, line);
    lk_status status = program_end(&p->program, ctx);
    if (status)
        return status;
    return value ? take_value(p, ctx, value, out) : take_missing(ctx, missing, out);
}

static lk_status ask(process *p, lk_context *ctx, const char *line, const lk_tensor *arrays,
                     size_t count, lk_value *out)
{
    char answer[MESSAGE_LINE];
    lk_status status = message_exchange(&p->program, ctx, line, arrays, count, answer);
    if (!status)
        return take_answer(p, ctx, answer, out);
    program_stop(&p->program);
    return status;
}

/* ---- What it is asked ------------------------------------------------------------------ */

static lk_status agreement(void *self, lk_context *ctx, const lk_heatmap *map,
                           const lk_region *foreground, const lk_region *mask, lk_value *out)
{
    static const int64_t none[] = {0, 0};
    process *p = self;
    if (!same_shape(&foreground->pixels, &mask->pixels) ||
        (map && !same_shape(&map->values, &mask->pixels)))
        return lk_error(ctx, LK_E_INPUT, SIZES_DIFFER);
    if (p->compares == COMPARES_HEATMAPS) {
        value_missing(out, "the program compares heatmaps only");
        return LK_OK;
    }
    const lk_tensor arrays[] = {
        map ? map->values : lk_tensor_over(NULL, LK_DTYPE_FLOAT, 32, 2, none),
        foreground->pixels,
        mask->pixels,
    };
    return ask(p, ctx, "agreement\n", arrays, 3, out);
}

static lk_status similarity(void *self, lk_context *ctx, const lk_heatmap *a, const lk_heatmap *b,
                            lk_value *out)
{
    process *p = self;
    if (!same_shape(&a->values, &b->values))
        return lk_error(ctx, LK_E_INPUT, HEATMAPS_DIFFER);
    if (p->compares == COMPARES_MASKS) {
        value_missing(out, "the program compares heatmaps with masks only");
        return LK_OK;
    }
    const lk_tensor arrays[] = {a->values, b->values};
    return ask(p, ctx, "similarity\n", arrays, 2, out);
}

static const lk_metric_ops ops = {.struct_size = sizeof ops,
                                  .value_count = 1,
                                  .values = values,
                                  .value_size = sizeof values[0],
                                  .agreement = agreement,
                                  .similarity = similarity};

LK_PLUGIN(.stage = LK_STAGE_METRIC, .name = "process", .version = "0.1.0", .revision = 1,
          .summary = "Any program that compares heatmaps with masks, or with each other.",
          .details =
              "The program is started at the first comparison and kept running. It gets a "
              "heatmap, its foreground and a mask, or two heatmaps, and answers with one number, "
              "or says why there is none. Nothing is known of the number: its range is open, and "
              "neither more nor less of it is better. A program that dies, hangs or says anything "
              "else is stopped, the score fails, and the next one starts it anew. The page "
              "process.md "
              "has the protocol, and likeness_process.py speaks it for Python.",
          .licence = "MIT", .author = "The Likeness authors", .instance_size = sizeof(process),
          LK_PARAMS(params), .open = open_process, .close = close_process, .ops = &ops)
