/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#include "scene.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "core/document.h"

static lk_arena *arena;

static lk_node *parse_bytes(const char *text, size_t size)
{
    lk_fault fault = {""};
    lk_node *n = lk_yaml_parse(arena, "f.yaml", text, size, &fault);
    if (!n)
        fail_msg("%s", fault.text);
    assert_string_equal(fault.text, "");
    return n;
}

static lk_node *parse(const char *text)
{
    return parse_bytes(text, strlen(text));
}

static const char *refusal_of(const char *text, size_t size)
{
    static lk_fault fault;
    fault.text[0] = 0;
    assert_null(lk_yaml_parse(arena, "f.yaml", text, size, &fault));
    return fault.text;
}

static void assert_refused(const char *text, const char *sentence)
{
    assert_string_equal(refusal_of(text, strlen(text)), sentence);
}

static void assert_at(const lk_node *n, unsigned line, unsigned column)
{
    assert_string_equal(n->file, "f.yaml");
    assert_int_equal(n->line, line);
    assert_int_equal(n->column, column);
}

/* ---- Reading ----------------------------------------------------------------------- */

static void a_tree_has_maps_lists_and_scalars(void **state)
{
    (void)state;
    const lk_node *n = parse("a: 1\nb: [x, {c: 'y'}]\n");
    assert_int_equal(n->kind, LK_NODE_MAP);
    assert_int_equal(n->count, 2);
    assert_string_equal(lk_node_text(n, "a", ""), "1");
    const lk_node *b = lk_node_get(n, "b");
    assert_int_equal(b->kind, LK_NODE_LIST);
    assert_string_equal(b->items[0]->text, "x");
    assert_null(b->items[0]->key);
    assert_string_equal(lk_node_text(b->items[1], "c", ""), "y");
    assert_int_equal(lk_node_get(b->items[1], "c")->quoted, 1);
    assert_int_equal(b->items[0]->quoted, 0);
}

static void every_node_knows_its_place(void **state)
{
    (void)state;
    const lk_node *n = parse("# head\na: 1\nlist:\n  - x\n  - y\nmap:\n    k: [p, q]\n");
    assert_at(n, 2, 1);
    assert_at(lk_node_get(n, "a"), 2, 4);
    assert_at(lk_node_get(n, "list"), 3, 1); /* a block is where its key is */
    assert_at(lk_node_get(n, "list")->items[1], 5, 5);
    assert_at(lk_node_get(n, "map"), 6, 1);
    assert_at(lk_node_get(lk_node_get(n, "map"), "k")->items[1], 7, 12);
}

static void columns_count_characters_not_bytes(void **state)
{
    (void)state;
    assert_at(parse("{\xc3\xa9: \xe2\x82\xac, b: 2}")->items[1], 1, 11);
}

static void null_is_a_tilde_the_word_or_nothing(void **state)
{
    (void)state;
    const lk_node *n = parse("{a: ~, b: null, c: , d: Null, e: \"\", f: '~', g: nil}");
    for (size_t i = 0; i < 4; i++)
        assert_true(lk_node_is_null(n->items[i]));
    for (size_t i = 4; i < 7; i++)
        assert_false(lk_node_is_null(n->items[i]));
    assert_false(lk_node_is_null(n));
}

/* ---- Refusing ---------------------------------------------------------------------- */

static void an_empty_file_is_refused(void **state)
{
    (void)state;
    assert_refused("", "f.yaml:1:1: the file is empty");
    assert_refused("# nothing\n", "f.yaml:1:1: the file is empty");
}

static void duplicate_keys_are_refused_where_the_second_stands(void **state)
{
    (void)state;
    assert_refused("a: 1\nb: 2\na: 3\n", "f.yaml:3:1: this key stands twice in its map");
    assert_refused("x:\n  a: 1\n  \"a\": 3\n", "f.yaml:3:3: this key stands twice in its map");
    assert_refused("{b: 1, a: 1, b: 1, a: 1}", "f.yaml:1:14: this key stands twice in its map");
    parse("x: {a: 1}\ny: {a: 1}\n");
}

