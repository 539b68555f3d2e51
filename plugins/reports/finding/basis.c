/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#include "basis.h"

enum { FEW_FACES = 50, FEW_NETWORKS = 6 };

double basis_faces(const json_t *provenance)
{
    double faces = json_number_value(json_object_get(provenance, "faces"));
    return faces > 0 ? faces : -1;
}

/* The fewest and most faces behind one pooled map, or folds behind one mean. */
static int find_counts(const scores *s, const setting *x, double *least, double *most)
{
    int known = 0;
    for (size_t n = 0; n < s->networks.count; n++)
        for (size_t l = 0; l < s->labels.count; l++) {
            const score *c = scores_at(s, x, 0, n, l);
            if (!c->has_n)
                continue;
            *least = !known || c->n < *least ? c->n : *least;
            *most = !known || c->n > *most ? c->n : *most;
            known = 1;
        }
    return known;
}

static const char *faces_words(draft *d, const scores *s, const summary *y, double faces)
{
    double least, most;
    int folds = !strcmp(y->setting->protocol, "folds");
    const char *unit = folds ? "folds behind each score" : "in each map";
    const char *words =
        faces < 0 ? "number of faces unknown" : draft_plural(d, faces, "face", NULL);
    if (!find_counts(s, y->setting, &least, &most))
        return words;
    if (least == most)
        return draft_format(d, "%s, %s %s", words, draft_count(d, most), unit);
    return draft_format(d, "%s, %s to %s %s", words, draft_count(d, least), draft_count(d, most),
                        unit);
}

/* "= 12 maps"; ", 11 of 12 maps" where some are missing. */
static const char *maps_words(draft *d, const summary *y)
{
    size_t all = y->networks * y->labels;
    if (y->cells == all)
        return draft_format(d, " = %s", draft_plural(d, (double)all, "map", NULL));
    return draft_format(d, ", %s of %s maps", draft_count(d, (double)y->cells),
                        draft_count(d, (double)all));
}

const char *basis_words(draft *d, const scores *s, const summary *y, double faces)
{
    return draft_format(d, "%s \u00d7 %s%s; %s",
                        draft_plural(d, (double)y->networks, "network", NULL),
                        draft_plural(d, (double)y->labels, "expression", NULL), maps_words(d, y),
                        faces_words(d, s, y, faces));
}

/* Of 95 %, by simulation with normal effects: percentile and BCa alike. */
static double true_coverage(double n)
{
    static const struct {
        double most, coverage;
    } found[] = {{8, 84}, {15, 90}, {30, 93}};
    for (size_t i = 0; i < sizeof found / sizeof found[0]; i++)
        if (n <= found[i].most)
            return found[i].coverage;
    return 95;
}

const char *basis_intervals(draft *d, const summary *y)
{
    if (!y->against)
        return "";
    const contrast *c = &y->against[y->wrong ? y->wrong : y->blind].judged;
    if (!c->has_interval)
        return "";
    double coverage = strcmp(c->method, "bootstrap-t") != 0 ? true_coverage(c->n) : 95;
    const char *words = draft_format(d, "square brackets are %s intervals over %s", c->method,
                                     draft_plural(d, c->n, "network", NULL));
    return coverage < 95 ? draft_format(d,
                                        "%s; of so few, one that is to hold the truth in 95 of 100 "
                                        "cases does in about %s",
                                        words, draft_count(d, coverage))
                         : words;
}

/* Of the explanations, how many are of an expression that the network hardly
 * sees in the face; "" where these are the lesser part. */
static const char *faint_words(draft *d)
{
    const lk_table *t = draft_table(d, "items");
    double probability, all = 0, faint = 0;
    for (size_t row = 0; t && row < t->row_count; row++)
        if (!strcmp(lk_table_text(t, row, "measure"), "probability") &&
            draft_cell(t, row, "value", &probability)) {
            all++;
            faint += probability < .5;
        }
    return 2 * faint <= all ? ""
                            : draft_format(d,
                                           "in %s of %s explanations the network itself finds the "
                                           "expression improbable",
                                           draft_count(d, faint), draft_count(d, all));
}

size_t basis_cautions(draft *d, const scores *s, const summary *y, double faces,
                      caution out[CAUTIONS])
{
    const char *faint = faint_words(d);
    size_t count = 0;
    if (y->networks < FEW_NETWORKS)
        out[count++] = (caution){"Few networks",
                                 y->networks == 1
                                     ? "the answer is about this one, not about networks in general"
                                     : "the answer is about these, not about networks in general"};
    if (faces >= 0 && faces < FEW_FACES)
        out[count++] = (caution){"Few faces", "other faces may give other numbers"};
    if (*faint)
        out[count++] = (caution){"Not their expression", faint};
    if (!s->has_intervals)
        out[count++] = (caution){"No margins of error", "a small difference may be chance"};
    return count;
}
