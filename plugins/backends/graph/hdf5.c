/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#include <hdf5.h>
#include <stdio.h>

#include "weights.h"

/* Weights as Keras 2 saves them in HDF5: a group a layer, below it a dataset a
 * weight, called <layer>/kernel:0 and so on; in the group of a nested model,
 * those of all of its layers. A saved model has all this in the group
 * model_weights. */

enum { MAX_DEPTH = 16, MAX_NAME = 1024 };

typedef struct reader {
    lk_context *ctx;
    const char *file;
    const uint8_t *bytes;
    size_t size;
    hid_t id;
    graph_tensor *tensors;
    size_t count, room;
    lk_status status;
} reader;

static lk_status no_memory(const reader *r)
{
    return lk_error(r->ctx, LK_E_MEMORY, "no memory for the weights of %s", r->file);
}

/* ---- One dataset ------------------------------------------------------------------- */

static lk_status read_shape(reader *r, hid_t set, graph_tensor *t, size_t *elements)
{
    hsize_t extents[H5S_MAX_RANK];
    hid_t space = H5Dget_space(set);
    int rank = space < 0 ? -1 : H5Sget_simple_extent_dims(space, extents, NULL);
    int good = rank >= 0 && rank <= LK_MAX_RANK;
    if (space >= 0)
        H5Sclose(space);
    *elements = 1;
    for (int i = 0; good && i < rank; i++) {
        t->shape[i] = extents[i] > GRAPH_MAX_ELEMENTS ? -1 : (int64_t)extents[i];
        good = graph_count_elements(elements, t->shape[i]);
    }
    t->rank = rank;
    return good ? LK_OK
                : lk_error(r->ctx, LK_E_INPUT,
                           "%s: the shape of `%s` is damaged, or beyond %d axes and %d values",
                           r->file, t->name, LK_MAX_RANK, GRAPH_MAX_ELEMENTS);
}

/* Values in this file, and not in others that it may name. */
static int lies_here(hid_t set, H5D_layout_t *layout)
{
    hid_t list = H5Dget_create_plist(set);
    *layout = list < 0 ? H5D_LAYOUT_ERROR : H5Pget_layout(list);
    int external = list < 0 ? -1 : H5Pget_external_count(list);
    if (list >= 0)
        H5Pclose(list);
    return !external && H5Dget_storage_size(set) > 0 &&
           (*layout == H5D_CONTIGUOUS || *layout == H5D_CHUNKED || *layout == H5D_COMPACT);
}

/* Where the values lie one after the other as they are wanted, or NULL. */
static const void *find_plain(const reader *r, hid_t set, hid_t type, H5D_layout_t layout,
                              size_t elements)
{
    size_t size = elements * sizeof(float);
    haddr_t at = layout == H5D_CONTIGUOUS ? H5Dget_offset(set) : HADDR_UNDEF;
    if (at == HADDR_UNDEF || H5Tequal(type, H5T_IEEE_F32LE) <= 0 || size > r->size ||
        at > r->size - size)
        return NULL;
    return r->bytes + at;
}

static lk_status read_floats(reader *r, hid_t set, hid_t type, size_t elements, graph_tensor *t)
{
    H5D_layout_t layout;
    if (H5Tget_class(type) != H5T_FLOAT || !elements)
        return LK_OK;
    if (!lies_here(set, &layout))
        return lk_error(r->ctx, LK_E_INPUT, "%s: the values of `%s` are not in this file", r->file,
                        t->name);
    const void *plain = find_plain(r, set, type, layout, elements);
    if (plain)
        return graph_floats_at(r->ctx, plain, elements, &t->values);
    float *made = lk_alloc_array(r->ctx, elements, sizeof *made);
    if (!made)
        return no_memory(r);
    t->values = made;
    return H5Dread(set, H5T_NATIVE_FLOAT, H5S_ALL, H5S_ALL, H5P_DEFAULT, made) < 0
               ? lk_error(r->ctx, LK_E_INPUT, "%s: the values of `%s` cannot be read", r->file,
                          t->name)
               : LK_OK;
}

static lk_status read_dataset(reader *r, hid_t set, graph_tensor *t)
{
    size_t elements;
    lk_status status = read_shape(r, set, t, &elements);
    hid_t type = status ? -1 : H5Dget_type(set);
    if (!status)
        status = read_floats(r, set, type, elements, t);
    if (type >= 0)
        H5Tclose(type);
    if (!status && t->values && !graph_are_finite(t->values, elements))
        status = lk_error(r->ctx, LK_E_INPUT, "%s: `%s` holds a value that is not finite", r->file,
                          t->name);
    return status;
}

/* ---- All of them --------------------------------------------------------------------- */

/* The weight's own name: what follows the group of the layer, without the `:0`. */
static lk_status name_tensor(reader *r, const char *path, const char **out)
{
    static const char saved[] = "model_weights/";
    const char *own = strncmp(path, saved, sizeof saved - 1) ? path : path + sizeof saved - 1;
    own = strchr(own, '/');
    size_t length = own ? strlen(++own) : 0;
    if (length > 2 && !strcmp(own + length - 2, ":0"))
        length -= 2;
    *out = NULL;
    if (!length || !strncmp(path, "optimizer_weights/", 18))
        return LK_OK;
    char *name = lk_alloc(r->ctx, length + 1);
    if (!name)
        return no_memory(r);
    *out = memcpy(name, own, length);
    return LK_OK;
}

