/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#include "scene.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "core/codec.h"

static const lk_affine affine = {{2, 0, 5, 0, 3, 7}};
static lk_arena *arena;

/* Two classes over 2 x 3 pixels in `segments` segments. */
static lk_pack by_segments(uint32_t segments)
{
    static int32_t labels[6];
    int64_t shape[2] = {2, 3};
    lk_tensor t = lk_tensor_over(labels, LK_DTYPE_INT, 32, 2, shape);
    double *weights = lk_arena_array(arena, 2 * (size_t)segments, sizeof *weights);
    lk_explanation e = {.segment_count = segments, .segments = &t, .weights = weights};
    lk_pack p = {0};
    for (uint32_t i = 0; i < 6; i++)
        labels[i] = (int32_t)(i * (segments - 1) / 5);
    for (uint32_t i = 0; i < 2 * segments; i++)
        weights[i] = i * 0.5;
    lk_pack_explanation(&p, &affine, 2, 3, 2, &e);
    return p;
}

static lk_pack by_pixels(void)
{
    static float pixels[12] = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12};
    int64_t shape[3] = {2, 2, 3};
    lk_explanation e = {.heatmaps = lk_tensor_over(pixels, LK_DTYPE_FLOAT, 32, 3, shape)};
    lk_pack p = {0};
    lk_pack_explanation(&p, &affine, 2, 3, 2, &e);
    return p;
}

static lk_stored_explanation read_back(const lk_pack *p)
{
    lk_stored_explanation e;
    lk_unpack u = lk_unpack_over(p->bytes, p->size);
    assert_int_equal(lk_unpack_explanation(&u, arena, &e), 0);
    assert_int_equal(u.at, u.size);
    assert_memory_equal(&e.to_image, &affine, sizeof affine);
    assert_int_equal(e.height, 2);
    assert_int_equal(e.width, 3);
    return e;
}

static void segments_of_any_number_come_back(void **state)
{
    static const uint32_t counts[] = {1, 2, 256, 257, 65536, 65537};
    (void)state;
    for (size_t i = 0; i < sizeof counts / sizeof *counts; i++) {
        lk_pack p = by_segments(counts[i]);
        lk_stored_explanation e = read_back(&p);
        lk_heatmap map;
        assert_int_equal(e.segment_count, counts[i]);
        assert_int_equal(((const int32_t *)e.segments->data)[5], (int)counts[i] - 1);
        assert_int_equal(lk_explanation_paint(&e, 1, arena, &map), 0);
        assert_true(((const float *)map.values.data)[5] == (float)((2 * counts[i] - 1) * 0.5));
        lk_pack_free(&p);
    }
}

static void pixels_come_back(void **state)
{
    lk_heatmap map;
    (void)state;
    lk_pack p = by_pixels();
    lk_stored_explanation e = read_back(&p);
    assert_null(e.segments);
    assert_int_equal(lk_explanation_paint(&e, 1, arena, &map), 0);
    assert_true(((const float *)map.values.data)[0] == 7);
    assert_int_equal(map.values.shape[1], 3);
    assert_int_equal(lk_explanation_paint(&e, 2, arena, &map), -1); /* it has two classes */
    lk_pack_free(&p);
}

static int explanation_rc(const uint8_t *bytes, size_t size)
{
    lk_arena *own = lk_arena_new(1 << 24);
    uint8_t *copy = malloc(size ? size : 1);
    lk_stored_explanation e;
    lk_heatmap map;
    memcpy(copy, bytes, size);
    lk_unpack u = lk_unpack_over(copy, size);
    int rc = lk_unpack_explanation(&u, own, &e);
    for (uint32_t c = 0; !rc && c < e.class_count && c < 4; c++)
        lk_explanation_paint(&e, c, own, &map);
    lk_arena_free(own);
    free(copy);
    return rc;
}

static void cut_or_changed_explanations_are_harmless(void **state)
{
    static const uint8_t other[] = {0, 1, 0x10, 0x7f, 0x80, 0xff};
    lk_pack packs[] = {by_segments(3), by_segments(300), by_pixels()};
    (void)state;
    for (size_t k = 0; k < 3; k++) {
        size_t step = packs[k].size > 1000 ? 7 : 1;
        for (size_t n = 0; n < packs[k].size; n += step)
            assert_int_equal(explanation_rc(packs[k].bytes, n), -1);
        for (size_t i = 0; i < packs[k].size; i += step)
            for (size_t j = 0; j < sizeof other; j++) {
                uint8_t was = packs[k].bytes[i];
                packs[k].bytes[i] = other[j];
                explanation_rc(packs[k].bytes, packs[k].size);
                packs[k].bytes[i] = was;
            }
        lk_pack_free(&packs[k]);
    }
}

