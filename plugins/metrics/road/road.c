/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#include <likeness/random.h>

#include "../../binarisers/values/order.h"
#include "../../binarisers/values/rank.h"
#include "../common/flaw.h"
#include "imputation.h"

enum { MORF, LERF, GAP, ACCURACY, VALUE_COUNT };

#define CONSTANT "the heatmap is constant"
#define RONG "Rong et al. (ICML 2022), noisy linear imputation"

static const char *const outputs[] = {"probability", "logit", NULL}; /* lk_output */

typedef struct road {
    lk_double_list percent;
    double noise;
    int output;
    int64_t random_maps;
} road;

static const lk_param params[] = {
    {.name = "percent",
     .type = LK_DOUBLE_LIST,
     .flags = LK_PARAM_SAMPLER,
     .offset = offsetof(road, percent),
     .fallback = "[10, 30, 50, 70, 90]",
     .low = 0.01,
     .high = 99.9,
     .unit = "% of the pixels",
     .doc = "How many pixels are imputed, rounded down; each gives a point of the curve."},
    {.name = "noise",
     .type = LK_DOUBLE,
     .flags = LK_PARAM_SAMPLER,
     .offset = offsetof(road, noise),
     .fallback = "0.01",
     .low = 0,
     .high = 1,
     .unit = "of the range of values",
     .doc = "Standard deviation of what is added to imputed values."},
    {.name = "output",
     .type = LK_CHOICE,
     .offset = offsetof(road, output),
     .fallback = "probability",
     .choices = outputs,
     .doc = "Which score of the explained class makes the curve."},
    {.name = "random_maps",
     .type = LK_INT,
     .offset = offsetof(road, random_maps),
     .fallback = "2",
     .low = 0,
     .high = 1000,
     .doc = "From how many random heatmaps the chance levels are the mean; 0: there are none."},
};

#define VALUE(value_id, value_title, value_low, value_high, value_direction, value_source)         \
    {                                                                                              \
        .id = value_id, .title = value_title, .unit = "", .low = value_low, .high = value_high,    \
        .direction = value_direction, .missing = CONSTANT, .source = value_source                  \
    }

static const lk_value_info values[VALUE_COUNT] = {
    [MORF] = VALUE("road_morf", "ROAD, most relevant first", -INFINITY, INFINITY, -1,
                   RONG ": the mean over the shares of the score of the explained class"),
    [LERF] = VALUE("road_lerf", "ROAD, least relevant first", -INFINITY, INFINITY, 1,
                   "as road_morf, the least relevant pixels imputed"),
    [GAP] = VALUE("road_gap", "ROAD, least less most relevant first", -INFINITY, INFINITY, 1,
                  "road_lerf less road_morf"),
    [ACCURACY] = VALUE("road_accuracy", "ROAD, explained class still first", 0, 1, -1,
                       RONG ": the share of the points at which the explained class has the "
                            "highest score, most relevant first"),
};

/* ---- Pictures ---------------------------------------------------------------------- */

typedef struct ground {
    const road *r;
    const lk_quality_request *request;
    imputation *system;
    lk_region hidden;
    uint64_t *keys;  /* by pixel: the order of a heatmap */
    double *imputed; /* a picture */
    lk_tensor batch; /* one picture for each share */
    float *scores;
} ground;

static lk_status ground_begin(const road *r, lk_context *ctx, const lk_quality_request *q,
                              ground *out)
{
    const lk_tensor *view = &q->view->pixels;
    size_t values_of_view = lk_tensor_count(view), points = r->percent.count;
    int64_t shape[4] = {(int64_t)points, view->shape[0], view->shape[1], view->shape[2]};
    uint8_t *hidden = lk_alloc(ctx, lk_tensor_count(&q->map->values));
    float *pictures = points > SIZE_MAX / values_of_view
                          ? NULL
                          : lk_alloc_array(ctx, points * values_of_view, sizeof *pictures);
    *out = (ground){
        .r = r,
        .request = q,
        .system = imputation_new(ctx, view->shape[0], view->shape[1], view->shape[2]),
        .keys = lk_alloc_array(ctx, lk_tensor_count(&q->map->values), sizeof *out->keys),
        .imputed = lk_alloc_array(ctx, values_of_view, sizeof *out->imputed),
        .scores = lk_alloc_array(ctx, points * q->network->info->class_count, sizeof(float))};
    if (!out->system || !out->keys || !out->imputed || !out->scores || !hidden || !pictures)
        return lk_error(ctx, LK_E_MEMORY, "no memory for %zu views", points);
    out->hidden = (lk_region){.struct_size = sizeof(lk_region),
                              .pixels = lk_tensor_over(hidden, LK_DTYPE_UINT, 8, 2, view->shape)};
    out->batch = lk_tensor_over(pictures, LK_DTYPE_FLOAT, 32, 4, shape);
    return LK_OK;
}

/* Equal values are hidden row by row. */
static void hide_largest(ground *g, const lk_heatmap *map, size_t count)
{
    const float *v = map->values.data;
    size_t pixels = lk_tensor_count(&map->values);
    for (size_t i = 0; i < pixels; i++)
        g->keys[i] = order_key(v[i]);
    rank_smallest(g->keys, pixels, count, g->hidden.pixels.data);
}

