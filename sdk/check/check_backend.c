/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#include "cage.h"
#include "checks.h"
#include "probe_backend.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* ---- Batches --------------------------------------------------------------------------------- */

enum { ITEMS = 3 };

static void judge_same(const float *a, const float *b, size_t count, int exact, const char *what)
{
    for (size_t i = 0; i < count; i++) {
        double apart = fabs((double)a[i] - (double)b[i]);
        if (exact ? memcmp(&a[i], &b[i], sizeof *a) != 0 : apart > 1e-5 * (1 + fabs((double)a[i])))
            cage_fail("%s: score %zu is %.9g and %.9g", what, i, (double)a[i], (double)b[i]);
    }
}

static void try_batches(const probe *p)
{
    const lk_network_info *info = backend_info(p);
    int exact = (p->trial->plugin->capabilities & LK_CAP_DETERMINISTIC) != 0;
    size_t classes = info->class_count;
    float *kept = calloc(ITEMS * classes, sizeof *kept);
    lk_context *ctx = probe_begin(p, 0);
    lk_tensor batch = backend_batch(p, &info->view, ITEMS, 0);
    memcpy(kept, backend_scores(p, ctx, &batch, info->output), ITEMS * classes * sizeof *kept);
    ctx = probe_begin(p, 1);
    ctx->threads = 3;
    batch = backend_batch(p, &info->view, ITEMS, 0);
    judge_same(kept, backend_scores(p, ctx, &batch, info->output), ITEMS * classes, exact,
               "with one thread and with three");
    for (size_t i = 0; i < ITEMS; i++) {
        ctx = probe_begin(p, 2);
        batch = backend_batch(p, &info->view, 1, i);
        judge_same(kept + i * classes, backend_scores(p, ctx, &batch, info->output), classes, exact,
                   "within a batch and alone");
    }
    free(kept);
}

/* ---- The host's own service over it ---------------------------------------------------------- */

typedef struct served {
    lk_instance instance;
    lk_network *network;
} served;

static served serve(const probe *p)
{
    served s = {
        .instance = {.plugin = p->trial->plugin, .ops = p->trial->ops, .self = p->trial->self}};
    return s;
}

static lk_network *network_of(served *s)
{
    lk_fault fault = {""};
    if (!s->network)
        s->network = lk_service_open(&s->instance, &fault);
    if (!s->network)
        cage_fail("%s", fault.text);
    return s->network;
}

/* ---- Gradients ------------------------------------------------------------------------------- */

static double norm(const float *v, size_t count)
{
    double sum = 0;
    for (size_t i = 0; i < count; i++)
        sum += (double)v[i] * (double)v[i];
    return sqrt(sum);
}

/* The output's central difference along `direction`, `step` long. */
static double difference(const probe *p, const lk_tensor *base, const float *direction, double step,
                         lk_output output, uint32_t class_index)
{
    size_t count = lk_tensor_count(base);
    double at[2];
    for (int side = 0; side < 2; side++) {
        float *moved = trial_alloc(p->trial, count, sizeof *moved, "the batch");
        lk_tensor t = *base;
        t.data = moved;
        for (size_t i = 0; i < count; i++)
            moved[i] = (float)((double)((const float *)base->data)[i] +
                               (side ? step : -step) * (double)direction[i]);
        float *scores = backend_scores(p, &p->trial->call.context, &t, output);
        at[side] = scores ? (double)scores[class_index] : NAN;
    }
    return (at[1] - at[0]) / (2 * step);
}

/* Along its own direction a gradient's slope is its length; a few step lengths are
 * tried, since a network of float32 has kinks and rounds. */
static void judge_gradient(const probe *p, const lk_tensor *batch, const float *gradient,
                           lk_output output, uint32_t class_index, double score)
{
    size_t count = lk_tensor_count(batch);
    double length = norm(gradient, count), best = INFINITY, slope = 0;
    float *direction = trial_alloc(p->trial, count, sizeof *direction, "a direction");
    if (!(length > 0))
        cage_fail("the gradient of class %u is zero everywhere", class_index);
    for (size_t i = 0; i < count; i++)
        direction[i] = (float)((double)gradient[i] / length);
    for (double change = 3e-4; change < .1; change *= 4) {
        double step = change * (1 + fabs(score)) / length;
        double now = difference(p, batch, direction, step, output, class_index);
        if (fabs(now / length - 1) < best) {
            best = fabs(now / length - 1);
            slope = now;
        }
    }
    if (!(best < .05))
        cage_fail("along its gradient class %u changes by %.6g a unit, and the gradient says %.6g",
                  class_index, slope, length);
}

