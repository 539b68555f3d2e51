/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#include "scene.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "core/crew.h"

/* This program is its own worker: a task is a verb and a number, and the worker
 * does what a plugin should not. */

static double now(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + (double)t.tv_nsec * 1e-9;
}

static void rest(double seconds)
{
    struct timespec t = {.tv_sec = (time_t)seconds};
    t.tv_nsec = (long)((seconds - (double)t.tv_sec) * 1e9);
    while (nanosleep(&t, &t) && errno == EINTR)
        ;
}

/* ---- The worker ---------------------------------------------------------------------- */

static void die_later(void)
{
    pid_t parent = getpid();
    if (!fork()) {
        close(LK_WORKER_FD);
        rest(0.1);
        kill(parent, SIGKILL);
        _exit(0);
    }
}

static void never_stop_printing(void)
{
    static char line[200];
    memset(line, 'x', sizeof line);
    for (;;)
        if (write(1, line, sizeof line) < 0)
            pause();
}

static void never_stop_logging(void)
{
    for (;;)
        lk_worker_log(2, "and on");
}

static void hang_up(void)
{
    close(LK_WORKER_FD);
    for (;;)
        pause();
}

static void obey(const char *verb, uint64_t number)
{
    if (!strcmp(verb, "slow"))
        rest((double)(20 - number) * 0.01);
    else if (!strcmp(verb, "crash"))
        raise((int)number);
    else if (!strcmp(verb, "exit"))
        exit((int)number);
    else if (!strcmp(verb, "hang"))
        for (;;)
            pause();
    else if (!strcmp(verb, "print"))
        never_stop_printing();
    else if (!strcmp(verb, "log"))
        never_stop_logging();
    else if (!strcmp(verb, "hang up"))
        hang_up();
    else if (!strcmp(verb, "noise") && write(LK_WORKER_FD, "this is no frame at all", 23))
        hang_up();
    else if (!strcmp(verb, "die later"))
        die_later();
    else if (!strcmp(verb, "leave"))
        lk_worker_leave();
    else if (!strcmp(verb, "close output"))
        close(1), close(2);
}

static void handle(void *user, const void *bytes, size_t size, lk_pack *reply)
{
    lk_unpack u = lk_unpack_over(bytes, size);
    const char *verb = lk_unpack_text(&u);
    uint64_t number = lk_unpack_u64(&u);
    const char *threads = getenv("OPENBLAS_NUM_THREADS");
    (void)user;
    lk_worker_doing("explainer lime (a.png)");
    printf("task %s\n", verb);
    fflush(stdout);
    if (!strcmp(verb, "said"))
        fputs("free(): invalid\npointer\n", stderr), raise(SIGABRT);
    lk_worker_log(2, verb);
    obey(verb, number);
    lk_pack_u64(reply, number * number);
    lk_pack_u64(reply, (uint64_t)getpid());
    lk_pack_text(reply, threads);
}

/* ---- The coordinator ------------------------------------------------------------------- */

enum { TASKS = 16 };

typedef struct tasks {
    const char *verb[TASKS];
    uint64_t number[TASKS], square[TASKS], pid[TASKS];
    int ended[TASKS], order[TASKS], count, logged;
    char reason[TASKS][600];
    char threads[16];
    double pause; /* in `done` */
    volatile sig_atomic_t *stop_after_first;
    lk_status answer;
} tasks;

static void request(void *user, size_t i, lk_pack *out)
{
    const tasks *t = user;
    lk_pack_text(out, t->verb[i]);
    lk_pack_u64(out, t->number[i]);
}

static lk_status done(void *user, size_t i, const void *bytes, size_t size, const char *reason,
                      lk_fault *fault)
{
    tasks *t = user;
    (void)fault;
    t->ended[i]++;
    t->order[t->count++] = (int)i;
    if (bytes) {
        lk_unpack u = lk_unpack_over(bytes, size);
        t->square[i] = lk_unpack_u64(&u);
        t->pid[i] = lk_unpack_u64(&u);
        snprintf(t->threads, sizeof t->threads, "%s", lk_unpack_text(&u));
        assert_null(reason);
    } else {
        snprintf(t->reason[i], sizeof t->reason[i], "%s", reason);
    }
    if (t->stop_after_first)
        *t->stop_after_first = 1;
    rest(t->pause);
    return t->answer;
}

static void count_line(void *user, int level, const char *text)
{
    tasks *t = user;
    assert_int_equal(level, 2);
    assert_non_null(text);
    t->logged++;
}

static lk_crew *open_crew(size_t workers, double limit, tasks *t)
{
    lk_fault fault = {""};
    lk_crew *crew = lk_crew_open(
        &(lk_crew_options){.workers = workers, .task_seconds = limit, .log = count_line, .user = t},
        &fault);
    if (!crew)
        fail_msg("%s", fault.text);
    return crew;
}

