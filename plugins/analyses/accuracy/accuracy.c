/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#include <stdlib.h>

#include "../../common/cell.h"
#include "../../common/tally.h"
#include "../statistics/units.h"

/* How often networks are right: the table `predictions` by network and fold. */

typedef struct accuracy {
    double level;
    int64_t resamples;
} accuracy;

static const lk_param params[] = {UNITS_PARAMS(accuracy)};

/* ---- Reading ---------------------------------------------------------------------------- */

/* Texts by number, in the order in which they were met. */
typedef struct texts {
    const char **items;
    size_t count;
} texts;

/* The number of a text, new or known; SIZE_MAX for none. */
static size_t number_of(texts *t, const char *text)
{
    for (size_t i = 0; i < t->count; i++)
        if (!strcmp(t->items[i], text))
            return i;
    if (!*text)
        return SIZE_MAX;
    t->items[t->count] = text;
    return t->count++;
}

/* What a network said of a face whose label is known. */
typedef struct answer {
    size_t network, fold, truth, predicted; /* fold, predicted: SIZE_MAX: none */
    observation right;
} answer;

typedef struct reading {
    size_t count;
    answer *answers;
    texts networks, folds, labels;
    /* Room for what is asked of some of them. */
    observation *seen;
    double *room;
    tally *tallies;
} reading;

static int is_yes(const lk_table *t, size_t row, const char *column)
{
    const lk_cell *c = lk_table_cell(t, row, column);
    return c && !c->missing && c->number > 0;
}

static lk_status prepare(lk_context *ctx, const lk_table *t, reading *r)
{
    size_t n = t->row_count;
    *r = (reading){.answers = lk_alloc_array(ctx, n, sizeof *r->answers),
                   .networks.items = lk_alloc_array(ctx, n, sizeof(char *)),
                   .folds.items = lk_alloc_array(ctx, n, sizeof(char *)),
                   .labels.items = lk_alloc_array(ctx, 2 * n, sizeof(char *)),
                   .seen = lk_alloc_array(ctx, n, sizeof *r->seen),
                   .room = lk_alloc_array(ctx, 2 * n, sizeof *r->room),
                   .tallies = lk_alloc_array(ctx, 2 * n, sizeof *r->tallies)};
    if (r->answers && r->networks.items && r->folds.items && r->labels.items && r->seen &&
        r->room && r->tallies)
        return LK_OK;
    return lk_error(ctx, LK_E_MEMORY, "no memory to count %zu predictions", n);
}

/* Folds that are numbers in the order of numbers. */
static int compare_folds(const void *a, const void *b)
{
    const char *x = *(const char *const *)a, *y = *(const char *const *)b;
    size_t m = strlen(x), n = strlen(y);
    return m != n ? (m > n) - (m < n) : strcmp(x, y);
}

static void read_answers(const lk_table *t, reading *r)
{
    for (size_t row = 0; row < t->row_count; row++)
        number_of(&r->folds, lk_table_text(t, row, "fold"));
    qsort(r->folds.items, r->folds.count, sizeof *r->folds.items, compare_folds);
    for (size_t row = 0; row < t->row_count; row++) {
        const lk_cell *right = lk_table_cell(t, row, "right");
        if (!is_yes(t, row, "predicted") || !right || right->missing)
            continue;
        const char *subject = lk_table_text(t, row, "subject");
        answer *a = &r->answers[r->count++];
        a->network = number_of(&r->networks, lk_table_text(t, row, "network"));
        a->fold = number_of(&r->folds, lk_table_text(t, row, "fold"));
        a->truth = number_of(&r->labels, lk_table_text(t, row, "label"));
        a->predicted = number_of(&r->labels, lk_table_text(t, row, "answer"));
        a->right = (observation){.unit = *subject ? subject : lk_table_text(t, row, "item"),
                                 .row = row,
                                 .value = right->number};
    }
}

/* ---- Counting --------------------------------------------------------------------------- */

