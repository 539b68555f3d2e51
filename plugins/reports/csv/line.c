/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#include "line.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

static void put(lines *l, char c)
{
    if (l->size == l->room && !l->failed) {
        size_t room = l->room ? 2 * l->room : 4096;
        char *grown = room > l->room ? realloc(l->bytes, room) : NULL;
        if (grown) {
            l->bytes = grown;
            l->room = room;
        } else {
            l->failed = 1;
        }
    }
    if (!l->failed)
        l->bytes[l->size++] = c;
}

void lines_field(lines *l, const char *text)
{
    int quoted = text && strpbrk(text, ",\"\r\n");
    if (l->inside)
        put(l, ',');
    l->inside = 1;
    if (quoted)
        put(l, '"');
    for (; text && *text; text++) {
        if (*text == '"')
            put(l, '"');
        put(l, *text);
    }
    if (quoted)
        put(l, '"');
}

void lines_end(lines *l)
{
    put(l, '\n');
    l->inside = 0;
}
