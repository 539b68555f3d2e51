/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#include "param.h"

#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "document.h"

typedef struct walk {
    const lk_plugin *plugin;
    void *self;
    const lk_param_env *env;
    lk_digest *canon, *sampler;
    lk_fault *fault;
} walk;

typedef int (*read_fn)(walk *w, const lk_param *p, const lk_node *n, void *out);

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

const lk_param *lk_param_followed(const lk_plugin *plugin, const lk_param *p)
{
    int knows = plugin->param_size >= sizeof(lk_param); /* tables of before have no such field */
    return knows && p->follows ? lk_param_find(plugin, p->follows) : NULL;
}

const char *lk_param_default(const lk_plugin *plugin, const lk_param *p, const lk_node *spec)
{
    const lk_param *followed = lk_param_followed(plugin, p);
    if (!followed)
        return p->fallback;
    const lk_node *given = spec ? lk_node_get(spec, followed->name) : NULL;
    const char *chosen = given && !lk_node_is_null(given) ? given->text : followed->fallback;
    for (size_t i = 0; chosen && followed->choices[i]; i++)
        if (!strcmp(chosen, followed->choices[i]))
            return p->fallbacks[i];
    return NULL; /* no such choice, as reading it says */
}

const char *lk_param_type_name(lk_param_type type)
{
    static const char *const names[] = {"?",
                                        "bool",
                                        "int",
                                        "number",
                                        "text",
                                        "choice",
                                        "path",
                                        "label map",
                                        "plugin",
                                        "list of int",
                                        "list of numbers",
                                        "list of text",
                                        "list of paths"};
    return (size_t)type < sizeof names / sizeof *names ? names[type] : names[0];
}

static void both(walk *w, void (*add)(lk_digest *, const void *), const void *value)
{
    if (w->canon)
        add(w->canon, value);
    if (w->sampler)
        add(w->sampler, value);
}

static void add_text(lk_digest *d, const void *text)
{
    lk_digest_text(d, text);
}

static void add_u64(lk_digest *d, const void *value)
{
    lk_digest_u64(d, *(const uint64_t *)value);
}

static void add_double(lk_digest *d, const void *value)
{
    lk_digest_double(d, *(const double *)value);
}

static void add_key(lk_digest *d, const void *key)
{
    lk_digest_key(d, key);
}

static int wrong(walk *w, const lk_param *p, const lk_node *n, const char *want)
{
    lk_yaml_fault(w->fault, n, "%s: %s is wanted here%s%s%s", p->name, want,
                  n->text ? ", not \"" : "", n->text ? n->text : "", n->text ? "\"" : "");
    return -1;
}

static int is_one_of(const char *text, const char *const *words)
{
    for (; *words; words++)
        if (!strcmp(text, *words))
            return 1;
    return 0;
}

static int read_bool(walk *w, const lk_param *p, const lk_node *n, void *out)
{
    static const char *const yes[] = {"true", "yes", "on", "True", "Yes", "On", NULL};
    static const char *const no[] = {"false", "no", "off", "False", "No", "Off", NULL};
    if (n->kind != LK_NODE_SCALAR || (!is_one_of(n->text, yes) && !is_one_of(n->text, no)))
        return wrong(w, p, n, "true or false");
    *(int *)out = is_one_of(n->text, yes);
    uint64_t bits = (uint64_t) * (int *)out;
    both(w, add_u64, &bits);
    return 0;
}

static int out_of_range(walk *w, const lk_param *p, const lk_node *n)
{
    lk_yaml_fault(w->fault, n, "%s: %s is outside %.10g .. %.10g%s%s", p->name, n->text, p->low,
                  p->high, p->unit && *p->unit ? " " : "", p->unit ? p->unit : "");
    return -1;
}

static int read_int(walk *w, const lk_param *p, const lk_node *n, void *out)
{
    char *end;
    if (n->kind != LK_NODE_SCALAR || !*n->text)
        return wrong(w, p, n, "a whole number");
    errno = 0;
    long long v = strtoll(n->text, &end, 10);
    if (*end || errno)
        return wrong(w, p, n, "a whole number");
    if (p->low < p->high && ((double)v < p->low || (double)v > p->high))
        return out_of_range(w, p, n);
    *(int64_t *)out = v;
    uint64_t bits = (uint64_t)v;
    both(w, add_u64, &bits);
    return 0;
}