/* Of the answers of a network in a fold (SIZE_MAX: all); how many there are. */
static size_t count_answers(reading *r, size_t network, size_t fold)
{
    size_t count = 0;
    memset(r->tallies, 0, r->labels.count * sizeof *r->tallies);
    for (size_t i = 0; i < r->count; i++) {
        const answer *a = &r->answers[i];
        if (a->network != network || (fold != SIZE_MAX && a->fold != fold))
            continue;
        r->seen[count++] = a->right;
        r->tallies[a->truth].truth++;
        if (a->predicted == SIZE_MAX)
            continue;
        r->tallies[a->predicted].predicted++;
        r->tallies[a->predicted].both += a->truth == a->predicted;
    }
    return count;
}

static lk_status write_row(const accuracy *self, lk_context *ctx, reading *r, size_t network,
                           size_t fold, stream key, lk_table_sink *out)
{
    static const lk_column columns[] = {
        {"network", LK_COLUMN_TEXT},    {"fold", LK_COLUMN_TEXT},
        {"accuracy", LK_COLUMN_NUMBER}, {"precision", LK_COLUMN_NUMBER},
        {"recall", LK_COLUMN_NUMBER},   {"f1", LK_COLUMN_NUMBER},
        {"n", LK_COLUMN_NUMBER},        {"lo", LK_COLUMN_NUMBER},
        {"hi", LK_COLUMN_NUMBER}};
    size_t count = count_answers(r, network, fold);
    unit_mean mean;
    if (!count)
        return LK_OK;
    if (units_mean(r->seen, count, self->level, (size_t)self->resamples, key, r->room, &mean))
        return lk_error(ctx, LK_E_MEMORY, "no memory to resample %zu units", mean.units);
    const tally_score s = tally_score_of(r->tallies, r->labels.count, (double)count);
    const lk_cell cells[] = {cell_text(r->networks.items[network]),
                             cell_text(fold == SIZE_MAX ? "" : r->folds.items[fold]),
                             cell_number(s.accuracy),
                             cell_number(s.precision),
                             cell_number(s.recall),
                             cell_number(s.f1),
                             cell_number((double)count),
                             cell_number(mean.lo),
                             cell_number(mean.hi)};
    return out->row(out, ctx, "accuracy", sizeof columns / sizeof *columns, columns, cells);
}

static lk_status analyse(void *self, lk_context *ctx, const char *variant, const lk_tables *tables,
                         lk_table_sink *out)
{
    const lk_table *t = lk_tables_get(tables, "predictions");
    reading r;
    (void)variant;
    if (!t || !t->row_count)
        return LK_OK;
    const stream key = {.state = ctx->host->random(ctx)};
    lk_status status = prepare(ctx, t, &r);
    if (!status)
        read_answers(t, &r);
    for (size_t n = 0; !status && n < r.networks.count; n++) {
        for (size_t f = 0; !status && f < r.folds.count; f++)
            status = lk_cancelled(ctx) ? LK_CANCELLED : write_row(self, ctx, &r, n, f, key, out);
        if (!status)
            status = write_row(self, ctx, &r, n, SIZE_MAX, key, out);
    }
    return status;
}

static const lk_analysis_ops ops = {.struct_size = sizeof ops, .analyse = analyse};

LK_PLUGIN(.stage = LK_STAGE_ANALYSIS, .name = "accuracy", .version = "0.1.0", .revision = 1,
          .summary = "How often networks are right, by fold and over all folds.",
          .details =
              "Writes the table accuracy: for each network and fold, and for all folds together, "
              "the share of faces that get their label, and macro precision, recall and F1 as the "
              "metric classification has them. In a cross-validation each face is predicted by "
              "the network that was trained without it, so the row of all folds counts every face "
              "once. lo and hi are a percentile bootstrap interval of the accuracy over subjects "
              "(items, where subjects are unknown), empty where there are fewer than five or they "
              "do not differ. It is about other people for the same networks, not about networks "
              "that were trained again.",
          .licence = "GPL-3.0-or-later with GSL", .author = "The Likeness authors",
          .capabilities = LK_CAP_DETERMINISTIC | LK_CAP_REENTRANT | LK_CAP_RANDOM,
          .instance_size = sizeof(accuracy), LK_PARAMS(params), .ops = &ops)
