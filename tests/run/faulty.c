/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#include <likeness/plugin.h>

#include <math.h>
#include <signal.h>
#include <unistd.h>

/* An explainer that fails in the way its study asks for. */

typedef struct faulty {
    int how;
} faulty;

enum { CRASH, HANG, NOT_A_NUMBER, SILENT };
static const char *const ways[] = {"crash", "hang", "nan", "silent", NULL};

static const lk_param params[] = {
    {.name = "how",
     .type = LK_CHOICE,
     .offset = offsetof(faulty, how),
     .fallback = "crash",
     .choices = ways,
     .doc = "What goes wrong."},
};

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
    return f->how == SILENT ? LK_E_FAIL : LK_OK;
}

static const lk_explainer_ops ops = {.struct_size = sizeof ops, .explain = explain};

LK_PLUGIN(.stage = LK_STAGE_EXPLAINER, .name = "faulty", .version = "1.0",
          .summary = "Fails as asked.", .licence = "MIT", .instance_size = sizeof(faulty),
          LK_PARAMS(params), .ops = &ops)
