/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#ifndef CSV_FILE_NAME_H
#define CSV_FILE_NAME_H

#include <likeness/plugin.h>

/* The file names given out so far, so that none is given twice: a table by hash, at
 * most half full. */
typedef struct file_names {
    size_t count, room;
    const char **names;
} file_names;

/* "FOLDER/a_b_c.SUFFIX" of the parts that are not empty (NULL ends them), each
 * reduced to letters, digits, "+", "-", "_" and single dots. Where the name is
 * given already, also in another case, it gets
 * "-2", "-3" and so on. NULL when memory runs out. */
const char *file_name_make(lk_context *ctx, file_names *given, const char *folder,
                           const char *const *parts, const char *suffix);

#endif
