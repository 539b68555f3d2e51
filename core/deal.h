/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#ifndef LK_CORE_DEAL_H
#define LK_CORE_DEAL_H

/* Items dealt to folds, so that the items of a group share one and every fold gets
 * about the same share of each label: the rule of scikit-learn's StratifiedGroupKFold
 * without its shuffle. */

#include <stddef.h>

typedef struct lk_dealing {
    size_t item_count, group_count, label_count, fold_count;
    const size_t *groups; /* by item; among groups that differ alike, lower ones go first */
    const size_t *labels; /* by item; labels that no item has play no part */
} lk_dealing;

/* The fold of each item, from 0. 0, or -1 when out of memory. */
int lk_deal(const lk_dealing *dealing, size_t *folds);

#endif
