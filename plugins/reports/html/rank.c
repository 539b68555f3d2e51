/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#include <math.h>
#include <stdlib.h>

#include "section.h"
#include "svg.h"

/* Critical-difference diagrams (J. Demsar, Statistical comparisons of
 * classifiers over multiple data sets, JMLR 7, 2006): networks by their mean
 * rank over expressions, and which of them cannot be told apart. */

enum { ROW = 20, AXIS = 260, MARGIN = 10, BAR = 12, BELOW = 40 };

typedef struct place {
    const char *network;
    double rank;
} place;

typedef struct ranking {
    size_t count;
    place *places; /* the best first */
    double chi2, p, w, cd, n;
} ranking;

/* Neighbours from `first` to `last` that differ by less than the critical
 * difference. */
typedef struct alike {
    size_t first, last;
} alike;

static int by_rank(const void *a, const void *b)
{
    const place *x = a, *y = b;
    if (x->rank != y->rank)
        return x->rank < y->rank ? -1 : 1;
    return strcmp(x->network, y->network);
}

/* 0 where the statistics stage ranked nothing in this setting. */
static int read_ranking(page *p, const scores *s, const setting *x, ranking *out)
{
    const lk_table *t = draft_table(p, "ranks");
    *out = (ranking){.places = draft_alloc(p, s->networks.count, sizeof *out->places)};
    for (size_t row = 0; t && out->places && row < t->row_count; row++) {
        place *next = &out->places[out->count];
        if (out->count == s->networks.count || !scores_row_is_of(p, s, x, t, row) ||
            !draft_cell(t, row, "mean_rank", &next->rank))
            continue;
        next->network = lk_table_text(t, row, "network");
        out->count++;
        if (!draft_cell(t, row, "cd", &out->cd) || !draft_cell(t, row, "p", &out->p) ||
            !draft_cell(t, row, "chi2", &out->chi2) || !draft_cell(t, row, "w", &out->w) ||
            !draft_cell(t, row, "n", &out->n))
            return 0;
    }
    if (out->count > 1)
        qsort(out->places, out->count, sizeof *out->places, by_rank);
    return out->count > 1;
}

/* The longest runs; their number. */
static size_t find_alike(const ranking *r, alike *out)
{
    size_t count = 0, reached = 0;
    for (size_t i = 0; i < r->count; i++) {
        size_t last = i;
        while (last + 1 < r->count && r->places[last + 1].rank - r->places[i].rank < r->cd)
            last++;
        if (last > i && (!count || last > reached))
            out[count++] = (alike){i, last};
        reached = last > reached ? last : reached;
    }
    return count;
}

/* ---- The drawing ------------------------------------------------------------------------ */

typedef struct sheet {
    page *page;
    const ranking *ranking;
    double left; /* where rank 1 is */
} sheet;

static double x_of(const sheet *s, double rank)
{
    return s->left + AXIS * (rank - 1) / (double)(s->ranking->count - 1);
}

static double y_of(size_t row)
{
    return MARGIN + ROW * ((double)row + .5);
}

static void add_axis(const sheet *s, double bottom)
{
    size_t count = s->ranking->count, step = count > 12 ? (count + 11) / 12 : 1;
    for (size_t i = 1; i <= count; i += step) {
        double x = x_of(s, (double)i);
        svg_line(s->page, "grid", x, MARGIN, x, bottom);
        svg_text(s->page, "tick", x, bottom + 13, draft_count(s->page, (double)i));
    }
    svg_text(s->page, "axis", s->left + AXIS / 2., bottom + 29,
             "mean rank over expressions, 1 is best");
}

static void add_places(const sheet *s)
{
    page *p = s->page;
    for (size_t i = 0; i < s->ranking->count; i++) {
        const place *at = &s->ranking->places[i];
        svg_text(p, "leaf", MARGIN, y_of(i) + 4, svg_shorten(p, at->network));
        page_add(p, "<circle class=\"dot\" cx=\"$\" cy=\"$\" r=\"4\"><title>$: $</title></circle>",
                 svg_coordinate(p, x_of(s, at->rank)), svg_coordinate(p, y_of(i)), at->network,
                 draft_number(p, at->rank, 2));
    }
}

static void draw(page *p, const ranking *r, const alike *groups, size_t group_count)
{
    size_t letters = 4;
    for (size_t i = 0; i < r->count; i++) {
        size_t size = strlen(svg_shorten(p, r->places[i].network));
        letters = size > letters ? size : letters;
    }
    sheet s = {p, r, 2 * MARGIN + SVG_LETTER * (double)letters};
    double bottom = MARGIN + ROW * (double)r->count, right = s.left + AXIS + MARGIN;
    double width = right + BAR * (double)group_count + MARGIN;
    page_add(p,
             "<svg class=\"tree\" viewBox=\"0 0 $ $\" style=\"max-width:$px\" role=\"img\" "
             "aria-label=\"Networks by mean rank; bars join those that cannot be told apart\">",
             svg_coordinate(p, width), svg_coordinate(p, bottom + BELOW), svg_coordinate(p, width));
    add_axis(&s, bottom);
    add_places(&s);
    for (size_t i = 0; i < group_count; i++) {
        double x = right + BAR * ((double)i + .5);
        svg_line(p, "alike", x, y_of(groups[i].first) - 5, x, y_of(groups[i].last) + 5);
    }
    page_add(p, "</svg>\n");
}

/* ---- The section --------------------------------------------------------------------------- */

static void add_words(page *p, const ranking *r, double level)
{
    page_add(p,
             "<p>Over $ expressions the networks' ranks $ (Friedman \u03c7\u00b2 $, p $, "
             "Kendall's W $). ",
             draft_count(p, r->n),
             r->p < level ? "differ by more than chance"
                          : "differ no more than chance would have it",
             draft_number(p, r->chi2, 2), draft_number(p, r->p, 3), draft_number(p, r->w, 2));
    page_add(p,
             "Two networks can be told apart where their mean ranks differ by $ or more (Nemenyi's "
             "critical difference); bars join those that cannot.</p>\n",
             draft_number(p, r->cd, 2));
}

void rank_write(page *p, const scores *s)
{
    ranking r;
    alike *groups = draft_alloc(p, s->networks.count + 1, sizeof *groups);
    if (!groups || !s->count || !read_ranking(p, s, &s->settings[0], &r))
        return;
    page_section(p, "ranks", "Which networks differ");
    page_add(p, "<p class=\"note\">$.</p>\n", setting_title(p, &s->settings[0]));
    add_words(p, &r, .05);
    page_wide(p, "Critical-difference diagram");
    draw(p, &r, groups, find_alike(&r, groups));
    page_wide_end(p);
    page_section_end(p);
}
