/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#include "truth.h"

#include <math.h>

enum { ENOUGH_PEOPLE = 5 };

static const char *const side_names[] = {[TRUTH_CAUSE] = "cause", [TRUTH_SHORTCUT] = "shortcut"};

/* ---- Reading ------------------------------------------------------------------------ */

const truth_cell *truth_at(const truth *t, size_t network, size_t explainer)
{
    return &t->cells[network * t->explainers.count + explainer];
}

/* The area under the ROC curve is the same for small and large masks, and needs no
 * foreground; else the first value that has a better end. */
static void choose_metric(draft *d, truth *t)
{
    size_t chosen = SIZE_MAX;
    for (size_t row = 0; row < t->faces->row_count; row++) {
        const char *metric = lk_table_text(t->faces, row, "metric");
        const lk_value_info *info = draft_info(d, metric);
        int is_area = !strcmp(metric, "roc_auc");
        if (is_area || (chosen == SIZE_MAX && info && info->direction))
            chosen = row;
        if (is_area)
            break;
    }
    chosen = chosen == SIZE_MAX ? 0 : chosen;
    t->metric = lk_table_text(t->faces, chosen, "metric");
    t->binarise = lk_table_text(t->faces, chosen, "binarise");
    t->info = draft_info(d, t->metric);
    t->sign = t->info && t->info->direction < 0 ? -1 : 1;
}

static int is_told(const truth *t, const lk_table *from, size_t row)
{
    return !strcmp(lk_table_text(from, row, "metric"), t->metric) &&
           !strcmp(lk_table_text(from, row, "binarise"), t->binarise);
}

/* Of a row of either table; NULL: of none. */
static truth_score *score_of(const truth *t, const lk_table *from, size_t row, truth_cell **cell)
{
    size_t n = names_find(&t->networks, lk_table_text(from, row, "network"));
    size_t x = names_find(&t->explainers, lk_table_text(from, row, "explainer"));
    if (n == SIZE_MAX || x == SIZE_MAX)
        return NULL;
    *cell = &t->cells[n * t->explainers.count + x];
    const char *side = lk_table_text(from, row, "mask");
    return !strcmp(side, side_names[TRUTH_CAUSE])      ? &(*cell)->sides[TRUTH_CAUSE]
           : !strcmp(side, side_names[TRUTH_SHORTCUT]) ? &(*cell)->sides[TRUTH_SHORTCUT]
                                                       : NULL;
}

/* Means over faces: what there is without a statistics stage. `counts` has room for
 * every baseline of every score. */
static void read_faces(truth *t, double *counts)
{
    truth_cell *cell;
    double value;
    for (size_t row = 0; row < t->faces->row_count; row++) {
        truth_score *s = is_told(t, t->faces, row) ? score_of(t, t->faces, row, &cell) : NULL;
        if (!s || !draft_cell(t->faces, row, "value", &value))
            continue;
        size_t b = names_find(&t->baselines, lk_table_text(t->faces, row, "baseline"));
        size_t at =
            ((size_t)(cell - t->cells) * 2 + (size_t)(s - cell->sides)) * t->baselines.count;
        double n = ++counts[at + b];
        s->baselines[b] =
            (n > 1 ? s->baselines[b] : 0) + (value - (n > 1 ? s->baselines[b] : 0)) / n;
    }
}

static void judge_against(const truth *t, truth_score *s, const char *baseline, const contrast *c)
{
    double lo, hi;
    size_t b = names_find(&t->baselines, baseline);
    if (b != SIZE_MAX && s->known)
        s->baselines[b] = s->own.value - c->value;
    if (!baseline_is_blind(&t->controls, baseline))
        return;
    int is_above = truth_span(c, &lo, &hi) && (t->sign > 0 ? lo > 0 : hi < 0);
    if (!strcmp(baseline, "chance"))
        s->beats_chance = (uint8_t)is_above;
    if (!is_above && !s->unbeaten)
        s->unbeaten = baseline;
    s->is_above = (uint8_t)(!s->unbeaten);
}

/* `own` comes before what is taken from it. */
static void read_judged(truth *t)
{
    truth_cell *cell;
    contrast c;
    for (size_t row = 0; t->judged && row < t->judged->row_count; row++) {
        truth_score *s = is_told(t, t->judged, row) ? score_of(t, t->judged, row, &cell) : NULL;
        const char *name = lk_table_text(t->judged, row, "contrast");
        if (!s || !contrast_read(t->judged, row, "value", &c))
            continue;
        if (!strcmp(name, "own")) {
            s->own = c;
            s->known = 1;
        } else if (!strcmp(name, "cause-shortcut")) {
            cell->difference = c;
            cell->has_difference = 1;
        } else if (!strncmp(name, "own-", 4)) {
            judge_against(t, s, name + 4, &c);
        }
    }
}

