/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#include "summary.h"

/* A mean that grows. */
typedef struct mean {
    double sum;
    size_t count;
} mean;

static void add(mean *m, double value)
{
    m->sum += value;
    m->count++;
}

static double value_of(const mean *m)
{
    return m->count ? m->sum / (double)m->count : 0;
}

int baseline_is_blind(const names *controls, const char *name)
{
    int is_control = names_find(controls, name) != SIZE_MAX;
    return *name && strcmp(name, "wrong") != 0 && strncmp(name, "mirror", 6) != 0 &&
           (!is_control || !strcmp(name, "randomised"));
}

int summary_network(const scores *s, const setting *x, size_t baseline, size_t network, double *out)
{
    mean m = {0};
    for (size_t l = 0; l < s->labels.count; l++) {
        const score *c = scores_at(s, x, baseline, network, l);
        if (c->known)
            add(&m, c->value);
    }
    *out = value_of(&m);
    return m.count > 0;
}

int summary_is_blind(const scores *s, size_t baseline)
{
    return baseline_is_blind(&s->controls, s->baselines.items[baseline]);
}

/* Faces are in the middle of their pictures, so any place in the middle is above
 * chance: what lies nowhere is no baseline to be content with. */
static int has_place(const scores *s, size_t baseline)
{
    const char *name = s->baselines.items[baseline];
    return summary_is_blind(s, baseline) && strcmp(name, "chance") != 0 &&
           (strncmp(name, "random", 6) != 0 || !strcmp(name, "randomised"));
}

static comparison compare(const scores *s, const setting *x, size_t baseline)
{
    comparison c = {0};
    int sign = setting_sign(x);
    mean own = {0}, other = {0};
    for (size_t n = 0; n < s->networks.count; n++) {
        mean network_own = {0}, network_other = {0};
        for (size_t l = 0; l < s->labels.count; l++) {
            const score *a = scores_at(s, x, 0, n, l), *b = scores_at(s, x, baseline, n, l);
            if (!a->known || !b->known)
                continue;
            add(&network_own, a->value);
            add(&network_other, b->value);
            add(&own, a->value);
            add(&other, b->value);
            c.cells_above += sign * (a->value - b->value) > 0;
        }
        c.networks += network_own.count > 0;
        c.networks_above += sign * (network_own.sum - network_other.sum) > 0;
    }
    c.cells = own.count;
    c.own = value_of(&own);
    c.other = value_of(&other);
    return c;
}

static double gain(const summary *y, size_t baseline)
{
    return setting_sign(y->setting) * (y->against[baseline].own - y->against[baseline].other);
}

static int in_most_networks(const comparison *c)
{
    return 4 * c->networks_above >= 3 * c->networks;
}

/* Of the blind baseline and the wrong masks, the one that may be as good by
 * chance; 0: neither. */
static size_t unclear(const summary *y)
{
    return contrast_holds_zero(&y->against[y->blind].judged)   ? y->blind
           : contrast_holds_zero(&y->against[y->wrong].judged) ? y->wrong
                                                               : 0;
}

/* The rules of docs/output.md; html/answer.c has them in the words of the page. */
static verdict judge(const summary *y)
{
    if (!y->cells)
        return VERDICT_NO_SCORES;
    if (y->blind && gain(y, y->blind) <= 0)
        return VERDICT_NO;
    if (y->wrong && gain(y, y->wrong) <= 0)
        return VERDICT_NOT_ITS_OWN;
    if (!y->has_place || !y->wrong)
        return VERDICT_NO_BASELINES;
    if (unclear(y))
        return VERDICT_UNCLEAR;
    return in_most_networks(&y->against[y->blind]) && in_most_networks(&y->against[y->wrong])
               ? VERDICT_YES
               : VERDICT_MIXED;
}

static void count_own(const scores *s, summary *y)
{
    mean own = {0};
    for (size_t n = 0; n < s->networks.count; n++) {
        size_t before = own.count;
        for (size_t l = 0; l < s->labels.count; l++) {
            const score *c = scores_at(s, y->setting, 0, n, l);
            if (c->known)
                add(&own, c->value);
        }
        y->networks += own.count > before;
    }
    for (size_t l = 0; l < s->labels.count; l++) {
        int scored = 0;
        for (size_t n = 0; n < s->networks.count; n++)
            scored |= scores_at(s, y->setting, 0, n, l)->known;
        y->labels += (size_t)scored;
    }
    y->own = value_of(&own);
    y->cells = own.count;
}

/* A network with random weights may have a map in a few cells only, which is too
 * little to rest the answer on. */
static int is_known_well(const summary *y, size_t baseline)
{
    return 2 * y->against[baseline].cells >= y->cells;
}

