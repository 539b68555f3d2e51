/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#include "file_name.h"

#include <stdio.h>
#include <strings.h>

enum { STEM_LIMIT = 160, PATH_ROOM = 256 };

static int is_safe(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '+' ||
           c == '-' || c == '_';
}

/* Runs of anything else become one '-'; a dot stays inside a part. */
static size_t add_part(char *stem, size_t size, const char *part)
{
    size_t first = size;
    for (; *part && size < STEM_LIMIT; part++) {
        int dot = *part == '.' && size > first && is_safe(stem[size - 1]) && is_safe(part[1]);
        if (is_safe(*part) || dot)
            stem[size++] = *part;
        else if (size == first || stem[size - 1] != '-')
            stem[size++] = '-';
    }
    return size;
}

static int is_given(const file_names *given, const char *name)
{
    for (size_t i = 0; i < given->count; i++)
        if (!strcasecmp(given->names[i], name))
            return 1;
    return 0;
}

static int remember(lk_context *ctx, file_names *given, const char *name)
{
    if (given->count == given->room) {
        size_t room = given->room ? 2 * given->room : 64;
        const char **grown = lk_alloc_array(ctx, room, sizeof *grown);
        if (!grown)
            return -1;
        if (given->count)
            memcpy(grown, given->names, given->count * sizeof *grown);
        given->names = grown;
        given->room = room;
    }
    given->names[given->count++] = name;
    return 0;
}

const char *file_name_make(lk_context *ctx, file_names *given, const char *folder,
                           const char *const *parts, const char *suffix)
{
    char stem[STEM_LIMIT + 1];
    size_t size = 0;
    for (size_t i = 0; parts[i]; i++) {
        if (*parts[i] && size && size < STEM_LIMIT)
            stem[size++] = '_';
        size = add_part(stem, size, parts[i]);
    }
    stem[size] = 0;
    char *path = lk_alloc(ctx, PATH_ROOM);
    if (!path)
        return NULL;
    snprintf(path, PATH_ROOM, "%s%s.%s", folder, size ? stem : "unnamed", suffix);
    for (size_t n = 2; is_given(given, path); n++)
        snprintf(path, PATH_ROOM, "%s%s-%zu.%s", folder, size ? stem : "unnamed", n, suffix);
    return remember(ctx, given, path) ? NULL : path;
}
