/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#ifndef HTML_ESCAPE_H
#define HTML_ESCAPE_H

#include <stddef.h>

/* What the next character of `text` becomes in HTML, in attributes too, and how
 * many bytes it has: NULL where it stays as it is. What is not UTF-8, or has no
 * place in a page (control characters), becomes U+FFFD. */
const char *escape_next(const char *text, size_t *used);

#endif
