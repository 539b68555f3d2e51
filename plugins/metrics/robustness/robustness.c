/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#include "../common/flaw.h"
#include "../ranks/ranked.h"
#include "../similarity/ssim.h"
#include "nearby.h"

enum { MAX_SENSITIVITY, AVG_SENSITIVITY, LIPSCHITZ, RANDOM_LOGIT, SEED_CONSISTENCY, VALUE_COUNT };

#define ZERO "the heatmap is zero everywhere"
#define NO_VIEW "no view nearby differs from this one"
#define ONE_CLASS "the network has one output only"
#define ALIKE_FLAW "a heatmap is constant, or smaller than the window of the similarity"
#define NO_HEATMAP "the explainer has no heatmap of what it was asked to explain again"
#define CANNOT "this host cannot explain a view again"
#define NOT_ASKED "the study does not ask for it"

typedef enum similarity { SPEARMAN, SSIM } similarity;
static const char *const similarities[] = {[SPEARMAN] = "spearman", [SSIM] = "ssim", NULL};

typedef struct robustness {
    int64_t samples;
    double radius;
    int similarity, other_class, other_draw;
} robustness;

static const lk_param params[] = {
    {.name = "samples",
     .type = LK_INT,
     .flags = LK_PARAM_SAMPLER,
     .offset = offsetof(robustness, samples),
     .fallback = "10",
     .low = 0,
     .high = 100000,
     .unit = "views",
     .doc = "How many views nearby are explained, each as costly as the explanation itself; 0: "
            "what changes nearby is not asked for."},
    {.name = "radius",
     .type = LK_DOUBLE,
     .flags = LK_PARAM_SAMPLER,
     .offset = offsetof(robustness, radius),
     .fallback = "0.1",
     .low = 0,
     .high = 1,
     .unit = "of the range of values",
     .doc = "How far each value of a view nearby may lie from that of the view; what would leave "
            "the range stays at its end."},
    {.name = "similarity",
     .type = LK_CHOICE,
     .offset = offsetof(robustness, similarity),
     .fallback = "spearman",
     .choices = similarities,
     .doc = "How the heatmaps of two classes, or of two draws, are compared: by the correlation of "
            "their pixels' ranks, or by structural similarity (7 x 7 pixels)."},
    {.name = "other_class",
     .type = LK_BOOL,
     .offset = offsetof(robustness, other_class),
     .fallback = "true",
     .doc = "Explain another class of the same view, once."},
    {.name = "other_draw",
     .type = LK_BOOL,
     .offset = offsetof(robustness, other_draw),
     .fallback = "true",
     .doc = "Explain the same view and class with other random numbers, once; the host does not "
            "where none are drawn."},
};

#define VALUE(value_id, value_title, value_low, value_high, value_direction, when, value_source)   \
    {                                                                                              \
        .id = value_id, .title = value_title, .unit = "", .low = value_low, .high = value_high,    \
        .direction = value_direction, .missing = when, .source = value_source                      \
    }

static const lk_value_info values[VALUE_COUNT] = {
    [MAX_SENSITIVITY] =
        VALUE("max_sensitivity", "Largest change nearby", 0, INFINITY, -1, ZERO ", or " NOT_ASKED,
              "Yeh et al. (NeurIPS 2019), definition 3.1, by random views: the largest Frobenius "
              "norm of the heatmap's change, over that of the heatmap"),
    [AVG_SENSITIVITY] =
        VALUE("avg_sensitivity", "Mean change nearby", 0, INFINITY, -1, ZERO ", or " NOT_ASKED,
              "as max_sensitivity, the mean in place of the largest"),
    [LIPSCHITZ] = VALUE("local_lipschitz", "Local Lipschitz estimate", 0, INFINITY, -1,
                        ZERO ", " NO_VIEW ", or " NOT_ASKED,
                        "Alvarez-Melis and Jaakkola (WHI 2018), equation 2, by random views: the "
                        "largest change of the heatmap over that of the view, both Euclidean"),
    [RANDOM_LOGIT] = VALUE("random_logit", "Similarity to another class", -1, 1, -1,
                           ONE_CLASS ", " ALIKE_FLAW ", or " NOT_ASKED,
                           "Sixt, Granz and Landgraf (ICML 2020), section 5: the heatmap against "
                           "that of another class, drawn at random"),
    [SEED_CONSISTENCY] = VALUE(
        "seed_consistency", "Similarity to another draw", -1, 1, 1, ALIKE_FLAW ", or " NOT_ASKED,
        "the heatmap against that of the same view and class with fresh random numbers; 1 "
        "for an explainer that draws none"),
};

