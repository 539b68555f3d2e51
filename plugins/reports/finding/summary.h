/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#ifndef REPORTS_FINDING_SUMMARY_H
#define REPORTS_FINDING_SUMMARY_H

#include "contrast.h"
#include "misfit.h"

/* What a setting's cells say on the whole. */

/* The networks' own scores against one baseline, over the cells that have both. */
typedef struct comparison {
    double own, other; /* means */
    size_t cells, cells_above, networks, networks_above;
    uint8_t is_judged; /* by a statistics stage */
    contrast judged;
} comparison;

typedef enum verdict {
    VERDICT_NO_SCORES,
    VERDICT_NO_BASELINES,
    VERDICT_NO,          /* something blind does as well */
    VERDICT_NOT_ITS_OWN, /* the masks of other expressions fit as well */
    VERDICT_MIXED,       /* better on average, but not in most networks */
    VERDICT_UNCLEAR,     /* better on average, but by less than chance may give */
    VERDICT_YES
} verdict;

typedef struct summary {
    const setting *setting;
    verdict verdict;
    double own; /* mean of all own scores; where there are `cells` */
    size_t cells, networks, labels;
    comparison *against; /* one for each baseline of the scores; [0] is unused */
    size_t blind, wrong; /* the best blind baseline that has scores in at least half of
                            the cells, and the wrong masks; 0: none */
    misfit misfits;
    int has_place; /* some blind baseline lies somewhere: chance and random pixels do not */
} summary;

void summary_make(draft *d, const scores *s, const setting *x, summary *out);

/* That of the main setting; of none where nothing was scored. */
void summary_main(draft *d, const scores *s, summary *out);

/* The mean of one network over its labels: 0 where it has no score. */
int summary_network(const scores *s, const setting *x, size_t baseline, size_t network,
                    double *mean);

/* Does this baseline know nothing of the network? Mirrored maps and wrong masks
 * do: they are its own map. So do controls, of which `randomised` alone is held to
 * have lost all that was learnt. */
int summary_is_blind(const scores *s, size_t baseline);
int baseline_is_blind(const names *controls, const char *name);
/* "a centred ellipse of the same area" */
const char *summary_baseline_words(draft *d, const char *baseline);
/* "No", "Undecided", ... */
const char *summary_word(verdict v);
/* What the verdict rests on, and what follows from it. */
const char *summary_meaning(draft *d, const scores *s, const summary *y);

#endif
