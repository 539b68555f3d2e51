/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#include "until.h"

#include <math.h>

size_t until_next(const until_looks *l, size_t rows)
{
    double wanted = rows ? ceil((double)rows * l->growth) : (double)l->least;
    if (!(wanted < (double)l->all))
        return l->all;
    size_t clusters = ((size_t)wanted + l->cluster - 2) / l->cluster;
    size_t next = 1 + clusters * l->cluster;
    return next < l->all ? next : l->all;
}

size_t until_count(const until_looks *l)
{
    size_t count = 1;
    for (size_t rows = until_next(l, 0); rows < l->all; rows = until_next(l, rows))
        count++;
    return count;
}

int until_is_met(const until *u, const certainty *classes, uint32_t count)
{
    for (uint32_t i = 0; i < count; i++)
        if ((u->half_width > 0 && !(classes[i].half_width <= u->half_width)) ||
            (u->rank && !(classes[i].separation > 1)))
            return 0;
    return 1;
}
