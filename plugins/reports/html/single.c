/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#include "section.h"

/* What the score of each network is worth by itself: over people, or over folds. */

/* Like the study's main setting but for the protocol. */
static int is_sibling(const setting *x, const setting *main, const char *protocol)
{
    return !strcmp(x->protocol, protocol) && !strcmp(x->metric, main->metric) &&
           !strcmp(x->explainer, main->explainer) && !strcmp(x->align, main->align) &&
           !strcmp(x->mask, main->mask) && !strcmp(x->binarise, main->binarise);
}

static int has_rows(page *p, const scores *s, const setting *x, const lk_table *t)
{
    for (size_t row = 0; row < t->row_count; row++)
        if (scores_row_is_of(p, s, x, t, row))
            return 1;
    return 0;
}

/* People tell more than folds, whose networks share most of their training. */
static const setting *choose(page *p, const scores *s, const lk_table *t)
{
    static const char *const protocols[] = {"faces", "folds"};
    for (size_t i = 0; i < 2; i++)
        for (size_t j = 0; j < s->count; j++)
            if (is_sibling(&s->settings[j], &s->settings[0], protocols[i]) &&
                has_rows(p, s, &s->settings[j], t))
                return &s->settings[j];
    return NULL;
}

typedef struct singles {
    const scores *scores;
    const lk_table *table;
    const setting *setting;
} singles;

static int find(page *p, const singles *x, const char *network, const char *name, contrast *out)
{
    for (size_t row = 0; row < x->table->row_count; row++)
        if (!strcmp(lk_table_text(x->table, row, "network"), network) &&
            !strcmp(lk_table_text(x->table, row, "contrast"), name) &&
            scores_row_is_of(p, x->scores, x->setting, x->table, row))
            return contrast_read(x->table, row, "value", out);
    return 0;
}

static void add_cell(page *p, const contrast *c, int is_difference)
{
    int is_clear = is_difference && c->has_t && (c->t_lo > 0 || c->t_hi < 0);
    const char *value = is_difference ? draft_signed(p, c->value, 3) : draft_number(p, c->value, 3);
    page_add(p, is_clear ? "<td><b>$</b>" : "<td>$", value);
    if (c->has_t)
        page_add(p, "<small class=\"interval\">[$, $]</small>",
                 is_difference ? draft_signed(p, c->t_lo, 3) : draft_number(p, c->t_lo, 3),
                 is_difference ? draft_signed(p, c->t_hi, 3) : draft_number(p, c->t_hi, 3));
    page_add(p, "</td>");
}

/* Nothing where the network has no score. */
static void add_row(page *p, const singles *x, const char *network, const char *words)
{
    contrast c;
    if (!find(p, x, network, "own", &c))
        return;
    page_add(p, "<tr><th scope=\"row\">$</th><td>$</td>", words, draft_count(p, c.n));
    add_cell(p, &c, 0);
    for (size_t b = 1; b < x->scores->baselines.count; b++) {
        const char *name = draft_format(p, "own-%s", x->scores->baselines.items[b]);
        if (find(p, x, network, name, &c))
            add_cell(p, &c, 1);
        else
            page_add(p, "<td class=\"none\"></td>");
    }
    page_add(p, "</tr>\n");
}

static void add_table(page *p, const singles *x, const char *units)
{
    const scores *s = x->scores;
    page_wide(p, "Each network over what repeats");
    page_add(p,
             "<table><thead><tr><th scope=\"col\">Network</th><th scope=\"col\">$</th><th "
             "scope=\"col\">Own</th>",
             units);
    for (size_t b = 1; b < s->baselines.count; b++)
        page_add(p, "<th scope=\"col\">Own \u2212 $</th>",
                 strcmp(s->baselines.items[b], "wrong") != 0 ? s->baselines.items[b]
                                                             : "other masks");
    page_add(p, "</tr></thead>\n<tbody>\n");
    for (size_t n = 0; n < s->networks.count; n++)
        add_row(p, x, s->networks.items[n], s->networks.items[n]);
    add_row(p, x, "", "all of them");
    page_add(p, "</tbody></table>\n");
    page_wide_end(p);
}

void single_write(page *p, const scores *s)
{
    singles x = {.scores = s, .table = draft_table(p, "singles")};
    if (x.table && s->count)
        x.setting = choose(p, s, x.table);
    if (!x.setting)
        return;
    int is_faces = !strcmp(x.setting->protocol, "faces");
    page_section(p, "singles", "What each network\u2019s score is worth");
    page_add(p,
             "<p>$. Square brackets are t intervals $; <b>bold</b> differences have one that does "
             "not hold 0, and are not corrected for how many there are.</p>\n",
             setting_title(p, x.setting),
             is_faces ? "over people, each with the mean of their faces: they speak of these "
                        "networks on other people"
                      : "over folds: the networks of a study\u2019s folds share most of their "
                        "training, so that these are too narrow");
    add_table(p, &x, is_faces ? "People" : "Folds");
    page_section_end(p);
}
