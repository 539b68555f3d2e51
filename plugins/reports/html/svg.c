/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#include "svg.h"

#include <math.h>

const char *svg_coordinate(page *p, double v)
{
    return draft_format(p, "%s", number_fixed(v, 1).text);
}

const char *svg_shorten_to(page *p, const char *name, size_t letters)
{
    if (strlen(name) <= letters)
        return name;
    size_t size = letters - 1;
    while (size && ((unsigned char)name[size] & 0xc0) == 0x80)
        size--;
    return draft_format(p, "%.*s\u2026", (int)size, name);
}

const char *svg_shorten(page *p, const char *name)
{
    return svg_shorten_to(p, name, SVG_LETTERS);
}

const char *svg_tick(page *p, double tick, double step)
{
    int digits = step > 0 && step < 1 ? (int)ceil(-log10(step) - 1e-9) : 0;
    return draft_number(p, tick, digits);
}

void svg_line(page *p, const char *style, double x1, double y1, double x2, double y2)
{
    page_add(p, "<path class=\"$\" d=\"M$ $L$ $\"/>", style, svg_coordinate(p, x1),
             svg_coordinate(p, y1), svg_coordinate(p, x2), svg_coordinate(p, y2));
}

void svg_text(page *p, const char *style, double x, double y, const char *text)
{
    page_add(p, "<text class=\"$\" x=\"$\" y=\"$\">$</text>", style, svg_coordinate(p, x),
             svg_coordinate(p, y), text);
}
