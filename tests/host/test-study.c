/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#include "scene.h"

#include <stdio.h>
#include <string.h>

#include "core/param.h"
#include "core/study.h"

/* A catalogue that a scan could have made. */

static const char *const fills[] = {"black", "mean", NULL};
static const lk_param lime[] = {
    {.name = "samples", .type = LK_INT, .fallback = "1000", .low = 1, .high = 100000},
    {.name = "fill", .type = LK_CHOICE, .fallback = "mean", .choices = fills},
    {.name = "segmenter", .type = LK_PLUGIN_REF, .refers = LK_STAGE_SEGMENTER},
};
static const lk_param slic[] = {
    {.name = "segments", .type = LK_INT, .fallback = "30", .low = 2, .high = 1000}};
static const lk_param folder[] = {{.name = "path",
                                   .type = LK_PATH,
                                   .flags = LK_PARAM_REQUIRED,
                                   .doc = "The folder of the images."}};
static const lk_param model[] = {{.name = "model", .type = LK_PATH}};

#define PLUGIN(s, n, ...)                                                                          \
    {                                                                                              \
        .plugin = {.stage = (s), .name = (n), __VA_ARGS__}, .path = "/p/" n ".so"                  \
    }

static lk_entry entries[] = {
    PLUGIN(LK_STAGE_SOURCE, "folder", LK_PARAMS(folder)),
    PLUGIN(LK_STAGE_DETECTOR, "file", .param_count = 0),
    PLUGIN(LK_STAGE_BACKEND, "process", LK_PARAMS(model)),
    PLUGIN(LK_STAGE_BACKEND, "openblas", LK_PARAMS(model), .capabilities = LK_CAP_GRADIENTS),
    PLUGIN(LK_STAGE_SEGMENTER, "slic", LK_PARAMS(slic)),
    PLUGIN(LK_STAGE_EXPLAINER, "lime", LK_PARAMS(lime)),
    PLUGIN(LK_STAGE_EXPLAINER, "gradcam", .param_count = 0),
    PLUGIN(LK_STAGE_EXPLAINER, "features", .param_count = 0),
    PLUGIN(LK_STAGE_ALIGNER, "none", .param_count = 0),
    PLUGIN(LK_STAGE_MASK, "polygons", .param_count = 0),
    PLUGIN(LK_STAGE_BINARISER, "otsu", .param_count = 0),
    PLUGIN(LK_STAGE_METRIC, "overlap", .param_count = 0),
};
static lk_catalogue catalogue = {.count = sizeof entries / sizeof *entries, .entries = entries};

static lk_entry *entry(const char *name)
{
    for (size_t i = 0; i < catalogue.count; i++)
        if (!strcmp(entries[i].plugin.name, name))
            return &entries[i];
    return NULL;
}

static lk_arena *arena;

static lk_study *parse(const char *text, const char *const *sets, lk_fault *fault)
{
    return lk_study_parse(arena, "/s/x.yaml", text, strlen(text), sets, fault);
}

static lk_study *good(const char *text)
{
    lk_fault fault = {""};
    lk_study *s = parse(text, NULL, &fault);
    if (!s || lk_study_check(s, &catalogue, &fault))
        fail_msg("%s", fault.text);
    return s;
}

/* ---- A study without mistakes ---------------------------------------------------------------- */

static const char whole[] = "study: quick\n"
                            "seed: 7\n"
                            "labels: [joy, fear]\n"
                            "plugin_path: [more, /p]\n"
                            "limits: {task_seconds: 60}\n"
                            "explain: {classes: {positives: {per_class: 100}}}\n"
                            "data: {use: folder, path: faces}\n"
                            "detect: {use: file}\n"
                            "networks:\n"
                            "  one: {use: openblas, model: net.yaml}\n"
                            "explainers:\n"
                            "  lime: {use: lime, samples: 10, segmenter: {use: slic}}\n"
                            "  off: ~\n"
                            "align: {none: {use: none}}\n"
                            "masks: {m: {use: polygons}}\n"
                            "binarise: {otsu: {use: otsu}}\n"
                            "metrics: {iou: {use: overlap}}\n"
                            "reports:\n";

