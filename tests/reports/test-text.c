/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#include "made_up.h"
#include "markup.h"

static const char *answer(void)
{
    if (made_up_write("text", NULL))
        fail_msg("%s", made_up_error);
    assert_int_equal(made_up_file_count(), 1);
    return made_up_file("answer.txt", NULL);
}

static void expect(const char *text, const char *part)
{
    if (!strstr(text, part))
        fail_msg("no '%s' in '%s'", part, text);
}

/* The line that begins with `name`, or holds it. */
static const char *line_of(const char *text, const char *name)
{
    static char line[400];
    const char *at = strstr(text, name);
    if (!at)
        fail_msg("no '%s' in '%s'", name, text);
    snprintf(line, sizeof line, "%.*s", (int)strcspn(at, "\n"), at);
    return line;
}

/* ---- The answer ------------------------------------------------------------------------ */

static void the_answer_is_its_first_line(void **state)
{
    (void)state;
    made_up_begin();
    made_up_scores(.3, .25, .35);
    assert_memory_equal(answer(), "Do these networks look where people look? No.\n", 46);
    expect(answer(), "a centred ellipse of the same area");
    made_up_begin();
    made_up_scores(.5, .3, .35);
    expect(answer(), "people look? It seems so.\n");
}

static void each_baseline_has_a_row_of_numbers(void **state)
{
    (void)state;
    made_up_begin();
    made_up_scores(.3, .25, .305);
    const char *text = answer();
    expect(line_of(text, "the networks' own maps   "), "  0.300");
    const char *line = line_of(text, "a centred ellipse of the same area   ");
    expect(line, " 0.305 ");
    expect(line, " -0.005 ");
    expect(line, " 1 of 2");
    line = line_of(text, "the same maps on masks of other expressions");
    expect(line, " 0.250 ");
    expect(line, " +0.050 ");
    expect(line, " 2 of 2");
    expect(line_of(text, "chance ("), " 0.100 ");
}

/* A row of the page's table: its text, with ASCII signs. */
static const char *page_row(const char *page, const char *name)
{
    static char row[1000];
    const char *at = strstr(strstr(page, "<tbody>\n<tr role=\"row\""), name);
    size_t size = 0;
    if (!at)
        fail_msg("the page has no '%s'", name);
    for (const char *text = markup_text(at, name, "</tr>"); *text; text++) {
        int minus = !strncmp(text, "\u2212", 3);
        row[size++] = minus ? '-' : *text;
        text += minus ? 2 : 0;
    }
    row[size] = 0;
    return row;
}

static void it_says_the_numbers_of_the_page(void **state)
{
    static const char *const names[] = {
        " own maps", " on masks of other expressions", "a centred ellipse of the same area",
        "mirrored left to right", "chance (the same area at random places)"};
    static char text[4000], page[200000];
    (void)state;
    made_up_begin();
    made_up_scores(.31837, .2529, .3175);
    made_up_provenance = "{\"faces\": 21}";
    snprintf(text, sizeof text, "%s", answer());
    assert_int_equal(made_up_write("html", NULL), LK_OK);
    snprintf(page, sizeof page, "%s", made_up_file("report.html", NULL));
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        char line[400], *rest, *word;
        size_t words = 0;
        snprintf(line, sizeof line, "%s", line_of(text, names[i]) + strlen(names[i]));
        for (word = strtok_r(line, " ", &rest); word; word = strtok_r(NULL, " ", &rest), words++)
            expect(page_row(page, names[i]), word);
        assert_int_equal(words, i ? 5 : 1);
    }
    expect(page, "21 faces, 20 in each map");
    expect(text, "21 faces, 20 in each map");
}

static void what_stands_behind_it_is_told(void **state)
{
    (void)state;
    made_up_begin();
    made_up_scores(.3, .25, .35);
    made_up_provenance = "{\"faces\": 21}";
    const char *text = answer();
    expect(text, "2 networks x 2 expressions = 4 maps; 21 faces, 20 in each map.");
    expect(text, "Few networks:");
    expect(text, "Few faces:");
    expect(text, "No margins of error:");
}

static void failures_are_counted(void **state)
{
    (void)state;
    made_up_begin();
    made_up_scores(.3, .25, .35);
    made_up_table("failures", "stage where reason");
    made_up_row("detect|2.jpg|no face was found in it");
    expect(answer(), "1 part of the study failed and is missing");
    made_up_row("detect|3.jpg|no face was found in it");
    expect(answer(), "2 parts of the study failed and are missing");
}