static lk_status add_tensor(reader *r, const char *path)
{
    graph_tensor t = {.name = NULL};
    lk_status status = name_tensor(r, path, &t.name);
    if (status || !t.name)
        return status;
    if (r->count == r->room)
        return lk_error(r->ctx, LK_E_INPUT, "%s: it has more than %d tensors", r->file,
                        GRAPH_MAX_TENSORS);
    hid_t set = H5Dopen2(r->id, path, H5P_DEFAULT);
    if (set < 0)
        return lk_error(r->ctx, LK_E_INPUT, "%s: `%s` cannot be read", r->file, t.name);
    status = read_dataset(r, set, &t);
    H5Dclose(set);
    r->tensors[r->count++] = t;
    return status;
}

/* Links to other files, and soft ones, are not followed. */
static herr_t visit(hid_t root, const char *path, const H5O_info_t *info, void *user)
{
    reader *r = user;
    int depth = 0;
    (void)root;
    for (const char *c = path; *c; c++)
        depth += *c == '/';
    if (depth > MAX_DEPTH || strlen(path) > MAX_NAME)
        r->status =
            lk_error(r->ctx, LK_E_INPUT, "%s: its groups are nested beyond all bounds", r->file);
    else if (lk_cancelled(r->ctx))
        r->status = LK_CANCELLED;
    else if (info->type == H5O_TYPE_DATASET)
        r->status = add_tensor(r, path);
    return r->status ? -1 : 0;
}

static lk_status visit_all(reader *r)
{
    enum { LEAST_HEAD = 64 }; /* bytes that any dataset takes, of the file */
    r->room = r->size / LEAST_HEAD + 1;
    r->room = r->room > GRAPH_MAX_TENSORS ? GRAPH_MAX_TENSORS : r->room;
    r->tensors = lk_alloc_array(r->ctx, r->room, sizeof *r->tensors);
    if (!r->tensors)
        return no_memory(r);
    herr_t failed = H5Ovisit2(r->id, H5_INDEX_NAME, H5_ITER_NATIVE, visit, r, H5O_INFO_BASIC);
    if (failed < 0 && !r->status)
        r->status = lk_error(r->ctx, LK_E_INPUT, "%s: the HDF5 file is damaged", r->file);
    return r->status;
}

/* ---- The file in memory ----------------------------------------------------------------- */

/* The library would work on a copy of the bytes: each of its copies is they
 * themselves. */
static void *image_take(size_t size, H5FD_file_image_op_t op, void *bytes)
{
    (void)size;
    (void)op;
    return bytes;
}

static void *image_copy(void *to, const void *from, size_t size, H5FD_file_image_op_t op,
                        void *bytes)
{
    (void)from;
    (void)size;
    (void)op;
    (void)bytes;
    return to;
}

static void *image_grow(void *bytes, size_t size, H5FD_file_image_op_t op, void *user)
{
    (void)bytes;
    (void)size;
    (void)op;
    (void)user;
    return NULL;
}

static herr_t image_free(void *bytes, H5FD_file_image_op_t op, void *user)
{
    (void)bytes;
    (void)op;
    (void)user;
    return 0;
}

static void *keep_user(void *bytes)
{
    return bytes;
}

static herr_t free_user(void *bytes)
{
    (void)bytes;
    return 0;
}

static hid_t open_bytes(const uint8_t *bytes, size_t size)
{
    void *image = (void *)(uintptr_t)bytes;
    H5FD_file_image_callbacks_t callbacks = {image_take, image_copy, image_grow, image_free,
                                             keep_user,  free_user,  image};
    hid_t access = H5Pcreate(H5P_FILE_ACCESS), file = -1;
    char name[40]; /* of no file: two that are open at once differ by it */
    snprintf(name, sizeof name, "%p", image);
    if (access >= 0 && H5Pset_fapl_core(access, 1 << 16, 0) >= 0 &&
        H5Pset_file_image_callbacks(access, &callbacks) >= 0 &&
        H5Pset_file_image(access, image, size) >= 0)
        file = H5Fopen(name, H5F_ACC_RDONLY, access);
    if (access >= 0)
        H5Pclose(access);
    return file;
}

lk_status graph_read_hdf5(lk_context *ctx, const uint8_t *bytes, size_t size, graph_weights *out)
{
    reader r = {.ctx = ctx, .file = out->file, .bytes = bytes, .size = size};
    /* It prints nothing, and loads no filters that a file asks for. */
    H5Eset_auto2(H5E_DEFAULT, NULL, NULL);
    H5PLset_loading_state(0);
    r.id = size ? open_bytes(bytes, size) : -1;
    if (r.id < 0)
        return lk_error(ctx, LK_E_INPUT, "%s: this is no HDF5 file, or it is truncated", out->file);
    lk_status status = visit_all(&r);
    H5Fclose(r.id);
    out->count = r.count;
    out->tensors = r.tensors;
    return status ? status : graph_renumber_keras(ctx, out);
}
