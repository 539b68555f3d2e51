/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#include <likeness/plugin.h>

#include <fcntl.h>
#include <fenv.h>
#include <locale.h>
#include <math.h>
#include <signal.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#ifdef __SSE__
#include <xmmintrin.h>
#endif

/* An explainer that fails, or breaks a rule, in the way its study asks for. */

typedef struct faulty {
    int how;
} faulty;

enum {
    CRASH,
    HANG,
    NOT_A_NUMBER,
    SILENT,
    ROUNDING,
    DENORMALS,
    LOCALE,
    FOLDER,
    HANDLERS,
    UMASK,
    DESCRIPTORS,
    STDOUT,
    STDERR,
    BLIND
};
static const char *const ways[] = {"crash",       "hang",   "nan",    "silent",   "rounding",
                                   "denormals",   "locale", "folder", "handlers", "umask",
                                   "descriptors", "stdout", "stderr", "blind",    NULL};

static const lk_param params[] = {
    {.name = "how",
     .type = LK_CHOICE,
     .offset = offsetof(faulty, how),
     .fallback = "crash",
     .choices = ways,
     .doc = "What goes wrong."},
};

static void handle_nothing(int number)
{
    (void)number;
}

static void set_denormals(void)
{
#ifdef __SSE__
    _mm_setcsr(_mm_getcsr() | 0x8040);
#endif
}

/* 0 where it did what it should not. */
static int misbehave(int how)
{
    switch (how) {
    case ROUNDING:
        return fesetround(FE_UPWARD);
    case DENORMALS:
        set_denormals();
        return 0;
    case LOCALE:
        return !setlocale(LC_ALL, "C.UTF-8");
    case FOLDER:
        return chdir("/");
    case HANDLERS:
        return signal(SIGTERM, handle_nothing) == SIG_ERR;
    case UMASK:
        umask(0);
        return 0;
    case DESCRIPTORS:
        return open("/dev/null", O_RDONLY | O_CLOEXEC) < 0;
    case STDOUT:
        return printf("score: \033[31m0.1\n") < 0;
    case STDERR:
        return fputs("warning: old\n", stderr) < 0;
    case BLIND: /* the same stripes for every face and network */
        return 0;
    default:
        return 1;
    }
}

static void fill(lk_tensor *heatmaps)
{
    float *v = heatmaps->data;
    for (size_t i = 0, n = lk_tensor_count(heatmaps); i < n; i++)
        v[i] = (float)(i % 1000) / 3;
}

static lk_status explain(void *self, lk_context *ctx, const lk_explain_request *request,
                         lk_explanation *out)
{
    const faulty *f = self;
    (void)ctx;
    (void)request;
    if (f->how == CRASH)
        raise(SIGSEGV);
    while (f->how == HANG)
        pause();
    if (f->how == NOT_A_NUMBER)
        ((float *)out->heatmaps.data)[3] = NAN;
    if (f->how == SILENT || f->how == NOT_A_NUMBER)
        return f->how == SILENT ? LK_E_FAIL : LK_OK;
    fill(&out->heatmaps);
    return misbehave(f->how) ? LK_E_FAIL : LK_OK;
}

static const lk_explainer_ops ops = {.struct_size = sizeof ops, .explain = explain};

LK_PLUGIN(.stage = LK_STAGE_EXPLAINER, .name = "faulty", .version = "1.0",
          .summary = "Fails as asked.", .licence = "MIT", .instance_size = sizeof(faulty),
          LK_PARAMS(params), .ops = &ops)
