/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#include "crew.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum { IDLE = -1, TAIL = 400, TICK_MS = 200, GRACE_MS = 1000, GULPS = 16, FRAME_SECONDS = 30 };
enum { SAID_MOST = 1 << 20, SAID_KEPT = 4096 };

typedef struct worker {
    pid_t pid; /* 0: not started */
    int fd;
    int doing;    /* a file in memory where it says what it is about to do */
    int said;     /* another, with what it printed during its task */
    long task;    /* IDLE or the task it has */
    int answered; /* it has ever sent a frame */
    int leaves;   /* it asked to be replaced */
    double since;
    double share; /* of its task that is done, as the plugin says */
} worker;

struct lk_crew {
    lk_crew_options options;
    char program[4096];
    worker *workers;
    int stillborn; /* workers that died in a row before they answered anything */
};

typedef struct run {
    lk_crew *crew;
    const lk_crew_run_options *options;
    size_t next, ended;
    lk_fault *fault;
} run;

static double now(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + (double)t.tv_nsec * 1e-9;
}

/* ---- Starting and ending ------------------------------------------------------- */

static void child(const lk_crew *crew, pid_t parent, int fd, int doing, int said)
{
    sigset_t none;
    sigemptyset(&none);
    sigprocmask(SIG_SETMASK, &none, NULL);
    signal(SIGINT, SIG_IGN); /* the coordinator decides, also on Ctrl-C */
    signal(SIGPIPE, SIG_DFL);
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    if (getppid() != parent)
        _exit(1);
    int null = open("/dev/null", O_RDONLY);
    /* Out of the way of 0..5 before they are filled. */
    int high_fd = fcntl(fd, F_DUPFD_CLOEXEC, 10), high_said = fcntl(said, F_DUPFD_CLOEXEC, 10);
    int high_doing = fcntl(doing, F_DUPFD_CLOEXEC, 10);
    if (null < 0 || high_fd < 0 || high_said < 0 || high_doing < 0 || dup2(null, 0) < 0 ||
        dup2(high_said, 1) < 0 || dup2(high_said, 2) < 0 || dup2(high_fd, LK_WORKER_FD) < 0 ||
        dup2(high_doing, LK_WORKER_DOING_FD) < 0 || dup2(high_said, LK_WORKER_SAID_FD) < 0)
        _exit(1);
    if (null > LK_WORKER_SAID_FD)
        close(null);
    execl(crew->program, crew->program, "--worker", (char *)NULL);
    _exit(127);
}

static void close_all(const int *fds, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (fds[i] >= 0)
            close(fds[i]);
}

static int start(lk_crew *crew, worker *w, lk_fault *fault)
{
    int link[2];
    pid_t parent = getpid(), pid = -1;
    if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, link)) {
        lk_fault_set(fault, "a worker cannot be started: %s", strerror(errno));
        return -1;
    }
    /* Neither side waits for ever in the middle of a frame. */
    const struct timeval patience = {.tv_sec = FRAME_SECONDS};
    setsockopt(link[0], SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
    setsockopt(link[0], SOL_SOCKET, SO_SNDTIMEO, &patience, sizeof patience);
    int doing = memfd_create("likeness-doing", MFD_CLOEXEC);
    int said = memfd_create("likeness-said", MFD_CLOEXEC);
    if (doing >= 0 && said >= 0 && !fcntl(said, F_SETFL, O_APPEND))
        pid = fork();
    if (pid == 0)
        child(crew, parent, link[1], doing, said);
    if (pid < 0) {
        lk_fault_set(fault, "a worker cannot be started: %s", strerror(errno));
        close_all((const int[]){link[0], link[1], doing, said}, 4);
        return -1;
    }
    close(link[1]);
    *w = (worker){.pid = pid, .fd = link[0], .doing = doing, .said = said, .task = IDLE};
    return 0;
}

static void forget(worker *w)
{
    close_all((const int[]){w->fd, w->doing, w->said}, 3);
    w->pid = 0;
    w->task = IDLE;
}

static void stop(worker *w)
{
    if (!w->pid)
        return;
    kill(w->pid, SIGKILL);
    while (waitpid(w->pid, NULL, 0) < 0 && errno == EINTR)
        ;
    forget(w);
}

/* The wait status of a worker that has hung up. One that lives on (its plugin
 * closed what is not its own) is given a moment, then stopped: 0 and -1. */
static int await(worker *w, int *status)
{
    const struct timespec pause = {.tv_nsec = 5000000};
    for (int waited = 0; waited < GRACE_MS; waited += 5) {
        if (waitpid(w->pid, status, WNOHANG) == w->pid) {
            forget(w);
            return 0;
        }
        nanosleep(&pause, NULL);
    }
    stop(w);
    return -1;
}