static void a_study_is_read_as_it_is_written(void **state)
{
    (void)state;
    lk_study *s = good(whole);
    assert_string_equal(s->name, "quick");
    assert_int_equal(s->seed, 7);
    assert_int_equal(s->label_count, 2);
    assert_int_equal(lk_study_label(s, "fear"), 1);
    assert_int_equal(lk_study_label(s, "anger"), -1);
    assert_int_equal(lk_study_label(s, NULL), -1);
    assert_string_equal(s->plugin_folders[0], "/s/more");
    assert_string_equal(s->plugin_folders[1], "/p");
    assert_null(s->plugin_folders[2]);
    assert_true(s->task_seconds == 60);
    assert_int_equal(s->explain, LK_EXPLAIN_POSITIVES);
    assert_int_equal(s->per_class, 100);
    assert_string_equal(s->data.entry->plugin.name, "folder");
    assert_string_equal(s->detect.entry->plugin.name, "file");
    assert_string_equal(lk_section_find(&s->networks, "one")->entry->plugin.name, "openblas");
    assert_int_equal(s->explainers.count, 1); /* `off: ~` is switched off */
    assert_null(lk_section_find(&s->explainers, "off"));
    assert_int_equal(s->reports.count, 0);
}

static void what_a_study_leaves_out_has_defaults(void **state)
{
    (void)state;
    lk_study *s = good("labels: [a]\ndata: {use: folder, path: x}\n"
                       "limits: ~\nexplain: ~\nplugin_path: ~\ndetect: ~\n");
    assert_string_equal(s->name, "study");
    assert_int_equal(s->seed, 0);
    assert_int_equal(s->explain, LK_EXPLAIN_ALL);
    assert_true(s->task_seconds == 3600);
    assert_null(s->plugin_folders);
    assert_null(s->detect.spec);
}

static void every_way_to_choose_classes_is_read(void **state)
{
    static const char *const words[] = {"all", "predicted", "label", "positives"};
    char text[200];
    (void)state;
    for (int i = 0; i < 4; i++) {
        snprintf(text, sizeof text,
                 "labels: [a]\ndata: {use: folder, path: x}\nexplain: {classes: %s}\n", words[i]);
        assert_int_equal(good(text)->explain, i);
        assert_int_equal(good(text)->per_class, 0);
    }
}

static void sections_and_stages_belong_together(void **state)
{
    (void)state;
    lk_study *s = good(whole);
    assert_int_equal(lk_section_stage("networks"), LK_STAGE_BACKEND);
    assert_int_equal(lk_section_stage("data"), LK_STAGE_SOURCE);
    assert_int_equal(lk_section_stage("detect"), LK_STAGE_DETECTOR);
    assert_int_equal(lk_section_stage("reports"), LK_STAGE_REPORT);
    assert_int_equal(lk_section_stage("nothing"), 0);
    assert_ptr_equal(lk_study_section(s, "masks"), &s->masks);
    assert_null(lk_study_section(s, "data"));
}

/* ---- Controls ----------------------------------------------------------------------------------
 */

static void each_network_has_a_twin_for_each_control(void **state)
{
    const lk_study *s = good("labels: [a]\ndata: {use: folder, path: x}\n"
                             "networks: {n: {use: openblas, model: n}, m: {use: process}}\n"
                             "controls: {series: {model: [b, c]}, one: {model: a}, off: ~}\n");
    static const char *const names[] = {"n, one", "n, series:b", "n, series:c",
                                        "m, one", "m, series:b", "m, series:c"};
    static const char *const models[] = {"a", "b", "c", "a", "b", "c"};
    (void)state;
    assert_int_equal(s->control_count, 3);
    assert_int_equal(s->standing_count, 1);
    assert_string_equal(s->controls[1].series, "series");
    assert_string_equal(s->controls[1].step, "b");
    assert_int_equal(s->twins.count, 6);
    for (size_t i = 0; i < 6; i++) {
        const lk_node *spec = s->twins.items[i].spec;
        assert_string_equal(s->twins.items[i].name, names[i]);
        assert_string_equal(lk_node_text(spec, "model", ""), models[i]);
        assert_string_equal(lk_node_text(spec, "use", ""), i < 3 ? "openblas" : "process");
    }
    assert_string_equal(lk_node_text(s->networks.items[0].spec, "model", ""), "n");
}

