/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#ifndef LK_CORE_PAGE_H
#define LK_CORE_PAGE_H

/* A page for people, laid out as plain text, Markdown or a manual page. Who
 * writes one says what it holds, once; a layout says how that looks.
 *
 * Texts may come from strangers. They are UTF-8 without control characters but
 * line feeds and tabs (utf8.h); what would mean something to Markdown or roff
 * is escaped here. A pair of backticks marks `code`. Line feeds are spaces but
 * where it says otherwise. */

#include <stdio.h>

typedef struct lk_page lk_page;

typedef struct lk_layout {
    /* The first line, of a manual page its section too. */
    void (*title)(lk_page *p, const char *name, int section, const char *summary);
    /* 1: a chapter, 2: what is told of in it, 3: a part of that. */
    void (*heading)(lk_page *p, int level, const char *text);
    void (*paragraph)(lk_page *p, const char *text);
    void (*fact)(lk_page *p, const char *label, const char *text);
    /* An entry of a list: a name, remarks on it, and what it is. */
    void (*term)(lk_page *p, const char *name, const char *remarks, const char *text);
    /* Lines as they are. */
    void (*code)(lk_page *p, const char *lines);
} lk_layout;

struct lk_page {
    FILE *out;
    const lk_layout *layout;
    int in_facts, in_terms; /* what was written last */
    int begun;              /* something was, since the last heading */
};

extern const lk_layout lk_layout_text, lk_layout_markdown, lk_layout_man;

void lk_page_title(lk_page *p, const char *name, int section, const char *summary);
void lk_page_heading(lk_page *p, int level, const char *text);
/* Blank lines separate paragraphs. */
void lk_page_paragraphs(lk_page *p, const char *text);
/* Nothing where `text` is NULL or empty. */
void lk_page_fact(lk_page *p, const char *label, const char *text);
void lk_page_term(lk_page *p, const char *name, const char *remarks, const char *text);
void lk_page_code(lk_page *p, const char *lines);

/* The end of the code that begins at the backtick `text`, on the backtick that
 * closes it; NULL where none does. */
const char *lk_page_code_end(const char *text);

#endif