static lk_status run(lk_crew *crew, tasks *t, size_t count)
{
    lk_fault fault = {""};
    return lk_crew_run(
        crew, &(lk_crew_run_options){.count = count, .request = request, .done = done, .user = t},
        &fault);
}

static void run_all(tasks *t, size_t count, size_t workers, double limit)
{
    lk_crew *crew = open_crew(workers, limit, t);
    assert_int_equal(run(crew, t, count), LK_OK);
    lk_crew_close(crew);
    for (size_t i = 0; i < count; i++)
        assert_int_equal(t->ended[i], 1);
}

/* One bad task among good ones: it alone is lost. */
static const char *reason_of(const char *verb, uint64_t number)
{
    static tasks t;
    t = (tasks){{"square", verb, "square", "square"}, {2, number, 3, 4}, .count = 0};
    run_all(&t, 4, 2, 0);
    assert_int_equal(t.square[0], 4);
    assert_int_equal(t.square[2], 9);
    assert_int_equal(t.square[3], 16);
    assert_string_not_equal(t.reason[1], "");
    return t.reason[1];
}

static void each_task_gets_its_own_result_whatever_ends_first(void **state)
{
    tasks t = {.count = 0};
    int in_order = 1;
    (void)state;
    for (int i = 0; i < TASKS; i++) {
        t.verb[i] = i % 2 ? "square" : "slow";
        t.number[i] = (uint64_t)i;
    }
    run_all(&t, TASKS, 3, 0);
    for (int i = 0; i < TASKS; i++) {
        assert_int_equal(t.square[i], i * i);
        in_order &= t.order[i] == i;
    }
    assert_false(in_order); /* the test is of something */
}

static void one_worker_takes_tasks_in_order_and_is_kept(void **state)
{
    tasks t = {.count = 0};
    (void)state;
    for (int i = 0; i < 5; i++)
        t.verb[i] = "square";
    lk_crew *crew = open_crew(1, 0, &t);
    assert_int_equal(run(crew, &t, 3), LK_OK);
    uint64_t pid = t.pid[0];
    assert_int_equal(run(crew, &t, 5), LK_OK);
    lk_crew_close(crew);
    for (int i = 0; i < 5; i++) {
        assert_int_equal(t.order[3 + i], i);
        assert_true(t.pid[i] == pid);
    }
}

static void no_tasks_start_no_worker(void **state)
{
    tasks t = {.count = 0};
    (void)state;
    run_all(&t, 0, 2, 0);
    assert_int_equal(waitpid(-1, NULL, WNOHANG), -1);
    assert_int_equal(errno, ECHILD);
}

static void workers_have_one_blas_thread(void **state)
{
    tasks t = {{"square"}, .count = 0};
    (void)state;
    setenv("OPENBLAS_NUM_THREADS", "8", 1);
    run_all(&t, 1, 1, 0);
    assert_string_equal(t.threads, "1");
}

static void a_crash_costs_one_task_and_says_what_and_how(void **state)
{
    (void)state;
    assert_string_equal(reason_of("crash", SIGSEGV),
                        "explainer lime (a.png) crashed (segmentation fault); it had printed: "
                        "task crash ");
    assert_says(reason_of("crash", SIGFPE), "crashed (arithmetic fault)");
    assert_says(reason_of("crash", SIGILL), "crashed (illegal instruction)");
    assert_says(reason_of("crash", SIGBUS), "crashed (bus error)");
    assert_says(reason_of("crash", SIGKILL), "was killed (out of memory?)");
    assert_says(reason_of("crash", SIGTERM), "was ended by signal 15");
    assert_says(reason_of("exit", 3), "ended with code 3 in the middle of a task");
}

static void what_it_printed_last_is_in_the_reason(void **state)
{
    (void)state;
    assert_string_equal(reason_of("said", 0),
                        "explainer lime (a.png) aborted itself; it had printed: task said "
                        "free(): invalid pointer ");
}

/* Three that never end, side by side, with a limit that a busy machine keeps
 * for the good ones: run once for the tests below. */
static const tasks *hung(void)
{
    static tasks t;
    if (t.count)
        return &t;
    t = (tasks){{"hang", "print", "log", "square", "square"}, {0, 0, 0, 3, 4}, .count = 0};
    double began = now();
    run_all(&t, 5, 4, 3);
    assert_true(now() - began < 20);
    assert_int_equal(t.square[3], 9);
    assert_int_equal(t.square[4], 16);
    return &t;
}