static void anchors_aliases_and_tags_are_refused(void **state)
{
    static const char said[] = "anchors, aliases and tags are not used here";
    (void)state;
    assert_says(refusal_of("a: &x 1\n", 8), "f.yaml:1:4: ", said);
    assert_says(refusal_of("a: *x\n", 6), "f.yaml:1:4: ", said);
    assert_says(refusal_of("a: !!int 1\n", 11), "f.yaml:1:4: ", said);
    assert_says(refusal_of("a: &x [1]\n", 10), "f.yaml:1:4: ", said);
    assert_says(refusal_of("a: !t {b: 1}\n", 13), "f.yaml:1:4: ", said);
}

static void the_billion_laughs_are_not_laughed(void **state)
{
    (void)state;
    assert_says(refusal_of("a: &a [x, x]\nb: &b [*a, *a]\n", 28), "anchors, aliases and tags");
}

static void keys_are_plain_words(void **state)
{
    (void)state;
    assert_refused("[a]: 1\n", "f.yaml:1:1: a key must be a plain word");
    assert_refused("{a: 1}: 1\n", "f.yaml:1:1: a key must be a plain word");
    assert_refused("&k a: 1\n", "f.yaml:1:1: a key must be a plain word");
    assert_refused("!!str a: 1\n", "f.yaml:1:1: a key must be a plain word");
}

static void a_nul_byte_is_refused_in_keys_and_values(void **state)
{
    (void)state;
    assert_refused("a: \"x\\0y\"\n", "f.yaml:1:4: a text has a NUL byte in it");
    assert_refused("\"x\\0y\": 1\n", "f.yaml:1:1: a text has a NUL byte in it");
    assert_says(refusal_of("a: x\0y\n", 7), "f.yaml:1:5: ");
}

static void one_document_a_file(void **state)
{
    (void)state;
    assert_refused("a: 1\n---\nb: 2\n", "f.yaml:2:1: one document a file");
    assert_int_equal(parse("---\na: 1\n...\n")->count, 1);
}

static void nesting_ends_at_64_levels(void **state)
{
    char text[300];
    (void)state;
    for (int depth = 64; depth < 66; depth++) {
        memset(text, '[', (size_t)depth);
        memset(text + depth, ']', (size_t)depth);
        text[2 * depth] = 0;
        if (depth == 64)
            parse(text);
        else
            assert_refused(text, "f.yaml:1:65: nested deeper than 64 levels");
    }
}

static void depth_is_bounded_before_memory_is_spent(void **state)
{
    enum { SIZE = 1 << 20 };
    (void)state;
    char *text = malloc(SIZE);
    memset(text, '[', SIZE);
    assert_says(refusal_of(text, SIZE), "nested deeper than 64 levels");
    free(text);
}

static void more_than_16_mib_is_refused(void **state)
{
    (void)state;
    char *text = malloc(LK_YAML_LIMIT + 1);
    memset(text, ' ', LK_YAML_LIMIT + 1);
    assert_string_equal(refusal_of(text, LK_YAML_LIMIT + 1), "f.yaml: larger than 16 MiB");
    free(text);
}

static void a_tab_that_indents_is_named(void **state)
{
    (void)state;
    assert_says(refusal_of("a:\n\tb: 1\n", 9), "f.yaml:2:1: a tab indents this line: use spaces");
}

static void bytes_that_are_no_text_are_refused_with_their_place(void **state)
{
    (void)state;
    assert_says(refusal_of("a: 1\nb: x\xff\n", 11), "f.yaml:2:5: ", "UTF-8");
    assert_says(refusal_of("a: 1\n\xc3\xa9: \xc3\x28\n", 11), "f.yaml:2:5: ", "UTF-8");
    assert_says(refusal_of("a: 1\nb: \x01\n", 10), "f.yaml:2:4: ", "control characters");
}

static void broken_syntax_has_a_place(void **state)
{
    (void)state;
    assert_says(refusal_of("a: [1, 2\nb: 3\n", 14), "f.yaml:2:");
    assert_says(refusal_of("a: 'x\n", 6), "f.yaml:2:1: ");
    assert_says(refusal_of("a: 1\n b: 2\n", 11), "f.yaml:2:3: ");
    assert_says(refusal_of("{a: 1", 5), "f.yaml:2:1: ");
}

