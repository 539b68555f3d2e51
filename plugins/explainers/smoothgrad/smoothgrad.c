/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#include <likeness/random.h>

#include "../../metrics/common/value.h"
#include "../halves/halves.h"
#include "../pixels/pixels.h"

enum { OF_GRADIENT, OF_SQUARE };
enum { SCORE, SPLIT_HALF, VALUE_COUNT };

typedef struct smoothgrad {
    int64_t samples;
    double sigma;
    int of;
    pixels_choice choice;
} smoothgrad;

static const char *const means[] = {"gradient", "square", NULL};

static const lk_param params[] = {
    {.name = "samples",
     .type = LK_INT,
     .flags = LK_PARAM_SAMPLER,
     .offset = offsetof(smoothgrad, samples),
     .fallback = "50",
     .low = 2,
     .high = 100000,
     .doc = "How many noisy copies of the view are asked about."},
    {.name = "sigma",
     .type = LK_DOUBLE,
     .offset = offsetof(smoothgrad, sigma),
     .fallback = "0.15",
     .low = 0,
     .high = 10,
     .doc = "Standard deviation of the noise as a share of the view's range, its largest value "
            "minus its smallest."},
    {.name = "mean_of",
     .type = LK_CHOICE,
     .offset = offsetof(smoothgrad, of),
     .fallback = "gradient",
     .choices = means,
     .doc = "What the mean over the copies is of: the gradient, or its square, which is never "
            "negative (SmoothGrad-Squared)."},
    PIXELS_PARAMS(smoothgrad, choice, "absolute"),
};

static const lk_value_info values[VALUE_COUNT] = {
    [SCORE] = PIXELS_SCORE,
    [SPLIT_HALF] = HALVES_INFO("maps"),
};

/* ---- Noisy copies ------------------------------------------------------------------ */

typedef struct copies {
    const pixels *pixels;
    double sigma; /* in units of the view */
    int of;
    double *halves[2]; /* sums over even and odd samples, by asked class */
} copies;

static double range_of(const float *v, size_t count)
{
    float least = v[0], most = v[0];
    for (size_t i = 1; i < count; i++) {
        least = v[i] < least ? v[i] : least;
        most = v[i] > most ? v[i] : most;
    }
    return (double)most - (double)least;
}

static void paint(void *user, size_t which, float *out)
{
    const copies *c = user;
    const float *view = c->pixels->request->view->pixels.data;
    (void)which;
    for (size_t i = 0; i < c->pixels->size; i++)
        out[i] = (float)((double)view[i] + c->sigma * lk_random_normal(c->pixels->ctx));
}

static void take(void *user, size_t which, uint32_t slot, const float *gradient, double score)
{
    const copies *c = user;
    double *sum = pixels_of(c->pixels, c->halves[which % 2], slot);
    (void)score;
    for (size_t i = 0; i < c->pixels->size; i++) {
        double g = (double)gradient[i];
        sum[i] += c->of == OF_SQUARE ? g * g : g;
    }
}

/* ---- What they come to -------------------------------------------------------------- */

/* The halves are added up once they were compared. */
static lk_status finish(const copies *c, int64_t samples, const double *scores, lk_explanation *out)
{
    const pixels *p = c->pixels;
    double *maps = lk_alloc_array(p->ctx, p->count, 2 * sizeof *maps);
    lk_status status =
        maps ? LK_OK : lk_error(p->ctx, LK_E_MEMORY, "out of memory to compare the samples");
    for (uint32_t i = 0; !status && i < p->request->class_count; i++) {
        double *even = pixels_of(p, c->halves[0], i), *odd = pixels_of(p, c->halves[1], i);
        lk_value *values_out = out->diagnostics + (size_t)i * VALUE_COUNT;
        pixels_reduce(p, even, maps);
        pixels_reduce(p, odd, maps + p->count);
        value_set(&values_out[SCORE], scores[i]);
        status = halves_compare(p->ctx, maps, maps + p->count, p->count, &values_out[SPLIT_HALF]);
        for (size_t k = 0; k < p->size; k++)
            even[k] = (even[k] + odd[k]) / (double)samples;
    }
    if (!status)
        pixels_answer(p, c->halves[0], out);
    return status;
}

static lk_status explain(void *self, lk_context *ctx, const lk_explain_request *request,
                         lk_explanation *out)
{
    const smoothgrad *s = self;
    pixels p;
    double *scores = NULL;
    copies c = {.pixels = &p, .of = s->of};
    const pixels_walk walk = {(size_t)s->samples, paint, take, &c};
    lk_status status = pixels_open(ctx, request, &s->choice, &p);
    for (int i = 0; !status && i < 2; i++)
        status = pixels_reserve(&p, &c.halves[i]);
    if (!status)
        status = pixels_score(&p, request->view->pixels.data, &scores);
    if (status)
        return status;
    c.sigma = s->sigma * range_of(request->view->pixels.data, p.size);
    status = pixels_run(&p, &walk);
    return status ? status : finish(&c, s->samples, scores, out);
}

static uint64_t estimate(void *self, uint32_t width, uint32_t height)
{
    const smoothgrad *s = self;
    (void)width;
    (void)height;
    return (uint64_t)s->samples + 1;
}

static const lk_explainer_ops ops = {.struct_size = sizeof ops,
                                     .diagnostic_count = VALUE_COUNT,
                                     .diagnostics = values,
                                     .diagnostic_size = sizeof values[0],
                                     .requires_ = LK_CAP_GRADIENTS,
                                     .explain = explain,
                                     .estimate = estimate};

LK_PLUGIN(
        .stage = LK_STAGE_EXPLAINER, .name = "smoothgrad", .version = "0.1.0", .revision = 2,
        .summary = "SmoothGrad: the mean gradient over noisy copies of the view.",
        .details =
            "D. Smilkov, N. Thorat, B. Kim, F. Viegas, M. Wattenberg, SmoothGrad: removing noise "
            "by adding noise, 2017. Normal noise is added to each value of the view, and the "
            "gradients of the copies are averaged; the authors find a `sigma` of 0.1 to 0.2 best. "
            "All classes and networks are asked about the same copies.\n\n"
            "Captum's NoiseTunnel has the noise in units of the normalised input (`stdevs`); here "
            "it is in those of the view, as the paper has it. Copies are neither clipped nor "
            "rounded.",
        .licence = "MIT", .author = "The Likeness authors",
        .capabilities = LK_CAP_DETERMINISTIC | LK_CAP_RANDOM, .instance_size = sizeof(smoothgrad),
        LK_PARAMS(params), .ops = &ops)
