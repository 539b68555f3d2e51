/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#include "section.h"

static const char *capital(page *p, const char *words)
{
    if (*words < 'a' || *words > 'z')
        return words;
    return draft_format(p, "%c%s", *words - 'a' + 'A', words + 1);
}

static const char *baseline_words(page *p, const scores *s, size_t baseline)
{
    return summary_baseline_words(p, s->baselines.items[baseline]);
}

/* ---- The verdict ------------------------------------------------------------------ */

/* The lowest and the highest network, where there are several. */
static void add_spread(page *p, const scores *s, const summary *y)
{
    size_t low = SIZE_MAX, high = SIZE_MAX;
    double value, least = 0, most = 0;
    for (size_t n = 0; n < s->networks.count; n++) {
        if (!summary_network(s, y->setting, 0, n, &value))
            continue;
        if (low == SIZE_MAX || value < least) {
            low = n;
            least = value;
        }
        if (high == SIZE_MAX || value > most) {
            high = n;
            most = value;
        }
    }
    if (low != high)
        page_add(p, " ($ $ to $ $)", s->networks.items[low], draft_number(p, least, 3),
                 s->networks.items[high], draft_number(p, most, 3));
}

/* By how much the own maps are ahead, with its interval. */
static void add_gain(page *p, const comparison *c)
{
    if (c->judged.has_interval)
        page_add(p, " (own \u2212 this: $ $)", draft_signed(p, c->judged.value, 3),
                 contrast_interval(p, &c->judged));
}

static void add_numbers(page *p, const scores *s, const summary *y)
{
    const setting *x = y->setting;
    const char *own = draft_number(p, y->own, 3);
    if (!strcmp(x->metric, "iou"))
        page_add(p,
                 "On average their maps overlap the mask of the right expression with an "
                 "<abbr title=\"Intersection over union: 1 where map and mask are the same, 0 "
                 "where they do not touch\">IoU</abbr> of <b>$</b>",
                 own);
    else
        page_add(p,
                 "On average their maps score <b>$</b> on the mask of the right expression ($). ",
                 own, setting_metric(x, 0));
    add_spread(p, s, y);
    page_add(p, ". ");
    if (y->blind) {
        page_add(p, "$ reaches <b>$</b>", capital(p, baseline_words(p, s, y->blind)),
                 draft_number(p, y->against[y->blind].other, 3));
        add_gain(p, &y->against[y->blind]);
        page_add(p, ". ");
    }
    if (y->wrong) {
        page_add(p, "On the masks of the <em>other</em> expressions the same maps get <b>$</b>",
                 draft_number(p, y->against[y->wrong].other, 3));
        add_gain(p, &y->against[y->wrong]);
        page_add(p, ".");
    }
}

static void add_wrong(page *p, const summary *y)
{
    const comparison *c = &y->against[y->wrong];
    double difference = setting_sign(y->setting) * (c->own - c->other);
    if (!y->wrong)
        return;
    if (difference <= 0)
        page_add(p,
                 " Nor do the maps fit the masks of their own expression better than those of the "
                 "others.");
    else
        page_add(
            p,
            " The maps fit the masks of their own expression better than those of the others by "
            "$ on average, in $ of $ networks.",
            draft_number(p, difference, 3), draft_count(p, (double)c->networks_above),
            draft_count(p, (double)c->networks));
    if (contrast_holds_zero(&c->judged))
        page_add(p, " That may be chance: the interval of this difference holds 0.");
    if (y->misfits.count)
        page_add(p, " $ of $ maps fit the mask of some other expression better than their own.",
                 draft_count(p, (double)y->misfits.count), draft_count(p, (double)y->misfits.of));
}

static void add_verdict(page *p, const scores *s, const summary *y)
{
    page_add(p, "<p class=\"verdict\"><strong>$.</strong> ", summary_word(y->verdict));
    if (y->cells)
        add_numbers(p, s, y);
    page_add(p, "</p>\n<p class=\"meaning\">$", summary_meaning(p, s, y));
    if (y->verdict == VERDICT_NO)
        add_wrong(p, y);
    page_add(p, "</p>\n");
}

/* ---- What stands behind it ----------------------------------------------------------- */

