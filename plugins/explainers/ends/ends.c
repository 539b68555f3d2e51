/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#include "ends.h"

#include <stdlib.h>

#include "../../metrics/common/value.h"
#include "../student/student.h"

#define NO_ERROR "there are too few samples, or they were given"
#define NO_HALVES "the samples were given, are all there are, or too few to be halved"

/* The chance that an interval misses. */
#define MISS .05

const lk_value_info ends_values[ENDS_SAMPLED] = {
    [ENDS_SCORE] = SCORE_OF_VIEW,
    [ENDS_EMPTY] = {.id = "empty_score",
                    .title = "Score of the empty view",
                    .unit = "",
                    .low = -INFINITY,
                    .high = INFINITY,
                    .missing = "",
                    .source = "What the network says with everything hidden"},
    [ENDS_GAP] = {.id = "completeness_error",
                  .title = "Completeness error",
                  .unit = "",
                  .low = -INFINITY,
                  .high = INFINITY,
                  .missing = "",
                  .source = "Sum of the values of all segments, less what the whole view scores "
                            "above the empty one"},
    [ENDS_SEGMENTS] = SEGMENTS_INFO,
    [ENDS_SAMPLES] = SAMPLES_INFO(2, "Scored coalitions, the whole and the empty view among them"),
    [ENDS_ERROR] = {.id = "standard_error",
                    .title = "Median standard error of the values",
                    .unit = "",
                    .high = INFINITY,
                    .direction = -1,
                    .missing = NO_ERROR,
                    .source = "How far values move with the draw of samples; 0 where nothing is "
                              "drawn"},
    [ENDS_SPLIT_HALF] = HALVES_INFO("values"),
};

lk_status ends_reserve(lk_context *ctx, coalition *c, size_t rows)
{
    lk_status status = coalition_reserve(ctx, c, ROW_FIRST + rows);
    if (!status)
        coalition_show_all(c, ROW_WHOLE);
    return status;
}

lk_status ends_open(lk_context *ctx, const coalition *c, uint32_t count, ends_answer *out)
{
    size_t size = c->segment_count * sizeof(double);
    *out = (ends_answer){.values = lk_alloc_array(ctx, c->request->class_count, size)};
    if (count > ENDS_ERROR) {
        out->errors = lk_alloc_array(ctx, c->request->class_count, size);
        out->halves = lk_alloc_array(ctx, c->request->class_count, 2 * size);
    }
    if (!out->values || (count > ENDS_ERROR && (!out->errors || !out->halves)))
        return lk_error(ctx, LK_E_MEMORY, "out of memory for the values of %u segments",
                        c->segment_count);
    return LK_OK;
}

static int ascending(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

static lk_status diagnose_error(lk_context *ctx, const double *errors, uint32_t count,
                                lk_value *out)
{
    double *sorted = lk_alloc_array(ctx, count, sizeof *sorted);
    if (!sorted)
        return lk_error(ctx, LK_E_MEMORY, "out of memory for the errors of %u segments", count);
    memcpy(sorted, errors, count * sizeof *sorted);
    qsort(sorted, count, sizeof *sorted, ascending);
    double median = (sorted[(count - 1) / 2] + sorted[count / 2]) / 2;
    if (isfinite(median))
        value_set(out, median);
    else
        value_missing(out, NO_ERROR);
    return LK_OK;
}

static lk_status diagnose_sampling(lk_context *ctx, const coalition *c, const ends_answer *a,
                                   uint32_t slot, lk_value *out)
{
    uint32_t count = c->segment_count;
    lk_status status =
        diagnose_error(ctx, a->errors + (size_t)slot * count, count, &out[ENDS_ERROR]);
    if (status || !a->halves) {
        value_missing(&out[ENDS_SPLIT_HALF], NO_HALVES);
        return status;
    }
    const double *even = a->halves + (size_t)slot * 2 * count;
    return halves_compare(ctx, even, even + count, count, &out[ENDS_SPLIT_HALF]);
}

static void diagnose_ends(const coalition *c, const double *values, uint32_t slot, lk_value *out)
{
    double sum = 0;
    for (uint32_t k = 0; k < c->segment_count; k++)
        sum += values[k];
    value_set(&out[ENDS_SCORE], coalition_score_of(c, ROW_WHOLE, slot));
    value_set(&out[ENDS_EMPTY], coalition_score_of(c, ROW_EMPTY, slot));
    value_set(&out[ENDS_GAP], sum - ends_gain(c, slot));
    value_set(&out[ENDS_SEGMENTS], c->segment_count);
    value_set(&out[ENDS_SAMPLES], (double)c->rows);
}

static lk_status trace(lk_context *ctx, const coalition *c, const ends_answer *a)
{
    int64_t shape[2] = {c->request->class_count, c->segment_count};
    size_t count = (size_t)shape[0] * c->segment_count;
    if (!c->request->trace)
        return LK_OK;
    lk_status status = coalition_trace(ctx, c);
    if (!status)
        status = coalition_trace_array(c, "coefficients",
                                       lk_tensor_over(a->values, LK_DTYPE_FLOAT, 64, 2, shape));
    if (status || !a->errors)
        return status;
    double *widths = lk_alloc_array(ctx, count, sizeof *widths);
    if (!widths)
        return lk_error(ctx, LK_E_MEMORY, "out of memory for intervals of %u segments",
                        c->segment_count);
    double t = student_quantile(MISS, a->freedom);
    for (size_t i = 0; i < count; i++)
        widths[i] = a->errors[i] > 0 ? t * a->errors[i] : 0;
    return coalition_trace_array(c, "half_widths",
                                 lk_tensor_over(widths, LK_DTYPE_FLOAT, 64, 2, shape));
}

lk_status ends_finish(lk_context *ctx, const coalition *c, const ends_answer *a, uint32_t count,
                      lk_explanation *out)
{
    lk_status status = trace(ctx, c, a);
    for (uint32_t i = 0; !status && i < c->request->class_count; i++) {
        lk_value *values = out->diagnostics + (size_t)i * count;
        diagnose_ends(c, a->values + (size_t)i * c->segment_count, i, values);
        if (count > ENDS_ERROR)
            status = diagnose_sampling(ctx, c, a, i, values);
    }
    return status ? status : coalition_answer(ctx, c, a->values, out);
}
