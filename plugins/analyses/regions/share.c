/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#include "share.h"

#include "../../common/cell.h"

static const lk_column columns[] = {{"class", LK_COLUMN_TEXT},     {"network", LK_COLUMN_TEXT},
                                    {"explainer", LK_COLUMN_TEXT}, {"measure", LK_COLUMN_TEXT},
                                    {"item", LK_COLUMN_TEXT},      {"subject", LK_COLUMN_TEXT},
                                    {"value", LK_COLUMN_NUMBER}};
enum { COLUMNS = sizeof columns / sizeof *columns, MEASURES = 3 };

/* The rows of segments first .. end - 1 are of one explanation. */
typedef struct explanation {
    size_t first, end;
    double weight, on; /* above 0, and of it on expected regions */
    double regions, expected;
} explanation;

static double number(const lk_table *t, size_t row, const char *column)
{
    const lk_cell *c = lk_table_cell(t, row, column);
    return c && !c->missing ? c->number : NAN;
}

static int is_same(const lk_table *t, size_t a, size_t b)
{
    static const char *const keys[] = {"item", "network", "explainer", "class"};
    for (size_t k = 0; k < sizeof keys / sizeof *keys; k++)
        if (strcmp(lk_table_text(t, a, keys[k]), lk_table_text(t, b, keys[k])) != 0)
            return 0;
    return number(t, a, "face") == number(t, b, "face");
}

static size_t end_of(const lk_table *t, size_t first)
{
    size_t end = first + 1;
    while (end < t->row_count && is_same(t, first, end))
        end++;
    return end;
}

static void add_region(const lk_table *t, size_t row, const expected *people, explanation *e)
{
    double weight = number(t, row, "value");
    int is_expected =
        expected_of(people, lk_table_text(t, row, "class"), lk_table_text(t, row, "segment"));
    if (is_expected < 0 || isnan(weight))
        return;
    e->regions++;
    e->expected += is_expected;
    e->weight += weight > 0 ? weight : 0;
    e->on += weight > 0 && is_expected ? weight : 0;
}

/* Its measures, for its class or for all together. */
static void add_rows(const lk_table *t, const explanation *e, const char *label, lk_cell *cells)
{
    static const char *const measures[MEASURES] = {"share", "chance", "above_chance"};
    double share = e->on / e->weight, chance = e->expected / e->regions;
    const double values[MEASURES] = {share, chance, share - chance};
    for (size_t m = 0; m < MEASURES; m++, cells += COLUMNS) {
        const lk_cell row[COLUMNS] = {cell_text(label),
                                      cell_text(lk_table_text(t, e->first, "network")),
                                      cell_text(lk_table_text(t, e->first, "explainer")),
                                      cell_text(measures[m]),
                                      cell_text(lk_table_text(t, e->first, "item")),
                                      cell_text(lk_table_text(t, e->first, "subject")),
                                      cell_number(values[m])};
        memcpy(cells, row, sizeof row);
    }
}

lk_status share_table(lk_context *ctx, const lk_table *segments, const expected *people,
                      int (*takes)(const void *user, const lk_table *t, size_t row),
                      const void *user, lk_table *out)
{
    size_t most = 0, rows = 0;
    for (size_t first = 0; first < segments->row_count; first = end_of(segments, first))
        most++;
    lk_cell *cells = lk_alloc_array(ctx, most, 2 * MEASURES * COLUMNS * sizeof *cells);
    if (!cells)
        return lk_error(ctx, LK_E_MEMORY, "no memory for the shares of %zu explanations", most);
    for (size_t first = 0; first < segments->row_count;) {
        explanation e = {.first = first, .end = end_of(segments, first)};
        for (size_t row = first; row < e.end; row++)
            if (takes(user, segments, row))
                add_region(segments, row, people, &e);
        for (size_t all = 0; e.weight > 0 && all < 2; all++, rows += MEASURES)
            add_rows(segments, &e, all ? "" : lk_table_text(segments, first, "class"),
                     cells + rows * COLUMNS);
        first = e.end;
    }
    *out = (lk_table){.struct_size = sizeof *out,
                      .name = "shares",
                      .column_count = COLUMNS,
                      .row_count = rows,
                      .columns = columns,
                      .cells = cells};
    return LK_OK;
}
