/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#include "scene.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "core/catalogue.h"
#include "core/crew.h"
#include "core/param.h"
#include "core/store.h"
#include "core/task.h"

/* While it is set in the environment, this program is no worker. */
#define NO_WORKERS "TEST_CATALOGUE_NO_WORKERS"

static lk_catalogue catalogue;

static void add(const char *folder, const char *file, const char *broken)
{
    char path[300];
    scene_folder(folder);
    snprintf(path, sizeof path, "%s/%s", folder, file);
    scene_copy_broken(broken, scene_path(path));
}

static void scan(const char *first, const char *second)
{
    lk_fault fault = {""};
    const char *folders[] = {scene_path(first), second ? scene_path(second) : NULL, NULL};
    if (lk_catalogue_scan(&catalogue, folders, NULL, &fault))
        fail_msg("%s", fault.text);
}

static const lk_entry *entry(const char *file)
{
    for (size_t i = 0; i < catalogue.count; i++)
        if (strstr(catalogue.entries[i].path, file))
            return &catalogue.entries[i];
    fail_msg("%s is not in the catalogue", file);
    return NULL;
}

static int close_catalogue(void **state)
{
    (void)state;
    if (catalogue.arena)
        lk_catalogue_free(&catalogue);
    return 0;
}

static const lk_entry *find(lk_stage stage, const char *name)
{
    lk_fault fault = {""};
    const lk_entry *e = lk_catalogue_find(&catalogue, stage, name, &fault);
    if (!e)
        fail_msg("%s", fault.text);
    return e;
}

static const char *not_found(lk_stage stage, const char *name)
{
    static lk_fault fault;
    assert_null(lk_catalogue_find(&catalogue, stage, name, &fault));
    return fault.text;
}

static void a_descriptor_comes_whole_out_of_the_worker(void **state)
{
    (void)state;
    add("whole", "explainer-complete.so", "complete");
    scan("whole", NULL);
    const lk_entry *e = find(LK_STAGE_EXPLAINER, "complete");
    const lk_plugin *p = &e->plugin;
    assert_string_equal(p->version, "2.1");
    assert_string_equal(p->summary, "All there can be.");
    assert_string_equal(p->details, "At length.");
    assert_string_equal(p->licence, "MIT");
    assert_string_equal(p->author, "Nobody");
    assert_int_equal(p->revision, 3);
    assert_int_equal(p->abi, LK_ABI);
    assert_int_equal(p->capabilities, LK_CAP_DETERMINISTIC | LK_CAP_RANDOM);
    assert_int_equal(e->requires_, LK_CAP_GRADIENTS);
    assert_int_equal(p->param_count, 4);
    const lk_param *samples = lk_param_find(p, "samples"), *fill = lk_param_find(p, "fill");
    assert_int_equal(samples->flags, LK_PARAM_SAMPLER);
    assert_true(samples->low == 1 && samples->high == 100000);
    assert_string_equal(samples->fallback, "1000");
    assert_string_equal(samples->unit, "images");
    assert_string_equal(samples->doc, "How many.");
    assert_null(lk_param_find(p, "folder")->fallback);
    assert_string_equal(fill->choices[1], "mean");
    assert_null(fill->choices[2]);
    assert_int_equal(e->value_count, 2);
    assert_string_equal(e->values[0].id, "fit");
    assert_int_equal(e->values[0].direction, 1);
    assert_int_equal(e->values[1].direction, -1);
    assert_true(isinf(e->values[1].high));
}

static void the_digest_is_that_of_the_file(void **state)
{
    lk_key key;
    (void)state;
    add("digest", "segmenter-good.so", "good");
    scan("digest", NULL);
    assert_int_equal(lk_digest_file(scene_path("digest/segmenter-good.so"), &key, NULL), 0);
    assert_true(lk_key_equal(&key, &find(LK_STAGE_SEGMENTER, "good")->digest));
}

