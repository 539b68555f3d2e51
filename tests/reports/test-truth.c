/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#include "made_up.h"
#include "markup.h"

/* What reports say of explanations against the truth. Chance is .5 everywhere. */

typedef struct given {
    const char *network, *explainer;
    double cause, shortcut; /* NAN: there is none */
    double half;            /* of every t interval; NAN: they have none */
} given;

enum { PEOPLE = 6 };

static void add_faces(const given *g, const char *mask, double value)
{
    const char *const baselines[] = {"", "chance"};
    for (int i = 0; i < 2; i++) {
        made_up_row("%s|%s|%s|otsu|%s|iou", g->network, g->explainer, mask, baselines[i]);
        made_up_number(6, i ? .5 : value);
    }
}

static void add_judged(const given *g, const char *mask, const char *contrast, double value)
{
    made_up_row("%s|%s|%s|otsu|iou|%s", g->network, g->explainer, mask, contrast);
    made_up_number(6, value);
    made_up_number(7, PEOPLE);
    if (isnan(g->half))
        return;
    made_up_number(8, value - g->half);
    made_up_number(9, value + g->half);
}

static void judge(const given *g)
{
    add_judged(g, "cause", "own", g->cause);
    add_judged(g, "cause", "own-chance", g->cause - .5);
    if (isnan(g->shortcut))
        return;
    add_judged(g, "cause", "cause-shortcut", g->cause - g->shortcut);
    add_judged(g, "shortcut", "own", g->shortcut);
    add_judged(g, "shortcut", "own-chance", g->shortcut - .5);
}

static void study(const given *all, size_t count, int is_judged)
{
    made_up_begin();
    made_up_table("truth", "network explainer mask binarise baseline metric value#");
    for (size_t i = 0; i < count; i++) {
        add_faces(&all[i], "cause", all[i].cause);
        if (!isnan(all[i].shortcut))
            add_faces(&all[i], "shortcut", all[i].shortcut);
    }
    if (!is_judged)
        return;
    made_up_table("truths",
                  "network explainer mask binarise metric contrast value# n# t_lo# t_hi#");
    for (size_t i = 0; i < count; i++)
        judge(&all[i]);
}

/* Without the breaks of its lines. */
static const char *answer(void)
{
    static char text[4000];
    if (made_up_write("text", NULL))
        fail_msg("%s", made_up_error);
    snprintf(text, sizeof text, "%s", made_up_file("answer.txt", NULL));
    for (char *c = text; *c; c++)
        *c = *c == '\n' ? ' ' : *c;
    return text;
}

static const char *section(void)
{
    if (made_up_write("html", NULL))
        fail_msg("%s", made_up_error);
    const char *text = made_up_file("report.html", NULL);
    markup_check(text);
    return markup_text(text, "<section id=\"truth\">", "</section>");
}

static void expect(const char *text, const char *part)
{
    if (!strstr(text, part))
        fail_msg("no '%s' in '%s'", part, text);
}

#define STUDY(is_judged, ...)                                                                      \
    do {                                                                                           \
        const given all[] = {__VA_ARGS__};                                                         \
        study(all, sizeof all / sizeof all[0], is_judged);                                         \
    } while (0)

/* ---- The cause ----------------------------------------------------------------------- */

static void the_explainer_that_finds_the_cause_is_named(void **state)
{
    (void)state;
    STUDY(1, {"vgg", "lime", .7, NAN, .05}, {"vgg", "occlusion", .9, NAN, .05});
    expect(answer(),
           "vgg: occlusion finds the cause (0.900 [0.850, 0.950]; chance has 0.500). lime, "
           "the next, has 0.700 [0.650, 0.750].");
    expect(section(), "vgg: occlusion finds the cause (0.900 [0.850, 0.950]; chance has 0.500).");
}

