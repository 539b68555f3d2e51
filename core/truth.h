/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#ifndef LK_CORE_TRUTH_H
#define LK_CORE_TRUTH_H

/* What a source that draws its pictures knows of one: the pixels that make its
 * label, and those that only go with it. */

#include "session.h"

typedef enum lk_truth_kind { LK_TRUTH_OF_CAUSE = 0, LK_TRUTH_OF_SHORTCUT = 1 } lk_truth_kind;
enum { LK_TRUTH_KINDS = 2 };

/* "cause", "shortcut": what tables call them. */
const char *lk_truth_name(lk_truth_kind kind);

/* Does the item say either? */
int lk_truth_is_told(const lk_item *item);
/* Are they masks of its image? LK_E_FAIL with a sentence where they are not. */
lk_status lk_truth_check(const lk_item *item, lk_fault *fault);
/* The key of masks that are. */
lk_key lk_truth_key(const lk_item *item);

/* One of them as a picture of 0 and 255 in three channels, to be cut as the image is;
 * of `arena`. `data` NULL: there is no memory for it. */
lk_tensor lk_truth_picture(const lk_item *item, lk_truth_kind kind, lk_arena *arena);
/* A pixel of the view is of the mask where at least half of what it covers in the image
 * is. `view` is what became of the picture; the number of such pixels is returned. */
size_t lk_truth_settle(const lk_tensor *view, uint8_t *out);

#endif
