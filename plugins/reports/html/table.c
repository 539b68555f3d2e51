/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#include "section.h"

#include <math.h>

/* The range of own scores, which the shades of cells span. */
typedef struct range {
    double low, high;
} range;

static range find_range(const scores *s, const setting *x)
{
    range r = {INFINITY, -INFINITY};
    for (size_t n = 0; n < s->networks.count; n++)
        for (size_t l = 0; l < s->labels.count; l++) {
            const score *c = scores_at(s, x, 0, n, l);
            if (!c->known)
                continue;
            r.low = fmin(r.low, c->value);
            r.high = fmax(r.high, c->value);
        }
    return r;
}

/* Is the own score of a cell above all its blind baselines? 0 without any. */
static int beats_blind(const scores *s, const setting *x, size_t network, size_t label)
{
    const score *own = scores_at(s, x, 0, network, label);
    int compared = 0;
    for (size_t b = 1; b < s->baselines.count; b++) {
        const score *c = scores_at(s, x, b, network, label);
        if (!c->known || !summary_is_blind(s, b))
            continue;
        if (setting_sign(x) * (own->value - c->value) <= 0)
            return 0;
        compared = 1;
    }
    return compared;
}

static int beats_wrong(const scores *s, const setting *x, size_t network, size_t label)
{
    size_t wrong = names_find(&s->baselines, "wrong");
    const score *own = scores_at(s, x, 0, network, label);
    if (wrong == SIZE_MAX)
        return 0;
    const score *c = scores_at(s, x, wrong, network, label);
    return c->known && setting_sign(x) * (own->value - c->value) > 0;
}

static void add_interval(page *p, const score *c)
{
    if (c->has_interval)
        page_add(p, "<small class=\"interval\">[$, $]</small>", draft_number(p, c->lo, 3),
                 draft_number(p, c->hi, 3));
}

static void add_cell(page *p, const scores *s, const setting *x, const range *r, size_t network,
                     size_t label)
{
    const score *c = scores_at(s, x, 0, network, label);
    double share = r->high > r->low ? (c->value - r->low) / (r->high - r->low) : 0;
    if (!c->known) {
        page_add(p, "<td class=\"missing\" title=\"missing\">\u2013</td>");
        return;
    }
    page_add(p, "<td class=\"shade\" style=\"--s:$%\">$", number_fixed(55 * share, 0).text,
             draft_number(p, c->value, 3));
    if (beats_blind(s, x, network, label))
        page_add(p, "<sup title=\"above every blind baseline\">\u25b2</sup>");
    if (beats_wrong(s, x, network, label))
        page_add(p, "<sup title=\"above the masks of other expressions\">\u25c6</sup>");
    add_interval(p, c);
    page_add(p, "</td>");
}

/* Some, or all, of a list. */
typedef struct span {
    size_t first, end;
} span;

static span span_of(size_t index, size_t count)
{
    return index < count ? (span){index, index + 1} : (span){0, count};
}

/* The mean of a baseline's known scores of a network or all, and a label or all;
 * an interval where the table `metrics` has a row for all of them. */
static void add_mean(page *p, const scores *s, const setting *x, size_t baseline, size_t network,
                     size_t label)
{
    span networks = span_of(network, s->networks.count), labels = span_of(label, s->labels.count);
    size_t count = 0;
    double sum = 0;
    for (size_t n = networks.first; n < networks.end; n++)
        for (size_t l = labels.first; l < labels.end; l++) {
            const score *c = scores_at(s, x, baseline, n, l);
            sum += c->known ? c->value : 0;
            count += c->known;
        }
    if (!count) {
        page_add(p, "<td class=\"missing\">\u2013</td>");
        return;
    }
    page_add(p, "<td class=\"mean\">$", draft_number(p, sum / (double)count, 3));
    add_interval(p, scores_at(s, x, baseline, network, label));
    page_add(p, "</td>");
}

static void add_head(page *p, const scores *s)
{
    page_add(p, "<thead><tr><th scope=\"col\">Network</th>");
    for (size_t l = 0; l < s->labels.count; l++)
        page_add(p, "<th scope=\"col\">$</th>", s->labels.items[l]);
    page_add(p, "<th scope=\"col\" class=\"mean\">Mean</th></tr></thead>\n");
}

