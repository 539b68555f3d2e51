/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#include "document.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include <yaml.h>

typedef struct reader {
    lk_arena *arena;
    const char *file;
    yaml_parser_t parser;
    lk_fault *fault;
} reader;

typedef struct children {
    lk_node **items;
    size_t count, room;
} children;

static lk_node *read_node(reader *r, yaml_event_t *event, int depth);

void lk_yaml_fault(lk_fault *fault, const lk_node *at, const char *format, ...)
{
    char text[800];
    va_list args;
    va_start(args, format);
    vsnprintf(text, sizeof text, format, args);
    va_end(args);
    lk_fault_set(fault, "%s:%u:%u: %s", at->file, at->line, at->column, text);
}

static lk_node *refuse(reader *r, yaml_mark_t at, const char *what)
{
    lk_fault_set(r->fault, "%s:%zu:%zu: %s", r->file, at.line + 1, at.column + 1, what);
    return NULL;
}

static int next_event(reader *r, yaml_event_t *event)
{
    if (yaml_parser_parse(&r->parser, event))
        return 1;
    yaml_mark_t at = r->parser.problem_mark;
    refuse(r, at, r->parser.problem ? r->parser.problem : "this is not YAML");
    return 0;
}

static lk_node *new_node(reader *r, lk_node_kind kind, yaml_mark_t at)
{
    lk_node *n = lk_arena_alloc(r->arena, sizeof *n);
    if (!n)
        return refuse(r, at, "out of memory");
    n->kind = kind;
    n->file = r->file;
    n->line = (uint32_t)at.line + 1;
    n->column = (uint32_t)at.column + 1;
    return n;
}

static int append(children *c, lk_node *n)
{
    if (c->count == c->room) {
        size_t room = c->room ? c->room * 2 : 8;
        lk_node **items = realloc(c->items, room * sizeof *items);
        if (!items)
            return 0;
        c->items = items;
        c->room = room;
    }
    c->items[c->count++] = n;
    return 1;
}

static lk_node *finish(reader *r, lk_node *parent, children *c)
{
    parent->count = c->count;
    parent->items = lk_arena_copy(r->arena, c->items, c->count * sizeof *c->items);
    free(c->items);
    return parent->items ? parent : NULL;
}

static lk_node *read_scalar(reader *r, const yaml_event_t *event)
{
    if (strlen((const char *)event->data.scalar.value) != event->data.scalar.length)
        return refuse(r, event->start_mark, "a value has a NUL byte in it");
    lk_node *n = new_node(r, LK_NODE_SCALAR, event->start_mark);
    if (!n)
        return NULL;
    n->text = lk_arena_text(r->arena, (const char *)event->data.scalar.value);
    n->quoted = event->data.scalar.style != YAML_PLAIN_SCALAR_STYLE;
    return n->text ? n : NULL;
}

static int read_entry(reader *r, children *c, yaml_event_t *event, int depth)
{
    if (event->type != YAML_SCALAR_EVENT) {
        refuse(r, event->start_mark, "a key must be a plain word");
        return 0;
    }
    const char *key = lk_arena_text(r->arena, (const char *)event->data.scalar.value);
    yaml_mark_t at = event->start_mark;
    for (size_t i = 0; key && i < c->count; i++)
        if (!strcmp(c->items[i]->key, key)) {
            refuse(r, at, "this key stands twice in its map");
            return 0;
        }
    yaml_event_t value;
    if (!key || !next_event(r, &value))
        return 0;
    lk_node *n = read_node(r, &value, depth + 1);
    yaml_event_delete(&value);
    if (!n)
        return 0;
    n->key = key;
    if (n->kind != LK_NODE_SCALAR) { /* a block's own mark is its first child's */
        n->line = (uint32_t)at.line + 1;
        n->column = (uint32_t)at.column + 1;
    }
    return append(c, n);
}