static int read_double(walk *w, const lk_param *p, const lk_node *n, void *out)
{
    char *end;
    if (n->kind != LK_NODE_SCALAR || !*n->text)
        return wrong(w, p, n, "a number");
    double v = strtod(n->text, &end);
    if (*end || !isfinite(v))
        return wrong(w, p, n, "a number");
    if (p->low < p->high && (v < p->low || v > p->high))
        return out_of_range(w, p, n);
    *(double *)out = v;
    both(w, add_double, &v);
    return 0;
}

static int read_string(walk *w, const lk_param *p, const lk_node *n, void *out)
{
    if (n->kind != LK_NODE_SCALAR)
        return wrong(w, p, n, "one text");
    *(const char **)out = lk_arena_text(w->env->arena, n->text);
    both(w, add_text, n->text);
    return 0;
}

static int read_choice(walk *w, const lk_param *p, const lk_node *n, void *out)
{
    size_t count = 0;
    char all[400] = "";
    for (; p->choices[count]; count++) {
        if (n->kind == LK_NODE_SCALAR && !strcmp(n->text, p->choices[count])) {
            *(int *)out = (int)count;
            both(w, add_text, n->text);
            return 0;
        }
        if (strlen(all) + strlen(p->choices[count]) + 3 < sizeof all) {
            strcat(all, count ? ", " : "");
            strcat(all, p->choices[count]);
        }
    }
    const char *near = n->text ? lk_nearest(n->text, p->choices, count) : NULL;
    lk_yaml_fault(w->fault, n, "%s: %s is not one of %s%s%s%s", p->name, n->text ? n->text : "this",
                  all, near ? " (did you mean " : "", near ? near : "", near ? "?)" : "");
    return -1;
}

static int read_path(walk *w, const lk_param *p, const lk_node *n, void *out)
{
    if (n->kind != LK_NODE_SCALAR || !*n->text)
        return wrong(w, p, n, "a path");
    const char *path = w->env->resolve(w->env->user, n->text, n->file, w->fault);
    if (!path)
        return -1;
    *(const char **)out = path;
    lk_key key;
    if (w->self && w->env->content(w->env->user, path, &key, w->fault)) {
        lk_fault_prefix(w->fault, "%s:%u:%u: %s: ", n->file, n->line, n->column, p->name);
        return -1;
    }
    if (w->self)
        both(w, add_key, &key);
    return 0;
}

static int read_label_map(walk *w, const lk_param *p, const lk_node *n, void *out)
{
    lk_label_map *m = out;
    if (n->kind != LK_NODE_MAP)
        return wrong(w, p, n, "a map {name: label}");
    const char **from = lk_arena_array(w->env->arena, n->count, sizeof *from);
    const char **to = lk_arena_array(w->env->arena, n->count, sizeof *to);
    if (!from || !to)
        return wrong(w, p, n, "less memory");
    for (size_t i = 0; i < n->count; i++) {
        if (n->items[i]->kind != LK_NODE_SCALAR)
            return wrong(w, p, n->items[i], "a label");
        from[i] = lk_arena_text(w->env->arena, n->items[i]->key);
        to[i] = lk_arena_text(w->env->arena, n->items[i]->text);
        both(w, add_text, from[i]);
        both(w, add_text, to[i]);
    }
    *m = (lk_label_map){.count = n->count, .from = from, .to = to};
    return 0;
}

static int read_ref(walk *w, const lk_param *p, const lk_node *n, void *out)
{
    lk_key key = {{0}};
    if (n->kind != LK_NODE_MAP || !lk_node_text(n, "use", NULL))
        return wrong(w, p, n, "a plugin {use: NAME, ...}");
    if (w->env->refer(w->env->user, (lk_stage)p->refers, n, (void **)out, &key, w->fault))
        return -1;
    both(w, add_key, &key);
    return 0;
}

static int read_list(walk *w, const lk_param *p, const lk_node *n, void *out, size_t size,
                     read_fn read)
{
    if (n->kind != LK_NODE_LIST)
        return wrong(w, p, n, "a list [..]");
    char *items = lk_arena_array(w->env->arena, n->count, size);
    uint64_t count = n->count;
    both(w, add_u64, &count);
    for (size_t i = 0; items && i < n->count; i++)
        if (read(w, p, n->items[i], items + i * size))
            return -1;
    /* All list structs are {size_t count; pointer}. */
    lk_string_list *list = out;
    list->count = n->count;
    list->items = (const char *const *)(void *)items;
    return items ? 0 : -1;
}

