/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#include <likeness/plugin.h>

#include "../../metrics/common/value.h"
#include "../coalition/options.h"
#include "windows.h"

enum { SCORE, LARGEST_DROP, WINDOWS, VALUE_COUNT };

#define NOTHING_HIDDEN "no sample hides anything"

typedef struct occlusion {
    int64_t window, stride;                 /* rows */
    int64_t window_columns, stride_columns; /* 0: as the rows */
    int hide;                               /* which of the fills */
    lk_double_list colour;
    double blur;
    int output; /* lk_output */
} occlusion;

static const char *const fill_names[] = {"black", "mean", "colour", "blur", NULL};
static const fill_kind fills[] = {FILL_BLACK, FILL_MEAN, FILL_COLOUR, FILL_BLUR};

static const lk_param params[] = {
    {.name = "window",
     .type = LK_INT,
     .offset = offsetof(occlusion, window),
     .fallback = "16",
     .low = 1,
     .high = 16384,
     .unit = "px",
     .doc = "Height of the window in pixels of the network's view, and its width where "
            "`window_columns` is not given."},
    {.name = "stride",
     .type = LK_INT,
     .offset = offsetof(occlusion, stride),
     .fallback = "8",
     .low = 1,
     .high = 16384,
     .unit = "px",
     .doc = "How far the window moves down, and across where `stride_columns` is not given."},
    {.name = "window_columns",
     .type = LK_INT,
     .offset = offsetof(occlusion, window_columns),
     .fallback = "0",
     .low = 0,
     .high = 16384,
     .unit = "px",
     .doc = "Width of a window that is not square; 0 for that of `window`."},
    {.name = "stride_columns",
     .type = LK_INT,
     .offset = offsetof(occlusion, stride_columns),
     .fallback = "0",
     .low = 0,
     .high = 16384,
     .unit = "px",
     .doc = "How far the window moves across; 0 for as far as it moves down."},
    {.name = "fill",
     .type = LK_CHOICE,
     .offset = offsetof(occlusion, hide),
     .fallback = "black",
     .choices = fill_names,
     .doc = "What the window shows; `mean` is the mean colour of the view, `blur` the view out of "
            "focus."},
    COLOUR_PARAM(occlusion, colour),
    BLUR_PARAM(occlusion, blur),
    OUTPUT_PARAM(occlusion, output, "probability"),
};

static const lk_value_info values[VALUE_COUNT] = {
    [SCORE] = SCORE_OF_VIEW,
    [LARGEST_DROP] = {.id = "largest_drop",
                      .title = "Largest drop",
                      .unit = "",
                      .low = -INFINITY,
                      .high = INFINITY,
                      .missing = NOTHING_HIDDEN,
                      .source = "The most that one window takes from the score"},
    [WINDOWS] = {.id = "windows",
                 .title = "Windows",
                 .unit = "",
                 .high = INFINITY,
                 .missing = "",
                 .source = ""},
};

static fill fill_of(const occlusion *o)
{
    return (fill){fills[o->hide], &o->colour, o->blur};
}

static lk_status open_occlusion(void *self, lk_context *ctx)
{
    occlusion *o = self;
    const fill f = fill_of(o);
    if (!o->window_columns)
        o->window_columns = o->window;
    if (!o->stride_columns)
        o->stride_columns = o->stride;
    if (o->stride > o->window || o->stride_columns > o->window_columns)
        return lk_error(ctx, LK_E_INPUT,
                        "a stride larger than the window leaves pixels that are never hidden: use "
                        "a smaller `stride` or a larger `window`");
    return fill_check(ctx, &f);
}

/* ---- What each sample hides ------------------------------------------------------ */

static windows windows_of(const occlusion *o)
{
    return (windows){.down = {.size = o->window, .stride = o->stride},
                     .across = {.size = o->window_columns, .stride = o->stride_columns}};
}

/* Row 0 shows everything; each further one hides a window. */
static lk_status slide(const occlusion *o, lk_context *ctx, coalition *c)
{
    windows w = windows_of(o);
    lk_status status = windows_cut(ctx, &w, c);
    if (status || c->request->coalitions)
        return status;
    size_t count = windows_count(&w);
    status = coalition_reserve(ctx, c, 1 + count);
    for (size_t i = 0; !status && i < count; i++) {
        windows_hide(&w, i, c, 1 + i);
        if (lk_cancelled(ctx))
            return LK_CANCELLED;
    }
    return status;
}

/* Given segments are hidden one at a time. */
static lk_status hide_each(lk_context *ctx, coalition *c)
{
    lk_status status = coalition_reserve(ctx, c, 1 + (size_t)c->segment_count);
    for (uint32_t k = 0; !status && k < c->segment_count; k++) {
        coalition_show_all(c, 1 + (size_t)k);
        lk_z_set(coalition_row(c, 1 + (size_t)k), k, 0);
    }
    return status;
}

static lk_status prepare_samples(const occlusion *o, lk_context *ctx, coalition *c)
{
    const lk_tensor *given = c->request->coalitions;
    lk_status status = LK_OK;
    if (!c->request->segments)
        status = slide(o, ctx, c);
    else if (!given)
        status = hide_each(ctx, c);
    if (!status && given)
        status = coalition_reserve(ctx, c, 1 + (size_t)given->shape[0]);
    if (!status && given)
        status = coalition_copy_given(ctx, c, 1);
    if (!status)
        coalition_show_all(c, 0);
    return status;
}

