/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#include "scene.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "core/wire.h"

/* A tensor, text, bytes, numbers and a key, one after the other. */
static lk_pack some_fields(void)
{
    static const float values[6] = {1, 2, 3, 4, 5, -0.0f};
    static const lk_key key = {{1, 2, 3}};
    int64_t shape[2] = {2, 3};
    lk_tensor t = lk_tensor_over((void *)(uintptr_t)values, LK_DTYPE_FLOAT, 32, 2, shape);
    lk_pack p = {0};
    lk_pack_u64(&p, 0x0123456789abcdef);
    lk_pack_text(&p, "a text");
    lk_pack_text(&p, NULL);
    lk_pack_text(&p, "");
    lk_pack_bytes(&p, "\0\1\2", 3);
    lk_pack_double(&p, -0.1);
    lk_pack_key(&p, &key);
    lk_pack_tensor(&p, &t);
    assert_false(p.bad);
    return p;
}

/* Read them all; how it went is in u->bad. */
static void read_fields(lk_unpack *u)
{
    size_t size;
    lk_unpack_u64(u);
    for (int i = 0; i < 3; i++) {
        const char *text = lk_unpack_text(u);
        if (text)
            assert_true(strlen(text) <= u->size);
    }
    lk_unpack_bytes(u, &size);
    lk_unpack_double(u);
    lk_unpack_key(u);
    lk_tensor t = lk_unpack_tensor(u);
    float sum = 0;
    if (!u->bad)
        for (size_t i = 0; i < lk_tensor_count(&t) * t.dtype.bits / 32; i++) {
            float f;
            memcpy(&f, (const char *)t.data + 4 * i, sizeof f);
            sum += f;
        }
    assert_true(u->at <= u->size);
    (void)sum;
}

static void fields_come_back_as_they_were(void **state)
{
    size_t size;
    (void)state;
    lk_pack p = some_fields();
    lk_unpack u = lk_unpack_over(p.bytes, p.size);
    assert_true(lk_unpack_u64(&u) == 0x0123456789abcdef);
    assert_string_equal(lk_unpack_text(&u), "a text");
    assert_null(lk_unpack_text(&u));
    assert_string_equal(lk_unpack_text(&u), "");
    assert_memory_equal(lk_unpack_bytes(&u, &size), "\0\1\2", 3);
    assert_int_equal(size, 3);
    assert_true(lk_unpack_double(&u) == -0.1);
    assert_int_equal(lk_unpack_key(&u).bytes[2], 3);
    lk_tensor t = lk_unpack_tensor(&u);
    float last;
    memcpy(&last, (const char *)t.data + 20, 4);
    assert_int_equal(t.rank, 2);
    assert_int_equal(t.shape[1], 3);
    assert_int_equal(t.strides[0], 3);
    assert_true(last == 0 && signbit(last));
    assert_int_equal(u.at, u.size);
    assert_false(u.bad);
    lk_pack_free(&p);
}

static void numbers_are_little_endian(void **state)
{
    lk_pack p = {0};
    (void)state;
    lk_pack_u64(&p, 0x0102);
    lk_pack_double(&p, 1.0);
    assert_memory_equal(p.bytes, "\2\1\0\0\0\0\0\0\0\0\0\0\0\0\xf0\x3f", 16);
    lk_pack_free(&p);
}

static void not_a_number_keeps_its_bits(void **state)
{
    lk_pack p = {0};
    (void)state;
    lk_pack_double(&p, NAN);
    lk_pack_double(&p, -INFINITY);
    lk_unpack u = lk_unpack_over(p.bytes, p.size);
    assert_true(isnan(lk_unpack_double(&u)));
    assert_true(lk_unpack_double(&u) == -INFINITY);
    lk_pack_free(&p);
}

/* In a block of exactly that size, so that a sanitizer sees one byte too far. */
static void read_copy(const uint8_t *bytes, size_t size)
{
    uint8_t *copy = malloc(size ? size : 1);
    if (size)
        memcpy(copy, bytes, size);
    lk_unpack u = lk_unpack_over(copy, size);
    read_fields(&u);
    free(copy);
}