static int read_value(walk *w, const lk_param *p, const lk_node *n, void *out)
{
    switch (p->type) {
    case LK_BOOL:
        return read_bool(w, p, n, out);
    case LK_INT:
        return read_int(w, p, n, out);
    case LK_DOUBLE:
        return read_double(w, p, n, out);
    case LK_STRING:
        return read_string(w, p, n, out);
    case LK_CHOICE:
        return read_choice(w, p, n, out);
    case LK_PATH:
        return read_path(w, p, n, out);
    case LK_LABEL_MAP:
        return read_label_map(w, p, n, out);
    case LK_PLUGIN_REF:
        return read_ref(w, p, n, out);
    case LK_INT_LIST:
        return read_list(w, p, n, out, sizeof(int64_t), read_int);
    case LK_DOUBLE_LIST:
        return read_list(w, p, n, out, sizeof(double), read_double);
    case LK_STRING_LIST:
        return read_list(w, p, n, out, sizeof(char *), read_string);
    case LK_PATH_LIST:
        return read_list(w, p, n, out, sizeof(char *), read_path);
    }
    return wrong(w, p, n, "a parameter type this host knows");
}

static size_t field_size(lk_param_type type)
{
    switch (type) {
    case LK_BOOL:
    case LK_CHOICE:
        return sizeof(int);
    case LK_INT:
        return sizeof(int64_t);
    case LK_DOUBLE:
        return sizeof(double);
    case LK_LABEL_MAP:
        return sizeof(lk_label_map);
    case LK_INT_LIST:
    case LK_DOUBLE_LIST:
    case LK_STRING_LIST:
    case LK_PATH_LIST:
        return sizeof(lk_string_list);
    default:
        return sizeof(void *);
    }
}

static int walk_param(walk *w, const lk_param *p, const lk_node *spec)
{
    lk_label_map scratch; /* the largest field there is */
    void *out = w->self ? (char *)w->self + p->offset : (void *)&scratch;
    const lk_node *n = spec ? lk_node_get(spec, p->name) : NULL;
    walk inner = *w;
    if (p->flags & LK_PARAM_NEUTRAL)
        inner.canon = inner.sampler = NULL;
    if (!(p->flags & LK_PARAM_SAMPLER))
        inner.sampler = NULL;
    both(&inner, add_text, p->name);
    if (n && !lk_node_is_null(n))
        return read_value(&inner, p, n, out);
    const char *text = lk_param_default(w->plugin, p, spec);
    if (text) {
        n = lk_yaml_parse(w->env->arena, "default", text, strlen(text), w->fault);
        return n ? read_value(&inner, p, n, out) : -1;
    }
    if (p->flags & LK_PARAM_REQUIRED) {
        lk_yaml_fault(w->fault, spec, "%s needs `%s`: %s", w->plugin->name, p->name,
                      p->doc ? p->doc : "");
        return -1;
    }
    return 0;
}

static int unknown_key(const lk_plugin *plugin, const lk_node *n, lk_fault *fault)
{
    const char *names[64];
    size_t count = 0;
    for (uint32_t i = 0; i < plugin->param_count && count < 64; i++)
        names[count++] = lk_param_at(plugin, i)->name;
    const char *near = lk_nearest(n->key, names, count);
    if (near)
        lk_yaml_fault(fault, n, "%s has no parameter `%s` (did you mean `%s`?)", plugin->name,
                      n->key, near);
    else
        lk_yaml_fault(fault, n, "%s has no parameter `%s`; `likeness inspect %s` lists them",
                      plugin->name, n->key, plugin->name);
    return -1;
}

int lk_params_walk(const lk_plugin *plugin, const lk_node *spec, void *self,
                   const lk_param_env *env, lk_digest *canon, lk_digest *sampler, lk_fault *fault)
{
    walk w = {plugin, self, env, canon, sampler, fault};
    for (size_t i = 0; spec && i < spec->count; i++)
        if (strcmp(spec->items[i]->key, "use") && !lk_param_find(plugin, spec->items[i]->key))
            return unknown_key(plugin, spec->items[i], fault);
    for (uint32_t i = 0; i < plugin->param_count; i++)
        if (walk_param(&w, lk_param_at(plugin, i), spec))
            return -1;
    return 0;
}