static void a_hang_costs_one_task_and_its_limit(void **state)
{
    (void)state;
    assert_string_equal(hung()->reason[0],
                        "explainer lime (a.png) did not end within 3 s and was stopped");
}

static void printing_without_end_is_a_hang(void **state)
{
    (void)state;
    assert_says(hung()->reason[1], "did not end within 3 s");
}

static void logging_without_end_is_a_hang(void **state)
{
    (void)state;
    assert_says(hung()->reason[2], "did not end within 3 s");
}

static void a_link_that_was_closed_or_abused_is_noticed(void **state)
{
    (void)state;
    double began = now();
    assert_says(reason_of("hang up", 0), "broke its link to the coordinator");
    assert_says(reason_of("noise", 0), "broke its link to the coordinator");
    assert_true(now() - began < 20);
}

static void a_worker_may_close_its_output(void **state)
{
    tasks t = {{"close output", "slow", "square"}, {1, 0, 3}, .count = 0};
    struct timespec before, after;
    (void)state;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &before);
    run_all(&t, 3, 1, 0);
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &after);
    assert_int_equal(t.square[2], 9);
    double busy =
        (double)(after.tv_sec - before.tv_sec) + (double)(after.tv_nsec - before.tv_nsec) * 1e-9;
    assert_true(busy < 0.15); /* waiting 0.2 s does not spin */
}

static void many_crashes_in_a_row_do_not_end_the_run(void **state)
{
    tasks t = {.count = 0};
    (void)state;
    for (int i = 0; i < TASKS; i++) {
        t.verb[i] = i < 12 ? "crash" : "square";
        t.number[i] = i < 12 ? SIGSEGV : (uint64_t)i;
    }
    run_all(&t, TASKS, 1, 0);
    for (int i = 0; i < 12; i++)
        assert_says(t.reason[i], "segmentation fault");
    assert_int_equal(t.square[15], 225);
}

static void a_worker_that_died_between_tasks_costs_none(void **state)
{
    tasks t = {{"die later", "square", "square"}, {1, 2, 3}, .pause = 0.3};
    (void)state;
    run_all(&t, 3, 1, 0);
    assert_string_equal(t.reason[1], "");
    assert_int_equal(t.square[1], 4);
    assert_int_equal(t.square[2], 9);
}

static void a_worker_that_asks_to_leave_is_replaced_after_its_task(void **state)
{
    tasks t = {{"square", "leave", "square", "square"}, {1, 2, 3, 4}, .count = 0};
    (void)state;
    run_all(&t, 4, 1, 0);
    for (int i = 0; i < 4; i++)
        assert_int_equal(t.square[i], t.number[i] * t.number[i]);
    assert_int_equal(t.pid[0], t.pid[1]);
    assert_int_not_equal(t.pid[1], t.pid[2]);
    assert_int_equal(t.pid[2], t.pid[3]);
}

static void a_program_that_is_no_worker_ends_the_run(void **state)
{
    static const char *const programs[] = {"/bin/true", "/nonexistent/likeness"};
    (void)state;
    for (size_t i = 0; i < 2; i++) {
        tasks t = {.count = 0};
        lk_fault fault = {""};
        for (int k = 0; k < TASKS; k++)
            t.verb[k] = "square";
        lk_crew *crew =
            lk_crew_open(&(lk_crew_options){.program = programs[i], .workers = 2}, &fault);
        lk_status status = lk_crew_run(
            crew,
            &(lk_crew_run_options){.count = TASKS, .request = request, .done = done, .user = &t},
            &fault);
        assert_int_equal(status, LK_E_FAIL);
        assert_says(fault.text, "workers cannot be started: ", programs[i]);
        lk_crew_close(crew);
    }
}

static void the_stop_flag_ends_a_run_at_once(void **state)
{
    volatile sig_atomic_t stop = 0;
    tasks t = {{"square", "hang", "hang", "square"}, .stop_after_first = &stop};
    lk_fault fault = {""};
    (void)state;
    lk_crew *crew = lk_crew_open(&(lk_crew_options){.workers = 2, .stop = &stop}, &fault);
    double began = now();
    assert_int_equal(run(crew, &t, 4), LK_CANCELLED);
    assert_true(now() - began < 10);
    assert_int_equal(waitpid(-1, NULL, WNOHANG), -1); /* none is left busy */
    lk_crew_close(crew);
}

static void a_result_that_cannot_be_kept_ends_the_run(void **state)
{
    tasks t = {{"square", "hang"}, .answer = LK_E_IO};
    (void)state;
    lk_crew *crew = open_crew(2, 0, &t);
    assert_int_equal(run(crew, &t, 2), LK_E_IO);
    assert_int_equal(t.count, 1);
    lk_crew_close(crew);
}