/* ---- Mistakes -----------------------------------------------------------------------------------
 */

/* `text` follows two good lines, unless it begins with `!`; the sentence that a
 * user gets. */
static const struct mistake {
    const char *text, *sentence;
} mistakes[] = {
    /* The top. */
    {"explainer: {}\n", "3:1: `explainer` is no key here (did you mean `explainers`?)"},
    {"colour_of_hair: red\n", "3:17: `colour_of_hair` is no key here"},
    {"seed: -1\n", "3:7: seed is a whole number, 0 or more"},
    {"seed: 1.5\n", "3:7: seed is a whole number, 0 or more"},
    {"seed: 18446744073709551616\n", "3:7: seed is a whole number, 0 or more"},
    {"seed: [1]\n", "3:1: seed is a whole number, 0 or more"},
    {"study: [a]\n", "3:1: study is one text, its name"},
    {"study: ''\n", "3:8: study is one text, its name"},
    {"!- a\n- b\n", "1:1: a study is a map of keys"},
    {"!data: {use: folder, path: x}\n", "1:1: the study needs `labels: [..]`, its vocabulary"},
    {"!labels: joy\n", "1:9: labels is a list of words, [a, b]"},
    {"!labels: []\n", "1:1: labels is a list of words, [a, b]"},
    {"!labels: [joy, [a]]\n", "1:15: labels is a list of words"},
    {"!labels: [joy, ~]\n", "1:15: labels is a list of words"},
    {"!labels: [joy, fear, joy]\n", "1:21: joy stands twice"},
    {"!labels: [a]\n", "1:1: the study needs data: {use: ...}, where the items come from"},
    {"labels: [b]\n", "3:1: this key stands twice in its map"},
    {"!labels: [a\n", "2:1: did not find expected ',' or ']'"},
    /* Limits, classes. */
    {"limits: 60\n", "3:9: limits is a map: {task_seconds: ...}"},
    {"limits: {task_second: 60}\n",
     "3:23: `task_second` is no key here (did you mean `task_seconds`?)"},
    {"limits: {task_seconds: soon}\n", "3:24: task_seconds is a whole number, 0 or more"},
    {"explain: all\n", "3:10: explain is a map: {classes: ...}"},
    {"explain: {class: all}\n", "3:18: `class` is no key here (did you mean `classes`?)"},
    {"explain: {classes: some}\n", "3:20: classes is one of all, predicted, label, positives or "
                                   "{positives: {per_class: N}}"},
    {"explain: {classes: [all]}\n", "3:11: classes is one of all, predicted, label, positives or "
                                    "{positives: {per_class: N}}"},
    {"explain: {classes: {positives: 5}}\n", "3:32: positives is a map: {per_class: ...}"},
    {"explain: {classes: {positives: {per_clas: 5}}}\n",
     "3:43: `per_clas` is no key here (did you mean `per_class`?)"},
    /* Variants. */
    {"networks: openblas\n", "3:11: networks is a map of named variants"},
    {"networks: [openblas]\n", "3:1: networks is a map of named variants"},
    {"networks:\n  one: openblas\n", "4:8: one does not say which plugin it is: {use: NAME, ...}"},
    {"networks:\n  one: {model: x}\n",
     "4:3: one does not say which plugin it is: {use: NAME, ...}"},
    {"networks:\n  one: {use: [openblas]}\n",
     "4:3: one does not say which plugin it is: {use: NAME, ...}"},
    {"networks:\n  one: {use: openblas}\n  one: {use: openblas}\n",
     "5:3: this key stands twice in its map"},
    {"networks:\n  one: {use: openbls}\n",
     "4:14: there is no backend `openbls` (did you mean `openblas`?)"},
    {"networks:\n  one: {use: slic}\n",
     "4:14: there is no backend `slic`; `likeness plugins backend` lists them"},
    {"baselines:\n  e: {use: ellipse}\n", "4:12: there is no baseline `ellipse`: no plugin of that "
                                          "stage was found; is LIKENESS_PLUGIN_PATH right?"},
    /* Controls. */
    {"controls: [a]\n", "3:1: controls is a map of named controls: {randomised: {randomise: all}}"},
    {"networks:\n  n: {use: openblas}\ncontrols:\n  c: all\n",
     "6:6: c is a map of parameters that its networks have in the place of their own, as in "
     "{randomise: all}"},
    {"networks:\n  n: {use: openblas}\ncontrols:\n  c: {model: [a, {b: c}]}\n",
     "6:18: a series of controls is a list of single values"},
    {"networks:\n  n: {use: openblas}\ncontrols:\n  c: {mode: a}\n",
     "6:13: openblas has no parameter `mode` (did you mean `model`?)"},
    {"controls: {c: {model: a}}\n", "1:1: the study needs networks: for `controls` to change"},
    {"detect: file\n", "3:9: detect does not say which plugin it is: {use: NAME, ...}"},
    /* Folds. */
    {"folds: 5\n", "3:8: folds is a map: {count: ...}"},
    {"folds: {by: item}\n", "3:1: folds needs count: N, from 2 to 1000"},
    {"folds: {count: 1}\n", "3:1: folds needs count: N, from 2 to 1000"},
    {"folds: {count: five}\n", "3:16: count is a whole number, 0 or more"},
    {"folds: {count: 5, by: person}\n", "3:23: by is subject or item"},
    {"folds: {count: 5, by: [item]}\n", "3:19: by is subject or item"},
    {"folds: {cuont: 5}\n", "3:16: `cuont` is no key here (did you mean `count`?)"},
    /* Parameters. */
    {"explainers:\n  lime: {use: lime, sample: 10}\n",
     "4:29: lime has no parameter `sample` (did you mean `samples`?)"},
    {"explainers:\n  lime:\n    use: lime\n    samples: 0\n",
     "6:14: samples: 0 is outside 1 .. 100000"},
    {"explainers:\n  lime: {use: lime, samples: many}\n",
     "4:30: samples: a whole number is wanted here, not \"many\""},
    {"explainers:\n  lime: {use: lime, fill: blac}\n",
     "4:27: fill: blac is not one of black, mean (did you mean black?)"},
    {"explainers:\n  lime: {use: lime, segmenter: {use: slik}}\n",
     "4:38: there is no segmenter `slik` (did you mean `slic`?)"},
    {"explainers:\n  lime: {use: lime, segmenter: {use: slic, segments: 1}}\n",
     "4:54: segments: 1 is outside 2 .. 1000"},
    {"explainers:\n  lime: {use: lime, segmenter: slic}\n",
     "4:32: segmenter: a plugin {use: NAME, ...} is wanted here, not \"slic\""},
    {"!labels: [a]\ndata: {use: folder}\n", "2:1: folder needs `path`: The folder of the images."},
    /* The whole. */
    {"explainers: {lime: {use: lime}}\n", "1:1: the study needs networks: to explain"},
    {"networks: {n: {use: openblas}}\nexplainers: {lime: {use: lime}}\nmasks: {m: {use: "
     "polygons}}\n",
     "1:1: the study needs align: to bring heatmaps to the masks' frame (use: none does nothing)"},
    {"masks: {m: {use: polygons}}\nmetrics: {iou: {use: overlap}}\n",
     "1:1: the study needs binarise: to make a foreground of a heatmap"},
    {"networks:\n  n: {use: process}\nexplainers:\n  g: {use: gradcam}\n",
     "6:3: gradcam needs gradients; the backend `process` of network n has none; `openblas` has"},
    {"networks:\n  n: {use: openblas}\nexplainers:\n  g: {use: features}\n",
     "6:3: features needs activations; the backend `openblas` of network n has none"},
};

