/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#include "page.h"

#include <ctype.h>
#include <string.h>

/* Pages in Markdown (CommonMark), one line a paragraph or entry. */

/* Prose: every mark is escaped but those round code. */
static void prose(lk_page *p, const char *text)
{
    for (; *text; text++) {
        const char *end = *text == '`' ? lk_page_code_end(text) : NULL;
        if (end) {
            fwrite(text, 1, (size_t)(end - text) + 1, p->out);
            text = end;
        } else if (*text == '`') { /* all of them: the next begins no code either */
            for (; text[1] == '`'; text++)
                fputs("\\`", p->out);
            fputs("\\`", p->out);
        } else if (*text == '\n' || *text == '\t') {
            fputc(' ', p->out);
        } else {
            if (strchr("\\*_{}[]<>#|!&~$", *text))
                fputc('\\', p->out);
            fputc(*text, p->out);
        }
    }
}

/* At the start of a line these would begin a list, a rule or a heading. */
static void line_of_prose(lk_page *p, const char *text)
{
    size_t digits = strspn(text, "0123456789");
    if (strchr("+-=:", *text) && *text) {
        fputc('\\', p->out);
    } else if (digits && (text[digits] == '.' || text[digits] == ')')) {
        fwrite(text, 1, digits, p->out);
        fputc('\\', p->out);
        text += digits;
        fputc(*text++, p->out);
        prose(p, text);
        return;
    } else {
        prose(p, text);
        return;
    }
    fputc(*text, p->out);
    prose(p, text + 1);
}

/* A code span round anything: its fence is longer than the backticks inside. */
static void span(lk_page *p, const char *text)
{
    size_t longest = 0;
    for (const char *at = text; (at = strchr(at, '`'));) {
        size_t run = strspn(at, "`");
        longest = run > longest ? run : longest;
        at += run;
    }
    const char *pad = longest ? " " : "";
    for (size_t i = 0; i <= longest; i++)
        fputc('`', p->out);
    fputs(pad, p->out);
    for (; *text; text++)
        fputc(isspace((unsigned char)*text) ? ' ' : *text, p->out);
    fputs(pad, p->out);
    for (size_t i = 0; i <= longest; i++)
        fputc('`', p->out);
}

static void title(lk_page *p, const char *name, int section, const char *summary)
{
    (void)section;
    fputs("# ", p->out);
    prose(p, name);
    fputs("\n\n", p->out);
    line_of_prose(p, summary);
    fputs("\n\n", p->out);
}

static void end_list(lk_page *p)
{
    if (p->in_facts || p->in_terms)
        fputc('\n', p->out);
}

static void heading(lk_page *p, int level, const char *text)
{
    end_list(p);
    fprintf(p->out, "%.*s ", level, "###");
    prose(p, text);
    fputs("\n\n", p->out);
}

static void paragraph(lk_page *p, const char *text)
{
    end_list(p);
    line_of_prose(p, text);
    fputs("\n\n", p->out);
    p->in_facts = p->in_terms = 0;
}

static void fact(lk_page *p, const char *label, const char *text)
{
    fprintf(p->out, "- %s: ", label);
    prose(p, text);
    fputc('\n', p->out);
}

static void term(lk_page *p, const char *name, const char *remarks, const char *text)
{
    fputs("- ", p->out);
    span(p, name);
    if (*remarks) {
        fputs(" (", p->out);
        prose(p, remarks);
        fputc(')', p->out);
    }
    fputs(": ", p->out);
    prose(p, text);
    fputc('\n', p->out);
}

static void code(lk_page *p, const char *lines)
{
    end_list(p);
    fputs("    ", p->out);
    for (; *lines; lines++) {
        fputc(*lines, p->out);
        if (*lines == '\n')
            fputs("    ", p->out);
    }
    fputs("\n\n", p->out);
}

const lk_layout lk_layout_markdown = {.title = title,
                                      .heading = heading,
                                      .paragraph = paragraph,
                                      .fact = fact,
                                      .term = term,
                                      .code = code};
