/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#include "session.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "conduct.h"
#include "crew.h"
#include "paths.h"

/* ---- The file ------------------------------------------------------------------ */

int lk_session_write(const char *path, const char *study_path, const char *text, size_t size,
                     const char *const *sets, const lk_catalogue *catalogue, const char *store_path,
                     uint32_t threads, lk_fault *fault)
{
    lk_pack p = {0};
    size_t set_count = 0, usable = 0;
    while (sets && sets[set_count])
        set_count++;
    for (size_t i = 0; i < catalogue->count; i++)
        usable += !catalogue->entries[i].problem;
    lk_pack_text(&p, study_path);
    lk_pack_bytes(&p, text, size);
    lk_pack_u64(&p, set_count);
    for (size_t i = 0; i < set_count; i++)
        lk_pack_text(&p, sets[i]);
    lk_pack_u64(&p, usable);
    for (size_t i = 0; i < catalogue->count; i++) {
        const lk_entry *e = &catalogue->entries[i];
        if (e->problem)
            continue;
        lk_pack_u64(&p, e->plugin.stage);
        lk_pack_text(&p, e->plugin.name);
        lk_pack_text(&p, e->path);
    }
    lk_pack_text(&p, store_path);
    lk_pack_u64(&p, threads);
    int rc = p.bad ? -1 : lk_write_whole(path, p.bytes, p.size, fault);
    lk_pack_free(&p);
    return rc;
}

const char *lk_session_keys_path(lk_arena *arena, const char *session)
{
    return lk_arena_format(arena, "%s.keys", session);
}

int lk_session_write_keys(const char *path, const lk_pack *keys, lk_fault *fault)
{
    lk_arena *arena = lk_arena_new(0);
    const char *file = arena ? lk_session_keys_path(arena, path) : NULL;
    int rc = file && !keys->bad ? lk_write_whole(file, keys->bytes, keys->size, fault) : -1;
    lk_arena_free(arena);
    return rc;
}

void lk_session_remove(const char *path)
{
    lk_arena *arena = lk_arena_new(0);
    const char *file = arena ? lk_session_keys_path(arena, path) : NULL;
    if (file)
        unlink(file);
    unlink(path);
    lk_arena_free(arena);
}

static const char *find(void *user, lk_stage stage, const char *name, lk_fault *fault)
{
    const lk_catalogue *c = user;
    const lk_entry *e = lk_catalogue_find(c, stage, name, fault);
    return e ? e->path : NULL;
}

static void read_places(lk_session *s, lk_unpack *u)
{
    size_t count = lk_unpack_count(u, 8);
    s->places.arena = s->arena;
    s->places.entries = lk_arena_array(s->arena, count, sizeof *s->places.entries);
    for (size_t i = 0; s->places.entries && i < count; i++, s->places.count++) {
        lk_entry *e = &s->places.entries[i];
        e->plugin.stage = (uint32_t)lk_unpack_u64(u);
        const char *name = lk_unpack_text(u), *path = lk_unpack_text(u);
        e->plugin.name = lk_arena_text(s->arena, name ? name : "");
        e->path = lk_arena_text(s->arena, path ? path : "");
    }
    s->finder = (lk_finder){find, &s->places};
}

static int read_fields(lk_session *s, lk_unpack *u, lk_fault *fault)
{
    size_t size;
    const char *path = lk_unpack_text(u);
    const char *text = lk_unpack_bytes(u, &size);
    size_t sets = lk_unpack_count(u, 8);
    const char **list = lk_arena_array(s->arena, sets + 1, sizeof *list);
    for (size_t i = 0; i < sets; i++)
        list[i] = lk_unpack_text(u);
    s->study = u->bad || !path ? NULL : lk_study_parse(s->arena, path, text, size, list, fault);
    read_places(s, u);
    const char *store = lk_unpack_text(u);
    s->store_path = store ? lk_arena_text(s->arena, store) : NULL;
    s->threads = (uint32_t)lk_unpack_u64(u);
    if (u->bad || !path)
        lk_fault_set(fault, "the session of this worker cannot be read");
    return s->study && !u->bad ? 0 : -1;
}

lk_session *lk_session_read(const char *path, lk_fault *fault)
{
    const void *bytes;
    size_t size;
    lk_session *s = calloc(1, sizeof *s);
    if (!s || !(s->arena = lk_arena_new(0)) ||
        lk_read_whole(s->arena, path, 0, &bytes, &size, fault)) {
        lk_session_close(s);
        return NULL;
    }
    lk_unpack u = lk_unpack_over(bytes, size);
    s->path = lk_arena_text(s->arena, path);
    s->item_index = -1;
    if (read_fields(s, &u, fault) ||
        lk_call_begin(&s->call, s->study->path, s->threads, s->study->task_bytes) ||
        lk_call_begin(&s->item_call, s->study->path, s->threads, s->study->task_bytes)) {
        lk_session_close(s);
        return NULL;
    }
    return s;
}

