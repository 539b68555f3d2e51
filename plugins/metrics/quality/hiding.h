/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#ifndef METRICS_QUALITY_HIDING_H
#define METRICS_QUALITY_HIDING_H

/* What a network says of an explained view with some of its segments hidden,
 * row by row, and what the explanation expects of it. */

#include <likeness/plugin.h>

#define NO_SEGMENTS "the explanation has no segments that could be hidden"
#define ONE_WEIGHT "all segments weigh the same"

typedef enum hiding_fill {
    HIDING_BLACK = 0,
    HIDING_MEAN = 1,   /* the mean colour of the view */
    HIDING_DARKEST = 2 /* the least value of the view, in every channel */
} hiding_fill;

/* The choices of parameters `fill` and `output`, in the order of their enums. */
extern const char *const hiding_fills[];
extern const char *const hiding_outputs[];

/* The parameter `fill` of an instance that has a field of that name. */
#define HIDING_FILL_PARAM(instance)                                                                \
    {                                                                                              \
        .name = "fill", .type = LK_CHOICE, .offset = offsetof(instance, fill),                     \
        .fallback = "black", .choices = hiding_fills,                                              \
        .doc = "What a hidden segment shows: black, the mean colour of the view, or the view's "   \
               "least value."                                                                      \
    }

typedef struct hiding {
    const lk_quality_request *request;
    lk_tensor fill;
    size_t rows, words;
    uint64_t *z;
    double *scores;        /* of the explained class, by row */
    const double *weights; /* of the segments: those of the explanation, until set */
} hiding;

/* Are there segments that could be hidden? */
int hiding_has_segments(const lk_quality_request *request);
/* Why segments cannot be hidden, or in no order; NULL: they can. */
const char *hiding_obstacle(const lk_quality_request *request);

/* Rows that hide nothing yet. */
lk_status hiding_begin(lk_context *ctx, const lk_quality_request *request, size_t rows,
                       hiding_fill fill, hiding *out);
void hiding_hide(hiding *h, size_t row, uint32_t segment);
/* Hide `count` segments drawn at random, all sets of that size as likely. `deck`
 * holds every segment once, in any order. */
void hiding_draw(lk_context *ctx, hiding *h, size_t row, uint32_t *deck, uint32_t count);
/* Curves take the rows from 0 on: row 0 hides nothing, row 1 everything, then come
 * those of each curve, which hides segment after segment in an order of its own. */
size_t hiding_curve_rows(uint32_t segments, size_t curves);
void hiding_curve(hiding *h, size_t curve, const uint32_t *order);
/* The score after `step` segments. */
double hiding_curve_at(const hiding *h, size_t curve, uint32_t step);

lk_status hiding_score(lk_context *ctx, hiding *h, lk_output output);

/* Segments, the heaviest first, equal ones by label; of the arena. */
lk_status hiding_order(lk_context *ctx, const lk_quality_request *request, uint32_t **out);

/* A deck to draw from: every segment once, by label; of the arena. NULL when there
 * is no memory. */
uint32_t *hiding_deck(lk_context *ctx, uint32_t segments);
/* Put a deck in a random order. */
void hiding_shuffle(lk_context *ctx, uint32_t *deck, uint32_t segments);

/* The rows `first` .. `first + count - 1` against row 0, which hides nothing: do
 * scores drop by what the hidden segments weigh together? Pearson's correlation
 * of the two (1, 0: one of them is constant), and the mean squared difference. */
int hiding_correlation(const hiding *h, size_t first, size_t count, double *out);
double hiding_infidelity(const hiding *h, size_t first, size_t count);

#endif