lk_crew *lk_crew_open(const lk_crew_options *options, lk_fault *fault)
{
    lk_crew *c = calloc(1, sizeof *c);
    ssize_t n = -1;
    if (c) {
        c->options = *options;
        c->workers = calloc(options->workers, sizeof *c->workers);
        n = options->program ? snprintf(c->program, sizeof c->program, "%s", options->program)
                             : readlink("/proc/self/exe", c->program, sizeof c->program - 1);
    }
    if (!c || !c->workers || n <= 0) {
        lk_fault_set(fault, "workers cannot be started: this program's own path is unknown");
        lk_crew_close(c);
        return NULL;
    }
    /* Before exec, since loading OpenBLAS alone starts threads. */
    setenv("OPENBLAS_NUM_THREADS", "1", 1);
    setenv("OMP_NUM_THREADS", "1", 1);
    return c;
}

void lk_crew_close(lk_crew *c)
{
    if (!c)
        return;
    for (size_t i = 0; c->workers && i < c->options.workers; i++)
        stop(&c->workers[i]);
    free(c->workers);
    free(c);
}

/* ---- One worker's news ---------------------------------------------------------- */

static off_t said_bytes(const worker *w)
{
    struct stat st;
    return fstat(w->said, &st) ? 0 : st.st_size;
}

/* One that never stops printing must not fill the memory. The beginning stays,
 * for who tells of it. */
static void bound_said(const worker *w, off_t most, off_t kept)
{
    if (said_bytes(w) > most && ftruncate(w->said, kept))
        return;
}

/* The end of what it printed during its task, in one line. */
static void read_tail(const worker *w, char *out)
{
    off_t size = said_bytes(w);
    ssize_t n = pread(w->said, out, TAIL, size > TAIL ? size - TAIL : 0);
    out[n < 0 ? 0 : n] = 0;
    for (ssize_t i = 0; i < n; i++)
        if ((unsigned char)out[i] < 0x20 || out[i] == 0x7f)
            out[i] = ' ';
}

typedef struct doing {
    char text[LK_WORKER_DOING]; /* "": it has not said */
} doing;

static doing read_doing(const worker *w)
{
    doing d = {""};
    if (pread(w->doing, d.text, sizeof d.text - 1, 0) < 0)
        d.text[0] = 0;
    return d;
}

static lk_status finish(run *r, worker *w, const void *bytes, size_t size, const char *reason)
{
    size_t task = (size_t)w->task;
    w->task = IDLE;
    w->share = 0;
    r->ended++;
    return r->options->done(r->options->user, task, bytes, size, reason, r->fault);
}

static const char *signal_words(int number)
{
    switch (number) {
    case SIGSEGV:
        return "crashed (segmentation fault)";
    case SIGABRT:
        return "aborted itself";
    case SIGFPE:
        return "crashed (arithmetic fault)";
    case SIGILL:
        return "crashed (illegal instruction)";
    case SIGBUS:
        return "crashed (bus error)";
    case SIGKILL:
        return "was killed (out of memory?)";
    default:
        return NULL;
    }
}

static void describe_end(int status, char *out, size_t size)
{
    const char *words = WIFSIGNALED(status) ? signal_words(WTERMSIG(status)) : NULL;
    if (words)
        snprintf(out, size, "%s", words);
    else if (WIFSIGNALED(status))
        snprintf(out, size, "was ended by signal %d", WTERMSIG(status));
    else
        snprintf(out, size, "ended with code %d in the middle of a task", WEXITSTATUS(status));
}

static lk_status lost(run *r, worker *w)
{
    char reason[1024], how[64] = "broke its link to the coordinator", said[TAIL + 1];
    read_tail(w, said);
    worker was = *w;
    doing last = read_doing(w);
    int status;
    if (!await(w, &status))
        describe_end(status, how, sizeof how);
    snprintf(reason, sizeof reason, "%s %s%s%s", *last.text ? last.text : "the worker", how,
             *said ? "; it had printed: " : "", said);
    r->crew->stillborn = was.answered ? 0 : r->crew->stillborn + 1;
    if (r->crew->stillborn > 2 + (int)r->crew->options.workers) {
        lk_fault_set(r->fault, "workers cannot be started: %s: %s", r->crew->program, reason);
        return LK_E_FAIL;
    }
    if (was.task == IDLE)
        return LK_OK;
    w->task = was.task;
    return finish(r, w, NULL, 0, reason);
}

/* What comes from a plugin may be anything. */
static double share_of(double done, double total)
{
    double share = total > 0 ? done / total : 0;
    return share > 0 && share <= 1 ? share : 0;
}

static lk_status hear(run *r, worker *w)
{
    lk_frame_type type;
    void *payload;
    size_t size;
    lk_status status = LK_OK;
    if (lk_frame_read(w->fd, &type, &payload, &size))
        return lost(r, w);
    lk_unpack u = lk_unpack_over(payload, size);
    w->answered = 1;
    r->crew->stillborn = 0;
    if (type == LK_FRAME_RESULT && w->task != IDLE) {
        status = finish(r, w, payload, size, NULL);
        if (w->leaves)
            stop(w);
    } else if (type == LK_FRAME_LEAVE) {
        w->leaves = 1;
    } else if (type == LK_FRAME_PROGRESS && w->task != IDLE) {
        double done = lk_unpack_double(&u);
        w->share = share_of(done, lk_unpack_double(&u));
    } else if (type == LK_FRAME_LOG && r->crew->options.log) {
        int level = (int)lk_unpack_u64(&u);
        r->crew->options.log(r->crew->options.user, level, lk_unpack_text(&u));
    }
    free(payload);
    return status;
}

