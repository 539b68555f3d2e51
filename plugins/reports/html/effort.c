/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#include "section.h"

static void add_missing(page *p)
{
    page_add(p, "<td class=\"missing\">\u2013</td>");
}

static void add_number(page *p, const lk_table *t, size_t row, const char *column, int digits)
{
    double value;
    if (!draft_cell(t, row, column, &value))
        add_missing(p);
    else
        page_add(p, "<td>$</td>", digits ? draft_number(p, value, digits) : draft_count(p, value));
}

static void add_rate(page *p, const lk_table *t, size_t row)
{
    double passes, seconds;
    if (draft_cell(t, row, "passes", &passes) && draft_cell(t, row, "seconds", &seconds) &&
        seconds > 0)
        page_add(p, "<td>$</td>", draft_count(p, passes / seconds));
    else
        add_missing(p);
}

/* ---- Savings ------------------------------------------------------------------------ */

/* Is there a number above 0 in this column? A backend that does not tell what its
 * coalitions took has no savings. */
static int has_any(const lk_table *t, const char *column)
{
    double value;
    for (size_t row = 0; row < t->row_count; row++)
        if (draft_cell(t, row, column, &value) && value > 0)
            return 1;
    return 0;
}

static void add_saving(page *p, const lk_table *t, size_t row, const char *column)
{
    double value;
    if (draft_cell(t, row, column, &value))
        page_add(p, "<td>$ \u00d7</td>", draft_short(p, value));
    else
        add_missing(p);
}

static void add_savings(page *p, const lk_table *t, size_t row)
{
    double difference;
    add_saving(p, t, row, "predicted_saving");
    add_saving(p, t, row, "achieved_saving");
    add_number(p, t, row, "checked", 0);
    if (draft_cell(t, row, "difference", &difference))
        page_add(p, "<td>$</td>", draft_format(p, "%.0e", difference));
    else
        add_missing(p);
}

/* ---- The section -------------------------------------------------------------------- */

static void add_head(page *p, int savings, int recalled)
{
    page_add(p, "<table><thead><tr><th scope=\"col\">Network</th><th scope=\"col\" "
                "class=\"words\">Explainer</th><th scope=\"col\">Faces</th><th "
                "scope=\"col\">Forward passes</th><th scope=\"col\">Seconds of one worker</th><th "
                "scope=\"col\">Passes a second</th>");
    if (savings)
        page_add(p, "<th scope=\"col\">Saving predicted</th><th scope=\"col\">Saving "
                    "achieved</th><th scope=\"col\">Passes checked</th><th scope=\"col\">Largest "
                    "difference</th>");
    if (recalled)
        page_add(p, "<th scope=\"col\">Of the passes, found</th>");
    page_add(p, "</tr></thead>\n<tbody>");
}

void effort_write(page *p)
{
    const lk_table *t = draft_table(p, "effort");
    if (!t)
        return;
    int savings = has_any(t, "predicted_saving"), recalled = has_any(t, "recalled");
    page_section(p, "effort", "What it took");
    if (savings)
        page_add(p, "<p>Passes that differ only in which segments of a face are hidden share their "
                    "work: what sees the same of a face is computed once. The saving is how many "
                    "times as long they would have taken one by one. Some were also scored "
                    "that way, and the largest difference is that between the two "
                    "scores.</p>\n");
    if (recalled)
        page_add(p, "<p>Passes that were found had been asked for before, by an explainer that "
                    "hides the same segments behind the same fill in the same samples.</p>\n");
    page_wide(p, "Effort");
    add_head(p, savings, recalled);
    for (size_t row = 0; row < t->row_count; row++) {
        page_add(p, "<tr><th scope=\"row\">$</th><td class=\"words\">$</td>",
                 lk_table_text(t, row, "network"), lk_table_text(t, row, "explainer"));
        add_number(p, t, row, "items", 0);
        add_number(p, t, row, "passes", 0);
        add_number(p, t, row, "seconds", 1);
        add_rate(p, t, row);
        if (savings)
            add_savings(p, t, row);
        if (recalled)
            add_number(p, t, row, "recalled", 0);
        page_add(p, "</tr>\n");
    }
    page_add(p, "</tbody></table>\n");
    page_wide_end(p);
    page_section_end(p);
}
