/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#ifndef REGIONS_EXPECTED_H
#define REGIONS_EXPECTED_H

#include <likeness/plugin.h>

/* Which regions people would look at: those that an action unit of a label moves. */
typedef struct expected {
    const lk_node *readings; /* label -> name -> list of action units */
    const lk_node *regions;  /* name -> units */
} expected;

/* From the file of regions and that of readings; either may be NULL, and nothing is
 * known then. */
lk_status expected_open(lk_context *ctx, const char *regions, const char *readings, expected *out);

/* 1 or 0, by the label's first reading; -1 where a file does not know one of the two.
 * The background is expected of no label. */
int expected_of(const expected *e, const char *label, const char *region);

#endif
