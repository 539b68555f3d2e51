/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */

/* A backend for tests: a network whose outputs are read from a .npy file of
 * float32, item after item, whatever it is shown. */

#include <likeness/plugin.h>

typedef struct playback {
    const char *path;
    int64_t side;
    int64_t outputs;
    int face;
    int output;
    const char *bytes;
    size_t at, size;
    lk_network_info info;
} playback;

static const char *const outputs[] = {"probability", "logit", "raw", NULL};

static const lk_param params[] = {
    {.name = "path", .type = LK_PATH, .offset = offsetof(playback, path), .doc = "The outputs."},
    {.name = "side",
     .type = LK_INT,
     .offset = offsetof(playback, side),
     .fallback = "416",
     .doc = "Of its view."},
    {.name = "outputs",
     .type = LK_INT,
     .offset = offsetof(playback, outputs),
     .fallback = "4225",
     .doc = "How many an item has."},
    {.name = "face",
     .type = LK_BOOL,
     .offset = offsetof(playback, face),
     .fallback = "false",
     .doc = "It sees a face's box, as face-api's landmark network, not the whole image."},
    {.name = "output",
     .type = LK_CHOICE,
     .offset = offsetof(playback, output),
     .fallback = "raw",
     .choices = outputs,
     .doc = "What its outputs are."},
};

static lk_status open_playback(void *self, lk_context *ctx)
{
    playback *p = self;
    const void *bytes;
    static const char *const names[8192];
    p->info = (lk_network_info){.struct_size = sizeof p->info,
                                .name = "playback",
                                .view = {.struct_size = sizeof(lk_view),
                                         .box = p->face ? LK_BOX_FACE : LK_BOX_WHOLE,
                                         .floor_box = p->face,
                                         .pad = p->face ? LK_PAD_CENTRE : LK_PAD_END,
                                         .resize = LK_RESIZE_BILINEAR_CORNER,
                                         .width = (uint32_t)p->side,
                                         .height = (uint32_t)p->side,
                                         .frames = 1},
                                .input_channels = 3,
                                .class_count = (uint32_t)p->outputs,
                                .classes = names,
                                .labels = names,
                                .output = (lk_output)p->output};
    if (!p->path)
        return LK_OK;
    lk_status status = ctx->host->read_file(ctx, p->path, NULL, 0, &bytes, &p->size);
    p->bytes = bytes;
    p->at = 128; /* numpy's header of a small array */
    return status;
}

static const lk_network_info *info(void *self)
{
    return &((playback *)self)->info;
}

static lk_status scores(void *self, lk_context *ctx, const lk_tensor *batch, lk_output output,
                        float *out)
{
    playback *p = self;
    size_t size = (size_t)batch->shape[0] * (size_t)p->outputs * sizeof *out;
    (void)output;
    if (!p->path) {
        memset(out, 0, size);
        return LK_OK;
    }
    if (p->at + size > p->size)
        return lk_error(ctx, LK_E_FAIL, "nothing is left to play");
    memcpy(out, p->bytes + p->at, size);
    p->at += size;
    return LK_OK;
}

static const lk_backend_ops ops = {.struct_size = sizeof ops, .info = info, .scores = scores};

LK_PLUGIN(.stage = LK_STAGE_BACKEND, .name = "playback", .version = "0.1.0", .revision = 1,
          .summary = "Recorded outputs.", .licence = "MIT", .instance_size = sizeof(playback),
          LK_PARAMS(params), .open = open_playback, .ops = &ops)