static void broken_files_are_kept_with_their_reason(void **state)
{
    (void)state;
    add("broken", "a-crash.so", "crash-in-constructor");
    add("broken", "b-symbol.so", "no-symbol");
    add("broken", "c-undefined.so", "undefined-symbol");
    add("broken", "d-good.so", "good");
    add("broken", "e-open.so", "good");
    chmod(scene_path("broken/e-open.so"), 0777);
    scan("broken", NULL);
    assert_int_equal(catalogue.count, 5);
    assert_string_equal(entry("a-crash.so")->problem,
                        strcat(strcpy((char[300]){0}, scene_path("broken/a-crash.so")),
                               ": loading it crashed (segmentation fault)"));
    assert_says(entry("b-symbol.so")->problem, "no symbol `likeness_plugin`");
    assert_says(entry("c-undefined.so")->problem, "undefined symbol: ");
    assert_null(entry("d-good.so")->problem);
    assert_says(entry("e-open.so")->problem, "refused, since everyone may write this file");
}

static void many_that_crash_do_not_end_the_scan(void **state)
{
    char name[32];
    (void)state;
    for (int i = 0; i < 8; i++) {
        snprintf(name, sizeof name, "crash%d.so", i);
        add("crashes", name, "crash-in-constructor");
    }
    add("crashes", "segmenter-good.so", "good");
    scan("crashes", NULL);
    assert_int_equal(catalogue.count, 9);
    find(LK_STAGE_SEGMENTER, "good");
}

static void what_a_plugin_prints_stays_with_the_worker(void **state)
{
    (void)state;
    add("prints", "source-prints.so", "prints");
    scan("prints", NULL);
    find(LK_STAGE_SOURCE, "prints");
}

static void only_shared_objects_count(void **state)
{
    (void)state;
    add("others", ".hidden.so", "good");
    add("others", "good.so.1", "good");
    scene_write("others/README", "text");
    scan("others", "absent");
    assert_int_equal(catalogue.count, 0);
}

static void the_first_of_two_wins_and_the_other_says_so(void **state)
{
    (void)state;
    add("first", "segmenter-good.so", "good");
    add("second", "segmenter-good.so", "good");
    scan("first", "second");
    assert_says(find(LK_STAGE_SEGMENTER, "good")->path, "/first/");
    assert_says(entry("/second/")->problem, "/second/segmenter-good.so: hidden by ",
                "/first/segmenter-good.so, which has the same stage and name");
}

static void a_wrong_name_meets_the_nearest_of_its_stage(void **state)
{
    (void)state;
    add("near", "segmenter-good.so", "good");
    add("near", "source-prints.so", "prints");
    scan("near", NULL);
    assert_string_equal(not_found(LK_STAGE_SEGMENTER, "goods"),
                        "there is no segmenter `goods` (did you mean `good`?)");
    assert_string_equal(not_found(LK_STAGE_SEGMENTER, "prints"),
                        "there is no segmenter `prints`; `likeness plugins segmenter` lists them");
    assert_says(not_found(LK_STAGE_METRIC, "overlap"),
                "there is no metric `overlap`: no plugin of "
                "that stage was found",
                "LIKENESS_PLUGIN_PATH");
}

static void a_broken_file_answers_for_its_name(void **state)
{
    (void)state;
    add("wanted", "segmenter-slic.so", "other-major");
    add("wanted", "segmenter-good.so", "good");
    add("wanted", "zz-good.so", "good");
    scan("wanted", NULL);
    assert_says(not_found(LK_STAGE_SEGMENTER, "slic"), "segmenter-slic.so: ", "ABI 7");
    /* The hidden double is a segmenter: a source of that name it is not. */
    assert_says(not_found(LK_STAGE_SOURCE, "good"), "there is no source `good`");
}

/* ---- With a shorter limit than a scan's 20 s ------------------------------------------- */

static void describe_hang(void *user, size_t i, lk_pack *out)
{
    (void)user;
    (void)i;
    lk_pack_u64(out, LK_TASK_DESCRIBE_FILE);
    lk_pack_text(out, scene_broken("hang-in-constructor"));
}

static lk_status keep_reason(void *user, size_t i, const void *bytes, size_t size,
                             const char *reason, lk_fault *fault)
{
    (void)i;
    (void)size;
    (void)fault;
    assert_null(bytes);
    snprintf(user, 300, "%s", reason);
    return LK_OK;
}