/* A million keys: time that grows with their square would be minutes. */
static void a_map_of_many_keys_is_read_in_time(void **state)
{
    enum { KEYS = 200000 };
    (void)state;
    char *text = malloc(KEYS * 12), *p = text;
    for (int i = 0; i < KEYS; i++)
        p += sprintf(p, "k%06d: 1\n", i);
    clock_t began = clock();
    assert_int_equal(parse_bytes(text, (size_t)(p - text))->count, KEYS);
    assert_true((double)(clock() - began) / CLOCKS_PER_SEC < 20);
    free(text);
}

/* ---- Writing ----------------------------------------------------------------------- */

static int same_tree(const lk_node *a, const lk_node *b)
{
    if (a->kind != b->kind || a->count != b->count || (!a->key != !b->key) ||
        (a->key && strcmp(a->key, b->key)))
        return 0;
    if (a->kind == LK_NODE_SCALAR)
        return lk_node_is_null(a) ? lk_node_is_null(b)
                                  : !strcmp(a->text, b->text) && !lk_node_is_null(b);
    for (size_t i = 0; i < a->count; i++)
        if (!same_tree(a->items[i], b->items[i]))
            return 0;
    return 1;
}

static void flow_text_parses_to_the_same_tree(void **state)
{
    static const char *const texts[] = {
        "{a: 1, b: [x, y], c: {}, d: [], e: ~, f: \"\", g: '~', h: 'null'}",
        "{\"a: b, [c] {d} # e\": \"quo\\\"te \\\\ back\"}",
        "{a: \"line\\nbreak\\ttab\\rreturn\\x7f\\e\"}",
        "{a: \"\\N\\_\\L\\P\\x80\\x9f\\uFEFF\\uFFFE\\uFFFF\"}",
        "{\xc3\xa9: \"\xe2\x82\xac \xf0\x9f\x98\x80\", b: \"\\U0001F600\"}",
        "a: ' leading and trailing '\nb: |\n  two\n  lines\n",
        "[[[1]], {a: {b: [{c: d}]}}]",
        "just text",
    };
    (void)state;
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        const lk_node *n = parse(texts[i]);
        char *flow = lk_yaml_flow(arena, n);
        if (strchr(flow, '\n') || !same_tree(n, parse(flow)))
            fail_msg("%s became %s", texts[i], flow);
    }
}

/* ---- Setting ----------------------------------------------------------------------- */

static const char *set(const char *yaml, const char *path, const char *value)
{
    lk_fault fault = {""};
    lk_node *n = parse(yaml);
    if (lk_yaml_set(arena, n, path, value, &fault))
        fail_msg("%s", fault.text);
    return lk_yaml_flow(arena, n);
}

static void assert_not_set(const char *yaml, const char *path, const char *value,
                           const char *sentence)
{
    lk_fault fault = {""};
    lk_node *n = parse(yaml);
    const char *before = lk_yaml_flow(arena, n);
    assert_int_equal(lk_yaml_set(arena, n, path, value, &fault), -1);
    assert_says(fault.text, sentence);
    assert_string_equal(lk_yaml_flow(arena, n), before);
}

static void set_replaces_and_creates(void **state)
{
    (void)state;
    assert_string_equal(set("{a: 1, b: 2}", "a", "3"), "{\"a\": \"3\", \"b\": \"2\"}");
    assert_string_equal(set("{a: 1}", "c", "3"), "{\"a\": \"1\", \"c\": \"3\"}");
    assert_string_equal(set("{a: {b: 1, c: 2}}", "a.c", "x"),
                        "{\"a\": {\"b\": \"1\", \"c\": \"x\"}}");
    assert_string_equal(set("{a: 1}", "x.y.z", "w"),
                        "{\"a\": \"1\", \"x\": {\"y\": {\"z\": \"w\"}}}");
    assert_string_equal(set("{a: ~}", "a.b", "1"), "{\"a\": {\"b\": \"1\"}}");
}

static void set_takes_any_flow_value(void **state)
{
    (void)state;
    assert_string_equal(set("{a: 1}", "a", "[x, {y: z}]"), "{\"a\": [\"x\", {\"y\": \"z\"}]}");
    assert_string_equal(set("{a: 1}", "a", ""), "{\"a\": ~}");
    assert_string_equal(set("{a: [1]}", "a", "{b: 1}"), "{\"a\": {\"b\": \"1\"}}");
    assert_string_equal(set("{a: 1}", "a", "x=y"), "{\"a\": \"x=y\"}");
}