/* Windows lie over each other, so that what they show is of the view, not of a segment. */
static lk_status score_samples(const occlusion *o, lk_context *ctx, coalition *c)
{
    const fill f = fill_of(o);
    lk_status status = fill_paint_whole(ctx, &f, c->request->view, &c->filled);
    return status ? status : coalition_score(ctx, c, 0, (lk_output)o->output);
}

/* ---- What it costs --------------------------------------------------------------- */

static double drop_of(const coalition *c, size_t row, uint32_t slot)
{
    return coalition_score_of(c, 0, slot) - coalition_score_of(c, row, slot);
}

/* To the sums of each segment that a sample hides, and how many times it is hidden. Most windows
 * hide few of very many cells, so 64 are passed over at once. */
static void add_drops(const coalition *c, size_t row, double *weights, double *times)
{
    const uint64_t *z = coalition_row(c, row);
    for (uint32_t k = 0; k < c->segment_count; k++) {
        if (k % 64 == 0 && z[k / 64] == UINT64_MAX)
            k += 63;
        else if (!lk_z_get(z, k)) {
            times[k]++;
            for (uint32_t i = 0; i < c->request->class_count; i++)
                weights[(size_t)i * c->segment_count + k] += drop_of(c, row, i);
        }
    }
}

/* The mean drop over the samples that hide each segment; 0 where none does. */
static lk_status weigh(lk_context *ctx, const coalition *c, double **out)
{
    uint32_t classes = c->request->class_count, segments = c->segment_count;
    double *weights = lk_alloc_array(ctx, classes, segments * sizeof *weights);
    double *times = lk_alloc_array(ctx, segments, sizeof *times);
    if (!weights || !times)
        return lk_error(ctx, LK_E_MEMORY, "out of memory for the weights of %u segments", segments);
    for (size_t row = 1; row < c->rows; row++) {
        add_drops(c, row, weights, times);
        if (lk_cancelled(ctx))
            return LK_CANCELLED;
    }
    for (uint32_t i = 0; i < classes; i++)
        for (uint32_t k = 0; k < segments; k++)
            weights[(size_t)i * segments + k] /= times[k] > 0 ? times[k] : 1;
    *out = weights;
    return LK_OK;
}

/* Row 0 hides nothing. */
static int hides_any(const coalition *c, size_t row)
{
    return memcmp(coalition_row(c, row), coalition_row(c, 0), c->words * sizeof *c->z) != 0;
}

static void diagnose(const coalition *c, lk_value *out)
{
    for (uint32_t i = 0; i < c->request->class_count; i++, out += VALUE_COUNT) {
        double largest = -INFINITY;
        for (size_t row = 1; row < c->rows; row++)
            if (hides_any(c, row))
                largest = fmax(largest, drop_of(c, row, i));
        value_set(&out[SCORE], coalition_score_of(c, 0, i));
        value_set(&out[WINDOWS], (double)(c->rows - 1));
        if (isfinite(largest))
            value_set(&out[LARGEST_DROP], largest);
        else
            value_missing(&out[LARGEST_DROP], NOTHING_HIDDEN);
    }
}

static lk_status explain(void *self, lk_context *ctx, const lk_explain_request *request,
                         lk_explanation *out)
{
    const occlusion *o = self;
    coalition c;
    double *weights = NULL;
    lk_status status = coalition_open(ctx, request, &c);
    if (!status)
        status = prepare_samples(o, ctx, &c);
    if (!status)
        status = score_samples(o, ctx, &c);
    if (!status)
        status = weigh(ctx, &c, &weights);
    if (!status)
        status = coalition_trace(ctx, &c);
    if (status)
        return status;
    diagnose(&c, out->diagnostics);
    return coalition_answer(ctx, &c, weights, out);
}

static uint64_t estimate(void *self, uint32_t width, uint32_t height)
{
    windows w = windows_of(self);
    windows_measure(&w, height, width);
    return 1 + (uint64_t)windows_count(&w);
}

static const lk_explainer_ops ops = {.struct_size = sizeof ops,
                                     .diagnostic_count = VALUE_COUNT,
                                     .diagnostics = values,
                                     .diagnostic_size = sizeof values[0],
                                     .explain = explain,
                                     .estimate = estimate};

LK_PLUGIN(
        .stage = LK_STAGE_EXPLAINER, .name = "occlusion", .version = "0.1.0", .revision = 1,
        .summary = "Occlusion: how far the score drops when a sliding window hides each place.",
        .details =
            "M. D. Zeiler, R. Fergus, Visualizing and understanding convolutional networks, ECCV "
            "2014, "
            "with the rules of Captum's Occlusion: a pixel's value is the mean drop over the "
            "windows "
            "that cover it, and the last window of a row is cut at the border. Segments given from "
            "outside are hidden one at a time instead (Captum's FeatureAblation); given samples "
            "say themselves what is hidden together.",
        .licence = "MIT", .author = "The Likeness authors", .capabilities = LK_CAP_DETERMINISTIC,
        .instance_size = sizeof(occlusion), LK_PARAMS(params), .open = open_occlusion, .ops = &ops)
