/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#include "kit.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/cut.h"
#include "core/npy.h"

/* draw-items PARAMETERS BOX ENLARGE SIZE FOLDER: what a network with such a view
 * sees of the items of `synthetic`, as FOLDER/views.npy (uint8 N x H x W x 3)
 * and FOLDER/labels.npy (int32 N). How configs/networks/offline/fit.py gets its
 * pictures: through the same code as a study. */

static const char *const labels[] = {"happiness", "sadness", "anger",
                                     "fear",      "disgust", "surprise"};

static void *keep(void *user, size_t size)
{
    (void)user;
    return kit_tensor(LK_DTYPE_UINT, 8, 1, (int)size).data;
}

static int32_t label_of(const char *label)
{
    for (int32_t i = 0; i < 6; i++)
        if (label && !strcmp(label, labels[i]))
            return i;
    return -1;
}

static void cut_into(const lk_item *item, const lk_view *view, uint8_t *out)
{
    lk_raster image = kit_raster_u8(item->image), cut;
    const lk_face *face = &item->faces[0];
    lk_fault fault;
    if (lk_cut(&image, view, &face->box, &face->landmarks, keep, NULL, &cut, &fault)) {
        fprintf(stderr, "%s\n", fault.text);
        exit(1);
    }
    const float *from = cut.pixels.data;
    for (size_t i = 0, n = lk_tensor_count(&cut.pixels); i < n; i++)
        out[i] = (uint8_t)(from[i] + 0.5f);
}

static int write(const char *folder, const char *name, const lk_tensor *array)
{
    char path[4096];
    lk_fault fault = {""};
    snprintf(path, sizeof path, "%s/%s.npy", folder, name);
    if (!lk_npy_write(path, array, &fault))
        return 0;
    fprintf(stderr, "%s\n", fault.text);
    return 1;
}

int main(int argc, char **argv)
{
    int64_t count;
    if (argc != 6)
        return 2;
    kit *k = kit_open(LK_STAGE_SOURCE, "synthetic", argv[1]);
    const lk_source_ops *ops = kit_ops(k);
    int size = atoi(argv[4]);
    lk_view view = {.struct_size = sizeof view,
                    .box = strcmp(argv[2], "landmarks") ? LK_BOX_FACE : LK_BOX_LANDMARKS,
                    .enlarge = atof(argv[3]),
                    .width = (uint32_t)size,
                    .height = (uint32_t)size,
                    .frames = 1};
    if (ops->count(kit_self(k), kit_context(k, 0), &count))
        return 1;
    lk_tensor views = kit_tensor(LK_DTYPE_UINT, 8, 4, (int)count, size, size, 3);
    lk_tensor truth = kit_tensor(LK_DTYPE_INT, 32, 1, (int)count);
    for (int64_t i = 0; i < count; i++) {
        lk_item item = {.struct_size = sizeof item};
        if (ops->get(kit_self(k), kit_context(k, 0), i, &item))
            return 1;
        cut_into(&item, &view, (uint8_t *)views.data + i * size * size * 3);
        ((int32_t *)truth.data)[i] = label_of(item.label);
    }
    kit_close(k);
    return write(argv[5], "views", &views) | write(argv[5], "labels", &truth);
}
