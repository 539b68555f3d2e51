/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#include "markup.h"

#include <ctype.h>
#include <string.h>

enum { DEEPEST = 64, NAME_ROOM = 32, TEXT_ROOM = 200000 };

typedef struct reader {
    const char *at;
    size_t depth;
    char open[DEEPEST][NAME_ROOM];
} reader;

static void bad(const reader *r, const char *what)
{
    fail_msg("%s at '%.60s'", what, r->at);
}

static void read_entity(reader *r)
{
    static const char *const known[] = {"&amp;", "&lt;", "&gt;", "&quot;", "&#39;"};
    for (size_t i = 0; i < sizeof known / sizeof known[0]; i++)
        if (!strncmp(r->at, known[i], strlen(known[i]))) {
            r->at += strlen(known[i]);
            return;
        }
    bad(r, "an ampersand that is no entity");
}

static void read_name(reader *r, char name[NAME_ROOM])
{
    size_t size = 0;
    while (size < NAME_ROOM - 1 && (isalnum((unsigned char)*r->at) || *r->at == '-'))
        name[size++] = *r->at++;
    name[size] = 0;
    if (!size)
        bad(r, "no name");
}

static void read_attribute(reader *r)
{
    char name[NAME_ROOM];
    read_name(r, name);
    if (r->at[0] != '=' || r->at[1] != '"')
        bad(r, "an attribute without quotes");
    r->at += 2;
    while (*r->at && *r->at != '"') {
        if (*r->at == '<')
            bad(r, "a tag in an attribute");
        if (*r->at == '&')
            read_entity(r);
        else
            r->at++;
    }
    if (!*r->at)
        bad(r, "an attribute without end");
    r->at++;
}

static void read_end(reader *r)
{
    char name[NAME_ROOM];
    r->at += 2;
    read_name(r, name);
    if (!r->depth || strcmp(r->open[r->depth - 1], name) != 0)
        fail_msg("</%s> closes <%s>", name, r->depth ? r->open[r->depth - 1] : "");
    r->depth--;
    if (*r->at++ != '>')
        bad(r, "no end of a tag");
}

static void read_tag(reader *r)
{
    if (r->at[1] == '/') {
        read_end(r);
        return;
    }
    r->at++;
    if (r->depth == DEEPEST)
        bad(r, "too deep");
    read_name(r, r->open[r->depth]);
    while (isspace((unsigned char)*r->at)) {
        r->at++;
        read_attribute(r);
    }
    if (!strncmp(r->at, "/>", 2)) {
        r->at += 2;
        return;
    }
    if (*r->at++ != '>')
        bad(r, "no end of a tag");
    r->depth++;
}

void markup_check(const char *page)
{
    static const char type[] = "<!DOCTYPE html>";
    reader r = {.at = page + strlen(type)};
    assert_memory_equal(page, type, strlen(type));
    while (*r.at) {
        if (*r.at == '<')
            read_tag(&r);
        else if (*r.at == '&')
            read_entity(&r);
        else
            r.at++;
    }
    assert_int_equal(r.depth, 0);
}

const char *markup_text(const char *page, const char *from, const char *to)
{
    static char text[TEXT_ROOM];
    const char *at = strstr(page, from), *end = at ? strstr(at, to) : NULL;
    size_t size = 0;
    int in_tag = 0;
    for (; at && at < end && size < sizeof text - 1; at++) {
        in_tag |= *at == '<';
        if (!in_tag)
            text[size++] = *at;
        in_tag &= *at != '>';
    }
    text[size] = 0;
    return text;
}

size_t markup_count(const char *page, const char *text)
{
    size_t count = 0;
    for (; (page = strstr(page, text)); page += strlen(text))
        count++;
    return count;
}
