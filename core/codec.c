/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#include "codec.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static void pack_segments(lk_pack *p, const lk_tensor *segments, uint32_t count)
{
    const int32_t *labels = segments->data;
    size_t n = lk_tensor_count(segments), width = count <= 256 ? 1 : count <= 65536 ? 2 : 4;
    lk_pack_u64(p, width);
    lk_pack_u64(p, n * width);
    /* Little endian, the low bytes first: appended one label at a time in
     * chunks, to keep the buffer small. */
    uint8_t chunk[4096];
    size_t have = 0;
    for (size_t i = 0; i < n; i++) {
        for (size_t b = 0; b < width; b++)
            chunk[have++] = (uint8_t)((uint32_t)labels[i] >> 8 * b);
        if (have + width > sizeof chunk || i + 1 == n) {
            lk_pack_raw(p, chunk, have);
            have = 0;
        }
    }
}

void lk_pack_explanation(lk_pack *p, const lk_affine *to_image, uint32_t height, uint32_t width,
                         uint32_t class_count, const lk_explanation *e)
{
    for (int i = 0; i < 6; i++)
        lk_pack_double(p, to_image->m[i]);
    lk_pack_u64(p, height);
    lk_pack_u64(p, width);
    lk_pack_u64(p, class_count);
    lk_pack_u64(p, e->segments ? e->segment_count : 0);
    if (e->segments) {
        pack_segments(p, e->segments, e->segment_count);
        for (size_t i = 0; i < (size_t)class_count * e->segment_count; i++)
            lk_pack_double(p, e->weights[i]);
    } else {
        lk_pack_bytes(p, e->heatmaps.data, (size_t)class_count * height * width * sizeof(float));
    }
}

static int unpack_segments(lk_unpack *u, lk_arena *arena, lk_stored_explanation *out)
{
    size_t width = lk_unpack_u64(u), size, n = (size_t)out->height * out->width;
    const uint8_t *bytes = lk_unpack_bytes(u, &size);
    size_t weights = (size_t)out->class_count * out->segment_count;
    if (u->bad || (width != 1 && width != 2 && width != 4) || size != n * width ||
        weights > (u->size - u->at) / sizeof(double))
        return -1;
    int32_t *labels = lk_arena_array(arena, n, sizeof *labels);
    lk_tensor *t = lk_arena_alloc(arena, sizeof *t);
    double *w = lk_arena_array(arena, weights, sizeof *w);
    if (!labels || !t || !w)
        return -1;
    for (size_t i = 0; i < n; i++) {
        uint32_t label = 0;
        for (size_t b = 0; b < width; b++)
            label |= (uint32_t)bytes[i * width + b] << 8 * b;
        if (label >= out->segment_count)
            return -1;
        labels[i] = (int32_t)label;
    }
    for (size_t i = 0; i < weights; i++)
        w[i] = lk_unpack_double(u);
    int64_t shape[2] = {out->height, out->width};
    *t = lk_tensor_over(labels, LK_DTYPE_INT, 32, 2, shape);
    out->segments = t;
    out->weights = w;
    return u->bad ? -1 : 0;
}

int lk_unpack_explanation(lk_unpack *u, lk_arena *arena, lk_stored_explanation *out)
{
    memset(out, 0, sizeof *out);
    for (int i = 0; i < 6; i++)
        out->to_image.m[i] = lk_unpack_double(u);
    uint64_t dims[4];
    for (int i = 0; i < 4; i++) {
        dims[i] = lk_unpack_u64(u);
        if (dims[i] > 1 << 20)
            u->bad = 1;
    }
    if (u->bad)
        return -1;
    out->height = (uint32_t)dims[0];
    out->width = (uint32_t)dims[1];
    out->class_count = (uint32_t)dims[2];
    out->segment_count = (uint32_t)dims[3];
    if (out->segment_count)
        return unpack_segments(u, arena, out);
    size_t size;
    const void *pixels = lk_unpack_bytes(u, &size);
    if (u->bad || size != (size_t)dims[0] * dims[1] * dims[2] * sizeof(float))
        return -1;
    out->pixels = lk_arena_copy(arena, pixels, size);
    return out->pixels ? 0 : -1;
}

int lk_explanation_paint(const lk_stored_explanation *e, uint32_t slot, lk_arena *arena,
                         lk_heatmap *out)
{
    size_t n = (size_t)e->height * e->width;
    float *v = lk_arena_array(arena, n, sizeof *v);
    if (!v || slot >= e->class_count)
        return -1;
    const int32_t *labels = e->segments ? e->segments->data : NULL;
    for (size_t i = 0; i < n; i++)
        v[i] = labels ? (float)e->weights[(size_t)slot * e->segment_count + (size_t)labels[i]]
                      : e->pixels[slot * n + i];
    int64_t shape[2] = {e->height, e->width};
    *out = (lk_heatmap){.struct_size = sizeof *out,
                        .values = lk_tensor_over(v, LK_DTYPE_FLOAT, 32, 2, shape),
                        .to_image = e->to_image};
    return 0;
}

void lk_explanation_values(const lk_explanation *e, uint32_t slot, size_t pixels, float *out)
{
    const int32_t *labels = e->segments ? e->segments->data : NULL;
    const float *heat = labels ? NULL : (const float *)e->heatmaps.data + slot * pixels;
    const double *weights = labels ? e->weights + (size_t)slot * e->segment_count : NULL;
    for (size_t i = 0; i < pixels; i++)
        out[i] = labels ? (float)weights[labels[i]] : heat[i];
}

/* ---- Maps ----------------------------------------------------------------------- */

/* Are they whole numbers from 0 to 255, none of them -0? */
static int are_levels(const float *v, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (!(v[i] >= 0 && v[i] <= 255) || (float)(int32_t)v[i] != v[i] || signbit(v[i]))
            return 0;
    return 1;
}

