/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#include "scene.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "core/arena.h"
#include "core/paths.h"

static lk_arena *arena;

/* ---- Arena ------------------------------------------------------------------------- */

static void arena_memory_is_zeroed_and_aligned(void **state)
{
    (void)state;
    for (size_t size = 0; size < 70000; size = size * 3 + 1) {
        char *p = lk_arena_alloc(arena, size);
        assert_non_null(p);
        assert_int_equal((uintptr_t)p % 64, 0);
        for (size_t i = 0; i < size; i++)
            assert_int_equal(p[i], 0);
        memset(p, 0xff, size);
    }
}

static void an_arena_ends_at_its_limit(void **state)
{
    (void)state;
    lk_arena *small = lk_arena_new(1000);
    assert_non_null(lk_arena_alloc(small, 512));
    assert_null(lk_arena_alloc(small, 512)); /* 960 = 15 x 64 fit */
    assert_non_null(lk_arena_alloc(small, 448));
    lk_arena_reset(small);
    assert_non_null(lk_arena_alloc(small, 900));
    lk_arena_free(small);
    lk_arena *large = lk_arena_new(1 << 20);
    assert_null(lk_arena_alloc(large, (1 << 20) + 1));
    assert_non_null(lk_arena_alloc(large, 1 << 20));
    assert_null(lk_arena_alloc(large, 1));
    lk_arena_free(large);
}

static void sizes_that_overflow_are_refused(void **state)
{
    (void)state;
    assert_null(lk_arena_alloc(arena, SIZE_MAX));
    assert_null(lk_arena_alloc(arena, SIZE_MAX - 10));
    assert_null(lk_arena_array(arena, SIZE_MAX / 2, 4));
    assert_null(lk_arena_array(arena, (size_t)1 << 33, (size_t)1 << 33));
    assert_non_null(lk_arena_array(arena, 0, 8));
    assert_non_null(lk_arena_array(arena, 8, 0));
}

static void arena_texts_are_copies(void **state)
{
    char text[] = "abc";
    (void)state;
    char *copy = lk_arena_text(arena, text);
    text[0] = 'x';
    assert_string_equal(copy, "abc");
    assert_string_equal(lk_arena_format(arena, "%s-%d", copy, 7), "abc-7");
    assert_int_equal(strlen(lk_arena_format(arena, "%5000s", "")), 5000);
}

/* ---- Where things are --------------------------------------------------------------- */

static void a_relative_path_stands_beside_the_file_that_has_it(void **state)
{
    (void)state;
    assert_string_equal(lk_path_resolve(arena, "a/b.yaml", "/study/x.yaml"), "/study/a/b.yaml");
    assert_string_equal(lk_path_resolve(arena, "/a/b", "/study/x.yaml"), "/a/b");
    char here[4096], want[8300];
    assert_non_null(getcwd(here, sizeof here));
    snprintf(want, sizeof want, "%s/sub/b", here);
    assert_string_equal(lk_path_resolve(arena, "b", "sub/x.yaml"), want);
    snprintf(want, sizeof want, "%s/b", here);
    assert_string_equal(lk_path_resolve(arena, "b", NULL), want);
}

static void the_data_folder_has_three_homes(void **state)
{
    (void)state;
    setenv("HOME", "/home/somebody", 1);
    unsetenv("XDG_DATA_HOME");
    unsetenv("LIKENESS_DATA");
    assert_string_equal(lk_path_resolve(arena, "${data}/x", "/s/y"),
                        "/home/somebody/.local/share/likeness/x");
    setenv("XDG_DATA_HOME", "relative", 1); /* as the XDG specification says: not valid */
    assert_string_equal(lk_data_folder(arena), "/home/somebody/.local/share/likeness");
    setenv("XDG_DATA_HOME", "/xdg", 1);
    assert_string_equal(lk_data_folder(arena), "/xdg/likeness");
    setenv("LIKENESS_DATA", "/own", 1);
    assert_string_equal(lk_data_folder(arena), "/own");
    unsetenv("LIKENESS_DATA");
    unsetenv("XDG_DATA_HOME");
}

