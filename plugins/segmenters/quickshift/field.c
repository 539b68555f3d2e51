/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#include "field.h"

#include <math.h>

static const double far_off = 1e150; /* the square of it is finite */

static size_t least(size_t a, size_t b)
{
    return a < b ? a : b;
}

static void fill_row(const field *f, const planes *image, size_t y)
{
    for (size_t c = 0; c < PLANES; c++) {
        double *row = f->channel[c] + y * f->stride;
        for (size_t x = 0; x < f->stride; x++)
            row[x] = far_off;
        memcpy(row + f->margin, image->channel[c] + y * image->stride, f->width * sizeof *row);
    }
}

lk_status field_open(lk_context *ctx, const planes *image, size_t reach, field *out)
{
    field f = {.height = image->height, .width = image->width};
    f.down = least(reach, f.height - 1);
    f.across = least(reach, f.width - 1);
    f.margin = (f.across + LANES - 1) / LANES * LANES;
    f.stride = image->stride + 2 * f.margin;
    double **arrays[] = {&f.channel[0], &f.channel[1], &f.channel[2], &f.density};
    for (size_t i = 0; i < sizeof arrays / sizeof arrays[0]; i++)
        if (!(*arrays[i] = lk_alloc_array(ctx, f.height, f.stride * sizeof(double))))
            return lk_error(ctx, LK_E_MEMORY,
                            "no memory for a view of %zu x %zu pixels and its "
                            "margins",
                            f.width, f.height);
    for (size_t y = 0; y < f.height; y++)
        fill_row(&f, image, y);
    *out = f;
    return LK_OK;
}

/* ---- Density ------------------------------------------------------------------- */

#define ALWAYS static inline __attribute__((always_inline))

/* A vector of doubles, in as many registers as it takes, and one in memory. */
typedef double lanes __attribute__((vector_size(LANES * sizeof(double))));
typedef int64_t lane_bits __attribute__((vector_size(LANES * sizeof(double))));
typedef double lanes_in_row
    __attribute__((vector_size(LANES * sizeof(double)), aligned(8), may_alias));

#define lanes_at(p) (*(lanes_in_row *)(p))

/* e^x for x <= 0, right to a few units in the last place; of what is below
 * 1e-300, a number near it. */
ALWAYS void decay(lanes *value)
{
    const double nearest = 0x1.8p52, least_x = -700; /* adding the first leaves whole numbers */
    const lanes x = *value;
    lane_bits too_low = (lane_bits)(x < least_x);
    lanes bounded = (lanes)((too_low & (lane_bits)(0 * x + least_x)) | (~too_low & (lane_bits)x));
    lanes shifted = bounded * 0x1.71547652b82fep0 + nearest, twos = shifted - nearest;
    lanes r = bounded - twos * 0x1.62e42fefa3800p-1 - twos * 0x1.ef35793c76730p-45;
    lanes r2 = r * r, r4 = r2 * r2;
    lanes low = (1 + r) + r2 * (1. / 2 + r * (1. / 6));
    lanes middle = (1. / 24 + r * (1. / 120)) + r2 * (1. / 720 + r * (1. / 5040));
    lanes high = (1. / 40320 + r * (1. / 362880)) + r2 * (1. / 3628800 + r * (1. / 39916800));
    lanes power = low + r4 * (middle + r4 * high);
    *value = (lanes)((lane_bits)power + ((lane_bits)shifted << 52));
}

/* LANES pixels of one row, and the sum of what they get. */
typedef struct block {
    lanes colour[PLANES], sum;
} block;

/* Gaussians between the block and the LANES pixels from `at` on, given to both. */
ALWAYS void exchange(block *b, const field *f, size_t at, double squared_place, double factor)
{
    lanes l = b->colour[0] - lanes_at(f->channel[0] + at);
    lanes a = b->colour[1] - lanes_at(f->channel[1] + at);
    lanes c = b->colour[2] - lanes_at(f->channel[2] + at);
    lanes gaussian = ((l * l + a * a + c * c) + squared_place) * factor;
    decay(&gaussian);
    b->sum += gaussian;
    lanes_at(f->density + at) += gaussian;
}

/* What the block at (y, x) exchanges with all pixels after it. */
ALWAYS void exchange_all(const field *f, size_t y, size_t x, double factor)
{
    const size_t home = field_row(f, y) + x, bottom = least(f->height - 1, y + f->down);
    block b = {.sum = {0}};
    for (size_t c = 0; c < PLANES; c++)
        b.colour[c] = lanes_at(f->channel[c] + home);
    for (size_t dx = 1; dx <= f->across; dx++)
        exchange(&b, f, home + dx, (double)(dx * dx), factor);
    for (size_t dy = 1; dy <= bottom - y; dy++) {
        size_t first = home + dy * f->stride - f->across;
        for (size_t i = 0; i <= 2 * f->across; i++) {
            double dx = (double)i - (double)f->across;
            exchange(&b, f, first + i, (double)(dy * dy) + dx * dx, factor);
        }
    }
    lanes_at(f->density + home) += b.sum + 1; /* the pixel's own */
}

PLANES_WIDE static void add_row(const field *f, size_t y, double factor)
{
    for (size_t x = 0; x < f->width; x += LANES)
        exchange_all(f, y, x, factor);
}

lk_status field_add_density(lk_context *ctx, field *f, double kernel)
{
    for (size_t y = 0; y < f->height; y++) {
        add_row(f, y, -.5 / (kernel * kernel));
        if (lk_cancelled(ctx))
            return LK_CANCELLED;
    }
    return LK_OK;
}