static void intervals_that_overlap_make_no_winner(void **state)
{
    (void)state;
    STUDY(1, {"vgg", "lime", .82, NAN, .05}, {"vgg", "occlusion", .9, NAN, .05});
    expect(answer(),
           "Whether it does so better than lime, with 0.820 [0.770, 0.870], is not known: "
           "their intervals overlap.");
}

static void what_may_be_chance_finds_nothing(void **state)
{
    (void)state;
    STUDY(1, {"vgg", "lime", .54, NAN, .05}, {"vgg", "occlusion", .52, NAN, .05});
    expect(answer(), "vgg: no explainer is known to find the cause. lime comes nearest (0.540 "
                     "[0.490, 0.590]; chance has 0.500).");
}

static void without_statistics_nothing_is_claimed(void **state)
{
    (void)state;
    STUDY(0, {"vgg", "lime", .2, .9, NAN}, {"vgg", "occlusion", .9, .2, NAN});
    expect(answer(), "vgg: occlusion comes nearest to the cause (0.900; chance has 0.500), but "
                     "nothing says what that is worth: the study has no analysis `inference`.");
    assert_null(strstr(answer(), "shortcut"));
}

static void people_who_do_not_differ_are_no_doubt(void **state)
{
    (void)state;
    STUDY(1, {"vgg", "lime", .9, .1, NAN}, {"vgg", "occlusion", .8, .1, NAN});
    expect(answer(),
           "vgg: lime finds the cause (0.900; chance has 0.500). occlusion, the next, has "
           "0.800.");
}

static void explainers_are_counted_over_networks(void **state)
{
    (void)state;
    STUDY(1, {"vgg", "lime", .9, NAN, .05}, {"vgg", "occlusion", .4, NAN, .05},
          {"alexnet", "lime", .8, NAN, .05}, {"alexnet", "occlusion", .5, NAN, .05});
    expect(answer(), "Of 2 networks, the cause is found by lime in 2, by occlusion in none.");
}

/* ---- The shortcut --------------------------------------------------------------------- */

static void a_network_that_looks_at_the_shortcut_is_exposed(void **state)
{
    (void)state;
    STUDY(1, {"cheat", "lime", .4, .9, .05}, {"cheat", "occlusion", .6, .62, .05});
    expect(answer(),
           "cheat looks at the shortcut: it is marked rather than the cause by lime (0.900 "
           "[0.850, 0.950] against 0.400 [0.350, 0.450]). Not exposed by occlusion.");
    expect(section(), "cheat looks at the shortcut");
    expect(section(), "\u22120.500[\u22120.550, \u22120.450]");
}

static void explainers_that_disagree_expose_nobody(void **state)
{
    (void)state;
    STUDY(1, {"honest", "lime", .4, .9, .05}, {"honest", "occlusion", .9, .4, .05});
    expect(answer(), "The explainers disagree about honest: the shortcut rather than the cause is "
                     "marked by lime");
    assert_null(strstr(answer(), "honest looks at the shortcut"));
}

static void a_shortcut_below_chance_is_not_looked_at(void **state)
{
    (void)state;
    STUDY(1, {"honest", "lime", .2, .5, .05});
    assert_null(strstr(answer(), "shortcut"));
}

static void without_the_table_nothing_is_said(void **state)
{
    (void)state;
    made_up_begin();
    assert_string_equal(section(), "");
    assert_null(strstr(answer(), "what makes the label"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_explainer_that_finds_the_cause_is_named),
        cmocka_unit_test(intervals_that_overlap_make_no_winner),
        cmocka_unit_test(what_may_be_chance_finds_nothing),
        cmocka_unit_test(without_statistics_nothing_is_claimed),
        cmocka_unit_test(people_who_do_not_differ_are_no_doubt),
        cmocka_unit_test(explainers_are_counted_over_networks),
        cmocka_unit_test(a_network_that_looks_at_the_shortcut_is_exposed),
        cmocka_unit_test(explainers_that_disagree_expose_nobody),
        cmocka_unit_test(a_shortcut_below_chance_is_not_looked_at),
        cmocka_unit_test(without_the_table_nothing_is_said),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
