/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#include "program.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum { TICK_MS = 50, GRACE_MS = 1000, PAUSE_MS = 5, LINES = 2 };

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

static void hear(program *p)
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

lk_status program_fail(program *p, lk_context *ctx, const char *why)
{
    reap(p);
    hear(p);
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
    char why[80] = "closed its stdin or stdout instead of answering";
    siginfo_t end;
    for (int waited = 0; !has_ended(p, &end) && waited < GRACE_MS; waited += PAUSE_MS) {
        hear(p);
        nanosleep(&pause, NULL);
    }
    const char *signal = end.si_pid ? sigabbrev_np(end.si_status) : NULL;
    if (end.si_pid && end.si_code == CLD_EXITED)
        snprintf(why, sizeof why, "ended with code %d instead of answering", end.si_status);
    else if (end.si_pid)
        snprintf(why, sizeof why, "was ended by signal %d (SIG%s)", end.si_status,
                 signal ? signal : "?");
    return program_fail(p, ctx, why);
}

/* ---- One request ---------------------------------------------------------------------- */

typedef enum turn { GOES_ON, IS_WHOLE, HUNG_UP, IS_WRONG } turn;

typedef struct talk {
    const uint8_t *request;
    size_t size, sent;
    answer *answer;
} talk;

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

static turn send_more(const program *p, talk *t)
{
    ssize_t n = write_quietly(p->in, t->request + t->sent, t->size - t->sent);
    if (n > 0)
        t->sent += (size_t)n;
    return n >= 0 || errno == EAGAIN || errno == EINTR ? GOES_ON : HUNG_UP;
}

static turn read_more(const program *p, talk *t)
{
    answer *a = t->answer;
    ssize_t n = read(p->out, a->bytes + a->have, a->room - a->have);
    if (n < 0 && (errno == EAGAIN || errno == EINTR))
        return GOES_ON;
    if (n <= 0)
        return HUNG_UP;
    if (answer_grow(a, (size_t)n))
        return IS_WRONG;
    if (!answer_is_whole(a))
        return GOES_ON;
    if (t->sent == t->size)
        return IS_WHOLE;
    snprintf(a->why, sizeof a->why, "before it had read its batch");
    return IS_WRONG;
}

/* Wait a moment for any of its pipes, and serve each. */
static turn take_turn(program *p, talk *t)
{
    struct pollfd fds[] = {{.fd = t->sent < t->size ? p->in : -1, .events = POLLOUT},
                           {.fd = p->out, .events = POLLIN},
                           {.fd = p->errors, .events = POLLIN}};
    turn result = GOES_ON;
    if (poll(fds, 3, TICK_MS) <= 0)
        return GOES_ON;
    if (fds[2].revents)
        hear(p);
    if (fds[1].revents)
        result = read_more(p, t);
    if (result == GOES_ON && fds[0].revents)
        result = send_more(p, t);
    return result;
}

static lk_status fail_late(program *p, lk_context *ctx, const talk *t, double seconds)
{
    char why[100];
    snprintf(why, sizeof why, "%s within %.10g s and was stopped",
             t->sent < t->size ? "did not read its batch" : "did not answer", seconds);
    return program_fail(p, ctx, why);
}

static lk_status fail_wrong(program *p, lk_context *ctx, const answer *a)
{
    char why[sizeof a->why + 20];
    snprintf(why, sizeof why, "answered %s", a->why);
    return program_fail(p, ctx, why);
}

static lk_status converse(program *p, lk_context *ctx, talk *t)
{
    double limit = p->has_answered ? p->seconds : p->start_seconds, end = now() + limit;
    turn result = GOES_ON;
    while (result == GOES_ON) {
        if (lk_cancelled(ctx)) {
            program_stop(p);
            return LK_CANCELLED;
        }
        if (now() > end)
            return fail_late(p, ctx, t, limit);
        result = take_turn(p, t);
    }
    if (result == HUNG_UP)
        return fail_ended(p, ctx);
    if (result == IS_WRONG)
        return fail_wrong(p, ctx, t->answer);
    p->has_answered = 1;
    return LK_OK;
}

lk_status program_ask(program *p, lk_context *ctx, const void *request, size_t size, answer *a)
{
    talk t = {.request = request, .size = size, .answer = a};
    lk_status status = p->pid ? LK_OK : program_start(p, ctx);
    answer_begin(a);
    return status ? status : converse(p, ctx, &t);
}
