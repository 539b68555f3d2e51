/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#ifndef QUICKSHIFT_TREE_H
#define QUICKSHIFT_TREE_H

/* The tree of quick shift: how dense pixels lie in colour and place, and each
 * one's nearest neighbour where they lie denser. Only pixels within three
 * kernels along either axis see each other. */

#include "../planes/planes.h"

/* The squared distance of a pixel that no denser one is seen from. */
#define TREE_ALONE DBL_MAX

typedef struct tree {
    int32_t *parents;  /* the index of each pixel's parent; its own if alone */
    double *distances; /* squared, to the parent */
} tree;

/* Grow the tree of an image whose colours are in pixels. `seed` is that of the
 * noise, of 1e-5 a Gaussian's height, that breaks ties of density. */
lk_status tree_grow(lk_context *ctx, const planes *image, double kernel, uint32_t seed, tree *out);

/* Cut the branches longer than `longest`, and label each pixel with the root
 * that it still reaches. */
void tree_cut(const tree *t, size_t pixels, double longest, int32_t *labels);

#endif
