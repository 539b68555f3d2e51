/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "program.h"

enum { IN, OUT, ERRORS, NEWS, PIPES, PIPE_BYTES = 1 << 20, HIGH = 10 };

/* Both ends of each pipe. What goes wrong in the child before it is the program
 * comes through NEWS, which a successful exec closes. */
typedef struct ends {
    int read[PIPES], write[PIPES];
} ends;

static void close_all(int fds[PIPES])
{
    for (int i = 0; i < PIPES; i++)
        if (fds[i] >= 0)
            close(fds[i]);
}

static int open_pipes(ends *e)
{
    for (int i = 0; i < PIPES; i++)
        e->read[i] = e->write[i] = -1;
    for (int i = 0; i < PIPES; i++) {
        int fds[2];
        if (pipe2(fds, O_CLOEXEC))
            return -1;
        e->read[i] = fds[0];
        e->write[i] = fds[1];
    }
    return 0;
}

/* ---- The child: only what may be called between fork and exec --------------------- */

/* Out of the way of 0..2 before they are filled. */
static int raise_fd(int fd)
{
    return fcntl(fd, F_DUPFD_CLOEXEC, HIGH);
}

static int become(const program *p, pid_t parent, const ends *e, char *const *environment)
{
    static const int defaults[] = {SIGPIPE, SIGINT, SIGTERM, SIGCHLD};
    struct sigaction action = {.sa_handler = SIG_DFL};
    sigset_t none;
    int in = raise_fd(e->read[IN]), out = raise_fd(e->write[OUT]),
        errors = raise_fd(e->write[ERRORS]);
    for (size_t i = 0; i < sizeof defaults / sizeof *defaults; i++)
        sigaction(defaults[i], &action, NULL);
    sigemptyset(&none);
    sigprocmask(SIG_SETMASK, &none, NULL);
    setpgid(0, 0);
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    if (getppid() != parent)
        _exit(1);
    if (in < 0 || out < 0 || errors < 0 || dup2(in, 0) < 0 || dup2(out, 1) < 0 ||
        dup2(errors, 2) < 0 || chdir(p->folder))
        return errno;
    close_range(3, ~0u, CLOSE_RANGE_CLOEXEC);
    execve(p->command[0], (char *const *)(uintptr_t)p->command, environment);
    return errno;
}

static void run_child(const program *p, pid_t parent, const ends *e, char *const *environment)
{
    int news = raise_fd(e->write[NEWS]), problem = become(p, parent, e, environment);
    if (write(news, &problem, sizeof problem) < 0)
        _exit(126);
    _exit(127);
}

/* ---- The parent ------------------------------------------------------------------ */

static int is_set_here(const char *entry)
{
    return !strncmp(entry, "OMP_NUM_THREADS=", 16) || !strncmp(entry, "OPENBLAS_NUM_THREADS=", 21);
}

/* The environment with the number of threads that most libraries ask it for. */
static char **make_environment(lk_context *ctx)
{
    enum { ROOM = 40 };
    size_t count = 0, kept = 0;
    while (environ[count])
        count++;
    char **all = lk_alloc_array(ctx, count + 3, sizeof *all), *text = lk_alloc(ctx, 2 * ROOM);
    if (!all || !text)
        return NULL;
    for (size_t i = 0; i < count; i++)
        if (!is_set_here(environ[i]))
            all[kept++] = environ[i];
    snprintf(text, ROOM, "OMP_NUM_THREADS=%u", ctx->threads);
    snprintf(text + ROOM, ROOM, "OPENBLAS_NUM_THREADS=%u", ctx->threads);
    all[kept++] = text;
    all[kept] = text + ROOM;
    return all;
}

static int has_started(int news, int *problem)
{
    ssize_t n;
    while ((n = read(news, problem, sizeof *problem)) < 0 && errno == EINTR)
        ;
    return n == 0;
}

static void keep_ends(program *p, ends *e)
{
    p->in = e->write[IN];
    p->out = e->read[OUT];
    p->errors = e->read[ERRORS];
    const int fds[] = {p->in, p->out, p->errors};
    for (int i = 0; i < 3; i++)
        fcntl(fds[i], F_SETFL, fcntl(fds[i], F_GETFL) | O_NONBLOCK);
    fcntl(p->in, F_SETPIPE_SZ, PIPE_BYTES); /* fewer turns; no matter where it is refused */
    fcntl(p->out, F_SETPIPE_SZ, PIPE_BYTES);
    e->write[IN] = e->read[OUT] = e->read[ERRORS] = -1;
}

static lk_status refuse(const program *p, lk_context *ctx, int problem)
{
    return lk_error(ctx, LK_E_FAIL, "the program `%s` cannot be started: %s", p->name,
                    strerror(problem));
}

lk_status program_start(program *p, lk_context *ctx)
{
    ends e;
    int problem = 0;
    pid_t parent = getpid(), pid = -1;
    char **environment = make_environment(ctx);
    if (!environment)
        return lk_error(ctx, LK_E_MEMORY, "no memory to start the program `%s`", p->name);
    if (!open_pipes(&e))
        pid = fork();
    problem = errno;
    if (pid == 0)
        run_child(p, parent, &e, environment);
    close_all((int[]){e.read[IN], e.write[OUT], e.write[ERRORS], e.write[NEWS]});
    e.read[IN] = e.write[OUT] = e.write[ERRORS] = e.write[NEWS] = -1;
    int started = pid > 0 && has_started(e.read[NEWS], &problem);
    if (started) {
        p->pid = pid;
        p->has_answered = 0;
        p->said[0] = 0;
        keep_ends(p, &e);
    } else if (pid > 0) {
        while (waitpid(pid, NULL, 0) < 0 && errno == EINTR)
            ;
    }
    close_all(e.read);
    close_all(e.write);
    return started ? LK_OK : refuse(p, ctx, problem);
}