void lk_session_close(lk_session *s)
{
    if (!s)
        return;
    lk_session_close_instances(s);
    lk_store_close(s->store);
    if (s->call.arena)
        lk_call_end(&s->call);
    if (s->item_call.arena)
        lk_call_end(&s->item_call);
    lk_arena_free(s->arena);
    free(s);
}

/* ---- Calls ------------------------------------------------------------------------ */

static void seed_call(const lk_session *s, const lk_instance *in, const lk_key *item, uint64_t draw,
                      lk_call *call);

static const lk_key no_item;

void lk_session_doing(const lk_instance *in, const char *what)
{
    char doing[200];
    snprintf(doing, sizeof doing, "%s %s (%s)", lk_stage_name((lk_stage)in->plugin->stage),
             in->plugin->name, what);
    lk_worker_doing(doing);
    lk_conduct_enter(lk_instance_actor(in));
}

lk_context *lk_session_call(lk_session *s, const lk_instance *in, const char *what)
{
    lk_session_doing(in, what);
    s->call.fault.text[0] = 0;
    seed_call(s, in, &no_item, 0, &s->call);
    return &s->call.context;
}

static void seed_call(const lk_session *s, const lk_instance *in, const lk_key *item, uint64_t draw,
                      lk_call *call)
{
    lk_digest d;
    lk_key key;
    lk_digest_init(&d);
    lk_digest_u64(&d, s->study->seed);
    lk_digest_key(&d, item);
    lk_digest_key(&d, &in->sampler);
    lk_digest_u64(&d, draw);
    lk_digest_end(&d, &key);
    lk_random_seed(&call->random, &key);
}

void lk_session_seed(lk_session *s, const lk_instance *in, const lk_key *item, uint64_t draw)
{
    seed_call(s, in, item, draw, &s->call);
}

/* ---- Items ----------------------------------------------------------------------- */

/* Float pixels of an image, and the key of its content. */
static int take_image(lk_session *s, lk_fault *fault)
{
    const lk_tensor *t = &s->item.image;
    int ready = (s->item.flags & LK_ITEM_HEATMAP) != 0;
    int bits8 = t->dtype.code == LK_DTYPE_UINT && t->dtype.bits == 8;
    int real = t->dtype.code == LK_DTYPE_FLOAT && t->dtype.bits == 32;
    if (t->rank != (ready ? 2 : 3) || (!bits8 && !real) || (!ready && t->shape[2] != 3) ||
        t->shape[0] < 1 || t->shape[1] < 1 || !t->data) {
        lk_fault_set(fault, "its image is not H x W%s of uint8 or float32", ready ? "" : " x 3");
        return -1;
    }
    size_t count = lk_tensor_count(t);
    const float *values = t->data;
    for (size_t i = 0; real && i < count; i++)
        if (!isfinite(values[i])) {
            lk_fault_set(fault, "its image has a value that is not finite");
            return -1;
        }
    lk_digest d;
    lk_digest_init(&d);
    lk_digest_u64(&d, t->dtype.bits);
    for (int i = 0; i < t->rank; i++)
        lk_digest_u64(&d, (uint64_t)t->shape[i]);
    lk_digest_bytes(&d, t->data, count * t->dtype.bits / 8);
    lk_digest_end(&d, &s->item_key);
    float *pixels = lk_arena_array(s->item_call.arena, count, sizeof *pixels);
    if (!pixels) {
        lk_fault_set(fault, "out of memory for its image");
        return -1;
    }
    for (size_t i = 0; i < count; i++)
        pixels[i] = bits8 ? (float)((const uint8_t *)t->data)[i] : values[i];
    s->item_raster = (lk_raster){
        .struct_size = sizeof(lk_raster),
        .pixels = lk_tensor_over(pixels, LK_DTYPE_FLOAT, 32, t->rank, t->shape),
        .to_image = {{1, 0, 0, 0, 1, 0}},
    };
    return 0;
}

lk_status lk_session_item(lk_session *s, int64_t index, lk_fault *fault)
{
    if (index == s->item_index && !(s->truth & ~s->item_truth))
        return LK_OK;
    lk_instance *source = lk_session_instance(s, "data", NULL, fault);
    if (!source)
        return LK_E_FAIL;
    const lk_source_ops *ops = source->ops;
    lk_call_reset(&s->item_call);
    s->item_index = -1;
    s->item = (lk_item){.struct_size = sizeof s->item, .truth = s->truth};
    s->item_truth = s->truth;
    lk_session_call(s, source, "item");
    seed_call(s, source, &no_item, (uint64_t)index, &s->item_call);
    lk_status status = ops->get(source->self, &s->item_call.context, index, &s->item);
    if (status == LK_END)
        return LK_END;
    if (status) {
        lk_fault_set(fault, "%s", lk_call_reason(&s->item_call, status));
        return status;
    }
    if (!s->item.id || take_image(s, fault)) {
        if (!s->item.id)
            lk_fault_set(fault, "the source gave an item without an id");
        return LK_E_FAIL;
    }
    s->item_index = index;
    return LK_OK;
}

