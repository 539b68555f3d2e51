/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#include "made_up.h"
#include "markup.h"

/* The section of report.html that sets explainers beside each other. */

static const char *page_of(void)
{
    if (made_up_write("html", NULL))
        fail_msg("%s", made_up_error);
    const char *text = made_up_file("report.html", NULL);
    markup_check(text);
    return text;
}

static const char *section(void)
{
    return markup_text(page_of(), "<section id=\"explainers\">", "</section>");
}

static void expect(const char *text, const char *part)
{
    if (!strstr(text, part))
        fail_msg("no '%s' in '%.3000s'", part, text);
}

static void expect_none(const char *text, const char *part)
{
    if (strstr(text, part))
        fail_msg("'%s' in '%.3000s'", part, text);
}

/* ---- Studies --------------------------------------------------------------------------- */

static void begin_effort(void)
{
    made_up_begin();
    made_up_table("effort",
                  "network explainer items# passes# seconds# predicted_saving# recalled#");
}

static void add_effort(const char *network, const char *explainer, double passes, double seconds)
{
    made_up_row("%s|%s|10|%.17g|%.17g||0", network, explainer, 10 * passes, 10 * seconds);
}

/* lime and hsic on one network. */
static void begin_two(void)
{
    begin_effort();
    add_effort("vgg", "lime", 1000, 2);
    add_effort("vgg", "hsic", 1000, 4);
}

static void begin_items(void)
{
    made_up_table("items", "network explainer measure value#");
}

/* One explanation: negative infinity is missing. */
static void add_item(const char *explainer, const char *measure, double value)
{
    made_up_row("vgg|%s|%s", explainer, measure);
    if (isfinite(value))
        made_up_number(3, value);
}

static void begin_faithfulness(void)
{
    made_up_table("faithfulness", "network explainer metric value# chance#");
}

static void add_faithfulness(const char *explainer, const char *metric, double value, double chance)
{
    made_up_row("vgg|%s|%s", explainer, metric);
    made_up_number(3, value);
    if (isfinite(chance))
        made_up_number(4, chance);
}

/* ---- What they cost ---------------------------------------------------------------------- */

static void costs_are_means_over_networks(void **state)
{
    (void)state;
    begin_effort();
    add_effort("vgg", "lime", 100, 2);
    add_effort("vgg", "occlusion", 30, .05);
    add_effort("alexnet", "lime", 300, 4);
    add_effort("alexnet", "occlusion", 50, .05);
    const char *text = section();
    expect(text, "lime3\u00a0s200");
    expect(text, "occlusion50\u00a0ms40");
    expect(text, "The least time for a face is that of occlusion, 50\u00a0ms, the most that of "
                 "lime, 3\u00a0s, 60 times as long.");
}

static void savings_and_found_passes_have_columns(void **state)
{
    (void)state;
    begin_two();
    made_up_row("alexnet|lime|10|100|20|5|50");
    made_up_row("alexnet|hsic|10|100|20||0");
    const char *text = section();
    expect(text, "Saving");
    expect(text, "5\u00a0\u00d7");
    expect(text, "0.5\u00a0%"); /* 50 of 10000 + 100 */
    expect(text, "Passes found");
}

/* lasso takes least, since lime had asked for what it asks. */
static void who_found_its_passes_is_not_the_fastest(void **state)
{
    (void)state;
    begin_two();
    made_up_row("vgg|lasso|10|10000|.1||9000");
    expect(section(), "Of those that did their own passes the least time for a face is that of "
                      "lime, 2\u00a0s, the most that of hsic, 4\u00a0s, 2 times as long.");
}

/* ---- How steady they are ------------------------------------------------------------------ */

static void halves_that_disagree_are_named(void **state)
{
    (void)state;
    begin_two();
    begin_items();
    add_item("lime", "split_half", .8);
    add_item("hsic", "split_half", .2);
    add_item("hsic", "split_half", .4);
    const char *text = section();
    expect(text, "Half of the samples would tell another story of hsic (0.30). The rank");
    expect(text, "Correlation of halves\u00a0\u2191");
    expect(text, "0.800");
    expect(text, "0.300");
    expect_none(text, "Nothing in this study");
}

