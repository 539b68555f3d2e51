/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#include "kit.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "core/npy.h"

/* Files written by numpy 1.24 lie in golden/host. */

static const struct written {
    const char *name;
    uint8_t code, bits;
} types[] = {
    {"u1", LK_DTYPE_UINT, 8},   {"i4", LK_DTYPE_INT, 32},   {"i8", LK_DTYPE_INT, 64},
    {"f4", LK_DTYPE_FLOAT, 32}, {"f8", LK_DTYPE_FLOAT, 64},
};

enum { TYPES = sizeof types / sizeof types[0] };

static void *keep(void *user, size_t size)
{
    (void)user;
    return kit_tensor(LK_DTYPE_UINT, 8, 1, (int)size).data;
}

static const char *golden(const char *name)
{
    static char path[64];
    snprintf(path, sizeof path, "golden/host/numpy-%s.npy", name);
    return path;
}

/* The bytes of a file below tests/. */
static size_t slurp(const char *relative, unsigned char *out, size_t room)
{
    char path[4096];
    snprintf(path, sizeof path, "%s/%s", kit_path("tests"), relative);
    FILE *f = fopen(path, "rb");
    assert_non_null(f);
    size_t n = fread(out, 1, room, f);
    fclose(f);
    return n;
}

/* A file of version 1 with this dictionary and `data` zero bytes after it. */
static size_t forge(const char *dictionary, size_t data, unsigned char *out)
{
    size_t n = strlen(dictionary);
    memcpy(out, "\x93NUMPY\x01\x00", 8);
    out[8] = (unsigned char)(n & 0xff);
    out[9] = (unsigned char)(n >> 8);
    memcpy(out + 10, dictionary, n);
    memset(out + 10 + n, 0, data);
    return 10 + n + data;
}

static void assert_refused(const void *bytes, size_t size, const char *because)
{
    lk_tensor t;
    lk_fault fault = {""};
    void *exact = malloc(size ? size : 1); /* so that a read past the end is seen */
    if (size)
        memcpy(exact, bytes, size);
    lk_status status = lk_npy_decode(exact, size, keep, NULL, &t, &fault);
    free(exact);
    assert_int_equal(status, LK_E_INPUT);
    if (!strstr(fault.text, because))
        fail_msg("expected \"%s\" in: %s", because, fault.text);
}

static void assert_forged_refused(const char *dictionary, size_t data, const char *because)
{
    unsigned char bytes[1024];
    assert_refused(bytes, forge(dictionary, data, bytes), because);
}

/* ---- Reading ------------------------------------------------------------------------ */

static void arrays_of_every_type_are_read_as_numpy_wrote_them(void **state)
{
    (void)state;
    for (size_t i = 0; i < TYPES; i++) {
        lk_tensor t = kit_npy(golden(types[i].name));
        lk_tensor want = kit_tensor(LK_DTYPE_FLOAT, 64, 3, 2, 3, 4);
        for (int k = 0; k < 24; k++)
            ((double *)want.data)[k] = i ? k * 5 - 3 : (uint8_t)(k * 5 - 3);
        assert_int_equal(t.dtype.code, types[i].code);
        assert_int_equal(t.dtype.bits, types[i].bits);
        assert_int_equal(t.rank, 3);
        assert_int_equal(t.strides[0], 12);
        assert_true(kit_max_difference(&t, &want) == 0);
    }
}

static void truth_values_are_read_as_bytes(void **state)
{
    (void)state;
    lk_tensor t = kit_npy(golden("b1"));
    assert_int_equal(t.dtype.code, LK_DTYPE_UINT);
    assert_memory_equal(t.data, "\1\0\0\1\0\0\1", 7);
}

static void a_scalar_has_no_axes_and_one_value(void **state)
{
    (void)state;
    lk_tensor t = kit_npy(golden("scalar"));
    assert_int_equal(t.rank, 0);
    assert_float_equal(*(double *)t.data, 2.5, 0);
}

static void an_empty_array_keeps_its_shape(void **state)
{
    (void)state;
    lk_tensor t = kit_npy(golden("empty"));
    assert_int_equal(t.rank, 2);
    assert_int_equal(t.shape[0], 0);
    assert_int_equal(t.shape[1], 3);
}

static void version_2_of_the_format_is_read(void **state)
{
    (void)state;
    lk_tensor t = kit_npy(golden("version2"));
    assert_int_equal(((int32_t *)t.data)[4], 4);
}

/* ---- Writing ------------------------------------------------------------------------ */

static void arrays_are_written_as_numpy_would(void **state)
{
    (void)state;
    unsigned char want[512];
    for (size_t i = 0; i < TYPES; i++) {
        const void *bytes;
        size_t size, n = slurp(golden(types[i].name), want, sizeof want);
        lk_tensor t = kit_npy(golden(types[i].name));
        assert_int_equal(lk_npy_encode(&t, keep, NULL, &bytes, &size, NULL), LK_OK);
        assert_int_equal(size, n);
        assert_memory_equal(bytes, want, n);
    }
}

