/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#ifndef LK_FILE_FACES_H
#define LK_FILE_FACES_H

/* Faces that are known beforehand, by item, and where they are read from. */

#include <likeness/plugin.h>

enum { FACES_LANDMARKS = 68 };

typedef struct faces_known {
    const char *name;   /* an item's id; of a .pts file without its suffix */
    const char *where;  /* the file, for errors */
    const char *number; /* of the face in its image, as the file has it; "" where it has none */
    uint32_t line;
    lk_face face;
} faces_known;

typedef struct faces_table {
    faces_known *items;
    size_t count;
} faces_table;

/* The rows of a CSV file. Columns, found by name: `file`; x, y, w, h, or none
 * of them; x1, y1 ... x68, y68, or none of them; `score` and `face` where there
 * are any. A row leaves its box or its landmarks empty where they are not
 * known, but not both. Everything is of the arena; so below. */
lk_status faces_read_csv(lk_context *ctx, const char *path, faces_table *out);

/* The .pts files at `names`, relative to `folder`, one face each:
 *
 *     version: 1
 *     n_points: 68
 *     {
 *     30.5 112.25
 *     ...
 *     }
 *
 * Their coordinates count from 1 at the centre of the first pixel, and are
 * taken to this project's, where it is at 0.5. */
lk_status faces_read_pts(lk_context *ctx, const char *folder, const char *const *names,
                         faces_table *out);

#endif
