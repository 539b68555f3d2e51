/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#include "scene.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "core/crew.h"
#include "core/document.h"
#include "core/instance.h"
#include "core/session.h"
#include "core/task.h"

/* Plugins that misbehave when they are called: in a worker, through the tasks
 * that a run would give, and opened here. */

/* ---- In a worker ----------------------------------------------------------------------- */

typedef struct answer {
    int status;
    char reason[600];
} answer;

static void ask(void *user, size_t i, lk_pack *out)
{
    (void)user;
    if (i == 0) {
        lk_pack_u64(out, LK_TASK_OPEN);
        lk_pack_text(out, "data");
        lk_pack_text(out, "");
    } else {
        lk_pack_u64(out, LK_TASK_ITEM);
        lk_pack_u64(out, 0);
        lk_pack_u64(out, 0);
    }
}

static lk_status keep(void *user, size_t i, const void *bytes, size_t size, const char *reason,
                      lk_fault *fault)
{
    answer *a = (answer *)user + i;
    (void)fault;
    if (bytes) {
        lk_unpack u = lk_unpack_over(bytes, size);
        a->status = (int)(int64_t)lk_unpack_u64(&u);
        reason = lk_unpack_text(&u);
    } else {
        a->status = -99;
    }
    snprintf(a->reason, sizeof a->reason, "%s", reason ? reason : "");
    return LK_OK;
}

/* Open a broken source and ask for its first item. */
static const answer *answers_within(double limit, const char *name, const char *text)
{
    static answer a[2];
    lk_fault fault = {""};
    char yaml[400];
    lk_entry entry = {.plugin = {.stage = LK_STAGE_SOURCE, .name = name},
                      .path = scene_broken(name)};
    lk_catalogue places = {.count = 1, .entries = &entry};
    snprintf(yaml, sizeof yaml, "labels: [a]\ndata: {use: %s%s}\n", name, text);
    const char *session = scene_path("session");
    if (lk_session_write(session, "/study/s.yaml", yaml, strlen(yaml), NULL, &places, NULL, 1,
                         &fault))
        fail_msg("%s", fault.text);
    setenv("LIKENESS_SESSION", session, 1);
    memset(a, 0, sizeof a);
    lk_crew *crew = lk_crew_open(&(lk_crew_options){.workers = 1, .task_seconds = limit}, &fault);
    assert_int_equal(
        lk_crew_run(crew,
                    &(lk_crew_run_options){.count = 2, .request = ask, .done = keep, .user = a},
                    &fault),
        LK_OK);
    lk_crew_close(crew);
    return a;
}

static const answer *answers(const char *name, const char *text)
{
    return answers_within(60, name, text);
}

static void a_source_that_prints_is_fine(void **state)
{
    (void)state;
    const answer *a = answers("prints", "");
    assert_int_equal(a[0].status, LK_OK);
    assert_int_equal(a[1].status, LK_OK);
}

static void a_crash_in_open_names_the_plugin(void **state)
{
    (void)state;
    const answer *a = answers("crash-in-open", "");
    assert_string_equal(a[0].reason, "source crash-in-open (opening) crashed (segmentation fault)");
    assert_string_equal(a[1].reason, a[0].reason); /* the next task tries again */
}

static void a_crash_in_an_operation_names_it_and_what_was_printed(void **state)
{
    (void)state;
    const answer *a = answers("crash-in-operation", "");
    assert_int_equal(a[0].status, LK_OK);
    assert_string_equal(a[1].reason, "source crash-in-operation (item) aborted itself; it had "
                                     "printed: free(): invalid pointer ");
}

static void a_hang_in_an_operation_is_stopped(void **state)
{
    (void)state;
    assert_string_equal(answers_within(3, "hang-in-operation", "")[1].reason,
                        "source hang-in-operation (item) did not end within 3 s and was stopped");
}

static void an_item_that_is_not_finite_is_refused(void **state)
{
    (void)state;
    const answer *a = answers("gives-nan", "");
    assert_int_equal(a[1].status, LK_E_FAIL);
    assert_string_equal(a[1].reason, "picture: its image has a value that is not finite");
}

