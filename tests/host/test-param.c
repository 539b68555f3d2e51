/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#include "scene.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/document.h"
#include "core/param.h"
#include "core/paths.h"

typedef struct everything {
    int flag, shape;
    int64_t samples, threads, most;
    double width, free_number, least;
    const char *text, *title, *file;
    lk_label_map classes;
    lk_segmenter *segmenter;
    lk_int_list counts;
    lk_double_list scales;
    lk_string_list words, files;
} everything;

static const char *const shapes[] = {"cosine", "exponential", NULL};

#define FIELD(member) .offset = offsetof(everything, member)

static const lk_param params[] = {
    {.name = "flag", .type = LK_BOOL, FIELD(flag), .fallback = "false"},
    {.name = "shape", .type = LK_CHOICE, FIELD(shape), .fallback = "cosine", .choices = shapes},
    {.name = "samples",
     .type = LK_INT,
     .flags = LK_PARAM_SAMPLER,
     FIELD(samples),
     .fallback = "1000",
     .low = 1,
     .high = 100000},
    {.name = "threads", .type = LK_INT, .flags = LK_PARAM_NEUTRAL, FIELD(threads), .fallback = "1"},
    {.name = "width",
     .type = LK_DOUBLE,
     FIELD(width),
     .fallback = "0.25",
     .low = 0,
     .high = 1,
     .unit = "of the image"},
    {.name = "free_number", .type = LK_DOUBLE, FIELD(free_number), .fallback = "0"},
    {.name = "stop.most", .type = LK_INT, FIELD(most), .fallback = "9", .low = 1, .high = 99},
    {.name = "stop.when.least", .type = LK_DOUBLE, FIELD(least)},
    {.name = "text", .type = LK_STRING, FIELD(text)},
    {.name = "title", .type = LK_STRING, FIELD(title), .fallback = "none"},
    {.name = "file", .type = LK_PATH, FIELD(file)},
    {.name = "classes", .type = LK_LABEL_MAP, FIELD(classes)},
    {.name = "segmenter",
     .type = LK_PLUGIN_REF,
     FIELD(segmenter),
     .fallback = "{use: grid}",
     .refers = LK_STAGE_SEGMENTER},
    {.name = "counts",
     .type = LK_INT_LIST,
     FIELD(counts),
     .fallback = "[1, 2]",
     .low = 0,
     .high = 9},
    {.name = "scales", .type = LK_DOUBLE_LIST, FIELD(scales)},
    {.name = "words", .type = LK_STRING_LIST, FIELD(words)},
    {.name = "files", .type = LK_PATH_LIST, FIELD(files)},
};

static const lk_plugin plugin = {.stage = LK_STAGE_METRIC,
                                 .name = "everything",
                                 .instance_size = sizeof(everything),
                                 LK_PARAMS(params)};

/* ---- A walk and what it left ---------------------------------------------------- */

typedef struct outcome {
    everything self;
    lk_key canon, sampler;
    lk_fault fault;
    int rc;
} outcome;

static lk_arena *arena;
static lk_segmenter a_service;
static const char *study_file = "/study/x.yaml";

static const char *resolve(void *user, const char *path, const char *beside, lk_fault *fault)
{
    (void)user;
    (void)fault;
    return lk_path_resolve(arena, path, *beside == '/' ? beside : study_file);
}

/* Knows one segmenter, whose key is its whole spec. */
static int refer(void *user, lk_stage stage, const lk_node *spec, void **service, lk_key *key,
                 lk_fault *fault)
{
    lk_digest d;
    (void)user;
    assert_int_equal(stage, LK_STAGE_SEGMENTER);
    if (strcmp(lk_node_text(spec, "use", ""), "grid")) {
        lk_yaml_fault(fault, spec, "there is no such segmenter");
        return -1;
    }
    lk_digest_init(&d);
    lk_digest_text(&d, lk_yaml_flow(arena, spec));
    lk_digest_end(&d, key);
    *service = &a_service;
    return 0;
}

