/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#include "pace.h"

#include <math.h>

#include "cage.h"

static const double patience = .5, idleness = 10;

static span now(void)
{
    return (span){cage_worked(), cage_now()};
}

static double effort(span s)
{
    return fmax(s.worked, s.passed / idleness);
}

int pace_is_slow(span s)
{
    return effort(s) > patience;
}

static void extend(span *longest, span from, span to)
{
    span s = {to.worked - from.worked, to.passed - from.passed};
    if (effort(s) > effort(*longest))
        *longest = s;
}

void pace_begin(pace *p)
{
    p->asked = now();
    p->is_told = 0;
    p->is_on = 1;
}

void pace_ask(pace *p, int is_cancelled)
{
    span at = now();
    if (!p->is_on)
        return;
    extend(&p->longest_gap, p->asked, at);
    p->asked = at;
    if (is_cancelled && !p->is_told)
        p->told = at;
    p->is_told |= is_cancelled;
}

void pace_end(pace *p)
{
    span at = now();
    if (!p->is_on)
        return;
    extend(&p->longest_gap, p->asked, at);
    if (p->is_told)
        extend(&p->longest_rest, p->told, at);
    p->is_on = 0;
}
