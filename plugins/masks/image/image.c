/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#include <likeness/plugin.h>

#include <png.h>

enum { MAX_MASKS = 1024 };

/* A file of the folder, as it is. */
typedef struct picture {
    const char *name;
    const void *bytes;
    size_t size;
} picture;

typedef struct image {
    const char *path;
    const char *pattern;
    size_t count;
    picture *pictures;
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
     .fallback = "'{Label}_gt.png'",
     .doc = "Name of a mask's file: {label} stands for the label as it is, {Label} for the label "
            "with a capital."},
};

/* ---- Names ------------------------------------------------------------------ */

enum { PLACE = 7 }; /* characters of {label} */

static int is_place(const char *at)
{
    return !strncmp(at, "{label}", PLACE) || !strncmp(at, "{Label}", PLACE);
}

/* The number of characters of `name` that stand for a label at `at`; 0 when they
 * do not. */
static size_t match_label(const char *at, const char *name, const char *label)
{
    size_t length = strlen(label);
    char first =
        at[1] == 'L' && *label >= 'a' && *label <= 'z' ? (char)(*label - 'a' + 'A') : *label;
    return length && *name == first && !strncmp(name + 1, label + 1, length - 1) ? length : 0;
}

/* Is this the name of the label's mask? */
static int is_named(const char *name, const char *pattern, const char *label)
{
    while (*pattern) {
        size_t length = is_place(pattern) ? match_label(pattern, name, label) : *name == *pattern;
        if (!length)
            return 0;
        name += length;
        pattern += is_place(pattern) ? PLACE : 1;
    }
    return !*name;
}

/* Can it be the name of any label's mask? It begins and ends as the pattern. */
static int may_be_named(const char *name, const char *pattern)
{
    const char *last = pattern + strlen(pattern), *end = name + strlen(name);
    while (*pattern && !is_place(pattern))
        if (*name++ != *pattern++)
            return 0;
    while (last[-1] != '}' && end > name)
        if (*--end != *--last)
            return 0;
    return last[-1] == '}';
}

/* ---- The folder -------------------------------------------------------------- */

static lk_status read_picture(image *m, lk_context *ctx, const char *name)
{
    size_t length = strlen(m->path) + strlen(name) + 2;
    char *path = lk_alloc(ctx, length);
    picture *p = &m->pictures[m->count];
    if (!path)
        return lk_error(ctx, LK_E_MEMORY, "no memory for the name of a mask.");
    strcat(strcat(strcpy(path, m->path), "/"), name);
    p->name = name;
    m->count++;
    return ctx->host->read_file(ctx, path, NULL, 0, &p->bytes, &p->size);
}

/* All masks are read now, not when one is drawn: so their content enters the key
 * under which what is made of them is stored. */
static lk_status open_image(void *self, lk_context *ctx)
{
    image *m = self;
    const char *const *names;
    size_t count, fit = 0;
    if (!strstr(m->pattern, "{label}") && !strstr(m->pattern, "{Label}"))
        return lk_error(ctx, LK_E_INPUT, "`pattern` must say where the label stands: {label}.");
    lk_status status = ctx->host->list_files(ctx, m->path, &names, &count);
    for (size_t i = 0; !status && i < count; i++)
        fit += (size_t)may_be_named(names[i], m->pattern);
    if (!status && fit > MAX_MASKS)
        status = lk_error(ctx, LK_E_INPUT, "%s has %zu files named like %s; at most %d are read.",
                          m->path, fit, m->pattern, MAX_MASKS);
    if (!status && !(m->pictures = lk_alloc_array(ctx, fit + 1, sizeof *m->pictures)))
        status = lk_error(ctx, LK_E_MEMORY, "no memory for %zu masks.", fit);
    for (size_t i = 0; !status && i < count; i++)
        if (may_be_named(names[i], m->pattern))
            status = read_picture(m, ctx, names[i]);
    return status;
}

static const picture *find(const image *m, lk_context *ctx, const char *label)
{
    for (size_t i = 0; i < m->count; i++)
        if (is_named(m->pictures[i].name, m->pattern, label))
            return &m->pictures[i];
    lk_error(ctx, LK_E_INPUT, "%s has no %s for the label `%s`.", m->path, m->pattern, label);
    return NULL;
}

static const char *const *readings(void *self, lk_context *ctx, const char *label)
{
    static const char *const names[] = {"mask", NULL};
    return find(self, ctx, label) ? names : NULL;
}

/* ---- Drawing ----------------------------------------------------------------- */

/* Read the grey values of an opened PNG, the half and brighter of which are the
 * mask. */
static lk_status decode(lk_context *ctx, png_image *png, const char *name, lk_region *out)
{
    uint8_t *pixels = out->pixels.data;
    if (png->height != out->pixels.shape[0] || png->width != out->pixels.shape[1])
        return lk_error(ctx, LK_E_INPUT,
                        "%s is %u x %u and the frame of the alignment %u x %u, width by height.",
                        name, png->width, png->height, (unsigned)out->pixels.shape[1],
                        (unsigned)out->pixels.shape[0]);
    png->format = PNG_FORMAT_GRAY;
    png->flags |= PNG_IMAGE_FLAG_16BIT_sRGB;
    if (!png_image_finish_read(png, NULL, pixels, 0, NULL))
        return lk_error(ctx, LK_E_INPUT, "%s cannot be read: %s.", name, png->message);
    for (size_t i = 0, n = lk_tensor_count(&out->pixels); i < n; i++)
        pixels[i] = pixels[i] > 127;
    return LK_OK;
}

static lk_status draw(void *self, lk_context *ctx, const char *label, uint32_t reading,
                      const lk_frame *frame, lk_region *out)
{
    png_image png = {.version = PNG_IMAGE_VERSION};
    lk_status status;
    (void)frame;
    if (reading)
        return lk_error(ctx, LK_E_INPUT, "a ready-made mask has one reading only.");
    const picture *p = find(self, ctx, label);
    if (!p)
        return LK_E_INPUT;
    if (png_image_begin_read_from_memory(&png, p->bytes, p->size))
        status = decode(ctx, &png, p->name, out);
    else
        status = lk_error(ctx, LK_E_INPUT, "%s is no PNG image: %s.", p->name, png.message);
    png_image_free(&png);
    return status;
}

static const lk_mask_ops ops = {.struct_size = sizeof ops, .readings = readings, .draw = draw};

LK_PLUGIN(.stage = LK_STAGE_MASK, .name = "image", .version = "0.1.0", .revision = 1,
          .summary = "Ready-made masks from PNG images.",
          .details =
              "One image a label, of the size of the frame. A pixel brighter than 127 of 255 "
              "belongs to the mask; colours are turned to grey first.",
          .licence = "MIT AND libpng-2.0 AND Zlib", .author = "The Likeness authors",
          .capabilities = LK_CAP_DETERMINISTIC | LK_CAP_REENTRANT, .instance_size = sizeof(image),
          LK_PARAMS(params), .open = open_image, .ops = &ops)