static void add_cautions(page *p, const scores *s, const summary *y, double faces)
{
    caution found[CAUTIONS];
    size_t count = basis_cautions(p, s, y, faces, found);
    for (size_t i = 0; i < count; i++)
        page_add(p, " <b>$:</b> $.", found[i].name, found[i].meaning);
    const char *intervals = basis_intervals(p, y);
    if (*intervals)
        page_add(p, " <b>Intervals:</b> $.", intervals);
}

static void add_basis(page *p, const scores *s, const summary *y, double faces)
{
    page_add(p, "<p class=\"basis\">Behind it: $. Setting: $.", basis_words(p, s, y, faces),
             setting_title(p, y->setting));
    add_cautions(p, s, y, faces);
    page_add(p, "</p>\n");
}

/* ---- Other settings -------------------------------------------------------------------- */

static void add_setting_row(page *p, const scores *s, const summary *y)
{
    page_add(p, "<tr><th scope=\"row\">$</th><td>$</td>", setting_title(p, y->setting),
             y->cells ? draft_number(p, y->own, 3) : "");
    if (y->blind)
        page_add(p, "<td>$ <small>$</small></td>", draft_number(p, y->against[y->blind].other, 3),
                 s->baselines.items[y->blind]);
    else
        page_add(p, "<td></td>");
    page_add(p, "<td>$</td><td class=\"words\">$</td></tr>\n",
             y->wrong ? draft_number(p, y->against[y->wrong].other, 3) : "",
             summary_word(y->verdict));
}

static void add_others(page *p, const scores *s, const summary *all)
{
    size_t same = 0;
    for (size_t i = 1; i < s->count; i++)
        same += all[i].verdict == all[0].verdict;
    if (s->count < 2)
        return;
    page_add(p, "<details><summary>The same rules give the same answer in $ of $</summary>\n",
             draft_count(p, (double)same),
             draft_plural(p, (double)s->count - 1, "other setting", NULL));
    page_wide(p, "The answer in each setting");
    page_add(p, "<table><thead><tr><th scope=\"col\">Setting</th><th scope=\"col\">Own</th><th "
                "scope=\"col\">Best blind baseline</th><th scope=\"col\">Other masks</th><th "
                "scope=\"col\">Answer</th></tr></thead>\n<tbody>\n");
    for (size_t i = 0; i < s->count; i++)
        add_setting_row(p, s, &all[i]);
    page_add(p, "</tbody></table>\n");
    page_wide_end(p);
    page_add(p, "</details>\n");
}

static void add_rules(page *p)
{
    page_add(
        p,
        "<details><summary>How the answer is reached</summary>\n<p>By rule, from the means in the "
        "table above. <b>No</b>: some blind baseline (one that does not see the network: chance, "
        "shapes, random pixels) is as good as the maps or better. <b>Not at the right parts</b>: "
        "the maps are above every blind baseline, but the masks of the other expressions fit them "
        "as well as their own. <b>It seems so</b>: the maps are above both, on average and in at "
        "least three networks out of four, and no interval of these differences holds 0. "
        "<b>Undecided</b>: above both on average only, or no "
        "blind baseline with a place of its own (as an ellipse has; random pixels are beaten by "
        "anything in the middle of a face) or no masks of other expressions are there to compare "
        "with. Mirrored maps are shown, but do not count: masks "
        "are nearly symmetric. A map is one network and one expression; every map has the same "
        "weight, and a comparison takes the maps that have both scores. Numbers are rounded one by "
        "one: a difference may be one off in its last digit from that of the two rounded "
        "numbers.</p>\n</details>\n");
}

void answer_write(page *p, const scores *s, double faces)
{
    summary *all = draft_alloc(p, s->count + 1, sizeof *all);
    if (!all)
        return;
    summary_main(p, s, &all[0]);
    for (size_t i = 1; i < s->count; i++)
        summary_make(p, s, &s->settings[i], &all[i]);
    page_add(p, "<h1>Do these networks look where people look?</h1>\n");
    add_verdict(p, s, &all[0]);
    truth_notice(p);
    failure_notice(p);
    conduct_notice(p);
    if (!all[0].cells)
        return;
    versus_write(p, s, &all[0]);
    add_basis(p, s, &all[0], faces);
    add_others(p, s, all);
    add_rules(p);
}
