/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#include <math.h>

#include "trainer.h"

/* One step of each optimiser. network.h has the definitions; here they are
 * taken apart so that what is the same for all weights is computed once. */

enum { PIECE = 1 << 16 }; /* floats */

typedef struct update {
    const training *t;
    double rate;
} update;

/* A range of weights of one kind. */
typedef struct range {
    float *w, *m, *v;
    const float *g;
    size_t count;
} range;

/* ---- The optimisers ----------------------------------------------------------------------- */

static void run_sgd(const lk_training *how, double rate, const range *r)
{
    float k = (float)how->momentum, a = (float)rate;
    int is_keras = how->convention == LK_KERAS, looks_ahead = how->nesterov;
    for (size_t i = 0; i < r->count; i++) {
        /* What Keras adds up with the rate in it, PyTorch has without. */
        float g = is_keras ? a * r->g[i] : r->g[i];
        float v = r->m ? r->m[i] = k * r->m[i] + g : g;
        float step = looks_ahead && r->m ? k * v + g : v;
        r->w[i] -= is_keras ? step : a * step;
    }
}

static void run_rmsprop(const lk_training *how, double rate, const range *r)
{
    float s = (float)how->decay, left = (float)(1 - how->decay), e = (float)how->epsilon;
    float k = (float)how->momentum, a = (float)rate;
    int is_keras = how->convention == LK_KERAS;
    for (size_t i = 0; i < r->count; i++) {
        float g = r->g[i], square = r->v[i] = s * r->v[i] + left * g * g;
        float root = is_keras && r->m ? sqrtf(square + e) : sqrtf(square) + e;
        float step = is_keras ? a * g / root : g / root;
        if (r->m)
            step = r->m[i] = k * r->m[i] + step;
        r->w[i] -= is_keras ? step : a * step;
    }
}

static void run_adam(const lk_training *how, double rate, double steps, const range *r)
{
    float b1 = (float)how->beta1, b2 = (float)how->beta2;
    float left1 = (float)(1 - how->beta1), left2 = (float)(1 - how->beta2);
    double first = 1 - pow(how->beta1, steps), second = sqrt(1 - pow(how->beta2, steps));
    /* Both as m times the rate over the root and epsilon, enlarged alike. */
    double epsilon = how->convention == LK_KERAS ? how->epsilon : how->epsilon * second;
    float a = (float)(rate * second / first), e = (float)epsilon;
    for (size_t i = 0; i < r->count; i++) {
        float g = r->g[i];
        float m = r->m[i] = b1 * r->m[i] + left1 * g;
        float v = r->v[i] = b2 * r->v[i] + left2 * g * g;
        r->w[i] -= a * m / (sqrtf(v) + e);
    }
}

static void run_range(const update *u, const range *r)
{
    const lk_training *how = &u->t->how;
    switch (how->optimiser) {
    case LK_SGD:
        run_sgd(how, u->rate, r);
        break;
    case LK_RMSPROP:
        run_rmsprop(how, u->rate, r);
        break;
    case LK_ADAM:
        run_adam(how, u->rate, (double)u->t->parameters.steps, r);
        break;
    }
}

int optimiser_moments(const lk_training *how)
{
    int has_momentum = how->momentum != 0;
    return how->optimiser == LK_SGD    ? has_momentum
           : how->optimiser == LK_ADAM ? 2
                                       : 1 + has_momentum;
}

/* ---- The weights ---------------------------------------------------------------------------- */

/* What of a parameter lies in a piece of the block. */
static size_t overlap(const parameter *q, size_t from, size_t to, size_t *first)
{
    size_t end = q->offset + q->size;
    *first = q->offset > from ? q->offset : from;
    end = end < to ? end : to;
    return *first < end ? end - *first : 0;
}

static int run_piece(void *user, size_t piece, float *scratch)
{
    const update *u = user;
    const parameters *p = &u->t->parameters;
    int is_rmsprop = u->t->how.optimiser == LK_RMSPROP;
    (void)scratch;
    for (size_t i = 0; i < p->count; i++) {
        size_t at, count = overlap(&p->list[i], piece * PIECE, (piece + 1) * PIECE, &at);
        if (!count || !p->list[i].is_trained)
            continue;
        float *m = p->moments[is_rmsprop], *v = p->moments[!is_rmsprop];
        const range r = {.w = p->values + at,
                         .m = m ? m + at : NULL,
                         .v = v ? v + at : NULL,
                         .g = p->gradients + at,
                         .count = count};
        run_range(u, &r);
    }
    return 0;
}

lk_status optimiser_step(training *t, lk_context *ctx, double rate)
{
    update u = {.t = t, .rate = rate};
    return work_finish(t, ctx, (t->parameters.size + PIECE - 1) / PIECE, run_piece, &u);
}

static int decay_piece(void *user, size_t piece, float *scratch)
{
    const update *u = user;
    const parameters *p = &u->t->parameters;
    float decay = (float)u->t->how.weight_decay;
    (void)scratch;
    for (size_t i = 0; i < p->count; i++) {
        const parameter *q = &p->list[i];
        size_t at, count = overlap(q, piece * PIECE, (piece + 1) * PIECE, &at);
        if (!q->is_trained || q->role != GRAPH_FILTER)
            continue;
        for (size_t k = at; k < at + count; k++)
            p->gradients[k] += decay * p->values[k];
    }
    return 0;
}

lk_status optimiser_decay(training *t, lk_context *ctx)
{
    update u = {.t = t};
    if (t->how.weight_decay == 0)
        return LK_OK;
    return work_share(t, ctx, (t->parameters.size + PIECE - 1) / PIECE, decay_piece, &u);
}
