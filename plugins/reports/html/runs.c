/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#include "section.h"

/* Which runs are compared, and in what they differ from the first. */

static void add_run(page *p, const lk_table *runs, const lk_table *t, size_t run)
{
    const char *name = lk_table_text(runs, run, "run");
    page_add(p, "<tr><th scope=\"row\">$</th><td><code>$</code></td><td>$</td><td>", name,
             lk_table_text(runs, run, "folder"), lk_table_text(runs, run, "written"));
    size_t count = 0;
    for (size_t row = 0; t && row < t->row_count; row++) {
        if (strcmp(lk_table_text(t, row, "run"), name) != 0)
            continue;
        const char *base = lk_table_text(t, row, "base_value");
        const char *value = lk_table_text(t, row, "value");
        page_add(p, count++ ? "<br/>" : "");
        page_add(p, "<code>$</code> $ \u2192 $", lk_table_text(t, row, "key"),
                 *base ? base : "not there", *value ? value : "not there");
    }
    page_add(p, "$</td></tr>\n", count ? "" : run ? "nothing" : "the first");
}

void runs_write(page *p)
{
    const lk_table *runs = draft_table(p, "runs");
    if (!runs)
        return;
    page_section(p, "runs", "The runs");
    page_add(p,
             "<p>The answer above is that of <b>$</b>, the first; the others are compared with it, "
             "over the networks and expressions that both have.</p>\n",
             lk_table_text(runs, 0, "run"));
    page_wide(p, "The runs");
    page_add(p, "<table class=\"words\"><thead><tr><th scope=\"col\">Run</th><th "
                "scope=\"col\">Folder</th><th scope=\"col\">Written</th><th scope=\"col\">What "
                "differs</th></tr></thead>\n<tbody>\n");
    for (size_t run = 0; run < runs->row_count; run++)
        add_run(p, runs, draft_table(p, "differences"), run);
    page_add(p, "</tbody></table>\n");
    page_wide_end(p);
    page_section_end(p);
}
