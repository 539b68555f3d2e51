/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#ifndef LK_CHECK_TALLY_H
#define LK_CHECK_TALLY_H

/* What the checks of one run came to: a line of TAP each, and the account at the
 * end. What keeps several checks from their work is told once. */

#include "cage.h"
#include "checks.h"

enum { TALLY_MOST = 64 }; /* checks */

typedef struct outcome {
    const check *check;
    cage_verdict verdict;
    const char *cause; /* the check that has to be mended first; NULL where it ran */
    char why[sizeof((cage_result *)NULL)->sentence];
} outcome;

typedef struct tally {
    size_t count;
    outcome all[TALLY_MOST];
} tally;

/* Must another check be mended before this one tells anything new? Then it is
 * entered as skipped. */
int tally_defer(tally *t, const check *c);
/* Enter what a check that ran came to. */
void tally_enter(tally *t, const check *c, const cage_result *r);
/* Say how many ran, and why the others did not. The exit code (lk_check_plugin). */
int tally_close(const tally *t, const char *path, uint64_t seed);

#endif
