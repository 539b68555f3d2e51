/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#include "kit.h"

#include <stdio.h>

#include "core/table.h"

/* ---- An arena's marks ----------------------------------------------------------- */

static void memory_since_a_mark_is_given_back(void **state)
{
    lk_arena *a = lk_arena_new(1 << 20);
    (void)state;
    char *kept = lk_arena_text(a, "kept");
    for (int i = 0; i < 100; i++) { /* 100 times half of what there is */
        lk_mark mark = lk_arena_mark(a);
        assert_non_null(lk_arena_alloc(a, 1 << 19));
        assert_non_null(lk_arena_alloc(a, 100));
        lk_arena_release(a, mark);
    }
    assert_string_equal(kept, "kept");
    char *next = lk_arena_alloc(a, 64);
    assert_ptr_equal(next, kept + 64); /* right behind it, as if nothing had been */
    assert_int_equal(*next, 0);
    lk_arena_free(a);
}

static void marks_nest_and_may_stand_at_the_beginning(void **state)
{
    lk_arena *a = lk_arena_new(1 << 20);
    (void)state;
    lk_mark outer = lk_arena_mark(a);
    lk_arena_alloc(a, 1 << 16);
    char *kept = lk_arena_text(a, "kept");
    lk_mark inner = lk_arena_mark(a);
    lk_arena_alloc(a, 1 << 17);
    lk_arena_alloc(a, 1 << 10);
    lk_arena_release(a, inner);
    assert_string_equal(kept, "kept");
    lk_arena_release(a, outer);
    assert_non_null(lk_arena_alloc(a, (1 << 20) - 64)); /* all of it is there again */
    lk_arena_free(a);
}

/* ---- Tables on their way ----------------------------------------------------------- */

enum { ROWS = 3000 };

static lk_table_set *make_set(void)
{
    lk_table_set *set = lk_tables_new();
    lk_tables_define(set, "empty", "a b#");
    lk_tables_define(set, "full", "word other number#");
    for (int i = 0; i < ROWS; i++) {
        char word[20];
        snprintf(word, sizeof word, "word %d",
                 i % 1500); /* more than a table of words begins with */
        lk_value n = lk_number(i / 7.0);
        n.missing = i % 3 == 0;
        lk_tables_add(set, "full", word, i % 2 ? "" : NULL, &n);
    }
    return set;
}

static void check_full(const lk_table *t)
{
    assert_int_equal(t->row_count, ROWS);
    for (size_t i = 0; i < ROWS; i++) {
        char word[20];
        const lk_cell *row = &t->cells[3 * i];
        snprintf(word, sizeof word, "word %zu", i % 1500);
        assert_string_equal(row[0].text, word);
        assert_false(row[0].missing);
        assert_true(row[1].missing);
        assert_true(i % 2 ? row[1].text && !*row[1].text : !row[1].text);
        assert_int_equal(row[2].missing, i % 3 == 0);
        assert_true(row[2].number == (i % 3 ? (double)i / 7 : 0));
    }
}

static void tables_come_back_as_they_were(void **state)
{
    lk_table_set *set = make_set();
    lk_arena *arena = lk_arena_new(0);
    lk_pack p = {0};
    lk_tables back;
    (void)state;
    lk_pack_tables(&p, set);
    lk_unpack u = lk_unpack_over(p.bytes, p.size);
    assert_int_equal(lk_unpack_tables(&u, arena, &back), 0);
    assert_int_equal(u.at, p.size);
    assert_int_equal(back.count, 2);
    assert_int_equal(lk_tables_get(&back, "empty")->row_count, 0);
    check_full(lk_tables_get(&back, "full"));
    lk_tables here = lk_tables_view(set, arena);
    check_full(lk_tables_get(&here, "full"));
    lk_pack_free(&p);
    lk_tables_free(set);
    lk_arena_free(arena);
}

static void a_text_is_kept_once(void **state)
{
    lk_table_set *set = make_set();
    lk_arena *arena = lk_arena_new(0);
    (void)state;
    lk_tables here = lk_tables_view(set, arena);
    const lk_cell *cells = lk_tables_get(&here, "full")->cells;
    assert_ptr_equal(cells[0].text, cells[(size_t)3 * 1500].text);
    lk_tables_free(set);
    lk_arena_free(arena);
}

static void tables_cut_or_changed_are_harmless(void **state)
{
    lk_table_set *set = lk_tables_new();
    lk_pack p = {0};
    lk_value n = lk_number(1);
    (void)state;
    lk_tables_define(set, "t", "word number#");
    lk_tables_add(set, "t", "a", &n);
    lk_tables_add(set, "t", "b", NULL);
    lk_pack_tables(&p, set);
    for (size_t i = 0; i < p.size; i++) {
        lk_arena *arena = lk_arena_new(1 << 20);
        lk_tables back;
        lk_unpack cut = lk_unpack_over(p.bytes, i);
        assert_int_equal(lk_unpack_tables(&cut, arena, &back), -1);
        for (int bit = 0; bit < 8; bit++) {
            p.bytes[i] ^= (uint8_t)(1 << bit);
            lk_unpack u = lk_unpack_over(p.bytes, p.size);
            lk_unpack_tables(&u, arena, &back);
            p.bytes[i] ^= (uint8_t)(1 << bit);
        }
        lk_arena_free(arena);
    }
    lk_pack_free(&p);
    lk_tables_free(set);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(memory_since_a_mark_is_given_back),
        cmocka_unit_test(marks_nest_and_may_stand_at_the_beginning),
        cmocka_unit_test(tables_come_back_as_they_were),
        cmocka_unit_test(a_text_is_kept_once),
        cmocka_unit_test(tables_cut_or_changed_are_harmless),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
