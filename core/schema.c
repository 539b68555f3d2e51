/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#include "table.h"

/* docs/output.md says what each column means; raise LK_OUTPUT_VERSION there and
 * in run.h when one changes. */
void lk_tables_define_study(lk_table_set *t)
{
    static const char *const tables[][2] = {
        {"metrics", "study protocol network fold label explainer align mask binarise baseline "
                    "metric value# lo# hi# n# correction"},
        {"cross", "study protocol network label explainer align mask binarise of metric value# n#"},
        {"folds", "study item label subject fold faces#"},
        {"items", "study item face# label subject fold network explainer class measure value#"},
        {"segments", "study item face# label subject fold network explainer class segment value# "
                     "pixels#"},
        {"predictions",
         "study item face# label subject fold network class probability# predicted# answer right#"},
        {"classification", "study network fold metric value# n#"},
        {"confusion", "study network fold truth predicted count#"},
        {"face_scores", "study item face# label subject fold network explainer align class mask "
                        "binarise baseline metric value#"},
        {"similarity", "label explainer align a b metric value# between network"},
        {"values", "metric title unit low# high# direction# missing source"},
        {"faithfulness",
         "study item face# label subject fold network explainer class metric value# chance#"},
        {"truth", "study item face# label subject fold network explainer class mask binarise "
                  "baseline metric value#"},
        {"controls", "study item face# label subject fold network explainer control step layers# "
                     "layer class metric value#"},
        {"variants", "choice variant key value number#"},
        {"training",
         "network fold epoch# rate# loss# accuracy# watched_loss# watched_accuracy# kept#"},
        {"networks", "network plugin model input parameters# macs#"},
        {"effort", "network explainer items# passes# seconds# predicted_saving# achieved_saving# "
                   "checked# difference# recalled#"},
        {"failures", "stage where reason"},
        {"conduct", "stage plugin variants what sentence printed"},
    };
    for (size_t i = 0; i < sizeof tables / sizeof *tables; i++)
        lk_tables_define(t, tables[i][0], tables[i][1]);
}
