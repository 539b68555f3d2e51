/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#include <likeness/plugin.h>

#include <math.h>

#include "../../metrics/common/value.h"
#include "search.h"

enum { SCORE, FOUND, SIZE, TO, DROP, SMALLEST, EVALUATED, VALUE_COUNT };

#define NONE "no set of segments was found that changes the class"
#define OTHER_CLASS "the network chooses another class for the whole view"
#define OUT_OF_ROWS "the views of `limit` were spent before the class changed"
#define NEVER_CHANGES "hiding any set of segments leaves the class"

typedef struct sedc {
    coalition_options options;
    int64_t limit;
} sedc;

static const lk_param params[] = {
    COALITION_PARAMS,
    {.name = "limit",
     .type = LK_INT,
     .offset = offsetof(sedc, limit),
     .fallback = "2000",
     .low = 2,
     .high = 20000,
     .unit = "views",
     .doc = "How many views the search scores at most; making the set minimal takes some more."},
};

static const lk_value_info values[VALUE_COUNT] = {
    [SCORE] = SCORE_OF_VIEW,
    [FOUND] = {.id = "found",
               .title = "A set was found",
               .unit = "",
               .high = 1,
               .missing = OTHER_CLASS,
               .source = "1 where the class changes without the set, 0 where none was found"},
    [SIZE] = {.id = "size",
              .title = "Segments of the set",
              .unit = "",
              .low = 1,
              .high = INFINITY,
              .direction = -1,
              .missing = NONE,
              .source = "Vermeire and others, 2022"},
    [TO] = {.id = "becomes",
            .title = "Class without the set",
            .unit = "",
            .high = INFINITY,
            .missing = NONE,
            .source = "Its number among the network's classes, from 0"},
    [DROP] = {.id = "drop",
              .title = "Drop of the score without the set",
              .unit = "",
              .low = -INFINITY,
              .high = INFINITY,
              .missing = NONE,
              .source = ""},
    [SMALLEST] = {.id = "smallest",
                  .title = "No smaller set changes the class",
                  .unit = "",
                  .high = 1,
                  .missing = NONE,
                  .source = "1 where all smaller sets were scored, 0 where nobody knows"},
    [EVALUATED] = {.id = "samples",
                   .title = "Scored views",
                   .unit = "",
                   .low = 1,
                   .high = INFINITY,
                   .missing = "",
                   .source = ""},
};

static void diagnose(const search *s, const counterfactual *f, uint32_t slot, lk_value *out)
{
    const coalition *c = &s->problem;
    int is_chosen = c->request->classes[slot] == s->chosen;
    const char *reason = !is_chosen ? OTHER_CLASS : f->is_out_of_rows ? OUT_OF_ROWS : NEVER_CHANGES;
    for (int i = 0; i < VALUE_COUNT; i++)
        value_missing(&out[i], reason);
    value_set(&out[SCORE], coalition_score_of(c, 0, slot));
    value_set(&out[EVALUATED], is_chosen ? (double)f->rows : 1);
    if (is_chosen)
        value_set(&out[FOUND], f->is_found);
    if (!is_chosen || !f->is_found)
        return;
    value_set(&out[SIZE], f->size);
    value_set(&out[TO], f->to);
    value_set(&out[DROP], f->drop);
    value_set(&out[SMALLEST], f->is_smallest);
}

static lk_status explain(void *self, lk_context *ctx, const lk_explain_request *request,
                         lk_explanation *out)
{
    const sedc *e = self;
    search s;
    counterfactual f = {0};
    int is_asked = 0;
    lk_status status = search_open(ctx, &e->options, request, (size_t)e->limit, &s);
    for (uint32_t i = 0; !status && i < request->class_count; i++)
        is_asked |= request->classes[i] == s.chosen;
    if (!status && is_asked)
        status = search_run(ctx, &s, &f);
    if (!status)
        status = coalition_trace(ctx, &s.problem);
    if (status)
        return status;
    uint32_t segments = s.problem.segment_count;
    double *map = lk_alloc_array(ctx, segments, request->class_count * sizeof *map);
    if (!map)
        return lk_error(ctx, LK_E_MEMORY, "out of memory for the explanation");
    for (uint32_t i = 0; i < request->class_count; i++) {
        diagnose(&s, &f, i, out->diagnostics + (size_t)i * VALUE_COUNT);
        if (request->classes[i] == s.chosen)
            memcpy(map + (size_t)i * segments, f.contribution, segments * sizeof *map);
    }
    return coalition_answer(ctx, &s.problem, map, out);
}

static const lk_explainer_ops ops = {.struct_size = sizeof ops,
                                     .diagnostic_count = VALUE_COUNT,
                                     .diagnostics = values,
                                     .diagnostic_size = sizeof values[0],
                                     .explain = explain};

LK_PLUGIN(
        .stage = LK_STAGE_EXPLAINER, .name = "sedc", .version = "0.1.0", .revision = 1,
        .summary = "SEDC: a smallest set of segments without which the class is another.",
        .details =
            "T. Vermeire, D. Brughmans, S. Goethals, R. M. B. de Oliveira, D. Martens, "
            "Explainable image classification with evidence counterfactual, Pattern Analysis and "
            "Applications 25, 2022, after D. Martens, F. Provost, MIS Quarterly 38, 2014. The set "
            "of segments whose hiding takes most from the score of the chosen class is grown by "
            "each further segment, best first, until the network chooses another class. A set of "
            "which a member can be shown again without the class coming back is made smaller, so "
            "that no single member of the answer can be left out; the authors' program stops at "
            "the set that the search finds. `smallest` says whether all smaller sets were scored, "
            "as they are for one and two segments.\n\n"
            "The map gives each member what the score gets back where it is shown again, which may "
            "be less than nothing, and all other segments 0. Only the class that the network "
            "chooses for the whole view has a set; for others, and where none was found, the map "
            "is 0 and the values are missing. A network with one output never changes its "
            "class.\n\n"
            "Segments are cut and filled as by lime's profile `study` where nothing is said: slic "
            "of 30, black.",
        .licence = "MIT", .author = "The Likeness authors", .capabilities = LK_CAP_DETERMINISTIC,
        .instance_size = sizeof(sedc), LK_PARAMS(params), .open = coalition_options_check,
        .ops = &ops)
