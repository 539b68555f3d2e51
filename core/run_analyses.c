/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#include <stdlib.h>
#include <string.h>

#include "gallery.h"

/* Analyses read the tables and add their own. They are not stored: they are
 * cheap, and tables differ from run to run. */

/* Is it a table that analyses make, rather than one of the host's? */
static int is_made(lk_run *r, const char *name, lk_arena *arena)
{
    lk_tables view = lk_tables_view(r->tables, arena);
    const lk_table *t = lk_tables_get(&view, name);
    return !t || !strcmp(t->columns[t->column_count - 1].name, "analysis");
}

/* Which analysis made a row is told in a last column. -1: other columns than
 * those that are there. */
static int add_rows(lk_run *r, const lk_table *x, const char *variant, lk_arena *arena)
{
    size_t count = x->column_count, made = (size_t)is_made(r, x->name, arena);
    lk_column *columns = lk_arena_array(arena, count + 1, sizeof *columns);
    lk_cell *cells = lk_arena_array(arena, count + 1, sizeof *cells);
    if (!columns || !cells)
        return -1;
    memcpy(columns, x->columns, count * sizeof *columns);
    columns[count] = (lk_column){.name = "analysis", .type = LK_COLUMN_TEXT};
    cells[count].text = variant;
    for (size_t i = 0; i < x->row_count; i++) {
        memcpy(cells, &x->cells[i * count], count * sizeof *cells);
        if (lk_tables_row(r->tables, x->name, count + made, columns, cells))
            return -1;
    }
    return 0;
}

static void add_tables(lk_run *r, const lk_job *j, const char *variant)
{
    lk_tables made;
    lk_arena *arena = lk_arena_new(0);
    lk_unpack u = lk_unpack_over(j->note, j->note_size);
    if (!arena || lk_unpack_tables(&u, arena, &made)) {
        lk_run_failure(r, "analyse", variant, "its tables cannot be read");
        lk_arena_free(arena);
        return;
    }
    for (size_t t = 0; t < made.count; t++)
        if (add_rows(r, &made.items[t], variant, arena))
            lk_run_failure(r, "analyse", variant,
                           lk_arena_format(r->arena,
                                           "its table %s has other columns than the "
                                           "one that is there",
                                           made.items[t].name));
    lk_arena_free(arena);
}

static lk_status analyse(lk_run *r, const lk_variant *v, const lk_gallery *g)
{
    lk_job *j = calloc(1, sizeof *j);
    if (!j)
        return LK_E_MEMORY;
    j->stage = "analyse";
    j->where = v->name;
    lk_pack_u64(&j->request, LK_TASK_ANALYSE);
    lk_pack_text(&j->request, v->name);
    lk_pack_tables(&j->request, r->tables);
    lk_pack_gallery(&j->request, g);
    lk_status status = lk_run_jobs(r, "analyse", j, 1, 0);
    if (!status && !j->stopped)
        add_tables(r, j, v->name);
    lk_jobs_free(j, 1);
    return status;
}

lk_status lk_run_analyses(lk_run *r)
{
    lk_gallery g = {.count = 0};
    lk_gallery_maps(r, &g, 0);
    lk_status status = g.pack.bad ? LK_E_MEMORY : LK_OK;
    for (size_t a = 0; !status && a < r->study->analyses.count; a++)
        status = analyse(r, &r->study->analyses.items[a], &g);
    lk_pack_free(&g.pack);
    return status;
}