static void dimensions_that_lie_ask_for_no_memory(void **state)
{
    lk_pack p = {0};
    (void)state;
    for (int i = 0; i < 6; i++)
        lk_pack_double(&p, 0);
    for (int i = 0; i < 4; i++)
        lk_pack_u64(&p, 1 << 20); /* 2^20 x 2^20 pixels, 2^40 weights */
    lk_pack_u64(&p, 1);
    lk_pack_bytes(&p, "x", 1);
    lk_arena *own = lk_arena_new(1 << 20);
    lk_stored_explanation e;
    lk_unpack u = lk_unpack_over(p.bytes, p.size);
    assert_int_equal(lk_unpack_explanation(&u, own, &e), -1);
    lk_arena_free(own);
    lk_pack_free(&p);
}

static void a_label_beyond_the_segments_is_refused(void **state)
{
    (void)state;
    lk_pack p = by_segments(3);
    p.bytes[10 * 8 + 16] = 3; /* the first label, after ten fields, width and size */
    assert_int_equal(explanation_rc(p.bytes, p.size), -1);
    p.bytes[10 * 8 + 16] = 2;
    assert_int_equal(explanation_rc(p.bytes, p.size), 0);
    lk_pack_free(&p);
}

/* ---- Maps -------------------------------------------------------------------------- */

static lk_pack map_of(uint64_t n, double first)
{
    double sums[6] = {first, 2, 3, 4, 5, 6};
    int64_t shape[2] = {2, 3};
    lk_tensor t = lk_tensor_over(sums, LK_DTYPE_FLOAT, 64, 2, shape);
    lk_pack p = {0};
    lk_pack_map(&p, n, &t);
    return p;
}

static void a_map_is_read_as_its_mean(void **state)
{
    lk_heatmap mean;
    uint64_t n;
    (void)state;
    lk_pack p = map_of(4, 10);
    lk_unpack u = lk_unpack_over(p.bytes, p.size);
    assert_int_equal(lk_unpack_map(&u, arena, &mean, &n), 0);
    assert_int_equal(n, 4);
    assert_true(((const float *)mean.values.data)[0] == 2.5f);
    lk_pack_free(&p);
}

static void levels_of_a_picture_take_a_byte_each(void **state)
{
    float values[2][4] = {{0, 255, 7, 128}, {0, 255, 7, 128}};
    float *other = &values[1][2];
    const float others[] = {7, 7.5f, -1, 256, -0.f, NAN};
    int64_t shape[2] = {2, 2};
    (void)state;
    for (size_t i = 0; i < sizeof others / sizeof *others; i++) {
        size_t sizes[2];
        *other = others[i];
        for (size_t k = 0; k < 2; k++) {
            lk_pack p = {0};
            lk_heatmap map;
            lk_tensor t = lk_tensor_over(values[k], LK_DTYPE_FLOAT, 32, 2, shape);
            lk_pack_map(&p, 1, &t);
            lk_unpack u = lk_unpack_over(p.bytes, p.size);
            assert_int_equal(lk_unpack_map(&u, arena, &map, NULL), 0);
            assert_memory_equal(map.values.data, values[k], sizeof values[k]);
            sizes[k] = p.size;
            lk_pack_free(&p);
        }
        assert_int_equal(sizes[1], sizes[0] + (i ? 3 * 4 : 0));
    }
}

static void maps_add_up(void **state)
{
    lk_tensor sum = {0};
    uint64_t n = 0;
    (void)state;
    for (int i = 0; i < 2; i++) {
        lk_pack p = map_of(3, i + 1);
        lk_unpack u = lk_unpack_over(p.bytes, p.size);
        assert_int_equal(lk_unpack_map_add(&u, arena, &sum, &n), 0);
        lk_pack_free(&p);
    }
    assert_int_equal(n, 6);
    assert_true(((const double *)sum.data)[0] == 3);
    assert_true(((const double *)sum.data)[5] == 12);
}

static void a_map_of_nothing_or_of_no_reals_is_refused(void **state)
{
    int32_t ints[2] = {1, 2};
    int64_t shape[1] = {2};
    lk_tensor t = lk_tensor_over(ints, LK_DTYPE_INT, 32, 1, shape);
    lk_heatmap mean;
    lk_tensor sum = {0};
    uint64_t n = 0;
    lk_pack whole = {0}, none = map_of(0, 1);
    (void)state;
    lk_pack_map(&whole, 1, &t);
    lk_unpack u = lk_unpack_over(none.bytes, none.size);
    assert_int_equal(lk_unpack_map(&u, arena, &mean, NULL), -1);
    u = lk_unpack_over(whole.bytes, whole.size);
    assert_int_equal(lk_unpack_map(&u, arena, &mean, NULL), -1);
    u = lk_unpack_over(whole.bytes, whole.size);
    assert_int_equal(lk_unpack_map_add(&u, arena, &sum, &n), -1);
    lk_pack_free(&whole);
    lk_pack_free(&none);
}

