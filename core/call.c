/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#include "call.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "cut.h"
#include "document.h"
#include "paths.h"
#include "png.h"

static lk_call *of(lk_context *ctx)
{
    return ctx->host_data;
}

static lk_status host_error(lk_context *ctx, lk_status status, const char *format, ...)
{
    char text[sizeof(lk_fault)];
    va_list args;
    va_start(args, format);
    vsnprintf(text, sizeof text, format, args);
    va_end(args);
    lk_fault_set(&of(ctx)->fault, "%s", text);
    return status;
}

static lk_status host_node_error(lk_context *ctx, const lk_node *node, const char *format, ...)
{
    char text[sizeof(lk_fault)];
    va_list args;
    va_start(args, format);
    vsnprintf(text, sizeof text, format, args);
    va_end(args);
    lk_yaml_fault(&of(ctx)->fault, node, "%s", text);
    return LK_E_INPUT;
}

static void host_log(lk_context *ctx, lk_level level, const char *format, ...)
{
    char text[1024];
    va_list args;
    va_start(args, format);
    vsnprintf(text, sizeof text, format, args);
    va_end(args);
    if (of(ctx)->log)
        of(ctx)->log(of(ctx)->user, level, text);
}

static int host_cancelled(lk_context *ctx)
{
    return of(ctx)->cancelled && of(ctx)->cancelled(of(ctx)->user);
}

static void host_progress(lk_context *ctx, double done, double total)
{
    if (of(ctx)->progress)
        of(ctx)->progress(of(ctx)->user, done, total);
}

static void *host_alloc(lk_context *ctx, size_t size)
{
    return lk_arena_alloc(of(ctx)->arena, size);
}

static lk_mark host_mark(lk_context *ctx)
{
    return lk_arena_mark(of(ctx)->arena);
}

static void host_release(lk_context *ctx, lk_mark mark)
{
    lk_arena_release(of(ctx)->arena, mark);
}

static uint64_t host_random(lk_context *ctx)
{
    return lk_random_next(&of(ctx)->random);
}

static const char *host_resolve(lk_context *ctx, const char *path, const char *beside)
{
    return lk_path_resolve(of(ctx)->arena, path, beside ? beside : of(ctx)->base);
}

static lk_status host_read_file(lk_context *ctx, const char *path, const char *beside, size_t limit,
                                const void **out, size_t *size)
{
    lk_call *call = of(ctx);
    const char *full = host_resolve(ctx, path, beside);
    if (!full)
        return host_error(ctx, LK_E_MEMORY, "%s: out of memory", path);
    if (lk_read_whole(call->arena, full, limit, out, size, &call->fault))
        return LK_E_IO;
    lk_digest_bytes(&call->files, *out, *size);
    call->file_count++;
    return LK_OK;
}

static lk_status host_map_file(lk_context *ctx, const char *path, const char *beside, size_t limit,
                               const void **out, size_t *size)
{
    lk_call *call = of(ctx);
    const char *full = host_resolve(ctx, path, beside);
    if (!full)
        return host_error(ctx, LK_E_MEMORY, "%s: out of memory", path);
    if (lk_mapping_add(&call->mappings, full, limit, out, size, &call->fault))
        return LK_E_IO;
    lk_digest_bytes(&call->files, *out, *size);
    lk_mappings_rest(call->mappings);
    call->file_count++;
    return LK_OK;
}

static lk_status host_read_yaml(lk_context *ctx, const char *path, const char *beside,
                                const lk_node **out)
{
    const void *text;
    size_t size;
    lk_status status = host_read_file(ctx, path, beside, LK_YAML_LIMIT, &text, &size);
    if (status)
        return status;
    *out =
        lk_yaml_parse(of(ctx)->arena, host_resolve(ctx, path, beside), text, size, &of(ctx)->fault);
    return *out ? LK_OK : LK_E_INPUT;
}

static lk_status host_list_files(lk_context *ctx, const char *folder, const char *const **out,
                                 size_t *count)
{
    return lk_list_files(of(ctx)->arena, folder, out, count, &of(ctx)->fault) ? LK_E_IO : LK_OK;
}

static void *arena_alloc(void *arena, size_t size)
{
    return lk_arena_alloc(arena, size);
}

static lk_status host_cut(lk_context *ctx, const lk_raster *image, const lk_view *view,
                          const lk_box *box, const lk_landmarks *landmarks, lk_raster *out)
{
    lk_call *call = of(ctx);
    return lk_cut(image, view, box, landmarks, arena_alloc, call->arena, out, &call->fault);
}

static lk_status host_encode_png(lk_context *ctx, const lk_tensor *pixels, const void **out,
                                 size_t *size)
{
    lk_call *call = of(ctx);
    return lk_png_encode(pixels, arena_alloc, call->arena, out, size, &call->fault);
}

static const lk_host host_table = {
    .struct_size = sizeof(lk_host),
    .abi = (uint32_t)LK_ABI_MAJOR << 16 | LK_ABI_MINOR,
    .error = host_error,
    .node_error = host_node_error,
    .log = host_log,
    .cancelled = host_cancelled,
    .progress = host_progress,
    .alloc = host_alloc,
    .random = host_random,
    .read_file = host_read_file,
    .read_yaml = host_read_yaml,
    .resolve = host_resolve,
    .list_files = host_list_files,
    .cut = host_cut,
    .encode_png = host_encode_png,
    .map_file = host_map_file,
    .mark = host_mark,
    .release = host_release,
};

int lk_call_begin(lk_call *call, const char *base, uint32_t threads, size_t limit)
{
    static const lk_key zero;
    memset(call, 0, sizeof *call);
    call->arena = lk_arena_new(limit);
    call->base = base;
    call->context = (lk_context){.struct_size = sizeof(lk_context),
                                 .threads = threads ? threads : 1,
                                 .host = &host_table,
                                 .host_data = call};
    lk_random_seed(&call->random, &zero);
    lk_digest_init(&call->files);
    return call->arena ? 0 : -1;
}

void lk_call_reset(lk_call *call)
{
    lk_arena_reset(call->arena);
    lk_mappings_free(call->mappings);
    call->mappings = NULL;
    lk_digest_init(&call->files);
    call->file_count = 0;
    call->fault.text[0] = 0;
}

void lk_call_end(lk_call *call)
{
    lk_arena_free(call->arena);
    lk_mappings_free(call->mappings);
    call->arena = NULL;
    call->mappings = NULL;
}

const char *lk_call_reason(lk_call *call, lk_status status)
{
    if (call->fault.text[0])
        return call->fault.text;
    switch (status) {
    case LK_CANCELLED:
        return "cancelled";
    case LK_E_MEMORY:
        return "out of memory";
    case LK_MISSING:
        return "there is no result here, and the plugin gave no reason";
    default:
        return "failed, and the plugin gave no reason";
    }
}
