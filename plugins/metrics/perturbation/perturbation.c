/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#include "../common/value.h"
#include "../quality/hiding.h"

enum { FLIPPING, AOPC, CORRELATION, SENSITIVITY_N, INFIDELITY, VALUE_COUNT };

#define UNORDERED NO_SEGMENTS ", or " ONE_WEIGHT
#define NO_CORRELATION "the drawn sets all weigh the same, or the score does not move"

typedef struct perturbation {
    int fill;   /* hiding_fill */
    int output; /* lk_output */
    int64_t subsets;
    double share;
} perturbation;

static const lk_param params[] = {
    {.name = "fill",
     .type = LK_CHOICE,
     .offset = offsetof(perturbation, fill),
     .fallback = "black",
     .choices = hiding_fills,
     .doc = "What a hidden segment shows: black, the mean colour of the view, or the view's least "
            "value."},
    {.name = "output",
     .type = LK_CHOICE,
     .offset = offsetof(perturbation, output),
     .fallback = "probability",
     .choices = hiding_outputs,
     .doc = "Which score of the explained class is watched; infidelity is only meaningful for the "
            "one that was explained."},
    {.name = "subsets",
     .type = LK_INT,
     .flags = LK_PARAM_SAMPLER,
     .offset = offsetof(perturbation, subsets),
     .fallback = "100",
     .low = 2,
     .high = 100000,
     .doc = "How many random sets of segments of each size are hidden."},
    {.name = "share",
     .type = LK_DOUBLE,
     .flags = LK_PARAM_SAMPLER,
     .offset = offsetof(perturbation, share),
     .fallback = "0.2",
     .low = 0.001,
     .high = 0.999,
     .doc = "Share of the segments that a set has for the faithfulness correlation and infidelity; "
            "at least one, never all."},
};

#define VALUE(value_id, value_title, value_low, value_high, value_direction, when, value_source)   \
    {                                                                                              \
        .id = value_id, .title = value_title, .unit = "", .low = value_low, .high = value_high,    \
        .direction = value_direction, .missing = when, .source = value_source                      \
    }

static const lk_value_info values[VALUE_COUNT] = {
    [FLIPPING] =
        VALUE("pixel_flipping", "Pixel flipping, mean height of the curve", -INFINITY, INFINITY, -1,
              UNORDERED,
              "Bach et al. (PLOS ONE 2015), section 4.3, over segments: trapezoid from the "
              "first to the last hidden one, over its width"),
    [AOPC] = VALUE("aopc", "Area over the perturbation curve", -INFINITY, INFINITY, 1, UNORDERED,
                   "Samek et al. (IEEE TNNLS 2017), equation 12, most relevant first, over "
                   "segments"),
    [CORRELATION] = VALUE("faithfulness_correlation", "Faithfulness correlation", -1, 1, 1,
                          UNORDERED ", or " NO_CORRELATION,
                          "Bhatt, Weller and Moura (IJCAI 2020), definition 3, over segments"),
    [SENSITIVITY_N] =
        VALUE("sensitivity_n", "Sensitivity-n", -1, 1, 1, UNORDERED ", or " NO_CORRELATION,
              "Ancona et al. (ICLR 2018), section 4, over segments: mean over n = 1, "
              "2, 4, ... up to 80 % of them"),
    [INFIDELITY] = VALUE("infidelity", "Infidelity", 0, INFINITY, -1, UNORDERED,
                         "Yeh et al. (NeurIPS 2019), definition 2.1, with a segment's weight for "
                         "what hiding it takes from the score"),
};

/* ---- Rows ------------------------------------------------------------------------- */

/* Row 0 hides nothing, rows 1..K the first segments of the order, then come the
 * sets of `share`, then those of each further size. */
typedef struct layout {
    size_t sets, first_sized, sizes, rows;
    uint32_t set_size;
} layout;

static uint32_t size_at(size_t i)
{
    return (uint32_t)1 << i;
}

static layout lay_out(const perturbation *p, uint32_t segments)
{
    layout l = {.sets = 1 + (size_t)segments};
    double size = floor(p->share * segments + .5);
    l.set_size = size < 1 ? 1 : size > segments - 1 ? segments - 1 : (uint32_t)size;
    while (size_at(l.sizes) <= .8 * segments)
        l.sizes++;
    l.first_sized = l.sets + (size_t)p->subsets;
    l.rows = l.first_sized + l.sizes * (size_t)p->subsets;
    return l;
}