static void the_folder_of_configs_can_be_named(void **state)
{
    (void)state;
    const char *had = getenv("LIKENESS_CONFIG_PATH");
    char *kept = had ? strdup(had) : NULL;
    setenv("LIKENESS_CONFIG_PATH", "/own", 1);
    assert_string_equal(lk_path_resolve(arena, "${configs}/networks/x.yaml", "/s/y"),
                        "/own/networks/x.yaml");
    if (kept)
        setenv("LIKENESS_CONFIG_PATH", kept, 1);
    else
        unsetenv("LIKENESS_CONFIG_PATH");
    free(kept);
}

static void assert_folders(const char *const *have, const char *a, const char *b, const char *c)
{
    const char *want[] = {a, b, c, NULL};
    size_t i = 0;
    for (; want[i]; i++) {
        assert_non_null(have[i]);
        assert_string_equal(have[i], want[i]);
    }
    assert_string_equal(have[i], LK_PLUGINDIR);
    assert_null(have[i + 1]);
}

static void plugins_are_looked_for_in_order(void **state)
{
    const char *const study[] = {"/of-the-study", NULL};
    (void)state;
    setenv("LIKENESS_PLUGIN_PATH", "/a:/b", 1);
    assert_folders(lk_plugin_folders(arena, study), "/a", "/b", "/of-the-study");
    unsetenv("LIKENESS_PLUGIN_PATH");
    assert_folders(lk_plugin_folders(arena, study), "/of-the-study", NULL, NULL);
    assert_folders(lk_plugin_folders(arena, NULL), NULL, NULL, NULL);
}

static void relative_and_empty_plugin_folders_are_dropped(void **state)
{
    (void)state;
    setenv("LIKENESS_PLUGIN_PATH", ":.:plugins:/a::./b:../c:/d:", 1);
    assert_folders(lk_plugin_folders(arena, NULL), "/a", "/d", NULL);
    unsetenv("LIKENESS_PLUGIN_PATH");
}

/* A copy of this program, set-uid to another user, run by root: the kernel
 * marks it secure, and the environment's plugin folder must not count. */
static void a_set_uid_program_ignores_the_environment(void **state)
{
    const void *bytes;
    size_t size;
    lk_fault fault = {""};
    struct stat st;
    char *program = lk_arena_text(arena, scene_path("set-uid"));
    (void)state;
    if (geteuid()) {
        print_message("only root can make a set-uid program of another user\n");
        skip();
    }
    assert_int_equal(lk_read_whole(arena, "/proc/self/exe", 0, &bytes, &size, &fault), 0);
    assert_int_equal(lk_write_whole(program, bytes, size, &fault), 0);
    assert_int_equal(chown(program, 65534, 65534), 0);
    assert_int_equal(chmod(program, 04755), 0);
    assert_int_equal(chmod(scene_path(""), 0711), 0);
    setenv("LIKENESS_PLUGIN_PATH", "/evil", 1);
    pid_t pid = fork();
    if (!pid) {
        execl(program, program, "--folders", (char *)NULL);
        _exit(99);
    }
    int status;
    assert_int_equal(waitpid(pid, &status, 0), pid);
    unsetenv("LIKENESS_PLUGIN_PATH");
    assert_int_equal(stat(program, &st), 0);
    if (WEXITSTATUS(status) == 77) {
        print_message("set-uid has no effect here (mounted nosuid, or it may not gain it)\n");
        skip();
    }
    assert_int_equal(WEXITSTATUS(status), 0);
}

static int print_folders(void)
{
    if (geteuid() == getuid())
        return 77;
    lk_arena *own = lk_arena_new(0);
    const char *first = lk_plugin_folders(own, NULL)[0];
    return strcmp(first, LK_PLUGINDIR) ? 1 : 0;
}

/* ---- Lists ------------------------------------------------------------------------- */

