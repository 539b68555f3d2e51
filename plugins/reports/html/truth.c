/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#include "section.h"

#include <math.h>

#include "../finding/truth.h"

/* Explanations against what makes the label: sentences, then a row for each network and
 * explainer. */

static const char *baseline_words(page *p, const truth *t, const truth_score *s)
{
    const char *words = "";
    for (size_t b = 1; b < t->baselines.count; b++)
        if (!isnan(s->baselines[b]))
            words = draft_format(p, "%s%s%s %s", words, *words ? ", " : "", t->baselines.items[b],
                                 draft_number(p, s->baselines[b], 3));
    return words;
}

static void add_interval(page *p, const contrast *c, int is_difference)
{
    if (c->has_t)
        page_add(p, "<small class=\"interval\">[$, $]</small>",
                 is_difference ? draft_signed(p, c->t_lo, 3) : draft_number(p, c->t_lo, 3),
                 is_difference ? draft_signed(p, c->t_hi, 3) : draft_number(p, c->t_hi, 3));
}

static void add_score(page *p, const truth *t, const truth_score *s)
{
    if (!s->known) {
        page_add(p, "<td class=\"missing\">\u2013</td><td class=\"missing\">\u2013</td>");
        return;
    }
    page_add(p, s->is_above ? "<td><b>$</b>" : "<td>$", draft_number(p, s->own.value, 3));
    add_interval(p, &s->own, 0);
    page_add(p, "</td><td class=\"words\">$</td>", baseline_words(p, t, s));
}

static void add_difference(page *p, const truth_cell *c)
{
    if (!c->has_difference) {
        page_add(p, "<td class=\"missing\">\u2013</td>");
        return;
    }
    page_add(p, "<td>$", draft_signed(p, c->difference.value, 3));
    add_interval(p, &c->difference, 1);
    page_add(p, "</td>");
}

static void add_row(page *p, const truth *t, size_t network, size_t explainer, int has_shortcut)
{
    const truth_cell *c = truth_at(t, network, explainer);
    page_add(p, "<tr><th scope=\"row\">$</th><td class=\"words\">$</td>",
             t->networks.items[network], t->explainers.items[explainer]);
    add_score(p, t, &c->sides[TRUTH_CAUSE]);
    if (has_shortcut) {
        add_score(p, t, &c->sides[TRUTH_SHORTCUT]);
        add_difference(p, c);
    }
    page_add(p, "</tr>\n");
}

static void add_table(page *p, const truth *t)
{
    int has_shortcut = truth_has_shortcut(t);
    page_wide(p, "Explanations against the truth");
    page_add(p, "<table><thead><tr><th scope=\"col\">Network</th><th scope=\"col\" "
                "class=\"words\">Explainer</th><th scope=\"col\">Cause</th><th scope=\"col\" "
                "class=\"words\">Beside it</th>");
    if (has_shortcut)
        page_add(p, "<th scope=\"col\">Shortcut</th><th scope=\"col\" class=\"words\">Beside "
                    "it</th><th scope=\"col\">Cause \u2212 shortcut</th>");
    page_add(p, "</tr></thead>\n<tbody>\n");
    for (size_t n = 0; n < t->networks.count; n++)
        for (size_t x = 0; x < t->explainers.count; x++)
            add_row(p, t, n, x, has_shortcut);
    page_add(p, "</tbody></table>\n");
    page_wide_end(p);
}

static void add_sentences(page *p, const truth *t)
{
    if (truth_has_shortcut(t) && names_find(&t->baselines, "randomised") == SIZE_MAX)
        page_add(p, "<p>An explainer that marks the same place whatever it explains finds a "
                    "shortcut there by accident. The control <code>randomised</code>, which this "
                    "study lacks, would tell.</p>\n");
    if (*truth_overview(p, t))
        page_add(p, "<p>$</p>\n", truth_overview(p, t));
    for (size_t n = 0; n < t->networks.count; n++) {
        const char *suspicion = truth_suspicion(p, t, n);
        page_add(p, "<p>$", truth_verdict(p, t, n));
        if (*suspicion)
            page_add(p, " <b>$</b>", suspicion);
        page_add(p, "</p>\n");
    }
}

void truth_notice(page *p)
{
    truth t;
    if (!truth_read(p, &t))
        return;
    for (size_t n = 0; n < t.networks.count && !p->status; n++) {
        const char *suspicion = truth_suspicion(p, &t, n);
        if (*suspicion)
            page_add(p,
                     "<p class=\"notice\"><b>$</b> <a href=\"#truth\">Against the truth</a></p>\n",
                     suspicion);
    }
}

void truth_write(page *p)
{
    truth t;
    if (!truth_read(p, &t))
        return;
    page_section(p, "truth", "Against the truth");
    page_add(
        p,
        "<p>These pictures were drawn, so that it is known which pixels make their label (the "
        "<b>cause</b>) and which only go with it (a <b>shortcut</b>, such as a watermark). Each "
        "explanation of a picture\u2019s own label was held against them ($). Square brackets "
        "are t intervals over people, not corrected for how many there are; <b>bold</b> scores "
        "are above all that stands beside them by more than chance gives. A network need not "
        "use what makes the label: explanations that miss the cause may be right about a "
        "network that does not look at it.</p>\n",
        draft_title(p, t.metric));
    add_sentences(p, &t);
    add_table(p, &t);
    page_section_end(p);
}
