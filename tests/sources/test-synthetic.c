/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#include "scratch.h"

#include <math.h>

static kit *open_faces(const char *params)
{
    return source_open("synthetic", "%s", params);
}

static int same(const lk_tensor *a, const lk_tensor *b)
{
    return kit_max_difference(a, b) == 0;
}

/* ---- Repeatable ------------------------------------------------------------------------ */

static void a_face_is_the_same_in_any_order_and_any_instance(void **state)
{
    enum { FACES = 12 };
    kit *k = open_faces("{size: 64}"), *other = open_faces("{size: 64}");
    lk_item first[FACES];
    (void)state;
    for (int64_t i = 0; i < FACES; i++)
        first[i] = source_item(k, i);
    for (int64_t i = FACES - 1; i >= 0; i--) {
        lk_item again = source_item(k, i), elsewhere = source_item(other, i);
        assert_true(same(&first[i].image, &again.image));
        assert_true(same(&first[i].image, &elsewhere.image));
        assert_memory_equal(first[i].faces[0].landmarks.points, elsewhere.faces[0].landmarks.points,
                            68 * sizeof(lk_point));
        assert_string_equal(first[i].id, elsewhere.id);
    }
    kit_close(k);
    kit_close(other);
}

static void another_seed_draws_other_faces(void **state)
{
    kit *k = open_faces("{size: 64, noise: 0}"),
        *other = open_faces("{size: 64, noise: 0, seed: 2}");
    (void)state;
    lk_item a = source_item(k, 0), b = source_item(other, 0);
    assert_false(same(&a.image, &b.image));
    kit_close(k);
    kit_close(other);
}

/* A picture says nothing of how many there are. */
static void a_face_does_not_depend_on_the_count(void **state)
{
    kit *k = open_faces("{size: 64, count: 10}"), *other = open_faces("{size: 64, count: 1000}");
    (void)state;
    lk_item a = source_item(k, 9), b = source_item(other, 9);
    assert_true(same(&a.image, &b.image));
    assert_int_equal(source_count(k), 10);
    assert_int_equal(source_get(k, 10, &a), LK_END);
    assert_int_equal(source_get(k, -1, &a), LK_END);
    kit_close(k);
    kit_close(other);
}

/* ---- What is known ----------------------------------------------------------------------- */

static int is_inside(lk_point p, double size)
{
    return p.x > 0 && p.y > 0 && p.x < size && p.y < size;
}

static void landmarks_lie_inside_the_picture_whatever_the_pose(void **state)
{
    kit *k = open_faces("{size: 40, pose: 30, intensity: [1.5, 1.5], noise: 0}");
    (void)state;
    for (int64_t i = 0; i < 600; i++) {
        lk_item item = source_item(k, i);
        const lk_landmarks *l = &item.faces[0].landmarks;
        assert_int_equal(item.face_count, 1);
        assert_int_equal(l->count, 68);
        for (uint32_t p = 0; p < l->count; p++)
            assert_true(is_inside(l->points[p], 40));
    }
    kit_close(k);
}

static void the_box_holds_the_landmarks(void **state)
{
    kit *k = open_faces("{size: 64}");
    (void)state;
    for (int64_t i = 0; i < 100; i++) {
        lk_item item = source_item(k, i);
        const lk_face *f = &item.faces[0];
        assert_true(f->has_box && f->score == 1);
        assert_true(f->box.x >= 0 && f->box.y >= 0);
        assert_true(f->box.x + f->box.w <= 64 + 1e-9 && f->box.y + f->box.h <= 64 + 1e-9);
        for (uint32_t p = 0; p < 68; p++) {
            lk_point at = f->landmarks.points[p];
            assert_true(at.x >= f->box.x - 1e-9 && at.x <= f->box.x + f->box.w + 1e-9);
            assert_true(at.y >= f->box.y - 1e-9 && at.y <= f->box.y + f->box.h + 1e-9);
        }
    }
    kit_close(k);
}

/* Where a landmark says the pupils are, the picture is dark amid white. */
static void landmarks_lie_on_what_is_drawn(void **state)
{
    kit *k = open_faces("{size: 256, pose: 0, noise: 0, light: 0, identity: 0, "
                        "expressions: [surprise], intensity: [1, 1]}");
    lk_item item = source_item(k, 0);
    const lk_point *p = item.faces[0].landmarks.points;
    const uint8_t *rgb = item.image.data;
    static const int eyes[2][2] = {{36, 39}, {42, 45}};
    (void)state;
    for (int eye = 0; eye < 2; eye++) {
        lk_point a = p[eyes[eye][0]], b = p[eyes[eye][1]];
        int y = (int)((p[eyes[eye][0] + 1].y + p[eyes[eye][1] + 1].y) / 2), darkest = 255, at = 0;
        for (int x = (int)a.x + 3; x < (int)b.x - 3; x++)
            if (rgb[3 * (y * 256 + x)] < darkest) {
                darkest = rgb[3 * (y * 256 + x)];
                at = x;
            }
        assert_true(darkest < 40);
        assert_true(fabs(at - (a.x + b.x) / 2) < .25 * (b.x - a.x));
    }
    kit_close(k);
}

