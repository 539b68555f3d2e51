/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#ifndef LK_CORE_DOCUMENT_H
#define LK_CORE_DOCUMENT_H

/* YAML text to a tree of lk_node, through libyaml. Refused: aliases and
 * anchors, tags, duplicate keys, keys that are not scalars, nesting deeper than
 * 64, more than one document, more than 16 MiB. */

#include <likeness/node.h>

#include "arena.h"
#include "fault.h"

enum { LK_YAML_LIMIT = 16 << 20, LK_YAML_DEPTH = 64 };

/* Parse `size` bytes; `file` is the name that problems are reported under.
 * NULL with a fault on error. The tree lives in `arena`. */
lk_node *lk_yaml_parse(lk_arena *arena, const char *file, const char *text, size_t size,
                       lk_fault *fault);

/* "file:line:column: " + message. */
void lk_yaml_fault(lk_fault *fault, const lk_node *at, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/* Write a tree back as one line of flow YAML that parses to the same tree, in
 * the arena. Scalars are double-quoted, so that it does not depend on style. */
char *lk_yaml_flow(lk_arena *arena, const lk_node *node);

/* Put `text` (parsed as flow YAML) at the dotted `path` below `root`, making
 * maps as needed: how --set and composed studies are built. */
int lk_yaml_set(lk_arena *arena, lk_node *root, const char *path, const char *text,
                lk_fault *fault);

/* A copy of a map whose entry of the key of `value` is `value`, appended where it
 * has none; what is in the map is shared. NULL when out of memory. */
lk_node *lk_yaml_put(lk_arena *arena, const lk_node *map, const lk_node *value);

/* Null in YAML: ~, null, or nothing. */
int lk_node_is_null(const lk_node *node);

/* 1: true, yes, on; 0: false, no, off; -1: neither. */
int lk_node_truth(const lk_node *node);

#endif
