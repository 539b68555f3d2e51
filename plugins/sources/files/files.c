/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#include <likeness/plugin.h>

#include "../picture/picture.h"

typedef struct files {
    lk_string_list files;
} files;

static const lk_param params[] = {
    {.name = "files",
     .type = LK_STRING_LIST,
     .flags = LK_PARAM_REQUIRED,
     .offset = offsetof(files, files),
     .doc = "Paths of the pictures (PNG, JPEG), beside the study file where they are relative."},
};

static lk_status count_items(void *self, lk_context *ctx, int64_t *count)
{
    const files *f = self;
    (void)ctx;
    *count = (int64_t)f->files.count;
    return LK_OK;
}

static lk_status get(void *self, lk_context *ctx, int64_t index, lk_item *out)
{
    const files *f = self;
    if (index < 0 || (uint64_t)index >= f->files.count)
        return LK_END;
    out->id = f->files.items[index];
    return picture_read(ctx, out->id, NULL, &out->image);
}

static const lk_source_ops ops = {.struct_size = sizeof ops, .count = count_items, .get = get};

LK_PLUGIN(.stage = LK_STAGE_SOURCE, .name = "files", .version = "0.1.0", .revision = 1,
          .summary = "Pictures named one by one.",
          .details = "What the commands on images read. Pictures are read as `folder` reads them; "
                     "their paths are their ids.",
          .licence = "MIT AND libpng-2.0 AND Zlib AND IJG AND BSD-3-Clause",
          .author = "The Likeness authors", .capabilities = LK_CAP_DETERMINISTIC | LK_CAP_REENTRANT,
          .instance_size = sizeof(files), LK_PARAMS(params), .ops = &ops)
