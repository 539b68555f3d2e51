/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#include <math.h>

#include "record.h"
#include "scatter.h"
#include "section.h"

/* What explainers cost beside how steady they are. */

static const double steady = .5;   /* a correlation below it is another story */
static const double own_work = .1; /* the share of passes that may be found in the store */
enum { MOST_NAMED = 8 };           /* explainers; more are numbered in the plots */

typedef enum shape { SECONDS, COUNT, TIMES, SHARE, NUMBER } shape;

static const struct {
    const char *title;
    shape shape;
} columns[RECORD_SHOWN] = {
    [RECORD_SECONDS] = {"Time for a face", SECONDS},
    [RECORD_PASSES] = {"Passes for a face", COUNT},
    [RECORD_SAVING] = {"Saving", TIMES},
    [RECORD_FOUND] = {"Passes found", SHARE},
    [RECORD_DRAWS] = {"Likeness to another draw\u00a0\u2191", NUMBER},
    [RECORD_HALVES] = {"Correlation of halves\u00a0\u2191", NUMBER},
    [RECORD_NEARBY] = {"Change nearby\u00a0\u2193", NUMBER},
    [RECORD_MISSED] = {"Missed of the sum\u00a0\u2193", SHARE},
    [RECORD_FIT] = {"Fit\u00a0\u2191", NUMBER},
    [RECORD_DELETION] = {"Deletion\u00a0\u2193", NUMBER},
    [RECORD_INSERTION] = {"Insertion\u00a0\u2191", NUMBER},
};

static const char *duration(page *p, double seconds)
{
    return seconds < 1 ? draft_format(p, "%s\u00a0ms", draft_short(p, 1000 * seconds))
                       : draft_format(p, "%s\u00a0s", draft_short(p, seconds));
}

static const char *words(page *p, record_column column, double value)
{
    switch (columns[column].shape) {
    case SECONDS:
        return duration(p, value);
    case COUNT:
        return draft_count(p, value);
    case TIMES:
        return draft_format(p, "%s\u00a0\u00d7", draft_short(p, value));
    case SHARE:
        return draft_format(p, "%s\u00a0%%", draft_number(p, 100 * value, value > 0 && value < .1));
    default:
        return draft_short(p, value);
    }
}

/* ---- Sentences ------------------------------------------------------------------------ */

/* Not a number where much of it was another explainer's work. */
static double own_seconds(const record *r, size_t explainer)
{
    return record_value(r, explainer, RECORD_FOUND) > own_work
               ? NAN
               : record_value(r, explainer, RECORD_SECONDS);
}

static void add_cost(page *p, const record *r)
{
    size_t least = 0, most = 0, others = 0;
    for (size_t x = 0; x < r->explainers.count; x++) {
        double value = own_seconds(r, x);
        others += record_value(r, x, RECORD_FOUND) > own_work;
        if (isnan(value))
            continue;
        if (!(value >= own_seconds(r, least)))
            least = x;
        if (!(value <= own_seconds(r, most)))
            most = x;
    }
    double low = own_seconds(r, least), high = own_seconds(r, most);
    if (!(low < high))
        return;
    page_add(p, "<p>$he least time for a face is that of <b>$</b>, $, the most that of <b>$</b>, $",
             others ? "Of those that did their own passes t" : "T", r->explainers.items[least],
             duration(p, low), r->explainers.items[most], duration(p, high));
    if (low > 0)
        page_add(p, ", $ times as long",
                 high < 100 * low ? draft_short(p, high / low) : draft_count(p, high / low));
    page_add(p, ".</p>\n");
}