static int has_baseline(const scores *s, const setting *x, size_t baseline)
{
    for (size_t n = 0; n < s->networks.count; n++)
        for (size_t l = 0; l < s->labels.count; l++)
            if (scores_at(s, x, baseline, n, l)->known)
                return 1;
    return 0;
}

/* The name of the study file, where the host did not make it. */
static const char *baseline_name(const char *baseline)
{
    if (!*baseline)
        return "Mean of networks";
    return strcmp(baseline, "wrong") != 0 ? baseline : "other masks";
}

/* Means over networks: of the own scores, then of each baseline. */
static void add_foot(page *p, const scores *s, const setting *x)
{
    page_add(p, "<tbody class=\"baselines\">\n");
    for (size_t b = 0; b < s->baselines.count; b++) {
        if (b && !has_baseline(s, x, b))
            continue;
        page_add(p, "<tr class=\"$\"><th scope=\"row\" title=\"$\">$</th>", b ? "baseline" : "own",
                 summary_baseline_words(p, s->baselines.items[b]),
                 baseline_name(s->baselines.items[b]));
        for (size_t l = 0; l <= s->labels.count; l++)
            add_mean(p, s, x, b, s->networks.count, l);
        page_add(p, "</tr>\n");
    }
    page_add(p, "</tbody>");
}

static void add_table(page *p, const scores *s, const setting *x)
{
    range r = find_range(s, x);
    page_wide(p, setting_title(p, x));
    page_add(p, "<table class=\"scores\">\n");
    add_head(p, s);
    page_add(p, "<tbody>\n");
    for (size_t n = 0; n < s->networks.count; n++) {
        page_add(p, "<tr><th scope=\"row\">$</th>", s->networks.items[n]);
        for (size_t l = 0; l < s->labels.count; l++)
            add_cell(p, s, x, &r, n, l);
        add_mean(p, s, x, 0, n, s->labels.count);
        page_add(p, "</tr>\n");
    }
    page_add(p, "</tbody>\n");
    add_foot(p, s, x);
    page_add(p, "</table>\n");
    page_wide_end(p);
}

/* Why there are dashes, if there are. */
static void add_gaps(page *p, const scores *s, const setting *x)
{
    size_t gaps = 0;
    for (size_t n = 0; n < s->networks.count; n++)
        for (size_t l = 0; l < s->labels.count; l++)
            gaps += !scores_at(s, x, 0, n, l)->known;
    if (gaps)
        page_add(p, "<p class=\"note\">\u2013: no score, as where a map is the same everywhere "
                    "and has no foreground. Means are over the scores there are, so rows and "
                    "columns with a dash are not quite comparable with others.</p>\n");
}

static void add_definition(page *p, const setting *x)
{
    if (x->info && x->info->source && *x->info->source)
        page_add(p, "<p class=\"note\">$: $.</p>\n", setting_metric(x, 0), x->info->source);
}

void table_write(page *p, const scores *s)
{
    if (!s->count)
        return;
    page_section(p, "scores", "Scores of every network and expression");
    page_add(p,
             "<p>$. Baseline rows are means over the networks: a baseline takes the area of "
             "each map. <span class=\"key\">\u25b2 above every blind baseline of its cell; "
             "\u25c6 above the masks of the other expressions.</span></p>\n",
             setting_title(p, &s->settings[0]));
    add_table(p, s, &s->settings[0]);
    add_gaps(p, s, &s->settings[0]);
    add_definition(p, &s->settings[0]);
    if (s->count > 1)
        page_add(p, "<details class=\"settings\"><summary>$</summary>\n",
                 draft_plural(p, (double)s->count - 1, "other setting", NULL));
    for (size_t i = 1; i < s->count; i++) {
        page_add(p, "<details><summary>$</summary>\n", setting_title(p, &s->settings[i]));
        add_table(p, s, &s->settings[i]);
        add_gaps(p, s, &s->settings[i]);
        add_definition(p, &s->settings[i]);
        page_add(p, "</details>\n");
    }
    if (s->count > 1)
        page_add(p, "</details>\n");
    page_section_end(p);
}
