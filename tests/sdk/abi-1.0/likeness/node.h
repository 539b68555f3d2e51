/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#ifndef LIKENESS_NODE_H
#define LIKENESS_NODE_H

/* A YAML document as a tree, read by the host so that every plugin's files
 * are parsed, limited and hashed the same way. JSON is YAML here.
 *
 * Nodes live in the arena of the context that read them. Their text is as
 * written in the file, quotes and escapes resolved. To report a problem at a
 * node's place use `lk_node_error`, which puts file:line:column in front. */

#include <string.h>

#include <likeness/types.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef enum lk_node_kind { LK_NODE_SCALAR = 0, LK_NODE_LIST = 1, LK_NODE_MAP = 2 } lk_node_kind;

typedef struct lk_node {
    lk_node_kind kind;
    const char *file;
    uint32_t line, column; /* from 1 */
    const char *key;       /* in a map: this entry's key; else NULL */
    const char *text;      /* scalars; else NULL */
    uint8_t quoted;        /* a quoted scalar is a string whatever it says */
    size_t count;          /* lists and maps */
    const struct lk_node *const *items;
} lk_node;

/* The entry of a map with this key, or NULL. */
static inline const lk_node *lk_node_get(const lk_node *map, const char *key)
{
    if (!map || map->kind != LK_NODE_MAP)
        return NULL;
    for (size_t i = 0; i < map->count; i++)
        if (!strcmp(map->items[i]->key, key))
            return map->items[i];
    return NULL;
}

/* The text of the scalar entry with this key, or `fallback`. */
static inline const char *lk_node_text(const lk_node *map, const char *key, const char *fallback)
{
    const lk_node *n = lk_node_get(map, key);
    return n && n->kind == LK_NODE_SCALAR ? n->text : fallback;
}

#ifdef __cplusplus
}
#endif
#endif
