/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#include "until.h"

#include <math.h>
#include <stdlib.h>

static const char *const names[] = {"half_width", "rank"};

static lk_status read_one(lk_context *ctx, const char *name, const char *text, until *out)
{
    char *end;
    double value = strtod(text, &end);
    int is_number = *text && !*end && isfinite(value) && value > 0;
    if (!strcmp(name, names[0])) {
        out->half_width = value;
        return is_number ? LK_OK
                         : lk_error(ctx, LK_E_INPUT,
                                    "until: half_width is a number above 0, not \"%s\"", text);
    }
    if (strcmp(name, names[1]))
        return lk_error(ctx, LK_E_INPUT, "until has no `%s`: it takes half_width and rank", name);
    if (!is_number || value != floor(value) || value > 1e6)
        return lk_error(ctx, LK_E_INPUT, "until: rank is a whole number from 1 to 1e6, not \"%s\"",
                        text);
    out->rank = (uint32_t)value;
    return LK_OK;
}

lk_status until_read(lk_context *ctx, const lk_label_map *map, until *out)
{
    lk_status status = LK_OK;
    *out = (until){0, 0};
    for (size_t i = 0; !status && i < map->count; i++)
        status = read_one(ctx, map->from[i], map->to[i], out);
    return status;
}

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
