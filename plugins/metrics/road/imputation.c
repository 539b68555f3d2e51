/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#include "imputation.h"

#include <math.h>

/* The system is symmetric and positive definite, since every hidden pixel leads to
 * one that is not: conjugate gradients, on grids with a border of zeros, in which
 * pixels that are not hidden stay 0, too. */

#define BESIDE (1. / 6)
#define CORNER (1. / 12)

/* Of the residual, against the right-hand side: far below what a pixel can show. */
#define TOLERANCE 1e-13
enum { CHECK_EVERY = 64, MORE_STEPS = 1000 };

struct imputation {
    size_t height, width, channels, stride; /* of a row with its border */
    size_t count;                           /* hidden pixels */
    size_t *hidden;                         /* where they are on a grid */
    double *own;                            /* the sum of the weights of a pixel's neighbours */
    double *x, *residual, *way, *image;     /* grids */
    double *turned;                         /* by hidden pixel: the matrix times the way */
};

imputation *imputation_new(lk_context *ctx, int64_t height, int64_t width, int64_t channels)
{
    imputation *m = lk_alloc(ctx, sizeof *m);
    if (!m)
        return NULL;
    size_t pixels = (size_t)height * (size_t)width;
    size_t grid = (size_t)(height + 2) * (size_t)(width + 2);
    *m = (imputation){.height = (size_t)height,
                      .width = (size_t)width,
                      .channels = (size_t)channels,
                      .stride = (size_t)width + 2,
                      .hidden = lk_alloc_array(ctx, pixels, sizeof *m->hidden),
                      .own = lk_alloc_array(ctx, grid, sizeof *m->own),
                      .x = lk_alloc_array(ctx, grid, sizeof *m->x),
                      .residual = lk_alloc_array(ctx, grid, sizeof *m->residual),
                      .way = lk_alloc_array(ctx, grid, sizeof *m->way),
                      .image = lk_alloc_array(ctx, grid, sizeof *m->image),
                      .turned = lk_alloc_array(ctx, pixels, sizeof *m->turned)};
    return m->hidden && m->own && m->x && m->residual && m->way && m->image && m->turned ? m : NULL;
}

static size_t place(const imputation *m, size_t pixel)
{
    return (pixel / m->width + 1) * m->stride + pixel % m->width + 1;
}

/* What the neighbours of a place weigh together. */
static double neighbours(const imputation *m, const double *grid, size_t at)
{
    const double *row = grid + at, *above = row - m->stride, *below = row + m->stride;
    return BESIDE * (above[0] + row[-1] + row[1] + below[0]) +
           CORNER * (above[-1] + above[1] + below[-1] + below[1]);
}

static void hide(imputation *m, const lk_region *hidden)
{
    const uint8_t *is_hidden = hidden->pixels.data;
    size_t pixels = m->height * m->width;
    m->count = 0;
    for (size_t i = 0; i < pixels; i++) {
        m->x[place(m, i)] = 1;
        if (is_hidden[i])
            m->hidden[m->count++] = place(m, i);
    }
    for (size_t i = 0; i < pixels; i++)
        m->own[place(m, i)] = neighbours(m, m->x, place(m, i));
}

static double squares(const imputation *m, const double *grid)
{
    double sum = 0;
    for (size_t i = 0; i < m->count; i++)
        sum += grid[m->hidden[i]] * grid[m->hidden[i]];
    return sum;
}

/* Begin at 0 with what the pixels that are not hidden give their neighbours. */
static void begin(imputation *m, const lk_region *hidden, const float *image, size_t channel)
{
    const uint8_t *is_hidden = hidden->pixels.data;
    for (size_t i = 0; i < m->height * m->width; i++) {
        size_t at = place(m, i);
        m->image[at] = is_hidden[i] ? 0 : (double)image[i * m->channels + channel];
        m->x[at] = m->way[at] = 0;
    }
    for (size_t i = 0; i < m->count; i++) {
        size_t at = m->hidden[i];
        m->residual[at] = m->way[at] = neighbours(m, m->image, at);
    }
}

/* One step along the way; the squares of the residual then. */
static double step(imputation *m, double before)
{
    double curve = 0, after = 0;
    for (size_t i = 0; i < m->count; i++) {
        size_t at = m->hidden[i];
        m->turned[i] = m->own[at] * m->way[at] - neighbours(m, m->way, at);
        curve += m->way[at] * m->turned[i];
    }
    double length = before / curve;
    for (size_t i = 0; i < m->count; i++) {
        size_t at = m->hidden[i];
        m->x[at] += length * m->way[at];
        m->residual[at] -= length * m->turned[i];
        after += m->residual[at] * m->residual[at];
    }
    for (size_t i = 0; i < m->count; i++) {
        size_t at = m->hidden[i];
        m->way[at] = m->residual[at] + after / before * m->way[at];
    }
    return after;
}

static lk_status solve(imputation *m, lk_context *ctx)
{
    double now = squares(m, m->residual), enough = TOLERANCE * TOLERANCE * now;
    for (size_t i = 0; now > enough; i++) {
        if (i % CHECK_EVERY == 0 && lk_cancelled(ctx))
            return LK_CANCELLED;
        if (i > m->count + MORE_STEPS)
            return lk_error(ctx, LK_E_FAIL, "imputing %zu pixels did not come to an end", m->count);
        now = step(m, now);
    }
    return LK_OK;
}

lk_status imputation_solve(imputation *m, lk_context *ctx, const lk_region *hidden,
                           const lk_tensor *image, double *out)
{
    const uint8_t *is_hidden = hidden->pixels.data;
    const float *values = image->data;
    lk_status status = LK_OK;
    hide(m, hidden);
    for (size_t c = 0; !status && c < m->channels; c++) {
        begin(m, hidden, values, c);
        status = solve(m, ctx);
        for (size_t i = 0; i < m->height * m->width; i++)
            out[i * m->channels + c] =
                is_hidden[i] ? m->x[place(m, i)] : (double)values[i * m->channels + c];
    }
    return status;
}
