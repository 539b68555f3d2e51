/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#include "hiding.h"

#include <stdlib.h>

#include "../common/moments.h"

const char *const hiding_fills[] = {"black", "mean", "darkest", NULL};
const char *const hiding_outputs[] = {"probability", "logit", NULL};

int hiding_has_segments(const lk_quality_request *request)
{
    return request->segments && request->weights && request->segment_count;
}

const char *hiding_obstacle(const lk_quality_request *request)
{
    if (!hiding_has_segments(request))
        return NO_SEGMENTS;
    for (uint32_t k = 1; k < request->segment_count; k++)
        if (request->weights[k] != request->weights[0])
            return NULL;
    return ONE_WEIGHT;
}

/* ---- Rows ------------------------------------------------------------------------ */

static double channel_mean(const float *values, size_t pixels, size_t channels, size_t channel)
{
    double sum = 0;
    for (size_t i = 0; i < pixels; i++)
        sum += (double)values[i * channels + channel];
    return sum / (double)pixels;
}

static float least(const float *values, size_t count)
{
    float out = values[0];
    for (size_t i = 1; i < count; i++)
        out = values[i] < out ? values[i] : out;
    return out;
}

/* Zeroed memory is black already. */
static void paint_fill(const lk_tensor *view, hiding_fill fill, float *out)
{
    const float *values = view->data;
    size_t count = lk_tensor_count(view), channels = (size_t)view->shape[2];
    for (size_t c = 0; fill != HIDING_BLACK && c < channels; c++) {
        float colour = fill == HIDING_MEAN
                           ? (float)channel_mean(values, count / channels, channels, c)
                           : least(values, count);
        for (size_t i = c; i < count; i += channels)
            out[i] = colour;
    }
}

lk_status hiding_begin(lk_context *ctx, const lk_quality_request *request, size_t rows,
                       hiding_fill fill, hiding *out)
{
    const lk_tensor *view = &request->view->pixels;
    size_t words = ((size_t)request->segment_count + 63) / 64;
    float *colours = lk_alloc_array(ctx, lk_tensor_count(view), sizeof *colours);
    *out = (hiding){.request = request, .rows = rows, .words = words, .weights = request->weights};
    out->z = rows > SIZE_MAX / words ? NULL : lk_alloc_array(ctx, rows * words, sizeof *out->z);
    out->scores = lk_alloc_array(ctx, rows, sizeof *out->scores);
    if (!colours || !out->z || !out->scores)
        return lk_error(ctx, LK_E_MEMORY, "no memory for %zu samples of %u segments", rows,
                        (unsigned)request->segment_count);
    paint_fill(view, fill, colours);
    out->fill = lk_tensor_over(colours, LK_DTYPE_FLOAT, 32, 3, view->shape);
    for (size_t row = 0; row < rows; row++)
        for (uint32_t k = 0; k < request->segment_count; k++)
            lk_z_set(out->z + row * words, k, 1);
    return LK_OK;
}

void hiding_hide(hiding *h, size_t row, uint32_t segment)
{
    lk_z_set(h->z + row * h->words, segment, 0);
}

size_t hiding_curve_rows(uint32_t segments, size_t curves)
{
    return 2 + curves * (segments - (size_t)1);
}

static size_t curve_row(const hiding *h, size_t curve, uint32_t step)
{
    uint32_t count = h->request->segment_count;
    if (step == 0 || step == count)
        return step == count;
    return hiding_curve_rows(count, curve) + step - 1;
}

void hiding_curve(hiding *h, size_t curve, const uint32_t *order)
{
    for (uint32_t step = 1; step <= h->request->segment_count; step++)
        for (uint32_t i = 0; i < step; i++)
            hiding_hide(h, curve_row(h, curve, step), order[i]);
}

double hiding_curve_at(const hiding *h, size_t curve, uint32_t step)
{
    return h->scores[curve_row(h, curve, step)];
}

