/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#include "lime.h"

static const char *const profiles[] = {"study", "lime", "captum", "xplique", NULL};
static const char *const samplings[] = {"independent", "paired", "stratified", "orthogonal", NULL};
static const char *const distances[] = {"cosine", "euclidean", "pixel-cosine", "pixel-euclidean",
                                        NULL};
static const char *const kernels[] = {"root", "plain", NULL};
static const char *const regressions[] = {"ridge", "lasso", "wls", NULL};

/* The study's, that of lime by M. T. Ribeiro, of Captum, and of Xplique. */
enum { PROFILE_STUDY, PROFILE_LIME, PROFILE_CAPTUM, PROFILE_XPLIQUE };

static const char *const segmenters[] = {
    [PROFILE_STUDY] = "{use: slic, segments: 30, compactness: 20}",
    [PROFILE_LIME] = "{use: quickshift, kernel_size: 4, max_dist: 200, ratio: 0.2}",
    [PROFILE_CAPTUM] = "{use: slic, segments: 30, compactness: 20}",
    [PROFILE_XPLIQUE] = "{use: quickshift, kernel_size: 2, max_dist: 10, ratio: 0.5}",
};
static const char *const profile_samples[] = {"1000", "1000", "25", "150"};
static const char *const profile_fills[] = {"black", "truncated-mean", "black", "grey"};
static const char *const profile_distances[] = {"cosine", "cosine", "pixel-cosine",
                                                "pixel-euclidean"};
static const char *const profile_kernels[] = {"root", "root", "root", "plain"};
static const char *const profile_widths[] = {"0.25", "0.25", "1", "45"};
static const char *const profile_regressions[] = {"ridge", "ridge", "lasso", "ridge"};
static const char *const profile_ridges[] = {"1", "1", "1", "2"};
static const char *const profile_switches[] = {"true", "false", "false", "false"};

