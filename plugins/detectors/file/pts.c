/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#include <math.h>
#include <stdlib.h>

#include "faces.h"

enum { PTS_LIMIT = 1 << 20 };

/* A .pts file being read, word by word. */
typedef struct words {
    lk_context *ctx;
    const char *file;
    const char *at;
    uint32_t line;
} words;

static lk_status fail(const words *w, const char *what)
{
    return lk_error(w->ctx, LK_E_INPUT, "%s:%u: %s", w->file, w->line, what);
}

static void skip_blanks(words *w)
{
    for (; *w->at == ' ' || *w->at == '\t' || *w->at == '\r' || *w->at == '\n'; w->at++)
        w->line += *w->at == '\n';
}

static lk_status expect(words *w, const char *word, const char *otherwise)
{
    skip_blanks(w);
    size_t length = strlen(word);
    if (strncmp(w->at, word, length))
        return fail(w, otherwise);
    w->at += length;
    return LK_OK;
}

static lk_status read_number(words *w, double *out)
{
    skip_blanks(w);
    char *end;
    size_t length = strspn(w->at, "+-.0123456789eE");
    *out = strtod(w->at, &end);
    if (!length || end != w->at + length || !isfinite(*out))
        return fail(w, "68 points of two numbers each are expected between the braces.");
    w->at = end;
    return LK_OK;
}

static lk_status read_head(words *w)
{
    lk_status status = expect(w, "version:", "a .pts file begins with `version: 1`.");
    if (!status)
        status = expect(w, "1", "only version 1 of .pts files is known.");
    if (!status)
        status = expect(w, "n_points:", "`n_points: 68` must follow the version.");
    if (!status)
        status = expect(w, "68", "there must be 68 points, in the order of iBUG.");
    if (!status)
        status = expect(w, "{", "an opening brace must follow the number of points.");
    return status;
}

static lk_status read_points(words *w, lk_point *points)
{
    lk_status status = read_head(w);
    for (size_t i = 0; !status && i < FACES_LANDMARKS; i++) {
        status = read_number(w, &points[i].x);
        if (!status)
            status = read_number(w, &points[i].y);
        points[i].x -= 0.5;
        points[i].y -= 0.5;
    }
    return status ? status : expect(w, "}", "a closing brace must follow the 68th point.");
}

static lk_status read_file(lk_context *ctx, const char *folder, const char *name, faces_known *out)
{
    const void *text;
    size_t size, length = strlen(name) - strlen(".pts");
    char *path = lk_alloc(ctx, strlen(folder) + strlen(name) + 2);
    char *stem = lk_alloc(ctx, length + 1);
    lk_point *points = lk_alloc_array(ctx, FACES_LANDMARKS, sizeof *points);
    if (!path || !stem || !points)
        return lk_error(ctx, LK_E_MEMORY, "%s/%s: no memory for its landmarks.", folder, name);
    strcat(strcat(strcpy(path, folder), "/"), name);
    memcpy(stem, name, length);
    lk_status status = ctx->host->read_file(ctx, path, NULL, PTS_LIMIT, &text, &size);
    if (status)
        return status;
    words w = {.ctx = ctx, .file = path, .at = text, .line = 1};
    *out = (faces_known){.name = stem, .where = path, .number = "", .line = 1};
    out->face = (lk_face){.score = 1, .landmarks = {sizeof(lk_landmarks), FACES_LANDMARKS, points}};
    return read_points(&w, points);
}

lk_status faces_read_pts(lk_context *ctx, const char *folder, const char *const *names,
                         faces_table *out)
{
    size_t count = 0, n = 0;
    while (names[count])
        count++;
    faces_known *items = lk_alloc_array(ctx, count, sizeof *items);
    if (!items)
        return lk_error(ctx, LK_E_MEMORY, "%s: no memory for %zu faces.", folder, count);
    for (size_t i = 0; i < count; i++) {
        const char *suffix = strrchr(names[i], '.');
        if (!suffix || strcmp(suffix, ".pts"))
            continue;
        lk_status status =
            lk_cancelled(ctx) ? LK_CANCELLED : read_file(ctx, folder, names[i], &items[n++]);
        if (status)
            return status;
    }
    *out = (faces_table){items, n};
    return n ? LK_OK
             : lk_error(ctx, LK_E_INPUT, "%s: there is no .pts file in this folder.", folder);
}