static void every_mistake_gets_its_sentence_and_place(void **state)
{
    int wrong = 0;
    (void)state;
    for (size_t i = 0; i < sizeof mistakes / sizeof *mistakes; i++) {
        const struct mistake *m = &mistakes[i];
        char text[400], want[400];
        lk_fault fault = {""};
        snprintf(text, sizeof text, "%s%s",
                 *m->text == '!' ? "" : "labels: [a]\ndata: {use: folder, path: x}\n",
                 m->text + (*m->text == '!'));
        snprintf(want, sizeof want, "/s/x.yaml:%s", m->sentence);
        lk_study *s = parse(text, NULL, &fault);
        if (s && !lk_study_check(s, &catalogue, &fault))
            strcpy(fault.text, "no sentence");
        if (!strcmp(fault.text, want))
            continue;
        print_error("%s  gives %s\n  not   %s\n\n", text, fault.text, want);
        wrong++;
    }
    assert_int_equal(wrong, 0);
}

static void a_broken_plugin_answers_where_it_is_used(void **state)
{
    lk_fault fault = {""};
    (void)state;
    entry("slic")->problem = "/p/segmenter-slic.so: it is built for plugin ABI 7";
    entry("slic")->path = "/p/segmenter-slic.so";
    lk_study *s = parse(whole, NULL, &fault);
    assert_non_null(s);
    int rc = lk_study_check(s, &catalogue, &fault);
    entry("slic")->problem = NULL;
    assert_int_equal(rc, -1);
    assert_string_equal(fault.text,
                        "/s/x.yaml:12:51: /p/segmenter-slic.so: it is built for plugin ABI 7");
}

