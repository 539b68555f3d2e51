/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#include "made_up.h"

#include <stdarg.h>

enum { TABLES = 20, FIGURES = 64, FILES = 64, WIDEST = 16, ROWS = 20000 };

static lk_table tables[TABLES];
static lk_figure figures[FIGURES];
static struct {
    char *path, *bytes;
    size_t size;
} files[FILES];
static size_t table_count, figure_count, file_count;

static const lk_value_info values[] = {
    {.id = "iou",
     .title = "Intersection over union",
     .unit = "",
     .high = 1,
     .direction = 1,
     .source = "Jaccard"},
    {.id = "distance", .title = "Distance", .unit = "px", .high = INFINITY, .direction = -1},
};

const char *made_up_provenance;
lk_status (*made_up_pixels)(const lk_report_request *self, lk_context *ctx, size_t index,
                            lk_tensor *out);
lk_status made_up_disk;
char made_up_error[1200];

static char *copy(const char *text, size_t size)
{
    char *to = kit_tensor(LK_DTYPE_UINT, 8, 1, (int)size + 1).data;
    memcpy(to, text, size);
    to[size] = 0;
    return to;
}

void made_up_begin(void)
{
    table_count = figure_count = file_count = 0;
    made_up_provenance = NULL;
    made_up_disk = LK_OK;
}

/* ---- Tables ------------------------------------------------------------------- */

void made_up_table(const char *name, const char *columns)
{
    lk_table *t = &tables[table_count++];
    assert_true(table_count <= TABLES);
    lk_column *made = kit_tensor(LK_DTYPE_INT, 64, 1, WIDEST * (int)sizeof *made / 8).data;
    *t = (lk_table){.struct_size = sizeof *t, .name = name, .columns = made};
    t->cells = kit_tensor(LK_DTYPE_INT, 64, 1, ROWS * (int)sizeof(lk_cell) / 8).data;
    while (*columns) {
        size_t size = strcspn(columns, " "), number = columns[size - 1] == '#';
        assert_true(t->column_count < WIDEST);
        made[t->column_count++] =
            (lk_column){copy(columns, size - number), number ? LK_COLUMN_NUMBER : LK_COLUMN_TEXT};
        columns += size + strspn(columns + size, " ");
    }
}

static lk_cell *newest_row(void)
{
    lk_table *t = &tables[table_count - 1];
    return (lk_cell *)(uintptr_t)t->cells + (t->row_count - 1) * t->column_count;
}

void made_up_row(const char *format, ...)
{
    char line[2000];
    lk_table *t = &tables[table_count - 1];
    va_list args;
    va_start(args, format);
    vsnprintf(line, sizeof line, format, args);
    va_end(args);
    t->row_count++;
    assert_true(t->row_count * t->column_count <= ROWS);
    const char *at = line;
    for (size_t c = 0; c < t->column_count; c++) {
        size_t size = strcspn(at, "|");
        lk_cell *cell = newest_row() + c;
        cell->missing = size == 0;
        if (t->columns[c].type == LK_COLUMN_TEXT)
            cell->text = size ? copy(at, size) : NULL;
        else if (size)
            cell->number = strtod(at, NULL);
        at += size + (at[size] != 0);
    }
}

void made_up_number(size_t column, double value)
{
    newest_row()[column] = (lk_cell){.number = value};
}

void made_up_iou(const char *network, const char *label, const char *baseline, double value)
{
    made_up_row("study|pooled|%s||%s|lime|paper|ekman|otsu|%s|iou|%.17g|||20|", network, label,
                baseline, value);
}

void made_up_scores(double own, double wrong, double ellipse)
{
    static const char *const networks[] = {"vgg", "alexnet"}, *const labels[] = {"fear", "anger"};
    made_up_table("metrics", METRICS);
    for (size_t n = 0; n < 2; n++)
        for (size_t l = 0; l < 2; l++) {
            made_up_iou(networks[n], labels[l], "", own + (n ? -.01 : .01));
            made_up_iou(networks[n], labels[l], "wrong", wrong);
            made_up_iou(networks[n], labels[l], "ellipse", ellipse);
            made_up_iou(networks[n], labels[l], "mirror", .9);
            made_up_iou(networks[n], labels[l], "chance", .1);
        }
}

/* ---- Figures ------------------------------------------------------------------- */

lk_figure *made_up_figure(const char *kind, lk_tensor pixels)
{
    lk_figure *f = &figures[figure_count++];
    assert_true(figure_count <= FIGURES);
    *f = (lk_figure){.struct_size = sizeof *f,
                     .kind = kind,
                     .network = "",
                     .label = "",
                     .explainer = "",
                     .align = "",
                     .fold = "",
                     .variant = "",
                     .item = "",
                     .pixels = pixels};
    return f;
}

lk_tensor made_up_map(int height, int width, const float *from)
{
    lk_tensor t = kit_tensor(LK_DTYPE_FLOAT, 32, 2, height, width);
    if (from)
        memcpy(t.data, from, (size_t)height * (size_t)width * sizeof *from);
    return t;
}

/* ---- Files ------------------------------------------------------------------------ */

static lk_status keep_file(const lk_report_request *self, lk_context *ctx, const char *path,
                           const void *bytes, size_t size)
{
    (void)self;
    if (made_up_disk)
        return lk_error(ctx, made_up_disk, "%s cannot be written: the disk is full", path);
    assert_true(file_count < FILES);
    files[file_count].path = copy(path, strlen(path));
    files[file_count].bytes = copy(bytes, size);
    files[file_count++].size = size;
    return LK_OK;
}

lk_status made_up_write(const char *report, const char *params)
{
    kit *k = kit_open(LK_STAGE_REPORT, report, params);
    lk_tables all = {.struct_size = sizeof all, .count = table_count, .items = tables};
    lk_report_request r = {.struct_size = sizeof r,
                           .title = "study",
                           .variant = "page",
                           .provenance = made_up_provenance,
                           .tables = &all,
                           .figure_count = figure_count,
                           .figures = figures,
                           .value_count = sizeof values / sizeof values[0],
                           .values = values,
                           .write_file = keep_file,
                           .pixels = made_up_pixels};
    const lk_report_ops *ops = kit_ops(k);
    file_count = 0;
    lk_status status = ops->write(kit_self(k), kit_context(k, 1), &r);
    snprintf(made_up_error, sizeof made_up_error, "%s", kit_error(k));
    kit_close(k);
    return status;
}

const char *made_up_try_file(const char *path, size_t *size)
{
    for (size_t i = 0; i < file_count; i++)
        if (!strcmp(files[i].path, path)) {
            if (size)
                *size = files[i].size;
            return files[i].bytes;
        }
    return NULL;
}

const char *made_up_file(const char *path, size_t *size)
{
    const char *bytes = made_up_try_file(path, size);
    if (!bytes)
        fail_msg("no file %s was written", path);
    return bytes;
}

size_t made_up_file_count(void)
{
    return file_count;
}