static void a_constructor_that_hangs_is_stopped(void **state)
{
    char reason[300] = "";
    lk_fault fault = {""};
    (void)state;
    lk_crew *crew = lk_crew_open(&(lk_crew_options){.workers = 1, .task_seconds = 2}, &fault);
    assert_int_equal(
        lk_crew_run(crew,
                    &(lk_crew_run_options){
                        .count = 1, .request = describe_hang, .done = keep_reason, .user = reason},
                    &fault),
        LK_OK);
    lk_crew_close(crew);
    assert_string_equal(reason, "loading it did not end within 2 s and was stopped");
}

/* A folder of symbolic links to files that are older than a moment. */
static void link_broken(const char *folder, const char *broken)
{
    char path[300], target[4096];
    struct stat st;
    scene_folder(folder);
    snprintf(path, sizeof path, "%s/%s.so", folder, broken);
    snprintf(target, sizeof target, KIT_BUILDDIR "/tests/broken/.libs/%s.so", broken);
    assert_int_equal(symlink(target, scene_path(path)), 0);
    for (int i = 0; i < 40; i++) {
        time_t youngest = 0;
        assert_int_equal(stat(target, &st), 0);
        youngest = st.st_ctime;
        assert_int_equal(stat("/proc/self/exe", &st), 0);
        youngest = st.st_ctime > youngest ? st.st_ctime : youngest;
        if (youngest + 2 < time(NULL))
            return;
        usleep(100000);
    }
}

static int scan_kept(const char *folder, lk_store *store)
{
    lk_fault fault = {""};
    const char *folders[] = {scene_path(folder), NULL};
    int rc = lk_catalogue_scan(&catalogue, folders, store, &fault);
    int usable = !rc && catalogue.count && !catalogue.entries[0].problem;
    if (usable)
        find(LK_STAGE_SEGMENTER, "good");
    lk_catalogue_free(&catalogue);
    return usable;
}

static lk_store *open_store(const char *path)
{
    lk_fault fault = {""};
    lk_store *store = lk_store_open(scene_path(path), 1, &fault);
    if (!store)
        fail_msg("%s", fault.text);
    return store;
}

static void files_that_did_not_change_are_not_loaded_again(void **state)
{
    (void)state;
    lk_store *store = open_store("kept.db");
    link_broken("kept", "good");
    assert_true(scan_kept("kept", store));
    setenv(NO_WORKERS, "1", 1);
    assert_true(scan_kept("kept", store));
    assert_false(scan_kept("kept", NULL));
    scene_folder("kept-too");
    scene_copy_broken("good", scene_path("kept-too/good.so"));
    assert_false(scan_kept("kept-too", store));
    unsetenv(NO_WORKERS);
    lk_store_close(store);
}

static void failures_are_not_kept(void **state)
{
    (void)state;
    lk_store *store = open_store("failed.db");
    link_broken("failed", "good");
    link_broken("failed", "no-name");
    assert_true(scan_kept("failed", store));
    setenv(NO_WORKERS, "1", 1);
    assert_false(scan_kept("failed", store));
    unsetenv(NO_WORKERS);
    lk_store_close(store);
}

int main(int argc, char **argv)
{
    if (argc > 1 && getenv(NO_WORKERS))
        return 1;
    scene_begin(argc, argv);
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_teardown(a_descriptor_comes_whole_out_of_the_worker, close_catalogue),
        cmocka_unit_test_teardown(the_digest_is_that_of_the_file, close_catalogue),
        cmocka_unit_test_teardown(broken_files_are_kept_with_their_reason, close_catalogue),
        cmocka_unit_test_teardown(many_that_crash_do_not_end_the_scan, close_catalogue),
        cmocka_unit_test_teardown(what_a_plugin_prints_stays_with_the_worker, close_catalogue),
        cmocka_unit_test_teardown(only_shared_objects_count, close_catalogue),
        cmocka_unit_test_teardown(the_first_of_two_wins_and_the_other_says_so, close_catalogue),
        cmocka_unit_test_teardown(a_wrong_name_meets_the_nearest_of_its_stage, close_catalogue),
        cmocka_unit_test_teardown(a_broken_file_answers_for_its_name, close_catalogue),
        cmocka_unit_test(files_that_did_not_change_are_not_loaded_again),
        cmocka_unit_test(failures_are_not_kept),
        cmocka_unit_test(a_constructor_that_hangs_is_stopped),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
