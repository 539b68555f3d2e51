/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#include "../common/value.h"
#include "../quality/hiding.h"

enum { DELETION, INSERTION, DELETION_AREA, INSERTION_AREA, VALUE_COUNT };

#define PETSIUK "Petsiuk, Das and Saenko, RISE (BMVC 2018), section 4.1, over segments"
#define UNORDERED NO_SEGMENTS ", or " ONE_WEIGHT

typedef struct deletion_insertion {
    int fill;   /* hiding_fill */
    int output; /* lk_output */
} deletion_insertion;

static const lk_param params[] = {
    {.name = "fill",
     .type = LK_CHOICE,
     .offset = offsetof(deletion_insertion, fill),
     .fallback = "black",
     .choices = hiding_fills,
     .doc = "What a hidden segment shows: black, the mean colour of the view, or the view's least "
            "value."},
    {.name = "output",
     .type = LK_CHOICE,
     .offset = offsetof(deletion_insertion, output),
     .fallback = "probability",
     .choices = hiding_outputs,
     .doc = "Which score of the explained class makes the curve."},
};

#define CURVE(value_id, value_title, value_direction, value_source)                                \
    {                                                                                              \
        .id = value_id, .title = value_title, .unit = "", .low = -INFINITY, .high = INFINITY,      \
        .direction = value_direction, .missing = UNORDERED, .source = value_source                 \
    }

static const lk_value_info values[VALUE_COUNT] = {
    [DELETION] =
        CURVE("deletion", "Deletion, area under the curve", -1, PETSIUK ": each step hides one"),
    [INSERTION] =
        CURVE("insertion", "Insertion, area under the curve", 1, PETSIUK ": each step shows one"),
    [DELETION_AREA] = CURVE("deletion_area", "Deletion over hidden area", -1,
                            PETSIUK ": the abscissa is the hidden share of the pixels"),
    [INSERTION_AREA] = CURVE("insertion_area", "Insertion over shown area", 1,
                             PETSIUK ": the abscissa is the shown share of the pixels"),
};

/* ---- Curves ----------------------------------------------------------------------- */

/* Rows 0..K hide the first segments of the order; the rows after them show the
 * first 1..K-1 only. Both curves begin and end with the same two pictures. */
static void hide_nested(hiding *h, const uint32_t *order)
{
    uint32_t count = h->request->segment_count;
    for (uint32_t row = 1; row <= count; row++)
        for (uint32_t i = 0; i < row; i++)
            hiding_hide(h, row, order[i]);
    for (uint32_t shown = 1; shown < count; shown++)
        for (uint32_t i = shown; i < count; i++)
            hiding_hide(h, (size_t)count + shown, order[i]);
}

static double deletion_at(const hiding *h, uint32_t step)
{
    return h->scores[step];
}

static double insertion_at(const hiding *h, uint32_t step)
{
    uint32_t count = h->request->segment_count;
    if (!step)
        return h->scores[count];
    return step == count ? h->scores[0] : h->scores[(size_t)count + step];
}

typedef double (*curve)(const hiding *h, uint32_t step);

/* The trapezoid rule; step i is `widths[i]` of `whole` wide. */
static double area_under(const hiding *h, curve at, const double *widths, double whole)
{
    double sum = 0;
    for (uint32_t i = 0; i < h->request->segment_count; i++)
        sum += widths[i] * (at(h, i) + at(h, i + 1)) / 2;
    return sum / whole;
}

/* Pixels of the segments, in their order. */
static double *pixels_of(lk_context *ctx, const lk_quality_request *q, const uint32_t *order)
{
    double *by_label = lk_alloc_array(ctx, q->segment_count, sizeof *by_label);
    double *out = lk_alloc_array(ctx, q->segment_count, sizeof *out);
    const int32_t *labels = q->segments->data;
    if (!by_label || !out)
        return NULL;
    for (size_t i = 0, n = lk_tensor_count(q->segments); i < n; i++)
        by_label[labels[i]]++;
    for (uint32_t i = 0; i < q->segment_count; i++)
        out[i] = by_label[order[i]];
    return out;
}

static lk_status measure(lk_context *ctx, const hiding *h, const uint32_t *order, lk_value *out)
{
    const lk_quality_request *q = h->request;
    double *pixels = pixels_of(ctx, q, order);
    double *ones = lk_alloc_array(ctx, q->segment_count, sizeof *ones);
    if (!pixels || !ones)
        return lk_error(ctx, LK_E_MEMORY, "no memory for %u segments", (unsigned)q->segment_count);
    for (uint32_t i = 0; i < q->segment_count; i++)
        ones[i] = 1;
    double steps = (double)q->segment_count, area = (double)lk_tensor_count(q->segments);
    value_set(&out[DELETION], area_under(h, deletion_at, ones, steps));
    value_set(&out[INSERTION], area_under(h, insertion_at, ones, steps));
    value_set(&out[DELETION_AREA], area_under(h, deletion_at, pixels, area));
    value_set(&out[INSERTION_AREA], area_under(h, insertion_at, pixels, area));
    return LK_OK;
}

static lk_status quality(void *self, lk_context *ctx, const lk_quality_request *q, lk_value *out)
{
    const deletion_insertion *d = self;
    const char *obstacle = hiding_obstacle(q);
    uint32_t *order;
    hiding h;
    for (size_t i = 0; obstacle && i < VALUE_COUNT; i++)
        value_missing(&out[i], obstacle);
    if (obstacle)
        return LK_OK;
    lk_status status = hiding_order(ctx, q, &order);
    if (!status)
        status = hiding_begin(ctx, q, 2 * (size_t)q->segment_count, (hiding_fill)d->fill, &h);
    if (status)
        return status;
    hide_nested(&h, order);
    status = hiding_score(ctx, &h, (lk_output)d->output);
    return status ? status : measure(ctx, &h, order, out);
}

static const lk_metric_ops ops = {.struct_size = sizeof ops,
                                  .value_count = VALUE_COUNT,
                                  .values = values,
                                  .value_size = sizeof values[0],
                                  .quality = quality};

LK_PLUGIN(.stage = LK_STAGE_METRIC, .name = "deletion-insertion", .version = "0.1.0", .revision = 1,
          .summary = "How fast a network's score falls when the heaviest segments are hidden "
                     "first, and rises when they are shown first.",
          .details =
              "Segments are taken by weight, equal ones by label, one a step; the whole view and "
              "the wholly hidden one belong to both curves. Values of explainers that cut a view "
              "into different numbers of segments are comparable by area at most. Insertion "
              "starts from the fill, not from a blurred view as in the paper.",
          .licence = "MIT", .author = "The Likeness authors",
          .capabilities = LK_CAP_DETERMINISTIC | LK_CAP_REENTRANT,
          .instance_size = sizeof(deletion_insertion), LK_PARAMS(params), .ops = &ops)
