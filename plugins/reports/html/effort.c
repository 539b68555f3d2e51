/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#include "section.h"

static void add_number(page *p, const lk_table *t, size_t row, const char *column, int digits)
{
    double value;
    if (!draft_cell(t, row, column, &value))
        page_add(p, "<td class=\"missing\">\u2013</td>");
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
        page_add(p, "<td class=\"missing\">\u2013</td>");
}

void effort_write(page *p)
{
    const lk_table *t = draft_table(p, "effort");
    if (!t)
        return;
    page_section(p, "effort", "What it took");
    page_wide(p, "Effort");
    page_add(p, "<table><thead><tr><th scope=\"col\">Network</th><th scope=\"col\" "
                "class=\"words\">Explainer</th><th scope=\"col\">Faces</th><th "
                "scope=\"col\">Forward passes</th><th scope=\"col\">Seconds of one worker</th><th "
                "scope=\"col\">Passes a second</th></tr></thead>\n<tbody>");
    for (size_t row = 0; row < t->row_count; row++) {
        page_add(p, "<tr><th scope=\"row\">$</th><td class=\"words\">$</td>",
                 lk_table_text(t, row, "network"), lk_table_text(t, row, "explainer"));
        add_number(p, t, row, "items", 0);
        add_number(p, t, row, "passes", 0);
        add_number(p, t, row, "seconds", 1);
        add_rate(p, t, row);
        page_add(p, "</tr>\n");
    }
    page_add(p, "</tbody></table>\n");
    page_wide_end(p);
    page_section_end(p);
}
