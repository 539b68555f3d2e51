/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#include "manifest.h"

#include <stdio.h>
#include <stdlib.h>

/* ---- The table --------------------------------------------------------------------- */

static lk_status need_all(lk_context *ctx, const manifest *m, const char *what, const char *missing,
                          size_t found)
{
    if (!missing || !found)
        return LK_OK;
    return lk_error(ctx, LK_E_INPUT, "%s has columns of %s but no column %s.", m->table.file, what,
                    missing);
}

static lk_status find_box(lk_context *ctx, manifest *m)
{
    static const char *const names[] = {"x", "y", "w", "h"};
    const char *missing = NULL;
    size_t found = 0;
    for (size_t i = 0; i < 4; i++) {
        m->box[i] = lk_csv_column(&m->table, names[i]);
        found += m->box[i] >= 0;
        missing = m->box[i] < 0 && !missing ? names[i] : missing;
    }
    return need_all(ctx, m, "a box", missing, found);
}

static lk_status find_landmarks(lk_context *ctx, manifest *m)
{
    char name[16], missing[16] = "";
    size_t found = 0;
    for (int i = 0; i < 2 * MANIFEST_LANDMARKS; i++) {
        snprintf(name, sizeof name, "%c%d", i % 2 ? 'y' : 'x', i / 2 + 1);
        m->landmarks[i] = lk_csv_column(&m->table, name);
        found += m->landmarks[i] >= 0;
        if (m->landmarks[i] < 0 && !*missing)
            memcpy(missing, name, sizeof name);
    }
    return need_all(ctx, m, "landmarks", *missing ? missing : NULL, found);
}

static lk_status find_columns(lk_context *ctx, manifest *m)
{
    m->file = lk_csv_column(&m->table, "file");
    m->label = lk_csv_column(&m->table, "label");
    m->subject = lk_csv_column(&m->table, "subject");
    m->fold = lk_csv_column(&m->table, "fold");
    m->score = lk_csv_column(&m->table, "score");
    if (m->file < 0)
        return lk_error(ctx, LK_E_INPUT, "%s has no column file, which names the pictures.",
                        m->table.file);
    lk_status status = find_box(ctx, m);
    return status ? status : find_landmarks(ctx, m);
}

/* ---- Its pictures -------------------------------------------------------------------- */

typedef struct row {
    const char *file;
    size_t number;
} row;

static int by_file(const void *a, const void *b)
{
    const row *p = a, *q = b;
    int order = strcmp(p->file, q->file);
    return order ? order : (p->number > q->number) - (p->number < q->number);
}

static lk_status check_same(lk_context *ctx, const manifest *m, size_t first, size_t other,
                            int column)
{
    if (!strcmp(lk_csv_text(&m->table, first, column), lk_csv_text(&m->table, other, column)))
        return LK_OK;
    return lk_csv_error(
        ctx, &m->table, other, "%s has another %s here than on line %u: a picture has one.",
        lk_csv_text(&m->table, other, m->file), m->table.header[column], m->table.lines[first]);
}

/* One entry for all rows of a file. */
static lk_status group(lk_context *ctx, manifest *m, const row *sorted)
{
    size_t count = m->table.row_count;
    size_t *numbers = lk_alloc_array(ctx, count, sizeof *numbers);
    manifest_entry *entries = lk_alloc_array(ctx, count, sizeof *entries), *e = entries;
    if (!numbers || !entries)
        return lk_error(ctx, LK_E_MEMORY, "no memory for the %zu rows of the manifest.", count);
    for (size_t i = 0; i < count; i++) {
        numbers[i] = sorted[i].number;
        if (i && !strcmp(sorted[i].file, sorted[i - 1].file)) {
            const int columns[] = {m->label, m->subject, m->fold};
            lk_status status = LK_OK;
            for (size_t c = 0; !status && c < 3; c++)
                status = check_same(ctx, m, e[-1].rows[0], numbers[i], columns[c]);
            if (status)
                return status;
            e[-1].row_count++;
        } else {
            *e++ = (manifest_entry){.file = sorted[i].file, .rows = &numbers[i], .row_count = 1};
        }
    }
    m->entries = entries;
    m->count = (size_t)(e - entries);
    return LK_OK;
}

static lk_status list_pictures(lk_context *ctx, manifest *m)
{
    size_t count = m->table.row_count;
    if (!count)
        return lk_error(ctx, LK_E_INPUT, "%s has a header and no rows: it lists no picture.",
                        m->table.file);
    row *rows = lk_alloc_array(ctx, count, sizeof *rows);
    if (!rows)
        return lk_error(ctx, LK_E_MEMORY, "no memory for the %zu rows of the manifest.", count);
    for (size_t i = 0; i < count; i++) {
        rows[i] = (row){lk_csv_text(&m->table, i, m->file), i};
        if (!*rows[i].file)
            return lk_csv_error(ctx, &m->table, i, "the field `file` is empty.");
    }
    qsort(rows, count, sizeof *rows, by_file);
    return group(ctx, m, rows);
}

