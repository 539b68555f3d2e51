/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#include "pupil.h"

#include <glob.h>
#include <jansson.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "paths.h"
#include "wire.h"
#include "writer.h"

static const char magic[] = "likeness training 1";
enum { NOTES_VERSION = 1, MOST_NOTES = 64 << 20 };

/* ---- The state ------------------------------------------------------------------------- */

static void pack_epoch(lk_pack *out, const lk_epoch *e)
{
    const double fields[] = {e->rate,   e->loss, e->accuracy, e->watched_loss, e->watched_accuracy,
                             e->seconds};
    for (size_t i = 0; i < sizeof fields / sizeof *fields; i++)
        lk_pack_double(out, fields[i]);
}

static lk_epoch unpack_epoch(lk_unpack *u)
{
    lk_epoch e;
    double *const fields[] = {&e.rate,   &e.loss, &e.accuracy, &e.watched_loss, &e.watched_accuracy,
                              &e.seconds};
    for (size_t i = 0; i < sizeof fields / sizeof *fields; i++)
        *fields[i] = lk_unpack_double(u);
    return e;
}

/* All but the backend's bytes, which come last. */
static void pack_state(const lk_pupil *p, size_t size, lk_pack *out)
{
    lk_pack_text(out, magic);
    lk_pack_key(out, &p->key);
    lk_pack_u64(out, p->epoch);
    lk_pack_u64(out, p->step);
    lk_pack_double(out, p->loss);
    lk_pack_u64(out, p->right);
    lk_pack_u64(out, p->seen);
    lk_pack_u64(out, p->best);
    lk_pack_double(out, p->seconds);
    for (uint64_t i = 0; i < p->epoch; i++)
        pack_epoch(out, &p->epochs[i]);
    lk_pack_u64(out, size);
}

static const char *beside(const char *path, const char *suffix, char out[4096])
{
    snprintf(out, 4096, "%s.%s", path, suffix);
    return out;
}

static lk_status write_state(const char *path, const lk_pack *head, const void *bytes, size_t size,
                             lk_fault *fault)
{
    lk_writer w;
    if (head->bad)
        return LK_E_MEMORY;
    if (lk_writer_open(&w, path, fault))
        return LK_E_IO;
    if (lk_writer_write(&w, head->bytes, head->size, fault) ||
        lk_writer_write(&w, bytes, size, fault)) {
        lk_writer_abandon(&w);
        return LK_E_IO;
    }
    return lk_writer_finish(&w, fault) ? LK_E_IO : LK_OK;
}

lk_status lk_pupil_save(lk_pupil *p, lk_fault *fault)
{
    const lk_backend_ops *ops = p->backend->ops;
    const void *bytes = NULL;
    size_t size = 0;
    char path[4096];
    lk_pack head = {0};
    lk_call_reset(&p->session->call);
    lk_context *ctx = lk_session_call(p->session, p->backend, p->name);
    lk_status status = ops->save_state(p->backend->self, ctx, &bytes, &size);
    if (status) {
        lk_instance_fault(p->backend, &p->session->call, status, fault);
        return status;
    }
    pack_state(p, size, &head);
    status = write_state(beside(p->path, "state", path), &head, bytes, size, fault);
    lk_pack_free(&head);
    return status;
}

/* 1: it is of this training, which is then where the state was written. */
static int take_state(lk_pupil *p, lk_unpack *u)
{
    const char *first = lk_unpack_text(u);
    lk_key key = lk_unpack_key(u);
    if (!first || strcmp(first, magic) || !lk_key_equal(&key, &p->key))
        return 0;
    uint64_t epoch = lk_unpack_u64(u), step = lk_unpack_u64(u);
    double loss = lk_unpack_double(u);
    uint64_t right = lk_unpack_u64(u), seen = lk_unpack_u64(u), best = lk_unpack_u64(u);
    double seconds = lk_unpack_double(u);
    if (u->bad || epoch > (uint64_t)p->plan->epochs || best > epoch || seen > p->lesson.count)
        return 0;
    for (uint64_t i = 0; i < epoch; i++)
        p->epochs[i] = unpack_epoch(u);
    if (u->bad)
        return 0;
    p->epoch = epoch;
    p->step = step;
    p->loss = loss;
    p->right = right;
    p->seen = seen;
    p->best = best;
    p->seconds = seconds;
    return 1;
}