static void hide_all(const perturbation *p, lk_context *ctx, const layout *l, uint32_t *order,
                     hiding *h)
{
    for (uint32_t row = 1; row <= h->request->segment_count; row++)
        for (uint32_t i = 0; i < row; i++)
            hiding_hide(h, row, order[i]);
    /* From here on a deck to draw from, whose order the weights must not change. */
    for (uint32_t k = 0; k < h->request->segment_count; k++)
        order[k] = k;
    for (size_t i = 0; i < (size_t)p->subsets; i++)
        hiding_draw(ctx, h, l->sets + i, order, l->set_size);
    for (size_t n = 0; n < l->sizes; n++)
        for (size_t i = 0; i < (size_t)p->subsets; i++)
            hiding_draw(ctx, h, l->first_sized + n * (size_t)p->subsets + i, order, size_at(n));
}

/* ---- Values ------------------------------------------------------------------------ */

static void measure_flipping(const hiding *h, lk_value *out)
{
    uint32_t count = h->request->segment_count;
    double area = 0, over = 0;
    for (uint32_t i = 1; i < count; i++)
        area += (h->scores[i] + h->scores[i + 1]) / 2;
    for (uint32_t i = 1; i <= count; i++)
        over += h->scores[0] - h->scores[i];
    value_set(&out[FLIPPING], area / (count - 1.0));
    value_set(&out[AOPC], over / (count + 1.0));
}

static void measure_sets(const perturbation *p, const layout *l, const hiding *h, lk_value *out)
{
    size_t subsets = (size_t)p->subsets;
    double r, sum = 0, counted = 0;
    if (hiding_correlation(h, l->sets, subsets, &r))
        value_set(&out[CORRELATION], r);
    else
        value_missing(&out[CORRELATION], NO_CORRELATION);
    for (size_t n = 0; n < l->sizes; n++)
        if (hiding_correlation(h, l->first_sized + n * subsets, subsets, &r)) {
            sum += r;
            counted++;
        }
    if (counted > 0)
        value_set(&out[SENSITIVITY_N], sum / counted);
    else
        value_missing(&out[SENSITIVITY_N], NO_CORRELATION);
    value_set(&out[INFIDELITY], hiding_infidelity(h, l->sets, subsets));
}

static lk_status quality(void *self, lk_context *ctx, const lk_quality_request *q, lk_value *out)
{
    const perturbation *p = self;
    const char *obstacle = hiding_obstacle(q);
    uint32_t *order;
    hiding h;
    for (size_t i = 0; obstacle && i < VALUE_COUNT; i++)
        value_missing(&out[i], obstacle);
    if (obstacle)
        return LK_OK;
    const layout l = lay_out(p, q->segment_count);
    lk_status status = hiding_order(ctx, q, &order);
    if (!status)
        status = hiding_begin(ctx, q, l.rows, (hiding_fill)p->fill, &h);
    if (status)
        return status;
    hide_all(p, ctx, &l, order, &h);
    status = hiding_score(ctx, &h, (lk_output)p->output);
    if (status)
        return status;
    measure_flipping(&h, out);
    measure_sets(p, &l, &h, out);
    return LK_OK;
}

static const lk_metric_ops ops = {.struct_size = sizeof ops,
                                  .value_count = VALUE_COUNT,
                                  .values = values,
                                  .value_size = sizeof values[0],
                                  .quality = quality};

LK_PLUGIN(.stage = LK_STAGE_METRIC, .name = "perturbation", .version = "0.1.0", .revision = 1,
          .summary = "Does a network's score fall as the weights of the hidden segments say: pixel "
                     "flipping, faithfulness correlation, sensitivity-n, infidelity.",
          .details =
              "Everything is over the segments that the explainer weighed, each hidden as a whole. "
              "The random sets of a face are the same for every network, explainer and class with "
              "as many segments. Infidelity takes the weights as they are: it tells nothing of an "
              "explainer whose weights are on a scale of their own.",
          .licence = "MIT", .author = "The Likeness authors",
          .capabilities = LK_CAP_DETERMINISTIC | LK_CAP_RANDOM | LK_CAP_REENTRANT,
          .instance_size = sizeof(perturbation), LK_PARAMS(params), .ops = &ops)
