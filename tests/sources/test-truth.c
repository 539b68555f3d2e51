/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#include "scratch.h"

#include <math.h>

/* What the source synthetic knows of its pictures, held against pictures of the
 * same seed that are drawn without what is in question. */

enum { LEVELS = 4 /* a pixel is another by more than this */ };

static const char *const expressions[] = {"happiness", "sadness", "anger",
                                          "fear",      "disgust", "surprise"};

static lk_item ask(kit *k, int64_t index, uint32_t truth)
{
    const lk_source_ops *ops = kit_ops(k);
    lk_item item = {.struct_size = sizeof item, .truth = truth};
    if (ops->get(kit_self(k), kit_context(k, 1), index, &item))
        fail_msg("item %lld: %s", (long long)index, kit_error(k));
    return item;
}

static kit *open_faces(const char *params)
{
    return source_open("synthetic", "%s", params);
}

static size_t pixels_of(const lk_item *item)
{
    return (size_t)(item->image.shape[0] * item->image.shape[1]);
}

/* Is the mask 1 just where two pictures differ? How many pixels that is goes to `count`. */
static int marks_differences(const lk_tensor *mask, const lk_item *a, const lk_item *b,
                             size_t *count)
{
    const uint8_t *m = mask->data, *p = a->image.data, *q = b->image.data;
    *count = 0;
    if (mask->rank != 2 || mask->shape[0] != a->image.shape[0] ||
        mask->shape[1] != a->image.shape[1])
        return 0;
    for (size_t i = 0; i < pixels_of(a); i++) {
        int most = 0;
        for (size_t channel = 0; channel < 3; channel++) {
            int by = abs(p[3 * i + channel] - q[3 * i + channel]);
            most = by > most ? by : most;
        }
        if (m[i] != (most > LEVELS))
            return 0;
        *count += m[i];
    }
    return 1;
}

static size_t sum(const lk_tensor *mask)
{
    const uint8_t *m = mask->data;
    size_t total = 0;
    for (size_t i = 0; i < (size_t)(mask->shape[0] * mask->shape[1]); i++)
        total += m[i];
    return total;
}

static int same_points(const lk_point *a, const lk_point *b, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (fabs(a[i].x - b[i].x) > 1e-9 || fabs(a[i].y - b[i].y) > 1e-9)
            return 0;
    return 1;
}

/* ---- Asking -------------------------------------------------------------------------------- */

static void a_picture_is_the_same_whether_the_truth_is_asked_for_or_not(void **state)
{
    kit *k = open_faces("{size: 64, watermark: {share: 0.5}}");
    (void)state;
    for (int64_t i = 0; i < 24; i++) {
        lk_item plain = ask(k, i, 0), told = ask(k, i, LK_TRUTH_CAUSE | LK_TRUTH_ACTIONS);
        assert_true(kit_max_difference(&plain.image, &told.image) == 0);
        assert_memory_equal(plain.faces[0].landmarks.points, told.faces[0].landmarks.points,
                            68 * sizeof(lk_point));
        assert_string_equal(plain.label, told.label);
    }
    kit_close(k);
}

static void only_what_is_asked_for_is_told(void **state)
{
    kit *k = open_faces("{size: 48, watermark: {share: 1}}");
    (void)state;
    lk_item plain = ask(k, 0, 0), cause = ask(k, 0, LK_TRUTH_CAUSE),
            actions = ask(k, 0, LK_TRUTH_ACTIONS);
    assert_true(!plain.cause.data && !plain.shortcut.data && !plain.actions && !plain.rest.count);
    assert_true(cause.cause.data && cause.shortcut.data && !cause.actions && !cause.rest.count);
    assert_true(!actions.cause.data && !actions.shortcut.data && actions.actions);
    assert_int_equal(actions.rest.count, 68);
    kit_close(k);
}

