/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#include "config.h"

#include "page.h"

#include <ctype.h>
#include <string.h>

#include "utf8.h"

/* Manual pages: the macros of man(7), understood by groff and mandoc. */

/* Characters that roff takes for something else. */
static const char *escape_of(char c)
{
    switch (c) {
    case '\\':
        return "\\e";
    case '-':
        return "\\-";
    case '\'':
        return "\\(aq";
    case '`':
        return "\\(ga";
    case '^':
        return "\\(ha";
    case '~':
        return "\\(ti";
    case '"':
        return "\\(dq";
    case '\n':
    case '\t':
        return " ";
    default:
        return NULL;
    }
}

/* One character, and how many bytes it was. Hyphens stay as they are in prose. */
static size_t put(lk_page *p, const char *text, int prose)
{
    size_t n = lk_utf8_length(text);
    if (n > 1) {
        fprintf(p->out, "\\[u%04X]", (unsigned)lk_utf8_point(text, n));
        return n;
    }
    const char *escape = prose && *text == '-' ? NULL : escape_of(*text);
    if (escape)
        fputs(escape, p->out);
    else
        fputc(*text, p->out);
    return 1;
}

/* `\&` keeps a full stop or an apostrophe at its beginning from being a request. */
static void literal(lk_page *p, const char *text)
{
    fputs("\\&", p->out);
    while (*text)
        text += put(p, text, 0);
}

static void prose(lk_page *p, const char *text)
{
    if (strchr(".'", *text))
        fputs("\\&", p->out);
    while (*text) {
        const char *end = *text == '`' ? lk_page_code_end(text) : NULL;
        if (end) {
            fputs("\\fB", p->out);
            for (text++; text < end;)
                text += put(p, text, 0);
            fputs("\\fR", p->out);
            text++;
        } else {
            size_t same = *text == '`' ? strspn(text, "`") : 1;
            for (; same; same--)
                text += put(p, text, text[1] != '-');
        }
    }
}

static void line_of_prose(lk_page *p, const char *text)
{
    prose(p, text + strspn(text, " \n\t"));
    fputc('\n', p->out);
}

static void upper(lk_page *p, const char *text)
{
    for (; *text; text++)
        fputc(*text == '"' || *text == '\\' ? '?' : toupper((unsigned char)*text), p->out);
}

static void title(lk_page *p, const char *name, int section, const char *summary)
{
    fputs(".TH \"", p->out);
    upper(p, name);
    fprintf(p->out, "\" \"%d\" \"\" \"likeness %s\" \"Likeness\"\n.SH NAME\n", section,
            PACKAGE_VERSION);
    literal(p, name);
    fputs(" \\- ", p->out);
    line_of_prose(p, summary);
}

/* A paragraph that follows a heading needs no request. */
static void begin_paragraph(lk_page *p)
{
    if (p->begun)
        fputs(".PP\n", p->out);
    p->begun = 1;
}

static void heading(lk_page *p, int level, const char *text)
{
    if (level == 3) {
        begin_paragraph(p);
        fputs("\\fI", p->out);
        literal(p, text);
        fputs("\\fR\n", p->out);
        return;
    }
    p->begun = 0;
    fputs(level == 1 ? ".SH " : ".SS ", p->out);
    if (level == 1)
        upper(p, text);
    else
        literal(p, text);
    fputc('\n', p->out);
}

static void paragraph(lk_page *p, const char *text)
{
    begin_paragraph(p);
    line_of_prose(p, text);
}

static void fact(lk_page *p, const char *label, const char *text)
{
    if (p->in_facts)
        fputs(".br\n", p->out);
    else
        begin_paragraph(p);
    literal(p, label);
    fputs(": ", p->out);
    line_of_prose(p, text);
}

static void term(lk_page *p, const char *name, const char *remarks, const char *text)
{
    p->begun = 1;
    fputs(".TP\n\\fB", p->out);
    literal(p, name);
    fputs("\\fR", p->out);
    if (*remarks) {
        fputs("  ", p->out);
        prose(p, remarks);
    }
    fputc('\n', p->out);
    line_of_prose(p, *text ? text : "-");
}

static void code(lk_page *p, const char *lines)
{
    begin_paragraph(p);
    fputs(".nf\n\\&", p->out);
    for (; *lines; lines++) {
        if (*lines == '\n')
            fputs("\n\\&", p->out);
        else
            put(p, lines, 0);
    }
    fputs("\n.fi\n", p->out);
}

const lk_layout lk_layout_man = {.title = title,
                                 .heading = heading,
                                 .paragraph = paragraph,
                                 .fact = fact,
                                 .term = term,
                                 .code = code};
