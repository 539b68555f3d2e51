/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#include <likeness/plugin.h>

#include <stdlib.h>

#include "../common/pattern.h"
#include "../common/source.h"
#include "../picture/picture.h"
#include "array.h"

/* A heatmap found below the folder, and what its path says. */
typedef struct found {
    const char *file;
    const char *network, *label, *fold, *item;
} found;

typedef struct heatmaps {
    const char *path, *pattern;
    lk_label_map labels, networks;
    int rescaled;
    const char *beside; /* for read_file */
    size_t count;
    const found *maps;
} heatmaps;

static const lk_param params[] = {
    {.name = "path",
     .type = LK_PATH,
     .flags = LK_PARAM_REQUIRED,
     .offset = offsetof(heatmaps, path),
     .doc = "Folder of the heatmaps."},
    {.name = "pattern",
     .type = LK_STRING,
     .flags = LK_PARAM_REQUIRED,
     .offset = offsetof(heatmaps, pattern),
     .doc = "What paths below the folder say, such as {network}_CV{fold}_{label}_heatmap.png, "
            "where {network} and {label} must be there, {fold} and {item} may; a file whose path "
            "does not fit is passed over."},
    {.name = "labels",
     .type = LK_LABEL_MAP,
     .offset = offsetof(heatmaps, labels),
     .doc = "The study's word for each label in a path, where it is another; heatmaps of `none` "
            "are passed over."},
    {.name = "networks",
     .type = LK_LABEL_MAP,
     .offset = offsetof(heatmaps, networks),
     .doc = "The study's name for each network in a path, where it is another; heatmaps of `none` "
            "are passed over."},
    {.name = "rescaled",
     .type = LK_BOOL,
     .offset = offsetof(heatmaps, rescaled),
     .fallback = "false",
     .doc = "Whether each map was stretched to its own range, as published maps often are: such "
            "maps are scored one by one and never added up."},
};

/* ---- Listing ------------------------------------------------------------------------ */

static lk_status read_path(const heatmaps *h, lk_context *ctx, const char *path, found *out,
                           int *fits)
{
    pattern_fields fields;
    lk_status status = pattern_match(ctx, h->pattern, path, fits, &fields);
    *out = (found){.file = path,
                   .network = source_word(&h->networks, fields.text[PATTERN_NETWORK]),
                   .label = source_word(&h->labels, fields.text[PATTERN_LABEL]),
                   .fold = fields.text[PATTERN_FOLD],
                   .item = fields.text[PATTERN_ITEM]};
    *fits = *fits && out->network && out->label;
    return status;
}

static int compare_texts(const char *a, const char *b)
{
    return a && b ? strcmp(a, b) : (a != NULL) - (b != NULL);
}

static int by_place(const void *a, const void *b)
{
    const found *p = *(const found *const *)a, *q = *(const found *const *)b;
    int order = compare_texts(p->network, q->network);
    order = order ? order : compare_texts(p->label, q->label);
    order = order ? order : compare_texts(p->fold, q->fold);
    return order ? order : compare_texts(p->item, q->item);
}

/* Two maps in one place would count twice. */
static lk_status check_places(const heatmaps *h, lk_context *ctx)
{
    const found **sorted = lk_alloc_array(ctx, h->count, sizeof *sorted);
    if (!sorted)
        return lk_error(ctx, LK_E_MEMORY, "no memory for a list of %zu heatmaps.", h->count);
    for (size_t i = 0; i < h->count; i++)
        sorted[i] = &h->maps[i];
    qsort(sorted, h->count, sizeof *sorted, by_place);
    for (size_t i = 1; i < h->count; i++)
        if (!by_place(&sorted[i - 1], &sorted[i]))
            return lk_error(ctx, LK_E_INPUT,
                            "%s and %s are both the heatmap of network %s, label %s%s%s: tell them "
                            "apart by {fold} or {item} in the pattern.",
                            sorted[i - 1]->file, sorted[i]->file, sorted[i]->network,
                            sorted[i]->label, sorted[i]->fold ? ", fold " : "",
                            sorted[i]->fold ? sorted[i]->fold : "");
    return LK_OK;
}

