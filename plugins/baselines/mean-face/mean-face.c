/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#include <likeness/plugin.h>

#include "../face/face.h"

static const lk_param params[] = {
    {.name = "picture",
     .type = LK_PATH,
     .offset = offsetof(face, picture),
     .doc = FACE_PICTURE_DOC},
};

static lk_status open_face(void *self, lk_context *ctx)
{
    return face_open(ctx, self);
}

static lk_status draw(void *self, lk_context *ctx, const lk_heatmap *map,
                      const lk_region *foreground, const lk_frame *frame, lk_region *region,
                      lk_heatmap *heatmap)
{
    (void)map, (void)foreground, (void)region;
    return face_luminance(ctx, self, frame, heatmap);
}

static const lk_baseline_ops ops = {
    .struct_size = sizeof ops, .kind = LK_BASELINE_HEATMAP, .draw = draw, .sees_face = 1};

LK_PLUGIN(.stage = LK_STAGE_BASELINE, .name = "mean-face", .version = "0.1.0", .revision = 1,
          .summary = "How bright the mean face is, as a heatmap.",
          .details =
              "It has seen faces, but no network and no expression: skin is bright, brows, eyes "
              "and mouth are dark, and the mean of many faces lies where the frame puts them. A "
              "network below it has shown less of where the parts of a face are than a picture of "
              "one. The face is the mean of the study's, in the frame of the heatmaps; "
              "ready-made heatmaps need `picture`, and the baseline is missing without one.",
          .licence = "MIT AND libpng-2.0 AND Zlib AND IJG AND BSD-3-Clause",
          .author = "The Likeness authors", .capabilities = LK_CAP_DETERMINISTIC | LK_CAP_REENTRANT,
          .instance_size = sizeof(face), LK_PARAMS(params), .open = open_face, .ops = &ops)
