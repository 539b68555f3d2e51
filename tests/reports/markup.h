/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#ifndef TESTS_REPORTS_MARKUP_H
#define TESTS_REPORTS_MARKUP_H

/* A page as a test sees it. */

#include "kit.h"

/* Fail unless every tag is closed in its turn, every attribute is quoted, and
 * `<` and `&` stand nowhere else. */
void markup_check(const char *page);

/* The text between two marks of a page, without its tags: "" where the first
 * mark is missing. Lives until the next call. */
const char *markup_text(const char *page, const char *from, const char *to);

/* How often a text stands in a page. */
size_t markup_count(const char *page, const char *text);

#endif
