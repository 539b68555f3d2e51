/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#ifndef EXPLAINERS_REQUEST_REQUEST_H
#define EXPLAINERS_REQUEST_REQUEST_H

/* What is asked of every explainer, checked; which score of a network it explains; and
 * the diagnostics that many tell beside their own. */

#include <math.h>

#include <likeness/plugin.h>

/* Are its classes the network's, and is its view an image? */
static inline lk_status request_check(lk_context *ctx, const lk_explain_request *request)
{
    const lk_network_info *info = request->network->info;
    const lk_tensor *view = &request->view->pixels;
    for (uint32_t i = 0; i < request->class_count; i++)
        if (request->classes[i] >= info->class_count)
            return lk_error(ctx, LK_E_INPUT, "the network %s has no class %u, only %u classes",
                            info->name, request->classes[i], info->class_count);
    return view->rank == 3 && view->shape[2] == 3 && lk_tensor_count(view)
               ? LK_OK
               : lk_error(ctx, LK_E_INPUT, "the view is not an image of rows x columns x 3");
}

/* For an explainer of pixels, which parts from outside are of no use to. */
static inline lk_status request_refuse_parts(lk_context *ctx, const lk_explain_request *request)
{
    return request->segments || request->coalitions
               ? lk_error(ctx, LK_E_INPUT,
                          "this explainer weighs pixels and hides no segments: leave segments and "
                          "samples out")
               : LK_OK;
}

/* Of lk_output, those that have names. */
static const char *const request_outputs[] = {"probability", "logit", NULL};

/* The output that is explained where this one was chosen: raw values are all there is of a
 * network that has some. */
static inline lk_output request_output(const lk_explain_request *request, int chosen)
{
    lk_output only = request->network->info->output;
    return only == LK_OUTPUT_RAW ? only : (lk_output)chosen;
}

#define REQUEST_RAW "Of a network that has neither, its values are explained."

/* The parameter that fills the int `field` of an instance. */
#define OUTPUT_PARAM(instance, field, otherwise)                                                   \
    {                                                                                              \
        .name = "output", .type = LK_CHOICE, .offset = offsetof(instance, field),                  \
        .fallback = (otherwise), .choices = request_outputs,                                       \
        .doc = "Which score of the network is explained. " REQUEST_RAW                             \
    }

/* The score itself: what it is of, and when it is missing ("": never). */
#define SCORE_INFO(of, when)                                                                       \
    {                                                                                              \
        .id = "score", .title = "Score of the whole view", .unit = "", .low = -INFINITY,           \
        .high = INFINITY, .missing = (when), .source = (of)                                        \
    }
#define SCORE_OF_VIEW SCORE_INFO("What the network says with nothing hidden", "")

#define SAMPLES_INFO(least, which)                                                                 \
    {                                                                                              \
        .id = "samples", .title = "Samples", .unit = "", .low = (least), .high = INFINITY,         \
        .missing = "", .source = (which)                                                           \
    }

#define SEGMENTS_INFO                                                                              \
    {                                                                                              \
        .id = "segments", .title = "Segments", .unit = "", .low = 1, .high = INFINITY,             \
        .missing = "", .source = ""                                                                \
    }

#endif