/* ---- Checking a table ------------------------------------------------------ */

enum { PARAMS = 1000, OLDEST_ENTRY = offsetof(lk_param, follows) };

static const char *as_it_is(void *user, const char *path, const char *beside, lk_fault *fault)
{
    (void)user;
    (void)beside;
    (void)fault;
    return path;
}

static int any_plugin(void *user, lk_stage stage, const lk_node *spec, void **service, lk_key *key,
                      lk_fault *fault)
{
    (void)user;
    (void)stage;
    (void)spec;
    (void)service;
    (void)key;
    (void)fault;
    return 0;
}

/* That a default can be read. */
static int check_default(const lk_plugin *plugin, const lk_param *p, const char *text,
                         lk_fault *fault)
{
    lk_arena *arena = lk_arena_new(0);
    lk_param_env env = {.arena = arena, .resolve = as_it_is, .refer = any_plugin};
    walk w = {.plugin = plugin, .env = &env, .fault = fault};
    lk_label_map scratch;
    int rc = 0;
    if (arena && text) {
        const lk_node *n = lk_yaml_parse(arena, "default", text, strlen(text), fault);
        rc = n ? read_value(&w, p, n, &scratch) : -1;
    }
    if (rc)
        lk_fault_prefix(fault, "parameter %s has a wrong default: ", p->name);
    lk_arena_free(arena);
    return rc;
}

static int check_defaults(const lk_plugin *plugin, const lk_param *p, lk_fault *fault)
{
    const lk_param *followed = lk_param_followed(plugin, p);
    if (!followed)
        return check_default(plugin, p, p->fallback, fault);
    for (size_t i = 0; followed->choices[i]; i++)
        if (check_default(plugin, p, p->fallbacks[i], fault))
            return -1;
    return 0;
}

/* Whether what the default is said to hang on is there. */
static int follows_a_choice(const lk_plugin *plugin, const lk_param *p)
{
    if (plugin->param_size < sizeof(lk_param) || !p->follows)
        return 1;
    const lk_param *followed = lk_param_followed(plugin, p);
    return followed && followed->type == LK_CHOICE && followed->choices && followed->fallback &&
           followed != p && p->fallbacks;
}

static int check_entry(const lk_plugin *plugin, const lk_param *p, lk_fault *fault)
{
    size_t size = field_size(p->type);
    if (!p->name || !*p->name || p->type < LK_BOOL || p->type > LK_PATH_LIST)
        lk_fault_set(fault, "a parameter has no name or an unknown type");
    else if (!strcmp(p->name, "use"))
        lk_fault_set(fault, "`use` is no name for a parameter");
    else if (lk_param_find(plugin, p->name) != p)
        lk_fault_set(fault, "it has two parameters %s", p->name);
    else if (p->offset > plugin->instance_size || size > plugin->instance_size - p->offset)
        lk_fault_set(fault, "parameter %s lies outside the instance", p->name);
    else if (p->offset % (size < sizeof(void *) ? size : sizeof(void *)))
        lk_fault_set(fault, "parameter %s lies askew in the instance", p->name);
    else if (p->type == LK_CHOICE && (!p->choices || !*p->choices))
        lk_fault_set(fault, "parameter %s has no choices", p->name);
    else if (p->type == LK_PLUGIN_REF && p->refers != LK_STAGE_BACKEND &&
             p->refers != LK_STAGE_SEGMENTER)
        lk_fault_set(fault, "parameter %s refers to a stage that gives no service", p->name);
    else if (!follows_a_choice(plugin, p))
        lk_fault_set(fault, "the default of parameter %s hangs on no choice", p->name);
    else
        return check_defaults(plugin, p, fault);
    return -1;
}

int lk_params_check_table(const lk_plugin *plugin, lk_fault *fault)
{
    if (plugin->param_count && (!plugin->params || plugin->param_size < OLDEST_ENTRY ||
                                plugin->param_size % sizeof(void *))) {
        lk_fault_set(fault, "the parameter table is missing or of another shape");
        return -1;
    }
    if (plugin->param_count > PARAMS) {
        lk_fault_set(fault, "the parameter table has more than %d entries", PARAMS);
        return -1;
    }
    for (uint32_t i = 0; i < plugin->param_count; i++)
        if (check_entry(plugin, lk_param_at(plugin, i), fault))
            return -1;
    return 0;
}
