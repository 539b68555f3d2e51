/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#include "cage.h"
#include "probe.h"

#include <string.h>

#include "study.h"

/* Analyses and reports: on the tables of a whole study, and on those of one that
 * has no row yet. */

enum { ROWS = 72 };

/* ---- Analyses ------------------------------------------------------------------------------ */

typedef struct sink {
    lk_table_sink public;
    const probe *probe;
    lk_table_set *made;
} sink;

static lk_status take_row(lk_table_sink *self, lk_context *ctx, const char *table,
                          size_t column_count, const lk_column *columns, const lk_cell *cells)
{
    sink *s = self->host_data;
    (void)ctx;
    judge_text(table, "the name of a table", s->probe->out);
    if (!column_count || !columns || !cells)
        cage_fail("a row of the table `%s` has no columns", table);
    for (size_t c = 0; c < column_count; c++) {
        judge_text(columns[c].name, "the name of a column", s->probe->out);
        if (columns[c].type == LK_COLUMN_TEXT) {
            lk_digest_text(s->probe->out, cells[c].text);
            continue;
        }
        if (!cells[c].missing && !(cells[c].number - cells[c].number == 0))
            cage_fail("a number in column `%s` of table `%s` is not finite: it is missing",
                      columns[c].name, table);
        lk_digest_double(s->probe->out, cells[c].missing ? 0 : cells[c].number);
    }
    if (lk_tables_row(s->made, table, column_count, columns, cells))
        cage_fail("two rows of the table `%s` have other columns", table);
    return LK_OK;
}

static void try_analysis(const probe *p, size_t rows)
{
    const lk_analysis_ops *ops = p->trial->ops;
    const lk_figure *figures;
    lk_context *ctx = probe_begin(p, rows != 0);
    lk_table_set *set = study_tables(p->scene->seed, rows), *made = lk_tables_new();
    lk_arena *arena = lk_arena_new(0);
    lk_tables tables = lk_tables_view(set, arena);
    sink s = {{.struct_size = sizeof s.public, .row = take_row}, p, made};
    s.public.host_data = &s;
    size_t figure_count = rows ? study_figures(p->trial, p->scene, &figures) : 0;
    cage_doing("analysing tables of %zu rows", rows);
    lk_status status = LK_HAS(ops, lk_analysis_ops, analyse_maps) && ops->analyse_maps
                           ? ops->analyse_maps(p->trial->self, ctx, "variant", &tables,
                                               figure_count, rows ? figures : NULL, &s.public)
                           : ops->analyse(p->trial->self, ctx, "variant", &tables, &s.public);
    probe_status(p, status, "analyse");
    lk_tables_free(made);
    lk_tables_free(set);
    lk_arena_free(arena);
}

void probe_analysis(const probe *p)
{
    try_analysis(p, 0);
    try_analysis(p, ROWS);
}

/* ---- Reports ------------------------------------------------------------------------------- */

typedef struct request {
    lk_report_request public;
    const probe *probe;
    size_t files;
} request;

static int is_safe(const char *path)
{
    return path && *path && *path != '/' && strcmp(path, "..") && strncmp(path, "../", 3) &&
           !strstr(path, "/../") && !strchr(path, '\\');
}

static lk_status write_file(const lk_report_request *self, lk_context *ctx, const char *path,
                            const void *bytes, size_t size)
{
    request *r = self->host_data;
    (void)ctx;
    if (!is_safe(path))
        cage_fail("it writes to `%s`: a path below the folder of the run is wanted",
                  path ? path : "");
    if (size && !bytes)
        cage_fail("it writes %zu bytes that are not there to `%s`", size, path);
    r->files++;
    lk_digest_text(r->probe->out, path);
    lk_digest_bytes(r->probe->out, bytes, size);
    return LK_OK;
}

static lk_status pixels_of(const lk_report_request *self, lk_context *ctx, size_t index,
                           lk_tensor *out)
{
    request *r = self->host_data;
    (void)ctx;
    if (index >= self->figure_count)
        cage_fail("it asked for the pixels of figure %zu of %zu", index, self->figure_count);
    *out = scene_map(r->probe->trial, r->probe->scene, index).values;
    return LK_OK;
}

static const lk_value_info value_infos[] = {
    {"iou", "Intersection over union", "", 0, 1, 1, 1, "both are empty", "Jaccard 1901"},
    {"dice", "Dice coefficient", "", 0, 1, 1, 1, "both are empty", "Dice 1945"},
    {"pearson", "Correlation", "", -1, 1, 1, 1, "one is constant", "Pearson 1895"},
};

static void try_report(const probe *p, size_t rows)
{
    const lk_report_ops *ops = p->trial->ops;
    const lk_figure *figures = NULL;
    lk_context *ctx = probe_begin(p, rows != 0);
    lk_table_set *set = study_tables(p->scene->seed, rows);
    lk_arena *arena = lk_arena_new(0);
    lk_tables tables = lk_tables_view(set, arena);
    size_t count = rows ? study_figures(p->trial, p->scene, &figures) : 0;
    request r = {{.struct_size = sizeof r.public,
                  .title = "A study",
                  .variant = "report",
                  .provenance = study_provenance,
                  .tables = &tables,
                  .figure_count = count,
                  .figures = figures,
                  .value_count = sizeof value_infos / sizeof *value_infos,
                  .values = value_infos,
                  .write_file = write_file,
                  .pixels = pixels_of},
                 p,
                 0};
    r.public.host_data = &r;
    cage_doing("writing a report on tables of %zu rows", rows);
    if (probe_status(p, ops->write(p->trial->self, ctx, &r.public), "write") && rows && !r.files)
        cage_fail("it wrote no file");
    lk_tables_free(set);
    lk_arena_free(arena);
}

void probe_report(const probe *p)
{
    try_report(p, 0);
    try_report(p, ROWS);
}
