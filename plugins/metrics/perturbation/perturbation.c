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
    double share, largest;
    int64_t random_maps;
} perturbation;

static const lk_param params[] = {
    HIDING_FILL_PARAM(perturbation),
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
    {.name = "largest",
     .type = LK_DOUBLE,
     .flags = LK_PARAM_SAMPLER,
     .offset = offsetof(perturbation, largest),
     .fallback = "0.8",
     .low = 0.001,
     .high = 0.999,
     .doc = "Share of the segments that a set may have for sensitivity-n, which takes sizes of 1, "
            "2, 4, ... up to there."},
    {.name = "random_maps",
     .type = LK_INT,
     .offset = offsetof(perturbation, random_maps),
     .fallback = "10",
     .low = 0,
     .high = 10000,
     .doc = "From how many heatmaps with the same weights in random places the chance levels are "
            "the mean; 0: there are none."},
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
              "2, 4, ... of the correlation over sets of n of them"),
    [INFIDELITY] = VALUE("infidelity", "Infidelity", 0, INFINITY, -1, UNORDERED,
                         "Yeh et al. (NeurIPS 2019), definition 2.1, with a segment's weight for "
                         "what hiding it takes from the score"),
};

/* ---- Rows ------------------------------------------------------------------------- */

enum { HEAVIEST_FIRST, FIRST_RANDOM };

/* First come the rows of the curves, then the sets of `share`, then those of each
 * further size. */
typedef struct layout {
    size_t curves, sets, first_sized, sizes, rows;
    uint32_t set_size;
} layout;

static uint32_t size_at(size_t i)
{
    return (uint32_t)1 << i;
}

static layout lay_out(const perturbation *p, uint32_t segments)
{
    layout l = {.curves = FIRST_RANDOM + (size_t)p->random_maps};
    double size = floor(p->share * segments + .5);
    l.set_size = size < 1 ? 1 : size > segments - 1 ? segments - 1 : (uint32_t)size;
    while (l.sizes < 1 || size_at(l.sizes) <= p->largest * segments)
        l.sizes++;
    l.sets = hiding_curve_rows(segments, l.curves);
    l.first_sized = l.sets + (size_t)p->subsets;
    l.rows = l.first_sized + l.sizes * (size_t)p->subsets;
    return l;
}

typedef struct trial {
    const perturbation *p;
    layout l;
    hiding h;
    double *permuted; /* the weights of each random heatmap */
} trial;

static void hide_sets(trial *t, lk_context *ctx, uint32_t *deck)
{
    size_t subsets = (size_t)t->p->subsets;
    for (size_t i = 0; i < subsets; i++)
        hiding_draw(ctx, &t->h, t->l.sets + i, deck, t->l.set_size);
    for (size_t n = 0; n < t->l.sizes; n++)
        for (size_t i = 0; i < subsets; i++)
            hiding_draw(ctx, &t->h, t->l.first_sized + n * subsets + i, deck, size_at(n));
}

/* The heaviest weight goes to the first segment of a random order, and so on. */
static void hide_random(trial *t, lk_context *ctx, const uint32_t *order, uint32_t *deck)
{
    const lk_quality_request *q = t->h.request;
    double *weights = t->permuted;
    for (size_t i = FIRST_RANDOM; i < t->l.curves; i++, weights += q->segment_count) {
        hiding_shuffle(ctx, deck, q->segment_count);
        hiding_curve(&t->h, i, deck);
        for (uint32_t k = 0; k < q->segment_count; k++)
            weights[deck[k]] = q->weights[order[k]];
    }
}

static lk_status hide(trial *t, lk_context *ctx)
{
    const lk_quality_request *q = t->h.request;
    size_t maps = (size_t)t->p->random_maps;
    uint32_t *order, *deck = hiding_deck(ctx, q->segment_count);
    lk_status status = hiding_order(ctx, q, &order);
    t->permuted = lk_alloc_array(ctx, maps * q->segment_count, sizeof *t->permuted);
    if (!deck || !t->permuted)
        status = lk_error(ctx, LK_E_MEMORY, "no memory for %zu random heatmaps", maps);
    if (status)
        return status;
    hiding_curve(&t->h, HEAVIEST_FIRST, order);
    hide_sets(t, ctx, deck);
    hide_random(t, ctx, order, deck);
    return LK_OK;
}

