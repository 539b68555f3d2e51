/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#ifndef REGIONS_SHARE_H
#define REGIONS_SHARE_H

#include "expected.h"

/* How much of an explanation lies where people would look: of its weight above 0, the
 * share on the regions that are expected of its class. What the same weights would have
 * in random places is the share of the regions that are expected. */

/* A table of `class`, empty for all together, `network`, `explainer`, `measure` (`share`,
 * `chance`, `above_chance`), `item`, `subject` and `value`, from that of segments.
 * Explanations without weight above 0, and classes of which nothing is known, are left
 * out. `takes` says which rows count. In the arena. */
lk_status share_table(lk_context *ctx, const lk_table *segments, const expected *people,
                      int (*takes)(const void *user, const lk_table *t, size_t row),
                      const void *user, lk_table *out);

#endif
