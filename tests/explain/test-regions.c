/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#include "segment.h"

#define FACE "{file: configs/regions/face.yaml}"

enum { LANDMARKS = 68, REGIONS = 22 };

/* A face over the landmarks of the canonical frame, made symmetric. */
typedef struct face {
    lk_point points[LANDMARKS];
} face;

/* The landmark across the face, from 1. */
static int mirrored(int id)
{
    static const int lower[] = {/* 28 */ 28, 29, 30, 31, 36, 35, 34, 33, 32,
                                /* 37 */ 46, 45, 44, 43, 48, 47, 40, 39, 38, 37, 42, 41,
                                /* 49 */ 55, 54, 53, 52, 51, 50, 49, 60, 59, 58, 57, 56,
                                /* 61 */ 65, 64, 63, 62, 61, 68, 67, 66};
    return id <= 17 ? 18 - id : id <= 27 ? 45 - id : lower[id - 28];
}

/* In a view of `size`, its middle line in the view's. */
static face symmetric_face(double size)
{
    const lk_node *list = lk_node_get(kit_yaml("../configs/frames/ekman-68.yaml"), "landmarks");
    double scale = size / 317.3, middle = size / 2;
    face f;
    for (int i = 0; i < LANDMARKS; i++) {
        int other = mirrored(i + 1) - 1;
        const lk_node *a = list->items[i], *b = list->items[other];
        double ax = strtod(a->items[0]->text, NULL), bx = strtod(b->items[0]->text, NULL);
        double ay = strtod(a->items[1]->text, NULL), by = strtod(b->items[1]->text, NULL);
        if (other < i) {
            f.points[i] = (lk_point){size - f.points[other].x, f.points[other].y};
            continue;
        }
        f.points[i] = (lk_point){middle + (other == i ? 0 : (ax - bx) / 2 * scale),
                                 (ay + by) / 2 * scale + size / 7};
    }
    return f;
}

static lk_landmarks landmarks_of(const face *f)
{
    return (lk_landmarks){sizeof(lk_landmarks), LANDMARKS, f->points};
}

static segmentation cut(kit *k, const lk_landmarks *landmarks, int height, int width)
{
    const lk_segmenter_ops *ops = kit_ops(k);
    lk_raster view = noise_raster(height, width);
    segmentation s = {.labels = kit_tensor(LK_DTYPE_INT, 32, 2, height, width)};
    s.status = ops->segment(kit_self(k), kit_context(k, 1), &view, landmarks, &s.labels, &s.count);
    return s;
}

static segmentation cut_well(kit *k, const lk_landmarks *landmarks, int height, int width)
{
    segmentation s = cut(k, landmarks, height, width);
    if (s.status)
        fail_msg("%s", kit_error(k));
    check_labels(&s);
    assert_int_equal(s.count, REGIONS);
    return s;
}

/* ---- What somebody else's program says --------------------------------------------------- */

static size_t differing_from(kit *k, const char *name)
{
    char path[200];
    snprintf(path, sizeof path, "golden/regions/%s_landmarks.npy", name);
    lk_tensor points = kit_npy(path);
    snprintf(path, sizeof path, "golden/regions/%s.npy", name);
    lk_tensor expected = kit_npy(path);
    const lk_landmarks landmarks = {sizeof landmarks, LANDMARKS, points.data};
    segmentation s = cut_well(k, &landmarks, (int)expected.shape[0], (int)expected.shape[1]);
    size_t differing = 0;
    for (size_t i = 0; i < lk_tensor_count(&expected); i++)
        differing += ((const uint8_t *)expected.data)[i] != ((const int32_t *)s.labels.data)[i];
    if (differing)
        print_error("%s: %zu pixels differ\n", name, differing);
    return differing;
}

static void regions_are_filled_as_matplotlib_fills_them_in_every_pose(void **state)
{
    (void)state;
    kit *k = kit_open(LK_STAGE_SEGMENTER, "regions", FACE);
    const lk_node *rows = kit_yaml("golden/regions/regions.json");
    size_t wrong = 0;
    assert_int_equal(rows->count, 18);
    for (size_t i = 0; i < rows->count; i++)
        wrong += differing_from(k, lk_node_text(rows->items[i], "name", ""));
    assert_int_equal(wrong, 0);
    kit_close(k);
}

/* ---- Names ------------------------------------------------------------------------------- */

static const char *const *names_of(kit *k)
{
    const lk_segmenter_ops *ops = kit_ops(k);
    return ops->names(kit_self(k));
}