static void a_failure_without_a_word_is_called_that(void **state)
{
    (void)state;
    const answer *a = answers("says-nothing", "");
    assert_int_equal(a[1].status, LK_E_FAIL);
    assert_string_equal(a[1].reason, "picture: failed, and the plugin gave no reason");
}

static void a_plugin_that_is_gone_has_its_place_in_the_study(void **state)
{
    (void)state;
    const answer *a = answers("never-built", "");
    assert_int_equal(a[0].status, LK_E_INPUT);
    assert_says(a[0].reason, "/study/s.yaml:2:1: ", "never-built.so: No such file");
}

static void a_wrong_parameter_has_its_place_once(void **state)
{
    (void)state;
    assert_string_equal(answers("prints", ", colour: red")[0].reason,
                        "/study/s.yaml:2:29: prints has no parameter `colour`; `likeness inspect "
                        "prints` lists them");
}

static void a_session_that_was_cut_is_refused(void **state)
{
    char bytes[2000];
    lk_fault fault;
    (void)state;
    answers("prints", "");
    FILE *f = fopen(scene_path("session"), "rb");
    size_t size = fread(bytes, 1, sizeof bytes, f);
    fclose(f);
    for (size_t n = 0; n < size; n++) {
        f = fopen(scene_path("cut"), "wb");
        fwrite(bytes, 1, n, f);
        fclose(f);
        fault.text[0] = 0;
        assert_null(lk_session_read(scene_path("cut"), &fault));
        assert_string_not_equal(fault.text, "");
    }
}

/* ---- What repeats itself ------------------------------------------------------------------ */

static void what_draws_or_refers_to_what_draws_does_not_repeat_itself(void **state)
{
    const lk_plugin settled = {.capabilities = LK_CAP_DETERMINISTIC | LK_CAP_REENTRANT};
    const lk_plugin drawing = {.capabilities = LK_CAP_DETERMINISTIC | LK_CAP_RANDOM};
    const lk_plugin unsure = {.capabilities = 0};
    lk_instance segmenter = {.plugin = &settled}, backend = {.plugin = &settled};
    lk_instance explainer = {.plugin = &settled, .references = &segmenter};
    (void)state;
    segmenter.next = &backend;
    assert_true(lk_instance_repeats(&explainer));
    backend.plugin = &drawing;
    assert_false(lk_instance_repeats(&explainer));
    assert_true(lk_instance_repeats(&segmenter));
    backend.plugin = &unsure;
    assert_false(lk_instance_repeats(&explainer));
    explainer = (lk_instance){.plugin = &drawing};
    assert_false(lk_instance_repeats(&explainer));
}

/* ---- Opened here ------------------------------------------------------------------------ */

static const char *find(void *user, lk_stage stage, const char *name, lk_fault *fault)
{
    (void)user;
    (void)stage;
    (void)fault;
    return scene_broken(name);
}

static const lk_finder finder = {find, NULL};
static lk_arena *arena;

static lk_instance *try_open(lk_stage stage, const char *yaml, lk_fault *fault)
{
    lk_node *spec = lk_yaml_parse(arena, scene_path("s.yaml"), yaml, strlen(yaml), fault);
    return spec ? lk_instance_open(&finder, stage, spec, scene_path("s.yaml"), 1, fault) : NULL;
}

typedef struct keys {
    lk_key key, sampler;
} keys;

static keys keys_of(const char *yaml)
{
    lk_fault fault = {""};
    lk_instance *in = try_open(LK_STAGE_EXPLAINER, yaml, &fault);
    if (!in)
        fail_msg("%s", fault.text);
    keys k = {in->key, in->sampler};
    lk_instance_close(in);
    return k;
}

static int same(lk_key a, lk_key b)
{
    return lk_key_equal(&a, &b);
}

static void parameters_make_the_key_of_an_instance(void **state)
{
    (void)state;
    keys usual = keys_of("{use: complete}");
    assert_true(same(usual.key, keys_of("{use: complete, samples: 1000, fill: mean}").key));
    assert_false(same(usual.key, keys_of("{use: complete, samples: 10}").key));
    assert_false(same(usual.key, keys_of("{use: complete, fill: black}").key));
    assert_false(same(usual.sampler, keys_of("{use: complete, samples: 10}").sampler));
    assert_true(same(usual.sampler, keys_of("{use: complete, fill: black}").sampler));
}