static void settle(const truth *t, size_t cells)
{
    for (size_t i = 0; i < 2 * cells; i++) {
        truth_score *s = &t->cells[i / 2].sides[i % 2];
        if (!s->known && !isnan(s->baselines[0])) {
            s->own.value = s->baselines[0];
            s->known = 1;
        }
    }
}

int truth_read(draft *d, truth *out)
{
    *out = (truth){.faces = draft_table(d, "truth"), .judged = draft_table(d, "truths")};
    if (!out->faces)
        return 0;
    choose_metric(d, out);
    names_add(d, &out->baselines, "");
    names_add_column(d, &out->networks, out->faces, "network");
    names_add_column(d, &out->explainers, out->faces, "explainer");
    names_add_column(d, &out->baselines, out->faces, "baseline");
    names_add_column(d, &out->controls, draft_table(d, "controls"), "control");
    size_t cells = out->networks.count * out->explainers.count;
    size_t means = cells * 2 * out->baselines.count;
    double *values = draft_alloc(d, means, sizeof *values);
    double *counts = draft_alloc(d, means, sizeof *counts);
    out->cells = draft_alloc(d, cells, sizeof *out->cells);
    if (!values || !counts || !out->cells)
        return 0;
    for (size_t i = 0; i < means; i++) {
        values[i] = NAN;
        counts[i] = 0;
    }
    for (size_t i = 0; i < 2 * cells; i++)
        out->cells[i / 2].sides[i % 2].baselines = values + i * out->baselines.count;
    read_faces(out, counts);
    read_judged(out);
    settle(out, cells);
    return 1;
}

int truth_has_shortcut(const truth *t)
{
    for (size_t i = 0; i < t->networks.count * t->explainers.count; i++)
        if (t->cells[i].sides[TRUTH_SHORTCUT].known)
            return 1;
    return 0;
}

/* ---- What may be chance -------------------------------------------------------------- */

int truth_span(const contrast *c, double *lo, double *hi)
{
    *lo = c->has_t ? c->t_lo : c->value;
    *hi = c->has_t ? c->t_hi : c->value;
    return c->has_t || c->n >= ENOUGH_PEOPLE;
}

const char *truth_number(draft *d, const contrast *c)
{
    const char *value = draft_number(d, c->value, 3);
    return c->has_t ? draft_format(d, "%s [%s, %s]", value, draft_number(d, c->t_lo, 3),
                                   draft_number(d, c->t_hi, 3))
                    : value;
}

static int spans_overlap(const contrast *a, const contrast *b)
{
    double lo[2], hi[2];
    if (!truth_span(a, &lo[0], &hi[0]) || !truth_span(b, &lo[1], &hi[1]))
        return 1;
    return lo[0] <= hi[1] && lo[1] <= hi[0];
}

/* How much more a blind baseline marks the cause than the shortcut, or the other way
 * round: from what on more of it is the network's doing. */
static double blind_leaning(const truth *t, const truth_cell *c, int towards)
{
    double most = 0;
    for (size_t b = 1; b < t->baselines.count; b++) {
        double own =
            towards * (c->sides[TRUTH_CAUSE].baselines[b] - c->sides[TRUTH_SHORTCUT].baselines[b]);
        if (baseline_is_blind(&t->controls, t->baselines.items[b]) && own > most)
            most = own;
    }
    return towards * most;
}

/* 1: clearly the cause, -1: clearly the shortcut, 0: neither. */
static int leaning(const truth *t, const truth_cell *c)
{
    double lo, hi;
    if (!c->has_difference || !truth_span(&c->difference, &lo, &hi))
        return 0;
    int towards = lo > blind_leaning(t, c, 1) ? 1 : hi < blind_leaning(t, c, -1) ? -1 : 0;
    towards *= t->sign;
    return c->sides[towards > 0 ? TRUTH_CAUSE : TRUTH_SHORTCUT].beats_chance ? towards : 0;
}

/* ---- Words -------------------------------------------------------------------------- */

const char *truth_overview(draft *d, const truth *t)
{
    const char *words = "";
    for (size_t x = 0; x < t->explainers.count; x++) {
        size_t found = 0;
        for (size_t n = 0; n < t->networks.count; n++)
            found += truth_at(t, n, x)->sides[TRUTH_CAUSE].is_above;
        words = draft_format(d, "%s%s%s in %s", words, x ? ", by " : "", t->explainers.items[x],
                             found ? draft_count(d, (double)found) : "none");
    }
    return t->networks.count < 2 ? ""
                                 : draft_format(d, "Of %zu networks, the cause is found by %s.",
                                                t->networks.count, words);
}