static int content(void *user, const char *path, lk_key *key, lk_fault *fault)
{
    (void)user;
    return lk_digest_file(path, key, fault);
}

static outcome walk_with(const lk_plugin *p, const char *yaml, int fill)
{
    outcome o = {.rc = 0};
    lk_digest canon, sampler;
    lk_param_env env = {.arena = arena, .resolve = resolve, .refer = refer, .content = content};
    lk_node *spec = lk_yaml_parse(arena, study_file, yaml, strlen(yaml), &o.fault);
    if (!spec)
        fail_msg("%s", o.fault.text);
    lk_digest_init(&canon);
    lk_digest_init(&sampler);
    o.rc = lk_params_walk(p, spec, fill ? &o.self : NULL, &env, &canon, &sampler, &o.fault);
    lk_digest_end(&canon, &o.canon);
    lk_digest_end(&sampler, &o.sampler);
    return o;
}

static outcome filled(const char *yaml)
{
    outcome o = walk_with(&plugin, yaml, 1);
    if (o.rc)
        fail_msg("%s", o.fault.text);
    return o;
}

/* Refused alike when a study is checked and when an instance is filled. */
static void assert_wrong(const char *yaml, const char *sentence)
{
    for (int fill = 0; fill < 2; fill++) {
        outcome o = walk_with(&plugin, yaml, fill);
        assert_int_equal(o.rc, -1);
        assert_string_equal(o.fault.text, sentence);
    }
}

static int same_canon(const char *a, const char *b)
{
    outcome x = filled(a), y = filled(b);
    return lk_key_equal(&x.canon, &y.canon);
}

static int same_sampler(const char *a, const char *b)
{
    outcome x = filled(a), y = filled(b);
    return lk_key_equal(&x.sampler, &y.sampler);
}

/* ---- Values ---------------------------------------------------------------------- */

static void absent_parameters_take_their_defaults(void **state)
{
    (void)state;
    outcome o = filled("{use: everything}");
    assert_int_equal(o.self.flag, 0);
    assert_int_equal(o.self.shape, 0);
    assert_int_equal(o.self.samples, 1000);
    assert_true(o.self.width == 0.25);
    assert_string_equal(o.self.title, "none");
    assert_ptr_equal(o.self.segmenter, &a_service);
    assert_int_equal(o.self.counts.count, 2);
    assert_int_equal(o.self.counts.items[1], 2);
}

static void absent_parameters_without_a_default_stay_zero(void **state)
{
    (void)state;
    outcome o = filled("{use: everything}");
    assert_null(o.self.text);
    assert_null(o.self.file);
    assert_int_equal(o.self.classes.count, 0);
    assert_int_equal(o.self.scales.count, 0);
}

static void null_is_as_good_as_absent(void **state)
{
    (void)state;
    outcome o = filled("{use: everything, samples: ~, title: null, words: }");
    assert_int_equal(o.self.samples, 1000);
    assert_string_equal(o.self.title, "none");
    assert_null(o.self.words.items);
    assert_true(same_canon("{samples: ~}", "{}"));
}

static void booleans_have_three_spellings(void **state)
{
    (void)state;
    assert_int_equal(filled("{flag: true}").self.flag, 1);
    assert_int_equal(filled("{flag: yes}").self.flag, 1);
    assert_int_equal(filled("{flag: on}").self.flag, 1);
    assert_int_equal(filled("{flag: off}").self.flag, 0);
    assert_int_equal(filled("{flag: False}").self.flag, 0);
    assert_wrong("{flag: 1}", "/study/x.yaml:1:8: flag: true or false is wanted here, not \"1\"");
}