static void halves_that_agree_are_told_by_the_least(void **state)
{
    (void)state;
    begin_two();
    begin_items();
    add_item("lime", "split_half", .5);
    add_item("hsic", "split_half", .9);
    expect(section(),
           "is 0.5 or more with every explainer that has it, the least with lime (0.50)");
}

static void other_draws_come_before_halves_in_the_plot(void **state)
{
    (void)state;
    begin_two();
    begin_items();
    add_item("lime", "split_half", .8);
    begin_faithfulness();
    add_faithfulness("lime", "seed_consistency", .4, NAN);
    add_faithfulness("hsic", "seed_consistency", 1, NAN);
    const char *text = page_of();
    expect(text, "aria-label=\"Likeness to another draw by the time for a face\"");
    expect_none(text, "aria-label=\"Rank correlation of two halves");
    expect(text, "<title>lime: 2\u00a0s, 0.400</title>");
    expect(section(), "Other random numbers would tell another story of lime (0.40)");
}

static void change_nearby_has_a_plot_of_its_own(void **state)
{
    (void)state;
    begin_two();
    begin_faithfulness();
    add_faithfulness("hsic", "avg_sensitivity", .25, NAN);
    const char *text = page_of();
    expect(text, "<title>hsic: 4\u00a0s, 0.250</title>");
    expect(text, "<title>lime: 2\u00a0s, unknown</title>");
    assert_int_equal(markup_count(text, "class=\"point"), 2);
}

static void without_a_measure_there_is_no_plot(void **state)
{
    (void)state;
    begin_two();
    expect(section(), "Nothing in this study tells how steady they are");
    expect_none(page_of(), "<svg");
}

static void found_passes_make_a_point_hollow(void **state)
{
    (void)state;
    begin_effort();
    made_up_row("vgg|lime|10|100|20||0");
    made_up_row("vgg|hsic|10|100|20||60");
    begin_items();
    add_item("lime", "split_half", .8);
    add_item("hsic", "split_half", .9);
    const char *text = page_of();
    assert_int_equal(markup_count(text, "class=\"point hollow\""), 1);
    expect(section(), "Hollow points found some of their passes done");
}

/* ---- What else is known --------------------------------------------------------------------- */

static void columns_without_values_are_left_out(void **state)
{
    (void)state;
    begin_two();
    begin_items();
    add_item("lime", "fit", .7);
    add_item("lime", "fit", -INFINITY);
    const char *text = section();
    expect(text, "Fit\u00a0\u2191");
    expect(text, "lime2\u00a0s1\u202f0000.700\n");
    expect(text, "hsic4\u00a0s1\u202f000\u2013\n");
    expect_none(text, "Deletion");
    expect_none(text, "Saving");
    expect_none(text, "halves");
}

static void random_heatmaps_stand_under_the_own(void **state)
{
    (void)state;
    begin_two();
    begin_faithfulness();
    add_faithfulness("lime", "deletion", .2, .3);
    add_faithfulness("lime", "deletion", .4, .5);
    add_faithfulness("lime", "insertion", .6, NAN);
    const char *text = section();
    expect(text, "0.300 random 0.400");
    expect(text, "0.600");
    expect(text, "Deletion\u00a0\u2193");
    expect(text, "Insertion\u00a0\u2191");
    expect(text, "each is to be held against its own; over squares");
}

/* Some tell their error in units of the score, and the score of both ends; others tell
 * a share. */
