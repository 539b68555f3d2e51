/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#include "conduct.h"

#include <dirent.h>
#include <fcntl.h>
#include <fenv.h>
#include <locale.h>
#include <signal.h>
#include <stdio.h>
#include <stdio_ext.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#ifdef __SSE__
#include <xmmintrin.h>
#endif

#include "crew.h"

enum { MOST_NOTES = 32, MOST_SEEN = 64 };

static const int signals[] = {SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGABRT, SIGTERM, SIGPIPE, SIGCHLD};
enum { SIGNALS = sizeof signals / sizeof *signals };

/* How the processor computes. */
typedef struct modes {
    int rounding;
    unsigned control; /* rounding, denormals and traps of SSE; 0 elsewhere */
} modes;

enum { ROUNDING_BITS = 0x6000, DENORMAL_BITS = 0x8040, TRAP_BITS = 0x1f80 };

typedef struct conduct {
    int is_on, is_close, is_unclear;
    lk_actor now;
    int is_watched; /* all was well when it began */
    modes modes;
    fenv_t environment;
    char *locale;
    int folder; /* -1: cannot be opened */
    struct stat folder_state;
    struct sigaction handlers[SIGNALS];
    mode_t mask;
    int lowest; /* the lowest free descriptor */
    size_t open, most_open;
    off_t printed;
    char seen[MOST_SEEN][LK_ACTOR_NAME + 4]; /* who was watched once */
    size_t seen_count;
    lk_conduct_note notes[MOST_NOTES];
    size_t note_count;
} conduct;

static conduct *of_process(void)
{
    static conduct c;
    return &c;
}

/* ---- Notes -------------------------------------------------------------------------- */

static void keep_note(conduct *c, const lk_conduct_note *n)
{
    for (size_t i = 0; i < c->note_count; i++)
        if (c->notes[i].breach == n->breach && c->notes[i].stage == n->stage &&
            !strcmp(c->notes[i].name, n->name))
            return;
    if (c->note_count < MOST_NOTES)
        c->notes[c->note_count++] = *n;
}

static void note(conduct *c, lk_breach breach, const char *printed)
{
    lk_conduct_note n = {.breach = breach, .stage = c->now.stage};
    if (!c->now.name) {
        c->is_unclear = 1;
        return;
    }
    snprintf(n.name, sizeof n.name, "%s", c->now.name);
    snprintf(n.printed, sizeof n.printed, "%s", printed);
    keep_note(c, &n);
}

void lk_conduct_pack(lk_pack *out)
{
    const conduct *c = of_process();
    lk_pack_u64(out, c->note_count);
    for (size_t i = 0; i < c->note_count; i++) {
        const lk_conduct_note *n = &c->notes[i];
        lk_pack_u64(out, n->breach);
        lk_pack_u64(out, n->stage);
        lk_pack_text(out, n->name);
        lk_pack_text(out, n->printed);
    }
}

int lk_unpack_conduct_note(lk_unpack *u, lk_conduct_note *out)
{
    uint64_t breach = lk_unpack_u64(u), stage = lk_unpack_u64(u);
    const char *name = lk_unpack_text(u), *printed = lk_unpack_text(u);
    if (u->bad || breach >= LK_BREACH_COUNT || stage > LK_STAGE_EXECUTOR || !name || !printed)
        return -1;
    *out = (lk_conduct_note){.breach = (lk_breach)breach, .stage = (lk_stage)stage};
    snprintf(out->name, sizeof out->name, "%s", name);
    snprintf(out->printed, sizeof out->printed, "%s", printed);
    return 0;
}

void lk_conduct_recall(lk_unpack *u)
{
    lk_conduct_note n;
    for (size_t i = 0, count = lk_unpack_count(u, 32); i < count && !lk_unpack_conduct_note(u, &n);
         i++)
        keep_note(of_process(), &n);
}

/* ---- What costs nothing ------------------------------------------------------------- */

static modes modes_now(void)
{
    modes m = {.rounding = fegetround()};
#ifdef __SSE__
    m.control = _mm_getcsr() & (ROUNDING_BITS | DENORMAL_BITS | TRAP_BITS);
#endif
    return m;
}

static void check_modes(conduct *c)
{
    const modes m = modes_now();
    unsigned changed = m.control ^ c->modes.control;
    if (m.rounding == c->modes.rounding && !changed)
        return;
    fesetenv(&c->environment);
    if (m.rounding != c->modes.rounding || (changed & ROUNDING_BITS))
        note(c, LK_BREACH_ROUNDING, "");
    if (changed & DENORMAL_BITS)
        note(c, LK_BREACH_DENORMALS, "");
    if (changed & TRAP_BITS)
        note(c, LK_BREACH_TRAPS, "");
}

static void check_locale(conduct *c)
{
    if (uselocale((locale_t)0) == LC_GLOBAL_LOCALE && !strcmp(setlocale(LC_ALL, NULL), c->locale))
        return;
    uselocale(LC_GLOBAL_LOCALE);
    setlocale(LC_ALL, c->locale);
    note(c, LK_BREACH_LOCALE, "");
}

/* ---- What takes system calls ---------------------------------------------------------- */

static void check_folder(conduct *c)
{
    struct stat st;
    if (c->folder < 0 || (!stat(".", &st) && st.st_dev == c->folder_state.st_dev &&
                          st.st_ino == c->folder_state.st_ino))
        return;
    if (!fchdir(c->folder))
        note(c, LK_BREACH_FOLDER, "");
}

