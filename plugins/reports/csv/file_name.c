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

/* FNV-1a of the name in lower case. */
static uint64_t hash(const char *name)
{
    uint64_t h = UINT64_C(0xcbf29ce484222325);
    for (; *name; name++) {
        int upper = *name >= 'A' && *name <= 'Z';
        h = (h ^ (uint8_t)(upper ? *name - 'A' + 'a' : *name)) * UINT64_C(0x100000001b3);
    }
    return h;
}

/* Where a name is, or would be. */
static const char **place_of(const file_names *given, const char *name)
{
    size_t i = hash(name) % given->room;
    while (given->names[i] && strcasecmp(given->names[i], name))
        i = (i + 1) % given->room;
    return &given->names[i];
}

static int make_room(lk_context *ctx, file_names *given)
{
    const file_names old = *given;
    if (2 * old.count < old.room)
        return 0;
    given->room = old.room ? 2 * old.room : 64;
    given->names = lk_alloc_array(ctx, given->room, sizeof *given->names);
    for (size_t i = 0; given->names && i < old.room; i++)
        if (old.names[i])
            *place_of(given, old.names[i]) = old.names[i];
    return given->names ? 0 : -1;
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
    if (!path || make_room(ctx, given))
        return NULL;
    snprintf(path, PATH_ROOM, "%s%s.%s", folder, size ? stem : "unnamed", suffix);
    for (size_t n = 2; *place_of(given, path); n++)
        snprintf(path, PATH_ROOM, "%s%s-%zu.%s", folder, size ? stem : "unnamed", n, suffix);
    *place_of(given, path) = path;
    given->count++;
    return path;
}
