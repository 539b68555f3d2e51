/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#include "graph.h"
#include "onnx/onnx.h"

lk_status graph_export(lk_context *ctx, const graph *g, const char *format, lk_byte_sink sink,
                       void *user)
{
    if (!strcmp(format, "onnx"))
        return graph_write_onnx(ctx, g, sink, user);
    if (!strcmp(format, "safetensors"))
        return graph_write_safetensors(ctx, g, sink, user);
    return lk_error(ctx, LK_E_UNSUPPORTED, "networks are written as onnx or safetensors, not as %s",
                    format);
}
