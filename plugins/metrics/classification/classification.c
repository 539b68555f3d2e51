/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#include <likeness/plugin.h>

#include "../../common/tally.h"
#include "../common/value.h"

enum { ACCURACY, MACRO_PRECISION, MACRO_RECALL, MACRO_F1, VALUE_COUNT };

#define NO_PREDICTION "there is no labelled prediction"

static const lk_value_info values[VALUE_COUNT] = {
    [ACCURACY] = {.id = "accuracy",
                  .title = "Accuracy",
                  .unit = "",
                  .high = 1,
                  .direction = 1,
                  .missing = NO_PREDICTION,
                  .source = "Share of items whose predicted label is the true one"},
    [MACRO_PRECISION] = {.id = "macro_precision",
                         .title = "Macro precision",
                         .unit = "",
                         .high = 1,
                         .direction = 1,
                         .missing = NO_PREDICTION,
                         .source = "Mean over labels of tp / (tp + fp)"},
    [MACRO_RECALL] = {.id = "macro_recall",
                      .title = "Macro recall",
                      .unit = "",
                      .high = 1,
                      .direction = 1,
                      .missing = NO_PREDICTION,
                      .source = "Mean over labels of tp / (tp + fn)"},
    [MACRO_F1] = {.id = "macro_f1",
                  .title = "Macro F1 score",
                  .unit = "",
                  .high = 1,
                  .direction = 1,
                  .missing = NO_PREDICTION,
                  .source = "Mean over labels of 2 tp / (2 tp + fp + fn)"},
};

static lk_status count_labels(lk_context *ctx, const lk_predictions *p, tally *labels,
                              uint64_t *confusion)
{
    for (size_t i = 0; i < p->count; i++) {
        int64_t truth = p->truth[i], predicted = p->predicted[i];
        if (truth < 0 || truth >= p->label_count || predicted < -1 || predicted >= p->label_count)
            return lk_error(ctx, LK_E_INPUT,
                            "prediction %zu has label %ld and answer %ld, but there are %u labels",
                            i, (long)truth, (long)predicted, (unsigned)p->label_count);
        labels[truth].truth++;
        if (predicted < 0)
            continue;
        labels[predicted].predicted++;
        labels[predicted].both += truth == predicted;
        confusion[(size_t)truth * p->label_count + (size_t)predicted]++;
    }
    return LK_OK;
}

static void score(const tally *labels, size_t label_count, double items, lk_value *out)
{
    const tally_score s = tally_score_of(labels, label_count, items);
    value_set(&out[ACCURACY], s.accuracy);
    value_set(&out[MACRO_PRECISION], s.precision);
    value_set(&out[MACRO_RECALL], s.recall);
    value_set(&out[MACRO_F1], s.f1);
}

static lk_status classification(void *self, lk_context *ctx, const lk_predictions *p, lk_value *out,
                                uint64_t *confusion)
{
    (void)self;
    if (!p->count) {
        for (size_t i = 0; i < VALUE_COUNT; i++)
            value_missing(&out[i], NO_PREDICTION);
        return LK_OK;
    }
    tally *labels = lk_alloc_array(ctx, p->label_count, sizeof *labels);
    if (!labels)
        return lk_error(ctx, LK_E_MEMORY, "no memory for %u labels", (unsigned)p->label_count);
    lk_status status = count_labels(ctx, p, labels, confusion);
    if (!status)
        score(labels, p->label_count, (double)p->count, out);
    return status;
}

static const lk_metric_ops ops = {.struct_size = sizeof ops,
                                  .value_count = VALUE_COUNT,
                                  .values = values,
                                  .value_size = sizeof values[0],
                                  .classification = classification};

LK_PLUGIN(.stage = LK_STAGE_METRIC, .name = "classification", .version = "0.1.0", .revision = 1,
          .summary = "How often a network is right: accuracy, macro precision, recall and F1, "
                     "confusion matrix.",
          .details =
              "Macro scores follow scikit-learn's defaults: unweighted means over the labels that "
              "occur as a truth or as a prediction, where a label that is never predicted has "
              "precision 0, one that is never the truth has recall 0, and F1 is 0 where both are. "
              "So a single wrong answer with a label that no item has lowers them: compare "
              "networks only on the same items. An answer outside the study's labels counts "
              "against accuracy and recall, and in no column of the confusion matrix.",
          .licence = "MIT", .author = "The Likeness authors",
          .capabilities = LK_CAP_DETERMINISTIC | LK_CAP_REENTRANT, .ops = &ops)
