/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#include "core/csv.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "kit.h"

enum { MOST = 8 };

static const lk_column columns[] = {{"name", LK_COLUMN_TEXT}, {"value", LK_COLUMN_NUMBER}};

/* What was read of a file, and the sentence where it could not be. */
static lk_cell cells[MOST][2];
static size_t row_count;
static lk_fault fault;
static lk_arena *arena;

static int keep(void *user, const lk_cell *row, lk_fault *f)
{
    (void)user;
    (void)f;
    assert_true(row_count < MOST);
    memcpy(cells[row_count++], row, sizeof cells[0]);
    return 0;
}

static int read_bytes(const char *text, size_t size)
{
    char path[] = "/tmp/test-csv-XXXXXX";
    int fd = mkstemp(path);
    assert_true(fd >= 0 && write(fd, text, size) == (ssize_t)size);
    close(fd);
    lk_arena_free(arena);
    arena = lk_arena_new(0);
    row_count = 0;
    fault = (lk_fault){""};
    int rc = lk_csv_read(arena, path, 2, columns, keep, NULL, &fault);
    unlink(path);
    return rc;
}

static int read_text(const char *text)
{
    return read_bytes(text, strlen(text));
}

static void refused(const char *text, const char *sentence)
{
    assert_int_equal(read_text(text), -1);
    if (!strstr(fault.text, sentence))
        fail_msg("'%s' is not in '%s'", sentence, fault.text);
}

static void columns_are_found_by_name_in_any_order(void **state)
{
    (void)state;
    assert_int_equal(read_text("other,value,name\n1,0.25,a\n2,-3e-2,b\n"), 0);
    assert_int_equal(row_count, 2);
    assert_string_equal(cells[0][0].text, "a");
    assert_true(cells[0][1].number == .25 && cells[1][1].number == -3e-2);
}

static void quoted_fields_hold_commas_quotes_and_line_ends(void **state)
{
    (void)state;
    assert_int_equal(read_text("name,value\n\"a,\"\"b\"\"\nc\",1\n\"\",2\n"), 0);
    assert_string_equal(cells[0][0].text, "a,\"b\"\nc");
    assert_int_equal(cells[1][0].missing, 1);
}

static void an_empty_field_is_missing(void **state)
{
    (void)state;
    assert_int_equal(read_text("name,value\n,\n"), 0);
    assert_int_equal(cells[0][0].missing && cells[0][1].missing, 1);
    assert_null(cells[0][0].text);
}

static void a_heading_alone_is_a_table_without_rows(void **state)
{
    (void)state;
    assert_int_equal(read_text("name,value\n"), 0);
    assert_int_equal(row_count, 0);
}

static void a_file_that_was_cut_is_refused_with_its_line(void **state)
{
    (void)state;
    refused("name,value\na,1\nb,2", ":3: the file ends within this line");
    refused("name,value\n\"a\nb", ":3: the file ends within field 1");
    refused("", ":1: the file ends within this line");
}

static void a_row_of_another_width_is_refused(void **state)
{
    (void)state;
    refused("name,value\na\n", ":2: 1 fields stand below a heading of 2");
    refused("name,value\na,1,2\n", ":2: 3 fields stand below a heading of 2");
}

static void a_column_that_is_not_there_or_twice_is_refused(void **state)
{
    (void)state;
    refused("name,worth\n", ":1: there is no column `value`");
    refused("name,value,name\n", ":1: the column `name` stands twice");
}

static void what_is_no_finite_number_is_refused(void **state)
{
    static const char *const wrong[] = {"nan", "inf", "1e999", "0x10", " 1", "1 ", "1,5", "--1"};
    char text[64];
    (void)state;
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        snprintf(text, sizeof text, "name,value\na,\"%s\"\n", wrong[i]);
        refused(text, "in the column `value` is no number");
    }
}

static void quotes_and_carriage_returns_out_of_place_are_refused(void **state)
{
    (void)state;
    refused("name,value\na\"b,1\n", "field 1 holds a quote or carriage return");
    refused("name,value\r\na,1\r\n", ":1: field 2 holds a quote or carriage return");
    refused("name,value\n\"a\"b,1\n", ":2: field 1 goes on after its quote");
}

static void bytes_that_are_no_text_are_refused(void **state)
{
    (void)state;
    refused("name,value\n\xff\xfe,1\n", "the file is no text");
    assert_int_equal(read_bytes("name,value\na\0b,1\n", 17), -1);
    assert_non_null(strstr(fault.text, "the file is no text"));
}

static void more_fields_than_any_table_has_are_refused(void **state)
{
    char text[1024];
    (void)state;
    memset(text, ',', sizeof text);
    text[sizeof text - 2] = '\n';
    text[sizeof text - 1] = 0;
    refused(text, "it has more than 256 fields");
}

static int close_arena(void **state)
{
    (void)state;
    lk_arena_free(arena);
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(columns_are_found_by_name_in_any_order),
        cmocka_unit_test(quoted_fields_hold_commas_quotes_and_line_ends),
        cmocka_unit_test(an_empty_field_is_missing),
        cmocka_unit_test(a_heading_alone_is_a_table_without_rows),
        cmocka_unit_test(a_file_that_was_cut_is_refused_with_its_line),
        cmocka_unit_test(a_row_of_another_width_is_refused),
        cmocka_unit_test(a_column_that_is_not_there_or_twice_is_refused),
        cmocka_unit_test(what_is_no_finite_number_is_refused),
        cmocka_unit_test(quotes_and_carriage_returns_out_of_place_are_refused),
        cmocka_unit_test(bytes_that_are_no_text_are_refused),
        cmocka_unit_test(more_fields_than_any_table_has_are_refused),
    };
    return cmocka_run_group_tests(tests, NULL, close_arena);
}
