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
    int64_t random_maps;
} deletion_insertion;

static const lk_param params[] = {
    HIDING_FILL_PARAM(deletion_insertion),
    {.name = "output",
     .type = LK_CHOICE,
     .offset = offsetof(deletion_insertion, output),
     .fallback = "probability",
     .choices = hiding_outputs,
     .doc = "Which score of the explained class makes the curve."},
    {.name = "random_maps",
     .type = LK_INT,
     .offset = offsetof(deletion_insertion, random_maps),
     .fallback = "10",
     .low = 0,
     .high = 10000,
     .doc = "From how many random orders of the segments the chance levels are the mean; 0: there "
            "are none."},
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

/* Showing the heaviest first is hiding the lightest first, seen backwards: every
 * curve here hides. A random one stands for deletion and insertion alike. */
enum { HEAVIEST_FIRST, LIGHTEST_FIRST, FIRST_RANDOM };

typedef struct curves {
    hiding h;
    size_t count;
    uint32_t *orders; /* of the segments, for each curve */
    double *pixels;   /* of each segment */
} curves;

static uint32_t *order_of(const curves *c, size_t curve)
{
    return c->orders + curve * c->h.request->segment_count;
}

static lk_status begin(const deletion_insertion *d, lk_context *ctx, const lk_quality_request *q,
                       curves *out)
{
    const int32_t *labels = q->segments->data;
    size_t count = FIRST_RANDOM + (size_t)d->random_maps, segments = q->segment_count;
    *out = (curves){.count = count,
                    .orders = lk_alloc_array(ctx, count * segments, sizeof *out->orders),
                    .pixels = lk_alloc_array(ctx, segments, sizeof *out->pixels)};
    if (!out->pixels || !out->orders)
        return lk_error(ctx, LK_E_MEMORY, "no memory for %zu orders of %zu segments", count,
                        segments);
    for (size_t i = 0, n = lk_tensor_count(q->segments); i < n; i++)
        out->pixels[labels[i]]++;
    return hiding_begin(ctx, q, hiding_curve_rows(q->segment_count, count), (hiding_fill)d->fill,
                        &out->h);
}

static lk_status order(lk_context *ctx, curves *c)
{
    const lk_quality_request *q = c->h.request;
    uint32_t *heavy, *deck = hiding_deck(ctx, q->segment_count);
    lk_status status = deck ? hiding_order(ctx, q, &heavy)
                            : lk_error(ctx, LK_E_MEMORY, "no memory for an order of %u segments",
                                       (unsigned)q->segment_count);
    if (status)
        return status;
    for (uint32_t k = 0; k < q->segment_count; k++) {
        order_of(c, HEAVIEST_FIRST)[k] = heavy[k];
        order_of(c, LIGHTEST_FIRST)[k] = heavy[q->segment_count - 1 - k];
    }
    for (size_t i = FIRST_RANDOM; i < c->count; i++) {
        hiding_shuffle(ctx, deck, q->segment_count);
        memcpy(order_of(c, i), deck, q->segment_count * sizeof *deck);
    }
    return LK_OK;
}

/* ---- Areas ------------------------------------------------------------------------ */

typedef struct area {
    double steps, pixels; /* under a curve over steps, and over hidden pixels */
} area;

/* The trapezoid rule. */
static area area_under(const curves *c, size_t curve)
{
    const lk_quality_request *q = c->h.request;
    area sum = {0};
    for (uint32_t i = 0; i < q->segment_count; i++) {
        double height =
            (hiding_curve_at(&c->h, curve, i) + hiding_curve_at(&c->h, curve, i + 1)) / 2;
        sum.steps += height;
        sum.pixels += height * c->pixels[order_of(c, curve)[i]];
    }
    return (area){sum.steps / q->segment_count, sum.pixels / (double)lk_tensor_count(q->segments)};
}

/* Not a number where there are none. */
static area mean_random(const curves *c)
{
    area sum = {0};
    double count = (double)(c->count - FIRST_RANDOM);
    for (size_t i = FIRST_RANDOM; i < c->count; i++) {
        area one = area_under(c, i);
        sum.steps += one.steps;
        sum.pixels += one.pixels;
    }
    return (area){sum.steps / count, sum.pixels / count};
}

static void measure(const curves *c, lk_value *out)
{
    area deletion = area_under(c, HEAVIEST_FIRST), insertion = area_under(c, LIGHTEST_FIRST);
    area chance = mean_random(c);
    value_set_chance(&out[DELETION], deletion.steps, chance.steps);
    value_set_chance(&out[INSERTION], insertion.steps, chance.steps);
    value_set_chance(&out[DELETION_AREA], deletion.pixels, chance.pixels);
    value_set_chance(&out[INSERTION_AREA], insertion.pixels, chance.pixels);
}

static lk_status quality(void *self, lk_context *ctx, const lk_quality_request *q, lk_value *out)
{
    const deletion_insertion *d = self;
    const char *obstacle = hiding_obstacle(q);
    curves c;
    for (size_t i = 0; obstacle && i < VALUE_COUNT; i++)
        value_missing(&out[i], obstacle);
    if (obstacle)
        return LK_OK;
    lk_status status = begin(self, ctx, q, &c);
    if (!status)
        status = order(ctx, &c);
    for (size_t i = 0; !status && i < c.count; i++)
        hiding_curve(&c.h, i, order_of(&c, i));
    if (!status)
        status = hiding_score(ctx, &c.h, (lk_output)d->output);
    if (!status)
        measure(&c, out);
    return status;
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
              "starts from the fill, not from a blurred view as in the paper. Chance is what "
              "random heatmaps of these segments reach: deletion and insertion have the same.",
          .licence = "MIT", .author = "The Likeness authors",
          .capabilities = LK_CAP_DETERMINISTIC | LK_CAP_RANDOM | LK_CAP_REENTRANT,
          .instance_size = sizeof(deletion_insertion), LK_PARAMS(params), .ops = &ops)
