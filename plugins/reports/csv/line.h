/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#ifndef CSV_LINE_H
#define CSV_LINE_H

#include <stddef.h>

/* CSV text that grows field by field, as in RFC 4180 but with "\n" at the end
 * of a line. Zeroed at first; free `bytes` in the end. After a failed
 * allocation `failed` is set and nothing more is added. */
typedef struct lines {
    char *bytes;
    size_t size, room;
    int failed, inside; /* inside: a field of this line is there already */
} lines;

void lines_field(lines *l, const char *text); /* NULL: an empty field */
void lines_end(lines *l);

#endif