static void a_file_written_is_the_array_read(void **state)
{
    (void)state;
    char path[] = "/tmp/likeness-test-XXXXXX";
    lk_tensor back, t = kit_tensor(LK_DTYPE_FLOAT, 32, 1, 5);
    int fd = mkstemp(path);
    assert_true(fd >= 0);
    close(fd);
    ((float *)t.data)[3] = -1.5f;
    assert_int_equal(lk_npy_write(path, &t, NULL), LK_OK);
    assert_int_equal(lk_npy_read(path, keep, NULL, &back, NULL), LK_OK);
    assert_int_equal(back.rank, 1);
    assert_true(kit_max_difference(&back, &t) == 0);
    unlink(path);
}

static void an_array_with_gaps_is_not_written(void **state)
{
    (void)state;
    const void *bytes;
    size_t size;
    lk_tensor t = kit_tensor(LK_DTYPE_FLOAT, 32, 2, 4, 4);
    t.shape[1] = 2;
    assert_int_equal(lk_npy_encode(&t, keep, NULL, &bytes, &size, NULL), LK_E_UNSUPPORTED);
}

static void a_missing_file_is_named(void **state)
{
    (void)state;
    lk_tensor t;
    lk_fault fault = {""};
    assert_int_equal(lk_npy_read("/nowhere/x.npy", keep, NULL, &t, &fault), LK_E_IO);
    assert_non_null(strstr(fault.text, "/nowhere/x.npy"));
}

/* ---- Hostile files -------------------------------------------------------------------- */

static void a_file_cut_short_anywhere_is_refused(void **state)
{
    (void)state;
    unsigned char bytes[512];
    size_t n = slurp(golden("f4"), bytes, sizeof bytes);
    for (size_t i = 0; i < n; i++)
        assert_refused(bytes, i, "cannot read the array");
}

static void bytes_after_the_data_are_refused(void **state)
{
    (void)state;
    assert_forged_refused("{'descr': '<f4', 'fortran_order': False, 'shape': (2,), }", 9,
                          "asks for 8 bytes, there are 9");
}

static void an_unknown_version_is_refused(void **state)
{
    (void)state;
    unsigned char bytes[512];
    size_t n = slurp(golden("f4"), bytes, sizeof bytes);
    bytes[6] = 3;
    assert_refused(bytes, n, "version");
}

static void a_shape_beyond_all_bounds_is_refused(void **state)
{
    (void)state;
    assert_forged_refused("{'descr': '<f8', 'shape': (4611686018427387904, 16), }", 0, "bounds");
    assert_forged_refused("{'descr': '<f8', 'shape': (1073741824, 1073741824, 16), }", 0, "bounds");
    assert_forged_refused("{'descr': '<f8', 'shape': (99999999999999999999999,), }", 0, "bounds");
    assert_forged_refused("{'descr': '<f8', 'shape': (1,1,1,1,1,1,1,1,1), }", 8, "8 axes");
}

static void other_element_types_and_orders_are_refused(void **state)
{
    (void)state;
    assert_forged_refused("{'descr': '>f4', 'shape': (1,), }", 4, "element type");
    assert_forged_refused("{'descr': '|O', 'shape': (1,), }", 4, "element type");
    assert_forged_refused("{'descr': '<f4', 'fortran_order': True, 'shape': (1,), }", 4, "Fortran");
}

static void a_header_that_is_no_plain_dictionary_is_refused(void **state)
{
    (void)state;
    assert_forged_refused("", 0, "dictionary");
    assert_forged_refused("{", 0, "dictionary");
    assert_forged_refused("{'descr': [('a', '<f4')], 'shape': (1,)}", 4, "dictionary");
    assert_forged_refused("{'descr': '<f4', 'shape': (-1,)}", 4, "whole numbers");
    assert_forged_refused("{'descr': '<f4', 'shape': (1 2)}", 4, "tuple");
    assert_forged_refused("{'descr': '<f4'}", 4, "no shape");
    assert_forged_refused("{'shape': (1,)}", 4, "no element type");
    assert_forged_refused("{'descr': '<f4', 'shape': (1,), 'x': 1}", 4, "unknown key");
    assert_forged_refused("{'descr: <f4}", 4, "not closed");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(arrays_of_every_type_are_read_as_numpy_wrote_them),
        cmocka_unit_test(truth_values_are_read_as_bytes),
        cmocka_unit_test(a_scalar_has_no_axes_and_one_value),
        cmocka_unit_test(an_empty_array_keeps_its_shape),
        cmocka_unit_test(version_2_of_the_format_is_read),
        cmocka_unit_test(arrays_are_written_as_numpy_would),
        cmocka_unit_test(a_file_written_is_the_array_read),
        cmocka_unit_test(an_array_with_gaps_is_not_written),
        cmocka_unit_test(a_missing_file_is_named),
        cmocka_unit_test(a_file_cut_short_anywhere_is_refused),
        cmocka_unit_test(bytes_after_the_data_are_refused),
        cmocka_unit_test(an_unknown_version_is_refused),
        cmocka_unit_test(a_shape_beyond_all_bounds_is_refused),
        cmocka_unit_test(other_element_types_and_orders_are_refused),
        cmocka_unit_test(a_header_that_is_no_plain_dictionary_is_refused),
    };
    return cmocka_run_group_tests_name("npy", tests, NULL, NULL);
}