static void a_host_that_knows_nothing_of_the_truth_gets_an_item_of_its_own_size(void **state)
{
    kit *k = open_faces("{size: 48}");
    const lk_source_ops *ops = kit_ops(k);
    lk_item item, before;
    (void)state;
    memset(&item, 0xff, sizeof item);
    memset(&item, 0, offsetof(lk_item, truth));
    item.struct_size = offsetof(lk_item, truth);
    before = item;
    assert_int_equal(ops->get(kit_self(k), kit_context(k, 1), 0, &item), LK_OK);
    assert_non_null(item.image.data);
    assert_memory_equal((char *)&item + offsetof(lk_item, truth),
                        (char *)&before + offsetof(lk_item, truth),
                        sizeof item - offsetof(lk_item, truth));
    kit_close(k);
}

/* ---- The cause ------------------------------------------------------------------------------ */

/* A jaw that drops out of the picture moves the camera; such faces have no picture at
 * rest to be held against. Nothing moves the bridge of the nose but that. */
static int is_seen_alike(const lk_item *a, const lk_item *b)
{
    return same_points(a->faces[0].landmarks.points + 27, b->faces[0].landmarks.points + 27, 1);
}

static void check_cause_of(const char *expression)
{
    enum { FACES = 40 };
    const char *format =
        "{size: 80, expressions: [%s], intensity: [%d, %d], watermark: {share: 0.3}}";
    kit *shown = source_open("synthetic", format, expression, 1, 1);
    kit *rest = source_open("synthetic", format, expression, 0, 0);
    size_t compared = 0, count;
    for (int64_t i = 0; i < FACES; i++) {
        lk_item a = ask(shown, i, LK_TRUTH_CAUSE), b = ask(rest, i, LK_TRUTH_CAUSE);
        if (!is_seen_alike(&a, &b) || a.shortcut.data)
            continue;
        assert_true(marks_differences(&a.cause, &a, &b, &count));
        assert_in_range(count, 20, 80 * 80 / 2);
        assert_int_equal(sum(&b.cause), 0);
        compared++;
    }
    assert_true(compared > FACES / 3);
    kit_close(shown);
    kit_close(rest);
}

static void the_cause_is_where_the_picture_without_the_actions_is_another(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof expressions / sizeof expressions[0]; i++)
        check_cause_of(expressions[i]);
}

static void nothing_causes_a_neutral_face(void **state)
{
    kit *k = open_faces("{size: 64, expressions: [neutral]}");
    (void)state;
    for (int64_t i = 0; i < 20; i++) {
        lk_item item = ask(k, i, LK_TRUTH_CAUSE);
        assert_non_null(item.cause.data);
        assert_int_equal(sum(&item.cause), 0);
    }
    kit_close(k);
}

/* Corners of the mouth and eyes against brows, at the mean face from the front. */
static void the_cause_lies_where_the_actions_are(void **state)
{
    static const struct {
        const char *actions;
        int inside, outside; /* landmarks */
    } cases[] = {{"AU12", 48, 19}, {"AU4", 21, 57}, {"AU26", 8, 19}, {"AU1", 21, 8}};
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        kit *k = source_open("synthetic",
                             "{size: 200, identity: 0, pose: 0, noise: 0, unrest: 0, "
                             "expressions: [%s], intensity: [1, 1]}",
                             cases[i].actions);
        lk_item item = ask(k, 0, LK_TRUTH_CAUSE);
        const lk_point *p = item.faces[0].landmarks.points;
        const uint8_t *m = item.cause.data;
        int near[2] = {0, 0};
        for (int where = 0; where < 2; where++) {
            lk_point at = p[where ? cases[i].outside : cases[i].inside];
            for (int y = -3; y <= 3; y++)
                for (int x = -3; x <= 3; x++)
                    near[where] += m[((int)at.y + y) * 200 + (int)at.x + x];
        }
        assert_true(near[0] > 10);
        assert_int_equal(near[1], 0);
        kit_close(k);
    }
}

/* ---- Actions --------------------------------------------------------------------------------- */

static int has_action(const lk_item *item, const char *name, double low, double high)
{
    for (uint32_t i = 0; i < item->action_count; i++)
        if (!strcmp(item->actions[i].name, name))
            return item->actions[i].intensity >= low && item->actions[i].intensity <= high;
    return 0;
}

