/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#include "section.h"

#include <math.h>

/* Where the bars begin and end. */
typedef struct scale {
    double low, high;
} scale;

static void reach(scale *c, double value)
{
    c->low = fmin(c->low, value);
    c->high = fmax(c->high, value);
}

static scale find_scale(const scores *s, const summary *y)
{
    scale c = {0, 0};
    double value;
    reach(&c, y->own);
    for (size_t b = 0; b < s->baselines.count; b++) {
        if (b && !y->against[b].cells)
            continue;
        reach(&c, y->against[b].other);
        for (size_t n = 0; n < s->networks.count; n++)
            if (summary_network(s, y->setting, b, n, &value))
                reach(&c, value);
    }
    if (c.high <= c.low)
        c.high = c.low + 1;
    return c;
}

static const char *percent(page *p, const scale *c, double value)
{
    return draft_format(p, "%s%%",
                        number_fixed(100 * (value - c->low) / (c->high - c->low), 1).text);
}

static void add_ticks(page *p, const scores *s, const summary *y, const scale *c, size_t baseline)
{
    double value;
    for (size_t n = 0; n < s->networks.count; n++)
        if (summary_network(s, y->setting, baseline, n, &value))
            page_add(p, "<i style=\"left:$\"></i>", percent(p, c, value));
}

static void add_bar(page *p, const scores *s, const summary *y, const scale *c, size_t baseline)
{
    double value = baseline ? y->against[baseline].other : y->own;
    double from = fmin(value, 0), to = fmax(value, 0);
    page_add(
        p,
        "<td role=\"cell\"><div class=\"bar\"><span class=\"value\">$</span><span class=\"track\" "
        "aria-hidden=\"true\"><span class=\"fill\" style=\"left:$;right:calc(100% - "
        "$)\"></span>",
        draft_number(p, value, 3), percent(p, c, from), percent(p, c, to));
    add_ticks(p, s, y, c, baseline);
    page_add(p, "<b style=\"left:$\"></b></span></div></td>", percent(p, c, y->own));
}

static const char *share(page *p, size_t part, size_t whole)
{
    return draft_format(p, "%zu of %zu", part, whole);
}

static const char *above_words(const summary *y)
{
    return setting_sign(y->setting) > 0 ? "higher" : "lower";
}

static void add_row(page *p, const scores *s, const summary *y, const scale *c, size_t baseline)
{
    const char *name = s->baselines.items[baseline];
    const comparison *a = &y->against[baseline];
    page_add(p, "<tr role=\"row\" class=\"$\"><th scope=\"row\" role=\"rowheader\">$</th>",
             !baseline                       ? "own"
             : baseline == y->blind          ? "best"
             : summary_is_blind(s, baseline) ? "blind"
                                             : "other",
             summary_baseline_words(p, name));
    add_bar(p, s, y, c, baseline);
    if (baseline)
        page_add(p,
                 "<td role=\"cell\" data-name=\"own \u2212 this\">$ <small>$</small></td><td "
                 "role=\"cell\" "
                 "data-name=\"own $, maps\">$</td><td role=\"cell\" data-name=\"own $, "
                 "networks\">$</td></tr>\n",
                 draft_signed(p, a->own - a->other, 3), contrast_interval(p, &a->judged),
                 above_words(y), share(p, a->cells_above, a->cells), above_words(y),
                 share(p, a->networks_above, a->networks));
    else
        page_add(p, "<td role=\"cell\" class=\"none\"></td><td role=\"cell\" "
                    "class=\"none\"></td><td role=\"cell\" class=\"none\"></td></tr>\n");
}

void versus_write(page *p, const scores *s, const summary *y)
{
    scale c = find_scale(s, y);
    const char *above = above_words(y);
    page_add(p,
             "<table class=\"versus\" role=\"table\">\n<caption>Mean $ with the masks. Ticks are "
             "networks; the line is the mean of their own maps.</caption>\n<thead><tr "
             "role=\"row\"><th scope=\"col\" role=\"columnheader\">What is laid on the masks</th>"
             "<th scope=\"col\" role=\"columnheader\">Mean $</th><th scope=\"col\" "
             "role=\"columnheader\">Own \u2212 this</th><th scope=\"col\" "
             "role=\"columnheader\">Own $, maps</th><th scope=\"col\" "
             "role=\"columnheader\">Own $, networks</th></tr></thead>\n<tbody>\n",
             setting_metric(y->setting, 1), setting_metric(y->setting, 1), above, above);
    for (size_t b = 0; b < s->baselines.count; b++)
        if (!b || y->against[b].cells)
            add_row(p, s, y, &c, b);
    page_add(p, "</tbody></table>\n");
}