static void check_handlers(conduct *c)
{
    int changed = 0;
    for (size_t i = 0; i < SIGNALS; i++) {
        struct sigaction a;
        if (sigaction(signals[i], NULL, &a) || a.sa_handler == c->handlers[i].sa_handler)
            continue;
        sigaction(signals[i], &c->handlers[i], NULL);
        changed = 1;
    }
    if (changed)
        note(c, LK_BREACH_HANDLERS, "");
}

static void check_mask(conduct *c)
{
    if (umask(c->mask) != c->mask)
        note(c, LK_BREACH_UMASK, "");
}

/* Whatever is left open takes the lowest free number, so this one tells of it. */
static int lowest_free(void)
{
    int fd = dup(LK_WORKER_FD);
    if (fd >= 0)
        close(fd);
    return fd;
}

static size_t count_open(void)
{
    DIR *d = opendir("/proc/self/fd");
    size_t count = 0;
    for (; d && readdir(d); count++)
        ;
    if (d)
        closedir(d);
    return d ? count : SIZE_MAX; /* there is no room to look */
}

static void check_descriptors(conduct *c)
{
    int lowest = lowest_free();
    if (lowest == c->lowest)
        return;
    size_t before = c->open;
    c->lowest = lowest;
    c->open = count_open();
    if (c->open > before && !c->now.is_opening)
        note(c, LK_BREACH_DESCRIPTORS, "");
}

static off_t printed_now(void)
{
    struct stat st;
    if (__fpending(stdout))
        fflush(stdout);
    return fstat(LK_WORKER_SAID_FD, &st) ? 0 : st.st_size;
}

/* The coordinator cuts what is much, so less is also a change. */
static void check_printing(conduct *c)
{
    char text[LK_PRINTED + 1];
    off_t size = printed_now(), from = size < c->printed ? 0 : c->printed;
    if (size == c->printed)
        return;
    ssize_t n = pread(LK_WORKER_SAID_FD, text, LK_PRINTED, from);
    n = n < 0 ? 0 : n;
    for (ssize_t i = 0; i < n; i++)
        if (text[i] < 0x20 || text[i] > 0x7e)
            text[i] = text[i] >= 0 && text[i] <= 0x20 ? ' ' : '?';
    text[n] = 0;
    c->printed = size;
    note(c, LK_BREACH_PRINTING, text);
}

static void check_all(conduct *c)
{
    check_folder(c);
    check_handlers(c);
    check_mask(c);
    check_descriptors(c);
    check_printing(c);
}

/* ---- Changes of hands ------------------------------------------------------------------ */

static int is_new(conduct *c, const lk_actor *who)
{
    char tag[sizeof *c->seen];
    snprintf(tag, sizeof tag, "%d %s", (int)who->stage, who->name);
    for (size_t i = 0; i < c->seen_count; i++)
        if (!strcmp(c->seen[i], tag))
            return 0;
    if (c->seen_count < MOST_SEEN)
        memcpy(c->seen[c->seen_count++], tag, sizeof tag);
    return 1;
}

lk_actor lk_conduct_enter(lk_actor next)
{
    conduct *c = of_process();
    lk_actor before = c->now;
    int is_first = next.name && (c->is_close || next.is_opening || is_new(c, &next));
    if (c->is_on && before.name) {
        check_modes(c);
        check_locale(c);
    }
    if (c->is_on && (c->is_watched || is_first)) {
        if (!c->is_watched)
            c->now.name = NULL; /* it may have been anybody before */
        check_all(c);
    }
    c->now = next;
    c->is_watched = is_first;
    return before;
}

void lk_conduct_settle(void)
{
    conduct *c = of_process();
    if (!c->is_on)
        return;
    c->lowest = lowest_free();
    c->open = count_open();
}

void lk_conduct_task(int closely)
{
    conduct *c = of_process();
    c->is_close = closely;
    c->is_unclear = 0;
    c->note_count = 0;
    c->now = (lk_actor){.name = NULL};
    c->is_watched = 0;
    c->printed = c->is_on ? printed_now() : 0;
}

int lk_conduct_end(void)
{
    conduct *c = of_process();
    lk_conduct_enter((lk_actor){.name = NULL});
    if (!c->is_on)
        return 0;
    check_all(c);
    if (!c->is_unclear || c->is_close)
        return 0;
    c->is_close = 1;
    return 1;
}

int lk_conduct_is_full(void)
{
    const conduct *c = of_process();
    return c->is_on && c->open > c->most_open;
}

void lk_conduct_begin(void)
{
    conduct *c = of_process();
    struct rlimit limit = {.rlim_cur = RLIM_INFINITY};
    getrlimit(RLIMIT_NOFILE, &limit);
    c->most_open = limit.rlim_cur == RLIM_INFINITY ? SIZE_MAX : (size_t)limit.rlim_cur / 2;
    c->modes = modes_now();
    fegetenv(&c->environment);
    c->locale = strdup(setlocale(LC_ALL, NULL));
    c->folder = open(".", O_PATH | O_DIRECTORY | O_CLOEXEC);
    if (c->folder >= 0)
        fstat(c->folder, &c->folder_state);
    for (size_t i = 0; i < SIGNALS; i++)
        sigaction(signals[i], NULL, &c->handlers[i]);
    umask(c->mask = umask(0));
    c->is_on = c->locale != NULL;
    lk_conduct_settle();
}
