/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#ifndef LIKENESS_REPORT_H
#define LIKENESS_REPORT_H

/* The end of a study: analyses turn tables into tables, reports turn tables
 * and figures into files. Executors run the host's tasks. */

#include <likeness/host.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef enum lk_column_type { LK_COLUMN_TEXT = 0, LK_COLUMN_NUMBER = 1 } lk_column_type;

typedef struct lk_column {
    const char *name;
    lk_column_type type;
} lk_column;

/* One cell. An empty cell is text NULL / missing 1: it does not apply, or its
 * value is missing. */
typedef struct lk_cell {
    const char *text;
    double number;
    uint8_t missing;
    uint8_t reserved[7];
} lk_cell;

/* A table in memory, rows in a fixed order. The tables of a study and their
 * columns are documented in docs/output.md. */
typedef struct lk_table {
    uint32_t struct_size;
    const char *name; /* "metrics", "items", "similarity", "clusters",
                         "predictions", "failures", "networks", ... */
    size_t column_count, row_count;
    const lk_column *columns;
    const lk_cell *cells; /* row-major */
} lk_table;

typedef struct lk_tables {
    uint32_t struct_size;
    size_t count;
    const lk_table *items;
} lk_tables;

/* The cell in column `name` of a row, or NULL when the table has no such
 * column. */
static inline const lk_cell *lk_table_cell(const lk_table *t, size_t row, const char *name)
{
    for (size_t c = 0; c < t->column_count; c++)
        if (!strcmp(t->columns[c].name, name))
            return &t->cells[row * t->column_count + c];
    return NULL;
}

/* The text of that cell; "" when it is empty. */
static inline const char *lk_table_text(const lk_table *t, size_t row, const char *name)
{
    const lk_cell *c = lk_table_cell(t, row, name);
    return c && c->text ? c->text : "";
}

/* Find a table by name, or NULL. */
static inline const lk_table *lk_tables_get(const lk_tables *t, const char *name)
{
    for (size_t i = 0; i < t->count; i++)
        if (!strcmp(t->items[i].name, name))
            return &t->items[i];
    return NULL;
}

/* Where an analysis writes its rows: columns once, then cells in row-major
 * order; `column_count` cells a row. */
typedef struct lk_table_sink lk_table_sink;
struct lk_table_sink {
    uint32_t struct_size;
    lk_status (*row)(lk_table_sink *self, lk_context *ctx, const char *table, size_t column_count,
                     const lk_column *columns, const lk_cell *cells);
    void *host_data;
};

/* A picture of the study. */
typedef struct lk_figure {
    uint32_t struct_size;
    const char *kind;    /* "heatmap": float32 H x W, pooled, in the frame;
                            "mask": uint8 0/1 H x W; "face": float32 H x W x 3
                            0..255, the mean face of an alignment;
                            "foreground": uint8 0/1 H x W;
                            "example": float32 H x W x 3, one view;
                            "example-heatmap": float32 H x W over an example */
    const char *network; /* "" where it does not apply; so below */
    const char *label;
    const char *explainer;
    const char *align;
    const char *fold;
    const char *variant; /* of the mask set or binariser */
    const char *item;
    lk_tensor pixels;
} lk_figure;

typedef struct lk_analysis_ops {
    uint32_t struct_size;
    /* Read the tables that exist, add rows to others. Analyses run in the order
     * of the study file and see what earlier ones wrote. [worker] */
    lk_status (*analyse)(void *self, lk_context *ctx, const char *variant, const lk_tables *tables,
                         lk_table_sink *out);
#if LK_USE_ABI >= 1
    /* Since ABI 1.1. The same with the study's pooled heatmaps (figures of kind "heatmap"), called
     * in the place of `analyse`, which has to be there for hosts that know no other. Optional.
     * [worker] */
    lk_status (*analyse_maps)(void *self, lk_context *ctx, const char *variant,
                              const lk_tables *tables, size_t figure_count,
                              const lk_figure *figures, lk_table_sink *out);
#endif
} lk_analysis_ops;

typedef struct lk_report_request {
    uint32_t struct_size;
    const char *title;      /* the study's name */
    const char *variant;    /* this report's own */
    const char *provenance; /* JSON, as in provenance.json */
    const lk_tables *tables;
    size_t figure_count;
    const lk_figure *figures;
    size_t value_count;
    const lk_value_info *values; /* of every metric value in the tables */
    /* Write a file into the run's folder, whole or not at all. `path` is
     * relative, '/' separated, without "..", and not provenance.json. Reports may run
     * at once: two must not write the same file. */
    lk_status (*write_file)(const struct lk_report_request *self, lk_context *ctx, const char *path,
                            const void *bytes, size_t size);
    void *host_data;
#if LK_USE_ABI >= 1
    /* Since ABI 1.1. The pixels of figure `index`, allocated as by `ctx->host->alloc`, for reports
     * that ask for them (below). LK_MISSING where they cannot be had, which the
     * host tells the user. NULL where every figure came with its pixels. */
    lk_status (*pixels)(const struct lk_report_request *self, lk_context *ctx, size_t index,
                        lk_tensor *out);
#endif
} lk_report_request;

typedef struct lk_report_ops {
    uint32_t struct_size;
    lk_status (*write)(void *self, lk_context *ctx, const lk_report_request *request);
#if LK_USE_ABI >= 1
    /* Since ABI 1.1. 1: figures of kind "heatmap", of which there can be more than memory holds,
     * come without pixels (data NULL), and `write` asks for those that it wants. */
    int32_t asks_for_heatmaps;
#endif
} lk_report_ops;

/* ---- Executors ------------------------------------------------------------- */

/* Tasks are opaque bytes to an executor: it carries them to places where
 * `likeness --worker` runs, and results back, in any order. The host's own
 * executor starts local processes; a plugin may use MPI ranks or a cluster. */
typedef struct lk_task_queue lk_task_queue;
struct lk_task_queue {
    uint32_t struct_size;
    /* The next task to run: LK_END when none is left. */
    lk_status (*next)(lk_task_queue *self, uint64_t *id, const void **bytes, size_t *size);
    /* A task's result, or (bytes NULL) the reason why there is none. */
    lk_status (*done)(lk_task_queue *self, uint64_t id, const void *bytes, size_t size,
                      const char *reason);
    void *host_data;
};

typedef struct lk_executor_ops {
    uint32_t struct_size;
    lk_status (*run)(void *self, lk_context *ctx, lk_task_queue *queue);
} lk_executor_ops;

#ifdef __cplusplus
}
#endif
#endif
