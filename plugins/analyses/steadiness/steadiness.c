/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#include "../../common/cell.h"
#include "family.h"

/* How alike the maps of explainers are that differ in one number, from the table
 * `similarity`. */

/* Values that belong together, and their mean for two explainers. */
typedef struct kind {
    const char *align, *metric;
    double sum;
    size_t count;
} kind;

typedef struct survey {
    const lk_table *similarity;
    lk_table_sink *sink;
    size_t kind_count;
    kind *kinds;
    size_t families;
} survey;

/* ---- Means ------------------------------------------------------------------------- */

static kind *find_kind(const survey *s, size_t row)
{
    const char *align = lk_table_text(s->similarity, row, "align");
    const char *metric = lk_table_text(s->similarity, row, "metric");
    for (size_t i = 0; i < s->kind_count; i++)
        if (!strcmp(s->kinds[i].align, align) && !strcmp(s->kinds[i].metric, metric))
            return &s->kinds[i];
    return NULL;
}

static int is_of_explainers(const lk_table *t, size_t row)
{
    return !strcmp(lk_table_text(t, row, "between"), "explainers");
}

static lk_status read_kinds(lk_context *ctx, const lk_table *t, survey *s)
{
    size_t room = 0;
    for (size_t row = 0; row < t->row_count; row++) {
        if (!is_of_explainers(t, row) || find_kind(s, row))
            continue;
        if (s->kind_count == room) {
            kind *more = lk_alloc_array(ctx, room = 2 * room + 8, sizeof *more);
            if (!more)
                return lk_error(ctx, LK_E_MEMORY, "no memory for the metrics of similarity");
            if (s->kind_count)
                memcpy(more, s->kinds, s->kind_count * sizeof *more);
            s->kinds = more;
        }
        s->kinds[s->kind_count++] =
            (kind){lk_table_text(t, row, "align"), lk_table_text(t, row, "metric"), 0, 0};
    }
    return LK_OK;
}

/* Pairs are there once, in the order of the study. */
static int is_pair(const lk_table *t, size_t row, const char *a, const char *b)
{
    const char *first = lk_table_text(t, row, "a"), *second = lk_table_text(t, row, "b");
    return (!strcmp(first, a) && !strcmp(second, b)) || (!strcmp(first, b) && !strcmp(second, a));
}

static void measure(const survey *s, const char *a, const char *b)
{
    const lk_table *t = s->similarity;
    for (size_t i = 0; i < s->kind_count; i++)
        s->kinds[i] = (kind){s->kinds[i].align, s->kinds[i].metric, 0, 0};
    for (size_t row = 0; row < t->row_count; row++) {
        const lk_cell *value = lk_table_cell(t, row, "value");
        if (!is_of_explainers(t, row) || !is_pair(t, row, a, b) || !value || value->missing)
            continue;
        kind *k = find_kind(s, row);
        k->sum += value->number;
        k->count++;
    }
}

/* ---- Rows --------------------------------------------------------------------------- */

static lk_status write_row(const survey *s, lk_context *ctx, const family *f, const member *a,
                           const member *b, const char *span, const kind *k)
{
    static const lk_column columns[] = {
        {"base", LK_COLUMN_TEXT},       {"key", LK_COLUMN_TEXT},   {"span", LK_COLUMN_TEXT},
        {"a", LK_COLUMN_TEXT},          {"b", LK_COLUMN_TEXT},     {"a_number", LK_COLUMN_NUMBER},
        {"b_number", LK_COLUMN_NUMBER}, {"align", LK_COLUMN_TEXT}, {"metric", LK_COLUMN_TEXT},
        {"value", LK_COLUMN_NUMBER},    {"n", LK_COLUMN_NUMBER}};
    const lk_cell cells[] = {cell_text(f->base),
                             cell_text(f->key),
                             cell_text(span),
                             cell_text(a->name),
                             cell_text(b->name),
                             cell_number(a->number),
                             cell_number(b->number),
                             cell_text(k->align),
                             cell_text(k->metric),
                             cell_number(k->count ? k->sum / (double)k->count : NAN),
                             cell_number((double)k->count)};
    return s->sink->row(s->sink, ctx, "steadiness", sizeof columns / sizeof *columns, columns,
                        cells);
}

static lk_status write_pair(const survey *s, lk_context *ctx, const family *f, const member *a,
                            const member *b, const char *span)
{
    lk_status status = LK_OK;
    measure(s, a->name, b->name);
    for (size_t i = 0; !status && i < s->kind_count; i++)
        status = write_row(s, ctx, f, a, b, span, &s->kinds[i]);
    return status;
}

static lk_status write_family(void *user, lk_context *ctx, const family *f)
{
    survey *s = user;
    const member *m = f->members;
    lk_status status = LK_OK;
    s->families++;
    for (size_t i = 0; !status && i + 1 < f->count; i++)
        status = write_pair(s, ctx, f, &m[i], &m[i + 1], "neighbours");
    if (!status && f->count > 2)
        status = write_pair(s, ctx, f, &m[0], &m[f->count - 1], "ends");
    return status;
}

static lk_status analyse(void *self, lk_context *ctx, const char *variant, const lk_tables *tables,
                         lk_table_sink *out)
{
    const lk_table *variants = lk_tables_get(tables, "variants");
    survey s = {.similarity = lk_tables_get(tables, "similarity"), .sink = out};
    lk_status status = LK_OK;
    (void)self;
    (void)variant;
    if (variants && s.similarity)
        status = read_kinds(ctx, s.similarity, &s);
    if (!status && s.kind_count)
        status = families_find(ctx, variants, write_family, &s);
    if (!status && !s.families)
        lk_log(ctx, LK_WARNING,
               "nothing to compare: no two explainers differ in one number alone, or the study "
               "has no metric of similarity");
    return status;
}

static const lk_analysis_ops ops = {.struct_size = sizeof ops, .analyse = analyse};

LK_PLUGIN(.stage = LK_STAGE_ANALYSIS, .name = "steadiness", .version = "0.1.0", .revision = 1,
          .summary = "How much maps hang on a number of their explainer, such as its segments.",
          .details =
              "Writes the table steadiness: where variants of an explainer differ in one number "
              "alone, for each two that are neighbours by it, and for the two at its ends, how "
              "alike their pooled heatmaps are, the mean over networks and labels, in each metric "
              "of similarity of the study. Numbers of a plugin that an explainer refers to count, "
              "such as the segments of its segmenter. Pooled heatmaps are alike where those of "
              "single faces need not be, and explainers that draw random numbers differ by these "
              "too: the value seed_consistency of the metric robustness says by how much.",
          .licence = "MIT", .author = "The Likeness authors",
          .capabilities = LK_CAP_DETERMINISTIC | LK_CAP_REENTRANT, .ops = &ops)
