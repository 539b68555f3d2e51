/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#include "cage.h"

#include <errno.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "guard.h"

/* What the child leaves behind, in memory that both see. */
typedef struct note {
    int is_done;
    cage_verdict verdict;
    char sentence[1000];
    char doing[160], when[80];
} note;

static note *shared;
static int printed_to = -1;

/* ---- In the child -------------------------------------------------------------- */

static _Noreturn void end(cage_verdict verdict, const char *format, va_list args)
{
    if (!shared) { /* in no cage: a debugger's work */
        vfprintf(stderr, format, args);
        exit(1);
    }
    vsnprintf(shared->sentence, sizeof shared->sentence, format, args);
    shared->verdict = verdict;
    shared->is_done = 1;
    _exit(0);
}

void cage_fail(const char *format, ...)
{
    va_list args;
    va_start(args, format);
    end(CAGE_FAILED, format, args);
}

void cage_skip(const char *format, ...)
{
    va_list args;
    va_start(args, format);
    end(CAGE_SKIPPED, format, args);
}

void cage_lack(const char *format, ...)
{
    va_list args;
    va_start(args, format);
    end(CAGE_LACKING, format, args);
}

void cage_doing(const char *format, ...)
{
    va_list args;
    if (!shared)
        return;
    va_start(args, format);
    vsnprintf(shared->doing, sizeof shared->doing, format, args);
    va_end(args);
}

void cage_when(const char *format, ...)
{
    va_list args;
    if (!shared)
        return;
    va_start(args, format);
    vsnprintf(shared->when, sizeof shared->when, format, args);
    va_end(args);
}

const char *cage_current(void)
{
    return shared && *shared->doing ? shared->doing : "it ran";
}

size_t cage_printed(void)
{
    struct stat st;
    fflush(NULL);
    return fstat(printed_to, &st) ? 0 : (size_t)st.st_size;
}

static void append(const char *text)
{
    size_t n = strlen(shared->sentence);
    while (*text && n + 1 < sizeof shared->sentence)
        shared->sentence[n++] = *text++;
    shared->sentence[n] = 0;
}

/* Which block was hit? A crash of any other kind is left to the caller. */
static void on_fault(int number, siginfo_t *info, void *context)
{
    static const char *const where[] = {"before the beginning of ", "within ", "past the end of "};
    int side = 0;
    const char *name = guard_find(info->si_addr, &side);
    (void)context;
    if (!name) {
        signal(number, SIG_DFL);
        raise(number);
        return;
    }
    shared->sentence[0] = 0;
    append(side ? "it read or wrote " : "it wrote ");
    append(where[side + 1]);
    append(name);
    append(side ? "" : ", which is only lent to it and may not be changed");
    append(", while ");
    append(shared->doing);
    append(shared->when);
    shared->verdict = CAGE_FAILED;
    shared->is_done = 1;
    _exit(0);
}

static void watch_faults(void)
{
    static char stack[1 << 16];
    stack_t alternative = {.ss_sp = stack, .ss_size = sizeof stack};
    struct sigaction act = {.sa_sigaction = on_fault, .sa_flags = SA_SIGINFO | SA_ONSTACK};
    sigaltstack(&alternative, NULL);
    sigaction(SIGSEGV, &act, NULL);
    sigaction(SIGBUS, &act, NULL);
}

static _Noreturn void child(void (*work)(void *user), void *user)
{
    setpgid(0, 0);
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    dup2(printed_to, STDOUT_FILENO);
    dup2(printed_to, STDERR_FILENO);
    watch_faults();
    work(user);
    shared->is_done = 1;
    _exit(0);
}

/* ---- In the caller --------------------------------------------------------------- */

static double read_clock(clockid_t id)
{
    struct timespec t;
    clock_gettime(id, &t);
    return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

double cage_now(void)
{
    return read_clock(CLOCK_MONOTONIC);
}

double cage_worked(void)
{
    return read_clock(CLOCK_PROCESS_CPUTIME_ID);
}

/* 1 when it had to be killed. */
static int wait_for(pid_t pid, double seconds, int *status)
{
    double limit = cage_now() + seconds;
    struct timespec pause = {.tv_nsec = 200000};
    while (waitpid(pid, status, WNOHANG) == 0) {
        if (cage_now() > limit) {
            kill(-pid, SIGKILL);
            kill(pid, SIGKILL);
            waitpid(pid, status, 0);
            return 1;
        }
        nanosleep(&pause, NULL);
        if (pause.tv_nsec < 5000000)
            pause.tv_nsec *= 2;
    }
    kill(-pid, SIGKILL); /* what it may have started */
    return 0;
}

/* One line, harmless on a terminal. */
static void tame(char *text)
{
    for (char *c = text; *c; c++)
        if ((unsigned char)*c < ' ' || *c == 127)
            *c = ' ';
}

static void read_printed(char *out, size_t size)
{
    ssize_t n = pread(printed_to, out, size - 1, 0);
    out[n > 0 ? n : 0] = 0;
    tame(out);
}

static void judge(int was_killed, int status, double seconds, cage_result *out)
{
    char doing[sizeof shared->doing + sizeof shared->when];
    snprintf(doing, sizeof doing, "%s%s", *shared->doing ? shared->doing : "it was loaded",
             shared->when);
    out->verdict = CAGE_FAILED;
    if (was_killed)
        snprintf(out->sentence, sizeof out->sentence, "it did not end within %g s, while %s",
                 seconds, doing);
    else if (WIFSIGNALED(status))
        snprintf(out->sentence, sizeof out->sentence, "it crashed (%s), while %s",
                 strsignal(WTERMSIG(status)), doing);
    else if (!shared->is_done)
        snprintf(out->sentence, sizeof out->sentence,
                 "it ended the process with exit status %d, while %s", WEXITSTATUS(status), doing);
    else {
        out->verdict = shared->verdict;
        snprintf(out->sentence, sizeof out->sentence, "%s", shared->sentence);
        tame(out->sentence);
    }
}

void cage_run(void (*work)(void *user), void *user, double seconds, cage_result *out)
{
    double began = cage_now();
    int status = 0;
    *out = (cage_result){.verdict = CAGE_FAILED};
    shared = mmap(NULL, sizeof *shared, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    printed_to = memfd_create("likeness-check", MFD_CLOEXEC);
    fflush(NULL);
    pid_t pid = shared == MAP_FAILED || printed_to < 0 ? -1 : fork();
    if (!pid)
        child(work, user);
    if (pid < 0) {
        snprintf(out->sentence, sizeof out->sentence, "no process could be started: %s",
                 strerror(errno));
    } else {
        int was_killed = wait_for(pid, seconds, &status);
        judge(was_killed, status, seconds, out);
        read_printed(out->printed, sizeof out->printed);
    }
    out->seconds = cage_now() - began;
    if (shared != MAP_FAILED)
        munmap(shared, sizeof *shared);
    shared = NULL;
    if (printed_to >= 0)
        close(printed_to);
}