static void integers_are_whole_and_in_range(void **state)
{
    (void)state;
    assert_int_equal(filled("{samples: 1}").self.samples, 1);
    assert_int_equal(filled("{samples: 100000}").self.samples, 100000);
    assert_int_equal(filled("{threads: -9223372036854775808}").self.threads, INT64_MIN);
    assert_wrong("{samples: 0}", "/study/x.yaml:1:11: samples: 0 is outside 1 .. 100000");
    assert_wrong("{samples: 100001}", "/study/x.yaml:1:11: samples: 100001 is outside 1 .. 100000");
    assert_wrong("{samples: 3.5}",
                 "/study/x.yaml:1:11: samples: a whole number is wanted here, not \"3.5\"");
    assert_wrong("{samples: 1e3}",
                 "/study/x.yaml:1:11: samples: a whole number is wanted here, not \"1e3\"");
    assert_wrong("{samples: [3]}", "/study/x.yaml:1:2: samples: a whole number is wanted here");
}

static void an_integer_too_large_for_64_bits_is_refused(void **state)
{
    (void)state;
    assert_wrong("{threads: 9223372036854775808}",
                 "/study/x.yaml:1:11: threads: a whole number is wanted here, "
                 "not \"9223372036854775808\"");
}

static void numbers_are_finite_and_in_range(void **state)
{
    (void)state;
    assert_true(filled("{width: 1}").self.width == 1);
    assert_true(filled("{free_number: -1.5e3}").self.free_number == -1500);
    assert_wrong("{width: 1.5}", "/study/x.yaml:1:9: width: 1.5 is outside 0 .. 1 of the image");
    assert_wrong("{free_number: nan}",
                 "/study/x.yaml:1:15: free_number: a number is wanted here, not \"nan\"");
    assert_wrong("{free_number: .inf}",
                 "/study/x.yaml:1:15: free_number: a number is wanted here, not \".inf\"");
    assert_wrong("{free_number: inf}",
                 "/study/x.yaml:1:15: free_number: a number is wanted here, not \"inf\"");
    assert_wrong("{free_number: 1e999}",
                 "/study/x.yaml:1:15: free_number: a number is wanted here, not \"1e999\"");
    assert_wrong("{free_number: 1 m}",
                 "/study/x.yaml:1:15: free_number: a number is wanted here, not \"1 m\"");
}

/* Composed studies are written with every scalar quoted. */
static void quoted_scalars_mean_what_they_say(void **state)
{
    (void)state;
    assert_int_equal(filled("{samples: \"300\"}").self.samples, 300);
    assert_string_equal(filled("{title: \"\"}").self.title, "");
    assert_string_equal(filled("{title: \"~\"}").self.title, "~");
    assert_string_equal(filled("{title: 'null'}").self.title, "null");
    assert_wrong("{samples: \"\"}",
                 "/study/x.yaml:1:11: samples: a whole number is wanted here, not \"\"");
}

static void a_choice_names_the_others_and_the_nearest(void **state)
{
    (void)state;
    assert_int_equal(filled("{shape: exponential}").self.shape, 1);
    assert_wrong("{shape: cosin}", "/study/x.yaml:1:9: shape: cosin is not one of cosine, "
                                   "exponential (did you mean cosine?)");
    assert_wrong("{shape: 7}", "/study/x.yaml:1:9: shape: 7 is not one of cosine, exponential");
    assert_wrong("{shape: [cosine]}",
                 "/study/x.yaml:1:2: shape: this is not one of cosine, exponential");
}

static void lists_hold_values_of_their_type(void **state)
{
    (void)state;
    outcome o = filled("{counts: [7], scales: [0.5, 2], words: [a, b c], files: []}");
    assert_int_equal(o.self.counts.count, 1);
    assert_int_equal(o.self.counts.items[0], 7);
    assert_true(o.self.scales.items[1] == 2);
    assert_string_equal(o.self.words.items[1], "b c");
    assert_int_equal(o.self.files.count, 0);
    assert_wrong("{counts: 3}",
                 "/study/x.yaml:1:10: counts: a list [..] is wanted here, not \"3\"");
    assert_wrong("{counts: [3, 12]}", "/study/x.yaml:1:14: counts: 12 is outside 0 .. 9");
    assert_wrong("{words: [[a]]}", "/study/x.yaml:1:10: words: one text is wanted here");
}

