/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#include "line.h"

static const char *const plain[][2] = {
    {"\u00d7", "x"}, {"\u2019", "'"}, {"\u202f", " "}, {"\u2212", "-"}, {"\u2013", "-"},
};

/* What stands for the character at `text`, of `used` bytes; NULL: itself. */
static const char *replacement(const char *text, size_t *used)
{
    unsigned char first = (unsigned char)text[0], second = (unsigned char)text[1];
    for (size_t i = 0; i < sizeof plain / sizeof plain[0]; i++)
        if (!strncmp(text, plain[i][0], strlen(plain[i][0]))) {
            *used = strlen(plain[i][0]);
            return plain[i][1];
        }
    *used = 1;
    if (first < ' ' || first == 0x7f)
        return "?";
    if (first != 0xc2 || second < 0x80 || second > 0x9f)
        return NULL;
    *used = 2;
    return "?";
}

const char *line_plain(draft *d, const char *text)
{
    char *out = draft_alloc(d, strlen(text) + 1, 1);
    size_t size = 0, used;
    for (; out && *text; text += used) {
        const char *other = replacement(text, &used);
        out[size++] = other ? *other : *text;
    }
    return out ? out : "";
}

static size_t count_columns(const char *text, size_t size)
{
    size_t columns = 0;
    for (size_t i = 0; i < size; i++)
        columns += ((unsigned char)text[i] & 0xc0) != 0x80;
    return columns;
}

size_t line_columns(const char *text)
{
    return count_columns(text, strlen(text));
}

static void add(draft *d, const char *text, size_t size)
{
    draft_bytes(d, text, size);
}

void line_paragraph(draft *d, const char *text)
{
    size_t at = 0;
    for (const char *word = line_plain(d, text); *word;) {
        size_t size = strcspn(word, " "), columns = count_columns(word, size);
        if (at && at + 1 + columns > LINE_WIDTH) {
            line_end(d);
            at = 0;
        }
        if (at)
            add(d, " ", 1);
        add(d, word, size);
        at += columns + (at > 0);
        word += size + strspn(word + size, " ");
    }
    line_end(d);
}

static void add_spaces(draft *d, const char *text, size_t columns)
{
    for (size_t i = line_columns(text); i < columns; i++)
        add(d, " ", 1);
}

void line_left(draft *d, const char *text, size_t columns)
{
    add(d, text, strlen(text));
    add_spaces(d, text, columns);
}

void line_right(draft *d, const char *text, size_t columns)
{
    add_spaces(d, text, columns);
    add(d, text, strlen(text));
}

void line_end(draft *d)
{
    add(d, "\n", 1);
}
