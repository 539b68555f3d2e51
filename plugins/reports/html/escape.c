/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#include "escape.h"

#include <stdint.h>

#define REPLACEMENT "\xef\xbf\xbd"

/* The code point that begins at `s`, or 0 where none does. */
static uint32_t decode(const unsigned char *s, size_t *used)
{
    static const uint32_t least[] = {0, 0, 0x80, 0x800, 0x10000};
    size_t size = s[0] >= 0xf0 && s[0] < 0xf8 ? 4 : s[0] >= 0xe0 ? 3 : s[0] >= 0xc0 ? 2 : 1;
    uint32_t code = size == 1 ? s[0] : s[0] & (0x7fu >> size);
    *used = 1;
    if (s[0] >= 0xf8 || (size == 1 && s[0] >= 0x80))
        return 0;
    for (size_t i = 1; i < size; i++) {
        if ((s[i] & 0xc0) != 0x80)
            return 0;
        code = code << 6 | (s[i] & 0x3f);
    }
    if (code < least[size] || code > 0x10ffff || (code >= 0xd800 && code < 0xe000))
        return 0;
    *used = size;
    return code;
}

static int is_allowed(uint32_t code)
{
    return code == '\t' || code == '\n' || code == '\r' ||
           (code >= 0x20 && code != 0x7f && (code < 0x80 || code >= 0xa0) &&
            (code & 0xfffe) != 0xfffe);
}

const char *escape_next(const char *text, size_t *used)
{
    uint32_t code = decode((const unsigned char *)text, used);
    switch (code) {
    case '&':
        return "&amp;";
    case '<':
        return "&lt;";
    case '>':
        return "&gt;";
    case '"':
        return "&quot;";
    case '\'':
        return "&#39;";
    default:
        return is_allowed(code) ? NULL : REPLACEMENT;
    }
}