static void a_label_map_keeps_its_order(void **state)
{
    (void)state;
    outcome o = filled("{classes: {happy: happiness, angry: anger, other: none}}");
    assert_int_equal(o.self.classes.count, 3);
    assert_string_equal(o.self.classes.from[1], "angry");
    assert_string_equal(o.self.classes.to[1], "anger");
    assert_wrong("{classes: [a]}",
                 "/study/x.yaml:1:2: classes: a map {name: label} is wanted here");
    assert_wrong("{classes: {a: [b]}}", "/study/x.yaml:1:12: classes: a label is wanted here");
}

static void a_name_with_dots_is_a_map_in_a_map(void **state)
{
    (void)state;
    outcome o = filled("{stop: {when: {least: 0.5}}}");
    assert_int_equal(o.self.most, 9);
    assert_true(o.self.least == .5);
    assert_int_equal(filled("{stop: {most: 7}}").self.most, 7);
    assert_int_equal(filled("{stop: }").self.most, 9);
    assert_int_equal(filled("{stop: {most: ~, when: {}}}").self.most, 9);
    assert_true(same_canon("{stop: {most: 9}}", "{}"));
    assert_wrong("{stop: {most: 100}}", "/study/x.yaml:1:15: stop.most: 100 is outside 1 .. 99");
    assert_wrong("{stop: {mots: 5}}", "/study/x.yaml:1:15: everything has no parameter `stop.mots` "
                                      "(did you mean `stop.most`?)");
    assert_wrong("{stop: {use: x}}", "/study/x.yaml:1:14: everything has no parameter `stop.use` "
                                     "(did you mean `stop.most`?)");
    assert_wrong("{stop: 5}", "/study/x.yaml:1:8: stop: a map is wanted here; `likeness inspect "
                              "everything` lists what it takes");
    assert_wrong("{stop: {when: [1]}}", "/study/x.yaml:1:9: stop.when: a map is wanted here; "
                                        "`likeness inspect everything` lists what it takes");
    assert_wrong("{stop.most: 5}", "/study/x.yaml:1:13: stop.most: the parts of this name are "
                                   "maps: `stop: {most: ..}`");
}

static void paths_stand_beside_the_study(void **state)
{
    const char *usual = study_file, *file = scene_write("landmarks.csv", "1,2\n");
    (void)state;
    study_file = scene_path("study.yaml");
    outcome o = filled("{file: landmarks.csv, files: [./landmarks.csv, /dev/null]}");
    assert_string_equal(o.self.file, file);
    assert_string_equal(o.self.files.items[0], scene_path("./landmarks.csv"));
    assert_string_equal(o.self.files.items[1], "/dev/null");
    study_file = usual;
}

static void data_in_a_path_is_the_data_folder(void **state)
{
    (void)state;
    scene_write("weights.bin", "w");
    setenv("LIKENESS_DATA", scene_path("."), 1);
    assert_string_equal(filled("{file: '${data}/weights.bin'}").self.file,
                        scene_path("./weights.bin"));
    unsetenv("LIKENESS_DATA");
}

static void a_file_that_is_missing_is_named_with_its_place(void **state)
{
    (void)state;
    outcome o = walk_with(&plugin, "{file: nowhere.csv}", 1);
    assert_int_equal(o.rc, -1);
    assert_string_equal(o.fault.text, "/study/x.yaml:1:8: file: /study/nowhere.csv: "
                                      "No such file or directory");
}