static void files_are_listed_sorted_by_bytes(void **state)
{
    const char *const *files;
    size_t count;
    lk_fault fault = {""};
    static const char *const want[] = {"B.png", "a/x.png",    "a/y/z.png",   "a0.png",
                                       "b.png", "linked.png", "\xc3\xa9.png"};
    (void)state;
    scene_folder("list/a/y");
    scene_folder("list/.hidden");
    scene_folder("elsewhere");
    static const char *const make[] = {"b.png",     "B.png", "a0.png",    "a/x.png",
                                       "a/y/z.png", ".dot",  ".hidden/x", "\xc3\xa9.png"};
    for (size_t i = 0; i < sizeof make / sizeof *make; i++) {
        char name[64];
        snprintf(name, sizeof name, "list/%s", make[i]);
        scene_write(name, "");
    }
    scene_write("elsewhere/far.png", "");
    assert_int_equal(symlink(scene_path("elsewhere"), scene_path("list/to-folder")), 0);
    assert_int_equal(symlink("..", scene_path("list/a/loop")), 0);
    assert_int_equal(symlink(scene_path("elsewhere/far.png"), scene_path("list/linked.png")), 0);
    assert_int_equal(symlink("nowhere", scene_path("list/dangling.png")), 0);
    assert_int_equal(mkfifo(scene_path("list/fifo"), 0600), 0);
    assert_int_equal(lk_list_files(arena, scene_path("list"), &files, &count, &fault), 0);
    assert_int_equal(count, 7);
    for (size_t i = 0; i < count; i++)
        assert_string_equal(files[i], want[i]);
    assert_null(files[count]);
}

static void an_empty_folder_is_an_empty_list(void **state)
{
    const char *const *files;
    size_t count = 9;
    lk_fault fault = {""};
    (void)state;
    assert_int_equal(lk_list_files(arena, scene_folder("empty"), &files, &count, &fault), 0);
    assert_int_equal(count, 0);
    assert_null(files[0]);
}

static void a_folder_that_is_not_there_is_named(void **state)
{
    const char *const *files;
    size_t count;
    lk_fault fault = {""};
    (void)state;
    assert_int_equal(lk_list_files(arena, scene_path("absent"), &files, &count, &fault), -1);
    assert_says(fault.text, scene_path("absent"), "No such file or directory");
}

/* ---- Whole files --------------------------------------------------------------------- */

static const char *not_read(const char *path, size_t limit)
{
    static lk_fault fault;
    const void *bytes;
    size_t size;
    assert_int_equal(lk_read_whole(arena, path, limit, &bytes, &size, &fault), -1);
    return fault.text;
}

static void a_file_is_read_whole_with_a_nul_after_it(void **state)
{
    const void *bytes;
    size_t size;
    lk_fault fault = {""};
    (void)state;
    const char *path = scene_write("five", "12345");
    assert_int_equal(lk_read_whole(arena, path, 5, &bytes, &size, &fault), 0);
    assert_int_equal(size, 5);
    assert_memory_equal(bytes, "12345", 6);
    assert_says(not_read(path, 4), path, "larger than 4 bytes");
}

static void what_is_no_plain_file_is_not_read(void **state)
{
    (void)state;
    assert_says(not_read(scene_path("absent"), 0), "No such file");
    assert_says(not_read(scene_folder("dir"), 0), "not a regular file");
    assert_says(not_read("/dev/zero", 0), "not a regular file");
    assert_int_equal(mkfifo(scene_path("fifo"), 0600), 0);
    assert_says(not_read(scene_path("fifo"), 0), "not a regular file"); /* and does not wait */
}

static void folders_are_made_with_their_parents(void **state)
{
    lk_fault fault = {""};
    struct stat st;
    (void)state;
    char *deep = lk_arena_text(arena, scene_path("p/q/r/"));
    assert_int_equal(lk_make_folder(deep, &fault), 0);
    assert_int_equal(lk_make_folder(deep, &fault), 0);
    assert_int_equal(stat(deep, &st), 0);
    assert_true(S_ISDIR(st.st_mode));
}

static void a_file_in_a_folders_place_is_named(void **state)
{
    lk_fault fault = {""};
    (void)state;
    const char *file = scene_write("in-the-way", "");
    assert_int_equal(lk_make_folder(file, &fault), -1);
    assert_says(fault.text, file, "is in the way");
    assert_int_equal(lk_make_folder(scene_path("in-the-way/sub"), &fault), -1);
    assert_says(fault.text, "the folder cannot be made: Not a directory");
    assert_int_equal(lk_make_folder("", &fault), -1);
    assert_says(fault.text, "empty");
}

