/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#include "decode.h"

#include <stdarg.h>
#include <stdio.h>
#include <strings.h>

int picture_has_name(const char *path)
{
    static const char *const endings[] = {".png", ".jpg", ".jpeg"};
    size_t length = strlen(path);
    for (size_t i = 0; i < sizeof endings / sizeof endings[0]; i++) {
        size_t n = strlen(endings[i]);
        if (length > n && !strcasecmp(path + length - n, endings[i]))
            return 1;
    }
    return 0;
}

lk_status picture_fail(picture *p, lk_status status, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    vsnprintf(p->reason, sizeof p->reason, format, args);
    va_end(args);
    return p->status = status;
}

lk_status picture_allocate(picture *p, size_t width, size_t height)
{
    const size_t limit = (size_t)PICTURE_MEGAPIXELS * 1000000;
    if (!width || !height)
        return picture_fail(p, LK_E_INPUT, "has no pixels");
    if (width > limit / height)
        return picture_fail(p, LK_E_UNSUPPORTED,
                            "claims %zu x %zu pixels, and pictures of more than %d megapixels are "
                            "refused: make it smaller",
                            width, height, PICTURE_MEGAPIXELS);
    p->width = width;
    p->height = height;
    p->pixels = lk_alloc_array(p->ctx, width * height, 3);
    return p->pixels ? LK_OK : picture_fail(p, LK_E_MEMORY, "does not fit into memory");
}

static lk_status decode(picture *p)
{
    static const uint8_t png[] = {0x89, 'P', 'N', 'G'}, jpeg[] = {0xff, 0xd8, 0xff};
    if (p->size >= sizeof png && !memcmp(p->bytes, png, sizeof png))
        return picture_decode_png(p);
    if (p->size >= sizeof jpeg && !memcmp(p->bytes, jpeg, sizeof jpeg))
        return picture_decode_jpeg(p);
    return picture_fail(p, LK_E_INPUT, "is neither a PNG nor a JPEG file");
}

static lk_status read_upright(lk_context *ctx, const char *path, const char *beside, picture *p)
{
    const void *bytes;
    *p = (picture){.ctx = ctx, .name = path, .orientation = 1};
    lk_status status = ctx->host->read_file(ctx, path, beside, 0, &bytes, &p->size);
    if (status)
        return status;
    p->bytes = bytes;
    status = decode(p);
    if (!status)
        status = picture_turn(p);
    return status < 0 ? lk_error(ctx, status, "%s %s.", path, p->reason) : status;
}

lk_status picture_read(lk_context *ctx, const char *path, const char *beside, lk_tensor *out)
{
    picture p;
    lk_status status = read_upright(ctx, path, beside, &p);
    if (!status)
        *out = lk_tensor_over(p.pixels, LK_DTYPE_UINT, 8, 3,
                              (const int64_t[]){(int64_t)p.height, (int64_t)p.width, 3});
    return status;
}

lk_status picture_read_grey(lk_context *ctx, const char *path, const char *beside, lk_tensor *out)
{
    picture p;
    lk_status status = read_upright(ctx, path, beside, &p);
    if (status)
        return status;
    size_t count = p.width * p.height;
    for (size_t i = 0; i < count; i++) {
        const uint8_t *rgb = p.pixels + 3 * i;
        if (rgb[0] != rgb[1] || rgb[0] != rgb[2])
            return lk_error(ctx, LK_E_INPUT,
                            "%s has colours: a heatmap is a grey picture, bright where it matters.",
                            path);
        p.pixels[i] = rgb[0];
    }
    *out = lk_tensor_over(p.pixels, LK_DTYPE_UINT, 8, 2,
                          (const int64_t[]){(int64_t)p.height, (int64_t)p.width});
    return LK_OK;
}