static void a_reference_arrives_as_a_service(void **state)
{
    (void)state;
    assert_ptr_equal(filled("{segmenter: {use: grid, cells: 4}}").self.segmenter, &a_service);
    assert_wrong("{segmenter: grid}", "/study/x.yaml:1:13: segmenter: a plugin {use: NAME, ...} "
                                      "is wanted here, not \"grid\"");
    assert_wrong("{segmenter: {cells: 4}}",
                 "/study/x.yaml:1:2: segmenter: a plugin {use: NAME, ...} is wanted here");
    assert_wrong("{segmenter: {use: [grid]}}",
                 "/study/x.yaml:1:2: segmenter: a plugin {use: NAME, ...} is wanted here");
    assert_wrong("{segmenter: {use: slic}}", "/study/x.yaml:1:2: there is no such segmenter");
}

static void an_unknown_key_is_met_with_the_nearest(void **state)
{
    (void)state;
    assert_wrong("{use: everything,\n sample: 10}",
                 "/study/x.yaml:2:10: everything has no parameter `sample` "
                 "(did you mean `samples`?)");
    assert_wrong("{use: everything, colour_of_hair: red}",
                 "/study/x.yaml:1:35: everything has no parameter `colour_of_hair`; `likeness "
                 "inspect everything` lists them");
}

static void a_required_parameter_must_be_given(void **state)
{
    static const lk_param needed[] = {{.name = "model",
                                       .type = LK_STRING,
                                       .flags = LK_PARAM_REQUIRED,
                                       .doc = "The network file."}};
    const lk_plugin p = {.name = "net", .instance_size = sizeof(char *), LK_PARAMS(needed)};
    (void)state;
    outcome o = walk_with(&p, "{use: net}", 0);
    assert_int_equal(o.rc, -1);
    assert_string_equal(o.fault.text, "/study/x.yaml:1:1: net needs `model`: The network file.");
    assert_int_equal(walk_with(&p, "{use: net, model: ~}", 0).rc, -1);
    assert_int_equal(walk_with(&p, "{use: net, model: x}", 0).rc, 0);
}

/* ---- A default that hangs on a choice --------------------------------------------- */

static const char *const sizes[] = {"3", NULL};

#define SHAPE                                                                                      \
    {                                                                                              \
        .name = "shape", .type = LK_CHOICE, FIELD(shape), .fallback = "cosine", .choices = shapes  \
    }
#define SAMPLES(...)                                                                               \
    {                                                                                              \
        .name = "samples", .type = LK_INT, FIELD(samples), __VA_ARGS__                             \
    }
#define PLUGIN(table)                                                                              \
    {                                                                                              \
        .name = "everything", .instance_size = sizeof(everything), LK_PARAMS(table)                \
    }

static outcome follow(const char *yaml)
{
    static const lk_param table[] = {SAMPLES(.follows = "shape", .fallbacks = sizes), SHAPE};
    static const lk_plugin p = PLUGIN(table);
    return walk_with(&p, yaml, 1);
}

static void a_default_may_hang_on_a_choice(void **state)
{
    (void)state;
    assert_int_equal(follow("{}").self.samples, 3);
    assert_int_equal(follow("{shape: ~}").self.samples, 3);
    assert_int_equal(follow("{shape: exponential}").self.samples, 0);
    assert_int_equal(follow("{shape: exponential, samples: 7}").self.samples, 7);
    assert_string_equal(follow("{shape: round}").fault.text,
                        "/study/x.yaml:1:9: shape: round is not one of cosine, exponential");
}

static void such_a_default_gives_the_key_of_its_value(void **state)
{
    outcome o = follow("{}"), spelled = follow("{samples: 3}");
    (void)state;
    assert_true(lk_key_equal(&o.canon, &spelled.canon));
}

static const char *table_fault(const lk_plugin *p)
{
    static lk_fault fault;
    fault.text[0] = 0;
    lk_params_check_table(p, &fault);
    return fault.text;
}