static void errors_of_completeness_are_shares(void **state)
{
    (void)state;
    begin_two();
    begin_items();
    add_item("lime", "score", .9);
    add_item("lime", "empty_score", .1);
    add_item("lime", "completeness_error", .12);
    add_item("lime", "completeness_error", -.2);
    add_item("hsic", "score", .9);
    add_item("hsic", "completeness_error", .05);
    const char *text = section();
    expect(text, "lime2\u00a0s1\u202f00020\u00a0%");
    expect(text, "hsic4\u00a0s1\u202f0005.0\u00a0%");
}

/* ---- What a number changes --------------------------------------------------------------------
 */

static void begin_steadiness(void)
{
    begin_two();
    made_up_table("steadiness",
                  "base key span a b a_number# b_number# align metric value# n# analysis");
}

static void variants_of_a_number_are_told_by_their_least_alike_neighbours(void **state)
{
    (void)state;
    begin_steadiness();
    made_up_row("k15|segmenter.segments|neighbours|k15|k30|15|30|paper|unheard||12|x");
    made_up_row("k15|segmenter.segments|neighbours|k15|k30|15|30|paper|iou|0.75|12|x");
    made_up_row("k15|segmenter.segments|neighbours|k30|k60|30|60|paper|iou|0.5|12|x");
    made_up_row("k15|segmenter.segments|neighbours|k60|k90|60|90|paper|iou|0.625|12|x");
    made_up_row("k15|segmenter.segments|ends|k15|k90|15|90|paper|iou|0.25|11|x");
    const char *text = section();
    expect(text, "segmenter.segments from 15 to 90 (k15, k30, k60, k90): the Intersection over "
                 "union of neighbours\u2019 maps is 0.500 or more on average, of those at both "
                 "ends 0.250.");
    expect(text, "segmenter.segments30, 60k30, k600.50012\n");
    expect(text, "segmenter.segments, both ends15, 90k15, k900.25011\n");
    expect(text, "from 0 to 1, more is more alike");
    expect_none(text, "unheard");
}

static void of_distances_the_furthest_is_told(void **state)
{
    (void)state;
    begin_steadiness();
    made_up_row("lime|samples|neighbours|lime|hsic|100|200|paper|distance|3|12|x");
    made_up_row("lime|samples|neighbours|hsic|rise|200|400|paper|distance|5|12|x");
    made_up_row("lime|samples|ends|lime|rise|100|400|paper|distance|4|12|x");
    const char *text = section();
    expect(text, "the Distance of neighbours\u2019 maps is 5.000 or less on average");
    expect(text, "from 0 up, less is more alike");
}

static void two_variants_of_a_number_have_one_value(void **state)
{
    (void)state;
    begin_steadiness();
    made_up_row("lime|samples|neighbours|lime|hsic|100|200|paper|iou|0.75|12|x");
    made_up_row("lime|samples|neighbours|lime|hsic|100|200|own|iou|0.5|12|x");
    const char *text = section();
    expect(text, "samples 100 and 200 (lime, hsic, aligned by paper): the Intersection over union "
                 "of their maps is 0.750 on average.");
    expect(text, "(lime, hsic, aligned by own): the Intersection over union of their maps is "
                 "0.500");
    expect(text, "samples100, 200lime, hsicown0.50012\n");
}

static void of_variants_that_are_not_all_known_nothing_is_said(void **state)
{
    (void)state;
    begin_steadiness();
    made_up_row("lime|samples|neighbours|lime|hsic|100|200|paper|iou|0.75|12|x");
    made_up_row("lime|samples|neighbours|hsic|rise|200|400|paper|iou||0|x");
    made_up_row("lime|samples|ends|lime|rise|100|400|paper|iou|0.5|12|x");
    const char *text = section();
    expect_none(text, "samples from");
    expect(text, "samples200, 400hsic, rise\u20130\n");
    begin_two();
    expect_none(section(), "What a number of theirs changes");
}

/* ---- When it is there, and whose it is ---------------------------------------------------------
 */

static void one_explainer_has_no_section(void **state)
{
    (void)state;
    begin_effort();
    add_effort("vgg", "lime", 100, 2);
    add_effort("alexnet", "lime", 100, 2);
    made_up_row("vgg|idle|0|0|0||0"); /* explained nothing */
    assert_string_equal(section(), "");
    expect_none(page_of(), "href=\"#explainers\"");
}

