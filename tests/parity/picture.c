/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#include "picture.h"

#include <parity/expected.h>

#include <png.h>
#include <string.h>
#include <unistd.h>

#include "core/arena.h"
#include "core/paths.h"

const char *picture_data(const char *relative)
{
    static lk_arena *arena; /* until the program ends */
    if (!arena)
        arena = lk_arena_new(0);
    const char *path = lk_path_resolve(arena, lk_arena_format(arena, "${data}/%s", relative), NULL);
    return path && !access(path, R_OK) ? path : NULL;
}

static lk_tensor read_png(const char *path)
{
    png_image png = {.version = PNG_IMAGE_VERSION};
    if (!png_image_begin_read_from_file(&png, path))
        fail_msg("%s: %s", path, png.message);
    png.format = PNG_FORMAT_RGB;
    lk_tensor t = kit_tensor(LK_DTYPE_UINT, 8, 3, (int)png.height, (int)png.width, 3);
    if (!png_image_finish_read(&png, NULL, t.data, 0, NULL))
        fail_msg("%s: %s", path, png.message);
    return t;
}

static lk_tensor read_ppm(const char *path)
{
    int width, height;
    FILE *file = fopen(path, "rb");
    assert_non_null(file);
    if (fscanf(file, "P6 %d %d 255", &width, &height) != 2 || fgetc(file) != '\n')
        fail_msg("%s is no binary PPM", path);
    lk_tensor t = kit_tensor(LK_DTYPE_UINT, 8, 3, height, width, 3);
    assert_int_equal(fread(t.data, 1, lk_tensor_count(&t), file), lk_tensor_count(&t));
    fclose(file);
    return t;
}

static const char *find_photograph(const char *name, const char *folder)
{
    static char path[4352];
    snprintf(path, sizeof path, "%s/%s", folder, name);
    if (!access(path, R_OK))
        return path;
    snprintf(path, sizeof path, "photographs/%s", name);
    return picture_data(path);
}

/* Pictures of one photograph follow each other: the last one is kept. */
static int read_photograph(const char *name, const char *folder, lk_tensor *out)
{
    static char kept[256];
    static lk_tensor photograph;
    if (strcmp(name, kept)) {
        const char *path = find_photograph(name, folder);
        if (!path)
            return 0;
        photograph = strstr(name, ".ppm") ? read_ppm(path) : read_png(path);
        snprintf(kept, sizeof kept, "%s", name);
    }
    *out = photograph;
    return 1;
}

/* Copy the part `from` (left, top, width, height) of the photograph to x, y. */
static void paste(const lk_node *part, const lk_tensor *photograph, const lk_tensor *out)
{
    const lk_node *from = lk_node_get(part, "from");
    size_t x = (size_t)expected_number(part, "x"), y = (size_t)expected_number(part, "y");
    size_t left = (size_t)expected_item(from, 0), top = (size_t)expected_item(from, 1);
    size_t w = (size_t)expected_item(from, 2), h = (size_t)expected_item(from, 3);
    size_t source = (size_t)photograph->shape[1], target = (size_t)out->shape[1];
    assert_true(left + w <= source && top + h <= (size_t)photograph->shape[0]);
    assert_true(x + w <= target && y + h <= (size_t)out->shape[0]);
    for (size_t row = 0; row < h; row++)
        memcpy((uint8_t *)out->data + ((y + row) * target + x) * 3,
               (const uint8_t *)photograph->data + ((top + row) * source + left) * 3, w * 3);
}

static void paint(const lk_node *rectangle, const lk_tensor *out)
{
    const lk_node *colour = lk_node_get(rectangle, "colour");
    size_t x = (size_t)expected_number(rectangle, "x"), y = (size_t)expected_number(rectangle, "y");
    size_t w = (size_t)expected_number(rectangle, "w"), h = (size_t)expected_number(rectangle, "h");
    assert_true(x + w <= (size_t)out->shape[1] && y + h <= (size_t)out->shape[0]);
    for (size_t i = 0; i < w * h * 3; i++) {
        size_t pixel = (y + i / 3 / w) * (size_t)out->shape[1] + x + i / 3 % w;
        ((uint8_t *)out->data)[pixel * 3 + i % 3] = (uint8_t)expected_item(colour, i % 3);
    }
}

int picture_compose(const lk_node *description, const char *folder, lk_raster *out)
{
    lk_tensor photograph;
    const lk_node *parts = lk_node_get(description, "parts");
    const lk_node *painted = lk_node_get(description, "paint");
    if (!read_photograph(lk_node_text(description, "file", ""), folder, &photograph))
        return 0;
    lk_tensor pixels = kit_tensor(LK_DTYPE_UINT, 8, 3, (int)expected_number(description, "height"),
                                  (int)expected_number(description, "width"), 3);
    for (size_t i = 0; i < parts->count; i++)
        paste(parts->items[i], &photograph, &pixels);
    for (size_t i = 0; i < painted->count; i++)
        paint(painted->items[i], &pixels);
    *out = kit_raster_u8(pixels);
    return 1;
}
