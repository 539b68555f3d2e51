/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#include "segment.h"

static segmentation cut(const char *params, int height, int width)
{
    kit *k = kit_open(LK_STAGE_SEGMENTER, "grid", params);
    lk_raster view = noise_raster(height, width);
    segmentation s = segment_raster(k, &view);
    check_labels(&s);
    kit_close(k);
    return s;
}

static void check_cells(const char *params, int height, int width, const int32_t *expected)
{
    segmentation s = cut(params, height, width);
    assert_memory_equal(s.labels.data, expected, lk_tensor_count(&s.labels) * sizeof *expected);
}

static void cells_are_numbered_along_the_rows(void **state)
{
    static const int32_t expected[] = {0, 0, 1, 1, 2, 2, 0, 0, 1, 1, 2, 2,
                                       3, 3, 4, 4, 5, 5, 3, 3, 4, 4, 5, 5};
    (void)state;
    check_cells("{rows: 2, columns: 3}", 4, 6, expected);
    check_cells("{cell: 2}", 4, 6, expected);
}

/* The extents of all cells along an axis, by the labels of one line. */
static void check_extents(const segmentation *s, size_t pixels, size_t step, size_t per_cell,
                          size_t cells)
{
    const int32_t *labels = s->labels.data;
    size_t extent[64] = {0}, least = pixels, most = 0;
    assert_in_range(cells, 1, 64);
    for (size_t i = 0; i < pixels; i++)
        extent[(size_t)labels[i * step] / per_cell]++;
    for (size_t c = 0; c < cells; c++) {
        least = extent[c] < least ? extent[c] : least;
        most = extent[c] > most ? extent[c] : most;
    }
    assert_in_range(most - least, 0, 1);
}

static void cells_differ_by_at_most_one_pixel(void **state)
{
    (void)state;
    for (int height = 9; height < 40; height += 5)
        for (int width = 7; width < 60; width += 11) {
            segmentation s = cut("{rows: 4, columns: 7}", height, width);
            assert_int_equal(s.count, 28);
            check_extents(&s, (size_t)width, 1, 1, 7);
            check_extents(&s, (size_t)height, (size_t)width, 7, 4);
        }
}

static void a_cell_side_is_rounded_to_fill_the_view(void **state)
{
    (void)state;
    assert_int_equal(cut("{cell: 10}", 24, 26).count, 2 * 3);
    assert_int_equal(cut("{cell: 10}", 25, 34).count, 3 * 3);
    assert_int_equal(cut("{cell: 1000}", 24, 26).count, 1);
}

static void a_grid_is_eight_by_eight_unless_told(void **state)
{
    (void)state;
    assert_int_equal(cut(NULL, 64, 64).count, 64);
    assert_int_equal(cut("{rows: 3}", 64, 64).count, 9);
    assert_int_equal(cut("{columns: 5}", 64, 64).count, 25);
}

static void a_view_smaller_than_the_grid_has_a_cell_a_pixel(void **state)
{
    static const int32_t expected[] = {0, 1, 2, 3, 4, 5};
    (void)state;
    check_cells("{rows: 100, columns: 100}", 2, 3, expected);
    check_cells("{rows: 2147483647}", 2, 3, expected);
}

static void every_size_has_labels_without_gaps(void **state)
{
    (void)state;
    check_sizes("grid", NULL);
    check_sizes("grid", "{cell: 3}");
    check_sizes("grid", "{rows: 1, columns: 5}");
}

static void pixels_do_not_matter_even_where_they_are_no_numbers(void **state)
{
    (void)state;
    kit *k = kit_open(LK_STAGE_SEGMENTER, "grid", NULL);
    lk_raster noise = noise_raster(16, 16), nan = raster_of(16, 16, NAN);
    segmentation a = segment_raster(k, &noise), b = segment_raster(k, &nan);
    check_labels(&b);
    assert_memory_equal(a.labels.data, b.labels.data, lk_tensor_count(&a.labels) * sizeof(int32_t));
    kit_close(k);
}

static void cell_and_rows_together_are_refused(void **state)
{
    char error[300];
    (void)state;
    assert_null(
        kit_try_open(LK_STAGE_SEGMENTER, "grid", "{cell: 4, rows: 3}", error, sizeof error));
    assert_non_null(strstr(error, "cell"));
    assert_null(kit_try_open(LK_STAGE_SEGMENTER, "grid", "{rows: 0}", error, sizeof error));
    assert_non_null(strstr(error, "rows"));
}

static void a_grid_is_repeatable_bit_for_bit(void **state)
{
    (void)state;
    check_repeatable("grid", NULL);
}

static void a_grid_stops_when_asked(void **state)
{
    (void)state;
    check_cancelled("grid", NULL);
}

static void labels_of_a_wrong_shape_are_refused(void **state)
{
    (void)state;
    kit *k = kit_open(LK_STAGE_SEGMENTER, "grid", NULL);
    lk_raster view = noise_raster(6, 9);
    lk_tensor turned = kit_tensor(LK_DTYPE_INT, 32, 2, 9, 6);
    check_refused(k, &view, &turned, LK_E_INPUT, "labels");
    kit_close(k);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(cells_are_numbered_along_the_rows),
        cmocka_unit_test(cells_differ_by_at_most_one_pixel),
        cmocka_unit_test(a_cell_side_is_rounded_to_fill_the_view),
        cmocka_unit_test(a_grid_is_eight_by_eight_unless_told),
        cmocka_unit_test(a_view_smaller_than_the_grid_has_a_cell_a_pixel),
        cmocka_unit_test(every_size_has_labels_without_gaps),
        cmocka_unit_test(pixels_do_not_matter_even_where_they_are_no_numbers),
        cmocka_unit_test(cell_and_rows_together_are_refused),
        cmocka_unit_test(a_grid_is_repeatable_bit_for_bit),
        cmocka_unit_test(a_grid_stops_when_asked),
        cmocka_unit_test(labels_of_a_wrong_shape_are_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
