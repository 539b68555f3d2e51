/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#include "notes.h"

#include <stdlib.h>
#include <string.h>

#include "trial.h"

static lk_status take_row(lk_table_sink *self, lk_context *ctx, const char *table,
                          size_t column_count, const lk_column *columns, const lk_cell *cells)
{
    notes *n = self->host_data;
    if (lk_tables_row(n->rows, table, column_count, columns, cells))
        return lk_error(ctx, LK_E_INPUT, "the rows of table `%s` must have the same columns",
                        table);
    return LK_OK;
}

notes *notes_new(void)
{
    notes *n = calloc(1, sizeof *n);
    if (!n)
        return NULL;
    n->sink = (lk_table_sink){.struct_size = sizeof n->sink, .row = take_row, .host_data = n};
    n->arena = lk_arena_new(0);
    n->rows = lk_tables_new();
    if (n->arena && n->rows)
        return n;
    notes_free(n);
    return NULL;
}

static void end_log(notes *n)
{
    if (n->log)
        fclose(n->log);
    free(n->lines);
    n->log = NULL;
    n->lines = NULL;
}

void notes_free(notes *n)
{
    if (!n)
        return;
    end_log(n);
    lk_tables_free(n->rows);
    lk_arena_free(n->arena);
    free(n);
}

void notes_clear(notes *n)
{
    end_log(n);
    lk_tables_free(n->rows);
    lk_arena_reset(n->arena);
    n->rows = lk_tables_new();
    n->files = NULL;
    n->progress_count = 0;
    n->done = n->total = 0;
}

void notes_log(notes *n, lk_level level, const char *text)
{
    static const char *const names[] = {"debug", "info", "warning"};
    if (!n->log)
        n->log = open_memstream(&n->lines, &n->lines_size);
    if (!n->log)
        return;
    fprintf(n->log, "%s: %s\n", level <= LK_WARNING ? names[level] : "unknown", text);
    fflush(n->log);
}

void notes_progress(notes *n, double done, double total)
{
    n->progress_count++;
    n->done = done;
    n->total = total;
}

int notes_file(notes *n, const char *path, const void *bytes, size_t size)
{
    note_file *file = lk_arena_alloc(n->arena, sizeof *file);
    char *copy = lk_arena_alloc(n->arena, size + 1);
    const char *name = lk_arena_text(n->arena, path);
    if (!file || !copy || !name)
        return -1;
    if (size)
        memcpy(copy, bytes, size);
    *file = (note_file){.path = name, .bytes = copy, .size = size, .before = n->files};
    n->files = file;
    return 0;
}

/* ---- What the library shows -------------------------------------------------------------- */

const char *lk_trial_log(const lk_trial *t)
{
    return t->notes->lines ? t->notes->lines : "";
}

size_t lk_trial_progress(const lk_trial *t, double *done, double *total)
{
    if (done)
        *done = t->notes->done;
    if (total)
        *total = t->notes->total;
    return t->notes->progress_count;
}

lk_table_sink *lk_trial_sink(lk_trial *t)
{
    return &t->notes->sink;
}

const lk_table *lk_trial_written(lk_trial *t, const char *table)
{
    lk_tables all = lk_tables_view(t->notes->rows, t->notes->arena);
    return lk_tables_get(&all, table);
}

const char *lk_trial_file(const lk_trial *t, const char *path, size_t *size)
{
    const note_file *file = t->notes->files;
    while (file && strcmp(file->path, path))
        file = file->before;
    if (size)
        *size = file ? file->size : 0;
    return file ? file->bytes : NULL;
}
