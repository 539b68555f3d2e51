/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#ifndef LK_CORE_DESCRIBE_H
#define LK_CORE_DESCRIBE_H

/* All that a plugin says of itself, as JSON (docs/reference/README.md names the
 * keys), and that JSON as a page. What a page shows is therefore what programs
 * get. */

#include <jansson.h>

#include "catalogue.h"
#include "page.h"

/* A text as JSON: what is not UTF-8, and control characters, replaced; null for
 * NULL. A number: null where it is not finite. */
json_t *lk_describe_text(const char *text);
json_t *lk_describe_number(double value);

json_t *lk_describe_plugin(const lk_entry *entry);
/* "a, b" of an array of strings, in malloc'ed memory. */
char *lk_describe_list(const json_t *array);

/* The chapter of a stage, and of one plugin in it. Where the file lies is told
 * only `with_file`: it is no part of a reference. */
void lk_describe_stage(lk_page *page, lk_stage stage);
void lk_describe_write(lk_page *page, const json_t *plugin, int with_file);

/* One document, on stdout. -1 when it could not be made. */
int lk_describe_print(json_t *document);

#endif