static void pack_levels(lk_pack *p, const lk_tensor *t)
{
    const float *v = t->data;
    lk_tensor levels = *t;
    size_t count = lk_tensor_count(t);
    uint8_t *bytes = malloc(count + 1);
    for (size_t i = 0; bytes && i < count; i++)
        bytes[i] = (uint8_t)v[i];
    levels.data = bytes;
    levels.dtype = (lk_dtype){LK_DTYPE_UINT, 8, 1};
    p->bad |= !bytes;
    if (bytes)
        lk_pack_tensor(p, &levels);
    free(bytes);
}

void lk_pack_map(lk_pack *p, uint64_t n, const lk_tensor *sum)
{
    lk_pack_u64(p, n);
    if (sum->dtype.code == LK_DTYPE_FLOAT && sum->dtype.bits == 32 &&
        are_levels(sum->data, lk_tensor_count(sum)))
        pack_levels(p, sum);
    else
        lk_pack_tensor(p, sum);
}

static double element(const lk_tensor *t, size_t i)
{
    const uint8_t *bytes = t->data;
    double d;
    float f;
    if (t->dtype.bits == 8)
        return bytes[i];
    if (t->dtype.bits == 64) {
        memcpy(&d, bytes + 8 * i, 8);
        return d;
    }
    memcpy(&f, bytes + 4 * i, 4);
    return f;
}

static int is_map(const lk_tensor *t)
{
    int real = t->dtype.code == LK_DTYPE_FLOAT && (t->dtype.bits == 32 || t->dtype.bits == 64);
    return real || (t->dtype.code == LK_DTYPE_UINT && t->dtype.bits == 8);
}

static void divide(const lk_tensor *sum, uint64_t n, float *out)
{
    size_t size = lk_tensor_count(sum);
    if (n == 1 && sum->dtype.bits == 8)
        for (size_t i = 0; i < size; i++)
            out[i] = ((const uint8_t *)sum->data)[i];
    else
        for (size_t i = 0; i < size; i++)
            out[i] = (float)(element(sum, i) / (double)n);
}

int lk_unpack_map(lk_unpack *u, lk_arena *arena, lk_heatmap *mean, uint64_t *n)
{
    uint64_t count = lk_unpack_u64(u);
    lk_tensor t = lk_unpack_tensor(u);
    if (u->bad || !count || !is_map(&t))
        return -1;
    float *v = lk_arena_array(arena, lk_tensor_count(&t), sizeof *v);
    if (!v)
        return -1;
    divide(&t, count, v);
    *mean = (lk_heatmap){.struct_size = sizeof *mean,
                         .values = lk_tensor_over(v, LK_DTYPE_FLOAT, 32, t.rank, t.shape),
                         .to_image = {{1, 0, 0, 0, 1, 0}}};
    if (n)
        *n = count;
    return 0;
}

int lk_unpack_map_add(lk_unpack *u, lk_arena *arena, lk_tensor *sum, uint64_t *n)
{
    uint64_t count = lk_unpack_u64(u);
    lk_tensor t = lk_unpack_tensor(u);
    if (u->bad || !is_map(&t))
        return -1;
    size_t size = lk_tensor_count(&t);
    if (!sum->data) {
        double *zeros = lk_arena_array(arena, size, sizeof *zeros);
        if (!zeros)
            return -1;
        *sum = lk_tensor_over(zeros, LK_DTYPE_FLOAT, 64, t.rank, t.shape);
    }
    if (sum->rank != t.rank || memcmp(sum->shape, t.shape, (size_t)t.rank * sizeof *t.shape))
        return -1;
    double *to = sum->data;
    for (size_t i = 0; i < size; i++)
        to[i] += element(&t, i);
    *n += count;
    return 0;
}

int lk_map_finite(const lk_heatmap *map)
{
    const float *v = map->values.data;
    for (size_t i = 0, n = lk_tensor_count(&map->values); i < n; i++)
        if (!isfinite(v[i]))
            return 0;
    return 1;
}

int lk_values_finite(const lk_value *v, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if ((!v[i].missing && !isfinite(v[i].value)) || (v[i].has_chance && !isfinite(v[i].chance)))
            return 0;
    return 1;
}

void lk_pack_effort(lk_pack *p, const lk_coalition_effort *e)
{
    lk_pack_u64(p, e->rows);
    lk_pack_double(p, e->predicted);
    lk_pack_double(p, e->achieved);
    lk_pack_u64(p, e->checked);
    lk_pack_double(p, e->difference);
}

lk_coalition_effort lk_unpack_effort(lk_unpack *u)
{
    lk_coalition_effort e = {.struct_size = sizeof e};
    e.rows = lk_unpack_u64(u);
    e.predicted = lk_unpack_double(u);
    e.achieved = lk_unpack_double(u);
    e.checked = lk_unpack_u64(u);
    e.difference = lk_unpack_double(u);
    return e;
}

void lk_pack_value(lk_pack *p, const lk_value *v)
{
    lk_pack_u64(p, (uint64_t)v->missing | (uint64_t)v->has_chance << 1);
    lk_pack_double(p, v->missing ? 0 : v->value);
    lk_pack_double(p, v->has_chance ? v->chance : 0);
    lk_pack_text(p, v->missing ? v->reason : NULL);
}

lk_value lk_unpack_value(lk_unpack *u)
{
    uint64_t flags = lk_unpack_u64(u);
    lk_value v = {.missing = flags & 1, .has_chance = flags >> 1 & 1};
    v.value = lk_unpack_double(u);
    v.chance = lk_unpack_double(u);
    v.reason = lk_unpack_text(u);
    return v;
}
