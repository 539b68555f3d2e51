/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#include <likeness/plugin.h>

#include <png.h>

typedef struct image {
    const char *path;
    const char *pattern;
} image;

static const lk_param params[] = {
    {.name = "path",
     .type = LK_PATH,
     .flags = LK_PARAM_REQUIRED,
     .offset = offsetof(image, path),
     .doc = "Folder of the masks."},
    {.name = "pattern",
     .type = LK_STRING,
     .offset = offsetof(image, pattern),
     .fallback = "{Label}_gt.png",
     .doc = "Name of a mask's file: {label} stands for the label as it is, {Label} for the label "
            "with a capital."},
};

static char upper(char c)
{
    return c >= 'a' && c <= 'z' ? (char)(c - 'a' + 'A') : c;
}

/* <path>/<pattern> for a label. */
static const char *file_of(const image *m, lk_context *ctx, const char *label)
{
    size_t length = strlen(label);
    char *name = lk_alloc_array(ctx, strlen(m->pattern) + 1, length + 1);
    char *file = name ? lk_alloc(ctx, strlen(m->path) + strlen(m->pattern) * (length + 1) + 3)
                      : NULL;
    char *to = name;
    if (!file) {
        lk_error(ctx, LK_E_MEMORY, "no memory for the name of a mask.");
        return NULL;
    }
    for (const char *p = m->pattern; *p;) {
        int capital = !strncmp(p, "{Label}", 7);
        if (!capital && strncmp(p, "{label}", 7)) {
            *to++ = *p++;
            continue;
        }
        memcpy(to, label, length);
        *to = capital ? upper(*to) : *to;
        to += length;
        p += 7;
    }
    strcpy(file, m->path);
    strcat(file, "/");
    return strcat(file, name);
}

static lk_status read_mask(const image *m, lk_context *ctx, const char *label, const char **file,
                           const void **bytes, size_t *size)
{
    *file = file_of(m, ctx, label);
    return *file ? ctx->host->read_file(ctx, *file, NULL, 0, bytes, size) : LK_E_MEMORY;
}

static const char *const *readings(void *self, lk_context *ctx, const char *label)
{
    static const char *const names[] = {"mask", NULL};
    const char *file;
    const void *bytes;
    size_t size;
    return read_mask(self, ctx, label, &file, &bytes, &size) ? NULL : names;
}

/* Read the grey values of an opened PNG, the half and brighter of which are the
 * mask. */
static lk_status decode(lk_context *ctx, png_image *png, const char *file, lk_region *out)
{
    uint8_t *pixels = out->pixels.data;
    if (png->height != out->pixels.shape[0] || png->width != out->pixels.shape[1])
        return lk_error(ctx, LK_E_INPUT,
                        "%s is %u x %u and the frame of the alignment %u x %u, width by height.",
                        file, png->width, png->height, (unsigned)out->pixels.shape[1],
                        (unsigned)out->pixels.shape[0]);
    png->format = PNG_FORMAT_GRAY;
    png->flags |= PNG_IMAGE_FLAG_16BIT_sRGB;
    if (!png_image_finish_read(png, NULL, pixels, 0, NULL))
        return lk_error(ctx, LK_E_INPUT, "%s cannot be read: %s.", file, png->message);
    for (size_t i = 0, n = lk_tensor_count(&out->pixels); i < n; i++)
        pixels[i] = pixels[i] > 127;
    return LK_OK;
}

static lk_status draw(void *self, lk_context *ctx, const char *label, uint32_t reading,
                      const lk_frame *frame, lk_region *out)
{
    png_image png = {.version = PNG_IMAGE_VERSION};
    const char *file;
    const void *bytes;
    size_t size;
    (void)frame;
    if (reading)
        return lk_error(ctx, LK_E_INPUT, "a ready-made mask has one reading only.");
    lk_status status = read_mask(self, ctx, label, &file, &bytes, &size);
    if (status)
        return status;
    if (png_image_begin_read_from_memory(&png, bytes, size))
        status = decode(ctx, &png, file, out);
    else
        status = lk_error(ctx, LK_E_INPUT, "%s is no PNG image: %s.", file, png.message);
    png_image_free(&png);
    return status;
}

static const lk_mask_ops ops = {.struct_size = sizeof ops, .readings = readings, .draw = draw};

LK_PLUGIN(.stage = LK_STAGE_MASK, .name = "image", .version = "0.1.0", .revision = 1,
          .summary = "Ready-made masks from PNG images.",
          .details = "One image a label, of the size of the frame. A pixel brighter than 127 of 255 "
                     "belongs to the mask; colours are turned to grey first.",
          .licence = "MIT AND libpng-2.0 AND Zlib", .author = "The Likeness authors",
          .capabilities = LK_CAP_DETERMINISTIC | LK_CAP_REENTRANT, .instance_size = sizeof(image),
          LK_PARAMS(params), .ops = &ops)
