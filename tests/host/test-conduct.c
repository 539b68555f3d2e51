/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#include "scene.h"

#include <fcntl.h>
#include <fenv.h>
#include <locale.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/conduct.h"
#include "core/crew.h"

/* This process stands for a worker: it plays the host and the plugins. */

static const lk_actor host = {.name = NULL};
static const lk_actor lime = {LK_STAGE_EXPLAINER, "lime", 0};
static const lk_actor slic = {LK_STAGE_SEGMENTER, "slic", 0};
static const lk_actor slic_opening = {LK_STAGE_SEGMENTER, "slic", 1};

static int be_worker(void **state)
{
    (void)state;
    int said = memfd_create("said", MFD_CLOEXEC);
    assert_true(said >= 0 && !fcntl(said, F_SETFL, O_APPEND));
    assert_int_equal(dup2(said, LK_WORKER_SAID_FD), LK_WORKER_SAID_FD);
    assert_int_equal(dup2(said, LK_WORKER_FD), LK_WORKER_FD);
    assert_int_equal(chdir("/tmp"), 0);
    setlocale(LC_ALL, "C");
    lk_conduct_begin();
    return 0;
}

/* What was noted of the task that ends, as "stage name breach;..." */
static const char *notes(void)
{
    static char text[500];
    lk_pack p = {0};
    lk_conduct_pack(&p);
    lk_unpack u = lk_unpack_over(p.bytes, p.size);
    size_t n = 0;
    text[0] = 0;
    for (uint64_t count = lk_unpack_u64(&u); count; count--) {
        lk_conduct_note note;
        assert_int_equal(lk_unpack_conduct_note(&u, &note), 0);
        n += (size_t)snprintf(text + n, sizeof text - n, "%d %s %d%s%s;", (int)note.stage,
                              note.name, (int)note.breach, *note.printed ? " " : "", note.printed);
    }
    lk_pack_free(&p);
    return text;
}

/* What lime did, noted. */
static void assert_noted(lk_breach breach)
{
    char wanted[40];
    snprintf(wanted, sizeof wanted, "%d lime %d;", LK_STAGE_EXPLAINER, (int)breach);
    assert_int_equal(lk_conduct_end(), 0);
    assert_string_equal(notes(), wanted);
}

static int begin_task(void **state)
{
    (void)state;
    lk_conduct_task(1);
    lk_conduct_enter(lime);
    return 0;
}

static void one_that_keeps_to_the_rules_is_not_noted(void **state)
{
    (void)state;
    int fd = open("/dev/null", O_RDONLY);
    close(fd);
    assert_int_equal(lk_conduct_end(), 0);
    assert_string_equal(notes(), "");
}

static void the_rounding_mode_is_put_back_at_once(void **state)
{
    (void)state;
    fesetround(FE_UPWARD);
    lk_conduct_enter(slic);
    assert_int_equal(fegetround(), FE_TONEAREST);
    assert_noted(LK_BREACH_ROUNDING);
}

static void the_locale_is_put_back(void **state)
{
    (void)state;
    if (!setlocale(LC_NUMERIC, "C.UTF-8"))
        skip();
    lk_conduct_enter(slic);
    assert_string_equal(setlocale(LC_ALL, NULL), "C");
    assert_noted(LK_BREACH_LOCALE);
}

static void a_locale_of_the_thread_is_put_back(void **state)
{
    (void)state;
    locale_t mine = newlocale(LC_ALL_MASK, "C", (locale_t)0);
    uselocale(mine);
    lk_conduct_enter(slic);
    assert_ptr_equal(uselocale((locale_t)0), LC_GLOBAL_LOCALE);
    freelocale(mine);
    assert_noted(LK_BREACH_LOCALE);
}

static void the_folder_is_put_back(void **state)
{
    char folder[100];
    (void)state;
    assert_int_equal(chdir("/"), 0);
    assert_noted(LK_BREACH_FOLDER);
    assert_string_equal(getcwd(folder, sizeof folder), "/tmp");
}

static void signal_handlers_are_put_back(void **state)
{
    (void)state;
    signal(SIGTERM, SIG_IGN);
    assert_noted(LK_BREACH_HANDLERS);
    assert_true(signal(SIGTERM, SIG_DFL) == SIG_DFL);
}