static lk_node *read_collection(reader *r, yaml_event_t *start, int depth)
{
    int is_map = start->type == YAML_MAPPING_START_EVENT;
    if (depth >= LK_YAML_DEPTH)
        return refuse(r, start->start_mark, "nested deeper than 64 levels");
    lk_node *n = new_node(r, is_map ? LK_NODE_MAP : LK_NODE_LIST, start->start_mark);
    children c = {0};
    yaml_event_t event;
    int good = n != NULL, end = 0;
    while (good && !end && (good = next_event(r, &event))) {
        end = event.type == YAML_MAPPING_END_EVENT || event.type == YAML_SEQUENCE_END_EVENT;
        if (!end && is_map)
            good = read_entry(r, &c, &event, depth);
        else if (!end) {
            lk_node *item = read_node(r, &event, depth + 1);
            good = item && append(&c, item);
        }
        yaml_event_delete(&event);
    }
    if (good)
        return finish(r, n, &c);
    free(c.items);
    return NULL;
}

static int has_anchor_or_tag(const yaml_event_t *e)
{
    switch (e->type) {
    case YAML_SCALAR_EVENT:
        return e->data.scalar.anchor || (e->data.scalar.tag && !e->data.scalar.quoted_implicit);
    case YAML_SEQUENCE_START_EVENT:
        return e->data.sequence_start.anchor || e->data.sequence_start.tag;
    case YAML_MAPPING_START_EVENT:
        return e->data.mapping_start.anchor || e->data.mapping_start.tag;
    default:
        return 0;
    }
}

static lk_node *read_node(reader *r, yaml_event_t *event, int depth)
{
    if (event->type == YAML_ALIAS_EVENT || has_anchor_or_tag(event))
        return refuse(r, event->start_mark, "anchors, aliases and tags are not used here");
    if (event->type == YAML_SCALAR_EVENT)
        return read_scalar(r, event);
    if (event->type == YAML_MAPPING_START_EVENT || event->type == YAML_SEQUENCE_START_EVENT)
        return read_collection(r, event, depth);
    return refuse(r, event->start_mark, "a value was expected here");
}

static lk_node *read_document(reader *r)
{
    lk_node *root = NULL;
    yaml_event_t event;
    int documents = 0;
    while (next_event(r, &event)) {
        yaml_event_type_t type = event.type;
        if (type == YAML_DOCUMENT_START_EVENT && documents++) {
            refuse(r, event.start_mark, "one document a file");
            root = NULL;
            type = YAML_NO_EVENT;
        } else if (type == YAML_SCALAR_EVENT || type == YAML_MAPPING_START_EVENT ||
                   type == YAML_SEQUENCE_START_EVENT || type == YAML_ALIAS_EVENT) {
            root = read_node(r, &event, 0);
            type = root ? type : YAML_NO_EVENT;
        }
        yaml_event_delete(&event);
        if (type == YAML_NO_EVENT)
            return NULL;
        if (type == YAML_STREAM_END_EVENT) {
            if (!root)
                lk_fault_set(r->fault, "%s:1:1: the file is empty", r->file);
            return root;
        }
    }
    return NULL;
}

lk_node *lk_yaml_parse(lk_arena *arena, const char *file, const char *text, size_t size,
                       lk_fault *fault)
{
    if (size > LK_YAML_LIMIT) {
        lk_fault_set(fault, "%s: larger than 16 MiB", file);
        return NULL;
    }
    reader r = {.arena = arena, .fault = fault};
    r.file = lk_arena_text(arena, file);
    if (!r.file || !yaml_parser_initialize(&r.parser)) {
        lk_fault_set(fault, "%s: out of memory", file);
        return NULL;
    }
    yaml_parser_set_input_string(&r.parser, (const unsigned char *)text, size);
    lk_node *root = read_document(&r);
    yaml_parser_delete(&r.parser);
    return root;
}

int lk_node_is_null(const lk_node *n)
{
    return n->kind == LK_NODE_SCALAR && !n->quoted &&
           (!*n->text || !strcmp(n->text, "~") || !strcasecmp(n->text, "null"));
}

/* ---- Writing ------------------------------------------------------------ */

typedef struct writer {
    char *text;
    size_t size, room;
} writer;