lk_key lk_face_key(const lk_key *image, const lk_face *face)
{
    lk_digest d;
    lk_key key;
    lk_digest_init(&d);
    lk_digest_text(&d, "face");
    lk_digest_key(&d, image);
    lk_digest_u64(&d, face->has_box);
    lk_digest_double(&d, face->box.x);
    lk_digest_double(&d, face->box.y);
    lk_digest_double(&d, face->box.w);
    lk_digest_double(&d, face->box.h);
    for (uint32_t i = 0; i < face->landmarks.count; i++) {
        lk_digest_double(&d, face->landmarks.points[i].x);
        lk_digest_double(&d, face->landmarks.points[i].y);
    }
    lk_digest_end(&d, &key);
    return key;
}

lk_status lk_session_face(lk_session *s, int64_t index, const lk_face_record *face, lk_fault *fault)
{
    lk_status status = lk_session_item(s, index, fault);
    if (status)
        return status;
    lk_key now = lk_face_key(&s->item_key, &face->face);
    if (!memcmp(&now, &face->key, sizeof now))
        return LK_OK;
    lk_fault_set(fault, "%s changed while the run went on; run it again", s->item.id);
    return LK_E_INPUT;
}

/* ---- Artefacts -------------------------------------------------------------------- */

/* The files that the store opens, and keeps, are no plugin's. */
static lk_store *open_store(const lk_session *s, const lk_key *key, lk_fault *fault)
{
    lk_actor before = lk_conduct_enter((lk_actor){.name = NULL});
    lk_store *store = lk_store_open(s->store_path, 0, fault);
    if (store)
        lk_store_has(store, key, NULL); /* the first look opens the rest of them */
    lk_conduct_settle();
    lk_conduct_enter(before);
    return store;
}

lk_status lk_session_artefact(lk_session *s, const lk_key *key, lk_unpack *note, lk_unpack *data,
                              lk_fault *fault)
{
    void *bytes = NULL;
    size_t size = 0, note_size, data_size;
    if (!s->store && s->store_path)
        s->store = open_store(s, key, fault);
    if (!s->store)
        return LK_E_IO;
    lk_status status = lk_store_get(s->store, key, &bytes, &size, fault);
    if (status == LK_MISSING)
        lk_fault_set(fault,
                     "an artefact that this step needs is no longer in the store %s: run "
                     "again",
                     s->store_path);
    if (status)
        return status == LK_MISSING ? LK_E_FAIL : status;
    void *kept = lk_arena_copy(s->call.arena, bytes, size);
    free(bytes);
    lk_unpack u = lk_unpack_over(kept, kept ? size : 0);
    const void *n = lk_unpack_bytes(&u, &note_size);
    const void *d = lk_unpack_bytes(&u, &data_size);
    if (u.bad) {
        lk_fault_set(fault, "an artefact in the store %s cannot be read: move the store away",
                     s->store_path);
        return LK_E_IO;
    }
    if (u.at < u.size) /* one of an older program has none */
        lk_conduct_recall(&u);
    if (note)
        *note = lk_unpack_over(n, note_size);
    if (data)
        *data = lk_unpack_over(d, data_size);
    return LK_OK;
}

void lk_pack_face(lk_pack *p, const lk_face_record *f)
{
    lk_pack_key(p, &f->key);
    lk_pack_double(p, f->face.score);
    lk_pack_u64(p, f->face.has_box);
    lk_pack_double(p, f->face.box.x);
    lk_pack_double(p, f->face.box.y);
    lk_pack_double(p, f->face.box.w);
    lk_pack_double(p, f->face.box.h);
    lk_pack_u64(p, f->face.landmarks.count);
    for (uint32_t i = 0; i < f->face.landmarks.count; i++) {
        lk_pack_double(p, f->face.landmarks.points[i].x);
        lk_pack_double(p, f->face.landmarks.points[i].y);
    }
}

lk_face_record lk_unpack_face(lk_unpack *u, lk_arena *arena)
{
    lk_face_record f = {.key = lk_unpack_key(u)};
    f.face.score = lk_unpack_double(u);
    f.face.has_box = lk_unpack_u64(u) != 0;
    f.face.box.x = lk_unpack_double(u);
    f.face.box.y = lk_unpack_double(u);
    f.face.box.w = lk_unpack_double(u);
    f.face.box.h = lk_unpack_double(u);
    size_t count = lk_unpack_count(u, 16);
    lk_point *points = lk_arena_array(arena, count, sizeof *points);
    for (size_t i = 0; points && i < count; i++) {
        points[i].x = lk_unpack_double(u);
        points[i].y = lk_unpack_double(u);
    }
    f.face.landmarks = (lk_landmarks){.struct_size = sizeof(lk_landmarks),
                                      .count = points ? (uint32_t)count : 0,
                                      .points = points};
    return f;
}