/* ---- Values ------------------------------------------------------------------------ */

static void measure_curve(const trial *t, size_t curve, lk_value *out)
{
    const hiding *h = &t->h;
    uint32_t count = h->request->segment_count;
    double area = 0, over = 0;
    for (uint32_t i = 1; i < count; i++)
        area += (hiding_curve_at(h, curve, i) + hiding_curve_at(h, curve, i + 1)) / 2;
    for (uint32_t i = 1; i <= count; i++)
        over += h->scores[0] - hiding_curve_at(h, curve, i);
    value_set(&out[FLIPPING], area / (count - 1.0));
    value_set(&out[AOPC], over / (count + 1.0));
}

static void measure_sets(const trial *t, lk_value *out)
{
    const layout *l = &t->l;
    size_t subsets = (size_t)t->p->subsets;
    double r, sum = 0, counted = 0;
    if (hiding_correlation(&t->h, l->sets, subsets, &r))
        value_set(&out[CORRELATION], r);
    else
        value_missing(&out[CORRELATION], NO_CORRELATION);
    for (size_t n = 0; n < l->sizes; n++)
        if (hiding_correlation(&t->h, l->first_sized + n * subsets, subsets, &r)) {
            sum += r;
            counted++;
        }
    if (counted > 0)
        value_set(&out[SENSITIVITY_N], sum / counted);
    else
        value_missing(&out[SENSITIVITY_N], NO_CORRELATION);
    value_set(&out[INFIDELITY], hiding_infidelity(&t->h, l->sets, subsets));
}

/* The mean over the random heatmaps, of what is not missing. */
static void measure_chance(trial *t, lk_value *out)
{
    double sums[VALUE_COUNT] = {0}, counts[VALUE_COUNT] = {0};
    for (size_t i = FIRST_RANDOM; i < t->l.curves; i++) {
        lk_value one[VALUE_COUNT];
        t->h.weights = t->permuted + (i - FIRST_RANDOM) * t->h.request->segment_count;
        measure_curve(t, i, one);
        measure_sets(t, one);
        for (size_t v = 0; v < VALUE_COUNT; v++)
            if (!one[v].missing) {
                sums[v] += one[v].value;
                counts[v]++;
            }
    }
    for (size_t v = 0; v < VALUE_COUNT; v++)
        if (!out[v].missing)
            value_set_chance(&out[v], out[v].value, sums[v] / counts[v]);
}

static lk_status quality(void *self, lk_context *ctx, const lk_quality_request *q, lk_value *out)
{
    const perturbation *p = self;
    const char *obstacle = hiding_obstacle(q);
    for (size_t i = 0; obstacle && i < VALUE_COUNT; i++)
        value_missing(&out[i], obstacle);
    if (obstacle)
        return LK_OK;
    trial t = {.p = p, .l = lay_out(p, q->segment_count)};
    lk_status status = hiding_begin(ctx, q, t.l.rows, (hiding_fill)p->fill, &t.h);
    if (!status)
        status = hide(&t, ctx);
    if (!status)
        status = hiding_score(ctx, &t.h, (lk_output)p->output);
    if (status)
        return status;
    measure_curve(&t, HEAVIEST_FIRST, out);
    measure_sets(&t, out);
    measure_chance(&t, out);
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
              "explainer whose weights are on a scale of their own. Chance is the mean over "
              "heatmaps with the same weights in random places.",
          .licence = "MIT", .author = "The Likeness authors",
          .capabilities = LK_CAP_DETERMINISTIC | LK_CAP_RANDOM | LK_CAP_REENTRANT,
          .instance_size = sizeof(perturbation), LK_PARAMS(params), .ops = &ops)