static int put(writer *w, const char *text, size_t n)
{
    if (w->room - w->size <= n) {
        size_t room = (w->size + n + 1) * 2;
        char *grown = realloc(w->text, room);
        if (!grown)
            return 0;
        w->text = grown;
        w->room = room;
    }
    memcpy(w->text + w->size, text, n);
    w->size += n;
    w->text[w->size] = 0;
    return 1;
}

static int put_quoted(writer *w, const char *text)
{
    int good = put(w, "\"", 1);
    for (const unsigned char *p = (const unsigned char *)text; good && *p; p++) {
        char escape[8];
        if (*p == '"' || *p == '\\')
            good = put(w, escape, (size_t)snprintf(escape, sizeof escape, "\\%c", *p));
        else if (*p < 0x20 || *p == 0x7f)
            good = put(w, escape, (size_t)snprintf(escape, sizeof escape, "\\x%02x", *p));
        else
            good = put(w, (const char *)p, 1);
    }
    return good && put(w, "\"", 1);
}

static int write_flow(writer *w, const lk_node *n)
{
    if (n->kind == LK_NODE_SCALAR)
        return lk_node_is_null(n) ? put(w, "~", 1) : put_quoted(w, n->text);
    int is_map = n->kind == LK_NODE_MAP;
    int good = put(w, is_map ? "{" : "[", 1);
    for (size_t i = 0; good && i < n->count; i++) {
        good = !i || put(w, ", ", 2);
        if (good && is_map)
            good = put_quoted(w, n->items[i]->key) && put(w, ": ", 2);
        good = good && write_flow(w, n->items[i]);
    }
    return good && put(w, is_map ? "}" : "]", 1);
}

char *lk_yaml_flow(lk_arena *arena, const lk_node *node)
{
    writer w = {0};
    char *text = write_flow(&w, node) ? lk_arena_text(arena, w.text) : NULL;
    free(w.text);
    return text;
}

/* ---- Changing ------------------------------------------------------------ */

static lk_node *put_entry(lk_arena *arena, lk_node *map, lk_node *entry)
{
    lk_node **items = lk_arena_array(arena, map->count + 1, sizeof *items);
    if (!items)
        return NULL;
    size_t at = map->count;
    for (size_t i = 0; i < map->count; i++) {
        items[i] = (lk_node *)map->items[i];
        if (!strcmp(items[i]->key, entry->key))
            at = i;
    }
    items[at] = entry;
    map->count += at == map->count;
    map->items = (const lk_node *const *)items;
    return entry;
}

static lk_node *descend(lk_arena *arena, lk_node *map, const char *key, lk_fault *fault)
{
    lk_node *n = (lk_node *)lk_node_get(map, key);
    if (n && n->kind == LK_NODE_MAP)
        return n;
    if (n && !lk_node_is_null(n)) {
        lk_yaml_fault(fault, n, "%s has no parts to set", key);
        return NULL;
    }
    lk_node *made = lk_arena_alloc(arena, sizeof *made);
    if (!made)
        return NULL;
    *made = (lk_node){.kind = LK_NODE_MAP,
                      .file = map->file,
                      .line = map->line,
                      .column = map->column,
                      .key = lk_arena_text(arena, key)};
    return put_entry(arena, map, made);
}

int lk_yaml_set(lk_arena *arena, lk_node *root, const char *path, const char *text, lk_fault *fault)
{
    char *copy = lk_arena_text(arena, path);
    lk_node *map = root;
    char *key = copy, *dot;
    if (root->kind != LK_NODE_MAP || !copy) {
        lk_fault_set(fault, "%s: there is nothing to set", path);
        return -1;
    }
    while ((dot = strchr(key, '.'))) {
        *dot = 0;
        map = descend(arena, map, key, fault);
        if (!map)
            return -1;
        key = dot + 1;
    }
    char *name = lk_arena_format(arena, "--set %s", path);
    lk_node *value =
        name ? lk_yaml_parse(arena, name, *text ? text : "~", *text ? strlen(text) : 1, fault)
             : NULL;
    if (!value || !*key) {
        if (value)
            lk_fault_set(fault, "--set %s: an empty name", path);
        return -1;
    }
    value->key = key;
    return put_entry(arena, map, value) ? 0 : -1;
}
