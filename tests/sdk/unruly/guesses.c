/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#include "how.h"

/* An explainer that promises no bits: a level for each class, and noise of its own
 * that is another one with each call. */

typedef struct state {
    unruly unruly;
    uint32_t noise;
} state;

static lk_status explain(void *self, lk_context *ctx, const lk_explain_request *request,
                         lk_explanation *out)
{
    state *s = self;
    uint32_t last = request->class_count - 1;
    size_t pixels = lk_tensor_count(&request->view->pixels) / 3;
    float *map = out->heatmaps.data;
    (void)ctx;
    for (uint32_t place = 0; place <= last; place++)
        for (size_t i = 0; i < pixels; i++) {
            uint32_t c = request->classes[is(s, "turns classes") ? last - place : place];
            s->noise = s->noise * 1664525u + 1013904223u;
            *map++ = (float)c + (float)(s->noise >> 8) / (1 << 24);
        }
    return LK_OK;
}

static const lk_explainer_ops ops = {.struct_size = sizeof ops, .explain = explain};

UNRULY_CAN(0, "guesses", .stage = LK_STAGE_EXPLAINER, .instance_size = sizeof(state),
           LK_PARAMS(how_params), .ops = &ops)