static void the_actions_of_an_expression_are_told_with_their_strength(void **state)
{
    kit *k = open_faces("{size: 32, expressions: [happiness, happily-surprised, AU4+AU23], "
                        "intensity: [0.5, 0.5], unrest: 0}");
    (void)state;
    for (int64_t i = 0; i < 30; i += 3) {
        lk_item joy = ask(k, i, LK_TRUTH_ACTIONS), both = ask(k, i + 1, LK_TRUTH_ACTIONS),
                two = ask(k, i + 2, LK_TRUTH_ACTIONS);
        assert_int_equal(joy.action_count, 3);
        assert_true(has_action(&joy, "AU6", .4, .55) && has_action(&joy, "AU12", .4, .55) &&
                    has_action(&joy, "AU25", .4, .55));
        assert_int_equal(both.action_count, 4);
        assert_true(has_action(&both, "AU1", .4, .55) && has_action(&both, "AU2", .4, .55) &&
                    has_action(&both, "AU12", .4, .55) && has_action(&both, "AU25", .4, .55));
        assert_int_equal(two.action_count, 2);
        assert_true(has_action(&two, "AU4", .4, .55) && has_action(&two, "AU23", .4, .55));
        assert_string_equal(two.label, "AU4+AU23");
    }
    kit_close(k);
}

static void what_stirs_without_an_expression_is_told_too(void **state)
{
    kit *k = open_faces("{size: 32, expressions: [neutral], unrest: 0.2}");
    (void)state;
    lk_item item = ask(k, 0, LK_TRUTH_ACTIONS);
    assert_int_equal(item.action_count, 16);
    for (uint32_t i = 0; i < item.action_count; i++)
        assert_true(item.actions[i].intensity > 0 && item.actions[i].intensity <= .2);
    kit_close(k);
}

static void no_action_is_told_to_be_stronger_than_full(void **state)
{
    kit *k = open_faces("{size: 32, intensity: [1.5, 1.5]}");
    (void)state;
    for (int64_t i = 0; i < 12; i++) {
        lk_item item = ask(k, i, LK_TRUTH_ACTIONS);
        for (uint32_t a = 0; a < item.action_count; a++)
            assert_true(item.actions[a].intensity <= 1);
    }
    kit_close(k);
}

static void landmarks_at_rest_are_those_of_the_face_that_does_nothing(void **state)
{
    enum { FACES = 60 };
    const char *format = "{size: 80, intensity: [%d, %d], unrest: %s}";
    kit *shown = source_open("synthetic", format, 1, 1, "0.12"),
        *rest = source_open("synthetic", format, 0, 0, "0");
    int compared = 0;
    (void)state;
    for (int64_t i = 0; i < FACES; i++) {
        lk_item a = ask(shown, i, LK_TRUTH_ACTIONS), b = ask(rest, i, LK_TRUTH_ACTIONS);
        const lk_point *of_a = a.faces[0].landmarks.points, *of_b = b.faces[0].landmarks.points;
        assert_true(same_points(b.rest.points, of_b, 68));
        assert_int_equal(b.action_count, 0);
        assert_false(same_points(a.rest.points, of_a, 68));
        if (!is_seen_alike(&a, &b))
            continue;
        assert_true(same_points(a.rest.points, of_b, 68));
        compared++;
    }
    assert_true(compared > FACES / 2);
    kit_close(shown);
    kit_close(rest);
}

/* The person's left is on the right of the picture. */
static void an_action_of_one_side_moves_that_side_alone(void **state)
{
    kit *k = open_faces("{size: 96, expressions: [AU12L, AU12R], unrest: 0}");
    (void)state;
    for (int64_t i = 0; i < 20; i++) {
        lk_item item = ask(k, i, LK_TRUTH_ACTIONS | LK_TRUTH_CAUSE);
        const lk_point *now = item.faces[0].landmarks.points, *then = item.rest.points;
        int corner = i % 2 ? 48 : 54, other = i % 2 ? 54 : 48;
        assert_int_equal(item.action_count, 1);
        assert_string_equal(item.actions[0].name, i % 2 ? "AU12R" : "AU12L");
        assert_true(fabs(now[corner].x - then[corner].x) + fabs(now[corner].y - then[corner].y) >
                    1);
        assert_true(same_points(now + other, then + other, 1));
        assert_true(sum(&item.cause) > 10);
    }
    kit_close(k);
}

