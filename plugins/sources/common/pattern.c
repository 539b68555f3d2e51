/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#include "pattern.h"

#include <stdio.h>

static const char *const names[PATTERN_FIELDS] = {"{network}", "{label}", "{subject}", "{fold}",
                                                  "{item}"};

/* The placeholder that begins here; -1: none. */
static int placeholder_at(const char *pattern)
{
    for (int i = 0; i < PATTERN_FIELDS; i++)
        if (!strncmp(pattern, names[i], strlen(names[i])))
            return i;
    return -1;
}

static lk_status refuse(lk_context *ctx, const char *pattern, unsigned allowed, const char *why)
{
    char list[80] = "";
    for (int i = 0; i < PATTERN_FIELDS; i++)
        if (allowed >> i & 1)
            strcat(strcat(list, " "), names[i]);
    return lk_error(ctx, LK_E_INPUT, "pattern: \"%s\" %s; its placeholders are%s.", pattern, why,
                    list);
}

lk_status pattern_check(lk_context *ctx, const char *pattern, unsigned allowed, unsigned wanted)
{
    unsigned seen = 0;
    for (const char *p = pattern; *p; p++) {
        if (*p == '}')
            return refuse(ctx, pattern, allowed, "closes a brace that is not open");
        if (*p != '{')
            continue;
        int field = placeholder_at(p);
        if (field < 0 || !(allowed >> field & 1))
            return refuse(ctx, pattern, allowed, "has a brace that opens no placeholder");
        if (seen >> field & 1)
            return refuse(ctx, pattern, allowed, "has one placeholder twice");
        seen |= 1u << field;
        p += strlen(names[field]) - 1;
    }
    if (wanted & ~seen)
        return refuse(ctx, pattern, wanted, "lacks a placeholder that it needs");
    return LK_OK;
}

typedef struct span {
    const char *text;
    size_t size;
} span;

/* Only the last placeholder ever has to grow: what an earlier one could give up
 * this one can take. A '/' fixes all before it. */
static int walk(const char *p, const char *path, span *spans)
{
    const char *after = NULL; /* the pattern after the last placeholder */
    span *last = NULL;
    while (*p || *path) {
        int field = *p == '{' ? placeholder_at(p) : -1;
        if (field >= 0 && *path && *path != '/') {
            p = after = p + strlen(names[field]);
            last = &spans[field];
            *last = (span){path++, 1};
        } else if (field < 0 && *p && *p == *path) {
            last = *p == '/' ? NULL : last;
            p++;
            path++;
        } else {
            if (!last || !last->text[last->size] || last->text[last->size] == '/')
                return 0;
            path = last->text + ++last->size;
            p = after;
        }
    }
    return 1;
}

lk_status pattern_match(lk_context *ctx, const char *pattern, const char *path, int *fits,
                        pattern_fields *out)
{
    span spans[PATTERN_FIELDS] = {{NULL, 0}};
    *out = (pattern_fields){{NULL}};
    *fits = walk(pattern, path, spans);
    for (int i = 0; *fits && i < PATTERN_FIELDS; i++) {
        if (!spans[i].text)
            continue;
        char *text = lk_alloc(ctx, spans[i].size + 1);
        if (!text)
            return lk_error(ctx, LK_E_MEMORY, "no memory for the parts of a file's name.");
        out->text[i] = memcpy(text, spans[i].text, spans[i].size);
    }
    return LK_OK;
}
