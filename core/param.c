/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#include "param.h"

#include <stdio.h>
#include <string.h>

#include "document.h"
#include "param_read.h"

const lk_param *lk_param_at(const lk_plugin *plugin, uint32_t i)
{
    return (const lk_param *)((const char *)plugin->params + (size_t)i * plugin->param_size);
}

const lk_param *lk_param_find(const lk_plugin *plugin, const char *name)
{
    for (uint32_t i = 0; i < plugin->param_count; i++)
        if (!strcmp(lk_param_at(plugin, i)->name, name))
            return lk_param_at(plugin, i);
    return NULL;
}

int lk_params_follow(const lk_plugin *plugin)
{
    return plugin->param_size >= offsetof(lk_param, fallbacks) + sizeof(const char *const *);
}

const lk_param *lk_param_followed(const lk_plugin *plugin, const lk_param *p)
{
    return lk_params_follow(plugin) && p->follows ? lk_param_find(plugin, p->follows) : NULL;
}

/* The entry whose key is the first `length` characters of `name`. */
static const lk_node *entry_of(const lk_node *map, const char *name, size_t length)
{
    for (size_t i = 0; map && map->kind == LK_NODE_MAP && i < map->count; i++)
        if (strlen(map->items[i]->key) == length && !strncmp(map->items[i]->key, name, length))
            return map->items[i];
    return NULL;
}

const lk_node *lk_param_given(const lk_node *spec, const lk_param *p)
{
    const char *name = p->name;
    for (const char *dot; (dot = strchr(name, '.')); name = dot + 1)
        spec = entry_of(spec, name, (size_t)(dot - name));
    return lk_node_get(spec, name);
}

const char *lk_param_default(const lk_plugin *plugin, const lk_param *p, const lk_node *spec)
{
    const lk_param *followed = lk_param_followed(plugin, p);
    if (!followed)
        return p->fallback;
    const lk_node *given = lk_param_given(spec, followed);
    const char *chosen = given && !lk_node_is_null(given) ? given->text : followed->fallback;
    for (size_t i = 0; chosen && followed->choices[i]; i++)
        if (!strcmp(chosen, followed->choices[i]))
            return p->fallbacks[i];
    return NULL; /* no such choice, as reading it says */
}

static int walk_param(const lk_param_walk *w, const lk_param *p, const lk_node *spec)
{
    lk_label_map scratch; /* param_read.h */
    void *out = w->self ? (char *)w->self + p->offset : (void *)&scratch;
    const lk_node *n = lk_param_given(spec, p);
    lk_param_walk inner = *w;
    if (p->flags & LK_PARAM_NEUTRAL)
        inner.canon = inner.sampler = NULL;
    if (!(p->flags & LK_PARAM_SAMPLER))
        inner.sampler = NULL;
    lk_param_note(&inner, p->name);
    if (n && !lk_node_is_null(n))
        return lk_param_read(&inner, p, n, out);
    const char *text = lk_param_default(w->plugin, p, spec);
    if (text) {
        n = lk_yaml_parse(w->env->arena, "default", text, strlen(text), w->fault);
        return n ? lk_param_read(&inner, p, n, out) : -1;
    }
    if (p->flags & LK_PARAM_REQUIRED) {
        lk_yaml_fault(w->fault, spec, "%s needs `%s`: %s", w->plugin->name, p->name,
                      p->doc ? p->doc : "");
        return -1;
    }
    return 0;
}

/* ---- Keys that no parameter has -------------------------------------------------------------- */

/* Does the table have a parameter of this name, or some below it? */
typedef enum known { NONE, ONE, SOME } known;

enum { LIST = 96 };

static known find_name(const lk_plugin *plugin, const char *name)
{
    size_t length = strlen(name);
    for (uint32_t i = 0; i < plugin->param_count; i++) {
        const char *other = lk_param_at(plugin, i)->name;
        if (!strncmp(other, name, length) && (!other[length] || other[length] == '.'))
            return other[length] ? SOME : ONE;
    }
    return NONE;
}

/* Where they are told: a table without a stage is one of the study file itself. */
static const char *list_of(const lk_plugin *plugin, char text[LIST])
{
    snprintf(text, LIST, plugin->stage ? "`likeness inspect %s`" : "likeness-study(5)",
             plugin->name);
    return text;
}

static int unknown_key(const lk_plugin *plugin, const lk_node *n, const char *name, lk_fault *fault)
{
    const char *names[64];
    char text[LIST];
    size_t count = 0;
    for (uint32_t i = 0; i < plugin->param_count && count < 64; i++)
        names[count++] = lk_param_at(plugin, i)->name;
    const char *near = lk_nearest(name, names, count);
    if (near)
        lk_yaml_fault(fault, n, "%s has no parameter `%s` (did you mean `%s`?)", plugin->name, name,
                      near);
    else
        lk_yaml_fault(fault, n, "%s has no parameter `%s`; %s lists them", plugin->name, name,
                      list_of(plugin, text));
    return -1;
}

/* `prefix` ends with a dot where it is not empty. */
static int check_keys(const lk_param_walk *w, const lk_node *map, const char *prefix)
{
    char text[LIST];
    for (size_t i = 0; map && i < map->count; i++) {
        const lk_node *n = map->items[i];
        const char *name = lk_arena_format(w->env->arena, "%s%s", prefix, n->key);
        known found = name ? find_name(w->plugin, name) : NONE;
        if (!name || (!found && (*prefix || strcmp(n->key, "use"))))
            return unknown_key(w->plugin, n, name ? name : n->key, w->fault);
        if (strchr(n->key, '.')) {
            lk_yaml_fault(w->fault, n, "%s: the parts of this name are maps: `%.*s: {%s: ..}`",
                          name, (int)strcspn(n->key, "."), n->key, strchr(n->key, '.') + 1);
            return -1;
        }
        if (found != SOME || lk_node_is_null(n))
            continue;
        if (n->kind != LK_NODE_MAP) {
            lk_yaml_fault(w->fault, n, "%s: a map is wanted here; %s lists what it takes", name,
                          list_of(w->plugin, text));
            return -1;
        }
        if (check_keys(w, n, lk_arena_format(w->env->arena, "%s.", name)))
            return -1;
    }
    return 0;
}

int lk_params_walk(const lk_plugin *plugin, const lk_node *spec, void *self,
                   const lk_param_env *env, lk_digest *canon, lk_digest *sampler, lk_fault *fault)
{
    const lk_param_walk w = {plugin, self, env, canon, sampler, fault};
    if (check_keys(&w, spec, ""))
        return -1;
    for (uint32_t i = 0; i < plugin->param_count; i++)
        if (walk_param(&w, lk_param_at(plugin, i), spec))
            return -1;
    return 0;
}
