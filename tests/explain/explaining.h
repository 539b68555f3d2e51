/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#ifndef TESTS_EXPLAIN_EXPLAINING_H
#define TESTS_EXPLAIN_EXPLAINING_H

/* Asking an explainer, and networks to ask about. */

#include "kit.h"

enum { MAX_CLASSES = 8 };

/* What came back, with the working where there was any. Arrays live until the
 * program ends, `answer` until kit_close. */
typedef struct explained {
    lk_explanation answer;
    lk_tensor segments, z, scores, weights, coefficients, intercepts, half_widths;
    lk_tensor channel_weights, layer_maps;
} explained;

/* Explain all classes of a network over a view; `segments` and `z` may be NULL. */
lk_status explaining(kit *k, uint64_t seed, lk_network *network, const lk_raster *view,
                     const lk_tensor *segments, const lk_tensor *z, explained *out);
/* The same, which has to work. */
explained explain_well(kit *k, uint64_t seed, lk_network *network, const lk_raster *view,
                       const lk_tensor *segments, const lk_tensor *z);

/* The most memory that a plugin held at once of what it asked the host for. Begun before one call
 * of its operations; the kit is closed before the purse ends. */
typedef struct purse {
    lk_host host;
    const lk_host *real;
    size_t held, most, depth;
    struct {
        lk_mark mark;
        size_t held;
    } marks[8];
} purse;
void purse_begin(purse *p, kit *k);

/* How often a plugin asks whether to stop; from `last` on the answer is yes. Begun as a purse. */
typedef struct patience {
    lk_host host;
    size_t asked, last;
} patience;
void patience_begin(patience *p, kit *k, size_t last);

/* A diagnostic by its name. */
const lk_value *diagnostic(kit *k, const explained *e, uint32_t class_slot, const char *id);

void assert_near(const lk_tensor *a, const lk_tensor *b, double tolerance);
void assert_value(const lk_value *v, double expected, double tolerance);
void assert_missing(const lk_value *v); /* with a reason */

/* Row `i` of an array of two axes, as an array of one. */
lk_tensor row_of(const lk_tensor *t, int64_t i);
/* The first `n` rows. */
lk_tensor first_rows(const lk_tensor *t, int64_t n);

/* A view of 1 x n white pixels, and the segments that tell them apart. */
lk_raster white_row(int n);
lk_tensor pixel_segments(int n);

/* Scores in the order of an array, one row a call; for kit_function_network. */
typedef struct replay {
    lk_tensor scores; /* float64, samples x classes */
    size_t next;
} replay;
void replay_score(void *user, const float *pixels, uint32_t height, uint32_t width,
                  uint32_t channels, float *scores);

/* Class i: offset + sum of slopes x brightness (0..1) of the pixels. */
typedef struct linear {
    uint32_t classes;
    const double *slopes; /* classes x pixels */
    double offset;
} linear;
void linear_score(void *user, const float *pixels, uint32_t height, uint32_t width,
                  uint32_t channels, float *scores);

/* Scores of every coalition of the pixels of a white row; pixel 0 is the lowest bit. */
typedef struct lookup {
    int classes;
    const double *scores; /* coalitions x classes */
} lookup;
void look_up(void *user, const float *pixels, uint32_t height, uint32_t width, uint32_t channels,
             float *scores);

/* The two networks whose weights are in golden/explain, on 32 x 32 images;
 * float64, 6 classes. */
typedef struct golden_network {
    char name;
    int softmax;
    lk_tensor weights;
} golden_network;
golden_network open_golden_network(char name, int softmax);
void golden_network_score(void *user, const float *pixels, uint32_t height, uint32_t width,
                          uint32_t channels, float *scores);
/* One of the four images that they were run on. */
lk_raster golden_image(int index);

#endif
