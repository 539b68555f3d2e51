/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#ifndef LK_CHECK_PACE_H
#define LK_CHECK_PACE_H

/* How long an operation works without asking whether it is cancelled, and how long
 * it goes on when it is. Taken in processor time, which a busy machine does not
 * stretch. What waits instead, for a helper or for a lock, uses none. */

typedef struct span {
    double worked, passed; /* seconds of the processor, and of the clock */
} span;

typedef struct pace {
    span asked, told; /* when it asked last, or began; when it was told to end */
    int is_on, is_told;
    span longest_gap, longest_rest; /* of all operations so far */
} pace;

/* Of an operation; what is asked outside of one, as in `open`, does not count. */
void pace_begin(pace *p);
void pace_ask(pace *p, int is_cancelled);
void pace_end(pace *p);

/* Longer than a plugin may take: half a second of the processor, five times what
 * the headers ask for, or 5 s of the clock. */
int pace_is_slow(span s);

#endif