static void a_table_is_refused_whose_default_hangs_on_nothing(void **state)
{
    static const char *const wrong[] = {"3", "many"};
    static const lk_param alone[] = {SAMPLES(.follows = "shape", .fallbacks = sizes)},
                          itself[] = {SAMPLES(.follows = "samples", .fallbacks = sizes)},
                          none[] = {SAMPLES(.follows = "shape"), SHAPE},
                          askew[] = {SAMPLES(.follows = "shape", .fallbacks = wrong), SHAPE},
                          good[] = {SAMPLES(.follows = "shape", .fallbacks = sizes), SHAPE};
    const lk_plugin plugins[] = {PLUGIN(alone), PLUGIN(itself), PLUGIN(none), PLUGIN(askew),
                                 PLUGIN(good)};
    (void)state;
    for (int i = 0; i < 3; i++)
        assert_string_equal(table_fault(&plugins[i]),
                            "the default of parameter samples hangs on no choice");
    assert_non_null(strstr(table_fault(&plugins[3]), "parameter samples has a wrong default"));
    assert_string_equal(table_fault(&plugins[4]), "");
}

static void a_table_is_refused_whose_names_are_none(void **state)
{
    static const lk_param first[] = {{.name = ".a", .type = LK_INT}},
                          last[] = {{.name = "a.", .type = LK_INT}},
                          empty[] = {{.name = "a..b", .type = LK_INT}},
                          map[] = {{.name = "a", .type = LK_INT}, {.name = "a.b", .type = LK_INT}},
                          good[] = {{.name = "a.b", .type = LK_INT},
                                    {.name = "ab", .type = LK_INT}};
    const lk_plugin plugins[] = {PLUGIN(first), PLUGIN(last), PLUGIN(empty), PLUGIN(map),
                                 PLUGIN(good)};
    (void)state;
    assert_string_equal(table_fault(&plugins[0]), "`.a` is no name for a parameter");
    assert_string_equal(table_fault(&plugins[1]), "`a.` is no name for a parameter");
    assert_string_equal(table_fault(&plugins[2]), "`a..b` is no name for a parameter");
    assert_string_equal(table_fault(&plugins[3]), "`a` is no name for a parameter");
    assert_string_equal(table_fault(&plugins[4]), "");
}

/* A plugin that was built when entries were shorter. */
static void a_table_of_before_is_read_as_before(void **state)
{
    enum { SHORT = offsetof(lk_param, follows) };
    static _Alignas(lk_param) char table[2 * SHORT];
    static const lk_param entries[] = {SHAPE, SAMPLES(.fallback = "5")};
    lk_plugin p = PLUGIN(entries);
    (void)state;
    for (size_t i = 0; i < 2; i++)
        memcpy(table + i * SHORT, &entries[i], SHORT);
    p.params = (const lk_param *)(const void *)table;
    p.param_size = SHORT;
    assert_string_equal(table_fault(&p), "");
    assert_int_equal(walk_with(&p, "{}", 1).self.samples, 5);
}

/* ---- Keys ------------------------------------------------------------------------ */

static void a_default_spelled_out_gives_the_same_key(void **state)
{
    (void)state;
    assert_true(same_canon("{}", "{samples: 1000, width: 0.25, shape: cosine, counts: [1, 2]}"));
    assert_true(same_canon("{width: 0.5}", "{width: 5e-1}"));
    assert_true(same_canon("{flag: yes}", "{flag: \"true\"}"));
    assert_true(same_canon("{samples: 10, width: 1}", "{width: 1, samples: 10}"));
}

