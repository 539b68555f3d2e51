/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#include "pictures.h"
#include "scratch.h"

#include <math.h>

#define MUSCLES "{file: configs/masks/facs.yaml}"
#define ELLIPSES "{file: configs/masks/facs.yaml, outlines: ellipses}"

/* The file itself, to compare with. */
static const lk_node *table(const char *section)
{
    return lk_node_get(kit_yaml("../configs/masks/facs.yaml"), section);
}

/* A file whose labels are single action units, over the outlines of facs.yaml:
 * label `AU12` has the unit on both sides, `AU12R` and `AU12L` on one. */
static kit *open_units(const char *section)
{
    static char text[100000];
    char params[900];
    const char *path = kit_path("configs/masks/facs.yaml");
    FILE *f = fopen(path, "rb");
    assert_non_null(f);
    size_t size = fread(text, 1, sizeof text - 20000, f);
    fclose(f);
    text[size] = 0;
    char *outlines = strstr(text, "\nmuscles:");
    size_t rest = strlen(outlines);
    char *end = outlines + rest;
    char head[20000] = "readings:\n";
    const lk_node *units = table(section);
    for (size_t i = 0; i < units->count; i++) {
        const char *unit = units->items[i]->key;
        size_t n = strlen(head);
        snprintf(head + n, sizeof head - n,
                 "  AU%s: {x: [%s]}\n  AU%sR: {x: [R%s]}\n  AU%sL: {x: [L%s]}\n", unit, unit, unit,
                 unit, unit, unit);
    }
    size_t n = strlen(head);
    assert_true((size_t)(end - text) + n + 2 < sizeof text);
    memmove(text + n, outlines, rest + 1);
    memcpy(text, head, n);
    snprintf(params, sizeof params, "{file: %s, outlines: %s}",
             scratch_file("units.yaml", text, strlen(text)), section);
    return kit_open(LK_STAGE_MASK, "facs", params);
}

static lk_region draw_unit(kit *k, const char *unit, const char *side)
{
    char label[40];
    snprintf(label, sizeof label, "AU%s%s", unit, side);
    return draw_mask(k, label, 0, study_frame());
}

/* The middle of a region, in pixels. */
static lk_point centre_of(const lk_region *r)
{
    lk_point sum = {0, 0};
    for (size_t y = 0; y < 275; y++)
        for (size_t x = 0; x < 224; x++) {
            sum.x += ((double)x + .5) * pixel_of(r, y * 224 + x);
            sum.y += ((double)y + .5) * pixel_of(r, y * 224 + x);
        }
    return (lk_point){sum.x / (double)area_of(r), sum.y / (double)area_of(r)};
}

static lk_region joined(const lk_region *a, const lk_region *b)
{
    lk_region out = region_like(&a->pixels);
    for (size_t i = 0; i < lk_tensor_count(&a->pixels); i++)
        ((uint8_t *)out.pixels.data)[i] = pixel_of(a, i) || pixel_of(b, i);
    return out;
}

static const char *const sections[] = {"muscles", "ellipses"};

static void every_action_unit_has_a_region(void **state)
{
    (void)state;
    for (size_t s = 0; s < 2; s++) {
        kit *k = open_units(sections[s]);
        const lk_node *units = table(sections[s]);
        for (size_t i = 0; i < units->count; i++) {
            lk_region r = draw_unit(k, units->items[i]->key, "");
            if (area_of(&r) < 150 || area_of(&r) > 224 * 275 / 4)
                fail_msg("%s: unit %s has %zu pixels", sections[s], units->items[i]->key,
                         area_of(&r));
        }
        kit_close(k);
    }
}

static void the_tables_have_every_action_unit_of_the_face(void **state)
{
    static const char *const muscles[] = {"1",  "2",  "4",  "5",  "6",  "7",  "9",
                                          "10", "12", "14", "15", "16", "17", "18",
                                          "20", "23", "24", "25", "26", "27", "28"};
    static const char *const ellipses[] = {"1",  "2",  "4",  "5",  "6",  "7",  "9",
                                           "10", "12", "14", "15", "16", "17", "20",
                                           "23", "24", "25", "26", "27"};
    (void)state;
    assert_int_equal(table("muscles")->count, sizeof muscles / sizeof muscles[0]);
    for (size_t i = 0; i < sizeof muscles / sizeof muscles[0]; i++)
        assert_non_null(lk_node_get(table("muscles"), muscles[i]));
    assert_int_equal(table("ellipses")->count, sizeof ellipses / sizeof ellipses[0]);
    for (size_t i = 0; i < sizeof ellipses / sizeof ellipses[0]; i++)
        assert_non_null(lk_node_get(table("ellipses"), ellipses[i]));
}

/* The pairs of landmarks of the frame mirror each other at x = 109 (brows) to
 * 115 (jaw), to a few pixels. */
