/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#include <stdlib.h>

#include "faces.h"

typedef struct file_detector {
    const char *path;
    const char *prefix;
    int stems;         /* names are ids without their suffix */
    faces_table table; /* by name, in each the best score first */
} file_detector;

static const lk_param params[] = {
    {.name = "path",
     .type = LK_PATH,
     .flags = LK_PARAM_REQUIRED,
     .offset = offsetof(file_detector, path),
     .doc = "CSV file as `likeness detect` prints it, or folder of .pts files that are named like "
            "the images."},
    {.name = "prefix",
     .type = LK_STRING,
     .offset = offsetof(file_detector, prefix),
     .fallback = "\"\"",
     .doc = "What stands before the items' ids in the names of the files, \"faces/\" for example."},
};

/* Better faces first; what is equal stays in the order of the file. */
static int by_name_and_score(const void *a, const void *b)
{
    const faces_known *p = a, *q = b;
    int order = strcmp(p->name, q->name);
    if (!order)
        order = (p->face.score < q->face.score) - (p->face.score > q->face.score);
    return order ? order : (p->line > q->line) - (p->line < q->line);
}

static int by_name_and_number(const void *a, const void *b)
{
    const faces_known *p = a, *q = b;
    int order = strcmp(p->name, q->name);
    if (!order)
        order = strcmp(p->number, q->number);
    return order ? order : (p->line > q->line) - (p->line < q->line);
}

static lk_status sort(lk_context *ctx, faces_table *t)
{
    qsort(t->items, t->count, sizeof *t->items, by_name_and_number);
    for (size_t i = 1; i < t->count; i++) {
        const faces_known *a = &t->items[i - 1], *b = &t->items[i];
        if (!strcmp(a->name, b->name) && !strcmp(a->number, b->number))
            return lk_error(
                ctx, LK_E_INPUT,
                "%s:%u: face \"%s\" of %s is also in line %u: several faces of one file "
                "need different numbers in the column `face`.",
                b->where, b->line, b->number, b->name, a->line);
    }
    qsort(t->items, t->count, sizeof *t->items, by_name_and_score);
    return LK_OK;
}

static lk_status open_file(void *self, lk_context *ctx)
{
    file_detector *d = self;
    const char *const *names;
    size_t count;
    d->stems = !ctx->host->list_files(ctx, d->path, &names, &count);
    lk_status status = d->stems ? faces_read_pts(ctx, d->path, names, &d->table)
                                : faces_read_csv(ctx, d->path, &d->table);
    return status ? status : sort(ctx, &d->table);
}

/* The name under which an item's faces are kept, or NULL without memory. */
static const char *name_of(const file_detector *d, lk_context *ctx, const char *id)
{
    char *name = lk_alloc(ctx, strlen(d->prefix) + strlen(id) + 1);
    if (!name)
        return NULL;
    strcat(strcpy(name, d->prefix), id);
    char *suffix = strrchr(name, '.');
    if (d->stems && suffix && !strchr(suffix, '/'))
        *suffix = '\0';
    return name;
}

/* The first of the entries with this name, and how many follow it. */
static const faces_known *find(const faces_table *t, const char *name, size_t *count)
{
    size_t low = 0, high = t->count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (strcmp(t->items[middle].name, name) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    for (*count = 0; low + *count < t->count && !strcmp(t->items[low + *count].name, name);)
        ++*count;
    return t->items + low;
}

static lk_status detect(void *self, lk_context *ctx, const char *id, const lk_raster *image,
                        int whole, lk_faces *out)
{
    const file_detector *d = self;
    size_t count;
    const char *name = name_of(d, ctx, id);
    const faces_known *known = name ? find(&d->table, name, &count) : NULL;
    lk_face *faces = known ? lk_alloc_array(ctx, count + 1, sizeof *faces) : NULL;
    if (!faces)
        return lk_error(ctx, LK_E_MEMORY, "no memory for the faces of %s.", id);
    for (size_t i = 0; i < count; i++)
        faces[i] = known[i].face;
    if (whole) {
        count = 1;
        faces->box = (lk_box){0, 0, (double)image->pixels.shape[1], (double)image->pixels.shape[0]};
        faces->has_box = 1;
        faces->score = 1;
    }
    out->count = count;
    out->faces = faces;
    return LK_OK;
}

static const lk_detector_ops ops = {.struct_size = sizeof ops, .detect = detect};

LK_PLUGIN(.stage = LK_STAGE_DETECTOR, .name = "file", .version = "0.1.0", .revision = 1,
          .summary = "Boxes and landmarks from a CSV file or from .pts files.",
          .details =
              "A CSV file needs a header and the column `file`, which holds the ids of the items. "
              "Other columns, in any order: x, y, w, h (the box), score, face, and x1, y1 ... x68, "
              "y68 (landmarks in the order of iBUG), in pixels, the centre of the first pixel at "
              "0.5, 0.5. A file has as many rows as faces.\n\n"
              "A .pts file holds one face without a box and is named like its image but for the "
              "suffix. Its coordinates are Matlab's, the centre of the first pixel at 1, 1.\n\n"
              "An item without an entry has no face.",
          .licence = "MIT", .author = "The Likeness authors", .capabilities = LK_CAP_DETERMINISTIC,
          .instance_size = sizeof(file_detector), LK_PARAMS(params), .open = open_file, .ops = &ops)