static void labels_are_balanced_in_every_fold(void **state)
{
    static const char *const words[] = {"happiness", "sadness", "anger",
                                        "fear",      "disgust", "surprise"};
    int count[3][6] = {{0}};
    kit *k = open_faces("{size: 32, count: 180, people: 15, folds: 3}");
    (void)state;
    for (int64_t i = 0; i < 180; i++) {
        lk_item item = source_item(k, i);
        int word = 0;
        while (word < 6 && strcmp(words[word], item.label))
            word++;
        assert_true(word < 6 && item.fold[0] >= '1' && item.fold[0] <= '3');
        count[item.fold[0] - '1'][word]++;
    }
    for (int fold = 0; fold < 3; fold++)
        for (int word = 0; word < 6; word++)
            assert_int_equal(count[fold][word], 10);
    kit_close(k);
}

static void nobody_is_in_two_folds(void **state)
{
    enum { FACES = 200 };
    lk_item items[FACES];
    kit *k = open_faces("{size: 32, people: 11, folds: 4}");
    (void)state;
    for (int64_t i = 0; i < FACES; i++)
        items[i] = source_item(k, i);
    for (int i = 0; i < FACES; i++)
        for (int j = 0; j < i; j++)
            if (!strcmp(items[i].subject, items[j].subject))
                assert_string_equal(items[i].fold, items[j].fold);
    kit_close(k);
}

static void one_fold_is_no_fold(void **state)
{
    kit *k = open_faces("{size: 32, folds: 1, people: 1}");
    (void)state;
    assert_null(source_item(k, 0).fold);
    kit_close(k);
}

static void labels_are_mapped_to_the_words_of_the_study(void **state)
{
    kit *k = open_faces("{size: 32, expressions: [neutral, anger, fear], "
                        "labels: {neutral: none, anger: angry}}");
    (void)state;
    assert_null(source_item(k, 0).label);
    assert_string_equal(source_item(k, 1).label, "angry");
    assert_string_equal(source_item(k, 2).label, "fear");
    kit_close(k);
}

/* ---- Expressions ------------------------------------------------------------------------------
 */

/* Landmarks of the mean face showing an expression in full, in 200 pixels. */
static const lk_point *shown(const char *expression, kit **k)
{
    *k = source_open("synthetic",
                     "{size: 200, identity: 0, pose: 0, expressions: [%s], intensity: [1, 1]}",
                     expression);
    return source_item(*k, 0).faces[0].landmarks.points;
}

/* In units of the distance between the outer corners of the eyes. */
static double down(const lk_point *p, int from, int to)
{
    return (p[to].y - p[from].y) / (p[45].x - p[36].x);
}

static void expressions_move_the_landmarks_of_their_action_units(void **state)
{
    kit *k[5];
    const lk_point *rest = shown("neutral", &k[0]), *joy = shown("happiness", &k[1]);
    const lk_point *surprise = shown("surprise", &k[2]), *anger = shown("anger", &k[3]);
    const lk_point *sadness = shown("sadness", &k[4]);
    (void)state;
    /* Corners of the mouth (48) against the nose (33). */
    assert_true(down(joy, 33, 48) < down(rest, 33, 48) - .05);
    assert_true(down(sadness, 33, 48) > down(rest, 33, 48) + .03);
    /* Lips (62, 66) apart, jaw (8) down. */
    assert_true(down(surprise, 62, 66) > down(rest, 62, 66) + .15);
    assert_true(down(surprise, 33, 8) > down(rest, 33, 8) + .1);
    /* Inner brow (21) against the bridge of the nose (27). */
    assert_true(down(anger, 27, 21) > down(rest, 27, 21) + .05);
    assert_true(down(surprise, 27, 21) < down(rest, 27, 21) - .08);
    for (int i = 0; i < 5; i++)
        kit_close(k[i]);
}

static void parameters_that_make_no_sense_are_refused(void **state)
{
    (void)state;
    source_refused("\"joy\" cannot be drawn, only neutral, happiness", "synthetic", "%s",
                   "{expressions: [anger, joy]}");
    source_refused("name at least one", "synthetic", "%s", "{expressions: []}");
    source_refused("the lower one first", "synthetic", "%s", "{intensity: [1, 0.5]}");
    source_refused("the lower one first", "synthetic", "%s", "{intensity: [1]}");
    source_refused("3 people cannot be dealt to 5 folds", "synthetic", "%s", "{people: 3}");
    source_refused("outside 32 .. 1024", "synthetic", "%s", "{size: 8}");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_face_is_the_same_in_any_order_and_any_instance),
        cmocka_unit_test(another_seed_draws_other_faces),
        cmocka_unit_test(a_face_does_not_depend_on_the_count),
        cmocka_unit_test(landmarks_lie_inside_the_picture_whatever_the_pose),
        cmocka_unit_test(the_box_holds_the_landmarks),
        cmocka_unit_test(landmarks_lie_on_what_is_drawn),
        cmocka_unit_test(labels_are_balanced_in_every_fold),
        cmocka_unit_test(nobody_is_in_two_folds),
        cmocka_unit_test(one_fold_is_no_fold),
        cmocka_unit_test(labels_are_mapped_to_the_words_of_the_study),
        cmocka_unit_test(expressions_move_the_landmarks_of_their_action_units),
        cmocka_unit_test(parameters_that_make_no_sense_are_refused),
    };
    return cmocka_run_group_tests_name("synthetic", tests, NULL, NULL);
}
