/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#include <fcntl.h>
#include <fenv.h>
#include <locale.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>
#ifdef __SSE__
#include <xmmintrin.h>
#endif

#include "segmenter.h"

/* A segmenter that leaves something behind in the process. */

static void print(const void *self)
{
    if (is(self, "prints"))
        puts("segmenting");
    if (is(self, "complains"))
        fputs("segmenting\n", stderr);
}

static void change(const void *self)
{
    if (is(self, "rounds up"))
        fesetround(FE_UPWARD);
#ifdef __SSE__
    if (is(self, "flushes"))
        _mm_setcsr(_mm_getcsr() | 0x8040);
#endif
    if (is(self, "speaks"))
        setlocale(LC_ALL, "C.UTF-8");
    if (is(self, "moves") && chdir("/proc"))
        abort();
    if (is(self, "hides"))
        umask(077);
    if (is(self, "listens"))
        signal(SIGUSR1, SIG_IGN);
}

static void *volatile kept[1000];

/* Kept where the leak checkers of compilers see it. */
static void keep(const void *self)
{
    static size_t next;
    if (is(self, "keeps memory"))
        kept[next++ % 1000] = malloc(100);
    if (is(self, "keeps a file"))
        open("/dev/null", O_RDONLY | O_CLOEXEC);
}

static lk_status segment(void *self, lk_context *ctx, const lk_raster *view,
                         const lk_landmarks *landmarks, lk_tensor *labels, uint32_t *count)
{
    (void)view;
    (void)landmarks;
    print(self);
    change(self);
    keep(self);
    return rows(ctx, labels, count);
}

static const lk_segmenter_ops ops = {.struct_size = sizeof ops, .segment = segment};

UNRULY("conduct", .stage = LK_STAGE_SEGMENTER, UNRULY_HOW, .ops = &ops)
