/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#include "view.h"

#include <string.h>

/* Append a factor to the axis that is being made, the last one of `v`. */
static int append(view *v, int64_t extent, int64_t stride)
{
    int *end = &v->first[v->rank + 1];
    view_factor *last = *end > v->first[v->rank] ? &v->factors[*end - 1] : NULL;
    if (extent == 1)
        return 0;
    if (last && last->stride == extent * stride) {
        *last = (view_factor){last->extent * extent, stride};
        return 0;
    }
    if (*end == VIEW_MAX_FACTORS)
        return -1;
    v->factors[(*end)++] = (view_factor){extent, stride};
    return 0;
}

static void open_axis(view *v)
{
    v->first[v->rank + 1] = v->first[v->rank];
}

static void close_axis(view *v, int64_t extent)
{
    v->dims[v->rank++] = extent;
}

static int copy_axis(view *to, const view *from, int axis)
{
    open_axis(to);
    for (int f = from->first[axis]; f < from->first[axis + 1]; f++)
        if (append(to, from->factors[f].extent, from->factors[f].stride))
            return -1;
    close_axis(to, from->dims[axis]);
    return 0;
}

view view_plain(int rank, const int64_t *dims)
{
    view v = {.rank = 0};
    for (int a = 0; a < rank; a++) {
        int64_t stride = 1;
        for (int b = a + 1; b < rank; b++)
            stride *= dims[b];
        open_axis(&v);
        append(&v, dims[a], stride);
        close_axis(&v, dims[a]);
    }
    return v;
}

view view_picture(int64_t channels, int64_t height, int64_t width)
{
    const int64_t dims[4] = {1, height, width, channels};
    view stored = view_plain(4, dims), v;
    view_transpose(&stored, (const int[]){0, 3, 1, 2}, &v);
    return v;
}

int64_t view_size(const view *v)
{
    int64_t size = 1;
    for (int a = 0; a < v->rank; a++)
        size *= v->dims[a];
    return size;
}

int view_same_dims(const view *a, const view *b)
{
    return a->rank == b->rank && !memcmp(a->dims, b->dims, (size_t)a->rank * sizeof a->dims[0]);
}

/* ---- Other views -------------------------------------------------------------- */

/* Take `extent` elements off the front of `rest`, the factors yet to be dealt
 * out. */
static int deal(view *out, int64_t extent, view_factor **rest, const view_factor *end)
{
    int64_t needed = extent;
    open_axis(out);
    while (needed > 1) {
        view_factor *f = *rest;
        if (f == end)
            return -1;
        if (needed % f->extent == 0) {
            needed /= f->extent;
            (*rest)++;
            if (append(out, f->extent, f->stride))
                return -1;
        } else if (f->extent % needed == 0) {
            f->extent /= needed;
            if (append(out, needed, f->stride * f->extent))
                return -1;
            needed = 1;
        } else {
            return -1;
        }
    }
    close_axis(out, extent);
    return 0;
}

int view_reshape(const view *v, int rank, const int64_t *dims, view *out)
{
    static const int order[VIEW_MAX_RANK] = {0, 1, 2, 3, 4, 5, 6, 7};
    view made = {.offset = v->offset};
    view_factor factors[VIEW_MAX_FACTORS], *rest = factors;
    int count = view_collect(v, order, v->rank, factors);
    if (view_size(v) == 0) {
        *out = view_plain(rank, dims);
        return 0;
    }
    for (int a = 0; a < rank; a++)
        if (deal(&made, dims[a], &rest, factors + count))
            return -1;
    *out = made;
    return 0;
}

int view_transpose(const view *v, const int *axes, view *out)
{
    view made = {.offset = v->offset};
    for (int a = 0; a < v->rank; a++)
        if (copy_axis(&made, v, axes[a]))
            return -1;
    *out = made;
    return 0;
}

int view_slice(const view *v, int axis, int64_t start, int64_t step, int64_t count, view *out)
{
    view made = {.offset = v->offset};
    int factors = v->first[axis + 1] - v->first[axis];
    int64_t stride = factors ? v->factors[v->first[axis]].stride : 0;
    if (factors > 1 && !(start == 0 && step == 1 && count == v->dims[axis]))
        return -1;
    for (int a = 0; a < v->rank; a++) {
        if (a != axis || factors > 1) {
            if (copy_axis(&made, v, a))
                return -1;
            continue;
        }
        open_axis(&made);
        if (append(&made, count, stride * step))
            return -1;
        close_axis(&made, count);
    }
    made.offset += start * stride;
    *out = made;
    return 0;
}

int view_broadcast(const view *v, const view *to, view *out)
{
    view made = {.offset = v->offset};
    int missing = to->rank - v->rank;
    if (missing < 0)
        return -2;
    for (int a = 0; a < to->rank; a++) {
        int64_t own = a < missing ? 1 : v->dims[a - missing];
        if (own != to->dims[a] && own != 1)
            return -2;
        if (own == to->dims[a] && a >= missing) {
            if (copy_axis(&made, v, a - missing))
                return -1;
            continue;
        }
        open_axis(&made);
        if (append(&made, to->dims[a], 0))
            return -1;
        close_axis(&made, to->dims[a]);
    }
    *out = made;
    return 0;
}

/* ---- The order of the storage --------------------------------------------------- */

int view_collect(const view *v, const int *order, int count, view_factor *out)
{
    view joined = {.rank = 0};
    open_axis(&joined);
    for (int i = 0; i < count; i++)
        for (int f = v->first[order[i]]; f < v->first[order[i] + 1]; f++)
            append(&joined, v->factors[f].extent, v->factors[f].stride);
    memcpy(out, joined.factors, (size_t)joined.first[1] * sizeof *out);
    return joined.first[1];
}

int view_is_stored(const view *v, const int *order, int64_t size)
{
    view_factor factors[VIEW_MAX_FACTORS];
    int count = view_collect(v, order, v->rank, factors);
    if (v->offset || view_size(v) != size)
        return 0;
    return count == 0 || (count == 1 && factors[0].stride == 1);
}

int view_is_whole(const view *v, int64_t size)
{
    int64_t reach = 1;
    int count = v->first[v->rank], found = 1;
    if (v->offset || view_size(v) != size)
        return 0;
    while (reach < size && found) {
        found = 0;
        for (int f = 0; f < count && !found; f++)
            if (v->factors[f].stride == reach) {
                reach *= v->factors[f].extent;
                found = 1;
            }
    }
    return reach == size;
}

/* ---- Walking --------------------------------------------------------------------- */

void view_start(view_walk *w, const view *v)
{
    *w = (view_walk){.count = v->first[v->rank], .place = v->offset};
    memcpy(w->factors, v->factors, sizeof w->factors);
}

void view_next(view_walk *w)
{
    for (int f = w->count - 1; f >= 0; f--) {
        w->place += w->factors[f].stride;
        if (++w->at[f] < w->factors[f].extent)
            return;
        w->place -= w->factors[f].stride * w->factors[f].extent;
        w->at[f] = 0;
    }
}