static void left_and_right_are_nearly_mirror_images(void **state)
{
    (void)state;
    for (size_t s = 0; s < 2; s++) {
        kit *k = open_units(sections[s]);
        const lk_node *units = table(sections[s]);
        for (size_t i = 0; i < units->count; i++) {
            const char *unit = units->items[i]->key;
            lk_region right = draw_unit(k, unit, "R"), left = draw_unit(k, unit, "L");
            lk_point a = centre_of(&right), b = centre_of(&left);
            double axis = (a.x + b.x) / 2, ratio = (double)area_of(&right) / (double)area_of(&left);
            if (axis < 109 || axis > 115 || fabs(a.y - b.y) > 4 || fabs(log(ratio)) > .25)
                fail_msg("%s: sides of unit %s: axis %.1f, heights %.1f and %.1f, ratio %.2f",
                         sections[s], unit, axis, a.y, b.y, ratio);
        }
        kit_close(k);
    }
}

static void a_unit_is_the_union_of_its_sides(void **state)
{
    (void)state;
    for (size_t s = 0; s < 2; s++) {
        kit *k = open_units(sections[s]);
        const lk_node *units = table(sections[s]);
        for (size_t i = 0; i < units->count; i++) {
            const char *unit = units->items[i]->key;
            lk_region right = draw_unit(k, unit, "R"), left = draw_unit(k, unit, "L");
            lk_region both = draw_unit(k, unit, ""), sum = joined(&right, &left);
            assert_memory_equal(both.pixels.data, sum.pixels.data, 224 * 275);
        }
        kit_close(k);
    }
}

/* R is the person's right, to the left in the image. */
static void a_side_is_that_of_the_person(void **state)
{
    kit *k = open_units("muscles");
    lk_region right = draw_unit(k, "12", "R");
    (void)state;
    for (size_t y = 0; y < 275; y++)
        for (size_t x = 112; x < 224; x++)
            assert_int_equal(pixel_of(&right, y * 224 + x), 0);
    kit_close(k);
}

static void a_label_is_the_union_of_its_action_units(void **state)
{
    (void)state;
    for (size_t s = 0; s < 2; s++) {
        kit *units = open_units(sections[s]);
        kit *k = kit_open(LK_STAGE_MASK, "facs", s ? ELLIPSES : MUSCLES);
        const lk_node *labels = table("readings");
        for (size_t l = 0; l < labels->count; l++)
            for (uint32_t r = 0; r < labels->items[l]->count; r++) {
                const lk_node *list = labels->items[l]->items[r];
                lk_region mask = draw_mask(k, labels->items[l]->key, r, study_frame());
                lk_region sum = region_of(275, 224);
                for (size_t i = 0; i < list->count; i++) {
                    const char *name = list->items[i]->text;
                    char side[2] = {*name == 'R' || *name == 'L' ? *name : 0, 0};
                    lk_region unit = draw_unit(units, name + strlen(side), side);
                    sum = joined(&sum, &unit);
                }
                assert_memory_equal(mask.pixels.data, sum.pixels.data, 224 * 275);
            }
        kit_close(k);
        kit_close(units);
    }
}

static void the_basic_expressions_have_their_readings(void **state)
{
    static const struct {
        const char *label, *names[5];
    } expected[] = {
        {"happiness", {"emfacs", "6+12+25"}},
        {"sadness", {"emfacs", "1+4+6+15+17"}},
        {"surprise", {"emfacs", "1+2+5+26+27"}},
        {"fear", {"emfacs", "1+2+4+5+20+25", "1+2+4+5+20+25+26+27"}},
        {"anger", {"emfacs", "4+5+7+24", "4+5+7+10+17+23+24+25+26"}},
        {"disgust", {"emfacs", "9+15+17", "10+17+4", "9+10+16+17+25+26"}},
        {"contempt", {"emfacs"}},
        {"awed", {"du2014"}},
    };
    kit *k = kit_open(LK_STAGE_MASK, "facs", MUSCLES);
    const lk_mask_ops *ops = kit_ops(k);
    (void)state;
    for (size_t i = 0; i < sizeof expected / sizeof expected[0]; i++) {
        const char *const *names = ops->readings(kit_self(k), kit_context(k, 1), expected[i].label);
        assert_non_null(names);
        for (size_t n = 0; expected[i].names[n]; n++)
            assert_string_equal(names[n], expected[i].names[n]);
    }
    assert_int_equal(table("readings")->count, 20);
    kit_close(k);
}