static lk_status overdue(run *r, worker *w)
{
    char reason[512];
    long task = w->task;
    double limit = r->crew->options.task_seconds;
    doing last = read_doing(w);
    snprintf(reason, sizeof reason, "%s did not end within %.10g s and was stopped",
             *last.text ? last.text : "the task", limit);
    stop(w);
    w->task = task;
    return finish(r, w, NULL, 0, reason);
}

/* ---- All workers ----------------------------------------------------------------- */

/* Send a request; a worker that died since its last task is replaced once. */
static int hand_over(run *r, worker *w, const lk_pack *request)
{
    long task = w->task;
    int fresh = !w->since;
    if (!lk_frame_write(w->fd, LK_FRAME_TASK, request->bytes, request->size))
        return 0;
    if (fresh)
        return -1;
    stop(w);
    if (start(r->crew, w, r->fault))
        return -1;
    w->task = task;
    return lk_frame_write(w->fd, LK_FRAME_TASK, request->bytes, request->size);
}

static lk_status give(run *r, worker *w)
{
    lk_pack request = {0};
    lk_status status = LK_OK;
    if (!w->pid && start(r->crew, w, r->fault))
        return LK_E_FAIL;
    w->task = (long)r->next++;
    bound_said(w, 0, 0);
    if (pwrite(w->doing, "", 1, 0) < 0)
        return LK_E_FAIL;
    r->options->request(r->options->user, (size_t)w->task, &request);
    if (request.bad)
        status = finish(r, w, NULL, 0, "out of memory for the task");
    else if (hand_over(r, w, &request))
        status = w->pid ? lost(r, w) : LK_E_FAIL;
    w->since = now();
    lk_pack_free(&request);
    return status;
}

static lk_status give_all(run *r)
{
    lk_status status = LK_OK;
    for (size_t i = 0; !status && i < r->crew->options.workers; i++)
        while (!status && r->crew->workers[i].task == IDLE && r->next < r->options->count) {
            status = give(r, &r->crew->workers[i]);
            if (r->crew->workers[i].task != IDLE)
                break;
        }
    return status;
}

static void tick(const lk_crew *crew)
{
    double under_way = 0;
    for (size_t i = 0; i < crew->options.workers; i++)
        under_way += crew->workers[i].share;
    if (crew->options.tick)
        crew->options.tick(crew->options.user, under_way);
}

static int has_news(const worker *w)
{
    struct pollfd p = {.fd = w->fd, .events = POLLIN};
    return poll(&p, 1, 0) > 0;
}

/* A worker is heard before it is found overdue: its result may be waiting. */
static lk_status listen_once(run *r, struct pollfd *fds)
{
    size_t n = r->crew->options.workers;
    lk_status status = LK_OK;
    for (size_t i = 0; i < n; i++) {
        const worker *w = &r->crew->workers[i];
        fds[i] = (struct pollfd){.fd = w->pid ? w->fd : -1, .events = POLLIN};
    }
    if (poll(fds, n, TICK_MS) < 0 && errno != EINTR)
        return LK_E_FAIL;
    double limit = r->crew->options.task_seconds, t = now();
    tick(r->crew);
    for (size_t i = 0; !status && i < n; i++) {
        worker *w = &r->crew->workers[i];
        if (w->pid)
            bound_said(w, SAID_MOST, SAID_KEPT);
        for (int k = 0; !status && w->pid && k < GULPS && has_news(w); k++)
            status = hear(r, w);
        if (!status && w->task != IDLE && limit > 0 && t - w->since > limit)
            status = overdue(r, w);
    }
    return status;
}

lk_status lk_crew_run(lk_crew *crew, const lk_crew_run_options *options, lk_fault *fault)
{
    run r = {.crew = crew, .options = options, .fault = fault};
    struct pollfd *fds = calloc(crew->options.workers, sizeof *fds);
    lk_status status = fds ? LK_OK : LK_E_MEMORY;
    for (size_t i = 0; i < crew->options.workers; i++)
        crew->workers[i].task = IDLE;
    while (!status && r.ended < options->count) {
        if (crew->options.stop && *crew->options.stop)
            status = LK_CANCELLED;
        if (!status)
            status = give_all(&r);
        if (!status && r.ended < options->count)
            status = listen_once(&r, fds);
    }
    /* A run that ends early leaves no worker busy with a task of the past. */
    for (size_t i = 0; status && i < crew->options.workers; i++)
        stop(&crew->workers[i]);
    free(fds);
    return status;
}