lk_status manifest_read(lk_context *ctx, const char *path, manifest *out)
{
    const void *bytes;
    size_t size;
    manifest m = {.count = 0};
    lk_status status = ctx->host->read_file(ctx, path, NULL, 0, &bytes, &size);
    if (!status)
        status = lk_csv_parse(ctx, bytes, size, path, &m.table);
    if (!status)
        status = find_columns(ctx, &m);
    if (!status)
        status = list_pictures(ctx, &m);
    if (!status)
        *out = m;
    return status;
}

/* ---- One picture ------------------------------------------------------------------------ */

static int is_given(const manifest *m, size_t number, int column)
{
    return column >= 0 && *lk_csv_text(&m->table, number, column);
}

static lk_status read_numbers(lk_context *ctx, const manifest *m, size_t number, const int *columns,
                              size_t count, double *out)
{
    lk_status status = LK_OK;
    for (size_t i = 0; !status && i < count; i++)
        status = lk_csv_number(ctx, &m->table, number, columns[i], &out[i]);
    return status;
}

static lk_status read_box(lk_context *ctx, const manifest *m, size_t number, lk_face *face)
{
    double v[4];
    lk_status status = read_numbers(ctx, m, number, m->box, 4, v);
    if (status)
        return status;
    if (v[2] <= 0 || v[3] <= 0)
        return lk_csv_error(ctx, &m->table, number, "a box is wider and higher than nothing.");
    face->box = (lk_box){v[0], v[1], v[2], v[3]};
    face->has_box = 1;
    return LK_OK;
}

static lk_status read_landmarks(lk_context *ctx, const manifest *m, size_t number, lk_face *face)
{
    double v[2 * MANIFEST_LANDMARKS];
    lk_point *points = lk_alloc_array(ctx, MANIFEST_LANDMARKS, sizeof *points);
    if (!points)
        return lk_error(ctx, LK_E_MEMORY, "no memory for the landmarks of a face.");
    lk_status status = read_numbers(ctx, m, number, m->landmarks, 2 * MANIFEST_LANDMARKS, v);
    for (size_t i = 0; !status && i < MANIFEST_LANDMARKS; i++)
        points[i] = (lk_point){v[2 * i], v[2 * i + 1]};
    face->landmarks.count = MANIFEST_LANDMARKS;
    face->landmarks.points = points;
    return status;
}

/* `known` tells whether the row says anything of a face. */
static lk_status read_face(lk_context *ctx, const manifest *m, size_t number, lk_face *face,
                           int *known)
{
    int box = is_given(m, number, m->box[0]), landmarks = is_given(m, number, m->landmarks[0]);
    *face = (lk_face){.score = 1, .landmarks = {.struct_size = sizeof face->landmarks}};
    *known = box || landmarks;
    lk_status status = box ? read_box(ctx, m, number, face) : LK_OK;
    if (!status && landmarks)
        status = read_landmarks(ctx, m, number, face);
    if (!status && is_given(m, number, m->score))
        status = lk_csv_number(ctx, &m->table, number, m->score, &face->score);
    return status;
}

static const char *text_or_null(const manifest *m, size_t number, int column)
{
    const char *text = lk_csv_text(&m->table, number, column);
    return *text ? text : NULL;
}

lk_status manifest_fill(lk_context *ctx, const manifest *m, const manifest_entry *entry,
                        lk_item *out)
{
    lk_face *faces = lk_alloc_array(ctx, entry->row_count, sizeof *faces);
    size_t first = entry->rows[0], count = 0;
    if (!faces)
        return lk_error(ctx, LK_E_MEMORY, "no memory for %zu faces.", entry->row_count);
    for (size_t i = 0; i < entry->row_count; i++) {
        int known;
        lk_status status = read_face(ctx, m, entry->rows[i], &faces[i], &known);
        if (status)
            return status;
        if (!known && entry->row_count > 1)
            return lk_csv_error(ctx, &m->table, entry->rows[i],
                                "%s is listed twice, and here without the box or landmarks of "
                                "another face.",
                                entry->file);
        count += known != 0;
    }
    out->label = text_or_null(m, first, m->label);
    out->subject = text_or_null(m, first, m->subject);
    out->fold = text_or_null(m, first, m->fold);
    out->faces = faces;
    out->face_count = count;
    return LK_OK;
}
