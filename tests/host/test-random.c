/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#include "scene.h"

#include <string.h>

#include "core/digest.h"
#include "core/random.h"
#include "core/session.h"

/* ---- The generator ----------------------------------------------------------------- */

/* Lua's math.random is xoshiro256** too. math.randomseed(a, b) sets the state
 * to {a, 0xff, b, 0} and drops sixteen numbers; math.random(0) gives the next
 * 64 bits. From Lua 5.4.4:
 *     math.randomseed(a, b)
 *     for i = 1, 8 do print(string.format("0x%016x", math.random(0))) end */
static const struct lua {
    uint64_t a, b, next[8];
} lua[] = {
    {1,
     2,
     {
         0x731202e581a88881,
         0x39cbfbf32ca9af88,
         0xbd549d3ffec50c9c,
         0x57d2422019f85ab7,
         0x23971dcb22ceac58,
         0x4bc576132ea37faf,
         0x3d31ff3f16fed400,
         0xdc8cdccdefbeace3,
     }},
    {UINT64_MAX,
     0x0123456789abcdef,
     {
         0x69f4685328865f73,
         0xc46565a71bb85557,
         0xb7baa36ab86933ee,
         0x590b4b03e25e0870,
         0x600d10fb9061ef50,
         0xc898f8cb9a6980cf,
         0xbb9b180c027a3a6c,
         0x0bb5183e65b7e430,
     }},
};

static lk_key key_of(const uint64_t words[4])
{
    lk_key key;
    for (int i = 0; i < 32; i++)
        key.bytes[i] = (uint8_t)(words[i / 8] >> 8 * (i % 8));
    return key;
}

static void the_generator_gives_the_numbers_of_lua(void **state)
{
    (void)state;
    for (size_t v = 0; v < sizeof lua / sizeof *lua; v++) {
        const uint64_t words[4] = {lua[v].a, 0xff, lua[v].b, 0};
        lk_key key = key_of(words);
        lk_random r;
        lk_random_seed(&r, &key);
        for (int i = 0; i < 16; i++)
            lk_random_next(&r);
        for (int i = 0; i < 8; i++)
            assert_true(lk_random_next(&r) == lua[v].next[i]);
    }
}

static void a_key_of_zeros_still_gives_numbers(void **state)
{
    const lk_key zero = {{0}};
    lk_random r;
    uint64_t any = 0;
    (void)state;
    lk_random_seed(&r, &zero);
    for (int i = 0; i < 8; i++)
        any |= lk_random_next(&r);
    assert_true(any != 0);
}

static void doubles_lie_in_0_to_1_and_spread(void **state)
{
    lk_call call;
    double sum = 0;
    (void)state;
    assert_int_equal(lk_call_begin(&call, NULL, 1, 0), 0);
    for (int i = 0; i < 10000; i++) {
        double x = lk_random_double(&call.context);
        assert_true(x >= 0 && x < 1);
        sum += x;
    }
    assert_true(sum > 4800 && sum < 5200); /* 7 standard deviations */
    lk_call_end(&call);
}

static void integers_below_n_are_all_reached_and_none_beyond(void **state)
{
    lk_call call;
    int seen[7] = {0};
    (void)state;
    assert_int_equal(lk_call_begin(&call, NULL, 1, 0), 0);
    for (int i = 0; i < 7000; i++) {
        uint64_t x = lk_random_below(&call.context, 7);
        assert_true(x < 7);
        seen[x]++;
    }
    for (int i = 0; i < 7; i++)
        assert_in_range(seen[i], 800, 1200);
    assert_true(lk_random_below(&call.context, 1) == 0);
    lk_call_end(&call);
}

/* ---- What keys a stream -------------------------------------------------------------- */

static lk_key number_key(uint64_t n)
{
    lk_digest d;
    lk_key key;
    lk_digest_init(&d);
    lk_digest_u64(&d, n);
    lk_digest_end(&d, &key);
    return key;
}

/* The first number of the stream of a task. */
static uint64_t first(uint64_t seed, uint64_t sampler, uint64_t item, uint64_t draw,
                      const char *name)
{
    lk_study study = {.seed = seed, .name = name};
    lk_session session = {.study = &study};
    const lk_plugin plugin = {.name = name};
    lk_instance instance = {
        .plugin = &plugin, .sampler = number_key(sampler), .key = number_key(strlen(name))};
    lk_key key = number_key(item);
    lk_session_seed(&session, &instance, &key, draw);
    return lk_random_next(&session.call.random);
}

