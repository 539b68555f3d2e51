/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#ifndef LK_SOURCES_FOLDER_MANIFEST_H
#define LK_SOURCES_FOLDER_MANIFEST_H

/* A manifest: a CSV table that lists pictures and says what is known of each.
 *
 * Column `file` is needed; `label`, `subject`, `fold`, the face box `x`, `y`,
 * `w`, `h`, its `score`, and the landmarks `x1`, `y1`, ... `x68`, `y68`, all in
 * pixels of the upright picture, may be there. Other columns are passed over.
 * An empty field is unknown. Rows of one file are the faces of one picture, so
 * what `likeness detect` prints is a manifest. */

#include "../csv/csv.h"

enum { MANIFEST_LANDMARKS = 68 };

/* One picture: `row_count` rows from `rows`, in the order of the file. */
typedef struct manifest_entry {
    const char *file;
    const size_t *rows;
    size_t row_count;
} manifest_entry;

typedef struct manifest {
    lk_csv table;
    int file, label, subject, fold; /* columns, -1: none */
    int box[4], score;
    int landmarks[2 * MANIFEST_LANDMARKS];
    size_t count;
    const manifest_entry *entries; /* sorted by the bytes of `file` */
} manifest;

/* Read a manifest. All is of the arena. */
lk_status manifest_read(lk_context *ctx, const char *path, manifest *out);

/* Set label, subject, fold, faces and face_count of `out` from an entry. */
lk_status manifest_fill(lk_context *ctx, const manifest *m, const manifest_entry *entry,
                        lk_item *out);

#endif
