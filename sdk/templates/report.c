/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The @NAME@ authors */
#include <likeness/plugin.h>

#include <stdio.h>

/* A report turns the tables and figures of a study into files: here a page in
 * Markdown with the networks' own scores. */

typedef struct page {
    int64_t digits;
    const char *file;
} page;

static const lk_param params[] = {
    {.name = "digits",
     .type = LK_INT,
     .offset = offsetof(page, digits),
     .fallback = "3",
     .low = 0,
     .high = 15,
     .doc = "Digits after the point."},
    {.name = "file",
     .type = LK_STRING,
     .offset = offsetof(page, file),
     .fallback = "scores.md",
     .doc = "Name of the file in the folder of the run."},
};

/* Without `bytes` it only counts, so that the page is written twice: once to know
 * how much memory it takes, and once into that. */
typedef struct draft {
    char *bytes;
    size_t size;
} draft;

/* Names come from files of others: no bar or line end may break the table. */
static void add_text(draft *d, const char *text)
{
    for (; *text; text++, d->size++)
        if (d->bytes)
            d->bytes[d->size] = *text == '|' || (unsigned char)*text < ' ' ? ' ' : *text;
}

static void add(draft *d, const char *text)
{
    for (; *text; text++, d->size++)
        if (d->bytes)
            d->bytes[d->size] = *text;
}

static void add_row(const page *p, draft *d, const lk_table *t, size_t row)
{
    static const char *const names[] = {"network", "label", "explainer", "mask", "metric"};
    const lk_cell *value = lk_table_cell(t, row, "value");
    char number[352] = "";
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        add(d, "| ");
        add_text(d, lk_table_text(t, row, names[i]));
        add(d, " ");
    }
    if (value && !value->missing) /* a missing value is an empty cell, never a 0 */
        snprintf(number, sizeof number, "%.*f", (int)p->digits, value->number);
    add(d, "| ");
    add(d, number);
    add(d, " |\n");
}

static void add_page(const page *p, const lk_report_request *r, draft *d)
{
    const lk_table *t = lk_tables_get(r->tables, "metrics");
    add(d, "# ");
    add_text(d, r->title);
    add(d, "\n\n| network | label | explainer | mask | metric | value |\n");
    add(d, "|---|---|---|---|---|---:|\n");
    for (size_t i = 0; t && i < t->row_count; i++)
        if (!*lk_table_text(t, i, "baseline"))
            add_row(p, d, t, i);
}

static lk_status write_page(void *self, lk_context *ctx, const lk_report_request *r)
{
    const page *p = self;
    draft counted = {NULL, 0}, d = {NULL, 0};
    add_page(p, r, &counted);
    d.bytes = lk_alloc(ctx, counted.size);
    if (!d.bytes)
        return lk_error(ctx, LK_E_MEMORY, "there is no memory for a page of %zu bytes",
                        counted.size);
    add_page(p, r, &d);
    return r->write_file(r, ctx, p->file, d.bytes, d.size);
}

static const lk_report_ops ops = {.struct_size = sizeof ops, .write = write_page};

LK_PLUGIN(.stage = LK_STAGE_REPORT, .name = "@NAME@", .version = "0.1.0", .revision = 1,
          .summary = "The networks' own scores as a table in Markdown.",
          .details = "One line for each score of the table `metrics` that is no baseline's.",
          .licence = "MIT", .author = "The @NAME@ authors", .instance_size = sizeof(page),
          .capabilities = LK_CAP_DETERMINISTIC | LK_CAP_REENTRANT, LK_PARAMS(params), .ops = &ops)
