/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The @NAME@ authors */
#include <likeness/plugin.h>

#include <math.h>

/* An explainer says how much each pixel of a view counts for a class: here gradient
 * times input where the network has gradients, and what hiding a square changes
 * where it has not. */

typedef struct saliency {
    int64_t window;
    int sign;
} saliency;

enum { SIGNED, ABSOLUTE };
enum { SCORE, PASSES, DIAGNOSTICS };

static const char *const signs[] = {"signed", "absolute", NULL};

static const lk_param params[] = {
    {.name = "window",
     .type = LK_INT,
     .offset = offsetof(saliency, window),
     .fallback = "8",
     .low = 1,
     .high = 512,
     .unit = "px",
     .doc = "Side of the squares that are hidden, where the network has no gradients."},
    {.name = "sign",
     .type = LK_CHOICE,
     .offset = offsetof(saliency, sign),
     .fallback = "signed",
     .choices = signs,
     .doc = "Whether what speaks against the class is negative, or counts by its size."},
};

/* Numbers beside each explanation, for the tables and for people who doubt. */
static const lk_value_info diagnostics[DIAGNOSTICS] = {
    [SCORE] = {.id = "score",
               .title = "Score of the class",
               .unit = "",
               .low = -INFINITY,
               .high = INFINITY,
               .missing = ""},
    [PASSES] = {.id = "@VALUE@_passes",
                .title = "Forward passes",
                .unit = "",
                .low = 0,
                .high = INFINITY,
                .missing = ""},
};

static lk_tensor one(const lk_raster *view, void *pixels)
{
    const int64_t *s = view->pixels.shape, shape[4] = {1, s[0], s[1], s[2]};
    return lk_tensor_over(pixels, LK_DTYPE_FLOAT, 32, 4, shape);
}

static lk_status by_gradient(lk_context *ctx, const lk_explain_request *r, uint32_t class_index,
                             float *scores, float *map)
{
    size_t pixels = (size_t)(r->view->pixels.shape[0] * r->view->pixels.shape[1]);
    size_t channels = (size_t)r->view->pixels.shape[2];
    const float *input = r->view->pixels.data;
    float *slope = lk_alloc_array(ctx, pixels * channels, sizeof *slope);
    if (!slope)
        return lk_error(ctx, LK_E_MEMORY, "there is no memory for a gradient");
    lk_tensor batch = one(r->view, r->view->pixels.data), gradient = one(r->view, slope);
    lk_status status = r->network->gradients(r->network, ctx, &batch, &class_index,
                                             r->network->info->output, scores, &gradient);
    for (size_t i = 0; !status && i < pixels * channels; i++)
        map[i / channels] += slope[i] * input[i];
    return status;
}

/* Paint a square grey, or over it what it showed before; `map` gets `value` there. */
static void square(const lk_tensor *view, int64_t top, int64_t left, int64_t side,
                   const float *from, float *hidden, float value, float *map)
{
    int64_t height = view->shape[0], width = view->shape[1], channels = view->shape[2];
    for (int64_t y = top; y < top + side && y < height; y++)
        for (int64_t x = left; x < left + side && x < width; x++) {
            for (int64_t i = (y * width + x) * channels, c = 0; c < channels; c++)
                hidden[i + c] = from ? from[i + c] : 127.5f;
            map[y * width + x] = value;
        }
}

static lk_status by_hiding(const saliency *s, lk_context *ctx, const lk_explain_request *r,
                           uint32_t class_index, float *scores, float *map)
{
    const lk_tensor *view = &r->view->pixels;
    size_t count = lk_tensor_count(view);
    lk_network *n = r->network;
    float *hidden = lk_alloc_array(ctx, count, sizeof *hidden);
    float *changed = lk_alloc_array(ctx, n->info->class_count, sizeof *changed);
    if (!hidden || !changed)
        return lk_error(ctx, LK_E_MEMORY, "there is no memory for a view");
    memcpy(hidden, view->data, count * sizeof *hidden);
    lk_tensor batch = one(r->view, hidden);
    lk_status status = n->scores(n, ctx, &batch, n->info->output, scores);
    for (int64_t y = 0; !status && y < view->shape[0]; y += s->window) {
        if (lk_cancelled(ctx)) /* at least every 100 ms */
            return LK_CANCELLED;
        for (int64_t x = 0; !status && x < view->shape[1]; x += s->window) {
            square(view, y, x, s->window, NULL, hidden, 0, map);
            status = n->scores(n, ctx, &batch, n->info->output, changed);
            square(view, y, x, s->window, view->data, hidden,
                   scores[class_index] - changed[class_index], map);
        }
    }
    return status;
}

static lk_status explain(void *self, lk_context *ctx, const lk_explain_request *r,
                         lk_explanation *out)
{
    const saliency *s = self;
    size_t pixels = (size_t)(r->view->pixels.shape[0] * r->view->pixels.shape[1]);
    int has_gradients = r->network->gradients != NULL;
    if (r->segments || r->coalitions)
        return lk_error(ctx, LK_E_UNSUPPORTED, "it uses no segments: leave out those given");
    float *scores = lk_alloc_array(ctx, r->network->info->class_count, sizeof *scores);
    if (!scores)
        return lk_error(ctx, LK_E_MEMORY, "there is no memory for the scores");
    for (uint32_t c = 0; c < r->class_count; c++) {
        float *map = (float *)out->heatmaps.data + c * pixels;
        lk_status status = has_gradients ? by_gradient(ctx, r, r->classes[c], scores, map)
                                         : by_hiding(s, ctx, r, r->classes[c], scores, map);
        if (status)
            return status;
        for (size_t i = 0; s->sign == ABSOLUTE && i < pixels; i++)
            map[i] = fabsf(map[i]);
        lk_value *d = out->diagnostics + (size_t)c * DIAGNOSTICS;
        d[SCORE] = (lk_value){.value = (double)scores[r->classes[c]]};
        d[PASSES] = (lk_value){.value = (double)r->network->passes(r->network)};
    }
    return LK_OK;
}

static const lk_explainer_ops ops = {.struct_size = sizeof ops,
                                     .diagnostic_count = DIAGNOSTICS,
                                     .diagnostics = diagnostics,
                                     .diagnostic_size = sizeof(lk_value_info),
                                     .explain = explain};

LK_PLUGIN(.stage = LK_STAGE_EXPLAINER, .name = "@NAME@", .version = "0.1.0", .revision = 1,
          .summary = "Gradient times input, or what hiding squares changes.",
          .details = "Gradients are with respect to values of 0 to 255, so black pixels count for "
                     "nothing. Networks without gradients are shown the view with one grey square "
                     "after the other; a pixel counts what its square took from the score.",
          .licence = "MIT", .author = "The @NAME@ authors", .instance_size = sizeof(saliency),
          .capabilities = LK_CAP_DETERMINISTIC | LK_CAP_REENTRANT, LK_PARAMS(params), .ops = &ops)
