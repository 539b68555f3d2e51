/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#ifndef LK_BACKENDS_GRAPH_ONNX_VIEW_H
#define LK_BACKENDS_GRAPH_ONNX_VIEW_H

/* How a tensor lies in memory. ONNX has a picture as channels x height x width,
 * the graph stores height x width x channels; a view says which element of the
 * storage each element of the tensor is. So reshaping, transposing, slicing and
 * broadcasting move nothing: they make another view of the same storage, and
 * an operator that needs another order has the elements moved once.
 *
 * Each axis is a list of factors, read like digits, the slowest first: the axis
 * of a flattened picture has three, for channel, row and column. Axes of one
 * element have none. */

#include "../graph.h"

enum { VIEW_MAX_RANK = 8, VIEW_MAX_FACTORS = 24 };

typedef graph_factor view_factor;

typedef struct view {
    int64_t offset;
    int rank;
    int64_t dims[VIEW_MAX_RANK];
    int first[VIEW_MAX_RANK + 1]; /* axis a has the factors first[a] .. first[a + 1] - 1 */
    view_factor factors[VIEW_MAX_FACTORS];
} view;

/* The storage in the tensor's own order. */
view view_plain(int rank, const int64_t *dims);
/* A picture, 1 x channels x height x width, stored with its channels last. */
view view_picture(int64_t channels, int64_t height, int64_t width);

int64_t view_size(const view *v);
int view_same_dims(const view *a, const view *b);

/* Each makes `out` of `v`; -1 where that needs the elements moved first, or
 * more factors than a view has. The arguments are known to be valid. */
int view_reshape(const view *v, int rank, const int64_t *dims, view *out);
int view_transpose(const view *v, const int *axes, view *out);
int view_slice(const view *v, int axis, int64_t start, int64_t step, int64_t count, view *out);
/* To the dims of `to`, as NumPy broadcasts; -2 where these do not agree. */
int view_broadcast(const view *v, const view *to, view *out);

/* The factors of the axes in `order`, `count` of them, joined where they
 * continue one another. Returns how many there are. */
int view_collect(const view *v, const int *order, int count, view_factor *out);
/* Is the storage read from end to end in just that order? `size`: of the
 * storage. */
int view_is_stored(const view *v, const int *order, int64_t size);
/* Does the view show each element of the storage, once? */
int view_is_whole(const view *v, int64_t size);

/* Where the elements of factors lie, one after the other, counted from 0. */
typedef struct view_walk {
    int count;
    view_factor factors[VIEW_MAX_FACTORS];
    int64_t at[VIEW_MAX_FACTORS], place;
} view_walk;

void view_start(view_walk *w, const view *v);
void view_next(view_walk *w);

#endif