/* Which explainers another half, or another draw, would contradict. */
static void add_steadiness(page *p, const record *r, record_column column, const char *story,
                           const char *measure)
{
    size_t least = SIZE_MAX, count = 0;
    for (size_t x = 0; x < r->explainers.count; x++) {
        double value = record_value(r, x, column);
        if (isnan(value))
            continue;
        if (least == SIZE_MAX || value < record_value(r, least, column))
            least = x;
        if (value >= steady)
            continue;
        page_add(p, "$", count++ ? ", " : story);
        page_add(p, "<b>$</b> ($)", r->explainers.items[x], draft_number(p, value, 2));
    }
    if (least == SIZE_MAX)
        return;
    if (count)
        page_add(p, ". $ is below $ on average.\n", measure, draft_number(p, steady, 1));
    else
        page_add(p,
                 "$ is $ or more with every explainer that has it, the least with <b>$</b> ($).\n",
                 measure, draft_number(p, steady, 1), r->explainers.items[least],
                 draft_number(p, record_value(r, least, column), 2));
}

static void add_sentences(page *p, const record *r)
{
    add_cost(p, r);
    page_add(p, "<p>");
    add_steadiness(p, r, RECORD_HALVES, "Half of the samples would tell another story of ",
                   "The rank correlation of two halves");
    add_steadiness(p, r, RECORD_DRAWS, "Other random numbers would tell another story of ",
                   "The likeness of two draws of a heatmap");
    if (!record_has(r, RECORD_HALVES) && !record_has(r, RECORD_DRAWS))
        page_add(p, "Nothing in this study tells how steady they are: the metric "
                    "<code>robustness</code> would.");
    page_add(p, "</p>\n");
}

/* ---- Plots ----------------------------------------------------------------------------- */

static const char *label_of(page *p, const record *r, size_t explainer)
{
    return r->explainers.count > MOST_NAMED ? draft_format(p, "%zu", explainer + 1)
                                            : r->explainers.items[explainer];
}

static void add_plot(page *p, const record *r, record_column column, const char *title)
{
    size_t count = r->explainers.count;
    scatter_point *points = draft_alloc(p, count, sizeof *points);
    if (!points || !record_has(r, column))
        return;
    for (size_t x = 0; x < count; x++) {
        double seconds = record_value(r, x, RECORD_SECONDS), y = record_value(r, x, column);
        points[x] = (scatter_point){
            .x = seconds,
            .y = y,
            .label = label_of(p, r, x),
            .words = draft_format(p, "%s: %s, %s", r->explainers.items[x], duration(p, seconds),
                                  isnan(y) ? "unknown" : draft_number(p, y, 3)),
            .is_hollow = record_value(r, x, RECORD_FOUND) > 0};
    }
    scatter s = {.name = draft_format(p, "%s by the time for a face", title),
                 .x_title = "Seconds for a face",
                 .y_title = title,
                 .strip = "unknown",
                 .count = count,
                 .points = points};
    page_add(p, "<div class=\"circle\">\n");
    scatter_draw(p, &s);
    page_add(p, "</div>\n");
}

/* One measure a plot: halves of the samples and whole draws are not to be compared. */
static void add_plots(page *p, const record *r)
{
    int has_draws = record_has(r, RECORD_DRAWS), has_halves = record_has(r, RECORD_HALVES);
    if (!record_has(r, RECORD_SECONDS) ||
        !(has_draws || has_halves || record_has(r, RECORD_NEARBY)))
        return;
    page_add(p, "<div class=\"circles\">\n");
    if (has_draws)
        add_plot(p, r, RECORD_DRAWS, "Likeness to another draw");
    else
        add_plot(p, r, RECORD_HALVES, "Rank correlation of two halves of the samples");
    add_plot(p, r, RECORD_NEARBY, "Mean change nearby (less is steadier)");
    page_add(p, "</div>\n<p class=\"note\">");
    if (r->explainers.count > MOST_NAMED)
        page_add(p, "Numbers are those of the table. ");
    page_add(p, "$",
             has_draws    ? "An explainer that draws no random numbers is its own likeness, "
                            "which says nothing of how right it is. "
             : has_halves ? "Unknown is the correlation of explainers that have no samples "
                            "to halve; most of them tell the same each time. "
                          : "");
    if (record_has(r, RECORD_FOUND))
        page_add(p, "Hollow points found some of their passes done by another explainer: alone "
                    "they would take longer. ");
    page_add(p, "Times differ from run to run.</p>\n");
}

