/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#ifndef TEXT_LINE_H
#define TEXT_LINE_H

/* Lines for a terminal, at most LINE_WIDTH columns wide where the names of the
 * study allow it. */

#include "../common/draft.h"

enum { LINE_WIDTH = 79 };

/* A text as a terminal of any kind shows it: the reports' own dashes, signs and
 * spaces become ASCII, control characters '?'; names stay as they are. */
const char *line_plain(draft *d, const char *text);

/* Columns that a text takes, a character being one. */
size_t line_columns(const char *text);

/* A paragraph, broken between words. */
void line_paragraph(draft *d, const char *text);

/* A cell of a table, `columns` wide: to the left, or to the right of its room. */
void line_left(draft *d, const char *text, size_t columns);
void line_right(draft *d, const char *text, size_t columns);
void line_end(draft *d);

#endif
