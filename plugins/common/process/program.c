/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#include "program.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum { TICK_MS = 50, GRACE_MS = 1000, PAUSE_MS = 5, LINES = 2, WHY = 600 };

static double now(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + (double)t.tv_nsec * 1e-9;
}

/* ---- What it says on stderr --------------------------------------------------------- */

/* Keep the end of it, as text that can stand in a sentence but for its line
 * breaks. */
static void keep_said(program *p, const char *text, size_t n)
{
    const size_t room = sizeof p->said - 1;
    size_t have = strlen(p->said);
    if (n > room) {
        text += n - room;
        n = room;
    }
    size_t drop = have + n > room ? have + n - room : 0;
    memmove(p->said, p->said + drop, have - drop);
    char *end = p->said + have - drop;
    for (size_t i = 0; i < n; i++)
        *end++ = text[i] == '\r' || text[i] == '\n' ? '\n'
                 : text[i] < ' ' || text[i] > '~'   ? '?'
                                                    : text[i];
    *end = 0;
}

static void hear_errors(program *p)
{
    char buffer[4096];
    ssize_t n = 1;
    for (int gulps = 0; gulps < 64 && p->errors >= 0 && n > 0; gulps++) {
        n = read(p->errors, buffer, sizeof buffer);
        if (n > 0)
            keep_said(p, buffer, (size_t)n);
    }
    if (p->errors >= 0 && n == 0) {
        close(p->errors);
        p->errors = -1;
    }
}

/* The last lines of it, joined. */
static const char *last_lines(program *p)
{
    size_t end = strlen(p->said), lines = 0;
    while (end && p->said[end - 1] == '\n')
        p->said[--end] = 0;
    size_t start = end;
    while (start && (p->said[start - 1] != '\n' || ++lines < LINES))
        start--;
    for (size_t i = start; i < end; i++)
        if (p->said[i] == '\n')
            p->said[i] = ' ';
    return p->said + start;
}

/* ---- Its end ---------------------------------------------------------------------------- */

static void forget(program *p)
{
    const int fds[] = {p->in, p->out, p->errors};
    for (int i = 0; i < 3; i++)
        if (fds[i] >= 0)
            close(fds[i]);
    p->pid = 0;
}

/* Its group first: while its leader is not reaped, the number is its own. */
static int reap(program *p)
{
    int status = 0;
    kill(-p->pid, SIGKILL);
    while (waitpid(p->pid, &status, 0) < 0 && errno == EINTR)
        ;
    return status;
}

void program_stop(program *p)
{
    if (!p->pid)
        return;
    reap(p);
    forget(p);
}

lk_status program_fail(program *p, lk_context *ctx, const char *format, ...)
{
    char why[WHY];
    va_list list;
    va_start(list, format);
    vsnprintf(why, sizeof why, format, list);
    va_end(list);
    reap(p);
    hear_errors(p);
    forget(p);
    const char *said = last_lines(p);
    return lk_error(ctx, LK_E_FAIL, "the program `%s` %s%s%s", p->name, why,
                    *said ? "; it had printed: " : "", said);
}

static int has_ended(const program *p, siginfo_t *info)
{
    *info = (siginfo_t){.si_pid = 0};
    return !waitid(P_PID, (id_t)p->pid, info, WEXITED | WNOHANG | WNOWAIT) && info->si_pid;
}

/* It has closed its stdin or stdout: it ends, or it does not and is stopped. */
static lk_status fail_ended(program *p, lk_context *ctx)
{
    const struct timespec pause = {.tv_nsec = PAUSE_MS * 1000000};
    siginfo_t end;
    for (int waited = 0; !has_ended(p, &end) && waited < GRACE_MS; waited += PAUSE_MS) {
        hear_errors(p);
        nanosleep(&pause, NULL);
    }
    if (!end.si_pid)
        return program_fail(p, ctx, "closed its stdin or stdout instead of answering");
    if (end.si_code == CLD_EXITED)
        return program_fail(p, ctx, "ended with code %d instead of answering", end.si_status);
    const char *signal = sigabbrev_np(end.si_status);
    return program_fail(p, ctx, "was ended by signal %d (SIG%s)", end.si_status,
                        signal ? signal : "?");
}

