/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#ifndef LK_CORE_CSV_H
#define LK_CORE_CSV_H

/* Tables as docs/output.md has them in files, read back. Nothing is guessed: a
 * file that was cut off, edited into another shape or is no text is refused with
 * its name, the line and the column. */

#include <likeness/report.h>

#include "arena.h"
#include "fault.h"

/* A row's cells, one for each column that was asked for; texts live in the arena.
 * 0 to go on, -1 with a fault to end. */
typedef int (*lk_csv_row)(void *user, const lk_cell *cells, lk_fault *fault);

/* Call `row` for every row of the file. Its heading must have the columns asked
 * for, in any order; it may have others, which are passed over. */
int lk_csv_read(lk_arena *arena, const char *path, size_t column_count, const lk_column *columns,
                lk_csv_row row, void *user, lk_fault *fault);

#endif