static void plugins_that_broke_a_rule_are_named(void **state)
{
    (void)state;
    made_up_begin();
    made_up_scores(.3, .25, .35);
    made_up_table("conduct", "stage plugin variants what sentence printed");
    assert_null(strstr(answer(), "Note:"));
    for (int i = 0; i < 6; i++)
        made_up_row("explainer|lime|a, b|umask|explainer lime changed the umask|");
    expect(answer(), "\nNote: explainer lime changed the umask.\n");
    assert_null(strstr(answer(), "more like these"));
    made_up_row("metric|road|road|locale|metric road changed the locale|");
    expect(answer(), "\nNote: and 1 more like these (table conduct).\n");
}

static void what_was_saved_is_told_and_how_far_it_was_checked(void **state)
{
    (void)state;
    made_up_begin();
    made_up_scores(.3, .25, .35);
    made_up_table("effort", "network predicted_saving# achieved_saving# checked# difference#");
    made_up_row("vgg|1||0|");
    assert_null(strstr(answer(), "shared their work"));
    made_up_row("vgg|6.031|5.5|40|");
    made_up_number(4, 2.4e-7);
    expect(answer(), "5.50\ntimes as long (predicted: 6.03). 40 passes were scored both ways, and "
                     "the\nlargest difference was 2e-07.\n");
    made_up_row("alexnet|3.2|2.9|1|");
    made_up_number(4, 9e-7);
    expect(answer(), "2.90\nto 5.50 times as long (predicted: 3.20 to 6.03). 41 passes were");
    expect(answer(), "difference was 9e-07.\n");
}

static void a_study_without_scores_has_an_answer(void **state)
{
    (void)state;
    made_up_begin();
    assert_string_equal(answer(), "Do these networks look where people look? No answer.\n"
                                  "No map of this study was scored against a mask of where people "
                                  "look.\n");
}

/* ---- Lines ------------------------------------------------------------------------------- */

static void lines_fit_a_terminal(void **state)
{
    char name[200];
    (void)state;
    memset(name, 'n', sizeof name - 1);
    name[sizeof name - 1] = 0;
    made_up_begin();
    made_up_scores(.3, .25, .35);
    made_up_iou("vgg", "fear", name, .2);
    size_t lines = 0;
    for (const char *at = answer(); *at; at += strcspn(at, "\n") + 1, lines++)
        assert_in_range(strcspn(at, "\n"), 0, 80);
    assert_in_range(lines, 8, 16);
}

static void a_terminal_gets_nothing_but_text(void **state)
{
    (void)state;
    made_up_begin();
    made_up_scores(.3, .25, .35);
    made_up_iou("vgg", "fear",
                "a\x1b[31mb\xc2\x9b"
                "c\xc3\xa9",
                .2);
    const char *text = answer();
    expect(text, "the baseline a?[31mb?c\xc3\xa9 ");
    for (const char *at = text; *at; at++)
        assert_true(*at == '\n' || (unsigned char)*at >= ' ');
}

static void a_metric_that_falls_is_better_when_lower(void **state)
{
    (void)state;
    made_up_begin();
    made_up_table("metrics", METRICS);
    made_up_row("study|pooled|vgg||fear|lime|paper|ekman|otsu||distance|2|||20|");
    made_up_row("study|pooled|vgg||fear|lime|paper|ekman|otsu|wrong|distance|3|||20|");
    made_up_row("study|pooled|vgg||fear|lime|paper|ekman|otsu|ellipse|distance|4|||20|");
    expect(answer(), "own lower in\n");
    expect(line_of(answer(), "a centred ellipse"), "1 of 1");
}

static void a_disk_that_is_full_is_told(void **state)
{
    (void)state;
    made_up_begin();
    made_up_disk = LK_E_IO;
    assert_int_equal(made_up_write("text", NULL), LK_E_IO);
    assert_non_null(strstr(made_up_error, "answer.txt"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_answer_is_its_first_line),
        cmocka_unit_test(each_baseline_has_a_row_of_numbers),
        cmocka_unit_test(it_says_the_numbers_of_the_page),
        cmocka_unit_test(what_stands_behind_it_is_told),
        cmocka_unit_test(failures_are_counted),
        cmocka_unit_test(plugins_that_broke_a_rule_are_named),
        cmocka_unit_test(what_was_saved_is_told_and_how_far_it_was_checked),
        cmocka_unit_test(a_study_without_scores_has_an_answer),
        cmocka_unit_test(lines_fit_a_terminal),
        cmocka_unit_test(a_terminal_gets_nothing_but_text),
        cmocka_unit_test(a_metric_that_falls_is_better_when_lower),
        cmocka_unit_test(a_disk_that_is_full_is_told),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