const lk_param lime_params[LIME_PARAMS] = {
    {.name = "profile",
     .type = LK_CHOICE,
     .offset = offsetof(lime, profile),
     .fallback = "study",
     .choices = profiles,
     .doc = "Whose LIME: `study` fills black, keeps positive coefficients and stores them in 255 "
            "steps, as the reference study did; `lime` cuts by quick shift, fills with truncated "
            "segment means and keeps every coefficient, as lime by M. T. Ribeiro does; `captum` "
            "takes 25 samples, weighs them by the cosine of their pixels and fits a lasso; "
            "`xplique` takes 150, fills grey and weighs them by the distance of their pixels."},
    SEGMENTER_PARAM(lime, options.segmenter, .follows = "profile", .fallbacks = segmenters),
    {.name = "samples",
     .type = LK_INT,
     .offset = offsetof(lime, samples),
     .follows = "profile",
     .fallbacks = profile_samples,
     .low = 1,
     .high = 1e7,
     .unit = "samples",
     .doc = "How many samples, at most where there is a rule in `until`; the first shows "
            "everything. Fewer samples are a beginning of more."},
    {.name = "sampling", /* not LK_PARAM_SAMPLER: a further one would change all samples */
     .type = LK_CHOICE,
     .offset = offsetof(lime, sampling),
     .fallback = "independent",
     .choices = samplings,
     .doc = "Which samples: `independent` of each other; `paired` with their complements, so that "
            "what two segments do together cancels; `stratified`, where of each four samples the "
            "same number shows a segment; `orthogonal`, pairs that are rows of a Hadamard matrix."},
    {.name = "until.half_width",
     .type = LK_DOUBLE,
     .offset = offsetof(lime, until.half_width),
     .low = 1e-12,
     .high = 1e12,
     .doc = "Stop when the interval of each coefficient of every asked class is within this of it; "
            "`samples` is the most that is spent."},
    {.name = "until.rank",
     .type = LK_INT,
     .offset = offsetof(lime, until.rank),
     .low = 1,
     .high = 1e6,
     .unit = "segments",
     .doc = "Stop when, for every asked class, so many first segments are told from all others."},
    {.name = "level",
     .type = LK_DOUBLE,
     .offset = offsetof(lime, level),
     .fallback = "0.95",
     .low = 0.5,
     .high = 0.9999,
     .doc = "Confidence level of intervals; with `until` they hold it at whichever look the run "
            "ends."},
    {.name = "least",
     .type = LK_INT,
     .offset = offsetof(lime, least),
     .fallback = "100",
     .low = 2,
     .high = 1e7,
     .unit = "samples",
     .doc = "Samples before `until` is first looked at, or twice the number of coefficients where "
            "that is more."},
    {.name = "growth",
     .type = LK_DOUBLE,
     .offset = offsetof(lime, growth),
     .fallback = "1.5",
     .low = 1.05,
     .high = 10,
     .doc = "Factor by which samples grow from one look at `until` to the next."},
    {.name = "probability",
     .type = LK_DOUBLE,
     .flags = LK_PARAM_SAMPLER,
     .offset = offsetof(lime, probability),
     .fallback = "0.5",
     .low = 0.01,
     .high = 0.99,
     .doc = "Probability that a sample shows a segment."},
    FILL_PARAM(lime, options.fill, .follows = "profile", .fallbacks = profile_fills),
    COLOUR_PARAM(lime, options.colour),
    BLUR_PARAM(lime, options.blur),
    {.name = "distance",
     .type = LK_CHOICE,
     .offset = offsetof(lime, distance),
     .follows = "profile",
     .fallbacks = profile_distances,
     .choices = distances,
     .doc = "Distance of a sample: of its bits from all ones, or of the pixels of its picture from "
            "those of the view, as values from 0 to 1."},
    {.name = "kernel",
     .type = LK_CHOICE,
     .offset = offsetof(lime, kernel),
     .follows = "profile",
     .fallbacks = profile_kernels,
     .choices = kernels,
     .doc = "What a sample at distance d weighs, with the width s: `root` sqrt(exp(-d^2 / s^2)), "
            "`plain` exp(-d^2 / s^2)."},
    {.name = "kernel_width",
     .type = LK_DOUBLE,
     .offset = offsetof(lime, kernel_width),
     .follows = "profile",
     .fallbacks = profile_widths,
     .low = 1e-6,
     .high = 1e6,
     .doc = "Width s of the kernel, in units of the distance."},
    {.name = "regression",
     .type = LK_CHOICE,
     .offset = offsetof(lime, regression),
     .follows = "profile",
     .fallbacks = profile_regressions,
     .choices = regressions,
     .doc = "What is fitted: `ridge`, `lasso`, or `wls`, weighted least squares without a penalty, "
            "which is refused where the samples do not tell every segment from the others."},
    {.name = "ridge",
     .type = LK_DOUBLE,
     .offset = offsetof(lime, ridge),
     .follows = "profile",
     .fallbacks = profile_ridges,
     .low = 1e-6,
     .high = 1e6,
     .doc = "Penalty of `regression: ridge` on the squares of the coefficients; the intercept is "
            "not penalised."},
    {.name = "lasso",
     .type = LK_DOUBLE,
     .offset = offsetof(lime, lasso),
     .fallback = "0.01",
     .low = 1e-9,
     .high = 1e6,
     .doc = "Penalty of `regression: lasso` on the sizes of the coefficients, beside half of the "
            "weighted mean square of the residuals."},
    {.name = "features",
     .type = LK_INT,
     .offset = offsetof(lime, features),
     .fallback = "0",
     .low = 0,
     .high = 1e6,
     .unit = "segments",
     .doc = "Fit only this many segments, those with the largest coefficients of a first fit "
            "(lime's `highest_weights`); 0 for all."},
    OUTPUT_PARAM(lime, options.output, "probability"),
    {.name = "positive",
     .type = LK_BOOL,
     .offset = offsetof(lime, positive),
     .follows = "profile",
     .fallbacks = profile_switches,
     .doc = "Whether the map sets negative coefficients to 0."},
    {.name = "quantise",
     .type = LK_BOOL,
     .offset = offsetof(lime, quantise),
     .follows = "profile",
     .fallbacks = profile_switches,
     .doc = "Whether the map holds whole 255ths, fractions dropped, and nothing beyond 1, as in an "
            "8-bit image."},
};
