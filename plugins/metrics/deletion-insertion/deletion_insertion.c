/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#include "../common/value.h"
#include "../quality/hiding.h"
#include "../quality/squares.h"

enum { DELETION, INSERTION, DELETION_AREA, INSERTION_AREA, VALUE_COUNT };

#define PETSIUK "Petsiuk, Das and Saenko, RISE (BMVC 2018), section 4.1, over segments"
#define UNORDERED "`parts` is own and " NO_SEGMENTS ", or " ONE_WEIGHT

typedef enum parts { AUTO, OWN, SQUARES } parts;

static const char *const parts_choices[] = {"auto", "own", "squares", NULL};

typedef struct deletion_insertion {
    int parts;
    int64_t squares;
    int fill;   /* hiding_fill */
    int output; /* lk_output */
    int64_t random_maps;
} deletion_insertion;

static const lk_param params[] = {
    {.name = "parts",
     .type = LK_CHOICE,
     .offset = offsetof(deletion_insertion, parts),
     .fallback = "auto",
     .choices = parts_choices,
     .doc = "What is hidden one by one: the explanation's own segments, so that one of pixels has "
            "no values; the same squares for every explanation, each weighing the mean of the "
            "heatmap in it; or (auto) its own segments where it has some, else squares."},
    {.name = "squares",
     .type = LK_INT,
     .offset = offsetof(deletion_insertion, squares),
     .fallback = "8",
     .low = 2,
     .high = 100,
     .doc = "How many squares a side of the view has, at most one a pixel; sizes that they do not "
            "divide make some of them a pixel wider or higher."},
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
enum { HEAVIEST_FIRST, LIGHTEST_FIRST, EXPLAINED };

/* Curves whose rows are asked for together. Random ones are asked for by themselves, so
 * that all explanations with the same parts ask for the very same. */
typedef struct curves {
    hiding h;
    size_t count;
    uint32_t *orders;     /* of the segments, for each curve */
    const double *pixels; /* of each segment */
} curves;

static uint32_t *order_of(const curves *c, size_t curve)
{
    return c->orders + curve * c->h.request->segment_count;
}

/* NULL when there is no memory. */
static const double *count_pixels(lk_context *ctx, const lk_quality_request *q)
{
    const int32_t *labels = q->segments->data;
    double *pixels = lk_alloc_array(ctx, q->segment_count, sizeof *pixels);
    for (size_t i = 0, n = lk_tensor_count(q->segments); pixels && i < n; i++)
        pixels[labels[i]]++;
    return pixels;
}

static lk_status begin(const deletion_insertion *d, lk_context *ctx, const lk_quality_request *q,
                       const double *pixels, size_t count, curves *out)
{
    size_t segments = q->segment_count;
    *out = (curves){.count = count,
                    .orders = lk_alloc_array(ctx, count, segments * sizeof *out->orders),
                    .pixels = pixels};
    if (!pixels || !out->orders)
        return lk_error(ctx, LK_E_MEMORY, "no memory for %zu orders of %zu segments", count,
                        segments);
    return hiding_begin(ctx, q, hiding_curve_rows(q->segment_count, count), (hiding_fill)d->fill,
                        &out->h);
}

static lk_status order_by_weight(lk_context *ctx, curves *c)
{
    const lk_quality_request *q = c->h.request;
    uint32_t *heavy;
    lk_status status = hiding_order(ctx, q, &heavy);
    for (uint32_t k = 0; !status && k < q->segment_count; k++) {
        order_of(c, HEAVIEST_FIRST)[k] = heavy[k];
        order_of(c, LIGHTEST_FIRST)[k] = heavy[q->segment_count - 1 - k];
    }
    return status;
}

static lk_status order_at_random(lk_context *ctx, curves *c)
{
    uint32_t count = c->h.request->segment_count, *deck = hiding_deck(ctx, count);
    if (!deck)
        return lk_error(ctx, LK_E_MEMORY, "no memory for an order of %u segments", (unsigned)count);
    for (size_t i = 0; i < c->count; i++) {
        hiding_shuffle(ctx, deck, count);
        memcpy(order_of(c, i), deck, count * sizeof *deck);
    }
    return LK_OK;
}

static lk_status score(const deletion_insertion *d, lk_context *ctx, curves *c)
{
    for (size_t i = 0; i < c->count; i++)
        hiding_curve(&c->h, i, order_of(c, i));
    return hiding_score(ctx, &c->h, (lk_output)d->output);
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

static area mean_area(const curves *c)
{
    area sum = {0};
    for (size_t i = 0; i < c->count; i++) {
        area one = area_under(c, i);
        sum.steps += one.steps;
        sum.pixels += one.pixels;
    }
    return (area){sum.steps / (double)c->count, sum.pixels / (double)c->count};
}

/* ---- Measuring -------------------------------------------------------------------- */

/* Not a number where no random curves are asked for. */
static lk_status measure_chance(const deletion_insertion *d, lk_context *ctx,
                                const lk_quality_request *q, const double *pixels, area *out)
{
    curves c;
    *out = (area){NAN, NAN};
    if (!d->random_maps)
        return LK_OK;
    lk_status status = begin(d, ctx, q, pixels, (size_t)d->random_maps, &c);
    if (!status)
        status = order_at_random(ctx, &c);
    if (!status)
        status = score(d, ctx, &c);
    if (!status)
        *out = mean_area(&c);
    return status;
}

static lk_status measure(const deletion_insertion *d, lk_context *ctx, const lk_quality_request *q,
                         lk_value *out)
{
    const double *pixels = count_pixels(ctx, q);
    area deletion, insertion, chance;
    curves c;
    lk_status status = begin(d, ctx, q, pixels, EXPLAINED, &c);
    if (!status)
        status = order_by_weight(ctx, &c);
    if (!status)
        status = score(d, ctx, &c);
    if (!status)
        status = measure_chance(d, ctx, q, pixels, &chance);
    if (status)
        return status;
    deletion = area_under(&c, HEAVIEST_FIRST);
    insertion = area_under(&c, LIGHTEST_FIRST);
    value_set_chance(&out[DELETION], deletion.steps, chance.steps);
    value_set_chance(&out[INSERTION], insertion.steps, chance.steps);
    value_set_chance(&out[DELETION_AREA], deletion.pixels, chance.pixels);
    value_set_chance(&out[INSERTION_AREA], insertion.pixels, chance.pixels);
    return LK_OK;
}

static lk_status quality(void *self, lk_context *ctx, const lk_quality_request *q, lk_value *out)
{
    const deletion_insertion *d = self;
    lk_quality_request squares;
    if (d->parts == SQUARES || (d->parts == AUTO && !hiding_has_segments(q))) {
        lk_status status = squares_cut(ctx, q, (size_t)d->squares, &squares);
        if (status)
            return status;
        q = &squares;
    }
    const char *obstacle = hiding_obstacle(q);
    for (size_t i = 0; obstacle && i < VALUE_COUNT; i++)
        value_missing(&out[i], obstacle);
    return obstacle ? LK_OK : measure(d, ctx, q, out);
}

static const lk_metric_ops ops = {.struct_size = sizeof ops,
                                  .value_count = VALUE_COUNT,
                                  .values = values,
                                  .value_size = sizeof values[0],
                                  .quality = quality};

LK_PLUGIN(.stage = LK_STAGE_METRIC, .name = "deletion-insertion", .version = "0.1.0", .revision = 2,
          .summary = "How fast a network's score falls when the heaviest segments are hidden "
                     "first, and rises when they are shown first.",
          .details =
              "Segments, its own or squares, are taken by weight, equal ones by label, one a step; "
              "the "
              "whole view and the wholly hidden one belong to both curves. Insertion starts from "
              "the fill, not from a blurred view as in the paper. Chance is what random heatmaps "
              "of these segments reach: deletion and insertion have the same. With `parts: "
              "squares` all explanations of a face by all explainers are held against the same "
              "chance and can be compared directly; a heatmap is then as coarse as the squares. "
              "With their own segments, values of explainers that cut a view into different "
              "numbers of them are comparable by area at most.",
          .licence = "MIT", .author = "The Likeness authors",
          .capabilities = LK_CAP_DETERMINISTIC | LK_CAP_RANDOM | LK_CAP_REENTRANT,
          .instance_size = sizeof(deletion_insertion), LK_PARAMS(params), .ops = &ops)
