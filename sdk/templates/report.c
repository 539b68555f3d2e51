/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The @NAME@ authors */
#include <likeness/plugin.h>

#include <stdio.h>

/* A report turns the tables and figures of a study into files: here a page in
 * Markdown with the networks' own scores. */

typedef struct page {
    int protocol;
    int64_t digits;
    const char *file;
} page;

static const char *const protocols[] = {"pooled", "folds", "faces", NULL};

static const lk_param params[] = {
    {.name = "protocol",
     .type = LK_CHOICE,
     .offset = offsetof(page, protocol),
     .fallback = "pooled",
     .choices = protocols,
     .doc = "Which scores: of maps pooled over all faces, means over folds, or means of faces."},
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

/* A score of the network itself and of one label, not a mean over networks or labels:
 * the table `metrics` has many kinds of rows, which the page on output tells apart. */
static int is_own(const page *p, const lk_table *t, size_t row)
{
    return !strcmp(lk_table_text(t, row, "protocol"), protocols[p->protocol]) &&
           !*lk_table_text(t, row, "baseline") && *lk_table_text(t, row, "network") &&
           *lk_table_text(t, row, "label");
}

/* What a study may have several variants of. Scores of two variants are two answers to one
 * question, so they do not share a table. */
static const char *const choices[] = {"explainer", "align", "binarise"};
enum { CHOICES = sizeof choices / sizeof *choices };

/* Of masks the set counts: its readings, SET:READING, are not those of every label. */
static int same_set(const char *a, const char *b)
{
    size_t n = strcspn(a, ":");
    return n == strcspn(b, ":") && !strncmp(a, b, n);
}

static int same_variants(const lk_table *t, size_t a, size_t b)
{
    for (size_t i = 0; i < CHOICES; i++)
        if (strcmp(lk_table_text(t, a, choices[i]), lk_table_text(t, b, choices[i])) != 0)
            return 0;
    return same_set(lk_table_text(t, a, "mask"), lk_table_text(t, b, "mask"));
}

static void add_choices(draft *d, const lk_table *t, size_t row)
{
    for (size_t i = 0; i < CHOICES; i++) {
        if (!*lk_table_text(t, row, choices[i])) /* ready-made maps have no explainer */
            continue;
        add(d, ", ");
        add(d, choices[i]);
        add(d, " ");
        add_text(d, lk_table_text(t, row, choices[i]));
    }
}

static void add_row(const page *p, draft *d, const lk_table *t, size_t row)
{
    static const char *const names[] = {"network", "label", "mask", "metric"};
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

/* The first score settles which variants are shown, since those of the study come first. */
static void add_page(const page *p, const lk_report_request *r, draft *d)
{
    const lk_table *t = lk_tables_get(r->tables, "metrics");
    size_t count = t ? t->row_count : 0, first = 0;
    while (first < count && !is_own(p, t, first))
        first++;
    add(d, "# ");
    add_text(d, r->title);
    add(d, "\n\nprotocol ");
    add(d, protocols[p->protocol]);
    if (first < count)
        add_choices(d, t, first);
    add(d, "\n\n| network | label | mask | metric | value |\n|---|---|---|---|---:|\n");
    for (size_t i = first; i < count; i++)
        if (is_own(p, t, i) && same_variants(t, first, i))
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
          .details = "One line for each label and metric, of one protocol and the first variant of "
                     "whatever the study has several of; the page says which.",
          .licence = "MIT", .author = "The @NAME@ authors", .instance_size = sizeof(page),
          .capabilities = LK_CAP_DETERMINISTIC | LK_CAP_REENTRANT, LK_PARAMS(params), .ops = &ops)
