/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#ifndef LK_CORE_TABLE_H
#define LK_CORE_TABLE_H

/* The tables of a study while they grow, and on their way to a worker. */

#include <likeness/report.h>

#include "arena.h"
#include "wire.h"

typedef struct lk_table_set lk_table_set;

lk_table_set *lk_tables_new(void);
void lk_tables_free(lk_table_set *set);

/* Make an empty table with columns "name name# ...": # marks numbers. */
void lk_tables_define(lk_table_set *set, const char *name, const char *columns);

/* The tables of a study, empty. */
void lk_tables_define_study(lk_table_set *set);

/* One more text column at the end of a defined table that has no rows yet. */
void lk_tables_widen(lk_table_set *set, const char *name, const char *column);

/* Forget a table that has no rows. */
void lk_tables_drop(lk_table_set *set, const char *name);

/* Add a row to a defined table: one argument per column, const char * (NULL:
 * empty) for text, const lk_value * or NULL for numbers. */
void lk_tables_add(lk_table_set *set, const char *name, ...);
/* Add cells as they are; defines the table when it is new. -1 when the columns
 * are others. */
int lk_tables_row(lk_table_set *set, const char *name, size_t column_count,
                  const lk_column *columns, const lk_cell *cells);

/* A view for plugins; valid until the set changes. */
lk_tables lk_tables_view(lk_table_set *set, lk_arena *arena);

void lk_pack_tables(lk_pack *p, const lk_table_set *set);
/* Texts stay those of the bytes. */
int lk_unpack_tables(lk_unpack *u, lk_arena *arena, lk_tables *out);

/* A number as a value, for lk_tables_add. */
lk_value lk_number(double x);

#endif