/* ---- The table -------------------------------------------------------------------------- */

static void add_cell(page *p, const record *r, size_t explainer, record_column column)
{
    double value = record_value(r, explainer, column), chance;
    if (isnan(value)) {
        page_add(p, "<td class=\"missing\">\u2013</td>");
        return;
    }
    page_add(p, "<td>$", words(p, column, value));
    chance = record_chance(r, explainer, column);
    if (!isnan(chance))
        page_add(p, " <small>random $</small>", words(p, column, chance));
    page_add(p, "</td>");
}

static void add_row(page *p, const record *r, size_t explainer)
{
    page_add(p, "<tr><th scope=\"row\">");
    if (r->explainers.count > MOST_NAMED)
        page_add(p, "<small>$</small>\u00a0", label_of(p, r, explainer));
    page_add(p, "$</th>", r->explainers.items[explainer]);
    for (record_column c = 0; c < RECORD_SHOWN; c++)
        if (record_has(r, c))
            add_cell(p, r, explainer, c);
    page_add(p, "</tr>\n");
}

static void add_table(page *p, const record *r)
{
    page_wide(p, "Explainers beside each other");
    page_add(p, "<table class=\"quality\"><thead><tr><th scope=\"col\">Explainer</th>");
    for (record_column c = 0; c < RECORD_SHOWN; c++)
        if (record_has(r, c)) {
            const lk_value_info *info = draft_info(p, record_id(c));
            page_add(p, "<th scope=\"col\" title=\"$\">$</th>",
                     info && info->source ? info->source : "", columns[c].title);
        }
    page_add(p, "</tr></thead>\n<tbody>");
    for (size_t x = 0; x < r->explainers.count; x++)
        add_row(p, r, x);
    page_add(p, "</tbody></table>\n");
    page_wide_end(p);
}

/* ---- The section ------------------------------------------------------------------------ */

static void add_note(page *p, const record *r)
{
    page_add(p, "<p class=\"note\">Times and passes are means over networks, the others over "
                "all explanations; \u2191 higher is better, \u2193 lower.");
    if (record_has(r, RECORD_SAVING))
        page_add(p, " Saving: how many times as long the passes would take one by one.");
    if (record_has(r, RECORD_MISSED))
        page_add(p, " Missed of the sum: by how much the values of all parts miss what they "
                    "should add up to, as a share of it.");
    if (record_has(r, RECORD_DELETION) || record_has(r, RECORD_INSERTION))
        page_add(p, " Random: what heatmaps with their values in random places get, over the same "
                    "segments. Where these differ between explainers, each is to be held against "
                    "its own; over squares, which are the same for all, they can be compared "
                    "directly.");
    page_add(p, "</p>\n");
}

static void add_links(page *p)
{
    static const char *const others[][2] = {
        {"scores", "how far they agree with people"},
        {"similarity", "how far with each other"},
        {"truth", "whether they find what makes the label"},
    };
    page_add(p, "<p>What each explainer costs, how steady it is, and whether the networks bear "
                "it out. <a href=\"#effort\">All that it took</a> is below");
    for (size_t i = 0; i < sizeof others / sizeof others[0]; i++)
        if (page_has_section(p, others[i][0]))
            page_add(p, "; <a href=\"#$\">$</a>", others[i][0], others[i][1]);
    page_add(p, ".</p>\n");
}

void explainers_write(page *p)
{
    record r;
    if (!record_read(p, &r))
        return;
    page_section(p, "explainers", "What explainers cost, and how steady they are");
    add_links(p);
    add_sentences(p, &r);
    add_plots(p, &r);
    add_table(p, &r);
    add_note(p, &r);
    steadiness_write(p);
    page_section_end(p);
}
