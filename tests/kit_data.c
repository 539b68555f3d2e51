/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#include "kit.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "arena.h"
#include "npy.h"

/* The data side of the kit: paths, arrays, comparison. Everything lives until
 * the program ends, in one arena. */

static void *keep(void *user, size_t size)
{
    static lk_arena *arena;
    (void)user;
    if (!arena)
        arena = lk_arena_new(0);
    void *p = arena ? lk_arena_alloc(arena, size) : NULL;
    if (!p)
        fail_msg("out of memory for %zu bytes", size);
    return p;
}

static const char *join(const char *folder, const char *relative)
{
    size_t size = strlen(folder) + strlen(relative) + 2;
    char *path = keep(NULL, size);
    snprintf(path, size, "%s/%s", folder, relative);
    return path;
}

static const char *source_folder(void)
{
    const char *folder = getenv("KIT_SRCDIR");
    return folder && *folder ? folder : KIT_SRCDIR;
}

const char *kit_path(const char *relative)
{
    return join(source_folder(), relative);
}

/* LIKENESS_SHARED, else beside the source tree, else beside the tree that holds
 * a copy of it: distcheck works two or three folders deeper. */
const char *kit_shared(const char *relative)
{
    static const char *const near[] = {"../shared", "../../shared", "../../../shared",
                                       "../../../../shared"};
    const char *given = getenv("LIKENESS_SHARED");
    const char *path = given && *given ? join(given, relative) : NULL;
    for (size_t i = 0; !path && i < sizeof near / sizeof near[0]; i++) {
        path = join(kit_path(near[i]), relative);
        if (access(path, R_OK))
            path = NULL;
    }
    return path && !access(path, R_OK) ? path : NULL;
}

lk_tensor kit_npy(const char *path)
{
    lk_tensor t = {0};
    lk_fault fault = {""};
    if (lk_npy_read(*path == '/' ? path : join(kit_path("tests"), path), keep, NULL, &t, &fault))
        fail_msg("%s", fault.text);
    return t;
}

lk_tensor kit_tensor(uint8_t code, uint8_t bits, int32_t rank, ...)
{
    int64_t shape[LK_MAX_RANK];
    size_t size = bits / 8;
    va_list extents;
    assert_in_range(rank, 0, LK_MAX_RANK);
    va_start(extents, rank);
    for (int32_t i = 0; i < rank; i++) {
        shape[i] = va_arg(extents, int);
        size *= (size_t)shape[i];
    }
    va_end(extents);
    return lk_tensor_over(keep(NULL, size), code, bits, rank, shape);
}

lk_raster kit_raster_u8(lk_tensor image)
{
    const uint8_t *from = image.data;
    assert_int_equal(image.rank, 3);
    assert_int_equal(image.dtype.bits, 8);
    lk_raster r = {.struct_size = sizeof r, .to_image = {{1, 0, 0, 0, 1, 0}}};
    r.pixels = kit_tensor(LK_DTYPE_FLOAT, 32, 3, (int)image.shape[0], (int)image.shape[1],
                          (int)image.shape[2]);
    float *to = r.pixels.data;
    for (size_t i = 0, n = lk_tensor_count(&image); i < n; i++)
        to[i] = from[i];
    return r;
}

static double element(const lk_tensor *t, size_t i)
{
    switch (t->dtype.code << 8 | t->dtype.bits) {
    case LK_DTYPE_UINT << 8 | 8:
        return ((const uint8_t *)t->data)[i];
    case LK_DTYPE_INT << 8 | 32:
        return ((const int32_t *)t->data)[i];
    case LK_DTYPE_INT << 8 | 64:
        return (double)((const int64_t *)t->data)[i];
    case LK_DTYPE_FLOAT << 8 | 32:
        return (double)((const float *)t->data)[i];
    case LK_DTYPE_FLOAT << 8 | 64:
        return ((const double *)t->data)[i];
    default:
        fail_msg("arrays of type %d with %d bits cannot be compared", t->dtype.code, t->dtype.bits);
        return NAN;
    }
}

/* INFINITY when the arrays differ in size, or in which elements are numbers. */
double kit_max_difference(const lk_tensor *a, const lk_tensor *b)
{
    double worst = 0;
    size_t n = lk_tensor_count(a);
    if (n != lk_tensor_count(b))
        return INFINITY;
    for (size_t i = 0; i < n; i++) {
        double x = element(a, i), y = element(b, i);
        double d = x == y || (isnan(x) && isnan(y)) ? 0 : fabs(x - y);
        if (!(d <= worst))
            worst = isnan(d) ? INFINITY : d;
    }
    return worst;
}
