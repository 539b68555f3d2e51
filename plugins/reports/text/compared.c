/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#include "compared.h"

#include "../finding/ablation.h"
#include "../finding/summary.h"
#include "line.h"

enum {
    NAME = 21,
    NUMBER = 8,
    INTERVAL = 17,
    P = 7,
    MOST_GROUPS = 6,
    ENOUGH_NETWORKS = 5,
    LONGEST_VALUE = 40
};

/* ---- In what they differ ------------------------------------------------------------- */

/* The beginning of a long value tells enough: differences.csv has the whole. */
static const char *value_words(draft *d, const lk_table *t, size_t row, const char *column)
{
    const char *text = lk_table_text(t, row, column);
    size_t size = LONGEST_VALUE;
    if (strlen(text) <= LONGEST_VALUE)
        return *text ? text : "(not there)";
    while (size && ((unsigned char)text[size] & 0xc0) == 0x80)
        size--;
    return draft_format(d, "%.*s...", (int)size, text);
}

static void add_differences(draft *d, const lk_table *runs)
{
    const lk_table *t = draft_table(d, "differences");
    const char *first = lk_table_text(runs, 0, "run");
    for (size_t row = 0; t && row < t->row_count; row++)
        line_paragraph(
            d, draft_format(d, "%s differs from %s in: %s %s -> %s", lk_table_text(t, row, "run"),
                            first, lk_table_text(t, row, "key"),
                            value_words(d, t, row, "base_value"), value_words(d, t, row, "value")));
    if (!t)
        line_paragraph(d, "Their studies, data and programs are the same.");
}

/* ---- The table -------------------------------------------------------------------------- */

static const char *interval_words(draft *d, int is_there, double lo, double hi)
{
    return is_there ? draft_format(d, "[%s, %s]", draft_number(d, lo, 3), draft_number(d, hi, 3))
                    : "";
}

static void add_row(draft *d, const scores *s, const setting *x, const luck *l)
{
    const score *own = scores_at(s, x, 0, s->networks.count, s->labels.count);
    contrast c;
    summary y;
    summary_make(d, s, x, &y);
    line_left(d, line_plain(d, x->run), NAME);
    line_right(d, line_plain(d, y.cells ? draft_number(d, y.own, 3) : "none"), NUMBER);
    const char *interval = interval_words(d, own->has_interval, own->lo, own->hi);
    int is_compared = ablation_find(d, s, x, "run", &c);
    if (*interval || is_compared)
        line_right(d, line_plain(d, interval), INTERVAL);
    if (is_compared) {
        line_right(d, line_plain(d, draft_signed(d, c.value, 3)), NUMBER);
        line_right(d, line_plain(d, interval_words(d, c.has_interval, c.lo, c.hi)), INTERVAL);
        line_right(d, c.has_adjusted ? luck_p(d, c.p_adjusted) : "", P);
        if (luck_is_beaten(l, &c))
            draft_bytes(d, "*", 1);
    }
    line_end(d);
}

static void add_heading(draft *d, const setting *x)
{
    setting group = ablation_rest(x, "run");
    line_end(d);
    line_paragraph(d, setting_title(d, &group));
    line_left(d, "run", NAME);
    line_right(d, "value", NUMBER);
    line_right(d, "interval", INTERVAL);
    line_right(d, "- first", NUMBER);
    line_right(d, "interval", INTERVAL);
    line_right(d, "p", P);
    line_end(d);
}

/* The settings that are alike but for the run, where `first` is the first. */
static int is_group(const scores *s, size_t first)
{
    size_t others = 0;
    for (size_t i = 0; i < s->count; i++) {
        if (i == first || !ablation_is_alike(&s->settings[i], &s->settings[first], "run"))
            continue;
        if (i < first)
            return 0;
        others++;
    }
    return others > 0;
}

static void add_groups(draft *d, const scores *s, const luck *l)
{
    size_t groups = 0;
    for (size_t i = 0; i < s->count; i++) {
        if (strcmp(s->settings[i].metric, s->settings[0].metric) != 0 || !is_group(s, i) ||
            groups++ >= MOST_GROUPS)
            continue;
        add_heading(d, &s->settings[i]);
        for (size_t j = i; j < s->count; j++)
            if (ablation_is_alike(&s->settings[i], &s->settings[j], "run"))
                add_row(d, s, &s->settings[j], l);
    }
    line_end(d);
    if (groups > MOST_GROUPS)
        line_paragraph(
            d, draft_format(d, "%zu more settings are in ablations.csv.", groups - MOST_GROUPS));
    if (!groups)
        line_paragraph(d, "The runs share no setting: none of their explainers, alignments, masks "
                          "and binarisations have the same names.");
}

/* ---- Sentences ----------------------------------------------------------------------- */

static void add_caution(draft *d, const scores *s)
{
    if (!s->has_intervals && s->networks.count < ENOUGH_NETWORKS)
        line_paragraph(d,
                       draft_format(d,
                                    "%s: too few for intervals and tests over networks; "
                                    "analyses.inference.cluster=label takes expressions.",
                                    draft_plural(d, (double)s->networks.count, "network", NULL)));
}

static void add_flips(draft *d, const scores *s)
{
    const lk_table *t = draft_table(d, "choices");
    for (size_t row = 0; t && row < t->row_count; row++) {
        double settings, order, best, sign;
        if (strcmp(lk_table_text(t, row, "metric"), s->settings[0].metric) != 0 ||
            !draft_cell(t, row, "settings", &settings) ||
            !draft_cell(t, row, "order_changed", &order) ||
            !draft_cell(t, row, "best_changed", &best) ||
            !draft_cell(t, row, "sign_changed", &sign))
            continue;
        line_paragraph(
            d, draft_format(d,
                            "%s in place of %s: of %s, networks change places in %s, another is "
                            "best in %s, own minus wrong changes sign in %s.",
                            lk_table_text(t, row, "variant"), lk_table_text(t, row, "base"),
                            draft_plural(d, settings, "setting", NULL), draft_count(d, order),
                            draft_count(d, best), draft_count(d, sign)));
    }
}

/* Do they look where people look? For the first setting of each run. */
static void add_answers(draft *d, const scores *s, const lk_table *runs)
{
    const char *words = "";
    for (size_t row = 0; row < runs->row_count; row++)
        for (size_t i = 0; i < s->count; i++) {
            summary y;
            if (strcmp(s->settings[i].run, lk_table_text(runs, row, "run")) != 0)
                continue;
            summary_make(d, s, &s->settings[i], &y);
            words = draft_format(d, "%s%s%s: %s", words, *words ? "; " : "", s->settings[i].run,
                                 summary_word(y.verdict));
            break;
        }
    line_paragraph(d, draft_format(d, "Do these networks look where people look? %s.", words));
}

void compared_add(draft *d, const scores *s)
{
    const lk_table *runs = draft_table(d, "runs");
    luck l = {.alpha = -1};
    int is_judged = s->count && luck_find(d, "ablations", s->settings[0].metric, &l);
    add_differences(d, runs);
    if (!s->count)
        return;
    add_groups(d, s, &l);
    if (is_judged)
        line_paragraph(d, luck_words(d, &l));
    add_caution(d, s);
    add_flips(d, s);
    add_answers(d, s, runs);
}