static void what_was_set_says_so_when_it_is_wrong(void **state)
{
    lk_fault fault = {""};
    (void)state;
    lk_node *n = parse("{a: {b: 1}}");
    assert_int_equal(lk_yaml_set(arena, n, "a.b", "2", &fault), 0);
    lk_yaml_fault(&fault, lk_node_get(lk_node_get(n, "a"), "b"), "too large");
    assert_string_equal(fault.text, "--set a.b:1:1: too large");
}

static void a_bad_path_or_value_changes_nothing(void **state)
{
    (void)state;
    assert_not_set("{a: 1}", "", "2", "an empty name");
    assert_not_set("{a: 1}", ".a", "2", "an empty name");
    assert_not_set("{a: 1}", "a.", "2", "an empty name");
    assert_not_set("{a: {b: 1}}", "a..b", "2", "an empty name");
    assert_not_set("{a: 1}", "a.b", "2", "f.yaml:1:5: a has no named parts: set it whole");
    assert_not_set("{a: [x, y]}", "a.0", "z",
                   "f.yaml:1:2: a has no named parts: set it whole, as in [a, b]");
    assert_not_set("{a: 1}", "new.b", "[1", "--set new.b:2:1: ");
    assert_not_set("{a: 1}", "new.b", "&x 1", "--set new.b:1:1: anchors");
}

static void a_list_has_nothing_to_set(void **state)
{
    lk_fault fault = {""};
    (void)state;
    assert_int_equal(lk_yaml_set(arena, parse("[1]"), "a", "2", &fault), -1);
    assert_string_equal(fault.text, "a: there is nothing to set");
}

/* Any cut and any changed byte: refused or read, never a crash. */
static void damaged_text_never_crashes(void **state)
{
    static const char text[] = "a: {b: [1, \"x\\u20ac\", 'y'], c: ~}\nd:\n  - e: f\n  - |\n    g\n";
    lk_fault fault;
    (void)state;
    for (size_t i = 0; i <= sizeof text - 1; i++) {
        lk_arena *own = lk_arena_new(0);
        lk_yaml_parse(own, "f", text, i, &fault);
        for (int byte = 0; i < sizeof text - 1 && byte < 256; byte += 5) {
            char copy[sizeof text];
            memcpy(copy, text, sizeof text);
            copy[i] = (char)byte;
            lk_yaml_parse(own, "f", copy, sizeof text - 1, &fault);
        }
        lk_arena_free(own);
    }
}

static int begin(void **state)
{
    (void)state;
    arena = lk_arena_new(0);
    return !arena;
}

static int end(void **state)
{
    (void)state;
    lk_arena_free(arena);
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_tree_has_maps_lists_and_scalars),
        cmocka_unit_test(every_node_knows_its_place),
        cmocka_unit_test(columns_count_characters_not_bytes),
        cmocka_unit_test(null_is_a_tilde_the_word_or_nothing),
        cmocka_unit_test(an_empty_file_is_refused),
        cmocka_unit_test(duplicate_keys_are_refused_where_the_second_stands),
        cmocka_unit_test(anchors_aliases_and_tags_are_refused),
        cmocka_unit_test(the_billion_laughs_are_not_laughed),
        cmocka_unit_test(keys_are_plain_words),
        cmocka_unit_test(a_nul_byte_is_refused_in_keys_and_values),
        cmocka_unit_test(one_document_a_file),
        cmocka_unit_test(nesting_ends_at_64_levels),
        cmocka_unit_test(depth_is_bounded_before_memory_is_spent),
        cmocka_unit_test(more_than_16_mib_is_refused),
        cmocka_unit_test(a_tab_that_indents_is_named),
        cmocka_unit_test(bytes_that_are_no_text_are_refused_with_their_place),
        cmocka_unit_test(broken_syntax_has_a_place),
        cmocka_unit_test(a_map_of_many_keys_is_read_in_time),
        cmocka_unit_test(flow_text_parses_to_the_same_tree),
        cmocka_unit_test(set_replaces_and_creates),
        cmocka_unit_test(set_takes_any_flow_value),
        cmocka_unit_test(what_was_set_says_so_when_it_is_wrong),
        cmocka_unit_test(a_bad_path_or_value_changes_nothing),
        cmocka_unit_test(a_list_has_nothing_to_set),
        cmocka_unit_test(damaged_text_never_crashes),
    };
    return cmocka_run_group_tests(tests, begin, end);
}