static void fields_cut_off_anywhere_are_bad_and_harmless(void **state)
{
    (void)state;
    lk_pack p = some_fields();
    for (size_t n = 0; n < p.size; n++) {
        lk_unpack u = lk_unpack_over(p.bytes, n);
        read_fields(&u);
        assert_true(u.bad);
        read_copy(p.bytes, n);
    }
    lk_pack_free(&p);
}

static void any_byte_changed_is_harmless(void **state)
{
    static const uint8_t other[] = {0, 1, 7, 0x7f, 0x80, 0xff};
    (void)state;
    lk_pack p = some_fields();
    for (size_t i = 0; i < p.size; i++)
        for (size_t k = 0; k < sizeof other; k++) {
            uint8_t was = p.bytes[i];
            p.bytes[i] = other[k];
            read_copy(p.bytes, p.size);
            p.bytes[i] = was;
        }
    lk_pack_free(&p);
}

static void noise_is_harmless(void **state)
{
    uint8_t noise[256];
    uint64_t x = 88172645463325252u;
    (void)state;
    for (int round = 0; round < 20000; round++) {
        for (size_t i = 0; i < sizeof noise; i++) {
            x ^= x << 13;
            x ^= x >> 7;
            x ^= x << 17;
            noise[i] = round % 2 ? (uint8_t)x : (uint8_t)(x % 16 ? 0 : x >> 8);
        }
        read_copy(noise, x % sizeof noise);
    }
}

static void a_count_is_bounded_by_what_is_left(void **state)
{
    lk_pack p = {0};
    (void)state;
    lk_pack_u64(&p, 2);
    lk_pack_u64(&p, 0);
    lk_pack_u64(&p, 0);
    lk_unpack u = lk_unpack_over(p.bytes, p.size), v = u, w = u;
    assert_int_equal(lk_unpack_count(&u, 8), 2);
    assert_int_equal(lk_unpack_count(&v, 9), 0);
    assert_true(v.bad);
    assert_int_equal(lk_unpack_count(&w, 0), 2);
    lk_pack_free(&p);
}

static void after_a_bad_field_everything_is_empty(void **state)
{
    size_t size = 9;
    (void)state;
    lk_pack p = some_fields();
    lk_unpack u = lk_unpack_over(p.bytes, p.size);
    u.bad = 1;
    assert_true(lk_unpack_u64(&u) == 0);
    assert_string_equal(lk_unpack_text(&u), "");
    lk_unpack_bytes(&u, &size);
    assert_int_equal(size, 0);
    assert_int_equal(lk_unpack_count(&u, 1), 0);
    assert_null(lk_unpack_tensor(&u).data);
    assert_int_equal(u.at, 0);
    lk_pack_free(&p);
}

static void a_text_without_its_end_is_bad(void **state)
{
    lk_pack p = {0};
    (void)state;
    lk_pack_bytes(&p, "abc", 3);
    lk_unpack u = lk_unpack_over(p.bytes, p.size);
    assert_string_equal(lk_unpack_text(&u), "");
    assert_true(u.bad);
    lk_pack_free(&p);
}

static int tensor_is_bad(uint64_t head, uint64_t a, uint64_t b, size_t bytes)
{
    static const uint8_t zeros[64];
    lk_pack p = {0};
    lk_pack_u64(&p, head);
    lk_pack_u64(&p, a);
    lk_pack_u64(&p, b);
    lk_pack_bytes(&p, zeros, bytes);
    lk_unpack u = lk_unpack_over(p.bytes, p.size);
    lk_unpack_tensor(&u);
    lk_pack_free(&p);
    return u.bad;
}

static void a_tensor_whose_counts_lie_is_bad(void **state)
{
    const uint64_t float32 = LK_DTYPE_FLOAT << 16 | 32 << 8 | 2;
    (void)state;
    assert_false(tensor_is_bad(float32, 2, 2, 16));
    assert_false(tensor_is_bad(float32, 0, 5, 0));
    assert_true(tensor_is_bad(float32, 2, 2, 12));
    assert_true(tensor_is_bad(float32, UINT64_MAX, 2, 16));
    assert_true(tensor_is_bad(float32, 1u << 30, 1u << 30, 16));
    assert_true(tensor_is_bad(float32, (uint64_t)1 << 32, (uint64_t)1 << 32, 0));
    assert_true(tensor_is_bad(LK_DTYPE_FLOAT << 16 | 0 << 8 | 2, 4, 4, 0)); /* no bits */
    assert_true(tensor_is_bad(LK_DTYPE_UINT << 16 | 1 << 8 | 2, 4, 4, 2));
    assert_true(tensor_is_bad((float32 & ~(uint64_t)0xff) | 9, 2, 2, 16)); /* rank 9 */
}

