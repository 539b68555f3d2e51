/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#include "tile.h"

#include <float.h>
#include <math.h>

/* One tile while its centres compete. */
typedef struct tile {
    size_t y, x, rows, columns;
    double best[TILE][TILE]; /* squared distance to the nearest centre so far */
    double who[TILE][TILE];  /* its number */
    double worst;            /* largest of `best` */
} tile;

static double square(double v)
{
    return v * v;
}

static double clamp(double v, double low, double high)
{
    double raised = v < low ? low : v;
    return raised > high ? high : raised;
}

static size_t least(size_t a, size_t b)
{
    return a < b ? a : b;
}

int rivals_open(lk_context *ctx, rivals *r, size_t centre_count)
{
    size_t room = centre_count + TILE;
    double **arrays[] = {&r->number,    &r->y,         &r->x,    &r->colour[0],
                         &r->colour[1], &r->colour[2], &r->top,  &r->left,
                         &r->right,     &r->bottom,    &r->rise, &r->bound};
    for (size_t i = 0; i < sizeof arrays / sizeof arrays[0]; i++)
        if (!(*arrays[i] = lk_alloc_array(ctx, room, sizeof(double))))
            return 0;
    return 1;
}

static void add_rival(rivals *r, const centre *c, double number, double rise)
{
    size_t i = r->count++;
    r->number[i] = number;
    r->y[i] = c->y;
    r->x[i] = c->x;
    for (size_t k = 0; k < PLANES; k++)
        r->colour[k][i] = c->colour[k];
    r->top[i] = c->top;
    r->bottom[i] = c->bottom;
    r->left[i] = c->left;
    r->right[i] = c->right;
    r->rise[i] = rise;
}

void rivals_gather(rivals *r, const centre *centres, size_t count, size_t row, size_t height)
{
    static const centre nowhere = {.left = INFINITY};
    double first = (double)row, last = (double)(least(row + TILE, height) - 1);
    r->count = 0;
    for (size_t k = 0; k < count; k++) {
        const centre *c = &centres[k];
        if (c->top <= last && c->bottom > first)
            add_rival(r, c, (double)k, square(c->y - clamp(c->y, first, last)));
    }
    while (r->count % TILE)
        add_rival(r, &nowhere, 0, 0);
}

void tile_box(const planes *image, size_t y, size_t x, colour_box *out)
{
    size_t bottom = least(y + TILE, image->height), right = least(x + TILE, image->width);
    for (size_t c = 0; c < PLANES; c++) {
        double low = INFINITY, high = -INFINITY;
        for (size_t row = y; row < bottom; row++)
            for (size_t i = row * image->stride + x; i < row * image->stride + right; i++) {
                double v = image->channel[c][i];
                low = v < low ? v : low;
                high = v > high ? v : high;
            }
        out->low[c] = low;
        out->high[c] = high;
    }
}

/* The least distance of rivals i..i + TILE - 1 to any pixel of the tile. */
static void bound_rivals(const rivals *r, size_t i, double weight, const tile *t,
                         const colour_box *box)
{
    double first = (double)t->x, last = (double)(t->x + t->columns - 1);
    for (size_t end = i + TILE; i < end; i++) {
        double l = r->colour[0][i] - clamp(r->colour[0][i], box->low[0], box->high[0]);
        double a = r->colour[1][i] - clamp(r->colour[1][i], box->low[1], box->high[1]);
        double b = r->colour[2][i] - clamp(r->colour[2][i], box->low[2], box->high[2]);
        double run = square(r->x[i] - clamp(r->x[i], first, last));
        double d = (r->rise[i] + run) * weight + (l * l + a * a + b * b);
        r->bound[i] = (r->left[i] > last) | (r->right[i] <= first) ? INFINITY : d;
    }
}

/* Each pixel within the rival's reach goes to it where it is nearer, or as near
 * and of a lower number. */
static void compete(const planes *image, tile *t, const rivals *r, size_t i, double weight)
{
    double run[TILE], worst[TILE] = {0}, number = r->number[i];
    for (size_t x = 0; x < TILE; x++) {
        double column = (double)(t->x + x);
        run[x] =
            (column >= r->left[i]) & (column < r->right[i]) ? square(r->x[i] - column) : INFINITY;
    }
    for (size_t y = 0; y < t->rows; y++) {
        double row = (double)(t->y + y);
        size_t at = (t->y + y) * image->stride + t->x;
        double rise = row >= r->top[i] && row < r->bottom[i] ? square(r->y[i] - row) : INFINITY;
        for (size_t x = 0; x < TILE; x++) {
            double l = image->channel[0][at + x] - r->colour[0][i];
            double a = image->channel[1][at + x] - r->colour[1][i];
            double b = image->channel[2][at + x] - r->colour[2][i];
            double d = (rise + run[x]) * weight + (l * l + a * a + b * b);
            double best = t->best[y][x], who = t->who[y][x];
            int wins = (d < best) | ((d == best) & (number < who));
            t->best[y][x] = best = wins ? d : best;
            t->who[y][x] = wins ? number : who;
            worst[x] = worst[x] < best ? best : worst[x];
        }
    }
    t->worst = 0;
    for (size_t x = 0; x < TILE; x++)
        t->worst = t->worst < worst[x] ? worst[x] : t->worst;
}

static void load_tile(const planes *image, tile *t, size_t y, size_t x, const int32_t *labels)
{
    t->y = y;
    t->x = x;
    t->rows = least(TILE, image->height - y);
    t->columns = least(TILE, image->width - x);
    for (size_t row = 0; row < t->rows; row++)
        for (size_t i = 0; i < TILE; i++) {
            int inside = i < t->columns; /* nothing beats -1 */
            t->best[row][i] = inside ? DBL_MAX : -1;
            t->who[row][i] = inside ? labels[(y + row) * image->width + x + i] : 0;
        }
}

static int store_tile(const planes *image, const tile *t, int32_t *labels)
{
    int changed = 0;
    for (size_t row = 0; row < t->rows; row++)
        for (size_t i = 0; i < t->columns; i++) {
            int32_t *label = &labels[(t->y + row) * image->width + t->x + i];
            int32_t now = (int32_t)t->who[row][i];
            changed |= *label != now;
            *label = now;
        }
    return changed;
}

int tile_assign(const planes *image, rivals *r, double weight, size_t y, size_t x,
                const colour_box *box, int32_t *labels)
{
    tile t;
    size_t nearest = 0;
    load_tile(image, &t, y, x, labels);
    for (size_t i = 0; i < r->count; i += TILE)
        bound_rivals(r, i, weight, &t, box);
    for (size_t i = 1; i < r->count; i++)
        if (r->bound[i] < r->bound[nearest])
            nearest = i;
    if (r->count) {
        compete(image, &t, r, nearest, weight);
        r->bound[nearest] = INFINITY;
    }
    for (size_t i = 0; i < r->count; i++)
        if (r->bound[i] <= t.worst)
            compete(image, &t, r, i, weight);
    return store_tile(image, &t, labels);
}
