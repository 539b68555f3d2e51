/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#include "section.h"

void failure_notice(page *p)
{
    const lk_table *t = draft_table(p, "failures");
    if (t)
        page_add(p,
                 "<p class=\"notice\" role=\"note\"><b>$ failed</b> and $ missing from everything "
                 "below: <a href=\"#failures\">which, and why</a>.</p>\n",
                 draft_plural(p, (double)t->row_count, "part of this study", "parts of this study"),
                 t->row_count == 1 ? "is" : "are");
}

void failure_write(page *p)
{
    const lk_table *t = draft_table(p, "failures");
    if (!t)
        return;
    page_section(p, "failures", "What failed");
    page_wide(p, "Failures");
    page_add(p, "<table class=\"words\"><thead><tr><th scope=\"col\">Stage</th><th "
                "scope=\"col\">Where</th><th scope=\"col\">Reason</th></tr></thead>\n<tbody>");
    for (size_t row = 0; row < t->row_count; row++)
        page_add(p, "<tr><td>$</td><td>$</td><td>$</td></tr>\n", lk_table_text(t, row, "stage"),
                 lk_table_text(t, row, "where"), lk_table_text(t, row, "reason"));
    page_add(p, "</tbody></table>\n");
    page_wide_end(p);
    page_section_end(p);
}
