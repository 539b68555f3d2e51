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

static inline double square(double v)
{
    return v * v;
}

/* Squared distance along one axis from the nearest point of low..high. */
static inline double beyond(double v, double low, double high)
{
    double below = low - v, above = v - high; /* at most one is positive */
    return square((below + fabs(below) + (above + fabs(above))) / 2);
}

static size_t least(size_t a, size_t b)
{
    return a < b ? a : b;
}

int rivals_open(lk_context *ctx, rivals *r, size_t centre_count)
{
    size_t room = centre_count + TILE;
    double **arrays[] = {&r->x, &r->colour[0], &r->colour[1], &r->colour[2], &r->rise, &r->bound};
    for (size_t i = 0; i < sizeof arrays / sizeof arrays[0]; i++)
        if (!(*arrays[i] = lk_alloc_array(ctx, room, sizeof(double))))
            return 0;
    r->centres = lk_alloc_array(ctx, room, sizeof *r->centres);
    return r->centres != NULL;
}

static void add_rival(rivals *r, const centre *c, double rise)
{
    size_t i = r->count++;
    r->centres[i] = c;
    r->x[i] = c->x;
    for (size_t k = 0; k < PLANES; k++)
        r->colour[k][i] = c->colour[k];
    r->rise[i] = rise;
}

void rivals_gather(rivals *r, const centre *centres, size_t count, size_t row, size_t height)
{
    static const centre nowhere = {0};
    double first = (double)row, last = (double)(least(row + TILE, height) - 1);
    r->count = 0;
    for (size_t k = 0; k < count; k++) {
        const centre *c = &centres[k];
        if (c->top <= last && c->bottom > first)
            add_rival(r, c, beyond(c->y, first, last));
    }
    while (r->count % TILE)
        add_rival(r, &nowhere, INFINITY);
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
static inline __attribute__((always_inline)) void
bound_rivals(const rivals *r, size_t i, double weight, const tile *t, const colour_box *box)
{
    const double *restrict x = r->x + i, *restrict rise = r->rise + i;
    const double *restrict l = r->colour[0] + i, *restrict a = r->colour[1] + i,
                           *restrict b = r->colour[2] + i;
    const double first = (double)t->x, last = (double)(t->x + t->columns - 1);
    const colour_box c = *box;
    double *restrict bound = r->bound + i;
    for (size_t k = 0; k < TILE; k++) {
        bound[k] = (rise[k] + beyond(x[k], first, last)) * weight +
                   (beyond(l[k], c.low[0], c.high[0]) + beyond(a[k], c.low[1], c.high[1]) +
                    beyond(b[k], c.low[2], c.high[2]));
    }
}

/* The pixels of one row that are nearer to `c` than to the best so far, or as
 * near if `ties` says so, are its own. */
static inline __attribute__((always_inline)) void
compete_row(const double *restrict l, const double *restrict a, const double *restrict b,
            const double *restrict run, double rise, double weight, const centre *c, int ties,
            double *restrict best, double *restrict who, double *restrict worst)
{
    const double to_l = c->colour[0], to_a = c->colour[1], to_b = c->colour[2];
    const double number = c->number;
    for (size_t x = 0; x < TILE; x++) {
        double dl = l[x] - to_l, da = a[x] - to_a, db = b[x] - to_b;
        double d = (rise + run[x]) * weight + (dl * dl + da * da + db * db);
        double before = best[x], owner = who[x];
        int wins = ties ? d <= before : d < before;
        double after = wins ? d : before;
        who[x] = wins ? number : owner;
        best[x] = after;
        worst[x] = worst[x] < after ? after : worst[x];
    }
}

/* Squared distances of `from` to the TILE places from `first` on; infinite
 * out of low..high - 1. */
static inline void measure(double from, double first, double low, double high, double *out)
{
    static const double offset[TILE] = {0, 1, 2, 3, 4, 5, 6, 7};
    for (size_t i = 0; i < TILE; i++) {
        double place = first + offset[i];
        double before = place < low ? INFINITY : 0, after = place < high ? 0 : INFINITY;
        out[i] = square(from - place) + before + after;
    }
}

/* Inlined, so that `ties` is a constant in the loop over pixels. */
static inline __attribute__((always_inline)) void compete(const planes *image, tile *t,
                                                          const centre *c, double weight, int ties)
{
    double rise[TILE], run[TILE], worst[TILE] = {0};
    measure(c->y, (double)t->y, c->top, c->bottom, rise);
    measure(c->x, (double)t->x, c->left, c->right, run);
    for (size_t y = 0; y < t->rows; y++) {
        size_t at = (t->y + y) * image->stride + t->x;
        compete_row(image->channel[0] + at, image->channel[1] + at, image->channel[2] + at, run,
                    rise[y], weight, c, ties, t->best[y], t->who[y], worst);
    }
    t->worst = 0;
    for (size_t x = 0; x < TILE; x++)
        t->worst = t->worst < worst[x] ? worst[x] : t->worst;
}

static inline int reaches(const centre *c, const tile *t)
{
    return c->left < (double)(t->x + t->columns) && c->right > (double)t->x;
}

/* From the rival of the least bound outwards, down and then up, so that every
 * tie is between a centre and one of only higher, or only lower, numbers. */
static inline __attribute__((always_inline)) void compete_all(const planes *image, tile *t,
                                                              const rivals *r, double weight)
{
    size_t nearest = 0;
    for (size_t i = 1; i < r->count; i++)
        nearest = r->bound[i] < r->bound[nearest] ? i : nearest;
    t->worst = INFINITY;
    for (size_t i = nearest + 1; i-- > 0;)
        if (r->bound[i] <= t->worst && reaches(r->centres[i], t))
            compete(image, t, r->centres[i], weight, 1);
    for (size_t i = nearest + 1; i < r->count; i++)
        if (r->bound[i] < t->worst && reaches(r->centres[i], t))
            compete(image, t, r->centres[i], weight, 0);
}

static void load_tile(const planes *image, tile *t, size_t y, size_t x, const int32_t *owners)
{
    double start[TILE];
    t->y = y;
    t->x = x;
    t->rows = least(TILE, image->height - y);
    t->columns = least(TILE, image->width - x);
    for (size_t i = 0; i < TILE; i++)
        start[i] = i < t->columns ? DBL_MAX : -1; /* nothing beats -1 */
    for (size_t row = 0; row < t->rows; row++)
        for (size_t i = 0; i < TILE; i++) {
            t->best[row][i] = start[i];
            t->who[row][i] = owners[(y + row) * image->stride + x + i];
        }
}

static int store_tile(const planes *image, const tile *t, int32_t *owners)
{
    int32_t changed = 0;
    for (size_t row = 0; row < t->rows; row++) {
        int32_t *restrict owner = owners + (t->y + row) * image->stride + t->x;
        for (size_t i = 0; i < TILE; i++) {
            int32_t now = (int32_t)t->who[row][i];
            changed |= owner[i] ^ now;
            owner[i] = now;
        }
    }
    return changed != 0;
}

PLANES_WIDE static void settle(const planes *image, tile *t, const rivals *r, double weight,
                               const colour_box *box)
{
    for (size_t i = 0; i < r->count; i += TILE)
        bound_rivals(r, i, weight, t, box);
    compete_all(image, t, r, weight);
}

int tile_assign(const planes *image, rivals *r, double weight, size_t y, size_t x,
                const colour_box *box, int32_t *owners)
{
    tile t;
    load_tile(image, &t, y, x, owners);
    if (r->count)
        settle(image, &t, r, weight, box);
    return store_tile(image, &t, owners);
}