void summary_make(draft *d, const scores *s, const setting *x, summary *out)
{
    *out = (summary){.setting = x,
                     .misfits = misfit_count(d, s, x),
                     .against = draft_alloc(d, s->baselines.count, sizeof *out->against)};
    if (!out->against)
        return;
    count_own(s, out);
    for (size_t b = 1; b < s->baselines.count; b++) {
        out->against[b] = compare(s, x, b);
        if (!out->against[b].cells)
            continue;
        out->against[b].is_judged =
            (uint8_t)contrast_find(d, s, x, s->baselines.items[b], &out->against[b].judged);
        out->has_place |= has_place(s, b) && is_known_well(out, b);
        if (!strcmp(s->baselines.items[b], "wrong"))
            out->wrong = b;
        else if (summary_is_blind(s, b) && is_known_well(out, b) &&
                 (!out->blind || gain(out, b) < gain(out, out->blind)))
            out->blind = b;
    }
    out->verdict = judge(out);
}

void summary_main(draft *d, const scores *s, summary *out)
{
    *out = (summary){.verdict = VERDICT_NO_SCORES};
    if (s->count)
        summary_make(d, s, &s->settings[0], out);
}

/* ---- Words -------------------------------------------------------------------------- */

const char *summary_word(verdict v)
{
    static const char *const words[] = {
        [VERDICT_NO_SCORES] = "No answer",
        [VERDICT_NO_BASELINES] = "Undecided",
        [VERDICT_NO] = "No",
        [VERDICT_NOT_ITS_OWN] = "Not at the right parts",
        [VERDICT_MIXED] = "Undecided",
        [VERDICT_UNCLEAR] = "Undecided",
        [VERDICT_YES] = "It seems so",
    };
    return words[v];
}

const char *summary_baseline_words(draft *d, const char *baseline)
{
    static const char *const known[][2] = {
        {"", "the networks\u2019 own maps"},
        {"wrong", "the same maps on masks of other expressions"},
        {"chance", "chance (the same area at random places)"},
        {"ellipse", "a centred ellipse of the same area"},
        {"random", "random pixels of the same area"},
        {"mirror", "the same maps, mirrored left to right"},
        {"edges", "the edges of the mean face"},
        {"mean-face", "the brightness of the mean face"},
        {"randomised", "the same networks with random weights"},
    };
    for (size_t i = 0; i < sizeof known / sizeof known[0]; i++)
        if (!strcmp(known[i][0], baseline))
            return known[i][1];
    return draft_format(d, "the baseline %s", baseline);
}

static const char *missing_words(const summary *y)
{
    if (y->has_place)
        return "Nothing here says what these scores are worth: the study has no masks of other "
               "expressions to compare with.";
    if (y->wrong)
        return "Nothing here says what these scores are worth: the study has no blind baseline "
               "with a place of its own, such as a centred ellipse, to compare with.";
    return "Nothing here says what these scores are worth: the study has no blind baseline with a "
           "place of its own, such as a centred ellipse, and no masks of other expressions to "
           "compare with.";
}

static const char *beaten_words(draft *d, const scores *s, const summary *y)
{
    return draft_format(d,
                        "What knows nothing of the networks, %s, does %s: these scores are no "
                        "evidence that the networks look where people look.",
                        summary_baseline_words(d, s->baselines.items[y->blind]),
                        gain(y, y->blind) < 0 ? "better" : "as well");
}

static const char *unclear_words(draft *d, const scores *s, const summary *y)
{
    size_t b = unclear(y);
    return draft_format(d,
                        "On average the maps are above every blind baseline and above the masks of "
                        "other expressions, but their lead over %s may be chance: its interval, "
                        "%s, holds 0.",
                        b == y->wrong ? "those masks"
                                      : summary_baseline_words(d, s->baselines.items[b]),
                        contrast_interval(d, &y->against[b].judged));
}

const char *summary_meaning(draft *d, const scores *s, const summary *y)
{
    switch (y->verdict) {
    case VERDICT_NO_SCORES:
        return "No map of this study was scored against a mask of where people look.";
    case VERDICT_NO_BASELINES:
        return missing_words(y);
    case VERDICT_NO:
        return beaten_words(d, s, y);
    case VERDICT_NOT_ITS_OWN:
        return "The maps are above every blind baseline, but the masks of other expressions fit "
               "them as well: they mark the face, not the parts that set the expression apart.";
    case VERDICT_MIXED:
        return "On average the maps are above every blind baseline and above the masks of other "
               "expressions, but not in three networks out of four.";
    case VERDICT_UNCLEAR:
        return unclear_words(d, s, y);
    case VERDICT_YES:
        return "On average, and in at least three networks out of four, the maps are above every "
               "blind baseline and above the masks of other expressions.";
    }
    return "";
}
