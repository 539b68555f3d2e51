/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#include "section.h"

/* ---- Against labels ------------------------------------------------------------------ */

static int is_whole(const lk_table *t, size_t row)
{
    return !*lk_table_text(t, row, "fold");
}

static void add_measure(page *p, const lk_table *t, const char *network, const char *metric,
                        const char *column, int digits)
{
    double value;
    for (size_t row = 0; row < t->row_count; row++)
        if (is_whole(t, row) && !strcmp(lk_table_text(t, row, "network"), network) &&
            (!metric || !strcmp(lk_table_text(t, row, "metric"), metric)) &&
            draft_cell(t, row, column, &value)) {
            page_add(p, "<td>$</td>", draft_number(p, value, digits));
            return;
        }
    page_add(p, "<td class=\"missing\">\u2013</td>");
}

static void add_classification(page *p, const lk_table *t)
{
    names networks = {0}, metrics = {0};
    names_add_column(p, &networks, t, "network");
    names_add_column(p, &metrics, t, "metric");
    page_wide(p, "Predictions against labels");
    page_add(p, "<table><thead><tr><th scope=\"col\">Network</th>");
    for (size_t m = 0; m < metrics.count; m++)
        page_add(p, "<th scope=\"col\">$</th>", draft_title(p, metrics.items[m]));
    page_add(p, "<th scope=\"col\">Faces</th></tr></thead>\n<tbody>");
    for (size_t n = 0; n < networks.count; n++) {
        page_add(p, "<tr><th scope=\"row\">$</th>", networks.items[n]);
        for (size_t m = 0; m < metrics.count; m++)
            add_measure(p, t, networks.items[n], metrics.items[m], "value", 3);
        add_measure(p, t, networks.items[n], NULL, "n", 0);
        page_add(p, "</tr>\n");
    }
    page_add(p, "</tbody></table>\n");
    page_wide_end(p);
}

/* ---- By fold --------------------------------------------------------------------------- */

/* More are no columns that one can read; accuracy.csv has them. */
enum { MOST_FOLDS = 20 };

/* The accuracy in a fold; over all ("") with its interval. */
static void add_accuracy_cell(page *p, const lk_table *t, const char *network, const char *fold)
{
    double value, lo, hi;
    for (size_t row = 0; row < t->row_count; row++) {
        if (strcmp(lk_table_text(t, row, "network"), network) != 0 ||
            strcmp(lk_table_text(t, row, "fold"), fold) != 0 ||
            !draft_cell(t, row, "accuracy", &value))
            continue;
        page_add(p, "<td>$", draft_number(p, value, 3));
        if (!*fold && draft_cell(t, row, "lo", &lo) && draft_cell(t, row, "hi", &hi))
            page_add(p, "<small class=\"interval\">[$, $]</small>", draft_number(p, lo, 3),
                     draft_number(p, hi, 3));
        page_add(p, "</td>");
        return;
    }
    page_add(p, "<td class=\"missing\">\u2013</td>");
}

static void add_accuracy(page *p, const lk_table *t)
{
    names networks = {0}, folds = {0};
    names_add_column(p, &networks, t, "network");
    for (size_t row = 0; row < t->row_count; row++)
        if (!is_whole(t, row))
            names_add(p, &folds, lk_table_text(t, row, "fold"));
    size_t shown = folds.count > MOST_FOLDS ? 0 : folds.count;
    page_add(p, "<h3>Accuracy</h3>\n<p>The share of faces that get their label, over all faces and "
                "in each fold. Square brackets are bootstrap intervals over people: of the same "
                "networks on other faces, not of networks that are trained again.</p>\n");
    page_wide(p, "Accuracy by fold");
    page_add(p, "<table><thead><tr><th scope=\"col\">Network</th><th scope=\"col\">All</th>");
    for (size_t f = 0; f < shown; f++)
        page_add(p, "<th scope=\"col\">Fold $</th>", folds.items[f]);
    page_add(p, "</tr></thead>\n<tbody>");
    for (size_t n = 0; n < networks.count; n++) {
        page_add(p, "<tr><th scope=\"row\">$</th>", networks.items[n]);
        add_accuracy_cell(p, t, networks.items[n], "");
        for (size_t f = 0; f < shown; f++)
            add_accuracy_cell(p, t, networks.items[n], folds.items[f]);
        page_add(p, "</tr>\n");
    }
    page_add(p, "</tbody></table>\n");
    page_wide_end(p);
}

/* ---- Confusion ------------------------------------------------------------------------- */

static double count_of(const lk_table *t, const char *network, const char *truth,
                       const char *predicted)
{
    double count;
    for (size_t row = 0; row < t->row_count; row++)
        if (is_whole(t, row) && !strcmp(lk_table_text(t, row, "network"), network) &&
            !strcmp(lk_table_text(t, row, "truth"), truth) &&
            !strcmp(lk_table_text(t, row, "predicted"), predicted) &&
            draft_cell(t, row, "count", &count))
            return count;
    return 0;
}

