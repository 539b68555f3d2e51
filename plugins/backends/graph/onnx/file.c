/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#include "file.h"

#include <inttypes.h>
#include <stdlib.h>

enum { MAX_DEPTH = 16, MAX_MESSAGES = 1 << 20, OLDEST_OPSET = 7, NEWEST_OPSET = 17 };
static const size_t MAX_FILE = (size_t)2 << 30, OVERHEAD = (size_t)256 << 20;

/* ---- The walk ----------------------------------------------------------------- */

typedef struct bytes {
    const uint8_t *at, *end;
} bytes;

typedef enum fault { SOUND, CUT, DEEP, MANY } fault;

static int read_varint(bytes *b, uint64_t *out)
{
    *out = 0;
    for (int shift = 0; shift < 64 && b->at < b->end; shift += 7) {
        uint8_t byte = *b->at++;
        *out |= (uint64_t)(byte & 127) << shift;
        if (byte < 128)
            return 0;
    }
    return -1;
}

static int skip(bytes *b, uint64_t size)
{
    if (size > (uint64_t)(b->end - b->at))
        return -1;
    b->at += size;
    return 0;
}

static const ProtobufCMessageDescriptor *message_of(const ProtobufCMessageDescriptor *d,
                                                    uint64_t number)
{
    const ProtobufCFieldDescriptor *f =
        number < UINT32_MAX ? protobuf_c_message_descriptor_get_field(d, (unsigned)number) : NULL;
    return f && f->type == PROTOBUF_C_TYPE_MESSAGE ? f->descriptor : NULL;
}

static fault walk(bytes b, const ProtobufCMessageDescriptor *d, int depth, size_t *messages)
{
    enum { VARINT, FIXED64, LENGTH, FIXED32 = 5 };
    fault found = SOUND;
    if (depth > MAX_DEPTH)
        return DEEP;
    if (++*messages > MAX_MESSAGES)
        return MANY;
    while (!found && b.at < b.end) {
        uint64_t tag, value;
        if (read_varint(&b, &tag))
            return CUT;
        int kind = (int)(tag & 7), bad = kind == VARINT    ? read_varint(&b, &value)
                                         : kind == FIXED64 ? skip(&b, 8)
                                         : kind == FIXED32 ? skip(&b, 4)
                                         : kind != LENGTH  ? -1
                                                           : read_varint(&b, &value);
        const uint8_t *start = b.at;
        if (bad || (kind == LENGTH && skip(&b, value)))
            return CUT;
        const ProtobufCMessageDescriptor *inner = message_of(d, tag >> 3);
        if (kind == LENGTH && inner)
            found = walk((bytes){start, b.at}, inner, depth + 1, messages);
    }
    return found;
}

static lk_status check_messages(lk_context *ctx, const char *path, bytes b)
{
    static const char *const words[] = {
        [CUT] = "it is no ONNX model, or one that was cut short or damaged",
        [DEEP] = "its messages are nested deeper than those of any network of layers",
        [MANY] = "it has more parts than any network of layers",
    };
    size_t messages = 0;
    fault found = walk(b, &onnx__model_proto__descriptor, 0, &messages);
    return found ? lk_error(ctx, LK_E_INPUT, "%s: %s", path, words[found]) : LK_OK;
}

/* ---- Unpacking ------------------------------------------------------------------ */

static void *take(void *user, size_t size)
{
    onnx_file *f = user;
    if (size > f->left)
        return NULL;
    f->left -= size;
    return malloc(size ? size : 1);
}

static void give(void *user, void *memory)
{
    (void)user;
    free(memory);
}

lk_status onnx_file_unpack(lk_context *ctx, const char *path, const void *data, size_t size,
                           onnx_file *f)
{
    *f = (onnx_file){.path = path, .left = 2 * size + OVERHEAD, .allocator = {take, give, f}};
    lk_status status = check_messages(ctx, path, (bytes){data, (const uint8_t *)data + size});
    if (status)
        return status;
    f->model = onnx__model_proto__unpack(&f->allocator, size, data);
    if (!f->model)
        return lk_error(ctx, LK_E_INPUT,
                        "%s: it is no ONNX model, or is damaged, or memory is short", path);
    if (!f->model->graph)
        return lk_error(ctx, LK_E_INPUT, "%s: it is no ONNX model: it has no graph", path);
    for (size_t i = 0; i < f->model->n_opset_import; i++) {
        const Onnx__OperatorSetIdProto *set = f->model->opset_import[i];
        if (!*onnx_text(set->domain) || !strcmp(set->domain, "ai.onnx"))
            f->opset = set->version;
    }
    return LK_OK;
}

lk_status onnx_file_open(lk_context *ctx, const char *path, const char *beside, onnx_file *f)
{
    const void *data = NULL;
    size_t size = 0;
    const char *full = ctx->host->resolve(ctx, path, beside);
    *f = (onnx_file){.path = full};
    if (!full)
        return lk_error(ctx, LK_E_MEMORY, "no memory for the path of %s", path);
    lk_status status = ctx->host->map_file(ctx, path, beside, MAX_FILE, &data, &size);
    if (!status)
        status = onnx_file_unpack(ctx, full, data, size, f);
    if (!status && (f->opset < OLDEST_OPSET || f->opset > NEWEST_OPSET))
        return lk_error(ctx, LK_E_UNSUPPORTED,
                        "%s: the model has operator set %" PRId64
                        ", and sets %d to %d are read: export it with one of these",
                        full, f->opset, OLDEST_OPSET, NEWEST_OPSET);
    return status;
}

void onnx_file_close(onnx_file *f)
{
    if (f->model)
        onnx__model_proto__free_unpacked(f->model, &f->allocator);
    f->model = NULL;
}
