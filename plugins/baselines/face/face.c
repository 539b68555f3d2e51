/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#include "face.h"

#include "../../sources/picture/picture.h"

lk_status face_open(lk_context *ctx, face *f)
{
    return f->picture ? picture_read(ctx, f->picture, NULL, &f->pixels) : LK_OK;
}

/* Of RGB, as in ITU-R BT.601. */
static float luminance(double red, double green, double blue)
{
    return (float)(0.299 * red + 0.587 * green + 0.114 * blue);
}

static void of_bytes(const uint8_t *rgb, size_t count, float *out)
{
    for (size_t i = 0; i < count; i++)
        out[i] = luminance(rgb[3 * i], rgb[3 * i + 1], rgb[3 * i + 2]);
}

static void of_floats(const float *rgb, size_t count, float *out)
{
    for (size_t i = 0; i < count; i++)
        out[i] = luminance((double)rgb[3 * i], (double)rgb[3 * i + 1], (double)rgb[3 * i + 2]);
}

lk_status face_luminance(lk_context *ctx, const face *f, const lk_frame *frame, lk_heatmap *out)
{
    const lk_heatmap *mean = LK_HAS(frame, lk_frame, face) ? frame->face : NULL;
    const lk_tensor *from = f->picture ? &f->pixels : mean ? &mean->values : NULL;
    const lk_tensor *to = &out->values;
    if (!from)
        return lk_error(ctx, LK_MISSING,
                        "there is no mean face here, and no `picture` stands for it.");
    if (from->rank != 3 || from->shape[2] != 3 || from->shape[0] != to->shape[0] ||
        from->shape[1] != to->shape[1])
        return lk_error(ctx, LK_E_INPUT,
                        "%s is %lld x %lld and the frame of the heatmaps %lld x %lld, width by "
                        "height: give a face that lies in this frame.",
                        f->picture ? f->picture : "the mean face", (long long)from->shape[1],
                        (long long)from->shape[0], (long long)to->shape[1],
                        (long long)to->shape[0]);
    size_t count = lk_tensor_count(to);
    if (f->picture)
        of_bytes(from->data, count, out->values.data);
    else
        of_floats(from->data, count, out->values.data);
    return LK_OK;
}