/* Put a card drawn from the rest of a deck at place `i`. */
static uint32_t draw(lk_context *ctx, uint32_t *deck, uint32_t segments, uint32_t i)
{
    uint32_t j = i + (uint32_t)lk_random_below(ctx, segments - i);
    uint32_t drawn = deck[j];
    deck[j] = deck[i];
    deck[i] = drawn;
    return drawn;
}

void hiding_draw(lk_context *ctx, hiding *h, size_t row, uint32_t *deck, uint32_t count)
{
    for (uint32_t i = 0; i < count; i++)
        hiding_hide(h, row, draw(ctx, deck, h->request->segment_count, i));
}

void hiding_shuffle(lk_context *ctx, uint32_t *deck, uint32_t segments)
{
    for (uint32_t i = 0; i + 1 < segments; i++)
        draw(ctx, deck, segments, i);
}

static lk_status take_scores(void *user, size_t first, size_t count, const float *scores)
{
    hiding *h = user;
    const lk_quality_request *q = h->request;
    for (size_t i = 0; i < count && first + i < h->rows; i++)
        h->scores[first + i] = (double)scores[i * q->network->info->class_count + q->class_index];
    return LK_OK;
}

lk_status hiding_score(lk_context *ctx, hiding *h, lk_output output)
{
    const lk_quality_request *q = h->request;
    const lk_coalitions problem = {.struct_size = sizeof problem,
                                   .base_count = 1,
                                   .fill_count = 1,
                                   .bases = &q->view->pixels,
                                   .fills = &h->fill,
                                   .segments = q->segments,
                                   .segment_count = q->segment_count,
                                   .z = h->z,
                                   .z_stride = h->words,
                                   .row_count = h->rows};
    return q->network->coalitions(q->network, ctx, &problem, output, take_scores, h);
}

/* ---- Weights --------------------------------------------------------------------- */

typedef struct ranked {
    double weight;
    uint32_t segment;
} ranked;

static int heavier_first(const void *a, const void *b)
{
    const ranked *x = a, *y = b;
    if (x->weight != y->weight)
        return x->weight > y->weight ? -1 : 1;
    return (x->segment > y->segment) - (x->segment < y->segment);
}

lk_status hiding_order(lk_context *ctx, const lk_quality_request *request, uint32_t **out)
{
    uint32_t count = request->segment_count;
    ranked *all = lk_alloc_array(ctx, count, sizeof *all);
    *out = lk_alloc_array(ctx, count, sizeof **out);
    if (!all || !*out)
        return lk_error(ctx, LK_E_MEMORY, "no memory for %u segments", (unsigned)count);
    for (uint32_t k = 0; k < count; k++)
        all[k] = (ranked){request->weights[k], k};
    qsort(all, count, sizeof *all, heavier_first);
    for (uint32_t k = 0; k < count; k++)
        (*out)[k] = all[k].segment;
    return LK_OK;
}

uint32_t *hiding_deck(lk_context *ctx, uint32_t segments)
{
    uint32_t *deck = lk_alloc_array(ctx, segments, sizeof *deck);
    for (uint32_t k = 0; deck && k < segments; k++)
        deck[k] = k;
    return deck;
}

static double hidden_weight(const hiding *h, size_t row)
{
    double sum = 0;
    for (uint32_t k = 0; k < h->request->segment_count; k++)
        if (!lk_z_get(h->z + row * h->words, k))
            sum += h->weights[k];
    return sum;
}

int hiding_correlation(const hiding *h, size_t first, size_t count, double *out)
{
    moments m = {0};
    for (size_t row = first; row < first + count; row++)
        moments_add(&m, hidden_weight(h, row), h->scores[0] - h->scores[row]);
    if (moments_constant(&m))
        return 0;
    *out = moments_pearson(&m);
    return 1;
}

double hiding_infidelity(const hiding *h, size_t first, size_t count)
{
    double sum = 0;
    for (size_t row = first; row < first + count; row++) {
        double error = hidden_weight(h, row) - (h->scores[0] - h->scores[row]);
        sum += error * error;
    }
    return sum / (double)count;
}