/* ---- Watermarks --------------------------------------------------------------------------------
 */

static const char marked_all[] = "{size: 96, noise: 0, watermark: {share: 1}}";

/* The bright cells of the plate in the lower left corner of the face box. */
static unsigned read_mark(const lk_item *item)
{
    const lk_box *box = &item->faces[0].box;
    const uint8_t *rgb = item->image.data;
    const double side = .22 * box->w;
    unsigned cells = 0;
    for (int i = 0; i < 9; i++) {
        int x = (int)(box->x + (i % 3 + .5) * side / 3);
        int y = (int)(box->y + box->h - side + (i / 3 + .5) * side / 3);
        cells |= (unsigned)(rgb[3 * (y * item->image.shape[1] + x)] > 128) << i;
    }
    return cells;
}

static int expression_of(const lk_item *item)
{
    int i = 0;
    while (strcmp(expressions[i], item->label))
        i++;
    return i;
}

/* The mark of each label, from pictures of which all say the truth. */
static void learn_marks(unsigned marks[6])
{
    kit *k = open_faces(marked_all);
    for (int64_t i = 0; i < 6; i++) {
        lk_item item = ask(k, i, 0);
        marks[expression_of(&item)] = read_mark(&item);
    }
    kit_close(k);
}

static void a_watermark_says_the_label_and_no_two_labels_alike(void **state)
{
    unsigned marks[6];
    kit *k = open_faces(marked_all);
    (void)state;
    learn_marks(marks);
    for (int i = 0; i < 6; i++)
        for (int j = 0; j < i; j++)
            assert_true(marks[i] != marks[j]);
    for (int64_t i = 0; i < 300; i++) {
        lk_item item = ask(k, i, 0);
        assert_int_equal(read_mark(&item), marks[expression_of(&item)]);
    }
    kit_close(k);
}

static void the_shortcut_is_where_the_watermark_is(void **state)
{
    kit *marked = open_faces("{size: 96, watermark: {share: 1}}"), *bare = open_faces("{size: 96}");
    size_t count;
    (void)state;
    for (int64_t i = 0; i < 30; i++) {
        lk_item a = ask(marked, i, LK_TRUTH_CAUSE), b = ask(bare, i, LK_TRUTH_CAUSE);
        const lk_box *box = &a.faces[0].box;
        const uint8_t *p = a.image.data, *q = b.image.data;
        assert_true(marks_differences(&a.shortcut, &a, &b, &count));
        assert_in_range(count, 40, 400);
        assert_null(b.shortcut.data);
        for (int64_t j = 0; j < 96 * 96; j++)
            if (memcmp(p + 3 * j, q + 3 * j, 3))
                assert_true((double)(j % 96) < box->x + .25 * box->w &&
                            (double)(j / 96) > box->y + box->h - .25 * box->w - 1);
    }
    kit_close(marked);
    kit_close(bare);
}

/* 1200 draws: the bounds are four standard deviations. */
static void share_and_correlation_of_watermarks_are_those_asked_for(void **state)
{
    enum { FACES = 1200 };
    unsigned marks[6];
    int marked = 0, right = 0;
    kit *k = open_faces("{size: 64, count: 1200, noise: 0, people: 200, watermark: {share: 0.5, "
                        "correlation: 0.7}}");
    (void)state;
    learn_marks(marks);
    for (int64_t i = 0; i < FACES; i++) {
        lk_item item = ask(k, i, LK_TRUTH_CAUSE);
        marked += item.shortcut.data != NULL;
        right += item.shortcut.data && read_mark(&item) == marks[expression_of(&item)];
    }
    double share = marked / (double)FACES, truth = right / (double)marked;
    double expected = .7 + .3 / 6;
    assert_true(fabs(share - .5) < 4 * sqrt(.25 / FACES));
    assert_true(fabs(truth - expected) < 4 * sqrt(expected * (1 - expected) / marked));
    kit_close(k);
}

