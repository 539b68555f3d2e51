/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#ifndef LK_BACKENDS_GRAPH_PATTERN_H
#define LK_BACKENDS_GRAPH_PATTERN_H

/* Names of layers by pattern: `*` stands for any letters, `?` for one. */

static inline int pattern_matches(const char *pattern, const char *name)
{
    const char *star = 0, *kept = 0;
    while (*name) {
        if (*pattern == '*') {
            star = pattern++;
            kept = name;
        } else if (*pattern == '?' || *pattern == *name) {
            pattern++;
            name++;
        } else if (star) {
            pattern = star + 1;
            name = ++kept;
        } else {
            return 0;
        }
    }
    while (*pattern == '*')
        pattern++;
    return !*pattern;
}

#endif