static void maps_cut_off_anywhere_are_refused(void **state)
{
    (void)state;
    lk_pack p = map_of(4, 10);
    for (size_t n = 0; n < p.size; n++) {
        lk_heatmap mean;
        lk_tensor sum = {0};
        uint64_t count = 0;
        lk_unpack u = lk_unpack_over(p.bytes, n), v = u;
        assert_int_equal(lk_unpack_map(&u, arena, &mean, NULL), -1);
        assert_int_equal(lk_unpack_map_add(&v, arena, &sum, &count), -1);
    }
    lk_pack_free(&p);
}

/* ---- Values and faces ---------------------------------------------------------------- */

static void values_come_back_missing_or_not(void **state)
{
    const lk_value there = {.value = 0.25, .chance = 0.5, .has_chance = 1};
    const lk_value gone = {.missing = 1, .reason = "the mask is empty", .value = 9};
    lk_pack p = {0};
    (void)state;
    lk_pack_value(&p, &there);
    lk_pack_value(&p, &gone);
    lk_unpack u = lk_unpack_over(p.bytes, p.size);
    lk_value a = lk_unpack_value(&u), b = lk_unpack_value(&u);
    assert_true(a.value == 0.25 && a.chance == 0.5 && a.has_chance && !a.missing && !a.reason);
    assert_true(b.missing && b.value == 0 && !b.has_chance);
    assert_string_equal(b.reason, "the mask is empty");
    lk_pack_free(&p);
}

static void efforts_come_back_and_are_bad_when_cut(void **state)
{
    const lk_coalition_effort e = {
        .rows = 1000, .predicted = 6.5, .achieved = NAN, .checked = 2, .difference = 1e-7};
    lk_pack p = {0};
    (void)state;
    lk_pack_effort(&p, &e);
    for (size_t n = 0; n <= p.size; n++) {
        lk_unpack u = lk_unpack_over(p.bytes, n);
        lk_coalition_effort back = lk_unpack_effort(&u);
        assert_int_equal(u.bad, n < p.size);
        if (n < p.size)
            continue;
        assert_true(back.rows == 1000 && back.predicted == 6.5 && isnan(back.achieved));
        assert_true(back.checked == 2 && back.difference == 1e-7);
    }
    lk_pack_free(&p);
}

static void faces_come_back_and_survive_cuts(void **state)
{
    const lk_point points[2] = {{1, 2}, {3, 4.5}};
    lk_face_record f = {.key = {{9}}};
    lk_pack p = {0};
    (void)state;
    f.face = (lk_face){.box = {1, 2, 3, 4}, .score = 0.5, .has_box = 1};
    f.face.landmarks = (lk_landmarks){sizeof(lk_landmarks), 2, points};
    lk_pack_face(&p, &f);
    for (size_t n = 0; n <= p.size; n++) {
        lk_unpack u = lk_unpack_over(p.bytes, n);
        lk_face_record back = lk_unpack_face(&u, arena);
        assert_int_equal(u.bad, n < p.size);
        if (n < p.size)
            continue;
        assert_true(back.face.box.w == 3 && back.face.score == 0.5 && back.face.has_box);
        assert_true(back.face.landmarks.points[1].y == 4.5);
        assert_true(lk_key_equal(&back.key, &f.key));
    }
    lk_pack_free(&p);
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
        cmocka_unit_test(segments_of_any_number_come_back),
        cmocka_unit_test(pixels_come_back),
        cmocka_unit_test(cut_or_changed_explanations_are_harmless),
        cmocka_unit_test(dimensions_that_lie_ask_for_no_memory),
        cmocka_unit_test(a_label_beyond_the_segments_is_refused),
        cmocka_unit_test(a_map_is_read_as_its_mean),
        cmocka_unit_test(levels_of_a_picture_take_a_byte_each),
        cmocka_unit_test(maps_add_up),
        cmocka_unit_test(a_map_of_nothing_or_of_no_reals_is_refused),
        cmocka_unit_test(maps_cut_off_anywhere_are_refused),
        cmocka_unit_test(values_come_back_missing_or_not),
        cmocka_unit_test(efforts_come_back_and_are_bad_when_cut),
        cmocka_unit_test(faces_come_back_and_survive_cuts),
    };
    return cmocka_run_group_tests(tests, begin, end);
}
