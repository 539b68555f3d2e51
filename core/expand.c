/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#include "expand.h"

#include <string.h>

enum { LONGEST_NAME = 200, LONGEST_TEXT = 1 << 16 };

/* The scalar at a dotted path below `root`. */
static const lk_node *look_up(const lk_node *root, const char *path)
{
    char name[LONGEST_NAME + 1];
    const lk_node *n = root;
    strcpy(name, path);
    for (char *key = name, *dot; n && key; key = dot) {
        dot = strchr(key, '.');
        if (dot)
            *dot++ = 0;
        n = lk_node_get(n, key);
    }
    return n && n->kind == LK_NODE_SCALAR ? n : NULL;
}

/* The next ${a.b} of a text, without its braces in `name`. */
static const char *find_reference(const char *text, char *name, size_t *length)
{
    for (const char *at = text; (at = strstr(at, "${")); at += 2) {
        size_t n = strcspn(at + 2, "}");
        if (at[2 + n] != '}' || n > LONGEST_NAME || !memchr(at + 2, '.', n))
            continue;
        memcpy(name, at + 2, n);
        name[n] = 0;
        *length = n + 3;
        return at;
    }
    return NULL;
}

static int expand_scalar(lk_arena *arena, const lk_node *root, lk_node *n, lk_fault *fault)
{
    char name[LONGEST_NAME + 1];
    size_t length;
    const char *at = find_reference(n->text, name, &length);
    if (!at)
        return 0;
    const lk_node *from = look_up(root, name);
    if (!from || from == n) {
        lk_yaml_fault(fault, n, "${%s} is no single value of this study", name);
        return -1;
    }
    char inner[LONGEST_NAME + 1];
    size_t inner_length;
    if (find_reference(from->text, inner, &inner_length)) {
        lk_yaml_fault(fault, n, "${%s} refers to a value that refers to another", name);
        return -1;
    }
    if (strlen(n->text) + strlen(from->text) > LONGEST_TEXT) {
        lk_yaml_fault(fault, n, "this text grows too long");
        return -1;
    }
    if (at == n->text) { /* a path goes on beside the file that began it */
        n->file = from->file;
        n->line = from->line;
        n->column = from->column;
    }
    n->text =
        lk_arena_format(arena, "%.*s%s%s", (int)(at - n->text), n->text, from->text, at + length);
    return n->text ? expand_scalar(arena, root, n, fault) : -1;
}

static int expand_node(lk_arena *arena, const lk_node *root, const lk_node *n, lk_fault *fault)
{
    if (n->kind == LK_NODE_SCALAR)
        return expand_scalar(arena, root, (lk_node *)(uintptr_t)n, fault);
    for (size_t i = 0; i < n->count; i++)
        if (expand_node(arena, root, n->items[i], fault))
            return -1;
    return 0;
}

int lk_study_expand(lk_arena *arena, lk_node *root, lk_fault *fault)
{
    return expand_node(arena, root, root, fault);
}
