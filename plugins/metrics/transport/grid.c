/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#include "grid.h"

#include <math.h>

/* The part of pixel i of `length` that lies in cell c of `side`. */
static double part(size_t i, size_t length, size_t c, size_t side)
{
    /* in units of one pixel over `side`, in which all borders are whole */
    double start = fmax((double)(i * side), (double)(c * length));
    double end = fmin((double)((i + 1) * side), (double)((c + 1) * length));
    return end > start ? (end - start) / (double)side : 0;
}

/* Of the cells or pixels of a line of `length`, the first and one past the last
 * that part i of `side` touches. */
static size_t first_of(size_t i, size_t length, size_t side)
{
    return i * length / side;
}

static size_t end_of(size_t i, size_t length, size_t side)
{
    return ((i + 1) * length + side - 1) / side;
}

/* A band of pixels as high as cells of row r: the mass of each of its columns. */
static void add_band(const frame_mass *m, size_t r, size_t side, double *band)
{
    for (size_t x = 0; x < m->width; x++)
        band[x] = 0;
    for (size_t y = first_of(r, m->height, side); y < end_of(r, m->height, side); y++) {
        double down = part(y, m->height, r, side);
        for (size_t x = 0; x < m->width; x++)
            band[x] += down * mass_at(m, y * m->width + x);
    }
}

void grid_mass(const frame_mass *m, size_t side, double *band, double *cells)
{
    for (size_t r = 0; r < side; r++) {
        add_band(m, r, side, band);
        for (size_t c = 0; c < side; c++) {
            double sum = 0;
            for (size_t x = first_of(c, m->width, side); x < end_of(c, m->width, side); x++)
                sum += band[x] * part(x, m->width, c, side);
            cells[r * side + c] = sum;
        }
    }
}

void line_mass(const frame_mass *m, double *rows, double *columns)
{
    for (size_t y = 0; y < m->height; y++)
        for (size_t x = 0; x < m->width; x++) {
            double mass = mass_at(m, y * m->width + x);
            rows[y] += mass;
            columns[x] += mass;
        }
}

double line_distance(const double *a, const double *b, size_t length)
{
    double sum_a = 0, sum_b = 0, before_a = 0, before_b = 0, area = 0;
    for (size_t i = 0; i < length; i++) {
        sum_a += a[i];
        sum_b += b[i];
    }
    for (size_t i = 0; i + 1 < length; i++) {
        before_a += a[i];
        before_b += b[i];
        area += fabs(before_a / sum_a - before_b / sum_b);
    }
    return area;
}
