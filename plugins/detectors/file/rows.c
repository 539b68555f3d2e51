/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#include <stdio.h>

#include "csv/csv.h"
#include "faces.h"

/* Where the columns of a file are; -1: nowhere. */
typedef struct columns {
    int file, face, score;
    int box[4];
    int points[2 * FACES_LANDMARKS];
} columns;

typedef struct names {
    char text[2 * FACES_LANDMARKS][16];
} names;

/* Find columns that a file has all of or none. */
static lk_status find_group(lk_context *ctx, const lk_csv *t, const char (*wanted)[16], size_t count,
                            int *out)
{
    size_t missing = 0, last = 0;
    for (size_t i = 0; i < count; i++) {
        out[i] = lk_csv_column(t, wanted[i]);
        if (out[i] < 0) {
            missing++;
            last = i;
        }
    }
    if (missing && missing < count)
        return lk_error(ctx, LK_E_INPUT,
                        "%s: there is no column %s, though others of its kind are.", t->file,
                        wanted[last]);
    return LK_OK;
}

static lk_status find_columns(lk_context *ctx, const lk_csv *t, columns *c)
{
    static const char box[4][16] = {"x", "y", "w", "h"};
    names points;
    for (int i = 0; i < 2 * FACES_LANDMARKS; i++)
        snprintf(points.text[i], sizeof points.text[i], "%c%d", i % 2 ? 'y' : 'x', i / 2 + 1);
    c->file = lk_csv_column(t, "file");
    c->face = lk_csv_column(t, "face");
    c->score = lk_csv_column(t, "score");
    if (c->file < 0)
        return lk_error(ctx, LK_E_INPUT,
                        "%s: there is no column `file`: the first row must name the columns.",
                        t->file);
    lk_status status = find_group(ctx, t, box, 4, c->box);
    if (!status)
        status = find_group(ctx, t, (const char(*)[16])points.text, 2 * FACES_LANDMARKS, c->points);
    if (!status && c->box[0] < 0 && c->points[0] < 0)
        return lk_error(ctx, LK_E_INPUT,
                        "%s: there are neither the columns x, y, w, h of a box nor x1, y1 ... x68, "
                        "y68 of landmarks.",
                        t->file);
    return status;
}

/* Read the numbers of a group; none when all its fields are empty. */
static lk_status read_group(lk_context *ctx, const lk_csv *t, size_t row, const int *group,
                            size_t count, double *values, int *known)
{
    *known = 0;
    for (size_t i = 0; i < count; i++)
        *known |= *lk_csv_text(t, row, group[i]) != 0;
    lk_status status = LK_OK;
    for (size_t i = 0; *known && !status && i < count; i++)
        status = lk_csv_number(ctx, t, row, group[i], &values[i]);
    return status;
}

static lk_status read_box(lk_context *ctx, const lk_csv *t, size_t row, const columns *c,
                          lk_face *face)
{
    double v[4];
    int known;
    lk_status status = read_group(ctx, t, row, c->box, 4, v, &known);
    if (status || !known)
        return status;
    if (v[2] <= 0 || v[3] <= 0)
        return lk_csv_error(ctx, t, row, "the box is %g wide and %g high: it must have an extent.",
                            v[2], v[3]);
    face->box = (lk_box){v[0], v[1], v[2], v[3]};
    face->has_box = 1;
    return LK_OK;
}

static lk_status read_points(lk_context *ctx, const lk_csv *t, size_t row, const columns *c,
                             lk_face *face)
{
    double v[2 * FACES_LANDMARKS];
    int known;
    lk_status status = read_group(ctx, t, row, c->points, 2 * FACES_LANDMARKS, v, &known);
    if (status || !known)
        return status;
    lk_point *points = lk_alloc_array(ctx, FACES_LANDMARKS, sizeof *points);
    if (!points)
        return lk_error(ctx, LK_E_MEMORY, "%s: no memory for its landmarks.", t->file);
    for (size_t i = 0; i < FACES_LANDMARKS; i++)
        points[i] = (lk_point){v[2 * i], v[2 * i + 1]};
    face->landmarks = (lk_landmarks){sizeof face->landmarks, FACES_LANDMARKS, points};
    return LK_OK;
}

static lk_status read_face(lk_context *ctx, const lk_csv *t, size_t row, const columns *c,
                           lk_face *face)
{
    *face = (lk_face){.score = 1};
    lk_status status = read_box(ctx, t, row, c, face);
    if (!status)
        status = read_points(ctx, t, row, c, face);
    if (!status && *lk_csv_text(t, row, c->score))
        status = lk_csv_number(ctx, t, row, c->score, &face->score);
    if (status)
        return status;
    if (face->score < 0 || face->score > 1)
        return lk_csv_error(ctx, t, row, "the score %g is outside 0..1.", face->score);
    if (!face->has_box && !face->landmarks.count)
        return lk_csv_error(ctx, t, row, "the row has neither a box nor landmarks.");
    if (!*lk_csv_text(t, row, c->file))
        return lk_csv_error(ctx, t, row, "the row names no file.");
    return LK_OK;
}

lk_status faces_read_csv(lk_context *ctx, const char *path, faces_table *out)
{
    const void *text;
    size_t size;
    lk_csv t;
    columns c;
    lk_status status = ctx->host->read_file(ctx, path, NULL, 0, &text, &size);
    if (!status)
        status = lk_csv_parse(ctx, text, size, path, &t);
    if (!status)
        status = find_columns(ctx, &t, &c);
    if (status)
        return status;
    faces_known *items = lk_alloc_array(ctx, t.row_count, sizeof *items);
    if (!items)
        return lk_error(ctx, LK_E_MEMORY, "%s: no memory for %zu faces.", path, t.row_count);
    for (size_t row = 0; !status && row < t.row_count; row++) {
        items[row] = (faces_known){.name = lk_csv_text(&t, row, c.file),
                                   .where = path,
                                   .number = lk_csv_text(&t, row, c.face),
                                   .line = t.lines[row]};
        status = read_face(ctx, &t, row, &c, &items[row].face);
    }
    if (!status)
        *out = (faces_table){items, t.row_count};
    return status;
}