/* A reading named by its units has just these. */
static void readings_are_what_their_names_say(void **state)
{
    const lk_node *labels = table("readings");
    (void)state;
    for (size_t l = 0; l < labels->count; l++)
        for (size_t r = 0; r < labels->items[l]->count; r++) {
            const lk_node *list = labels->items[l]->items[r];
            char name[100] = "";
            for (size_t i = 0; i < list->count; i++)
                strcat(strcat(name, i ? "+" : ""), list->items[i]->text);
            if (strchr(list->key, '+'))
                assert_string_equal(list->key, name);
        }
}

static void two_readings_of_facs_differ(void **state)
{
    kit *muscles = kit_open(LK_STAGE_MASK, "facs", MUSCLES);
    kit *ellipses = kit_open(LK_STAGE_MASK, "facs", ELLIPSES);
    lk_region a = draw_mask(muscles, "happiness", 0, study_frame());
    lk_region b = draw_mask(ellipses, "happiness", 0, study_frame());
    lk_region c = draw_mask(muscles, "happiness", 1, study_frame());
    (void)state;
    assert_true(iou_of(&a, &b) < .9);
    assert_true(iou_of(&a, &c) < 1 && area_of(&c) > area_of(&a));
    kit_close(muscles);
    kit_close(ellipses);
}

static void an_unknown_label_or_reading_is_refused(void **state)
{
    kit *k = kit_open(LK_STAGE_MASK, "facs", MUSCLES);
    const lk_mask_ops *ops = kit_ops(k);
    lk_region out = region_of(275, 224);
    (void)state;
    assert_null(ops->readings(kit_self(k), kit_context(k, 1), "boredom"));
    assert_non_null(strstr(kit_error(k), "no action units for the label `boredom`"));
    assert_int_equal(ops->draw(kit_self(k), kit_context(k, 1), "boredom", 0, study_frame(), &out),
                     LK_E_INPUT);
    assert_int_equal(ops->draw(kit_self(k), kit_context(k, 1), "happiness", 2, study_frame(), &out),
                     LK_E_INPUT);
    assert_non_null(strstr(kit_error(k), "2 readings"));
    kit_close(k);
}

static void a_wrong_file_is_refused_where_it_is_wrong(void **state)
{
#define UNIT "muscles: {1: {both: [[1, 2, 3]]}}\n"
    static const struct {
        const char *text, *reason;
    } cases[] = {
        {"{}", "needs a map `muscles`"},
        {UNIT, "needs a map `readings`"},
        {UNIT "readings: []", "needs a map `readings`"},
        {UNIT "readings: {joy: [1]}", "map of named readings"},
        {UNIT "readings: {joy: {}}", "map of named readings"},
        {UNIT "readings: {joy: {x: []}}", "list of action units"},
        {UNIT "readings: {joy: {x: [2]}}", "action unit 2 has no outline in `muscles`"},
        {UNIT "readings: {joy: {x: [R]}}", "action unit R has no outline"},
        {UNIT "readings: {joy: {x: [[1]]}}", "action unit here has no outline"},
        {"muscles: {1: [[1, 2, 3]]}\nreadings: {}", "has outlines `right`"},
        {"muscles: {1: {up: [[1, 2, 3]]}}\nreadings: {}", "no key `up`"},
        {"muscles: {1: {left: [[1, 2, 3, 70]]}}\nreadings: {}", "`70` is no point"},
        {"muscles: {1: {like: 2}}\nreadings: {}", "`like` names no action unit"},
        {"muscles: {1: {like: 1}}\nreadings: {}", "`like` names no action unit"},
        {"muscles: {1: {like: [2]}}\nreadings: {}", "`like` names no action unit"},
        {UNIT "  ", "needs a map `readings`"},
        {"muscles: {1: {both: [[1, 2, 3]]}, 2: {like: 1}, 3: {like: 2}}\nreadings: {}",
         "`like` names no action unit that has outlines"},
        {"muscles: {1: {both: [[1, 2, 3]]}, 2: {like: 1, left: [[1, 2, 3]]}}\nreadings: {}",
         "no outlines of its own"},
    };
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++)
        check_refused(LK_STAGE_MASK, "facs", "file", cases[i].text, cases[i].reason);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_tables_have_every_action_unit_of_the_face),
        cmocka_unit_test(every_action_unit_has_a_region),
        cmocka_unit_test(left_and_right_are_nearly_mirror_images),
        cmocka_unit_test(a_unit_is_the_union_of_its_sides),
        cmocka_unit_test(a_side_is_that_of_the_person),
        cmocka_unit_test(a_label_is_the_union_of_its_action_units),
        cmocka_unit_test(the_basic_expressions_have_their_readings),
        cmocka_unit_test(readings_are_what_their_names_say),
        cmocka_unit_test(two_readings_of_facs_differ),
        cmocka_unit_test(an_unknown_label_or_reading_is_refused),
        cmocka_unit_test(a_wrong_file_is_refused_where_it_is_wrong),
    };
    return cmocka_run_group_tests(tests, NULL, scratch_remove);
}