/* ---- --set
 * ---------------------------------------------------------------------------------------- */

static const char *after(const char *set)
{
    static lk_fault fault;
    const char *const sets[] = {set, NULL};
    fault.text[0] = 0;
    lk_study *s = parse(whole, sets, &fault);
    if (s)
        lk_study_check(s, &catalogue, &fault);
    return fault.text;
}

static void sets_change_a_study_before_it_is_checked(void **state)
{
    const char *const sets[] = {
        "explainers.lime.samples=300", "seed=9",  "networks.two={use: process}",
        "explainers.lime.fill=black",  "detect=", NULL};
    lk_fault fault = {""};
    (void)state;
    lk_study *s = parse(whole, sets, &fault);
    assert_non_null(s);
    assert_int_equal(lk_study_check(s, &catalogue, &fault), 0);
    assert_int_equal(s->seed, 9);
    assert_int_equal(s->networks.count, 2);
    assert_null(s->detect.spec);
    assert_string_equal(lk_node_text(s->explainers.items[0].spec, "samples", ""), "300");
}

static void a_wrong_set_says_which(void **state)
{
    (void)state;
    assert_string_equal(after("samples"), "--set samples: NAME=VALUE is wanted, as in "
                                          "explainers.lime.samples=300");
    assert_says(after("=3"), "NAME=VALUE is wanted");
    assert_string_equal(after("explainers.lime.samples=0"),
                        "--set explainers.lime.samples:1:1: samples: 0 is outside 1 .. 100000");
    assert_string_equal(after("seed=x"), "--set seed:1:1: seed is a whole number, 0 or more");
    assert_string_equal(after("explainer.lime.samples=3"),
                        "/s/x.yaml:1:1: `explainer` is no key here (did you mean `explainers`?)");
    assert_string_equal(after("seed.x=3"), "/s/x.yaml:2:7: seed has no named parts: set it whole");
    assert_string_equal(after("seed=[1"), "--set seed:2:1: did not find expected ',' or ']'");
}

static int begin(void **state)
{
    (void)state;
    arena = lk_arena_new(0);
    entry("gradcam")->requires_ = LK_CAP_GRADIENTS;
    entry("features")->requires_ = LK_CAP_ACTIVATIONS;
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
        cmocka_unit_test(a_study_is_read_as_it_is_written),
        cmocka_unit_test(what_a_study_leaves_out_has_defaults),
        cmocka_unit_test(every_way_to_choose_classes_is_read),
        cmocka_unit_test(sections_and_stages_belong_together),
        cmocka_unit_test(each_network_has_a_twin_for_each_control),
        cmocka_unit_test(every_mistake_gets_its_sentence_and_place),
        cmocka_unit_test(a_broken_plugin_answers_where_it_is_used),
        cmocka_unit_test(sets_change_a_study_before_it_is_checked),
        cmocka_unit_test(a_wrong_set_says_which),
    };
    return cmocka_run_group_tests(tests, begin, end);
}
