/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#include <math.h>
#include <string.h>

#include "codec.h"
#include "npy.h"
#include "task.h"

/* Heatmaps and masks that are files of their own, made what other tasks take
 * from the store: arrays by the host, pictures by the study's source. */

static void *arena_alloc(void *arena, size_t size)
{
    return lk_arena_alloc(arena, size);
}

static float number_at(const lk_tensor *t, size_t i)
{
    switch (t->dtype.code << 8 | t->dtype.bits) {
    case LK_DTYPE_UINT << 8 | 8:
        return ((const uint8_t *)t->data)[i];
    case LK_DTYPE_INT << 8 | 32:
        return (float)((const int32_t *)t->data)[i];
    case LK_DTYPE_INT << 8 | 64:
        return (float)((const int64_t *)t->data)[i];
    case LK_DTYPE_FLOAT << 8 | 32:
        return ((const float *)t->data)[i];
    default: /* what else lk_npy_read gives */
        return (float)((const double *)t->data)[i];
    }
}

static lk_status read_array(lk_session *s, const char *path, lk_tensor *out, lk_fault *fault)
{
    lk_tensor array;
    lk_status status = lk_npy_read(path, arena_alloc, s->call.arena, &array, fault);
    if (status)
        return status;
    size_t count = array.rank == 2 ? lk_tensor_count(&array) : 0;
    if (!count) {
        lk_fault_set(fault, "%s: an array of two axes is wanted, height x width", path);
        return LK_E_INPUT;
    }
    float *values = lk_arena_array(s->call.arena, count, sizeof *values);
    for (size_t i = 0; values && i < count; i++)
        values[i] = number_at(&array, i);
    *out = lk_tensor_over(values, LK_DTYPE_FLOAT, 32, 2, array.shape);
    return values ? LK_OK : LK_E_MEMORY;
}

/* The grey values of a picture. */
static lk_status read_picture(lk_session *s, const char *path, int64_t index, lk_tensor *out,
                              lk_fault *fault)
{
    s->item_index = -1;
    lk_status status = lk_session_item(s, index, fault);
    if (status)
        return status == LK_END ? LK_E_FAIL : status;
    const lk_tensor *pixels = &s->item_raster.pixels;
    const float *rgb = pixels->data;
    size_t count = (size_t)pixels->shape[0] * (size_t)pixels->shape[1];
    float *values = lk_arena_array(s->call.arena, count, sizeof *values);
    if (!values)
        return LK_E_MEMORY;
    for (size_t i = 0; i < count; i++) {
        values[i] = rgb[3 * i];
        if (rgb[3 * i + 1] != values[i] || rgb[3 * i + 2] != values[i]) {
            lk_fault_set(fault, "%s: a grey picture is wanted, since colours have no order", path);
            return LK_E_INPUT;
        }
    }
    *out = lk_tensor_over(values, LK_DTYPE_FLOAT, 32, 2, pixels->shape);
    return LK_OK;
}

/* What is above `level` of a mask's values. */
static lk_status make_mask(lk_session *s, const char *path, const lk_tensor *values, float level,
                           lk_tensor *out, lk_fault *fault)
{
    const float *v = values->data;
    size_t count = lk_tensor_count(values);
    uint8_t *pixels = lk_arena_alloc(s->call.arena, count);
    if (!pixels)
        return LK_E_MEMORY;
    for (size_t i = 0; i < count; i++) {
        if (!isfinite(v[i])) {
            lk_fault_set(fault, "%s: a mask has a value that is not finite", path);
            return LK_E_INPUT;
        }
        pixels[i] = v[i] > level;
    }
    *out = lk_tensor_over(pixels, LK_DTYPE_UINT, 8, 2, values->shape);
    return LK_OK;
}

static lk_key key_of(const lk_tensor *t, const char *kind)
{
    lk_digest d;
    lk_key key;
    lk_digest_init(&d);
    lk_digest_text(&d, "file 2");
    lk_digest_text(&d, kind);
    lk_digest_u64(&d, (uint64_t)t->shape[0]);
    lk_digest_u64(&d, (uint64_t)t->shape[1]);
    lk_digest_bytes(&d, t->data, lk_tensor_count(t) * t->dtype.bits / 8);
    lk_digest_end(&d, &key);
    return key;
}

/* Request: path, index of the item that it is where it is a picture (-1: an
 * array), whether it is a mask: where a picture is brighter than 127, an array
 * above 0. Note: key. Extra: the map or mask under it. */
lk_status lk_work_read(lk_session *s, lk_unpack *request, lk_work *out, lk_fault *fault)
{
    const char *path = lk_unpack_text(request);
    int64_t index = (int64_t)lk_unpack_u64(request);
    int is_mask = lk_unpack_u64(request) != 0;
    lk_tensor values = {0}, made;
    lk_pack data = {0};
    if (!path)
        return LK_E_INPUT;
    lk_status status = index < 0 ? read_array(s, path, &values, fault)
                                 : read_picture(s, path, index, &values, fault);
    made = values;
    if (!status && is_mask)
        status = make_mask(s, path, &values, index < 0 ? 0 : 127, &made, fault);
    if (status)
        return status;
    if (is_mask)
        lk_pack_tensor(&data, &made);
    else
        lk_pack_map(&data, 1, &made);
    lk_key key = key_of(&made, is_mask ? "mask" : "map");
    lk_work_keep(out, &key, is_mask ? "mask" : "map", NULL, &data);
    lk_pack_key(&out->note, &key);
    lk_pack_free(&data);
    return LK_OK;
}