static void labels_have_the_names_of_the_file_and_the_background_is_the_first(void **state)
{
    (void)state;
    kit *k = kit_open(LK_STAGE_SEGMENTER, "regions", FACE);
    const lk_node *file = lk_node_get(kit_yaml("../configs/regions/face.yaml"), "regions");
    const char *const *names = names_of(k);
    assert_int_equal(file->count + 1, REGIONS);
    assert_string_equal(names[0], "background");
    for (size_t i = 0; i < file->count; i++)
        assert_string_equal(names[i + 1], file->items[i]->key);
    assert_null(names[REGIONS]);
    kit_close(k);
}

/* ---- Geometry ------------------------------------------------------------------------------ */

/* The label whose name is the same but for the side. */
static int32_t across(const char *const *names, int32_t label)
{
    static const char *const sides[][2] = {{"right ", "left "}, {"left ", "right "}};
    char wanted[100];
    for (size_t s = 0; s < 2; s++) {
        size_t n = strlen(sides[s][0]);
        if (strncmp(names[label], sides[s][0], n) != 0)
            continue;
        snprintf(wanted, sizeof wanted, "%s%s", sides[s][1], names[label] + n);
        for (int32_t k = 0; names[k]; k++)
            if (!strcmp(names[k], wanted))
                return k;
        fail_msg("there is no %s", wanted);
    }
    return label;
}

static void a_symmetric_face_has_symmetric_regions(void **state)
{
    static const int sizes[] = {48, 64, 100, 224};
    (void)state;
    kit *k = kit_open(LK_STAGE_SEGMENTER, "regions", FACE);
    for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
        int size = sizes[i];
        face f = symmetric_face(size);
        lk_landmarks landmarks = landmarks_of(&f);
        segmentation s = cut_well(k, &landmarks, size, size);
        const int32_t *l = s.labels.data;
        for (int y = 0; y < size; y++)
            for (int x = 0; x < size; x++)
                assert_int_equal(l[y * size + size - 1 - x], across(names_of(k), l[y * size + x]));
    }
    kit_close(k);
}

static void regions_turn_with_the_face(void **state)
{
    enum { SIZE = 96 };
    (void)state;
    kit *k = kit_open(LK_STAGE_SEGMENTER, "regions", FACE);
    face upright = symmetric_face(SIZE), turned;
    for (int i = 0; i < LANDMARKS; i++) {
        upright.points[i].x += 1.37; /* so that the middle line is between centres */
        turned.points[i] = (lk_point){SIZE - upright.points[i].y, upright.points[i].x};
    }
    lk_landmarks of_upright = landmarks_of(&upright), of_turned = landmarks_of(&turned);
    segmentation a = cut_well(k, &of_upright, SIZE, SIZE), b = cut_well(k, &of_turned, SIZE, SIZE);
    const int32_t *from = a.labels.data, *to = b.labels.data;
    for (int y = 0; y < SIZE; y++)
        for (int x = 0; x < SIZE; x++)
            assert_int_equal(to[x * SIZE + SIZE - 1 - y], from[y * SIZE + x]);
    kit_close(k);
}

static void every_region_has_a_pixel_in_any_view_that_has_room(void **state)
{
    static const int sizes[][2] = {{1, 22}, {22, 1}, {5, 5}, {7, 4}, {32, 32}, {48, 48}, {64, 9}};
    (void)state;
    kit *k = kit_open(LK_STAGE_SEGMENTER, "regions", FACE);
    for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
        face f = symmetric_face(sizes[i][1]);
        lk_landmarks landmarks = landmarks_of(&f);
        cut_well(k, &landmarks, sizes[i][0], sizes[i][1]);
        for (int p = 0; p < LANDMARKS; p++)
            f.points[p] = (lk_point){-500, 300.5 + p};
        cut_well(k, &landmarks, sizes[i][0], sizes[i][1]);
        for (int p = 0; p < LANDMARKS; p++)
            f.points[p] = (lk_point){1, 1};
        cut_well(k, &landmarks, sizes[i][0], sizes[i][1]);
    }
    kit_close(k);
}

static void the_same_face_has_the_same_regions(void **state)
{
    (void)state;
    kit *k = kit_open(LK_STAGE_SEGMENTER, "regions", FACE);
    kit *other = kit_open(LK_STAGE_SEGMENTER, "regions", FACE);
    face f = symmetric_face(48);
    lk_landmarks landmarks = landmarks_of(&f);
    segmentation a = cut_well(k, &landmarks, 48, 48), b = cut_well(other, &landmarks, 48, 48);
    assert_memory_equal(a.labels.data, b.labels.data, 48 * 48 * sizeof(int32_t));
    kit_close(k);
    kit_close(other);
}

