/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#ifndef LK_CHECK_NOTES_H
#define LK_CHECK_NOTES_H

/* What a plugin left with the host in the operation in hand: lines for the log,
 * how far it is, rows of tables, files. Only trials that tests open take notes. */

#include <stdio.h>

#include "table.h"

typedef struct note_file {
    const char *path, *bytes;
    size_t size;
    const struct note_file *before;
} note_file;

typedef struct notes {
    lk_arena *arena; /* of the files, and of views of the tables */
    FILE *log;       /* writes `lines`; NULL until the first */
    char *lines;
    size_t lines_size;
    size_t progress_count;
    double done, total;
    lk_table_set *rows;
    const note_file *files; /* the last first */
    lk_table_sink sink;
} notes;

/* NULL when out of memory. */
notes *notes_new(void);
void notes_free(notes *n);
/* Forget all. */
void notes_clear(notes *n);

void notes_log(notes *n, lk_level level, const char *text);
void notes_progress(notes *n, double done, double total);
/* -1: out of memory. */
int notes_file(notes *n, const char *path, const void *bytes, size_t size);

#endif
