/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#include "task.h"
#include "writer.h"

/* A network written as a file of another format. */

typedef struct output {
    lk_writer writer;
    lk_fault *fault;
    uint64_t size;
} output;

static lk_status sink(void *user, const void *bytes, size_t size)
{
    output *o = user;
    o->size += size;
    return lk_writer_write(&o->writer, bytes, size, o->fault) ? LK_E_IO : LK_OK;
}

static lk_status check(const lk_instance *backend, lk_fault *fault)
{
    const lk_backend_ops *ops = backend->ops;
    const lk_network_info *info = ((lk_network *)backend->service)->info;
    if (!LK_HAS(ops, lk_backend_ops, export_model) || !ops->export_model) {
        lk_fault_set(fault, "the backend %s writes no networks", backend->plugin->name);
        return LK_E_UNSUPPORTED;
    }
    if (LK_HAS(info, lk_network_info, lacks_weights) && info->lacks_weights) {
        lk_fault_set(fault, "the network %s has no weights to write: name a file with --weights",
                     info->name);
        return LK_E_INPUT;
    }
    return LK_OK;
}

/* Request: network, format, path. Note: bytes written. */
lk_status lk_work_export(lk_session *s, lk_unpack *request, lk_work *out, lk_fault *fault)
{
    lk_instance *backend = lk_session_instance(s, "networks", lk_unpack_text(request), fault);
    const char *format = lk_unpack_text(request), *path = lk_unpack_text(request);
    output o = {.fault = fault};
    if (!backend || !format || !path)
        return LK_E_INPUT;
    const lk_backend_ops *ops = backend->ops;
    lk_status status = check(backend, fault);
    if (status)
        return status;
    if (lk_writer_open(&o.writer, path, fault))
        return LK_E_IO;
    lk_context *ctx = lk_session_call(s, backend, path);
    status = ops->export_model(backend->self, ctx, format, sink, &o);
    if (status) {
        lk_writer_abandon(&o.writer);
        if (!*fault->text)
            lk_instance_fault(backend, &s->call, status, fault);
        return status;
    }
    lk_pack_u64(&out->note, o.size);
    return lk_writer_finish(&o.writer, fault) ? LK_E_IO : LK_OK;
}
