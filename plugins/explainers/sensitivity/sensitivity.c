/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#include "sensitivity.h"

const char *const sensitivity_designs[] = {"sobol", "latin", NULL};

static int shows_all(const lk_tensor *given)
{
    const uint8_t *bit = given->data;
    for (int64_t k = 0; k < given->shape[1]; k++)
        if (!bit[k])
            return 0;
    return 1;
}

static lk_status take_given(lk_context *ctx, const lk_tensor *given, int has_replicas, coalition *c)
{
    if (given->rank != 2 || given->shape[1] != c->segment_count ||
        given->dtype.code != LK_DTYPE_UINT || given->dtype.bits != 8)
        return coalition_copy_given(ctx, c, 0); /* which says what is wrong */
    int has_whole = given->shape[0] > 0 && shows_all(given);
    size_t samples = (size_t)given->shape[0] - (size_t)has_whole;
    if (samples < 2)
        return lk_error(ctx, LK_E_INPUT, "the given samples are fewer than two: give more");
    size_t rows = has_replicas ? 1 + (size_t)c->segment_count : 1;
    lk_status status = coalition_reserve(ctx, c, 1 + samples * rows);
    if (!status)
        status = coalition_copy_given(ctx, c, has_whole ? 0 : 1);
    c->rows = 1 + samples;
    return status;
}

lk_status sensitivity_draw(lk_context *ctx, const sensitivity *s, const lk_explain_request *request,
                           int has_replicas, coalition *c)
{
    lk_status status = coalition_begin(ctx, &s->options, request, c);
    if (status)
        return status;
    if (request->coalitions) {
        status = take_given(ctx, request->coalitions, has_replicas, c);
    } else {
        size_t rows = has_replicas ? 1 + (size_t)c->segment_count : 1;
        status = coalition_reserve(ctx, c, 1 + (size_t)s->samples * rows);
        c->rows = 1 + (size_t)s->samples;
        if (!status)
            status = sequence_draw(ctx, c, (sequence_design)s->design, 1, (uint32_t)s->samples);
    }
    if (!status)
        coalition_show_all(c, 0);
    return status;
}
