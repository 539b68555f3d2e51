/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#ifndef LK_BACKENDS_GRAPH_ONNX_FILE_H
#define LK_BACKENDS_GRAPH_ONNX_FILE_H

/* A model file as the structures of protobuf-c. Before it is unpacked, its
 * messages are walked without allocating anything, so that none which is too
 * deep, too numerous or cut short reaches the library. */

#include <likeness/plugin.h>

#include "onnx.pb-c.h"

typedef struct onnx_file {
    const char *path; /* absolute */
    Onnx__ModelProto *model;
    int64_t opset;
    size_t left; /* bytes that unpacking may still take */
    ProtobufCAllocator allocator;
} onnx_file;

/* Unpack a model that is in memory, whatever its operator set; `path` is for
 * sentences. `f` keeps the address it has: close it, also after a failure. */
lk_status onnx_file_unpack(lk_context *ctx, const char *path, const void *data, size_t size,
                           onnx_file *f);
/* Read a file, and refuse operator sets that have no importer here. */
lk_status onnx_file_open(lk_context *ctx, const char *path, const char *beside, onnx_file *f);
void onnx_file_close(onnx_file *f);

/* Strings of the file may be absent. */
static inline const char *onnx_text(const char *s)
{
    return s ? s : "";
}

#endif