/* What a writer that was killed left behind. */
static void sweep(const char *path)
{
    static const char *const suffixes[] = {"", ".state", ".best", ".json"};
    char pattern[4096];
    glob_t found;
    for (size_t i = 0; i < sizeof suffixes / sizeof *suffixes; i++) {
        snprintf(pattern, sizeof pattern, "%s%s.part-??????", path, suffixes[i]);
        if (glob(pattern, GLOB_NOSORT, NULL, &found))
            continue;
        for (size_t k = 0; k < found.gl_pathc; k++)
            unlink(found.gl_pathv[k]);
        globfree(&found);
    }
}

lk_status lk_pupil_load(lk_pupil *p, lk_fault *fault)
{
    const lk_backend_ops *ops = p->backend->ops;
    char path[4096];
    const void *bytes;
    size_t size;
    lk_status status = LK_OK;
    sweep(p->path);
    if (access(beside(p->path, "state", path), R_OK))
        return LK_OK;
    lk_arena *arena = lk_arena_new(0);
    if (!arena || lk_read_whole(arena, path, 0, &bytes, &size, fault)) {
        lk_arena_free(arena);
        return LK_E_IO;
    }
    lk_unpack u = lk_unpack_over(bytes, size);
    if (take_state(p, &u)) {
        size_t rest = (size_t)lk_unpack_u64(&u);
        const uint8_t *state = lk_unpack_raw(&u, rest);
        void *aligned = state ? lk_arena_copy(arena, state, rest) : NULL;
        lk_context *ctx = lk_session_call(p->session, p->backend, p->name);
        status = aligned ? ops->load_state(p->backend->self, ctx, aligned, rest) : LK_E_INPUT;
        if (status) {
            lk_instance_fault(p->backend, &p->session->call, status, fault);
            lk_fault_prefix(fault, "%s cannot be gone on from; remove it to begin anew: ", path);
        }
    }
    lk_arena_free(arena);
    return status;
}

/* ---- The weights ----------------------------------------------------------------------- */

typedef struct output {
    lk_writer writer;
    lk_fault *fault;
} output;

static lk_status sink(void *user, const void *bytes, size_t size)
{
    output *o = user;
    return lk_writer_write(&o->writer, bytes, size, o->fault) ? LK_E_IO : LK_OK;
}

/* The file is the host's, whoever runs. */
static int open_output(output *o, const char *path)
{
    lk_actor before = lk_conduct_enter((lk_actor){.name = NULL});
    int rc = lk_writer_open(&o->writer, path, o->fault);
    lk_conduct_settle();
    lk_conduct_enter(before);
    return rc;
}

lk_status lk_pupil_export(lk_pupil *p, const char *path, lk_fault *fault)
{
    const lk_backend_ops *ops = p->backend->ops;
    output o = {.fault = fault};
    if (open_output(&o, path))
        return LK_E_IO;
    lk_call_reset(&p->session->call);
    lk_context *ctx = lk_session_call(p->session, p->backend, p->name);
    lk_status status = ops->export_model(p->backend->self, ctx, "safetensors", sink, &o);
    if (status) {
        lk_writer_abandon(&o.writer);
        if (!*fault->text)
            lk_instance_fault(p->backend, &p->session->call, status, fault);
        return status;
    }
    return lk_writer_finish(&o.writer, fault) ? LK_E_IO : LK_OK;
}

/* ---- The notes ------------------------------------------------------------------------- */

static void put_number(json_t *to, const char *name, double x)
{
    json_object_set_new(to, name, isfinite(x) ? json_real(x) : json_null());
}

