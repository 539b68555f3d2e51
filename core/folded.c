/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#include "folded.h"

#include <string.h>

static const char placeholder[] = "{fold}", between[] = ", fold ";

int lk_is_folded(const lk_node *spec)
{
    if (spec->kind == LK_NODE_SCALAR)
        return strstr(spec->text, placeholder) != NULL;
    for (size_t i = 0; i < spec->count; i++)
        if (lk_is_folded(spec->items[i]))
            return 1;
    return 0;
}

const char *lk_folded_text(lk_arena *arena, const char *text, const char *fold)
{
    size_t count = 0, size = strlen(fold), skip = sizeof placeholder - 1;
    for (const char *at = text; (at = strstr(at, placeholder)); at += skip)
        count++;
    char *out = lk_arena_alloc(arena, strlen(text) + count * size + 1), *to = out;
    for (const char *at; out && (at = strstr(text, placeholder)); text = at + skip) {
        memcpy(to, text, (size_t)(at - text));
        memcpy(to + (at - text), fold, size);
        to += (size_t)(at - text) + size;
    }
    return out ? strcpy(to, text), out : NULL;
}

const lk_node *lk_folded_spec(lk_arena *arena, const lk_node *spec, const char *fold)
{
    if (!lk_is_folded(spec))
        return spec;
    lk_node *copy = lk_arena_copy(arena, spec, sizeof *spec);
    if (copy && spec->kind == LK_NODE_SCALAR)
        return (copy->text = lk_folded_text(arena, spec->text, fold)) ? copy : NULL;
    const lk_node **items = lk_arena_array(arena, spec->count, sizeof *items);
    for (size_t i = 0; items && i < spec->count; i++)
        if (!(items[i] = lk_folded_spec(arena, spec->items[i], fold)))
            return NULL;
    if (!copy || !items)
        return NULL;
    copy->items = items;
    return copy;
}

const char *lk_folded_name(lk_arena *arena, const char *variant, const char *fold)
{
    return lk_arena_format(arena, "%s%s%s", variant, between, fold);
}

const lk_variant *lk_folded_find(const lk_section *section, const char *name, const char **fold)
{
    const lk_variant *own = lk_section_find(section, name);
    if (fold)
        *fold = NULL;
    for (size_t i = 0; !own && i < section->count; i++) {
        const lk_variant *v = &section->items[i];
        size_t n = strlen(v->name);
        if (strncmp(name, v->name, n) || strncmp(name + n, between, sizeof between - 1) ||
            !lk_is_folded(v->spec))
            continue;
        own = v;
        if (fold)
            *fold = name + n + sizeof between - 1;
    }
    return own;
}