/* Logits where the network has them: a probability near 1 has no slope. */
static lk_output steepest(const probe *p, const lk_network_info *info)
{
    const lk_backend_ops *ops = p->trial->ops;
    lk_context *ctx = probe_begin(p, 0);
    lk_tensor batch = backend_batch(p, &info->view, 1, 0);
    float *scores = trial_alloc(p->trial, info->class_count, sizeof *scores, "the scores");
    return ops->scores(p->trial->self, ctx, &batch, LK_OUTPUT_LOGIT, scores) ? info->output
                                                                             : LK_OUTPUT_LOGIT;
}

static void try_gradients(const probe *p)
{
    const lk_network_info *info = backend_info(p);
    const lk_backend_ops *ops = p->trial->ops;
    if (!(p->trial->plugin->capabilities & LK_CAP_GRADIENTS))
        cage_skip("it declares no gradients");
    for (uint32_t c = 0; c < info->class_count && c < 2; c++) {
        lk_output output = steepest(p, info);
        lk_context *ctx = probe_begin(p, c);
        lk_tensor batch = backend_batch(p, &info->view, 1, c), gradient = batch;
        float *scores = trial_alloc(p->trial, info->class_count, sizeof *scores, "the scores");
        gradient.data =
            trial_alloc(p->trial, lk_tensor_count(&batch), sizeof(float), "the gradient");
        guard_protect(p->trial->exchange, batch.data);
        cage_doing("computing a gradient");
        lk_status status =
            ops->gradients(p->trial->self, ctx, &batch, &c, output, scores, &gradient);
        if (!probe_status(p, status, "gradients"))
            continue;
        judge_floats(scores, info->class_count, "the scores", p->out);
        judge_floats(gradient.data, lk_tensor_count(&gradient), "the gradient", p->out);
        judge_gradient(p, &batch, gradient.data, output, c, (double)scores[c]);
    }
}

/* ---- Activations ----------------------------------------------------------------------------- */

/* With its gradient it may be refused: a layer can come after the output. */
static void try_layer(const probe *p, lk_network *n, const char *layer, int with_gradient)
{
    lk_tensor activation = {.rank = 0}, gradient = {.rank = 0};
    lk_context *ctx = probe_begin(p, (uint64_t)with_gradient);
    lk_tensor batch = backend_batch(p, &n->info->view, 2, 0);
    cage_doing("asking for the layer `%s`", layer);
    lk_status status = n->activations(n, ctx, &batch, layer, 0, n->info->output, &activation,
                                      with_gradient ? &gradient : NULL);
    const char *sentence = lk_trial_error(p->trial);
    if (status && !*sentence)
        cage_fail("the layer `%s` is refused without a sentence", layer);
    if (status && (!with_gradient || (status != LK_E_UNSUPPORTED && status != LK_E_INPUT)))
        cage_fail("the layer `%s` cannot be had%s: %s", layer,
                  with_gradient ? " with its gradient" : "", sentence);
    if (lk_trial_damage(p->trial))
        cage_fail("`activations` wrote outside %s", lk_trial_damage(p->trial));
}

static void try_activations(const probe *p)
{
    const lk_network_info *info = backend_info(p);
    served s = serve(p);
    if (!(p->trial->plugin->capabilities & LK_CAP_ACTIVATIONS))
        cage_skip("it declares no activations");
    if (!info->layer_count)
        cage_fail("it declares activations, and `info` names no layer");
    for (uint32_t i = 0; i < info->layer_count; i++)
        for (int with = 0; with < 2; with++)
            try_layer(p, network_of(&s), info->layers[i]->name, with);
    free(s.network);
}

/* ---- Coalitions ------------------------------------------------------------------------------ */

enum { ROWS = 24, CELLS = 4, WORDS = 2 };

typedef struct taken {
    float *scores;
    size_t classes;
} taken;

static lk_status take(void *user, size_t first, size_t count, const float *scores)
{
    taken *t = user;
    memcpy(t->scores + first * t->classes, scores, count * t->classes * sizeof *scores);
    return LK_OK;
}

/* A problem of two bases and two fills whose rows are two words apart, with
 * rubbish in the bits that mean nothing. */
