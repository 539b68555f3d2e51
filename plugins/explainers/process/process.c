/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#include "process.h"

#include <inttypes.h>
#include <stdio.h>

static const lk_param params[] = {
    PROGRAM_PARAMS(process, choice),
    {.name = "segmenter",
     .type = LK_PLUGIN_REF,
     .offset = offsetof(process, segmenter),
     .refers = LK_STAGE_SEGMENTER,
     .doc = "What cuts the view into segments, for a program that weighs them; without it, it gets "
            "none."},
    {.name = "passes",
     .type = LK_INT,
     .flags = LK_PARAM_NEUTRAL,
     .offset = offsetof(process, passes),
     .fallback = "100000",
     .low = 1,
     .high = 1e9,
     .unit = "passes",
     .doc = "Forward passes that one explanation may take before the program is stopped."},
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

/* ---- The request ---------------------------------------------------------------------- */

static lk_status make_segments(const process *p, conversation *c)
{
    const lk_explain_request *r = c->request;
    lk_status status = coalition_open(c->ctx, r, &c->parts);
    if (!status && r->coalitions)
        return lk_error(c->ctx, LK_E_UNSUPPORTED,
                        "a program takes no samples from outside: leave them out");
    if (!status && !r->segments && p->segmenter)
        status = p->segmenter->segment(p->segmenter, c->ctx, r->view, r->landmarks,
                                       &c->parts.segments, &c->parts.segment_count);
    return status;
}

/* view, classes, landmarks, segments; the line has a seed of 32 bits, as many
 * languages take no more. */
static lk_status begin(conversation *c)
{
    static const int64_t none[] = {0, 0};
    const lk_explain_request *r = c->request;
    const lk_landmarks *l = r->landmarks;
    const int64_t classes = r->class_count, points[] = {l ? l->count : 0, 2};
    char line[40];
    snprintf(line, sizeof line, "explain %" PRIu64 "\n", c->ctx->host->random(c->ctx) >> 32);
    const lk_tensor arrays[] = {
        r->view->pixels,
        lk_tensor_over((void *)(uintptr_t)r->classes, LK_DTYPE_INT, 32, 1, &classes),
        lk_tensor_over(l ? (void *)(uintptr_t)l->points : NULL, LK_DTYPE_FLOAT, 64, 2, points),
        c->parts.segment_count ? c->parts.segments
                               : lk_tensor_over(NULL, LK_DTYPE_INT, 32, 2, none),
    };
    return message_exchange(c->program, c->ctx, line, arrays, sizeof arrays / sizeof *arrays,
                            c->answer);
}

/* ---- What the program says ------------------------------------------------------------- */

static const struct {
    const char *verb;
    conversation_fn fn;
} verbs[] = {
    {"scores", ask_scores},        {"gradients", ask_gradients}, {"coalitions", ask_coalitions},
    {"heatmaps", finish_heatmaps}, {"weights", finish_weights},
};

static lk_status serve(conversation *c)
{
    lk_status status = message_refusal(c->program, c->ctx, c->answer);
    if (status) {
        c->is_over = 1;
        return status;
    }
    for (size_t i = 0; i < sizeof verbs / sizeof *verbs; i++) {
        const char *rest = message_after(c->answer, verbs[i].verb);
        if (rest)
            return verbs[i].fn(c, rest);
    }
    return message_unknown(c->program, c->ctx, c->answer,
                           "scores, gradients, coalitions, heatmaps, weights, missing and error");
}

/* Questions take no memory beyond their own turn. */
static lk_status converse(conversation *c)
{
    const lk_host *host = c->ctx->host;
    lk_status status = begin(c);
    while (!status && !c->is_over) {
        lk_mark mark = host->mark(c->ctx);
        status = serve(c);
        if (!status && !c->is_over)
            host->release(c->ctx, mark);
    }
    if (!c->is_over)
        program_stop(c->program);
    return status;
}

static lk_status explain(void *self, lk_context *ctx, const lk_explain_request *request,
                         lk_explanation *out)
{
    process *p = self;
    conversation c = {
        .program = &p->program, .ctx = ctx, .request = request, .passes = p->passes, .out = out};
    lk_status status = make_segments(p, &c);
    return status ? status : converse(&c);
}

static const lk_explainer_ops ops = {.struct_size = sizeof ops, .explain = explain};

LK_PLUGIN(
        .stage = LK_STAGE_EXPLAINER, .name = "process", .version = "0.1.0", .revision = 1,
        .summary = "Any program that explains a view over its stdin and stdout.",
        .details =
            "The program is started at the first view and kept running. It gets a view, the "
            "classes to explain, landmarks where they are known and segments where `segmenter` "
            "makes some; it asks for scores and gradients of its network as often as it needs, "
            "and answers with heatmaps or with weights of the segments. Its random numbers "
            "come from a seed that it gets. A program that dies, hangs or says anything else is "
            "stopped, the explanation fails, and the next one starts it anew. The page process.md "
            "has the protocol, and likeness_process.py speaks it for Python.",
        .licence = "MIT", .author = "The Likeness authors", .capabilities = LK_CAP_RANDOM,
        .instance_size = sizeof(process), LK_PARAMS(params), .open = open_process,
        .close = close_process, .ops = &ops)