static void add_truth(page *p, const lk_table *t, const char *network, const char *truth,
                      const names *labels)
{
    double total = 0;
    for (size_t l = 0; l < labels->count; l++)
        total += count_of(t, network, truth, labels->items[l]);
    page_add(p, "<tr><th scope=\"row\">$</th>", truth);
    for (size_t l = 0; l < labels->count; l++) {
        double count = count_of(t, network, truth, labels->items[l]);
        page_add(p, "<td class=\"shade$\" style=\"--s:$%\">$</td>",
                 strcmp(truth, labels->items[l]) ? "" : " right",
                 number_fixed(total > 0 ? 55 * count / total : 0, 0).text, draft_count(p, count));
    }
    page_add(p, "</tr>\n");
}

static void add_confusion(page *p, const lk_table *t)
{
    names networks = {0}, labels = {0};
    names_add_column(p, &networks, t, "network");
    names_add_column(p, &labels, t, "truth");
    page_add(p, "<h3>Confusion</h3>\n<p>Rows are the labels of the faces, columns what the network "
                "says; shades are shares of a row.</p>\n<div class=\"circles\">\n");
    for (size_t n = 0; n < networks.count; n++) {
        page_add(p, "<div class=\"circle\"><h4>$</h4>\n", networks.items[n]);
        page_wide(p, draft_format(p, "Confusion matrix of %s", networks.items[n]));
        page_add(p, "<table class=\"matrix\"><thead><tr><th scope=\"col\">is \\ says</th>");
        for (size_t l = 0; l < labels.count; l++)
            page_add(p, "<th scope=\"col\">$</th>", labels.items[l]);
        page_add(p, "</tr></thead>\n<tbody>");
        for (size_t l = 0; l < labels.count; l++)
            add_truth(p, t, networks.items[n], labels.items[l], &labels);
        page_add(p, "</tbody></table>\n");
        page_wide_end(p);
        page_add(p, "</div>\n");
    }
    page_add(p, "</div>\n");
}

/* ---- Without labels ------------------------------------------------------------------------ */

/* How many faces each network takes for each class: networks x classes; missing
 * where the network has no such class. */
static void count_predicted(const lk_table *t, const names *networks, const names *classes,
                            lk_cell *counts)
{
    for (size_t row = 0; row < t->row_count; row++) {
        double predicted = 0;
        size_t network = names_find(networks, lk_table_text(t, row, "network"));
        size_t class = names_find(classes, lk_table_text(t, row, "class"));
        lk_cell *count = &counts[network * classes->count + class];
        draft_cell(t, row, "predicted", &predicted);
        count->missing = 0;
        count->number += predicted > 0;
    }
}

static void add_count(page *p, const lk_cell *count)
{
    if (count->missing)
        page_add(p, "<td class=\"missing\">\u2013</td>");
    else
        page_add(p, "<td>$</td>", draft_count(p, count->number));
}

static void add_predicted(page *p, const lk_table *t)
{
    names networks = {0}, classes = {0};
    names_add_column(p, &networks, t, "network");
    names_add_column(p, &classes, t, "class");
    size_t cells = networks.count * classes.count;
    lk_cell *counts = draft_alloc(p, cells, sizeof *counts);
    if (!counts)
        return;
    for (size_t i = 0; i < cells; i++)
        counts[i] = (lk_cell){.missing = 1};
    count_predicted(t, &networks, &classes, counts);
    page_add(p, "<h3>How many faces each network takes for each class</h3>\n<p>Classes are "
                "those of the networks, in their own words; a dash: it has no such class.</p>\n");
    page_wide(p, "Faces by predicted class");
    page_add(p, "<table><thead><tr><th scope=\"col\">Network</th>");
    for (size_t c = 0; c < classes.count; c++)
        page_add(p, "<th scope=\"col\">$</th>", classes.items[c]);
    page_add(p, "</tr></thead>\n<tbody>");
    for (size_t n = 0; n < networks.count; n++) {
        page_add(p, "<tr><th scope=\"row\">$</th>", networks.items[n]);
        for (size_t c = 0; c < classes.count; c++)
            add_count(p, &counts[n * classes.count + c]);
        page_add(p, "</tr>\n");
    }
    page_add(p, "</tbody></table>\n");
    page_wide_end(p);
}

void prediction_write(page *p)
{
    const lk_table *classification = draft_table(p, "classification");
    const lk_table *confusion = draft_table(p, "confusion");
    const lk_table *accuracy = draft_table(p, "accuracy");
    const lk_table *predictions = draft_table(p, "predictions");
    if (!classification && !confusion && !predictions)
        return;
    page_section(p, "predictions", "What the networks say of the faces");
    if (classification)
        add_classification(p, classification);
    else
        page_add(p, "<p>The faces have no labels, so nothing here says how often a network is "
                    "right.</p>\n");
    if (accuracy)
        add_accuracy(p, accuracy);
    if (predictions)
        add_predicted(p, predictions);
    if (confusion)
        add_confusion(p, confusion);
    page_section_end(p);
}
