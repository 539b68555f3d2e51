/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#include "kit.h"

#include <string.h>

#include "core/cut.h"
#include "core/truth.h"

/* What a source knows of a picture of 16 x 16 pixels. */

enum { SIDE = 16 };

static void *keep(void *user, size_t size)
{
    (void)user;
    return kit_tensor(LK_DTYPE_UINT, 8, 1, (int)size).data;
}

/* The pixels from `left` up to `right` in all rows, in the second half of them. */
static lk_tensor columns(int left, int right)
{
    lk_tensor t = kit_tensor(LK_DTYPE_UINT, 8, 2, SIDE, SIDE);
    for (int i = 0; i < SIDE * SIDE; i++)
        ((uint8_t *)t.data)[i] = i % SIDE >= left && i % SIDE < right && i / SIDE >= SIDE / 2;
    return t;
}

static lk_item item_of(lk_tensor cause)
{
    return (lk_item){.struct_size = sizeof(lk_item),
                     .image = kit_tensor(LK_DTYPE_UINT, 8, 3, SIDE, SIDE, 3),
                     .cause = cause};
}

/* Its mask in a view of 8 x 8 as text, row by row, of the rows 3 and 4. */
static const char *cut(const lk_item *item)
{
    static char text[2 * 8 + 2];
    lk_arena *arena = lk_arena_new(0);
    lk_fault fault = {""};
    lk_raster out, from = kit_raster_u8(lk_truth_picture(item, LK_TRUTH_OF_CAUSE, arena));
    lk_view view = {.struct_size = sizeof view,
                    .box = LK_BOX_WHOLE,
                    .resize = LK_RESIZE_AREA,
                    .width = 8,
                    .height = 8,
                    .frames = 1};
    uint8_t mask[8 * 8] = {0};
    assert_int_equal(lk_cut(&from, &view, NULL, NULL, keep, NULL, &out, &fault), LK_OK);
    size_t area = lk_truth_settle(&out.pixels, mask), counted = 0;
    for (size_t i = 0; i < sizeof mask; i++)
        counted += mask[i];
    assert_int_equal(area, counted);
    for (int i = 0; i < 16; i++)
        text[i + i / 8] = mask[24 + i] ? '#' : '.';
    text[8] = '/';
    text[17] = 0;
    lk_arena_free(arena);
    return text;
}

static const char *refusal(const lk_item *item)
{
    static lk_fault fault;
    fault.text[0] = 0;
    assert_int_equal(lk_truth_check(item, &fault), LK_E_FAIL);
    return fault.text;
}

static void half_of_a_pixel_of_the_view_is_enough(void **state)
{
    (void)state;
    lk_item whole = item_of(columns(4, 8)), odd = item_of(columns(3, 8));
    assert_string_equal(cut(&whole), "......../..##....");
    assert_string_equal(cut(&odd), "......../.###....");
}

static void less_than_half_is_not(void **state)
{
    (void)state;
    lk_item dot = item_of(columns(0, 0));
    ((uint8_t *)dot.cause.data)[9 * SIDE + 4] = 1;
    assert_string_equal(cut(&dot), "......../........");
}

static void the_mask_is_of_the_image_and_1_or_0(void **state)
{
    (void)state;
    lk_item none = item_of((lk_tensor){.data = NULL}), good = item_of(columns(1, 5)), bad = good;
    lk_fault fault = {""};
    assert_false(lk_truth_is_told(&none));
    assert_true(lk_truth_is_told(&good));
    assert_int_equal(lk_truth_check(&good, &fault), LK_OK);
    bad.cause.shape[0] = SIDE - 1;
    assert_string_equal(refusal(&bad),
                        "its cause is not 16 x 16 of uint8, one for each pixel of its image");
    bad = good;
    bad.cause.dtype = (lk_dtype){LK_DTYPE_FLOAT, 32, 1};
    assert_non_null(strstr(refusal(&bad), "of uint8"));
    bad = good;
    bad.shortcut = columns(0, 3);
    ((uint8_t *)bad.shortcut.data)[7] = 2;
    assert_string_equal(refusal(&bad), "its shortcut has a 2 where only 0 and 1 have a meaning");
}

static int has_key_of(const lk_item *a, const lk_item *b)
{
    lk_key x = lk_truth_key(a), y = lk_truth_key(b);
    return !memcmp(&x, &y, sizeof x);
}

static void another_truth_has_another_key(void **state)
{
    (void)state;
    lk_item a = item_of(columns(1, 5)), b = item_of(columns(1, 5)), other = item_of(columns(1, 6));
    lk_item swapped = {.image = a.image, .shortcut = a.cause};
    assert_true(has_key_of(&a, &b));
    assert_false(has_key_of(&a, &other));
    assert_false(has_key_of(&a, &swapped));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(half_of_a_pixel_of_the_view_is_enough),
        cmocka_unit_test(less_than_half_is_not),
        cmocka_unit_test(the_mask_is_of_the_image_and_1_or_0),
        cmocka_unit_test(another_truth_has_another_key),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
