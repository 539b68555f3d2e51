/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#ifndef LK_BACKENDS_COALITIONS_H
#define LK_BACKENDS_COALITIONS_H

/* The operation `coalitions` of a backend, over whatever computes a few items
 * of its graph.
 *
 * Rows of a coalition problem differ in which segments are hidden, and a unit
 * sees only the segments that its receptive field touches. Where k of them do,
 * it takes at most 2^k values over all rows; so each node is computed once for
 * every distinct pattern of the segments that it sees, position by position
 * (evaluate.h), as long as that costs less than scoring the rows as pictures of
 * their own (run.c). Where one ends and the other begins is the plan's
 * (plan.h). The result is the same up to the order of summation, which a few
 * rows prove each time: they are scored both ways. */

#include "../scoring/scoring.h"

typedef enum coalitions_way {
    COALITIONS_AUTO,
    COALITIONS_EXACT, /* distinct patterns as far as they can be had */
    COALITIONS_DENSE  /* a picture a row */
} coalitions_way;

/* A backend's parameters. */
typedef struct coalitions_setting {
    int way;        /* coalitions_way */
    int64_t memory; /* most that the values of distinct patterns may take, in MB */
} coalitions_setting;

#define COALITIONS_PARAMS(instance, field)                                                         \
    {.name = "coalitions",                                                                         \
     .type = LK_CHOICE,                                                                            \
     .offset = offsetof(instance, field.way),                                                      \
     .fallback = "auto",                                                                           \
     .choices = coalitions_ways,                                                                   \
     .doc = "How rows of shown and hidden segments are scored: `exact` computes each unit once "   \
            "for every distinct pattern of the segments that it sees, `dense` each row as a "      \
            "picture of its own, `auto` does whichever is faster, node by node. The scores are "   \
            "the same up to rounding."},                                                           \
    {                                                                                              \
        .name = "coalition_memory", .type = LK_INT, .offset = offsetof(instance, field.memory),    \
        .fallback = "600", .low = 16, .high = 1048576, .unit = "MB",                               \
        .doc = "Most memory that the values of distinct patterns may take; rows are taken in "     \
               "parts where they would need more."                                                 \
    }

extern const char *const coalitions_ways[];

/* Sums over calls, of which lk_coalition_effort is made. */
typedef struct coalitions_effort {
    uint64_t rows, checked;
    double predicted;              /* rows x saving */
    double seconds, dense_seconds; /* measured, of the calls that checked rows */
    double difference;
} coalitions_effort;

/* What a backend keeps between problems: zeroed at first. */
typedef struct coalitions {
    coalitions_setting setting;
    coalitions_effort effort;
    crew workers;
    struct holder *holders; /* by node of the engine's graph; run.h */
    uint32_t holder_count;
} coalitions;

void coalitions_close(coalitions *c);

/* `hands` are the engine's. */
lk_status coalitions_score(coalitions *c, const engine *e, crew *hands, lk_context *ctx,
                           const lk_coalitions *problem, lk_output output, lk_score_sink sink,
                           void *user);

/* As lk_backend_ops.coalition_plan. */
lk_status coalitions_describe(const engine *e, const coalitions_setting *s, lk_context *ctx,
                              const lk_coalitions *problem, lk_output output,
                              lk_coalition_plan *out);

void coalitions_tell(const coalitions_effort *e, lk_coalition_effort *out);

#endif
