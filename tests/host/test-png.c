/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#include "kit.h"

#include <png.h>
#include <string.h>

#include "core/png.h"

static void *keep(void *user, size_t size)
{
    (void)user;
    return kit_tensor(LK_DTYPE_UINT, 8, 1, (int)size).data;
}

static lk_tensor picture(int height, int width, int channels)
{
    lk_tensor t = channels ? kit_tensor(LK_DTYPE_UINT, 8, 3, height, width, channels)
                           : kit_tensor(LK_DTYPE_UINT, 8, 2, height, width);
    for (size_t i = 0; i < lk_tensor_count(&t); i++)
        ((uint8_t *)t.data)[i] = (uint8_t)(i * 37 + i / 11);
    return t;
}

static const void *encode(const lk_tensor *t, size_t *size)
{
    const void *bytes;
    lk_fault fault = {""};
    if (lk_png_encode(t, keep, NULL, &bytes, size, &fault))
        fail_msg("%s", fault.text);
    return bytes;
}

/* libpng's own reader gives the pixels back. */
static void assert_survives(const lk_tensor *t, uint32_t format)
{
    size_t size;
    const void *bytes = encode(t, &size);
    png_image image = {.version = PNG_IMAGE_VERSION};
    assert_true(png_image_begin_read_from_memory(&image, bytes, size));
    assert_int_equal(image.width, t->shape[1]);
    assert_int_equal(image.height, t->shape[0]);
    assert_int_equal(image.format, format);
    void *pixels = keep(NULL, PNG_IMAGE_SIZE(image));
    assert_true(png_image_finish_read(&image, NULL, pixels, 0, NULL));
    assert_int_equal(PNG_IMAGE_SIZE(image), lk_tensor_count(t));
    assert_memory_equal(pixels, t->data, lk_tensor_count(t));
}

static void grey_colour_and_transparent_pictures_come_back_as_they_were(void **state)
{
    (void)state;
    lk_tensor grey = picture(5, 7, 0), flat = picture(5, 7, 1), rgb = picture(9, 4, 3),
              rgba = picture(3, 300, 4);
    assert_survives(&grey, PNG_FORMAT_GRAY);
    assert_survives(&flat, PNG_FORMAT_GRAY);
    assert_survives(&rgb, PNG_FORMAT_RGB);
    assert_survives(&rgba, PNG_FORMAT_RGBA);
}

static void the_same_pixels_give_the_same_bytes(void **state)
{
    (void)state;
    size_t a_size, b_size;
    lk_tensor t = picture(64, 64, 3);
    const void *a = encode(&t, &a_size), *b = encode(&t, &b_size);
    assert_int_equal(a_size, b_size);
    assert_memory_equal(a, b, a_size);
}

static void nothing_but_pixels_is_written(void **state)
{
    (void)state;
    size_t size;
    lk_tensor t = picture(8, 8, 3);
    const unsigned char *bytes = encode(&t, &size);
    for (size_t i = 8; i + 8 <= size;) {
        size_t length = (size_t)bytes[i] << 24 | (size_t)bytes[i + 1] << 16 |
                        (size_t)bytes[i + 2] << 8 | bytes[i + 3];
        const void *type = bytes + i + 4;
        assert_true(!memcmp(type, "IHDR", 4) || !memcmp(type, "IDAT", 4) ||
                    !memcmp(type, "IEND", 4));
        i += length + 12;
    }
}

static void what_is_no_picture_is_refused(void **state)
{
    (void)state;
    lk_tensor bad[] = {picture(4, 4, 2), picture(4, 4, 5), kit_tensor(LK_DTYPE_FLOAT, 32, 2, 4, 4),
                       kit_tensor(LK_DTYPE_UINT, 8, 1, 4), kit_tensor(LK_DTYPE_UINT, 8, 2, 0, 4)};
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        const void *bytes;
        size_t size;
        lk_fault fault = {""};
        assert_int_equal(lk_png_encode(&bad[i], keep, NULL, &bytes, &size, &fault),
                         LK_E_UNSUPPORTED);
        assert_non_null(strstr(fault.text, "uint8"));
    }
}

static void a_folder_that_is_not_there_is_named(void **state)
{
    (void)state;
    lk_fault fault = {""};
    lk_tensor t = picture(4, 4, 3);
    assert_int_equal(lk_png_write("/nowhere/x.png", &t, &fault), LK_E_IO);
    assert_non_null(strstr(fault.text, "/nowhere/x.png"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(grey_colour_and_transparent_pictures_come_back_as_they_were),
        cmocka_unit_test(the_same_pixels_give_the_same_bytes),
        cmocka_unit_test(nothing_but_pixels_is_written),
        cmocka_unit_test(what_is_no_picture_is_refused),
        cmocka_unit_test(a_folder_that_is_not_there_is_named),
    };
    return cmocka_run_group_tests_name("png", tests, NULL, NULL);
}