static void the_umask_is_put_back(void **state)
{
    (void)state;
    mode_t before = umask(0123);
    assert_noted(LK_BREACH_UMASK);
    assert_int_equal(umask(before), before);
}

static void what_is_printed_is_noted_and_harmless(void **state)
{
    (void)state;
    const char *text = "loss\t0.1 \033[31m\xc3\xa9\n";
    assert_int_equal(write(LK_WORKER_SAID_FD, text, strlen(text)), strlen(text));
    assert_int_equal(lk_conduct_end(), 0);
    assert_string_equal(notes(), "5 lime 8 loss 0.1  [31m?? ;");
}

static void only_the_beginning_of_what_is_printed_is_kept(void **state)
{
    char text[1000], wanted[300];
    (void)state;
    memset(text, 'x', sizeof text);
    assert_int_equal(write(LK_WORKER_SAID_FD, text, sizeof text), sizeof text);
    lk_conduct_end();
    snprintf(wanted, sizeof wanted, "5 lime 8 %.*s;", LK_PRINTED, text);
    assert_string_equal(notes(), wanted);
}

static void a_file_that_is_left_open_is_noted_each_time(void **state)
{
    int fds[2];
    for (int i = 0; i < 2; i++) {
        begin_task(state);
        fds[i] = open("/dev/null", O_RDONLY);
        assert_noted(LK_BREACH_DESCRIPTORS);
    }
    close(fds[0]);
    close(fds[1]);
}

static void one_file_closed_for_each_that_is_opened_is_no_leak(void **state)
{
    lk_conduct_enter(slic_opening);
    int kept = open("/dev/null", O_RDONLY), other = open("/dev/null", O_RDONLY);
    lk_conduct_enter(host);
    lk_conduct_end();
    for (int i = 0; i < 4; i++) {
        begin_task(state);
        int next = open("/dev/null", O_RDONLY);
        close(i % 2 ? kept : other);
        *(i % 2 ? &kept : &other) = next;
        lk_conduct_end();
        assert_string_equal(notes(), "");
    }
    close(kept);
    close(other);
}

static void what_is_opened_while_opening_may_stay(void **state)
{
    (void)state;
    lk_conduct_enter(slic_opening);
    int fd = open("/dev/null", O_RDONLY);
    lk_conduct_enter(lime);
    assert_int_equal(lk_conduct_end(), 0);
    assert_string_equal(notes(), "");
    close(fd);
}

static void files_of_the_host_are_nobodys(void **state)
{
    (void)state;
    lk_actor before = lk_conduct_enter(host);
    int fd = open("/dev/null", O_RDONLY);
    lk_conduct_settle();
    lk_conduct_enter(before);
    assert_int_equal(lk_conduct_end(), 0);
    assert_string_equal(notes(), "");
    close(fd);
}

static void a_segmenter_is_told_from_the_explainer_that_asks_it(void **state)
{
    (void)state;
    lk_actor caller = lk_conduct_enter(slic);
    umask(0123);
    fesetround(FE_UPWARD);
    lk_conduct_enter(caller);
    assert_int_equal(lk_conduct_end(), 0);
    assert_string_equal(notes(), "4 slic 0;4 slic 6;");
}

static void a_breach_is_noted_once(void **state)
{
    (void)state;
    for (int i = 0; i < 3; i++) {
        umask(0123);
        lk_conduct_enter(lime);
    }
    assert_noted(LK_BREACH_UMASK);
}

static void a_new_task_begins_without_notes(void **state)
{
    umask(0123);
    assert_noted(LK_BREACH_UMASK);
    begin_task(state);
    lk_conduct_end();
    assert_string_equal(notes(), "");
}

/* ---- Tasks of many calls ------------------------------------------------------------- */

/* A task of calls to lime and slic, of which the third call to slic is bad. */
static int many_calls(int first, int bad)
{
    if (first)
        lk_conduct_task(0);
    for (int i = 0; i < 4; i++) {
        lk_conduct_enter(lime);
        lk_conduct_enter(slic);
        if (i == bad)
            umask(0123);
    }
    return lk_conduct_end();
}

