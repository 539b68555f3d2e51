/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#include <kit.h>

#include <csv/csv.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

/* A context, and what happened to one text. */
static kit *plugin;
static char scratch[] = "/tmp/likeness-test-XXXXXX";

/* The reader needs a context only; this detector over a small file has one. */
static int open_context(void **state)
{
    static const char text[] = "file,x,y,w,h\na.png,1,2,3,4\n";
    char params[64];
    (void)state;
    int fd = mkstemp(scratch);
    if (fd < 0 || write(fd, text, sizeof text - 1) != (ssize_t)sizeof text - 1 || close(fd))
        return -1;
    snprintf(params, sizeof params, "{path: %s}", scratch);
    plugin = kit_open(LK_STAGE_DETECTOR, "file", params);
    return 0;
}

static int close_context(void **state)
{
    (void)state;
    kit_close(plugin);
    return unlink(scratch);
}

static lk_csv parse(const char *text)
{
    lk_csv t;
    if (lk_csv_parse(kit_context(plugin, 1), text, strlen(text), "t.csv", &t))
        fail_msg("%s", kit_error(plugin));
    return t;
}

static void refuse(const char *text, size_t size, const char *sentence)
{
    lk_csv t;
    assert_int_equal(lk_csv_parse(kit_context(plugin, 1), text, size, "t.csv", &t), LK_E_INPUT);
    if (!strstr(kit_error(plugin), sentence))
        fail_msg("\"%s\" does not say \"%s\"", kit_error(plugin), sentence);
}

static void refuse_text(const char *text, const char *sentence)
{
    refuse(text, strlen(text), sentence);
}

static void columns_are_found_by_name(void **state)
{
    (void)state;
    lk_csv t = parse("b,a\n1,2\n3,4\n");
    assert_int_equal(t.row_count, 2);
    assert_string_equal(lk_csv_text(&t, 1, lk_csv_column(&t, "a")), "4");
    assert_int_equal(lk_csv_column(&t, "c"), -1);
    assert_string_equal(lk_csv_text(&t, 0, -1), "");
}

static void quotes_keep_commas_quotes_and_line_feeds(void **state)
{
    (void)state;
    lk_csv t = parse("a,b\r\n\"x, \"\"y\"\"\",\"one\ntwo\"\r\n\"\",z");
    assert_int_equal(t.row_count, 2);
    assert_string_equal(lk_csv_text(&t, 0, 0), "x, \"y\"");
    assert_string_equal(lk_csv_text(&t, 0, 1), "one\ntwo");
    assert_string_equal(lk_csv_text(&t, 1, 0), "");
    assert_string_equal(lk_csv_text(&t, 1, 1), "z");
}

static void rows_know_their_lines(void **state)
{
    (void)state;
    lk_csv t = parse("\xef\xbb\xbf"
                     "a\n\n\"1\n2\"\r\n\r\n3\n");
    assert_string_equal(t.header[0], "a");
    assert_int_equal(t.row_count, 2);
    assert_int_equal(t.lines[0], 3);
    assert_int_equal(t.lines[1], 6);
}

static void empty_fields_and_no_rows_are_fine(void **state)
{
    (void)state;
    lk_csv t = parse("a,b,\n,,\n");
    assert_int_equal(t.column_count, 3);
    assert_int_equal(t.row_count, 1);
    assert_string_equal(lk_csv_text(&t, 0, 2), "");
    assert_int_equal(parse("a").row_count, 0);
}

static void numbers_are_decimal_and_finite(void **state)
{
    static const char *const wrong[] = {"", "x", "1x", "0x10", "nan", "inf", "1e999", "1 2", "1,5"};
    double v;
    (void)state;
    lk_csv t = parse("a\n -1.5e1 \n");
    assert_int_equal(lk_csv_number(kit_context(plugin, 1), &t, 0, 0, &v), LK_OK);
    assert_true(v == -15);
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
        char text[32];
        snprintf(text, sizeof text, "a,b\n\"%s\",\n", wrong[i]);
        t = parse(text);
        assert_int_equal(lk_csv_number(kit_context(plugin, 1), &t, 0, 0, &v), LK_E_INPUT);
        assert_non_null(strstr(kit_error(plugin), "t.csv:2: column a must hold a number"));
    }
}

static void malformed_rows_are_named_by_file_and_line(void **state)
{
    (void)state;
    refuse_text("", "t.csv: the file is empty");
    refuse_text("\n\n", "t.csv: the file is empty");
    refuse_text("a,b\n1,2\n3\n", "t.csv:3: the row has 1 fields, the header 2.");
    refuse_text("a,b\n1,2,3\n", "t.csv:2: the row has more fields than the header.");
    refuse_text("a,b\n1,\"2\n\n", "t.csv:2: a quote opens a field here and is never closed.");
    refuse_text("a,b\n1,2\"3\n", "t.csv:2: a quote stands inside a field");
    refuse_text("a,b\n\"1\"2,3\n", "t.csv:2: text follows a closing quote");
    refuse_text("a,b,a\n", "t.csv:1: two columns are called \"a\".");
    refuse("a\n1\0", 4, "t.csv: a NUL byte");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(columns_are_found_by_name),
        cmocka_unit_test(quotes_keep_commas_quotes_and_line_feeds),
        cmocka_unit_test(rows_know_their_lines),
        cmocka_unit_test(empty_fields_and_no_rows_are_fine),
        cmocka_unit_test(numbers_are_decimal_and_finite),
        cmocka_unit_test(malformed_rows_are_named_by_file_and_line),
    };
    return cmocka_run_group_tests(tests, open_context, close_context);
}