static lk_status list_maps(heatmaps *h, lk_context *ctx)
{
    const char *const *paths;
    size_t path_count;
    lk_status status = ctx->host->list_files(ctx, h->path, &paths, &path_count);
    found *maps = status ? NULL : lk_alloc_array(ctx, path_count + 1, sizeof *maps);
    if (status)
        return status;
    if (!maps)
        return lk_error(ctx, LK_E_MEMORY, "no memory for a list of %zu files.", path_count);
    for (size_t i = 0; !status && i < path_count; i++) {
        int fits;
        status = read_path(h, ctx, paths[i], &maps[h->count], &fits);
        h->count += fits != 0;
    }
    h->maps = maps;
    if (status)
        return status;
    if (!h->count)
        return lk_error(ctx, LK_E_INPUT, "none of the %zu files below %s fits the pattern \"%s\".",
                        path_count, h->path, h->pattern);
    if (h->count < path_count)
        lk_log(ctx, LK_INFO,
               "%zu of %zu files below %s do not fit the pattern and are passed over.",
               path_count - h->count, path_count, h->path);
    return check_places(h, ctx);
}

static lk_status open_heatmaps(void *self, lk_context *ctx)
{
    heatmaps *h = self;
    const unsigned wanted = 1u << PATTERN_NETWORK | 1u << PATTERN_LABEL;
    const unsigned allowed = wanted | 1u << PATTERN_FOLD | 1u << PATTERN_ITEM;
    lk_status status = pattern_check(ctx, h->pattern, allowed, wanted);
    h->beside = source_beside(ctx, h->path);
    if (!h->beside)
        return lk_error(ctx, LK_E_MEMORY, "no memory for the path of the folder.");
    return status ? status : list_maps(h, ctx);
}

/* ---- Items ------------------------------------------------------------------------------ */

static lk_status count_items(void *self, lk_context *ctx, int64_t *count)
{
    const heatmaps *h = self;
    (void)ctx;
    *count = (int64_t)h->count;
    return LK_OK;
}

static lk_status read_grey(const heatmaps *h, lk_context *ctx, const char *file, lk_tensor *out)
{
    lk_tensor grey;
    lk_status status = picture_read_grey(ctx, file, h->beside, &grey);
    if (status)
        return status;
    size_t count = lk_tensor_count(&grey);
    float *values = lk_alloc_array(ctx, count, sizeof *values);
    if (!values)
        return lk_error(ctx, LK_E_MEMORY, "%s does not fit into memory.", file);
    for (size_t i = 0; i < count; i++)
        values[i] = ((const uint8_t *)grey.data)[i];
    *out = lk_tensor_over(values, LK_DTYPE_FLOAT, 32, 2, grey.shape);
    return LK_OK;
}

static lk_status get(void *self, lk_context *ctx, int64_t index, lk_item *out)
{
    const heatmaps *h = self;
    if (index < 0 || (uint64_t)index >= h->count)
        return LK_END;
    const found *m = &h->maps[index];
    size_t length = strlen(m->file);
    out->id = m->file;
    out->flags = LK_ITEM_HEATMAP | (h->rescaled ? (uint32_t)LK_ITEM_RESCALED : 0);
    out->network = m->network;
    out->label = m->label;
    out->fold = m->fold;
    if (length > 4 && !strcmp(m->file + length - 4, ".npy"))
        return array_read(ctx, m->file, h->beside, &out->image);
    return read_grey(h, ctx, m->file, &out->image);
}

static const lk_source_ops ops = {.struct_size = sizeof ops, .count = count_items, .get = get};

LK_PLUGIN(.stage = LK_STAGE_SOURCE, .name = "heatmaps", .version = "0.1.0", .revision = 1,
          .summary = "Ready-made heatmaps of a folder, told apart by their file names.",
          .details =
              "Heatmaps enter the study after its explainers, in the order of the bytes of their "
              "paths, which are their ids. A placeholder of the pattern stands for one or more "
              "characters but '/', as few as fit, from left to right.\n\n"
              "Grey PNG and JPEG give their values 0 to 255 as they are (16 bits rounded to 8); "
              ".npy files of two axes, float32, float64 or uint8, give theirs.",
          .licence = "MIT AND libpng-2.0 AND Zlib AND IJG AND BSD-3-Clause",
          .author = "The Likeness authors", .capabilities = LK_CAP_DETERMINISTIC | LK_CAP_REENTRANT,
          .instance_size = sizeof(heatmaps), LK_PARAMS(params), .open = open_heatmaps, .ops = &ops)
