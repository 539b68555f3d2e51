/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#include "utf8.h"

#include <stdlib.h>
#include <string.h>

size_t lk_utf8_length(const char *text)
{
    const unsigned char *s = (const unsigned char *)text;
    size_t n = s[0] < 0x80 ? 1 : s[0] < 0xc2 ? 0 : s[0] < 0xe0 ? 2 : s[0] < 0xf0 ? 3 : 4;
    if (s[0] > 0xf4)
        return 0;
    for (size_t i = 1; i < n; i++)
        if ((s[i] & 0xc0) != 0x80)
            return 0;
    if ((s[0] == 0xe0 && s[1] < 0xa0) || (s[0] == 0xed && s[1] > 0x9f) ||
        (s[0] == 0xf0 && s[1] < 0x90) || (s[0] == 0xf4 && s[1] > 0x8f))
        return 0;
    return n;
}

int lk_utf8_is_control(const char *text)
{
    const unsigned char *s = (const unsigned char *)text;
    return s[0] < 0x20 || s[0] == 0x7f || (s[0] == 0xc2 && s[1] < 0xa0);
}

uint32_t lk_utf8_point(const char *text, size_t length)
{
    static const unsigned char heads[] = {0, 0x7f, 0x1f, 0x0f, 0x07};
    uint32_t point = (unsigned char)*text & heads[length];
    for (size_t i = 1; i < length; i++)
        point = point << 6 | ((unsigned char)text[i] & 0x3f);
    return point;
}

char *lk_utf8_clean(const char *text)
{
    static const char replacement[] = "\xef\xbf\xbd";
    char *out = malloc(3 * strlen(text) + 1), *to = out;
    while (out && *text) {
        size_t n = lk_utf8_length(text);
        int keep = n && (!lk_utf8_is_control(text) || *text == '\n' || *text == '\t');
        size_t wide = keep ? n : sizeof replacement - 1;
        memcpy(to, keep ? text : replacement, wide);
        to += wide;
        text += n ? n : 1;
    }
    if (out)
        *to = 0;
    return out;
}
