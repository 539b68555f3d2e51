/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#ifndef PLUGINS_COMMON_READINGS_H
#define PLUGINS_COMMON_READINGS_H

#include <likeness/plugin.h>

/* Masks in the tables of a study. A mask set that has several readings of a
 * label is "SET:READING" in the rows of that label, and the readings of another
 * label may be others. What is compared over labels is therefore "SET" with each
 * label's first reading in it; its further readings are "SET:READING" settings
 * of their own. */
typedef struct readings {
    size_t count, room;
    struct first_reading *items; /* the one of each label and set that came first */
} readings;

/* The name by which the mask of a row is settled, rows in the order of their
 * table; a mask of no label is settled already. NULL: no memory. */
const char *readings_settle(readings *r, lk_context *ctx, const char *label, const char *mask);

/* Is `mask` the set `name`, or a reading of it? */
int mask_matches(const char *name, const char *mask);

#endif