/* ---- What is refused ----------------------------------------------------------------------- */

static void refuses(kit *k, const lk_landmarks *landmarks, int size, lk_status status,
                    const char *words)
{
    segmentation s = cut(k, landmarks, size, size);
    assert_int_equal(s.status, status);
    if (!strstr(kit_error(k), words))
        fail_msg("%s instead of `%s`", kit_error(k), words);
}

static void a_face_without_its_landmarks_is_refused(void **state)
{
    (void)state;
    kit *k = kit_open(LK_STAGE_SEGMENTER, "regions", FACE);
    face f = symmetric_face(32);
    lk_landmarks five = {sizeof five, 5, f.points};
    refuses(k, NULL, 32, LK_MISSING, "this face has none: add `detect:`");
    refuses(k, &five, 32, LK_E_INPUT, "over 68 landmarks, and this face has 5");
    kit_close(k);
}

static void landmarks_that_are_nowhere_are_refused(void **state)
{
    (void)state;
    kit *k = kit_open(LK_STAGE_SEGMENTER, "regions", FACE);
    face f = symmetric_face(32);
    lk_landmarks landmarks = landmarks_of(&f);
    f.points[20].x = NAN;
    refuses(k, &landmarks, 32, LK_E_INPUT, "lies far outside the canvas");
    f.points[20].x = 1e9;
    refuses(k, &landmarks, 32, LK_E_INPUT, "lies far outside the canvas");
    kit_close(k);
}

static void a_view_without_room_is_refused(void **state)
{
    (void)state;
    kit *k = kit_open(LK_STAGE_SEGMENTER, "regions", FACE);
    face f = symmetric_face(4);
    lk_landmarks landmarks = landmarks_of(&f);
    refuses(k, &landmarks, 4, LK_E_INPUT, "no room for 21 regions and a background");
    kit_close(k);
}

static void refuses_file(const char *text, const char *words)
{
    const char *folder = getenv("TMPDIR");
    char path[400], params[450], error[900] = "";
    snprintf(path, sizeof path, "%s/likeness-regions-XXXXXX", folder && *folder ? folder : "/tmp");
    int file = mkstemp(path);
    assert_true(file >= 0);
    FILE *f = fdopen(file, "wb");
    assert_non_null(f);
    fputs(text, f);
    fclose(f);
    snprintf(params, sizeof params, "{file: %s}", path);
    kit *k = kit_try_open(LK_STAGE_SEGMENTER, "regions", params, error, sizeof error);
    remove(path);
    if (k || !strstr(error, words))
        fail_msg("%s instead of `%s`", k ? "accepted" : error, words);
}

static void a_file_that_is_written_wrong_is_refused(void **state)
{
    (void)state;
    refuses_file("faces: {}", "needs `regions`");
    refuses_file("regions: {}", "needs `regions`");
    refuses_file("regions: {eye: [1, 2, 3]}", "a region needs an `outline`");
    refuses_file("regions: {eye: {outline: [1, 2]}}", "3 to");
    refuses_file("regions: {eye: {outline: [1, 2, 69]}}", "`69` is no point");
    refuses_file("regions: {eye: {outline: [1, 2, 3+4]}}", "`3+4` is no point");
    refuses_file("regions: {eye: {outline: [1, 2, 3+4/0-4]}}", "`3+4/0-4` is no point");
    refuses_file("regions: {eye: {outline: [1, 2, 3], colour: red}}", "no key `colour`");
    refuses_file("regions: {background: {outline: [1, 2, 3]}}", "is what lies in no region");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(regions_are_filled_as_matplotlib_fills_them_in_every_pose),
        cmocka_unit_test(labels_have_the_names_of_the_file_and_the_background_is_the_first),
        cmocka_unit_test(a_symmetric_face_has_symmetric_regions),
        cmocka_unit_test(regions_turn_with_the_face),
        cmocka_unit_test(every_region_has_a_pixel_in_any_view_that_has_room),
        cmocka_unit_test(the_same_face_has_the_same_regions),
        cmocka_unit_test(a_face_without_its_landmarks_is_refused),
        cmocka_unit_test(landmarks_that_are_nowhere_are_refused),
        cmocka_unit_test(a_view_without_room_is_refused),
        cmocka_unit_test(a_file_that_is_written_wrong_is_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