static void another_file_of_the_plugin_makes_another_key(void **state)
{
    lk_fault fault = {""};
    (void)state;
    lk_instance *a = try_open(LK_STAGE_SEGMENTER, "{use: good}", &fault);
    lk_instance *b = try_open(LK_STAGE_SEGMENTER, "{use: label-outside}", &fault);
    assert_false(same(a->key, b->key));
    assert_true(same(a->sampler, b->sampler));
    lk_instance_close(a);
    lk_instance_close(b);
}

static void the_state_of_a_folder_enters_the_key(void **state)
{
    (void)state;
    scene_folder("masks");
    scene_write("masks/a.png", "1");
    lk_key before = keys_of("{use: complete, folder: masks}").key;
    assert_true(same(before, keys_of("{use: complete, folder: masks}").key));
    scene_write("masks/b.png", "1");
    lk_key more = keys_of("{use: complete, folder: masks}").key;
    assert_false(same(before, more));
    scene_write("masks/b.png", "22");
    assert_false(same(more, keys_of("{use: complete, folder: masks}").key));
}

static void a_plugin_of_another_stage_is_refused(void **state)
{
    lk_fault fault = {""};
    (void)state;
    assert_null(try_open(LK_STAGE_METRIC, "{use: good}", &fault));
    assert_says(fault.text, "good.so is a segmenter, not a metric");
}

static void a_path_that_is_missing_has_its_place(void **state)
{
    char want[300];
    lk_fault fault = {""};
    (void)state;
    assert_null(try_open(LK_STAGE_EXPLAINER, "{use: complete, folder: nowhere}", &fault));
    snprintf(want, sizeof want, "%s:1:25: folder: ", scene_path("s.yaml"));
    assert_says(fault.text, want, "nowhere cannot be read: No such file");
}

/* ---- Segmenters ---------------------------------------------------------------------------- */

static void a_label_out_of_range_is_refused(void **state)
{
    lk_fault fault = {""};
    lk_tensor labels = kit_tensor(LK_DTYPE_INT, 32, 2, 3, 4);
    lk_raster view = {.pixels = kit_tensor(LK_DTYPE_FLOAT, 32, 3, 3, 4, 3)};
    uint32_t count;
    lk_call call;
    (void)state;
    lk_instance *in = try_open(LK_STAGE_SEGMENTER, "{use: label-outside}", &fault);
    assert_non_null(in);
    lk_segmenter *s = in->service;
    assert_int_equal(lk_call_begin(&call, NULL, 1, 0), 0);
    assert_int_equal(s->segment(s, &call.context, &view, NULL, &labels, &count), LK_E_FAIL);
    assert_string_equal(call.fault.text, "the segmenter label-outside gave label 2 of 2 segments");
    lk_call_end(&call);
    lk_instance_close(in);
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

int main(int argc, char **argv)
{
    scene_begin(argc, argv);
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_source_that_prints_is_fine),
        cmocka_unit_test(a_crash_in_open_names_the_plugin),
        cmocka_unit_test(a_crash_in_an_operation_names_it_and_what_was_printed),
        cmocka_unit_test(a_hang_in_an_operation_is_stopped),
        cmocka_unit_test(an_item_that_is_not_finite_is_refused),
        cmocka_unit_test(a_failure_without_a_word_is_called_that),
        cmocka_unit_test(a_plugin_that_is_gone_has_its_place_in_the_study),
        cmocka_unit_test(a_wrong_parameter_has_its_place_once),
        cmocka_unit_test(a_session_that_was_cut_is_refused),
        cmocka_unit_test(what_draws_or_refers_to_what_draws_does_not_repeat_itself),
        cmocka_unit_test(parameters_make_the_key_of_an_instance),
        cmocka_unit_test(another_file_of_the_plugin_makes_another_key),
        cmocka_unit_test(the_state_of_a_folder_enters_the_key),
        cmocka_unit_test(a_plugin_of_another_stage_is_refused),
        cmocka_unit_test(a_path_that_is_missing_has_its_place),
        cmocka_unit_test(a_label_out_of_range_is_refused),
    };
    return cmocka_run_group_tests(tests, begin, end);
}