/* The explainer whose explanations agree best with the cause, `but` left out. */
static size_t best_of(const truth *t, size_t network, size_t but)
{
    size_t best = SIZE_MAX;
    for (size_t x = 0; x < t->explainers.count; x++) {
        const truth_score *s = &truth_at(t, network, x)->sides[TRUTH_CAUSE];
        if (!s->known || x == but)
            continue;
        if (best == SIZE_MAX ||
            t->sign * (s->own.value - truth_at(t, network, best)->sides[TRUTH_CAUSE].own.value) > 0)
            best = x;
    }
    return best;
}

static const truth_score *cause_of(const truth *t, size_t network, size_t explainer)
{
    return &truth_at(t, network, explainer)->sides[TRUTH_CAUSE];
}

/* "chance has 0.500" */
static const char *chance_words(draft *d, const truth *t, const truth_score *s)
{
    size_t b = names_find(&t->baselines, s->unbeaten ? s->unbeaten : "chance");
    if (b == SIZE_MAX || isnan(s->baselines[b]))
        return "";
    return draft_format(d, "; %s has %s", t->baselines.items[b],
                        draft_number(d, s->baselines[b], 3));
}

static const char *runner_words(draft *d, const truth *t, size_t network, size_t best)
{
    size_t next = best_of(t, network, best);
    if (next == SIZE_MAX)
        return "";
    const contrast *own = &cause_of(t, network, best)->own,
                   *other = &cause_of(t, network, next)->own;
    const char *who = t->explainers.items[next], *value = truth_number(d, other);
    if (spans_overlap(own, other))
        return draft_format(d,
                            " Whether it does so better than %s, with %s, is not known: their "
                            "intervals overlap.",
                            who, value);
    return draft_format(d, " %s, the next, has %s.", who, value);
}

const char *truth_verdict(draft *d, const truth *t, size_t network)
{
    const char *name = t->networks.items[network];
    size_t best = best_of(t, network, SIZE_MAX);
    if (best == SIZE_MAX)
        return draft_format(d, "%s: no explanation could be held against the cause.", name);
    const truth_score *s = cause_of(t, network, best);
    const char *who = t->explainers.items[best], *value = truth_number(d, &s->own);
    const char *chance = chance_words(d, t, s);
    double lo, hi;
    if (!truth_span(&s->own, &lo, &hi))
        return draft_format(d,
                            "%s: %s comes nearest to the cause (%s%s), but nothing says what that "
                            "is worth: %s.",
                            name, who, value, chance,
                            t->judged ? "there are too few people"
                                      : "the study has no analysis `inference`");
    if (!s->is_above)
        return draft_format(d,
                            "%s: no explainer is known to find the cause. %s comes nearest (%s%s).",
                            name, who, value, chance);
    return draft_format(d, "%s: %s finds the cause (%s%s).%s", name, who, value, chance,
                        runner_words(d, t, network, best));
}

/* "lime (0.990 [0.980, 1.000] against 0.410 [0.350, 0.470])": the explainers that lean
 * so, and how many they are. */
static const char *list(draft *d, const truth *t, size_t network, int towards, size_t *count)
{
    const char *words = "";
    *count = 0;
    for (size_t x = 0; x < t->explainers.count; x++) {
        const truth_cell *c = truth_at(t, network, x);
        if (!c->has_difference || leaning(t, c) != towards)
            continue;
        const truth_score *more = &c->sides[towards > 0 ? TRUTH_CAUSE : TRUTH_SHORTCUT],
                          *less = &c->sides[towards > 0 ? TRUTH_SHORTCUT : TRUTH_CAUSE];
        const char *numbers = towards
                                  ? draft_format(d, " (%s against %s)", truth_number(d, &more->own),
                                                 truth_number(d, &less->own))
                                  : "";
        words =
            draft_format(d, "%s%s%s%s", words, *count ? ", " : "", t->explainers.items[x], numbers);
        ++*count;
    }
    return words;
}

const char *truth_suspicion(draft *d, const truth *t, size_t network)
{
    const char *name = t->networks.items[network];
    size_t accusing, denying, silent;
    const char *accusers = list(d, t, network, -1, &accusing);
    const char *deniers = list(d, t, network, 1, &denying);
    const char *others = list(d, t, network, 0, &silent);
    if (!accusing)
        return "";
    if (denying)
        return draft_format(d,
                            "The explainers disagree about %s: the shortcut rather than the cause "
                            "is marked by %s, the cause rather than the shortcut by %s.",
                            name, accusers, deniers);
    return draft_format(d, "%s looks at the shortcut: it is marked rather than the cause by %s.%s",
                        name, accusers,
                        silent ? draft_format(d, " Not exposed by %s.", others) : "");
}
