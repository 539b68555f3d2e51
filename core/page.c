/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#include "page.h"

#include <stdlib.h>
#include <string.h>

const char *lk_page_code_end(const char *text)
{
    const char *end = text[1] && text[1] != '`' ? strchr(text + 1, '`') : NULL;
    return end && end[1] != '`' && !memchr(text, '\n', (size_t)(end - text)) ? end : NULL;
}

/* ---- Plain text ------------------------------------------------------------------------------ */

static void text_line(lk_page *p, const char *text)
{
    for (; *text; text++)
        fputc(*text == '\n' ? ' ' : *text, p->out);
    fputc('\n', p->out);
}

static void text_title(lk_page *p, const char *name, int section, const char *summary)
{
    (void)section;
    fprintf(p->out, "%s - ", name);
    text_line(p, summary);
}

static void text_heading(lk_page *p, int level, const char *text)
{
    if (level > 2)
        fputc('\n', p->out);
    text_line(p, text);
}

static void text_paragraph(lk_page *p, const char *text)
{
    text_line(p, text);
    fputc('\n', p->out);
}

static void text_fact(lk_page *p, const char *label, const char *text)
{
    fprintf(p->out, "%-14s ", label);
    text_line(p, text);
}

static void text_term(lk_page *p, const char *name, const char *remarks, const char *text)
{
    int width = 0;
    fputs("  ", p->out);
    for (; *name; name++, width++)
        fputc(*name == '\n' ? ' ' : *name, p->out);
    fprintf(p->out, "%*s ", width < 14 ? 14 - width : 0, "");
    text_line(p, remarks);
    fputs("      ", p->out);
    text_line(p, text);
}

static void text_code(lk_page *p, const char *lines)
{
    fprintf(p->out, "%s\n", lines);
}

const lk_layout lk_layout_text = {.title = text_title,
                                  .heading = text_heading,
                                  .paragraph = text_paragraph,
                                  .fact = text_fact,
                                  .term = text_term,
                                  .code = text_code};

/* ---- Any layout ------------------------------------------------------------------------------ */

/* What is written next is `facts`, `terms` or neither. */
static void go(lk_page *p, int facts, int terms)
{
    p->in_facts = facts;
    p->in_terms = terms;
}

void lk_page_title(lk_page *p, const char *name, int section, const char *summary)
{
    p->layout->title(p, name, section, summary);
}

void lk_page_heading(lk_page *p, int level, const char *text)
{
    p->layout->heading(p, level, text);
    go(p, 0, 0);
}

void lk_page_paragraphs(lk_page *p, const char *text)
{
    char *copy = text ? strdup(text) : NULL, *at = copy;
    while (at && *at) {
        char *end = strstr(at, "\n\n");
        if (end)
            *end = 0;
        at += strspn(at, " \n\t");
        if (*at)
            p->layout->paragraph(p, at);
        at = end ? end + 2 : NULL;
    }
    free(copy);
    go(p, 0, 0);
}

void lk_page_fact(lk_page *p, const char *label, const char *text)
{
    if (!text || !*text)
        return;
    p->layout->fact(p, label, text);
    go(p, 1, 0);
}

void lk_page_term(lk_page *p, const char *name, const char *remarks, const char *text)
{
    p->layout->term(p, name, remarks ? remarks : "", text ? text : "");
    go(p, 0, 1);
}

void lk_page_code(lk_page *p, const char *lines)
{
    p->layout->code(p, lines);
    go(p, 0, 0);
}
