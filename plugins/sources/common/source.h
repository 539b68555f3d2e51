/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#ifndef LK_SOURCES_SOURCE_H
#define LK_SOURCES_SOURCE_H

/* What sources over a folder of files share. */

#include <likeness/plugin.h>

/* The study's word for one of the data set: what the map says, else the word
 * itself; NULL for no word and for one mapped to `none`. */
static inline const char *source_word(const lk_label_map *map, const char *word)
{
    if (!word || !*word)
        return NULL;
    for (size_t i = 0; i < map->count; i++)
        if (!strcmp(map->from[i], word))
            return strcmp(map->to[i], "none") ? map->to[i] : NULL;
    return word;
}

/* What host->read_file takes as `beside` to read files relative to a folder;
 * NULL when memory is short. */
static inline const char *source_beside(lk_context *ctx, const char *folder)
{
    char *beside = lk_alloc(ctx, strlen(folder) + 3);
    return beside ? strcat(strcpy(beside, folder), "/.") : NULL;
}

#endif
