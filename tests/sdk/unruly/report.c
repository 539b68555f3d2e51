/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#include "how.h"

/* A file with the title. */

static lk_status write_title(void *self, lk_context *ctx, const lk_report_request *r)
{
    const char *path = is(self, "escapes") ? "../x" : is(self, "is absolute") ? "/tmp/x" : "title";
    if (is(self, "is idle"))
        return LK_OK;
    return r->write_file(r, ctx, path, r->title, strlen(r->title));
}

static const lk_report_ops ops = {.struct_size = sizeof ops, .write = write_title};

UNRULY("report", .stage = LK_STAGE_REPORT, UNRULY_HOW, .ops = &ops)
