/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#ifndef HTML_PAGE_H
#define HTML_PAGE_H

/* The page that grows while its sections are written. Names and other text of
 * users come in through `$` places only, which escape them. */

#include "../common/draft.h"

/* A draft whose bytes are markup. */
typedef draft page;

/* Add markup; each `$` in it stands for the next text, escaped. NULL is "". */
#define page_add(p, ...)                                                                           \
    page_fill((p), (const char *const[]){__VA_ARGS__},                                             \
              sizeof((const char *const[]){__VA_ARGS__}) / sizeof(const char *))
void page_fill(page *p, const char *const *texts, size_t count);

/* A picture (uint8, as host->encode_png takes) as a data URI. */
void page_png(page *p, const lk_tensor *pixels);

/* The open and close of a section of the page, and of what may be scrolled
 * sideways on a narrow screen. */
void page_section(page *p, const char *id, const char *title);
void page_section_end(page *p);
int page_has_section(const page *p, const char *id);
void page_wide(page *p, const char *name);
void page_wide_end(page *p);

#endif