static void logs_reach_the_coordinator(void **state)
{
    tasks t = {{"square", "square"}, .count = 0};
    (void)state;
    run_all(&t, 2, 1, 0);
    assert_int_equal(t.logged, 2);
}

/* ---- As a program of its own -------------------------------------------------------------- */

/* Start this program with `mode`; what it writes to stdout can be read. */
static pid_t start_self(const char *mode, int *out)
{
    int fds[2];
    assert_int_equal(pipe2(fds, O_CLOEXEC), 0);
    pid_t pid = fork();
    if (!pid) {
        dup2(fds[1], 1);
        execl("/proc/self/exe", "self", mode, (char *)NULL);
        _exit(99);
    }
    close(fds[1]);
    *out = fds[0];
    return pid;
}

static void nothing_a_worker_prints_reaches_stdout(void **state)
{
    char text[100] = "";
    int out, status;
    (void)state;
    pid_t pid = start_self("--squares", &out);
    assert_int_equal(waitpid(pid, &status, 0), pid);
    assert_int_equal(status, 0);
    ssize_t n = read(out, text, sizeof text - 1);
    close(out);
    assert_int_equal(n, 5);
    assert_string_equal(text, "done\n");
}

static int gone(pid_t pid)
{
    for (int i = 0; i < 200; i++) {
        if (kill(pid, 0) && errno == ESRCH)
            return 1;
        rest(0.02);
    }
    return 0;
}

static void workers_die_with_their_coordinator(void **state)
{
    long pids[2];
    int out, status;
    (void)state;
    pid_t pid = start_self("--wait", &out);
    assert_int_equal(read(out, pids, sizeof pids), sizeof pids);
    close(out);
    kill(pid, SIGKILL);
    assert_int_equal(waitpid(pid, &status, 0), pid);
    assert_true(gone((pid_t)pids[0]));
    assert_true(gone((pid_t)pids[1]));
}

static int squares(void)
{
    tasks t = {{"square", "square"}, .count = 0};
    lk_crew *crew = open_crew(2, 0, &t);
    run(crew, &t, 2);
    lk_crew_close(crew);
    puts("done");
    return 0;
}

/* Two workers' process ids on stdout, then both hang. */
static lk_status tell(void *user, size_t i, const void *bytes, size_t size, const char *reason,
                      lk_fault *fault)
{
    static long pids[2];
    lk_status status = done(user, i, bytes, size, reason, fault);
    pids[i] = (long)((tasks *)user)->pid[i];
    if (pids[0] && pids[1] && write(1, pids, sizeof pids) != sizeof pids)
        return LK_E_IO;
    return status;
}

static int wait_for_ever(void)
{
    tasks t = {{"slow", "slow", "hang", "hang"}, .count = 0};
    lk_fault fault;
    lk_crew *crew = open_crew(2, 0, &t);
    return lk_crew_run(
        crew, &(lk_crew_run_options){.count = 4, .request = request, .done = tell, .user = &t},
        &fault);
}

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_task_gets_its_own_result_whatever_ends_first),
        cmocka_unit_test(one_worker_takes_tasks_in_order_and_is_kept),
        cmocka_unit_test(no_tasks_start_no_worker),
        cmocka_unit_test(workers_have_one_blas_thread),
        cmocka_unit_test(a_crash_costs_one_task_and_says_what_and_how),
        cmocka_unit_test(what_it_printed_last_is_in_the_reason),
        cmocka_unit_test(a_hang_costs_one_task_and_its_limit),
        cmocka_unit_test(printing_without_end_is_a_hang),
        cmocka_unit_test(logging_without_end_is_a_hang),
        cmocka_unit_test(a_link_that_was_closed_or_abused_is_noticed),
        cmocka_unit_test(a_worker_may_close_its_output),
        cmocka_unit_test(many_crashes_in_a_row_do_not_end_the_run),
        cmocka_unit_test(a_worker_that_died_between_tasks_costs_none),
        cmocka_unit_test(a_worker_that_asks_to_leave_is_replaced_after_its_task),
        cmocka_unit_test(a_program_that_is_no_worker_ends_the_run),
        cmocka_unit_test(the_stop_flag_ends_a_run_at_once),
        cmocka_unit_test(a_result_that_cannot_be_kept_ends_the_run),
        cmocka_unit_test(logs_reach_the_coordinator),
        cmocka_unit_test(nothing_a_worker_prints_reaches_stdout),
        cmocka_unit_test(workers_die_with_their_coordinator),
    };
    if (argc > 1 && !strcmp(argv[1], "--worker"))
        return lk_worker_loop(handle, NULL);
    if (argc > 1)
        return strcmp(argv[1], "--wait") ? squares() : wait_for_ever();
    scene_begin(argc, argv);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