static void the_first_call_of_each_is_watched_closely(void **state)
{
    (void)state;
    lk_conduct_task(0);
    lk_conduct_enter((lk_actor){LK_STAGE_METRIC, "once", 0});
    umask(0123);
    lk_conduct_enter(slic);
    assert_int_equal(lk_conduct_end(), 0);
    assert_string_equal(notes(), "10 once 6;");
}

static void nobody_is_blamed_for_what_was_done_before_his_first_call(void **state)
{
    (void)state;
    many_calls(1, -1);
    lk_conduct_task(0);
    lk_conduct_enter(lime);
    umask(0123);
    lk_conduct_enter((lk_actor){LK_STAGE_METRIC, "late", 0});
    assert_int_equal(lk_conduct_end(), 1);
    assert_string_equal(notes(), "");
}

static void what_a_later_call_does_is_found_by_doing_the_task_again(void **state)
{
    (void)state;
    many_calls(1, -1);
    assert_int_equal(many_calls(1, 2), 1);
    assert_int_equal(many_calls(0, 2), 0);
    assert_string_equal(notes(), "4 slic 6;");
    assert_int_equal(many_calls(1, -1), 0);
    assert_string_equal(notes(), "");
}

/* ---- Notes of stored results ----------------------------------------------------------- */

static void notes_of_a_result_count_for_the_task_that_uses_it(void **state)
{
    lk_pack p = {0};
    umask(0123);
    lk_conduct_end();
    lk_conduct_pack(&p);
    begin_task(state);
    lk_unpack u = lk_unpack_over(p.bytes, p.size);
    lk_conduct_recall(&u);
    lk_pack_free(&p);
    assert_noted(LK_BREACH_UMASK);
}

static void damaged_notes_are_refused(void **state)
{
    (void)state;
    for (int field = 0; field < 4; field++) {
        lk_conduct_note n;
        lk_pack p = {0};
        lk_pack_u64(&p, field == 0 ? LK_BREACH_COUNT : 0);
        lk_pack_u64(&p, field == 1 ? LK_STAGE_EXECUTOR + 1 : LK_STAGE_METRIC);
        lk_pack_text(&p, field == 2 ? NULL : "road");
        lk_pack_text(&p, field == 3 ? NULL : "");
        lk_unpack u = lk_unpack_over(p.bytes, p.size);
        assert_int_equal(lk_unpack_conduct_note(&u, &n), -1);
        lk_pack_free(&p);
    }
}

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
#define WATCHED(test) cmocka_unit_test_setup(test, begin_task)
        WATCHED(one_that_keeps_to_the_rules_is_not_noted),
        WATCHED(the_rounding_mode_is_put_back_at_once),
        WATCHED(the_locale_is_put_back),
        WATCHED(a_locale_of_the_thread_is_put_back),
        WATCHED(the_folder_is_put_back),
        WATCHED(signal_handlers_are_put_back),
        WATCHED(the_umask_is_put_back),
        WATCHED(what_is_printed_is_noted_and_harmless),
        WATCHED(only_the_beginning_of_what_is_printed_is_kept),
        WATCHED(a_file_that_is_left_open_is_noted_each_time),
        WATCHED(one_file_closed_for_each_that_is_opened_is_no_leak),
        WATCHED(what_is_opened_while_opening_may_stay),
        WATCHED(files_of_the_host_are_nobodys),
        WATCHED(a_segmenter_is_told_from_the_explainer_that_asks_it),
        WATCHED(a_breach_is_noted_once),
        WATCHED(a_new_task_begins_without_notes),
        cmocka_unit_test(the_first_call_of_each_is_watched_closely),
        cmocka_unit_test(nobody_is_blamed_for_what_was_done_before_his_first_call),
        cmocka_unit_test(what_a_later_call_does_is_found_by_doing_the_task_again),
        WATCHED(notes_of_a_result_count_for_the_task_that_uses_it),
        cmocka_unit_test(damaged_notes_are_refused),
    };
    scene_begin(argc, argv);
    return cmocka_run_group_tests(tests, be_worker, NULL);
}
