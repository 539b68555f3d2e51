/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#include "tree.h"

#include <float.h>
#include <math.h>

#include "field.h"
#include "noise.h"

#define ALWAYS static inline __attribute__((always_inline))

static const double noise_height = 1e-5;

/* LANES pixels of one row while they look for their parents. */
typedef struct search {
    double colour[PLANES][LANES], density[LANES];
    double closest[LANES]; /* squared distance to the nearest denser pixel so far */
    double step[LANES];    /* how far on that is in raster order */
    double worst;          /* largest of `closest` */
} search;

/* Offer each of the block's pixels the one `dy` rows and `dx` columns on, which
 * lies at `at` in the field. Of equally near ones the first in raster order
 * wins. */
ALWAYS void offer(search *s, const field *f, size_t at, double dy, double dx)
{
    const double *restrict l = f->channel[0] + at, *restrict a = f->channel[1] + at,
                           *restrict b = f->channel[2] + at, *restrict density = f->density + at;
    const double down = dy * dy, along = dx * dx, step = dy * (double)f->width + dx;
    double largest[LANES];
    for (int i = 0; i < LANES; i++) {
        double dl = s->colour[0][i] - l[i], da = s->colour[1][i] - a[i],
               db = s->colour[2][i] - b[i];
        double d = ((dl * dl + da * da + db * db) + down) + along;
        double offered = density[i] > s->density[i] ? d : INFINITY;
        double before = s->closest[i], tied = step < s->step[i] ? before : -1;
        int wins = (offered < before) | (offered == tied);
        largest[i] = s->closest[i] = wins ? offered : before;
        s->step[i] = wins ? step : s->step[i];
    }
    s->worst = largest[0];
    for (int i = 1; i < LANES; i++)
        s->worst = s->worst < largest[i] ? largest[i] : s->worst;
}

/* Look along one row, from the middle outwards, until all beyond is farther
 * than what was found: a distance is never below its part along the axes, as
 * rounding is monotone. */
ALWAYS void look_along(search *s, const field *f, size_t at, double dy)
{
    if (dy != 0)
        offer(s, f, at, dy, 0);
    for (size_t i = 1; i <= f->across; i++) {
        double dx = (double)i;
        if (dy * dy + dx * dx > s->worst)
            break;
        offer(s, f, at - i, dy, -dx);
        offer(s, f, at + i, dy, dx);
    }
}

static void load(const field *f, size_t at, size_t used, search *s)
{
    for (size_t c = 0; c < PLANES; c++)
        memcpy(s->colour[c], f->channel[c] + at, sizeof s->colour[c]);
    memcpy(s->density, f->density + at, sizeof s->density);
    for (size_t i = 0; i < LANES; i++) {
        s->closest[i] = i < used ? TREE_ALONE : -1; /* nothing is nearer than -1 */
        s->step[i] = 0;
    }
    s->worst = TREE_ALONE;
}

PLANES_WIDE static void look(search *s, const field *f, size_t y, size_t x)
{
    size_t at = field_row(f, y) + x;
    look_along(s, f, at, 0);
    for (size_t i = 1; i <= f->down; i++) {
        double dy = (double)i;
        if (dy * dy > s->worst)
            break;
        if (i <= y)
            look_along(s, f, at - i * f->stride, -dy);
        if (y + i < f->height)
            look_along(s, f, at + i * f->stride, dy);
    }
}

static void find_parents(const field *f, size_t y, size_t x, const tree *out)
{
    search s;
    size_t left = f->width - x, used = left < LANES ? left : LANES;
    load(f, field_row(f, y) + x, used, &s);
    look(&s, f, y, x);
    for (size_t i = 0; i < used; i++) {
        size_t at = y * f->width + x + i;
        out->parents[at] = (int32_t)((double)at + s.step[i]);
        out->distances[at] = s.closest[i];
    }
}

/* ---- The whole tree -------------------------------------------------------------- */

static void add_noise(const field *f, uint32_t seed)
{
    noise n;
    noise_open(&n, seed);
    for (size_t y = 0; y < f->height; y++)
        for (size_t x = 0; x < f->width; x++)
            f->density[field_row(f, y) + x] = noise_height * noise_normal(&n);
}

/* So that no pixel of the margin is denser than one of the image. */
static void empty_margins(const field *f)
{
    for (size_t y = 0; y < f->height; y++) {
        double *row = f->density + y * f->stride;
        for (size_t x = 0; x < f->margin; x++)
            row[x] = 0;
        for (size_t x = f->margin + f->width; x < f->stride; x++)
            row[x] = 0;
    }
}

lk_status tree_grow(lk_context *ctx, const planes *image, double kernel, uint32_t seed, tree *out)
{
    size_t pixels = image->height * image->width;
    field f;
    tree t = {.parents = lk_alloc_array(ctx, pixels, sizeof *t.parents),
              .distances = lk_alloc_array(ctx, pixels, sizeof *t.distances)};
    if (!t.parents || !t.distances)
        return lk_error(ctx, LK_E_MEMORY, "no memory for the tree of %zu pixels", pixels);
    lk_status status = field_open(ctx, image, (size_t)ceil(3 * kernel), &f);
    if (status)
        return status;
    add_noise(&f, seed);
    status = field_add_density(ctx, &f, kernel);
    empty_margins(&f);
    for (size_t y = 0; !status && y < f.height; y++) {
        for (size_t x = 0; x < f.width; x += LANES)
            find_parents(&f, y, x, &t);
        if (lk_cancelled(ctx))
            status = LK_CANCELLED;
    }
    if (!status)
        *out = t;
    return status;
}

static int32_t find_root(int32_t *parents, int32_t i)
{
    while (parents[i] != i) {
        parents[i] = parents[parents[i]];
        i = parents[i];
    }
    return i;
}

void tree_cut(const tree *t, size_t pixels, double longest, int32_t *labels)
{
    for (size_t i = 0; i < pixels; i++)
        labels[i] = sqrt(t->distances[i]) > longest ? (int32_t)i : t->parents[i];
    for (size_t i = 0; i < pixels; i++)
        labels[i] = find_root(labels, (int32_t)i);
}