/* ---- Explaining again -------------------------------------------------------------- */

/* The explanation in hand, and room for another one. */
typedef struct again {
    const lk_quality_request *request;
    lk_raster view;
    lk_tensor map;
} again;

static lk_status again_begin(lk_context *ctx, const lk_quality_request *q, again *out)
{
    const lk_tensor *view = &q->view->pixels, *map = &q->map->values;
    float *pixels = lk_alloc_array(ctx, lk_tensor_count(view), sizeof *pixels);
    float *heat = lk_alloc_array(ctx, lk_tensor_count(map), sizeof *heat);
    if (!pixels || !heat)
        return lk_error(ctx, LK_E_MEMORY, "no memory for another view and its heatmap");
    *out = (again){.request = q, .view = *q->view};
    out->view.pixels = lk_tensor_over(pixels, LK_DTYPE_FLOAT, 32, 3, view->shape);
    out->map = lk_tensor_over(heat, LK_DTYPE_FLOAT, 32, 2, map->shape);
    return LK_OK;
}

static lk_status explain(lk_context *ctx, again *a, const lk_raster *view, uint32_t class_index,
                         uint64_t draw)
{
    const lk_quality_request *q = a->request;
    if (lk_cancelled(ctx))
        return LK_CANCELLED;
    return q->explain_again(q->explain_user, ctx, view, class_index, draw, &a->map);
}

/* ---- Views nearby -------------------------------------------------------------------- */

static void move(lk_context *ctx, double radius, const lk_tensor *from, lk_tensor *to)
{
    const float *v = from->data;
    float *out = to->data;
    for (size_t i = 0, n = lk_tensor_count(from); i < n; i++) {
        double moved = (double)v[i] + 255 * radius * (2 * lk_random_double(ctx) - 1);
        out[i] = (float)fmin(fmax(moved, 0), 255);
    }
}

static lk_status measure_nearby(const robustness *r, lk_context *ctx, again *a, lk_value *out)
{
    const lk_quality_request *q = a->request;
    if (!r->samples) {
        all_missing(out, RANDOM_LOGIT, NOT_ASKED);
        return LK_OK;
    }
    nearby n = nearby_begin(&q->view->pixels, &q->map->values);
    lk_status status = LK_OK;
    if (!(n.norm > 0)) {
        all_missing(out, RANDOM_LOGIT, ZERO);
        return LK_OK;
    }
    for (int64_t i = 0; !status && i < r->samples; i++) {
        move(ctx, r->radius, &q->view->pixels, &a->view.pixels);
        status = explain(ctx, a, &a->view, q->class_index, 0);
        if (!status)
            nearby_add(&n, &a->view.pixels, &a->map);
    }
    if (status)
        return status;
    value_set(&out[MAX_SENSITIVITY], n.max);
    value_set(&out[AVG_SENSITIVITY], n.sum / n.count);
    if (r->radius > 0)
        value_set(&out[LIPSCHITZ], n.steepest);
    else
        value_missing(&out[LIPSCHITZ], NO_VIEW);
    return LK_OK;
}

/* ---- The same view ------------------------------------------------------------------- */

