/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#include "made_up.h"
#include "markup.h"

/* The section of report.html that tells what metrics of explanations found. The
 * values that made-up reports know are iou, higher is better, and distance, lower. */

static const char *section(void)
{
    if (made_up_write("html", NULL))
        fail_msg("%s", made_up_error);
    const char *text = made_up_file("report.html", NULL);
    markup_check(text);
    return markup_text(text, "<section id=\"faithfulness\">", "</section>");
}

static void expect(const char *text, const char *part)
{
    if (!strstr(text, part))
        fail_msg("no '%s' in '%.1500s'", part, text);
}

static void begin(void)
{
    made_up_begin();
    made_up_table("faithfulness", "network explainer metric value# chance#");
}

/* A row whose value is missing where it is negative, and likewise its chance. */
static void add(const char *network, const char *metric, double value, double chance)
{
    made_up_row("%s|lime|%s", network, metric);
    if (value >= 0)
        made_up_number(3, value);
    if (chance >= 0)
        made_up_number(4, chance);
}

static void heatmaps_stand_beside_random_ones(void **state)
{
    (void)state;
    begin();
    add("vgg", "iou", .2, .3);
    add("vgg", "iou", .4, .3);
    add("vgg", "iou", .6, .3);
    const char *text = section();
    expect(text, "lime");
    expect(text, "3 explanations");
    expect(text, "Intersection over union \u2191");
    expect(text, "0.400 0.300 to 0.500"); /* the median, then the quartiles */
    expect(text, "random heatmap");
    expect(text, "0.300 worse than 2 of 3");
}

static void lower_can_be_better(void **state)
{
    (void)state;
    begin();
    add("vgg", "distance", 1, 3);
    add("vgg", "distance", 5, 3);
    const char *text = section();
    expect(text, "Distance (px) \u2193");
    expect(text, "worse than 1 of 2");
}

static void without_chance_there_is_no_random_heatmap(void **state)
{
    (void)state;
    begin();
    add("vgg", "iou", .2, -1);
    const char *text = section();
    expect(text, "0.200");
    assert_null(strstr(text, "random heatmap"));
}

static void missing_values_are_no_explanations(void **state)
{
    (void)state;
    begin();
    add("vgg", "iou", .2, .3);
    add("vgg", "iou", -1, -1);
    add("alexnet", "iou", -1, -1);
    const char *text = section();
    expect(text, "1 explanation");
    expect(text, "0 explanations");
    expect(text, "0.200\u2013"); /* a dash for the other network */
}

static void metrics_without_a_value_are_left_out(void **state)
{
    (void)state;
    begin();
    add("vgg", "iou", .2, .3);
    add("vgg", "distance", -1, -1);
    assert_null(strstr(section(), "Distance"));
    begin();
    add("vgg", "distance", -1, -1);
    assert_string_equal(section(), "");
}

static void without_the_table_there_is_no_section(void **state)
{
    (void)state;
    made_up_begin();
    assert_string_equal(section(), "");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(heatmaps_stand_beside_random_ones),
        cmocka_unit_test(lower_can_be_better),
        cmocka_unit_test(without_chance_there_is_no_random_heatmap),
        cmocka_unit_test(missing_values_are_no_explanations),
        cmocka_unit_test(metrics_without_a_value_are_left_out),
        cmocka_unit_test(without_the_table_there_is_no_section),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
