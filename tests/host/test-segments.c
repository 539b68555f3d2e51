/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#include "scene.h"

#include <stdlib.h>
#include <string.h>

#include "core/npy.h"
#include "core/segments.h"

static lk_arena *arena;
static lk_fault fault;

/* ---- A user's own ---------------------------------------------------------------------- */

/* int64, 2 x 3. */
static const char *write_labels(const int64_t *labels)
{
    int64_t shape[2] = {2, 3}, copy[6];
    const char *path = scene_path("labels.npy");
    memcpy(copy, labels, sizeof copy);
    lk_tensor t = lk_tensor_over(copy, LK_DTYPE_INT, 64, 2, shape);
    if (lk_npy_write(path, &t, &fault))
        fail_msg("%s", fault.text);
    return path;
}

static lk_status read_labels(const char *path, int64_t height, int64_t width, lk_tensor *out,
                             uint32_t *count)
{
    fault.text[0] = 0;
    return lk_segments_read(path, height, width, arena, out, count, &fault);
}

static void labels_are_read_and_counted(void **state)
{
    lk_tensor t;
    uint32_t count = 0;
    (void)state;
    assert_int_equal(read_labels(write_labels((int64_t[]){0, 1, 4, 1, 1, 0}), 2, 3, &t, &count),
                     LK_OK);
    assert_int_equal(count, 5);
    assert_int_equal(t.dtype.bits, 32);
    assert_memory_equal(t.data, ((int32_t[]){0, 1, 4, 1, 1, 0}), 6 * sizeof(int32_t));
}

static void labels_of_another_view_are_refused(void **state)
{
    lk_tensor t;
    uint32_t count;
    (void)state;
    const char *path = write_labels((int64_t[]){0, 1, 2, 1, 1, 0});
    assert_int_equal(read_labels(path, 3, 2, &t, &count), LK_E_INPUT);
    assert_says(fault.text,
                "labels.npy is not an integer array of 3 x 2, the view of this network");
}

static void labels_that_are_none_are_refused(void **state)
{
    static const int64_t wrong[] = {-1, 6, INT64_MAX, INT64_MIN, (int64_t)1 << 32};
    lk_tensor t;
    uint32_t count;
    (void)state;
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        const char *path = write_labels((int64_t[]){0, 1, 2, wrong[i], 1, 0});
        assert_int_equal(read_labels(path, 2, 3, &t, &count), LK_E_INPUT);
        assert_says(fault.text, "labels go from 0 to segments - 1");
    }
}

static void a_file_that_is_no_array_is_refused(void **state)
{
    lk_tensor t;
    uint32_t count;
    (void)state;
    assert_true(read_labels(scene_write("words.npy", "no array"), 2, 3, &t, &count) != LK_OK);
    assert_says(fault.text, "words.npy");
    assert_true(read_labels(scene_path("absent.npy"), 2, 3, &t, &count) != LK_OK);
    assert_says(fault.text, "absent.npy");
}

/* ---- Cells ------------------------------------------------------------------------------- */

static const int32_t *draw(uint8_t seed, int64_t height, int64_t width)
{
    lk_random random;
    lk_key key = {{seed}};
    lk_tensor t;
    lk_random_seed(&random, &key);
    assert_int_equal(lk_segments_draw(height, width, &random, arena, &t), LK_OK);
    assert_int_equal(t.shape[0], height);
    assert_int_equal(t.shape[1], width);
    return t.data;
}

static void each_cell_has_about_its_share_of_the_view(void **state)
{
    enum { H = 120, W = 200 };
    size_t sizes[LK_CELLS] = {0};
    (void)state;
    const int32_t *labels = draw(1, H, W);
    for (int i = 0; i < H * W; i++) {
        assert_in_range(labels[i], 0, LK_CELLS - 1);
        sizes[labels[i]]++;
    }
    for (int k = 0; k < LK_CELLS; k++)
        assert_in_range(sizes[k], H * W / LK_CELLS / 5, H * W / LK_CELLS * 3);
}

static void cells_are_in_reading_order_and_in_their_places(void **state)
{
    enum { H = 120, W = 200 };
    double y[LK_CELLS] = {0}, x[LK_CELLS] = {0}, n[LK_CELLS] = {0};
    (void)state;
    const int32_t *labels = draw(2, H, W);
    for (int i = 0; i < H * W; i++) {
        y[labels[i]] += i / W + .5;
        x[labels[i]] += i % W + .5;
        n[labels[i]]++;
    }
    for (int k = 0; k < LK_CELLS; k++) { /* centres of mass, each in its own rectangle about */
        double row = y[k] / n[k] * LK_CELL_ROWS / H, column = x[k] / n[k] * LK_CELL_COLUMNS / W;
        assert_true(row > k / LK_CELL_COLUMNS - .3 && row < k / LK_CELL_COLUMNS + 1.3);
        assert_true(column > k % LK_CELL_COLUMNS - .3 && column < k % LK_CELL_COLUMNS + 1.3);
    }
}

static void cells_are_a_function_of_their_stream(void **state)
{
    (void)state;
    const int32_t *labels = draw(3, 48, 48);
    assert_memory_equal(labels, draw(3, 48, 48), 48 * 48 * sizeof *labels);
    assert_memory_not_equal(labels, draw(4, 48, 48), 48 * 48 * sizeof *labels);
}

static void a_view_smaller_than_its_cells_has_labels_all_the_same(void **state)
{
    (void)state;
    assert_in_range(draw(5, 1, 1)[0], 0, LK_CELLS - 1);
}

static int begin(void **state)
{
    (void)state;
    arena = lk_arena_new(0);
    return !arena;
}

static int end(void **state)
{
    (void)state;
    lk_arena_free(arena);
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(labels_are_read_and_counted),
        cmocka_unit_test(labels_of_another_view_are_refused),
        cmocka_unit_test(labels_that_are_none_are_refused),
        cmocka_unit_test(a_file_that_is_no_array_is_refused),
        cmocka_unit_test(each_cell_has_about_its_share_of_the_view),
        cmocka_unit_test(cells_are_in_reading_order_and_in_their_places),
        cmocka_unit_test(cells_are_a_function_of_their_stream),
        cmocka_unit_test(a_view_smaller_than_its_cells_has_labels_all_the_same),
    };
    return cmocka_run_group_tests(tests, begin, end);
}