static json_t *describe(const lk_pupil *p)
{
    char hex[65];
    lk_key_hex(&p->key, hex);
    json_t *epochs = json_array();
    for (uint64_t i = 0; i < p->epoch; i++) {
        const lk_epoch *e = &p->epochs[i];
        json_t *one = json_object();
        put_number(one, "rate", e->rate);
        put_number(one, "loss", e->loss);
        put_number(one, "accuracy", e->accuracy);
        put_number(one, "watched_loss", e->watched_loss);
        put_number(one, "watched_accuracy", e->watched_accuracy);
        put_number(one, "seconds", e->seconds);
        json_array_append_new(epochs, one);
    }
    return json_pack("{s:i, s:s, s:s, s:s?, s:s, s:s, s:s, s:I, s:I, s:I, s:o}", "version",
                     NOTES_VERSION, "key", hex, "network", p->network, "fold", p->fold, "backend",
                     p->backend->plugin->name, "backend_version", p->backend->plugin->version,
                     "parameters", p->asked, "examples", (json_int_t)p->lesson.count, "watched",
                     (json_int_t)p->watched.count, "kept_epoch", (json_int_t)p->best, "epochs",
                     epochs);
}

lk_status lk_pupil_finish(lk_pupil *p, lk_fault *fault)
{
    char path[4096];
    json_t *notes = describe(p);
    char *text = notes ? json_dumps(notes, JSON_INDENT(1) | JSON_REAL_PRECISION(17)) : NULL;
    lk_status status = text ? LK_OK : LK_E_MEMORY;
    if (!status && lk_write_whole(beside(p->path, "json", path), text, strlen(text), fault))
        status = LK_E_IO;
    if (!status)
        unlink(beside(p->path, "state", path));
    free(text);
    json_decref(notes);
    return status;
}

static double number_at(const json_t *from, const char *name)
{
    const json_t *n = json_object_get(from, name);
    return json_is_number(n) ? json_number_value(n) : NAN;
}

static int read_key(const json_t *root, lk_key *out)
{
    const char *hex = json_string_value(json_object_get(root, "key"));
    if (!hex || strlen(hex) != 64)
        return -1;
    for (size_t i = 0; i < sizeof out->bytes; i++) {
        unsigned byte;
        if (sscanf(hex + 2 * i, "%2x", &byte) != 1)
            return -1;
        out->bytes[i] = (uint8_t)byte;
    }
    return 0;
}

static const char *text_at(lk_arena *arena, const json_t *root, const char *name)
{
    const char *text = json_string_value(json_object_get(root, name));
    return text ? lk_arena_text(arena, text) : NULL;
}

static int take_notes(lk_arena *arena, const json_t *root, lk_notes *out)
{
    const json_t *epochs = json_object_get(root, "epochs");
    out->network = text_at(arena, root, "network");
    out->fold = text_at(arena, root, "fold");
    out->epoch_count = json_array_size(epochs);
    out->best = (uint64_t)json_integer_value(json_object_get(root, "kept_epoch"));
    out->epochs = lk_arena_array(arena, out->epoch_count, sizeof *out->epochs);
    for (size_t i = 0; out->epochs && i < out->epoch_count; i++) {
        const json_t *e = json_array_get(epochs, i);
        out->epochs[i] = (lk_epoch){.rate = number_at(e, "rate"),
                                    .loss = number_at(e, "loss"),
                                    .accuracy = number_at(e, "accuracy"),
                                    .watched_loss = number_at(e, "watched_loss"),
                                    .watched_accuracy = number_at(e, "watched_accuracy"),
                                    .seconds = number_at(e, "seconds")};
    }
    return read_key(root, &out->key) || !out->network || !out->epochs ? -1 : 0;
}

lk_status lk_notes_read(lk_arena *arena, const char *weights, lk_notes *out, lk_fault *fault)
{
    char path[4096];
    const void *bytes;
    size_t size;
    json_error_t error;
    *out = (lk_notes){.network = NULL};
    if (access(beside(weights, "json", path), R_OK))
        return LK_MISSING;
    if (lk_read_whole(arena, path, MOST_NOTES, &bytes, &size, fault))
        return LK_E_IO;
    json_t *root = json_loadb(bytes, size, 0, &error);
    int bad = !root || take_notes(arena, root, out);
    json_decref(root);
    if (bad)
        lk_fault_set(fault, "%s is not what `likeness train` writes beside its weights", path);
    return bad ? LK_E_INPUT : LK_OK;
}