/* ---- Its pipes ------------------------------------------------------------------------ */

/* write() without a SIGPIPE, whose handling is not a plugin's to change. */
static ssize_t write_quietly(int fd, const void *bytes, size_t size)
{
    const struct timespec at_once = {.tv_sec = 0};
    sigset_t broken, before, pending;
    sigemptyset(&broken);
    sigaddset(&broken, SIGPIPE);
    sigpending(&pending);
    pthread_sigmask(SIG_BLOCK, &broken, &before);
    ssize_t n = write(fd, bytes, size);
    int problem = errno;
    if (n < 0 && problem == EPIPE && !sigismember(&pending, SIGPIPE))
        while (sigtimedwait(&broken, NULL, &at_once) < 0 && errno == EINTR)
            ;
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    errno = problem;
    return n;
}

/* Did a call on a pipe that does not block end it? */
static int hung_up(ssize_t n)
{
    return n < 0 && errno != EAGAIN && errno != EINTR;
}

static double limit_of(const program *p)
{
    return p->has_answered ? p->seconds : p->start_seconds;
}

/* Wait a moment until it speaks, or can be told more where `tells`. */
static lk_status wait_for(program *p, lk_context *ctx, int tells, short *in, short *out)
{
    struct pollfd fds[] = {{.fd = tells ? p->in : -1, .events = POLLOUT},
                           {.fd = p->out, .events = POLLIN},
                           {.fd = p->errors, .events = POLLIN}};
    *in = *out = 0;
    if (lk_cancelled(ctx)) {
        program_stop(p);
        return LK_CANCELLED;
    }
    if (now() > p->due)
        return program_fail(p, ctx, "%s within %.10g s and was stopped",
                            tells ? "did not read its request" : "did not answer", limit_of(p));
    if (poll(fds, 3, TICK_MS) <= 0)
        return LK_OK;
    if (fds[2].revents)
        hear_errors(p);
    *in = fds[0].revents;
    *out = fds[1].revents;
    return LK_OK;
}

/* ---- One turn ------------------------------------------------------------------------- */

lk_status program_begin(program *p, lk_context *ctx)
{
    lk_status status = p->pid ? LK_OK : program_start(p, ctx);
    struct pollfd unasked = {.fd = p->out, .events = POLLIN};
    if (status)
        return status;
    p->is_early = 0;
    p->due = now() + limit_of(p);
    if (p->has_answered && poll(&unasked, 1, 0) > 0 && unasked.revents & POLLIN)
        return program_fail(p, ctx, "answered more than once to one request");
    return LK_OK;
}

lk_status program_tell(program *p, lk_context *ctx, const void *bytes, size_t size)
{
    const uint8_t *at = bytes;
    short in, out;
    while (size && !p->is_early) {
        lk_status status = wait_for(p, ctx, 1, &in, &out);
        ssize_t n = 0;
        if (status)
            return status;
        p->is_early = (out & POLLIN) != 0;
        if (out && !p->is_early)
            return fail_ended(p, ctx);
        if (in && !p->is_early)
            n = write_quietly(p->in, at, size);
        if (hung_up(n))
            return fail_ended(p, ctx);
        at += n > 0 ? n : 0;
        size -= n > 0 ? (size_t)n : 0;
    }
    return LK_OK;
}

lk_status program_hear(program *p, lk_context *ctx, void *bytes, size_t room, size_t *count)
{
    short in, out;
    for (;;) {
        lk_status status = wait_for(p, ctx, 0, &in, &out);
        if (status)
            return status;
        ssize_t n = out ? read(p->out, bytes, room) : -1;
        if (out && (n == 0 || hung_up(n)))
            return fail_ended(p, ctx);
        if (n > 0) {
            *count = (size_t)n;
            return LK_OK;
        }
    }
}

lk_status program_end(program *p, lk_context *ctx)
{
    if (p->is_early)
        return program_fail(p, ctx, "answered before it had read its request");
    p->has_answered = 1;
    return LK_OK;
}
