/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#include "section.h"

void conduct_notice(page *p)
{
    const lk_table *t = draft_table(p, "conduct");
    if (t)
        page_add(p,
                 "<p class=\"notice\" role=\"note\"><b>$ broken</b> by plugins: <a "
                 "href=\"#conduct\">which, and whose results are doubtful</a>.</p>\n",
                 draft_plural(p, (double)t->row_count, "rule was", "rules were"));
}

void conduct_write(page *p)
{
    const lk_table *t = draft_table(p, "conduct");
    if (!t)
        return;
    page_section(p, "conduct", "Plugins that broke the rules");
    page_add(p, "<p>What a plugin changed in the process that it shares with others was put back "
                "before anything else ran, so nothing of the others is touched.</p>\n");
    page_wide(p, "Plugins that broke the rules");
    page_add(p, "<table class=\"words\"><thead><tr><th scope=\"col\">What</th><th "
                "scope=\"col\">Variants that use it</th><th scope=\"col\">It printed</th></tr>"
                "</thead>\n<tbody>");
    for (size_t row = 0; row < t->row_count; row++)
        page_add(p, "<tr><td>$</td><td>$</td><td>$</td></tr>\n", lk_table_text(t, row, "sentence"),
                 lk_table_text(t, row, "variants"), lk_table_text(t, row, "printed"));
    page_add(p, "</tbody></table>\n");
    page_wide_end(p);
    page_section_end(p);
}
