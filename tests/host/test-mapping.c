/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#include "kit.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "core/call.h"
#include "core/paths.h"

/* Files that plugins map, and files that appear whole. */

enum { SIZE = 3 * 4096 + 17 };

static lk_call call;
static char path[64];

static int begin(void **state)
{
    (void)state;
    snprintf(path, sizeof path, "test-mapping-%d", (int)getpid());
    return lk_call_begin(&call, NULL, 1, 0);
}

static int end(void **state)
{
    (void)state;
    lk_call_end(&call);
    unlink(path);
    return 0;
}

static void write_file(size_t size, char first)
{
    static char bytes[SIZE];
    lk_fault fault = {""};
    memset(bytes, 'x', sizeof bytes);
    bytes[0] = first;
    assert_int_equal(lk_write_whole(path, bytes, size, &fault), 0);
}

static lk_status map(size_t limit, const void **out, size_t *size)
{
    return call.context.host->map_file(&call.context, path, NULL, limit, out, size);
}

static lk_key digest_of_files(void)
{
    lk_key key;
    lk_digest_end(&call.files, &key);
    return key;
}

static void a_mapped_file_has_the_bytes_of_the_file(void **state)
{
    const void *bytes;
    size_t size;
    (void)state;
    write_file(SIZE, 'a');
    assert_int_equal(map(0, &bytes, &size), LK_OK);
    assert_int_equal(size, SIZE);
    assert_int_equal(*(const char *)bytes, 'a');
    assert_int_equal(((const char *)bytes)[SIZE - 1], 'x');
}

static void what_was_mapped_enters_the_key_as_what_was_read_does(void **state)
{
    const void *bytes;
    size_t size;
    lk_key mapped, read;
    (void)state;
    write_file(SIZE, 'a');
    map(0, &bytes, &size);
    mapped = digest_of_files();
    lk_call_reset(&call);
    call.context.host->read_file(&call.context, path, NULL, 0, &bytes, &size);
    read = digest_of_files();
    assert_true(lk_key_equal(&mapped, &read));
    lk_call_reset(&call);
    write_file(SIZE, 'b');
    map(0, &bytes, &size);
    read = digest_of_files();
    assert_false(lk_key_equal(&mapped, &read));
}

static void an_empty_file_is_mapped_to_nothing(void **state)
{
    const void *bytes = NULL;
    size_t size = 1;
    (void)state;
    write_file(0, 0);
    assert_int_equal(map(0, &bytes, &size), LK_OK);
    assert_int_equal(size, 0);
    assert_non_null(bytes);
}

static void a_file_beyond_the_limit_is_refused(void **state)
{
    const void *bytes;
    size_t size;
    (void)state;
    write_file(SIZE, 'a');
    assert_int_equal(map(SIZE - 1, &bytes, &size), LK_E_IO);
    assert_non_null(strstr(call.fault.text, "larger than"));
    assert_non_null(strstr(call.fault.text, path));
}

static void a_folder_is_not_mapped(void **state)
{
    const void *bytes;
    size_t size;
    (void)state;
    assert_int_equal(call.context.host->map_file(&call.context, ".", NULL, 0, &bytes, &size),
                     LK_E_IO);
    assert_non_null(strstr(call.fault.text, "not a regular file"));
}

static void a_file_that_cannot_be_put_in_place_leaves_nothing_behind(void **state)
{
    lk_fault fault = {""};
    (void)state;
    assert_int_equal(lk_write_whole("no/such/folder/x", "a", 1, &fault), -1);
    assert_non_null(strstr(fault.text, "no/such/folder/x cannot be written"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(a_mapped_file_has_the_bytes_of_the_file, begin, end),
        cmocka_unit_test_setup_teardown(what_was_mapped_enters_the_key_as_what_was_read_does, begin,
                                        end),
        cmocka_unit_test_setup_teardown(an_empty_file_is_mapped_to_nothing, begin, end),
        cmocka_unit_test_setup_teardown(a_file_beyond_the_limit_is_refused, begin, end),
        cmocka_unit_test_setup_teardown(a_folder_is_not_mapped, begin, end),
        cmocka_unit_test(a_file_that_cannot_be_put_in_place_leaves_nothing_behind),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
