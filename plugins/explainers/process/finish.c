/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#include <math.h>

#include "process.h"

/* Numbers, all finite, and nothing after the verb. */
static lk_status hear_last(conversation *c, array *a)
{
    a->kind = ARRAY_FLOATS;
    a->most = SIZE_MAX; /* its shape is ours */
    lk_status status = array_hear(c->program, c->ctx, a);
    for (size_t i = 0; !status && i < a->count; i++)
        if (!isfinite((float)array_float(a, i)))
            status = program_fail(c->program, c->ctx,
                                  "gave an explanation with a value that is not finite");
    if (!status)
        status = program_end(c->program, c->ctx);
    c->is_over = !status;
    return status;
}

lk_status finish_heatmaps(conversation *c, const char *rest)
{
    const int64_t *view = c->request->view->pixels.shape;
    float *heat = c->out->heatmaps.data;
    array a = {.rank = 3, .shape = {c->request->class_count, view[0], view[1]}};
    lk_status status = hear_last(c, &a);
    (void)rest;
    for (size_t i = 0; !status && i < a.count; i++)
        heat[i] = (float)array_float(&a, i);
    return status;
}

lk_status finish_weights(conversation *c, const char *rest)
{
    array a = {.rank = 2, .shape = {c->request->class_count, c->parts.segment_count}};
    (void)rest;
    if (!c->parts.segment_count)
        return program_fail(c->program, c->ctx,
                            "gave weights, and there are no segments: name a `segmenter`, or let "
                            "it give heatmaps");
    lk_status status = hear_last(c, &a);
    if (status)
        return status;
    double *weights = lk_alloc_array(c->ctx, a.count, sizeof *weights);
    if (!weights)
        return lk_error(c->ctx, LK_E_MEMORY, "no memory for the weights of %u segments",
                        c->parts.segment_count);
    for (size_t i = 0; i < a.count; i++)
        weights[i] = array_float(&a, i);
    return coalition_answer(c->ctx, &c->parts, weights, c->out);
}
