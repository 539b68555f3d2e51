/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#include "inference.h"

#include "../../common/values.h"
#include "../statistics/bootstrap.h"
#include "cells.h"

const char *const inference_intervals[] = {
    [BOOTSTRAP_PERCENTILE] = "percentile",
    [BOOTSTRAP_BCA] = "bca",
    [BOOTSTRAP_T] = "bootstrap-t",
    NULL,
};

const char *const inference_corrections[] = {
    [CORRECTION_HOLM] = "holm",
    [CORRECTION_BH] = "bh",
    [CORRECTION_BONFERRONI] = "bonferroni",
    [CORRECTION_NONE] = "none",
    NULL,
};

static const char *const clusters[] = {
    [CLUSTER_NETWORK] = "network",
    [CLUSTER_LABEL] = "label",
    NULL,
};

static const lk_param params[] = {
    {.name = "level",
     .type = LK_DOUBLE,
     .offset = offsetof(inference, level),
     .fallback = "0.95",
     .low = .5,
     .high = .9999,
     .unit = "",
     .doc = "Confidence of the intervals; tests are significant at 1 minus it."},
    {.name = "interval",
     .type = LK_CHOICE,
     .offset = offsetof(inference, interval),
     .fallback = "percentile",
     .choices = inference_intervals,
     .unit = "",
     .doc = "How the ends of an interval follow from the resampled means: their quantiles "
            "(percentile), those corrected for bias and skewness (bca), or quantiles of the "
            "studentised mean (bootstrap-t)."},
    {.name = "resamples",
     .type = LK_INT,
     .offset = offsetof(inference, resamples),
     .fallback = "20000",
     .low = 100,
     .high = 1000000,
     .unit = "",
     .doc = "Bootstrap resamples, and random permutations where there are too many to try all."},
    {.name = "cluster",
     .type = LK_CHOICE,
     .offset = offsetof(inference, cluster),
     .fallback = "network",
     .choices = clusters,
     .unit = "",
     .doc = "What is drawn as one: networks, to say something of other networks, or labels."},
    {.name = "correction",
     .type = LK_CHOICE,
     .offset = offsetof(inference, correction),
     .fallback = "holm",
     .choices = inference_corrections,
     .unit = "",
     .doc = "Correction for testing many settings and baselines of a metric: Holm's, that of "
            "Benjamini and Hochberg (bh), Bonferroni's, or none."},
    {.name = "groups",
     .type = LK_LABEL_MAP,
     .offset = offsetof(inference, groups),
     .unit = "",
     .doc = "The group of each network, {NETWORK: GROUP, ...}; groups are compared in pairs."},
};

lk_status no_memory(study *s)
{
    return lk_error(s->ctx, LK_E_MEMORY, "no memory to infer from %zu settings", s->grid.count);
}

void *study_room(study *s, size_t count, size_t size)
{
    return lk_alloc_array(s->ctx, count ? count : 1, size);
}

int study_lowest_first(const study *s, const char *metric)
{
    return values_lowest_first(s->tables, metric);
}

lk_status setting_row(study *s, const char *table, const setting *x, size_t column_count,
                      const lk_column *columns, lk_cell *cells)
{
    cells[0] = cell_text(x->protocol);
    cells[1] = cell_text(x->explainer);
    cells[2] = cell_text(x->align);
    cells[3] = cell_text(x->mask);
    cells[4] = cell_text(x->binarise);
    cells[5] = cell_text(x->metric);
    cells[column_count - 1] = cell_text(x->run);
    return s->out->row(s->out, s->ctx, table, column_count - !s->grid.has_runs, columns, cells);
}

double study_alpha(const study *s)
{
    return tidied(1 - s->params->level);
}

static lk_status infer(study *s)
{
    tests contrasts, pairs, ablations, singles;
    lk_status status = write_totals(s);
    if (!status)
        status = write_singles(s, &singles);
    if (!status)
        status = write_contrasts(s, &contrasts);
    if (!status)
        status = write_ranks(s);
    if (!status)
        status = write_pairs(s, &pairs);
    if (!status)
        status = write_ablations(s, &ablations);
    if (!status)
        status = write_choices(s);
    if (!status)
        status = write_multiplicity(s, "contrasts", &contrasts);
    if (!status)
        status = write_multiplicity(s, "pairs", &pairs);
    if (!status)
        status = write_multiplicity(s, "singles", &singles);
    return status ? status : write_multiplicity(s, "ablations", &ablations);
}

static lk_status infer_truths(study *s)
{
    tests truths;
    lk_status status = write_truths(s, &truths);
    return status ? status : write_multiplicity(s, "truths", &truths);
}

static int has_rows(const lk_table *t)
{
    return t && t->row_count;
}

static lk_status analyse(void *self, lk_context *ctx, const char *variant, const lk_tables *tables,
                         lk_table_sink *out)
{
    const lk_table *metrics = lk_tables_get(tables, "metrics");
    study s = {.params = self, .ctx = ctx, .tables = tables, .out = out};
    (void)variant;
    if (!has_rows(metrics) && !has_rows(lk_tables_get(tables, "truth"))) {
        lk_log(ctx, LK_WARNING, "nothing to infer from: the study has no scores against masks");
        return LK_OK;
    }
    s.key.state = ctx->host->random(ctx);
    lk_status status = LK_OK;
    if (has_rows(metrics))
        status = grid_read(ctx, metrics, GRID_LABELS, &s.grid);
    if (!status && has_rows(metrics))
        status = infer(&s);
    return status ? status : infer_truths(&s);
}

static const lk_analysis_ops ops = {.struct_size = sizeof ops, .analyse = analyse};

LK_PLUGIN(.stage = LK_STAGE_ANALYSIS, .name = "inference", .version = "0.1.0", .revision = 1,
          .summary = "What the scores are worth: intervals, tests and ranks over networks.",
          .details =
              "Adds to the table metrics the mean over networks of each setting and baseline with "
              "its interval, and writes the networks' own scores against each baseline "
              "(contrasts), mean ranks with Friedman's test, Kendall's W and Nemenyi's critical "
              "difference (ranks), groups of networks against each other (pairs), variants of "
              "explainer, alignment, mask set and binarisation against the first of each "
              "(ablations) and whether that choice changes which network is best or whether own "
              "masks fit better than others (choices), explanations against what makes the label "
              "where the source knows that (truths), and how many tests luck alone would make "
              "significant (multiplicity). The units of inference are clusters: a network, or a "
              "label, whose scores all come along when it is drawn. Intervals are bootstrap "
              "intervals of at least five clusters that differ, tests "
              "flip the signs of the clusters' differences. Every resampling starts from the same "
              "random numbers, so that a setting's result does not hang on which others the study "
              "has.",
          .licence = "GPL-3.0-or-later with GSL", .author = "The Likeness authors",
          .capabilities = LK_CAP_DETERMINISTIC | LK_CAP_REENTRANT | LK_CAP_RANDOM,
          .instance_size = sizeof(inference), LK_PARAMS(params), .ops = &ops)
