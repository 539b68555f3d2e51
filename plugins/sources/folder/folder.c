/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#include <likeness/plugin.h>

#include "../common/pattern.h"
#include "../common/source.h"
#include "../picture/picture.h"
#include "manifest.h"

/* A picture found below the folder, with what its path says. */
typedef struct found {
    const char *file;
    const char *label, *subject, *fold;
} found;

typedef struct folder {
    const char *path, *manifest_path, *pattern;
    lk_label_map labels;
    const char *beside; /* for read_file */
    size_t count;
    const found *pictures; /* where there is no manifest */
    manifest manifest;
} folder;

static const lk_param params[] = {
    {.name = "path",
     .type = LK_PATH,
     .flags = LK_PARAM_REQUIRED,
     .offset = offsetof(folder, path),
     .doc = "Folder of the pictures (.png, .jpg, .jpeg); other files in it are passed over."},
    {.name = "manifest",
     .type = LK_PATH,
     .offset = offsetof(folder, manifest_path),
     .doc = "CSV table that lists the pictures by `file`, relative to the folder, and where it has "
            "these columns their label, subject, fold, box x, y, w, h and landmarks x1, y1 to x68, "
            "y68; without it every picture of the folder is taken, labelled by its subfolder."},
    {.name = "pattern",
     .type = LK_STRING,
     .offset = offsetof(folder, pattern),
     .doc = "What paths below the folder say, such as {label}/{subject}_{item}.png, where "
            "placeholders are {label}, {subject}, {fold} and {item}; a picture whose path does not "
            "fit is passed over."},
    {.name = "labels",
     .type = LK_LABEL_MAP,
     .offset = offsetof(folder, labels),
     .doc = "The study's word for each label of the data set, where it is another; `none` leaves "
            "such pictures without a label."},
};

/* ---- Listing ------------------------------------------------------------------------ */

static lk_status first_folder(lk_context *ctx, const char *path, const char **out)
{
    const char *slash = strchr(path, '/');
    char *label = slash ? lk_alloc(ctx, (size_t)(slash - path) + 1) : NULL;
    if (label)
        memcpy(label, path, (size_t)(slash - path));
    *out = label;
    return slash && !label ? lk_error(ctx, LK_E_MEMORY, "no memory for a label.") : LK_OK;
}

static lk_status read_path(const folder *f, lk_context *ctx, const char *path, found *out,
                           int *fits)
{
    pattern_fields fields;
    *out = (found){.file = path};
    *fits = picture_has_name(path);
    if (!*fits)
        return LK_OK;
    if (!f->pattern)
        return first_folder(ctx, path, &out->label);
    lk_status status = pattern_match(ctx, f->pattern, path, fits, &fields);
    out->label = fields.text[PATTERN_LABEL];
    out->subject = fields.text[PATTERN_SUBJECT];
    out->fold = fields.text[PATTERN_FOLD];
    return status;
}

static lk_status none_found(const folder *f, lk_context *ctx)
{
    if (f->pattern)
        return lk_error(ctx, LK_E_INPUT, "no picture below %s fits the pattern \"%s\".", f->path,
                        f->pattern);
    return lk_error(ctx, LK_E_INPUT, "there is no picture (.png, .jpg, .jpeg) below %s.", f->path);
}

static lk_status list_pictures(folder *f, lk_context *ctx)
{
    const char *const *paths;
    size_t path_count;
    lk_status status = ctx->host->list_files(ctx, f->path, &paths, &path_count);
    found *pictures = status ? NULL : lk_alloc_array(ctx, path_count + 1, sizeof *pictures);
    if (status)
        return status;
    if (!pictures)
        return lk_error(ctx, LK_E_MEMORY, "no memory for a list of %zu files.", path_count);
    for (size_t i = 0; !status && i < path_count; i++) {
        int fits;
        status = read_path(f, ctx, paths[i], &pictures[f->count], &fits);
        f->count += fits != 0;
    }
    f->pictures = pictures;
    if (status || !f->count)
        return status ? status : none_found(f, ctx);
    if (f->count < path_count)
        lk_log(ctx, LK_INFO, "%zu of %zu files below %s are passed over.", path_count - f->count,
               path_count, f->path);
    return LK_OK;
}

static lk_status open_folder(void *self, lk_context *ctx)
{
    folder *f = self;
    const unsigned allowed =
        1u << PATTERN_LABEL | 1u << PATTERN_SUBJECT | 1u << PATTERN_FOLD | 1u << PATTERN_ITEM;
    f->beside = source_beside(ctx, f->path);
    if (!f->beside)
        return lk_error(ctx, LK_E_MEMORY, "no memory for the path of the folder.");
    if (f->manifest_path && f->pattern)
        return lk_error(ctx, LK_E_INPUT,
                        "a manifest lists the pictures, so `pattern` has nothing to say: leave one "
                        "of the two out.");
    if (f->manifest_path) {
        lk_status status = manifest_read(ctx, f->manifest_path, &f->manifest);
        f->count = f->manifest.count;
        return status;
    }
    lk_status status = f->pattern ? pattern_check(ctx, f->pattern, allowed, 0) : LK_OK;
    return status ? status : list_pictures(f, ctx);
}

/* ---- Items ------------------------------------------------------------------------------ */

static lk_status count_items(void *self, lk_context *ctx, int64_t *count)
{
    const folder *f = self;
    (void)ctx;
    *count = (int64_t)f->count;
    return LK_OK;
}

static lk_status describe(const folder *f, lk_context *ctx, size_t index, lk_item *out)
{
    lk_status status = LK_OK;
    if (f->manifest_path) {
        out->id = f->manifest.entries[index].file;
        status = manifest_fill(ctx, &f->manifest, &f->manifest.entries[index], out);
    } else {
        const found *p = &f->pictures[index];
        out->id = p->file;
        out->label = p->label;
        out->subject = p->subject;
        out->fold = p->fold;
    }
    out->label = source_word(&f->labels, out->label);
    return status;
}

static lk_status get(void *self, lk_context *ctx, int64_t index, lk_item *out)
{
    const folder *f = self;
    if (index < 0 || (uint64_t)index >= f->count)
        return LK_END;
    lk_status status = describe(f, ctx, (size_t)index, out);
    if (status)
        return status;
    status = picture_read(ctx, out->id, f->beside, &out->image);
    if (status == LK_E_IO && f->manifest_path)
        return lk_csv_error(ctx, &f->manifest.table, f->manifest.entries[index].rows[0],
                            "%s does not exist below %s, or cannot be read.", out->id, f->path);
    return status;
}

static const lk_source_ops ops = {.struct_size = sizeof ops, .count = count_items, .get = get};

LK_PLUGIN(.stage = LK_STAGE_SOURCE, .name = "folder", .version = "0.1.0", .revision = 1,
          .summary = "Pictures of a folder: class folders, a manifest, or a pile.",
          .details =
              "Pictures are taken in the order of the bytes of their paths, which are their ids. "
              "Without manifest and pattern the first folder of a path is the label.\n\n"
              "PNG and JPEG of every usual kind become 8-bit RGB: 16 bits are rounded, transparent "
              "parts laid on black, EXIF orientation applied; gamma and colour profiles are "
              "ignored. A picture that is damaged, ends early or has more than 100 megapixels is "
              "an error of this item.",
          .licence = "MIT AND libpng-2.0 AND Zlib AND IJG AND BSD-3-Clause",
          .author = "The Likeness authors", .capabilities = LK_CAP_DETERMINISTIC | LK_CAP_REENTRANT,
          .instance_size = sizeof(folder), LK_PARAMS(params), .open = open_folder, .ops = &ops)