static lk_status impute(ground *g, lk_context *ctx, const lk_heatmap *map, double percent,
                        float *out)
{
    const lk_tensor *view = &g->request->view->pixels;
    const uint8_t *hidden = g->hidden.pixels.data;
    size_t pixels = lk_tensor_count(&g->hidden.pixels), channels = (size_t)view->shape[2];
    hide_largest(g, map, (size_t)((double)pixels * percent / 100));
    lk_status status = imputation_solve(g->system, ctx, &g->hidden, view, g->imputed);
    for (size_t i = 0; !status && i < pixels * channels; i++) {
        double noise =
            hidden[i / channels] && g->r->noise > 0 ? 255 * g->r->noise * lk_random_normal(ctx) : 0;
        out[i] = (float)(g->imputed[i] + noise);
    }
    return status;
}

static int is_first(const float *scores, uint32_t count, uint32_t index)
{
    for (uint32_t i = 0; i < count; i++)
        if (scores[i] > scores[index])
            return 0;
    return 1;
}

/* What one order of the pixels makes of the scores. */
typedef struct outcome {
    double score, first;
} outcome;

static lk_status follow(ground *g, lk_context *ctx, const lk_heatmap *map, outcome *out)
{
    const lk_quality_request *q = g->request;
    size_t points = g->r->percent.count, size = lk_tensor_count(&q->view->pixels);
    uint32_t classes = q->network->info->class_count;
    lk_status status = LK_OK;
    *out = (outcome){0};
    for (size_t i = 0; !status && i < points; i++)
        status = impute(g, ctx, map, g->r->percent.items[i], (float *)g->batch.data + i * size);
    if (!status)
        status = q->network->scores(q->network, ctx, &g->batch, (lk_output)g->r->output, g->scores);
    for (size_t i = 0; !status && i < points; i++) {
        const float *scores = g->scores + i * classes;
        out->score += (double)scores[q->class_index] / (double)points;
        out->first += is_first(scores, classes, q->class_index) / (double)points;
    }
    return status;
}

/* ---- Values ------------------------------------------------------------------------- */

/* Not a number where there are none. */
static lk_status average_random(ground *g, lk_context *ctx, lk_heatmap *map, outcome *out)
{
    float *v = map->values.data;
    double draws = (double)g->r->random_maps;
    outcome sum = {0};
    lk_status status = LK_OK;
    for (int64_t draw = 0; !status && draw < g->r->random_maps; draw++) {
        outcome one;
        for (size_t i = 0, n = lk_tensor_count(&map->values); i < n; i++)
            v[i] = (float)lk_random_double(ctx);
        status = follow(g, ctx, map, &one);
        sum.score += one.score;
        sum.first += one.first;
    }
    *out = (outcome){sum.score / draws, sum.first / draws};
    return status;
}

static lk_status measure(ground *g, lk_context *ctx, lk_value *out)
{
    const lk_tensor *map = &g->request->map->values;
    const float *v = map->data;
    size_t n = lk_tensor_count(map);
    float *other = lk_alloc_array(ctx, n, sizeof *other);
    outcome random, most, least;
    if (!other)
        return lk_error(ctx, LK_E_MEMORY, "no memory for another heatmap");
    lk_heatmap scratch = {.struct_size = sizeof scratch,
                          .values = lk_tensor_over(other, LK_DTYPE_FLOAT, 32, 2, map->shape)};
    lk_status status = follow(g, ctx, g->request->map, &most);
    for (size_t i = 0; i < n; i++)
        other[i] = -v[i];
    if (!status)
        status = follow(g, ctx, &scratch, &least);
    if (!status)
        status = average_random(g, ctx, &scratch, &random);
    if (status)
        return status;
    value_set_chance(&out[MORF], most.score, random.score);
    value_set_chance(&out[LERF], least.score, random.score);
    /* Random heatmaps have no least and no most relevant pixels: 0, if there are any. */
    value_set_chance(&out[GAP], least.score - most.score, random.score - random.score);
    value_set_chance(&out[ACCURACY], most.first, random.first);
    return LK_OK;
}

static lk_status quality(void *self, lk_context *ctx, const lk_quality_request *q, lk_value *out)
{
    double low, high;
    ground g;
    const char *flaw = map_flaw(&q->map->values, &low, &high);
    if (flaw) {
        all_missing(out, VALUE_COUNT, flaw);
        return LK_OK;
    }
    lk_status status = ground_begin(self, ctx, q, &g);
    return status ? status : measure(&g, ctx, out);
}

static lk_status open(void *self, lk_context *ctx)
{
    const road *r = self;
    return r->percent.count ? LK_OK : lk_error(ctx, LK_E_INPUT, "`percent` needs a share");
}

static const lk_metric_ops ops = {.struct_size = sizeof ops,
                                  .value_count = VALUE_COUNT,
                                  .values = values,
                                  .value_size = sizeof values[0],
                                  .quality = quality};

LK_PLUGIN(.stage = LK_STAGE_METRIC, .name = "road", .version = "0.1.0", .revision = 1,
          .summary = "Remove and debias (ROAD): a network's score after the most, or least, "
                     "relevant pixels were filled in from those around them.",
          .details =
              "Filled-in pixels show less of where they were than black ones, which a network may "
              "take for something. Every share of the largest pixels is imputed afresh from the "
              "view; equal values are taken row by row. A heatmap that is constant within "
              "segments leaves the order within one to the place of its pixels.",
          .licence = "MIT", .author = "The Likeness authors",
          .capabilities = LK_CAP_DETERMINISTIC | LK_CAP_RANDOM | LK_CAP_REENTRANT,
          .instance_size = sizeof(road), LK_PARAMS(params), .open = open, .ops = &ops)