static size_t entries_of(const char *folder)
{
    DIR *d = opendir(folder);
    size_t n = 0;
    while (readdir(d))
        n++;
    closedir(d);
    return n - 2;
}

static void a_file_is_written_whole_and_replaces(void **state)
{
    lk_fault fault = {""};
    const void *bytes;
    size_t size;
    struct stat st;
    (void)state;
    char *path = lk_arena_format(arena, "%s/out.csv", scene_folder("written"));
    umask(027);
    assert_int_equal(lk_write_whole(path, "first", 5, &fault), 0);
    assert_int_equal(lk_write_whole(path, "two", 3, &fault), 0);
    umask(022);
    assert_int_equal(lk_read_whole(arena, path, 0, &bytes, &size, &fault), 0);
    assert_string_equal(bytes, "two");
    assert_int_equal(stat(path, &st), 0);
    assert_int_equal(st.st_mode & 0777, 0640);
    assert_int_equal(entries_of(scene_path("written")), 1);
}

/* In a child, since the limit stays: files may not grow past 4 KiB. */
static void a_write_that_fails_leaves_the_old_file(void **state)
{
    static char large[8192];
    lk_fault fault = {""};
    const void *bytes;
    size_t size;
    int status;
    (void)state;
    char *path = lk_arena_format(arena, "%s/out.csv", scene_folder("full"));
    assert_int_equal(lk_write_whole(path, "old", 3, &fault), 0);
    pid_t pid = fork();
    if (!pid) {
        const struct rlimit limit = {4096, 4096};
        signal(SIGXFSZ, SIG_IGN);
        setrlimit(RLIMIT_FSIZE, &limit);
        int rc = lk_write_whole(path, large, sizeof large, &fault);
        _exit(rc == -1 && strstr(fault.text, "out.csv cannot be written: File too large") ? 0 : 1);
    }
    assert_int_equal(waitpid(pid, &status, 0), pid);
    assert_int_equal(status, 0);
    assert_int_equal(lk_read_whole(arena, path, 0, &bytes, &size, &fault), 0);
    assert_string_equal(bytes, "old");
    assert_int_equal(entries_of(scene_path("full")), 1);
}

static void a_write_into_nowhere_is_named(void **state)
{
    lk_fault fault = {""};
    (void)state;
    assert_int_equal(lk_write_whole(scene_path("none/out.csv"), "x", 1, &fault), -1);
    assert_says(fault.text, "none/out.csv cannot be written: No such file or directory");
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
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(arena_memory_is_zeroed_and_aligned),
        cmocka_unit_test(an_arena_ends_at_its_limit),
        cmocka_unit_test(sizes_that_overflow_are_refused),
        cmocka_unit_test(arena_texts_are_copies),
        cmocka_unit_test(a_relative_path_stands_beside_the_file_that_has_it),
        cmocka_unit_test(the_data_folder_has_three_homes),
        cmocka_unit_test(the_folder_of_configs_can_be_named),
        cmocka_unit_test(plugins_are_looked_for_in_order),
        cmocka_unit_test(relative_and_empty_plugin_folders_are_dropped),
        cmocka_unit_test(a_set_uid_program_ignores_the_environment),
        cmocka_unit_test(files_are_listed_sorted_by_bytes),
        cmocka_unit_test(an_empty_folder_is_an_empty_list),
        cmocka_unit_test(a_folder_that_is_not_there_is_named),
        cmocka_unit_test(a_file_is_read_whole_with_a_nul_after_it),
        cmocka_unit_test(what_is_no_plain_file_is_not_read),
        cmocka_unit_test(folders_are_made_with_their_parents),
        cmocka_unit_test(a_file_in_a_folders_place_is_named),
        cmocka_unit_test(a_file_is_written_whole_and_replaces),
        cmocka_unit_test(a_write_that_fails_leaves_the_old_file),
        cmocka_unit_test(a_write_into_nowhere_is_named),
    };
    if (argc > 1 && !strcmp(argv[1], "--folders"))
        _exit(print_folders()); /* a leak checker cannot look into a set-uid process */
    return cmocka_run_group_tests(tests, begin, end);
}
