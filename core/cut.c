/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#include "cut.h"

#include <math.h>
#include <stdlib.h>

#include "affine.h"

enum { EXTENT_LIMIT = 1 << 20 };

/* One axis of the cut, in pixels of the image: the box, and around it what is
 * sampled, zeros included. */
typedef struct span {
    double start, size;  /* of the box */
    double from, extent; /* of the padded box */
    int64_t image;       /* pixels the image has */
} span;

/* For each pixel of the raster its `taps` sources along one axis; an index of
 * -1 is a zero. */
typedef struct axis {
    size_t count, taps;
    int64_t *index;
    double *weight;
} axis;

/* ---- The box ---------------------------------------------------------------------- */

static lk_box bounds_of(const lk_landmarks *lm)
{
    lk_point low = lm->points[0], high = lm->points[0];
    for (uint32_t i = 1; i < lm->count; i++) {
        low.x = fmin(low.x, lm->points[i].x);
        low.y = fmin(low.y, lm->points[i].y);
        high.x = fmax(high.x, lm->points[i].x);
        high.y = fmax(high.y, lm->points[i].y);
    }
    return (lk_box){low.x, low.y, high.x - low.x, high.y - low.y};
}

static lk_status choose_box(const lk_view *view, const lk_tensor *image, const lk_box *box,
                            const lk_landmarks *landmarks, lk_box *out, lk_fault *fault)
{
    if (view->box == LK_BOX_FACE && !box) {
        lk_fault_set(fault, "the network sees a face's box, and none is known here");
        return LK_MISSING;
    }
    if (view->box == LK_BOX_LANDMARKS && (!landmarks || !landmarks->count)) {
        lk_fault_set(fault, "the network's view follows landmarks, and this face has none");
        return LK_MISSING;
    }
    *out = view->box == LK_BOX_FACE ? *box
           : view->box == LK_BOX_LANDMARKS
               ? bounds_of(landmarks)
               : (lk_box){0, 0, (double)image->shape[1], (double)image->shape[0]};
    double dx = out->w * view->enlarge, dy = out->h * view->enlarge;
    *out = (lk_box){out->x - dx / 2, out->y - dy / 2, out->w + dx, out->h + dy};
    return LK_OK;
}

/* To whole pixels of the image; left, top, width and height each rounded down. */
static void floor_span(span *s)
{
    double end = fmin(s->start + s->size, (double)s->image);
    double start = fmax(s->start, 0);
    s->start = floor(start);
    s->size = floor(end - start);
}

static int span_is_usable(const span *s)
{
    return s->size > 0 && s->size <= EXTENT_LIMIT && s->start < (double)s->image &&
           s->start + s->size > 0;
}

static void pad_spans(const lk_view *view, span *x, span *y)
{
    x->from = x->start;
    y->from = y->start;
    x->extent = x->size;
    y->extent = y->size;
    if (view->pad == LK_PAD_NONE)
        return;
    span *small = x->size < y->size ? x : y;
    double difference = fabs(x->size - y->size);
    double before = view->pad == LK_PAD_CENTRE ? difference / 2 : 0;
    small->from -= view->floor_box || view->box == LK_BOX_WHOLE ? floor(before) : before;
    small->extent += difference;
}

/* ---- Where each pixel of the raster comes from -------------------------------------- */

static int64_t source_of(const span *s, double position)
{
    double low = floor(s->from), high = ceil(s->from + s->extent) - 1;
    double i = fmin(fmax(position, low), high);
    int inside = i >= floor(s->start) && i < ceil(s->start + s->size);
    return inside && i >= 0 && i < (double)s->image ? (int64_t)i : -1;
}

static void tap(axis *a, size_t at, size_t k, const span *s, double position, double weight)
{
    a->index[at * a->taps + k] = source_of(s, position);
    a->weight[at * a->taps + k] = weight;
}

/* Where position `i` of a raster of `count` pixels lies in the image. Multiplied
 * first, so that whole positions stay whole. */
static double edge_of(const span *s, size_t count, double i)
{
    return s->from + i * s->extent / (double)count;
}

static void fill_linear(axis *a, const span *s, double shift)
{
    for (size_t i = 0; i < a->count; i++) {
        double position = edge_of(s, a->count, (double)i + shift) - shift;
        double left = floor(position), share = position - left;
        tap(a, i, 0, s, left, 1 - share);
        tap(a, i, 1, s, left + 1, share);
    }
}

static void fill_nearest(axis *a, const span *s)
{
    for (size_t i = 0; i < a->count; i++)
        tap(a, i, 0, s, floor(edge_of(s, a->count, (double)i)), 1);
}

/* Each source pixel by how much of it is covered. */
static void fill_area(axis *a, const span *s)
{
    for (size_t i = 0; i < a->count; i++) {
        double start = edge_of(s, a->count, (double)i), end = edge_of(s, a->count, (double)i + 1);
        for (size_t k = 0; k < a->taps; k++) {
            double pixel = floor(start) + (double)k;
            double covered = fmin(end, pixel + 1) - fmax(start, pixel);
            tap(a, i, k, s, pixel, fmax(covered, 0) / (end - start));
        }
    }
}