static void two_have_one_that_the_contents_name(void **state)
{
    (void)state;
    begin_two();
    expect(page_of(), "<a href=\"#explainers\">Explainers</a>");
    expect_none(page_of(), "href=\"#similarity\"");
}

static void names_are_escaped(void **state)
{
    (void)state;
    begin_effort();
    add_effort("vgg", "<i>&\"x", 100, 2);
    add_effort("vgg", "lime", 100, 4);
    begin_items();
    add_item("<i>&\"x", "split_half", .3);
    const char *text = page_of();
    expect(text, "story of <b>&lt;i&gt;&amp;&quot;x</b>");
    expect_none(text, "<i>");
}

/* ---- Many
 * ---------------------------------------------------------------------------------------- */

enum { MANY = 27, LABELS = 64 };

typedef struct place {
    double x, y;
} place;

/* Where the plots of a page write labels. */
static size_t read_labels(const char *text, place out[LABELS])
{
    size_t count = 0;
    for (; (text = strstr(text, "class=\"mark\" x=\"")); count++) {
        char *end;
        assert_true(count < LABELS);
        out[count].x = strtod(text + strlen("class=\"mark\" x=\""), &end);
        assert_memory_equal(end, "\" y=\"", 5);
        out[count].y = strtod(end + 5, &end);
        text = end;
    }
    return count;
}

static void many_are_numbered_off_each_other(void **state)
{
    (void)state;
    place at[LABELS];
    begin_effort();
    for (int i = 0; i < MANY; i++) /* ten close to each other, the rest without a measure */
        made_up_row("vgg|explainer-%d|10|100|%g||0", i + 1, i < 10 ? 20 + .1 * i : 1 + .05 * i);
    begin_items();
    for (int i = 0; i < 10; i++)
        made_up_row("vgg|explainer-%d|split_half|%g", i + 1, .8 + .001 * i);
    const char *text = page_of();
    expect(text, "<small>27</small>\u00a0explainer-27");
    assert_int_equal(read_labels(text, at), MANY);
    for (int i = 0; i < MANY; i++)
        for (int k = 0; k < i; k++)
            if (fabs(at[i].x - at[k].x) < 8 && fabs(at[i].y - at[k].y) < 10)
                fail_msg("labels %d and %d lie on each other at %g, %g", k + 1, i + 1, at[i].x,
                         at[i].y);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(costs_are_means_over_networks),
        cmocka_unit_test(savings_and_found_passes_have_columns),
        cmocka_unit_test(who_found_its_passes_is_not_the_fastest),
        cmocka_unit_test(halves_that_disagree_are_named),
        cmocka_unit_test(halves_that_agree_are_told_by_the_least),
        cmocka_unit_test(other_draws_come_before_halves_in_the_plot),
        cmocka_unit_test(change_nearby_has_a_plot_of_its_own),
        cmocka_unit_test(without_a_measure_there_is_no_plot),
        cmocka_unit_test(found_passes_make_a_point_hollow),
        cmocka_unit_test(columns_without_values_are_left_out),
        cmocka_unit_test(random_heatmaps_stand_under_the_own),
        cmocka_unit_test(errors_of_completeness_are_shares),
        cmocka_unit_test(variants_of_a_number_are_told_by_their_least_alike_neighbours),
        cmocka_unit_test(of_distances_the_furthest_is_told),
        cmocka_unit_test(two_variants_of_a_number_have_one_value),
        cmocka_unit_test(of_variants_that_are_not_all_known_nothing_is_said),
        cmocka_unit_test(one_explainer_has_no_section),
        cmocka_unit_test(two_have_one_that_the_contents_name),
        cmocka_unit_test(names_are_escaped),
        cmocka_unit_test(many_are_numbered_off_each_other),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
