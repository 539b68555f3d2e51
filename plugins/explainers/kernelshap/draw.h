/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#ifndef EXPLAINERS_KERNELSHAP_DRAW_H
#define EXPLAINERS_KERNELSHAP_DRAW_H

/* The coalitions of KernelSHAP and their weights. The Shapley kernel weighs a
 * coalition that shows s of K segments by (K - 1) / (C(K, s) s (K - s)): most for
 * those that show, or hide, few. As shap does, whole sizes are taken from both ends
 * inwards while the budget would cover them, and what is left of it is drawn. */

#include "../ends/ends.h"

typedef struct drawn {
    double *weights; /* rows of the problem; 0 for the ends */
    size_t fixed;    /* rows of whole sizes, after the ends */
    size_t pairs;    /* after them: pairs of a drawn coalition and its complement */
    int is_all;      /* these are all coalitions there are */
} drawn;

/* Reserve, set and weigh about `samples` rows besides the ends. Without
 * `has_sizes` all of them are drawn. */
lk_status drawn_draw(lk_context *ctx, coalition *c, size_t samples, int has_sizes, drawn *out);

/* Take the samples of the request, each weighed by the kernel once, relative to the
 * heaviest; what shows, or hides, everything is an end and no sample. */
lk_status drawn_take(lk_context *ctx, coalition *c, drawn *out);

/* The weights of one half of the drawn pairs, with all fixed rows. */
lk_status drawn_half(lk_context *ctx, const coalition *c, const drawn *d, size_t half,
                     double **weights);

#endif
