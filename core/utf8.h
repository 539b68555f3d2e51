/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#ifndef LK_CORE_UTF8_H
#define LK_CORE_UTF8_H

/* Text from outside (names, reasons, what plugins say of themselves), which may
 * hold anything, made fit for terminals, JSON and pages. */

#include <stddef.h>
#include <stdint.h>

/* The length of the UTF-8 sequence that `text` begins with, 0 when it is none.
 * Overlong forms, surrogates and code points past U+10FFFF are none. */
size_t lk_utf8_length(const char *text);
/* Does it begin with one of C0, DEL and C1: what a terminal may take for a
 * command? */
int lk_utf8_is_control(const char *text);
/* The code point of the sequence of `length` bytes. */
uint32_t lk_utf8_point(const char *text, size_t length);

/* A copy in malloc'ed memory (NULL when there is none) in which what is not
 * UTF-8, and control characters but line feeds and tabs, are U+FFFD. */
char *lk_utf8_clean(const char *text);

#endif