static lk_status compare(const robustness *r, lk_context *ctx, const again *a, lk_value *out)
{
    const lk_tensor *map = &a->request->map->values;
    const char *flaw = pair_flaw(map, &a->map);
    if (flaw) {
        value_missing(out, flaw);
        return LK_OK;
    }
    if (r->similarity == SSIM)
        return ssim(ctx, SSIM_UNIFORM, map, &a->map, out);
    ranked pair;
    lk_status status = ranked_open(ctx, map, &a->map, &pair);
    if (!status)
        value_set(out, ranked_spearman(&pair));
    ranked_close(&pair);
    return status;
}

static lk_status measure_logit(const robustness *r, lk_context *ctx, again *a, lk_value *out)
{
    const lk_quality_request *q = a->request;
    uint32_t classes = q->network->info->class_count;
    if (!r->other_class || classes < 2) {
        value_missing(out, r->other_class ? ONE_CLASS : NOT_ASKED);
        return LK_OK;
    }
    uint32_t other = (uint32_t)lk_random_below(ctx, classes - 1);
    other += other >= q->class_index;
    lk_status status = explain(ctx, a, q->view, other, 0);
    return status ? status : compare(r, ctx, a, out);
}

static lk_status measure_seed(const robustness *r, lk_context *ctx, again *a, lk_value *out)
{
    if (!r->other_draw) {
        value_missing(out, NOT_ASKED);
        return LK_OK;
    }
    lk_status status = explain(ctx, a, a->request->view, a->request->class_index, 1);
    return status ? status : compare(r, ctx, a, out);
}

/* What the explainer has no answer to is missing, and no failure. */
static lk_status settle(lk_status status, lk_value *out, size_t count)
{
    if (status != LK_MISSING)
        return status;
    all_missing(out, count, NO_HEATMAP);
    return LK_OK;
}

static lk_status quality(void *self, lk_context *ctx, const lk_quality_request *q, lk_value *out)
{
    again a;
    if (!LK_HAS(q, lk_quality_request, explain_user) || !q->explain_again) {
        all_missing(out, VALUE_COUNT, CANNOT);
        return LK_OK;
    }
    lk_status status = again_begin(ctx, q, &a);
    if (!status)
        status = settle(measure_nearby(self, ctx, &a, out), out, RANDOM_LOGIT);
    if (!status)
        status = settle(measure_logit(self, ctx, &a, &out[RANDOM_LOGIT]), &out[RANDOM_LOGIT], 1);
    if (!status)
        status =
            settle(measure_seed(self, ctx, &a, &out[SEED_CONSISTENCY]), &out[SEED_CONSISTENCY], 1);
    return status;
}

static const lk_metric_ops ops = {.struct_size = sizeof ops,
                                  .value_count = VALUE_COUNT,
                                  .values = values,
                                  .value_size = sizeof values[0],
                                  .quality = quality};

LK_PLUGIN(
        .stage = LK_STAGE_METRIC, .name = "robustness", .version = "0.1.0", .revision = 1,
        .summary = "How much an explanation changes with a little noise, with the class that is "
                   "asked for, and with the explainer's random numbers.",
        .details =
            "Runs the explainer `samples` + 2 more times for each explanation, with its own "
            "parameters and, but for the last, its own random numbers. `samples: 0`, "
            "`other_class: no` and `other_draw: no` leave out a part with what it costs; its "
            "values are then missing. The views nearby are the same for all networks with one size "
            "of view. An explanation that does not change need not be right: one that never "
            "looks at the view does not. The Lipschitz estimate is in units of the heatmap over "
            "the whole range of the view's values, so "
            "it compares networks, and no explainers whose heatmaps are on different scales.",
        .licence = "MIT", .author = "The Likeness authors",
        .capabilities = LK_CAP_DETERMINISTIC | LK_CAP_RANDOM | LK_CAP_REENTRANT,
        .instance_size = sizeof(robustness), LK_PARAMS(params), .ops = &ops)