static void every_value_that_matters_enters_the_key(void **state)
{
    static const char *const other[] = {"{flag: true}",      "{shape: exponential}",
                                        "{samples: 999}",    "{width: 0.26}",
                                        "{stop: {most: 3}}", "{stop: {when: {least: 1}}}",
                                        "{text: x}",         "{title: x}",
                                        "{classes: {a: b}}", "{segmenter: {use: grid, n: 1}}",
                                        "{counts: [1, 3]}",  "{counts: [1, 2, 3]}",
                                        "{scales: [1]}",     "{words: [a, b]}",
                                        "{words: [ab]}",     "{words: [a], text: b}",
                                        "{text: \"\"}",      "{classes: {b: a}}",
                                        "{scales: []}",      "{classes: {a: b, c: d}}"};
    enum { COUNT = sizeof other / sizeof *other };
    (void)state;
    for (size_t i = 0; i < COUNT; i++) {
        if (same_canon("{}", other[i]))
            fail_msg("%s has the key of the defaults", other[i]);
        for (size_t j = 0; j < i; j++)
            if (same_canon(other[i], other[j]))
                fail_msg("%s has the key of %s", other[i], other[j]);
    }
}

static void a_neutral_parameter_is_not_in_the_key(void **state)
{
    (void)state;
    assert_int_equal(filled("{threads: 8}").self.threads, 8);
    assert_true(same_canon("{threads: 8}", "{threads: 1}"));
}

static void a_path_enters_by_its_content(void **state)
{
    char one[300], two[300];
    (void)state;
    snprintf(one, sizeof one, "{file: %s}", scene_write("one.csv", "same"));
    snprintf(two, sizeof two, "{file: %s}", scene_write("two.csv", "same"));
    assert_true(same_canon(one, two));
    scene_write("two.csv", "other");
    assert_false(same_canon(one, two));
}

static void only_sampler_parameters_key_the_random_stream(void **state)
{
    (void)state;
    assert_true(same_sampler("{}", "{width: 1, shape: exponential, text: x, threads: 3}"));
    assert_true(same_sampler("{}", "{samples: 1000}"));
    assert_false(same_sampler("{}", "{samples: 999}"));
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
        cmocka_unit_test(absent_parameters_take_their_defaults),
        cmocka_unit_test(absent_parameters_without_a_default_stay_zero),
        cmocka_unit_test(null_is_as_good_as_absent),
        cmocka_unit_test(booleans_have_three_spellings),
        cmocka_unit_test(integers_are_whole_and_in_range),
        cmocka_unit_test(an_integer_too_large_for_64_bits_is_refused),
        cmocka_unit_test(numbers_are_finite_and_in_range),
        cmocka_unit_test(quoted_scalars_mean_what_they_say),
        cmocka_unit_test(a_choice_names_the_others_and_the_nearest),
        cmocka_unit_test(lists_hold_values_of_their_type),
        cmocka_unit_test(a_label_map_keeps_its_order),
        cmocka_unit_test(a_name_with_dots_is_a_map_in_a_map),
        cmocka_unit_test(paths_stand_beside_the_study),
        cmocka_unit_test(data_in_a_path_is_the_data_folder),
        cmocka_unit_test(a_file_that_is_missing_is_named_with_its_place),
        cmocka_unit_test(a_reference_arrives_as_a_service),
        cmocka_unit_test(an_unknown_key_is_met_with_the_nearest),
        cmocka_unit_test(a_required_parameter_must_be_given),
        cmocka_unit_test(a_default_may_hang_on_a_choice),
        cmocka_unit_test(such_a_default_gives_the_key_of_its_value),
        cmocka_unit_test(a_table_is_refused_whose_default_hangs_on_nothing),
        cmocka_unit_test(a_table_is_refused_whose_names_are_none),
        cmocka_unit_test(a_table_of_before_is_read_as_before),
        cmocka_unit_test(a_default_spelled_out_gives_the_same_key),
        cmocka_unit_test(every_value_that_matters_enters_the_key),
        cmocka_unit_test(a_neutral_parameter_is_not_in_the_key),
        cmocka_unit_test(a_path_enters_by_its_content),
        cmocka_unit_test(only_sampler_parameters_key_the_random_stream),
    };
    return cmocka_run_group_tests(tests, begin, end);
}
