/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#ifndef HTML_TREE_H
#define HTML_TREE_H

#include "../finding/names.h"
#include "page.h"

/* A dendrogram, as the table `clusters` tells it. */

/* Nodes: leaves are 0 .. leaf_count - 1, step k of the table (from 1) is
 * leaf_count + k - 1. */
typedef struct tree {
    names leaves;
    size_t step_count;
    size_t *a, *b;   /* of a step: the nodes it joins */
    double *height;  /* of a step */
    double *support; /* of a step; NAN: unknown */
    size_t *order;   /* leaves from top to bottom */
} tree;

/* Is a row of any table of trees, or of similarities, about the networks for a
 * label in a branch? */
int tree_has_row(const lk_table *t, size_t row, const char *label, const branch *b);
/* Is it about networks at all, and not about explainers or labels? */
int tree_is_of_networks(const lk_table *t, size_t row);

/* Read the tree of a label in a branch: 0 when there is none, or when its rows
 * do not make one tree. */
int tree_read(page *p, const char *label, const branch *b, tree *out);

/* Draw it, with its axis; `axis` names the heights. */
void tree_draw(page *p, const tree *t, const char *alt, const char *axis);

#endif
