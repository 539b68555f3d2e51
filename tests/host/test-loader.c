/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#include "scene.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/loader.h"

/* Why `path` cannot be loaded. */
static const char *reason(const char *path)
{
    static lk_fault fault;
    fault.text[0] = 0;
    assert_null(lk_module_load(path, &fault));
    assert_string_not_equal(fault.text, "");
    return fault.text;
}

static void assert_refused(const char *name, const char *says)
{
    const char *path = scene_broken(name), *why = reason(path);
    assert_says(why, says);
    if (strstr(why, path) != why || strstr(why + 1, path))
        fail_msg("\"%s\" does not name its file once, in front", why);
}

static void a_good_plugin_is_loaded_once(void **state)
{
    lk_fault fault = {""};
    (void)state;
    const lk_module *m = lk_module_load(scene_broken("good"), &fault);
    assert_string_equal(fault.text, "");
    assert_non_null(m);
    assert_string_equal(m->plugin->name, "good");
    assert_ptr_equal(m, lk_module_load(scene_broken("../.libs/good"), &fault));
}

static void a_file_that_is_not_there_is_named(void **state)
{
    (void)state;
    assert_says(reason(scene_broken("nobody")), "nobody.so: No such file");
}

static void a_file_that_is_no_shared_object_is_refused(void **state)
{
    (void)state;
    assert_says(reason(scene_write("text.so", "not an object")), "text.so: it cannot be loaded: ");
}

static void an_object_without_the_symbol_is_no_plugin(void **state)
{
    (void)state;
    assert_refused("no-symbol", "it has no symbol `likeness_plugin`");
}

static void a_wrong_magic_number_is_refused(void **state)
{
    (void)state;
    assert_refused("wrong-magic", "does not begin with the Likeness magic number");
}

static void another_major_says_both_and_to_rebuild(void **state)
{
    (void)state;
    assert_refused("other-major", "built for plugin ABI 7, this host has ABI 1: rebuild it");
}

static void a_newer_minor_says_which_and_to_update(void **state)
{
    (void)state;
    assert_refused("newer-minor", "needs plugin ABI 1.99, this host has 1.1: update likeness");
}

static void a_short_descriptor_is_refused(void **state)
{
    (void)state;
    assert_refused("short-descriptor", "its descriptor is 16 bytes, shorter than");
}

static void a_plugin_needs_a_name(void **state)
{
    (void)state;
    assert_refused("no-name", "its name must be of [a-z0-9+-]");
}

static void an_unknown_stage_is_refused(void **state)
{
    (void)state;
    assert_refused("unknown-stage", "its stage 99 is not one this host knows");
}

static void a_plugin_needs_operations(void **state)
{
    (void)state;
    assert_refused("no-operations", "it has no operations");
    assert_refused("null-operation", "an operation that every segmenter needs is NULL");
    assert_refused("short-operations", "its operations struct is 8 bytes, not the 16");
}

static void a_capability_needs_its_operation(void **state)
{
    (void)state;
    assert_refused("no-gradients", "it declares gradients but has no operation for it");
}

static void declared_values_must_be_there(void **state)
{
    (void)state;
    assert_refused("no-values", "its table of values is missing");
}

static void a_parameter_must_lie_inside_the_instance(void **state)
{
    (void)state;
    assert_refused("parameter-outside", "parameter far lies outside the instance");
    assert_refused("parameter-askew", "parameter odd lies askew in the instance");
}

static void a_parameter_table_of_another_stride_is_refused(void **state)
{
    (void)state;
    assert_refused("parameter-stride", "the parameter table is missing or of another shape");
}

static void two_parameters_of_one_name_are_refused(void **state)
{
    (void)state;
    assert_refused("parameter-twice", "it has two parameters level");
}

static void a_default_must_lie_in_its_own_range(void **state)
{
    (void)state;
    assert_refused(
        "default-outside",
        "parameter level has a wrong default: default:1:1: level: 11 is outside 1 .. 10");
}

static void an_undefined_symbol_is_named(void **state)
{
    (void)state;
    assert_refused("undefined-symbol",
                   "it cannot be loaded: undefined symbol: a_function_that_nobody_has");
}

/* ---- Trust ------------------------------------------------------------------- */