static int make_axis(axis *a, const span *s, size_t count, lk_view_resize rule,
                     void *(*alloc)(void *user, size_t size), void *user)
{
    a->count = count;
    a->taps = rule == LK_RESIZE_NEAREST ? 1
              : rule == LK_RESIZE_AREA  ? (size_t)ceil(s->extent / (double)count) + 1
                                        : 2;
    a->index = alloc(user, count * a->taps * sizeof *a->index);
    a->weight = alloc(user, count * a->taps * sizeof *a->weight);
    if (!a->index || !a->weight)
        return -1;
    switch (rule) {
    case LK_RESIZE_NEAREST:
        fill_nearest(a, s);
        break;
    case LK_RESIZE_AREA:
        fill_area(a, s);
        break;
    case LK_RESIZE_BILINEAR_CORNER:
        fill_linear(a, s, 0);
        break;
    default:
        fill_linear(a, s, 0.5);
    }
    return 0;
}

/* ---- Sampling ----------------------------------------------------------------------- */

static double channel(const lk_tensor *image, size_t at)
{
    return image->dtype.code == LK_DTYPE_UINT ? ((const uint8_t *)image->data)[at]
                                              : (double)((const float *)image->data)[at];
}

static void add_row(const lk_tensor *image, const axis *x, size_t column, int64_t row,
                    double weight, double sum[3])
{
    for (size_t k = 0; k < x->taps; k++) {
        int64_t source = x->index[column * x->taps + k];
        double w = weight * x->weight[column * x->taps + k];
        if (source < 0 || w == 0)
            continue;
        size_t at = ((size_t)row * (size_t)image->shape[1] + (size_t)source) * 3;
        for (size_t c = 0; c < 3; c++)
            sum[c] += w * channel(image, at + c);
    }
}

static void sample(const lk_tensor *image, const axis *x, const axis *y, float *out)
{
    for (size_t row = 0; row < y->count; row++)
        for (size_t column = 0; column < x->count; column++, out += 3) {
            double sum[3] = {0, 0, 0};
            for (size_t k = 0; k < y->taps; k++)
                if (y->index[row * y->taps + k] >= 0)
                    add_row(image, x, column, y->index[row * y->taps + k],
                            y->weight[row * y->taps + k], sum);
            for (size_t c = 0; c < 3; c++)
                out[c] = (float)sum[c];
        }
}

/* ---- The whole ------------------------------------------------------------------------ */

static lk_status check(const lk_tensor *image, const lk_view *view, lk_fault *fault)
{
    int is_u8 = image->dtype.code == LK_DTYPE_UINT && image->dtype.bits == 8;
    int is_f32 = image->dtype.code == LK_DTYPE_FLOAT && image->dtype.bits == 32;
    if (image->rank != 3 || image->shape[2] != 3 || (!is_u8 && !is_f32))
        lk_fault_set(fault, "a view is cut from images of H x W x 3, uint8 or float32");
    else if (image->shape[0] < 1 || image->shape[1] < 1 || image->shape[0] > EXTENT_LIMIT ||
             image->shape[1] > EXTENT_LIMIT)
        lk_fault_set(fault, "the image is empty or beyond all bounds");
    else if (view->frames > 1)
        lk_fault_set(fault, "the network sees %u frames at once, and this is one image",
                     view->frames);
    else if (!view->width || !view->height || view->width > 1 << 14 || view->height > 1 << 14 ||
             !(view->enlarge > -1 && view->enlarge <= 100))
        lk_fault_set(fault, "the view's size or its enlargement is out of range");
    else
        return LK_OK;
    return LK_E_INPUT;
}

static lk_status place(const lk_tensor *image, const lk_view *view, const lk_box *asked, span *x,
                       span *y, lk_fault *fault)
{
    *x = (span){.start = asked->x, .size = asked->w, .image = image->shape[1]};
    *y = (span){.start = asked->y, .size = asked->h, .image = image->shape[0]};
    int finite = isfinite(asked->x) && isfinite(asked->y) && isfinite(asked->w + asked->h);
    if (view->floor_box && finite) {
        floor_span(x);
        floor_span(y);
    }
    if (!finite || !span_is_usable(x) || !span_is_usable(y)) {
        lk_fault_set(fault,
                     "the box x %g, y %g, width %g, height %g has no pixel in an image of "
                     "%lld x %lld",
                     asked->x, asked->y, asked->w, asked->h, (long long)image->shape[1],
                     (long long)image->shape[0]);
        return LK_E_INPUT;
    }
    pad_spans(view, x, y);
    return LK_OK;
}

lk_status lk_cut(const lk_raster *image, const lk_view *view, const lk_box *box,
                 const lk_landmarks *landmarks, void *(*alloc)(void *user, size_t size), void *user,
                 lk_raster *out, lk_fault *fault)
{
    lk_box asked;
    span x, y;
    axis across, down;
    const lk_tensor *pixels = &image->pixels;
    lk_status status = check(pixels, view, fault);
    if (!status)
        status = choose_box(view, pixels, box, landmarks, &asked, fault);
    if (!status)
        status = place(pixels, view, &asked, &x, &y, fault);
    if (status)
        return status;
    int64_t shape[3] = {view->height, view->width, 3};
    float *data = alloc(user, (size_t)view->height * view->width * 3 * sizeof *data);
    if (!data || make_axis(&across, &x, view->width, view->resize, alloc, user) ||
        make_axis(&down, &y, view->height, view->resize, alloc, user)) {
        lk_fault_set(fault, "out of memory for a view of %u x %u", view->width, view->height);
        return LK_E_MEMORY;
    }
    sample(pixels, &across, &down, data);
    lk_affine to_source = {{x.extent / view->width, 0, x.from, 0, y.extent / view->height, y.from}};
    *out = (lk_raster){.struct_size = sizeof *out,
                       .pixels = lk_tensor_over(data, LK_DTYPE_FLOAT, 32, 3, shape),
                       .to_image = lk_affine_compose(&image->to_image, &to_source)};
    return LK_OK;
}
