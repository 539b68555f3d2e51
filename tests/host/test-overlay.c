/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#include "kit.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "core/overlay.h"

static void *keep(void *user, size_t size)
{
    (void)user;
    return kit_tensor(LK_DTYPE_UINT, 8, 1, (int)size).data;
}

static lk_tensor picture(uint8_t r, uint8_t g, uint8_t b)
{
    lk_tensor t = kit_tensor(LK_DTYPE_UINT, 8, 3, 1, 4, 3);
    uint8_t *p = t.data;
    for (int i = 0; i < 4; i++, p += 3)
        p[0] = r, p[1] = g, p[2] = b;
    return t;
}

static lk_tensor map_of(float a, float b, float c, float d)
{
    lk_tensor t = kit_tensor(LK_DTYPE_FLOAT, 32, 2, 1, 4);
    const float values[] = {a, b, c, d};
    memcpy(t.data, values, sizeof values);
    return t;
}

static const uint8_t *draw(lk_tensor under, lk_tensor map, lk_palette palette)
{
    lk_tensor out;
    lk_fault fault = {""};
    if (lk_overlay_draw(&under, &map, palette, keep, NULL, &out, &fault))
        fail_msg("%s", fault.text);
    return out.data;
}

static void assert_grey(const uint8_t *p, uint8_t level)
{
    assert_int_equal(p[0], level);
    assert_int_equal(p[1], level);
    assert_int_equal(p[2], level);
}

static int colourfulness(const uint8_t *p)
{
    return abs(p[0] - p[1]) + abs(p[1] - p[2]) + abs(p[0] - p[2]);
}

static void support_is_red_and_opposition_blue(void **state)
{
    (void)state;
    const uint8_t *p = draw(picture(128, 128, 128), map_of(1, -1, 0, 0), LK_PALETTE_DIVERGING);
    assert_true(p[0] > p[1] && p[0] > p[2]);
    assert_true(p[5] > p[3] && p[5] > p[4]);
}

static void where_the_map_is_zero_the_picture_shows_in_grey(void **state)
{
    (void)state;
    const uint8_t *p = draw(picture(255, 0, 0), map_of(1, -1, 0, 0), LK_PALETTE_DIVERGING);
    assert_grey(p + 6, 76);
}

static void stronger_values_cover_more_of_the_picture(void **state)
{
    (void)state;
    const uint8_t *p =
        draw(picture(200, 200, 200), map_of(0.1f, 0.3f, 0.5f, 1), LK_PALETTE_DIVERGING);
    for (int i = 1; i < 4; i++)
        assert_true(colourfulness(p + 3 * i) > colourfulness(p + 3 * (i - 1)));
}

static void a_sequential_map_is_clear_at_its_smallest_value(void **state)
{
    (void)state;
    const uint8_t *p = draw(picture(90, 90, 90), map_of(-3, -2, -1, 0), LK_PALETTE_SEQUENTIAL);
    assert_grey(p, 90);
    assert_true(p[9] > 200 && p[10] > 200 && p[11] < p[9]);
}

static void a_map_without_strength_leaves_the_picture_alone(void **state)
{
    (void)state;
    assert_grey(draw(picture(50, 50, 50), map_of(0, 0, 0, 0), LK_PALETTE_DIVERGING), 50);
    assert_grey(draw(picture(50, 50, 50), map_of(7, 7, 7, 7), LK_PALETTE_SEQUENTIAL), 50);
}

static void values_that_are_no_numbers_are_clear(void **state)
{
    (void)state;
    const uint8_t *p =
        draw(picture(50, 50, 50), map_of(NAN, INFINITY, -INFINITY, 1), LK_PALETTE_DIVERGING);
    for (int i = 0; i < 3; i++)
        assert_grey(p + 3 * i, 50);
    assert_true(p[9] > p[10]);
    assert_grey(draw(picture(50, 50, 50), map_of(NAN, NAN, NAN, NAN), LK_PALETTE_SEQUENTIAL), 50);
}

static void sizes_that_differ_are_refused(void **state)
{
    (void)state;
    lk_tensor under = picture(1, 2, 3), map = kit_tensor(LK_DTYPE_FLOAT, 32, 2, 4, 1), out;
    lk_fault fault = {""};
    assert_int_equal(lk_overlay_draw(&under, &map, LK_PALETTE_DIVERGING, keep, NULL, &out, &fault),
                     LK_E_INPUT);
    assert_non_null(strstr(fault.text, "of its size"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(support_is_red_and_opposition_blue),
        cmocka_unit_test(where_the_map_is_zero_the_picture_shows_in_grey),
        cmocka_unit_test(stronger_values_cover_more_of_the_picture),
        cmocka_unit_test(a_sequential_map_is_clear_at_its_smallest_value),
        cmocka_unit_test(a_map_without_strength_leaves_the_picture_alone),
        cmocka_unit_test(values_that_are_no_numbers_are_clear),
        cmocka_unit_test(sizes_that_differ_are_refused),
    };
    return cmocka_run_group_tests_name("overlay", tests, NULL, NULL);
}