static const char *copy_of_good(const char *folder)
{
    char path[200];
    scene_folder(folder);
    snprintf(path, sizeof path, "%s/good.so", folder);
    scene_copy_broken("good", scene_path(path));
    return scene_path(path);
}

static void a_file_that_everyone_may_write_is_refused(void **state)
{
    (void)state;
    const char *path = copy_of_good("open-file");
    chmod(path, 0757);
    assert_says(reason(path), path, "refused, since everyone may write this file");
}

static void a_folder_that_everyone_may_write_is_refused(void **state)
{
    (void)state;
    const char *path = copy_of_good("open-folder");
    chmod(scene_path("open-folder"), 0777);
    assert_says(reason(path), "open-folder: refused, since everyone may write this folder");
    chmod(scene_path("open-folder"), 01777); /* as /tmp: anyone may still add a file */
    assert_says(reason(path), "refused, since everyone may write this folder");
    chmod(scene_path("open-folder"), 0755);
}

static void need_root(void)
{
    if (geteuid() == 0)
        return;
    print_message("only root can give a file away\n");
    skip();
}

static void a_file_of_another_user_is_refused(void **state)
{
    (void)state;
    need_root();
    const char *path = copy_of_good("foreign-file");
    assert_int_equal(chown(path, 65534, 65534), 0);
    assert_says(reason(path), "refused, since the file belongs to another user");
}

static void a_folder_of_another_user_is_refused(void **state)
{
    (void)state;
    need_root();
    const char *path = copy_of_good("foreign-folder");
    assert_int_equal(chown(scene_path("foreign-folder"), 65534, 65534), 0);
    assert_says(reason(path), "refused, since the folder belongs to another user");
}

static void a_link_is_judged_by_what_it_points_to(void **state)
{
    (void)state;
    const char *path = copy_of_good("pointed-to");
    scene_folder("links");
    assert_int_equal(symlink(path, scene_path("links/good.so")), 0);
    chmod(scene_path("pointed-to"), 0777);
    assert_says(reason(scene_path("links/good.so")), "pointed-to: refused");
    chmod(scene_path("pointed-to"), 0755);
}

static void stages_have_names_both_ways(void **state)
{
    (void)state;
    for (int i = 1; i <= LK_STAGE_EXECUTOR; i++)
        assert_int_equal(lk_stage_from(lk_stage_name((lk_stage)i)), i);
    assert_int_equal(lk_stage_from("nothing"), 0);
    assert_string_equal(lk_stage_name((lk_stage)99), "unknown");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_good_plugin_is_loaded_once),
        cmocka_unit_test(a_file_that_is_not_there_is_named),
        cmocka_unit_test(a_file_that_is_no_shared_object_is_refused),
        cmocka_unit_test(an_object_without_the_symbol_is_no_plugin),
        cmocka_unit_test(a_wrong_magic_number_is_refused),
        cmocka_unit_test(another_major_says_both_and_to_rebuild),
        cmocka_unit_test(a_newer_minor_says_which_and_to_update),
        cmocka_unit_test(a_short_descriptor_is_refused),
        cmocka_unit_test(a_plugin_needs_a_name),
        cmocka_unit_test(an_unknown_stage_is_refused),
        cmocka_unit_test(a_plugin_needs_operations),
        cmocka_unit_test(a_capability_needs_its_operation),
        cmocka_unit_test(declared_values_must_be_there),
        cmocka_unit_test(a_parameter_must_lie_inside_the_instance),
        cmocka_unit_test(a_parameter_table_of_another_stride_is_refused),
        cmocka_unit_test(two_parameters_of_one_name_are_refused),
        cmocka_unit_test(a_default_must_lie_in_its_own_range),
        cmocka_unit_test(an_undefined_symbol_is_named),
        cmocka_unit_test(a_file_that_everyone_may_write_is_refused),
        cmocka_unit_test(a_folder_that_everyone_may_write_is_refused),
        cmocka_unit_test(a_file_of_another_user_is_refused),
        cmocka_unit_test(a_folder_of_another_user_is_refused),
        cmocka_unit_test(a_link_is_judged_by_what_it_points_to),
        cmocka_unit_test(stages_have_names_both_ways),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