static void seed_item_sampler_and_draw_key_the_stream(void **state)
{
    (void)state;
    uint64_t usual = first(7, 1, 1, 0, "lime");
    assert_true(usual == first(7, 1, 1, 0, "lime"));
    assert_true(usual != first(8, 1, 1, 0, "lime"));
    assert_true(usual != first(7, 2, 1, 0, "lime"));
    assert_true(usual != first(7, 1, 2, 0, "lime"));
    assert_true(usual != first(7, 1, 1, 1, "lime"));
}

static void names_and_other_keys_do_not(void **state)
{
    (void)state;
    assert_true(first(7, 1, 1, 0, "lime") == first(7, 1, 1, 0, "another"));
}

/* ---- Digests ------------------------------------------------------------------------- */

static void assert_file_digest(const char *text, const char *hex)
{
    lk_key key;
    lk_fault fault = {""};
    char out[65];
    assert_int_equal(lk_digest_file(scene_write("digest", text), &key, &fault), 0);
    lk_key_hex(&key, out);
    assert_string_equal(out, hex);
}

/* NIST's examples, FIPS 180-2 appendix B. */
static void a_files_digest_is_sha_256(void **state)
{
    (void)state;
    assert_file_digest("", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
    assert_file_digest("abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    assert_file_digest("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
                       "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1");
}

static void a_file_larger_than_the_buffer_is_read_whole(void **state)
{
    static char million[1000001];
    (void)state;
    memset(million, 'a', 1000000);
    assert_file_digest(million, "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0");
}

static void a_file_that_cannot_be_read_is_named(void **state)
{
    lk_key key;
    lk_fault fault = {""};
    (void)state;
    assert_int_equal(lk_digest_file(scene_path("absent"), &key, &fault), -1);
    assert_says(fault.text, scene_path("absent"), "No such file");
    assert_int_equal(lk_digest_file(scene_folder("a-folder"), &key, &fault), -1);
    assert_says(fault.text, "a-folder could not be read to its end");
}

typedef enum field { TEXT, BYTES } field;

static lk_key two_fields(field kind, const char *a, const char *b)
{
    lk_digest d;
    lk_key key;
    const char *both[2] = {a, b};
    lk_digest_init(&d);
    for (int i = 0; i < 2; i++)
        if (kind == TEXT || !both[i])
            lk_digest_text(&d, both[i]);
        else
            lk_digest_bytes(&d, both[i], strlen(both[i]));
    lk_digest_end(&d, &key);
    return key;
}

static int differ(lk_key a, lk_key b)
{
    return !lk_key_equal(&a, &b);
}

static void fields_do_not_run_into_each_other(void **state)
{
    (void)state;
    assert_true(differ(two_fields(TEXT, "ab", "c"), two_fields(TEXT, "a", "bc")));
    assert_true(differ(two_fields(TEXT, "", "a"), two_fields(TEXT, "a", "")));
    assert_true(differ(two_fields(TEXT, NULL, "a"), two_fields(TEXT, "", "a")));
    assert_true(differ(two_fields(TEXT, "a", "b"), two_fields(BYTES, "a", "b")));
    assert_false(differ(two_fields(TEXT, "a", "b"), two_fields(TEXT, "a", "b")));
}

static void a_digest_can_go_on_after_its_end(void **state)
{
    lk_digest d;
    lk_key one, two;
    (void)state;
    lk_digest_init(&d);
    lk_digest_text(&d, "a");
    lk_digest_end(&d, &one);
    lk_digest_text(&d, "b");
    lk_digest_end(&d, &two);
    assert_true(differ(one, two));
    assert_false(differ(two, two_fields(TEXT, "a", "b")));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_generator_gives_the_numbers_of_lua),
        cmocka_unit_test(a_key_of_zeros_still_gives_numbers),
        cmocka_unit_test(doubles_lie_in_0_to_1_and_spread),
        cmocka_unit_test(integers_below_n_are_all_reached_and_none_beyond),
        cmocka_unit_test(seed_item_sampler_and_draw_key_the_stream),
        cmocka_unit_test(names_and_other_keys_do_not),
        cmocka_unit_test(a_files_digest_is_sha_256),
        cmocka_unit_test(a_file_larger_than_the_buffer_is_read_whole),
        cmocka_unit_test(a_file_that_cannot_be_read_is_named),
        cmocka_unit_test(fields_do_not_run_into_each_other),
        cmocka_unit_test(a_digest_can_go_on_after_its_end),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
