/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#include "param_read.h"

#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "document.h"

typedef int (*read_fn)(lk_param_walk *w, const lk_param *p, const lk_node *n, void *out);

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

static void both(const lk_param_walk *w, void (*add)(lk_digest *, const void *), const void *value)
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

void lk_param_note(const lk_param_walk *w, const char *text)
{
    both(w, add_text, text);
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

static int wrong(lk_param_walk *w, const lk_param *p, const lk_node *n, const char *want)
{
    lk_yaml_fault(w->fault, n, "%s: %s is wanted here%s%s%s", p->name, want,
                  n->text ? ", not \"" : "", n->text ? n->text : "", n->text ? "\"" : "");
    return -1;
}

static int read_bool(lk_param_walk *w, const lk_param *p, const lk_node *n, void *out)
{
    int truth = lk_node_truth(n);
    if (truth < 0)
        return wrong(w, p, n, "true or false");
    *(int *)out = truth;
    uint64_t bits = (uint64_t)truth;
    both(w, add_u64, &bits);
    return 0;
}

static int out_of_range(lk_param_walk *w, const lk_param *p, const lk_node *n)
{
    lk_yaml_fault(w->fault, n, "%s: %s is outside %.10g .. %.10g%s%s", p->name, n->text, p->low,
                  p->high, p->unit && *p->unit ? " " : "", p->unit ? p->unit : "");
    return -1;
}

static int read_int(lk_param_walk *w, const lk_param *p, const lk_node *n, void *out)
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

static int read_double(lk_param_walk *w, const lk_param *p, const lk_node *n, void *out)
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

static int read_string(lk_param_walk *w, const lk_param *p, const lk_node *n, void *out)
{
    if (n->kind != LK_NODE_SCALAR)
        return wrong(w, p, n, "one text");
    *(const char **)out = lk_arena_text(w->env->arena, n->text);
    both(w, add_text, n->text);
    return 0;
}

static int read_choice(lk_param_walk *w, const lk_param *p, const lk_node *n, void *out)
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

static int read_path(lk_param_walk *w, const lk_param *p, const lk_node *n, void *out)
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

static int read_label_map(lk_param_walk *w, const lk_param *p, const lk_node *n, void *out)
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

static int read_ref(lk_param_walk *w, const lk_param *p, const lk_node *n, void *out)
{
    lk_key key = {{0}};
    if (n->kind != LK_NODE_MAP || !lk_node_text(n, "use", NULL))
        return wrong(w, p, n, "a plugin {use: NAME, ...}");
    if (w->env->refer(w->env->user, (lk_stage)p->refers, n, (void **)out, &key, w->fault))
        return -1;
    both(w, add_key, &key);
    return 0;
}

static int read_list(lk_param_walk *w, const lk_param *p, const lk_node *n, void *out, size_t size,
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

int lk_param_read(lk_param_walk *w, const lk_param *p, const lk_node *n, void *out)
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

size_t lk_param_field_size(lk_param_type type)
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
