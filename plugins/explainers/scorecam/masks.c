/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#include "masks.h"

#include <stdlib.h>

enum { BATCH = 16 };

/* ---- Which channels -------------------------------------------------------------- */

typedef struct rank {
    size_t channel;
    double variance;
} rank;

static double variance(const cam *c, size_t channel)
{
    const float *a = c->activation + channel;
    double mean = 0, sum = 0;
    for (size_t p = 0; p < c->pixels; p++)
        mean += (double)a[p * c->channels] / (double)c->pixels;
    for (size_t p = 0; p < c->pixels; p++)
        sum += ((double)a[p * c->channels] - mean) * ((double)a[p * c->channels] - mean);
    return sum;
}

/* Of channels that vary alike the earlier ones. */
static int by_variance(const void *a, const void *b)
{
    const rank *l = a, *r = b;
    if (l->variance != r->variance)
        return l->variance > r->variance ? -1 : 1;
    return l->channel < r->channel ? -1 : 1;
}

static int by_channel(const void *a, const void *b)
{
    return *(const size_t *)a < *(const size_t *)b ? -1 : 1;
}

lk_status masks_choose(lk_context *ctx, const cam *c, size_t most, masks *out)
{
    size_t count = most && most < c->channels ? most : c->channels;
    rank *ranks = lk_alloc_array(ctx, c->channels, sizeof *ranks);
    size_t *channels = lk_alloc_array(ctx, c->channels, sizeof *channels);
    if (!ranks || !channels)
        return lk_error(ctx, LK_E_MEMORY, "out of memory for the channels of the layer `%s`",
                        c->layer);
    for (size_t k = 0; k < c->channels; k++)
        ranks[k] = (rank){k, variance(c, k)};
    qsort(ranks, c->channels, sizeof *ranks, by_variance);
    for (size_t i = 0; i < count; i++)
        channels[i] = ranks[i].channel;
    qsort(channels, count, sizeof *channels, by_channel);
    *out = (masks){.count = count, .channels = channels};
    return LK_OK;
}

/* ---- What they leave of the score ------------------------------------------------ */

typedef struct painting {
    resize_plane view;
    size_t pixels;
    const double *colour;
    double *small, *mask; /* a channel, and what it is at the view's size */
} painting;

static void paint(const cam *c, const painting *p, size_t channel, float *out)
{
    const float *view = c->request->view->pixels.data;
    for (size_t i = 0; i < c->pixels; i++)
        p->small[i] = (double)c->activation[i * c->channels + channel];
    resize_map(RESIZE_CORNERS, c->plane, p->small, p->view, p->mask);
    resize_stretch(p->mask, p->pixels, 0);
    for (size_t i = 0; i < 3 * p->pixels; i++) {
        double base = p->colour[i % 3];
        out[i] = (float)(base + p->mask[i / 3] * ((double)view[i] - base));
    }
}

lk_status masks_ask(lk_context *ctx, const cam *c, const double colour[3], masks *m)
{
    lk_network *n = c->request->network;
    const int64_t *shape = c->request->view->pixels.shape;
    painting p = {.view = {(size_t)shape[0], (size_t)shape[1]}, .colour = colour};
    p.pixels = p.view.height * p.view.width;
    p.small = lk_alloc_array(ctx, c->pixels, sizeof *p.small);
    p.mask = lk_alloc_array(ctx, p.pixels, sizeof *p.mask);
    float *batch = lk_alloc_array(ctx, BATCH * p.pixels, 3 * sizeof *batch);
    m->classes = n->info->class_count;
    m->scores = lk_alloc_array(ctx, m->count, m->classes * sizeof *m->scores);
    if (!p.small || !p.mask || !batch || !m->scores)
        return lk_error(ctx, LK_E_MEMORY, "out of memory for %d masked views", BATCH);
    for (size_t first = 0; first < m->count; first += BATCH) {
        size_t count = m->count - first < BATCH ? m->count - first : BATCH;
        if (lk_cancelled(ctx))
            return LK_CANCELLED;
        for (size_t i = 0; i < count; i++)
            paint(c, &p, m->channels[first + i], batch + i * p.pixels * 3);
        int64_t extents[4] = {(int64_t)count, shape[0], shape[1], 3};
        lk_tensor t = lk_tensor_over(batch, LK_DTYPE_FLOAT, 32, 4, extents);
        lk_status status = n->scores(n, ctx, &t, cam_output(c), m->scores + first * m->classes);
        if (status)
            return status;
        ctx->host->progress(ctx, (double)(first + count), (double)m->count);
    }
    return LK_OK;
}