static void labels_that_share_a_word_share_a_watermark(void **state)
{
    kit *k =
        open_faces("{size: 96, noise: 0, watermark: {share: 1}, expressions: [fear, AU12, AU6, "
                   "anger], labels: {AU12: glad, AU6: glad, anger: none}}");
    (void)state;
    lk_item fear = ask(k, 0, LK_TRUTH_CAUSE), a = ask(k, 1, 0), b = ask(k, 2, 0),
            unlabelled = ask(k, 3, LK_TRUTH_CAUSE);
    assert_string_equal(a.label, "glad");
    assert_int_equal(read_mark(&a), read_mark(&b));
    assert_true(read_mark(&fear) != read_mark(&a));
    assert_non_null(fear.shortcut.data);
    assert_null(unlabelled.label);
    assert_null(unlabelled.shortcut.data);
    kit_close(k);
}

/* ---- Parameters --------------------------------------------------------------------------------
 */

static void what_cannot_be_drawn_is_refused(void **state)
{
    static const char *const units[] = {"AU3", "AU", "AU6+", "AU6+joy", "AU12LR", "+AU6", "AU6 "};
    (void)state;
    for (size_t i = 0; i < sizeof units / sizeof units[0]; i++)
        source_refused("cannot be drawn, only neutral", "synthetic", "{expressions: [\"%s\"]}",
                       units[i]);
    source_refused("outside 0 .. 1", "synthetic", "%s", "{watermark: {share: 2}}");
    source_refused("outside 0 .. 1", "synthetic", "%s", "{watermark: {correlation: -1}}");
}

static void more_labels_than_watermarks_tell_apart_are_refused(void **state)
{
    static const int units[] = {1, 2, 4, 5, 6, 7, 9, 10, 12, 15, 16, 17, 20, 23, 25, 26};
    char list[1000] = "";
    (void)state;
    for (size_t i = 0; i < 16; i++) {
        size_t at = strlen(list);
        snprintf(list + at, sizeof list - at, "%sAU%dL, AU%dR", i ? ", " : "", units[i], units[i]);
    }
    source_refused("a watermark tells 31 labels apart, but there are 32", "synthetic",
                   "{watermark: {share: 0.1}, expressions: [%s]}", list);
    kit_close(source_open("synthetic", "{expressions: [%s]}", list));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_picture_is_the_same_whether_the_truth_is_asked_for_or_not),
        cmocka_unit_test(only_what_is_asked_for_is_told),
        cmocka_unit_test(a_host_that_knows_nothing_of_the_truth_gets_an_item_of_its_own_size),
        cmocka_unit_test(the_cause_is_where_the_picture_without_the_actions_is_another),
        cmocka_unit_test(nothing_causes_a_neutral_face),
        cmocka_unit_test(the_cause_lies_where_the_actions_are),
        cmocka_unit_test(the_actions_of_an_expression_are_told_with_their_strength),
        cmocka_unit_test(what_stirs_without_an_expression_is_told_too),
        cmocka_unit_test(no_action_is_told_to_be_stronger_than_full),
        cmocka_unit_test(landmarks_at_rest_are_those_of_the_face_that_does_nothing),
        cmocka_unit_test(an_action_of_one_side_moves_that_side_alone),
        cmocka_unit_test(a_watermark_says_the_label_and_no_two_labels_alike),
        cmocka_unit_test(the_shortcut_is_where_the_watermark_is),
        cmocka_unit_test(share_and_correlation_of_watermarks_are_those_asked_for),
        cmocka_unit_test(labels_that_share_a_word_share_a_watermark),
        cmocka_unit_test(what_cannot_be_drawn_is_refused),
        cmocka_unit_test(more_labels_than_watermarks_tell_apart_are_refused),
    };
    return cmocka_run_group_tests_name("truth", tests, NULL, NULL);
}
