/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#include "aligning.h"

#include <stdlib.h>

#include "locate.h"

enum { POINTS = 89, OUTSIDE = 255 };

/* Any plugin's context will do. */
static kit *open_any(void)
{
    return kit_open(LK_STAGE_BINARISER, "otsu", NULL);
}

static const triangle *triangulate(kit *k, const char *kind, size_t *count)
{
    const triangle *list = NULL;
    lk_tensor points = golden("golden/geometry/%s_source_points.npy", kind);
    if (delaunay(kit_context(k, 1), points.data, POINTS, &list, count))
        fail_msg("%s", kit_error(k));
    return list;
}

static void triangles_are_those_of_scipy_in_its_order(void **state)
{
    (void)state;
    for (size_t i = 0; i < 2; i++) {
        kit *k = open_any();
        lk_tensor expected = golden("golden/geometry/%s_simplices.npy", kinds[i]);
        size_t count;
        const triangle *list = triangulate(k, kinds[i], &count);
        assert_int_equal(count, expected.shape[0]);
        for (size_t t = 0; t < count; t++)
            for (size_t c = 0; c < 3; c++)
                assert_int_equal(list[t].corner[c], ((const int32_t *)expected.data)[3 * t + c]);
        kit_close(k);
    }
}

/* The canonical points of the study: landmarks, the jaw at y = 0, the corners. */
static void canonical_points(lk_point *out)
{
    const lk_frame *frame = study_frame();
    memcpy(out, frame->landmarks.points, 68 * sizeof *out);
    for (size_t i = 0; i < 17; i++)
        out[68 + i] = (lk_point){frame->landmarks.points[i].x, 0};
    for (size_t i = 0; i < 4; i++)
        out[85 + i] = (lk_point){i < 2 ? 0 : frame->width, i % 2 ? frame->height : 0};
}

static void a_pixel_lies_in_the_first_triangle_that_contains_it(void **state)
{
    lk_point points[POINTS];
    (void)state;
    canonical_points(points);
    for (size_t i = 0; i < 2; i++) {
        kit *k = open_any();
        lk_tensor expected = golden("golden/geometry/%s_triangle.npy", kinds[i]);
        lk_region unsure = unsure_pixels(kinds[i]);
        uint16_t *numbers = calloc(275 * 224, sizeof *numbers);
        size_t count, differ = 0;
        const triangle *list = triangulate(k, kinds[i], &count);
        assert_int_equal(locate(kit_context(k, 1), points, list, count, 224, 275, numbers), LK_OK);
        for (size_t p = 0; p < 275 * 224; p++) {
            int index = ((const uint8_t *)expected.data)[p];
            differ += !pixel_of(&unsure, p) && numbers[p] != (index == OUTSIDE ? 0 : index + 1);
        }
        assert_int_equal(differ, 0);
        free(numbers);
        kit_close(k);
    }
}

static void too_few_points_make_no_triangles(void **state)
{
    kit *k = open_any();
    lk_point points[2] = {{0, 0}, {1, 1}};
    const triangle *list;
    size_t count;
    (void)state;
    assert_int_equal(delaunay(kit_context(k, 1), points, 2, &list, &count), LK_MISSING);
    assert_non_null(strstr(kit_error(k), "2 points"));
    kit_close(k);
}

static void points_on_a_line_make_no_triangles(void **state)
{
    kit *k = open_any();
    lk_point line[20], same[20];
    const triangle *list;
    size_t count;
    (void)state;
    for (size_t i = 0; i < 20; i++) {
        line[i] = (lk_point){(double)i, 3 * (double)i};
        same[i] = (lk_point){4, 5};
    }
    assert_int_equal(delaunay(kit_context(k, 1), line, 20, &list, &count), LK_MISSING);
    assert_non_null(strstr(kit_error(k), "no Delaunay triangles (Q"));
    assert_int_equal(delaunay(kit_context(k, 1), same, 20, &list, &count), LK_MISSING);
    kit_close(k);
}

static void a_flat_triangle_has_no_coordinates(void **state)
{
    static const lk_point points[3] = {{0, 0}, {2, 2}, {4, 4}};
    const lk_point *corners[3] = {&points[0], &points[1], &points[2]};
    double l[3];
    (void)state;
    assert_int_equal(barycentric(corners, 1, 1, l), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(triangles_are_those_of_scipy_in_its_order),
        cmocka_unit_test(a_pixel_lies_in_the_first_triangle_that_contains_it),
        cmocka_unit_test(too_few_points_make_no_triangles),
        cmocka_unit_test(points_on_a_line_make_no_triangles),
        cmocka_unit_test(a_flat_triangle_has_no_coordinates),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