/* ---- Frames ------------------------------------------------------------------------ */

static void pair(int fds[2])
{
    assert_int_equal(socketpair(AF_UNIX, SOCK_STREAM, 0, fds), 0);
}

static void frames_come_back_in_order(void **state)
{
    int fds[2];
    void *payload;
    size_t size;
    lk_frame_type type;
    (void)state;
    pair(fds);
    assert_int_equal(lk_frame_write(fds[0], LK_FRAME_TASK, "task", 4), 0);
    assert_int_equal(lk_frame_write(fds[0], LK_FRAME_ALIVE, NULL, 0), 0);
    close(fds[0]);
    assert_int_equal(lk_frame_read(fds[1], &type, &payload, &size), 0);
    assert_int_equal(type, LK_FRAME_TASK);
    assert_int_equal(size, 4);
    assert_memory_equal(payload, "task", 4);
    free(payload);
    assert_int_equal(lk_frame_read(fds[1], &type, &payload, &size), 0);
    assert_int_equal(type, LK_FRAME_ALIVE);
    assert_int_equal(size, 0);
    free(payload);
    assert_int_equal(lk_frame_read(fds[1], &type, &payload, &size), 1);
    close(fds[1]);
}

/* What lk_frame_read says to these bytes and then the end. */
static int said_to(const void *bytes, size_t size)
{
    int fds[2];
    void *payload;
    size_t got;
    lk_frame_type type;
    pair(fds);
    assert_int_equal(send(fds[0], bytes, size, 0), (ssize_t)size);
    close(fds[0]);
    int rc = lk_frame_read(fds[1], &type, &payload, &got);
    close(fds[1]);
    if (!rc)
        free(payload);
    return rc;
}

static void a_frame_cut_off_anywhere_is_an_error(void **state)
{
    static const char frame[] = "LKF1\1\0\0\0\4\0\0\0\0\0\0\0task";
    (void)state;
    assert_int_equal(said_to(frame, 20), 0);
    assert_int_equal(said_to(frame, 0), 1);
    for (size_t n = 1; n < 20; n++)
        assert_int_equal(said_to(frame, n), -1);
}

static void what_is_no_frame_is_an_error(void **state)
{
    (void)state;
    assert_int_equal(said_to("a plugin wrote into the wrong file", 34), -1);
    assert_int_equal(said_to("LKF1\1\0\0\0\xff\xff\xff\xff\xff\xff\xff\xff", 16), -1);
    assert_int_equal(said_to("LKF1\1\0\0\0\1\0\0\x40\0\0\0\0", 16), -1); /* 1 GiB and 1 */
}

static void writing_to_one_who_is_gone_is_an_error_not_a_signal(void **state)
{
    int fds[2];
    (void)state;
    pair(fds);
    close(fds[1]);
    assert_int_equal(lk_frame_write(fds[0], LK_FRAME_TASK, "x", 1), -1);
    close(fds[0]);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(fields_come_back_as_they_were),
        cmocka_unit_test(numbers_are_little_endian),
        cmocka_unit_test(not_a_number_keeps_its_bits),
        cmocka_unit_test(fields_cut_off_anywhere_are_bad_and_harmless),
        cmocka_unit_test(any_byte_changed_is_harmless),
        cmocka_unit_test(noise_is_harmless),
        cmocka_unit_test(a_count_is_bounded_by_what_is_left),
        cmocka_unit_test(after_a_bad_field_everything_is_empty),
        cmocka_unit_test(a_text_without_its_end_is_bad),
        cmocka_unit_test(a_tensor_whose_counts_lie_is_bad),
        cmocka_unit_test(frames_come_back_in_order),
        cmocka_unit_test(a_frame_cut_off_anywhere_is_an_error),
        cmocka_unit_test(what_is_no_frame_is_an_error),
        cmocka_unit_test(writing_to_one_who_is_gone_is_an_error_not_a_signal),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