static lk_coalitions make_problem(const probe *p, const lk_view *v, lk_tensor images[4])
{
    size_t pixels = (size_t)v->height * v->width;
    int64_t shape[2] = {v->height, v->width}, three[3] = {v->height, v->width, 3};
    uint64_t state = p->scene->seed;
    int32_t *labels = trial_alloc(p->trial, pixels, sizeof *labels, "the segments");
    uint64_t *z = trial_alloc(p->trial, ROWS * WORDS, sizeof *z, "the coalitions");
    uint32_t *base = trial_alloc(p->trial, ROWS, sizeof *base, "the bases of the rows");
    uint32_t *fill = trial_alloc(p->trial, ROWS, sizeof *fill, "the fills of the rows");
    lk_tensor *segments = trial_alloc(p->trial, 1, sizeof *segments, "the segments");
    for (uint32_t y = 0, i = 0; y < v->height; y++)
        for (uint32_t x = 0; x < v->width; x++)
            labels[i++] = (int32_t)(y * CELLS / v->height * CELLS + x * CELLS / v->width);
    for (size_t i = 0; i < ROWS; i++) {
        z[WORDS * i] = (uint64_t)(scene_random(&state) * 9007199254740992.0) << 11 |
                       (uint64_t)(scene_random(&state) * 65536);
        z[WORDS * i + 1] = ~(uint64_t)0;
        base[i] = scene_random(&state) < .3;
        fill[i] = scene_random(&state) < .5;
    }
    lk_tensor batch = backend_batch(p, v, 4, 20);
    for (size_t i = 0; i < 4; i++)
        images[i] =
            lk_tensor_over((float *)batch.data + i * pixels * 3, LK_DTYPE_FLOAT, 32, 3, three);
    *segments = lk_tensor_over(labels, LK_DTYPE_INT, 32, 2, shape);
    const void *inputs[] = {labels, z, base, fill, batch.data};
    for (size_t i = 0; i < sizeof inputs / sizeof *inputs; i++)
        guard_protect(p->trial->exchange, inputs[i]);
    return (lk_coalitions){.struct_size = sizeof(lk_coalitions),
                           .base_count = 2,
                           .fill_count = 2,
                           .bases = images,
                           .fills = images + 2,
                           .segments = segments,
                           .segment_count = CELLS * CELLS,
                           .z = z,
                           .z_stride = WORDS,
                           .row_count = ROWS,
                           .row_base = base,
                           .row_fill = fill};
}

/* What the host does where a backend has no operation for it. */
static void score_painted(const probe *p, served *s, const lk_coalitions *problem, lk_output output,
                          taken *out)
{
    lk_plugin plain = *p->trial->plugin;
    lk_instance painted = s->instance;
    lk_fault fault = {""};
    plain.capabilities &= ~(uint64_t)LK_CAP_COALITIONS;
    painted.plugin = &plain;
    lk_network *n = lk_service_open(&painted, &fault);
    if (!n || n->coalitions(n, &p->trial->call.context, problem, output, take, out))
        cage_fail("its pictures cannot be scored: %s", lk_trial_error(p->trial));
    free(n);
}

static void try_coalitions(const probe *p)
{
    const lk_network_info *info = backend_info(p);
    served s = serve(p);
    lk_tensor images[4];
    if (!(p->trial->plugin->capabilities & LK_CAP_COALITIONS))
        cage_skip("it declares no coalitions: the host paints them");
    lk_context *ctx = probe_begin(p, 0);
    lk_coalitions problem = make_problem(p, &info->view, images);
    size_t count = ROWS * (size_t)info->class_count;
    taken own = {calloc(count, sizeof(float)), info->class_count};
    taken painted = {calloc(count, sizeof(float)), info->class_count};
    cage_doing("scoring coalitions");
    lk_network *n = network_of(&s);
    lk_status status = n->coalitions(n, ctx, &problem, info->output, take, &own);
    if (!probe_status(p, status, "coalitions"))
        return;
    cage_doing("scoring the pictures that coalitions stand for");
    score_painted(p, &s, &problem, info->output, &painted);
    for (size_t i = 0; i < count; i++)
        if (!(fabs((double)own.scores[i] - (double)painted.scores[i]) <=
              1e-4 * (1 + fabs((double)painted.scores[i]))))
            cage_fail("row %zu of a coalition problem scores %.7g, and the picture it stands for "
                      "%.7g",
                      i / info->class_count, (double)own.scores[i], (double)painted.scores[i]);
    free(own.scores);
    free(painted.scores);
    free(s.network);
}

/* ---- The checks ------------------------------------------------------------------------------ */

static void with_probe(const check_task *task, void (*run)(const probe *p))
{
    lk_digest digest;
    lk_trial *t = check_open(task);
    const scene s = check_scene(task);
    const probe p = {t, &s, task->options, &digest};
    lk_digest_init(&digest);
    run(&p);
    trial_free(t);
}

void check_batches(const check_task *task)
{
    with_probe(task, try_batches);
}

void check_gradients(const check_task *task)
{
    with_probe(task, try_gradients);
}

void check_activations(const check_task *task)
{
    with_probe(task, try_activations);
}

void check_coalitions(const check_task *task)
{
    with_probe(task, try_coalitions);
}
