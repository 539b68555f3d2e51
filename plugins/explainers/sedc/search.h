/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#ifndef EXPLAINERS_SEDC_SEARCH_H
#define EXPLAINERS_SEDC_SEARCH_H

/* Best-first search for a set of segments without which the network chooses another
 * class. Of all sets that were scored and not yet grown, the one that takes most from
 * the score is grown by each further segment; the first sets that change the class end
 * the search, and of these the one that takes most is kept. */

#include "../coalition/options.h"

typedef struct search {
    const coalition_options *options;
    coalition problem; /* row 0 hides nothing; each other row a set, none twice in a search */
    uint32_t chosen;   /* the class of row 0 */
    size_t limit;      /* rows at most */
    uint8_t *is_grown; /* rows of the search */
} search;

/* What a set comes to. */
typedef struct counterfactual {
    int is_found, is_out_of_rows;
    uint32_t size, to;    /* the class that is chosen without it */
    double drop;          /* of the score of the class that was chosen */
    int is_smallest;      /* all smaller sets were scored, and none changes the class */
    size_t rows;          /* scored in all */
    double *contribution; /* segments: what the score gets back with a member; 0 for others */
} counterfactual;

/* Score the whole view. `limit`: how many views the search scores at most. */
lk_status search_open(lk_context *ctx, const coalition_options *o,
                      const lk_explain_request *request, size_t limit, search *out);

/* Find a set, and take members out of it until none can be shown again. */
lk_status search_run(lk_context *ctx, search *s, counterfactual *out);

#endif
