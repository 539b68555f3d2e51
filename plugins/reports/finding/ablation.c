/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#include "ablation.h"

static const struct choice {
    const char *name;
    size_t offset; /* of the variant in a setting */
} choices[] = {
    {"explainer", offsetof(setting, explainer)},
    {"align", offsetof(setting, align)},
    {"mask", offsetof(setting, mask)},
    {"binarise", offsetof(setting, binarise)},
    {"run", offsetof(setting, run)},
};

enum { CHOICES = sizeof choices / sizeof choices[0] };

static const char **variant_at(setting *x, size_t choice)
{
    return (const char **)(void *)((char *)x + choices[choice].offset);
}

const char *ablation_variant(const setting *x, const char *choice)
{
    for (size_t i = 0; i < CHOICES; i++)
        if (!strcmp(choices[i].name, choice))
            return *variant_at((setting *)(uintptr_t)x, i);
    return "";
}

setting ablation_rest(const setting *x, const char *choice)
{
    setting rest = *x;
    for (size_t i = 0; i < CHOICES; i++)
        if (!strcmp(choices[i].name, choice))
            *variant_at(&rest, i) = "";
    return rest;
}

int ablation_is_alike(const setting *x, const setting *y, const char *choice)
{
    for (size_t i = 0; i < CHOICES; i++)
        if (strcmp(choices[i].name, choice) != 0 &&
            strcmp(ablation_variant(x, choices[i].name), ablation_variant(y, choices[i].name)) != 0)
            return 0;
    return !strcmp(x->protocol, y->protocol) && !strcmp(x->metric, y->metric);
}

int ablation_find(draft *d, const scores *s, const setting *x, const char *choice, contrast *out)
{
    const lk_table *t = draft_table(d, "ablations");
    for (size_t row = 0; t && row < t->row_count; row++)
        if (!strcmp(lk_table_text(t, row, "choice"), choice) && scores_row_is_of(d, s, x, t, row))
            return contrast_read(t, row, "difference", out);
    return 0;
}

/* ---- Luck ---------------------------------------------------------------------------- */

int luck_find(draft *d, const char *table, const char *metric, luck *out)
{
    const lk_table *t = draft_table(d, "multiplicity");
    for (size_t row = 0; t && row < t->row_count; row++)
        if (!strcmp(lk_table_text(t, row, "table"), table) &&
            !strcmp(lk_table_text(t, row, "metric"), metric)) {
            out->correction = lk_table_text(t, row, "correction");
            return draft_cell(t, row, "tests", &out->tests) &&
                   draft_cell(t, row, "alpha", &out->alpha) &&
                   draft_cell(t, row, "expected", &out->expected) &&
                   draft_cell(t, row, "found", &out->found) &&
                   draft_cell(t, row, "found_corrected", &out->found_corrected);
        }
    return 0;
}

static const char *count_words(draft *d, double count)
{
    return count > 0 ? draft_count(d, count) : "none";
}

/* Without the zeros at its end. */
static const char *tidy(draft *d, double value)
{
    return draft_format(d, "%s", number_exact(value).text);
}

static const char *correction_words(const char *correction)
{
    return !strcmp(correction, "holm")         ? "Holm's correction"
           : !strcmp(correction, "bh")         ? "the correction of Benjamini and Hochberg"
           : !strcmp(correction, "bonferroni") ? "Bonferroni's correction"
                                               : "no correction";
}

const char *luck_words(draft *d, const luck *l)
{
    return draft_format(d,
                        "%s tested. Luck alone would make %s of them significant at %s; %s %s, and "
                        "%s after %s.",
                        draft_plural(d, l->tests, "difference was", "differences were"),
                        tidy(d, l->expected), tidy(d, l->alpha), count_words(d, l->found),
                        l->found > 1 ? "are" : "is", count_words(d, l->found_corrected),
                        correction_words(l->correction));
}

const char *luck_p(draft *d, double p)
{
    return p < .0005 ? "<0.001" : draft_number(d, p, 3);
}

int luck_is_beaten(const luck *l, const contrast *c)
{
    return c->has_adjusted && c->p_adjusted <= l->alpha;
}
