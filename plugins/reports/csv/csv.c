/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#include <likeness/plugin.h>

#include <stdlib.h>

#include "../common/figure.h"
#include "../common/number.h"
#include "../common/shade.h"
#include "file_name.h"
#include "line.h"

typedef struct csv {
    int times;
} csv;

static const lk_param params[] = {
    {.name = "times",
     .type = LK_BOOL,
     .offset = offsetof(csv, times),
     .fallback = "false",
     .unit = "",
     .doc = "Write the columns 'seconds', 'achieved_saving' and 'recalled' of effort.csv and "
            "'printed' of "
            "conduct.csv too, which differ from run to run where all else is the same."},
};

/* ---- Tables --------------------------------------------------------------------- */

/* What differs from run to run where all else is the same. */
static int is_written(const csv *c, const lk_column *column)
{
    static const char *const loose[] = {"seconds", "achieved_saving", "recalled", "printed"};
    for (size_t i = 0; !c->times && i < sizeof loose / sizeof *loose; i++)
        if (!strcmp(column->name, loose[i]))
            return 0;
    return 1;
}

static void add_cell(lines *l, const lk_column *column, const lk_cell *cell)
{
    if (cell->missing)
        lines_field(l, NULL);
    else if (column->type == LK_COLUMN_TEXT)
        lines_field(l, cell->text);
    else
        lines_field(l, number_exact(cell->number).text);
}

static lk_status add_rows(const csv *c, lk_context *ctx, const lk_table *t, lines *l)
{
    for (size_t i = 0; i < t->column_count; i++)
        if (is_written(c, &t->columns[i]))
            lines_field(l, t->columns[i].name);
    lines_end(l);
    for (size_t row = 0; row < t->row_count && !l->failed; row++) {
        if (row % 1024 == 0 && lk_cancelled(ctx))
            return LK_CANCELLED;
        for (size_t i = 0; i < t->column_count; i++)
            if (is_written(c, &t->columns[i]))
                add_cell(l, &t->columns[i], &t->cells[row * t->column_count + i]);
        lines_end(l);
    }
    return l->failed ? lk_error(ctx, LK_E_MEMORY, "no memory for the table %s", t->name) : LK_OK;
}

static lk_status write_table(const csv *c, lk_context *ctx, const lk_report_request *request,
                             const lk_table *t, file_names *given)
{
    lines l = {0};
    const char *name = file_name_make(ctx, given, "", (const char *const[]){t->name, NULL}, "csv");
    lk_status status = name ? add_rows(c, ctx, t, &l)
                            : lk_error(ctx, LK_E_MEMORY, "no memory for the table %s", t->name);
    if (!status)
        status = request->write_file(request, ctx, name, l.bytes, l.size);
    free(l.bytes);
    return status;
}

/* ---- Heatmaps --------------------------------------------------------------------- */

static lk_status write_pixels(lk_context *ctx, const lk_report_request *request,
                              const lk_tensor *map, const char *path)
{
    const void *png;
    size_t size;
    lk_tensor grey;
    lk_status status = shade_grey(ctx, map, &grey);
    if (!status)
        status = ctx->host->encode_png(ctx, &grey, &png, &size);
    return status ? status : request->write_file(request, ctx, path, png, size);
}

/* There may be very many: their pixels are given back one by one. */
static lk_status write_heatmap(lk_context *ctx, const lk_report_request *request, size_t index,
                               file_names *given)
{
    const lk_figure *f = &request->figures[index];
    const char *const parts[] = {f->network, f->label, f->explainer, f->align, f->fold, NULL};
    const char *path = file_name_make(ctx, given, "heatmaps/", parts, "png");
    if (!path)
        return lk_error(ctx, LK_E_MEMORY, "no memory for the names of heatmaps");
    lk_tensor map;
    lk_mark mark = ctx->host->mark(ctx);
    lk_status status = figure_heatmap(request, ctx, index, &map);
    if (!status)
        status = write_pixels(ctx, request, &map, path);
    ctx->host->release(ctx, mark);
    return status == LK_MISSING ? LK_OK : status;
}

static lk_status write(void *self, lk_context *ctx, const lk_report_request *request)
{
    const csv *c = self;
    file_names given = {0};
    lk_status status = LK_OK;
    for (size_t t = 0; !status && t < request->tables->count; t++)
        status = write_table(c, ctx, request, &request->tables->items[t], &given);
    for (size_t i = 0; !status && i < request->figure_count; i++) {
        if (!strcmp(request->figures[i].kind, "heatmap"))
            status = lk_cancelled(ctx) ? LK_CANCELLED : write_heatmap(ctx, request, i, &given);
    }
    return status;
}

static const lk_report_ops ops = {
    .struct_size = sizeof ops, .write = write, .asks_for_heatmaps = 1};

LK_PLUGIN(.stage = LK_STAGE_REPORT, .name = "csv", .version = "0.1.0", .revision = 2,
          .summary = "Every table of the study as CSV, and every pooled heatmap as a grey PNG.",
          .details =
              "Files and columns are described on the page output.md. CSV as in RFC 4180 with "
              "\"\\n\" "
              "line ends; numbers have the fewest digits that read back exactly; a missing cell is "
              "empty. A heatmap's least and greatest value are stretched to 0 and 255. The files "
              "of two runs of one study are the same, byte for byte, unless 'times' is set.",
          .licence = "MIT", .author = "The Likeness authors",
          .capabilities = LK_CAP_DETERMINISTIC | LK_CAP_REENTRANT, .instance_size = sizeof(csv),
          LK_PARAMS(params), .ops = &ops)
