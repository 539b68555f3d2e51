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
    const char *file, *text;
    size_t size;
    yaml_parser_t parser;
    lk_fault *fault;
} reader;

typedef struct child {
    lk_node *node;
    yaml_mark_t at; /* of its key, in a map */
} child;

typedef struct children {
    child *items;
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

/* libyaml says where a byte that is no text stands only by its offset. */
static yaml_mark_t mark_of(const reader *r, size_t offset)
{
    yaml_mark_t at = {.index = offset};
    for (size_t i = 0; i < offset && i < r->size; i++) {
        int begins = ((unsigned char)r->text[i] & 0xc0) != 0x80;
        at.column = r->text[i] == '\n' ? 0 : at.column + (size_t)begins;
        at.line += r->text[i] == '\n';
    }
    return at;
}

/* Does the indentation of this line have a tab in it? */
static int has_tab(const reader *r, size_t line)
{
    size_t i = 0;
    for (; line && i < r->size; i++)
        line -= r->text[i] == '\n';
    while (i < r->size && r->text[i] == ' ')
        i++;
    return i < r->size && r->text[i] == '\t';
}

static int next_event(reader *r, yaml_event_t *event)
{
    const yaml_parser_t *p = &r->parser;
    if (yaml_parser_parse(&r->parser, event))
        return 1;
    if (p->error == YAML_READER_ERROR)
        refuse(r, mark_of(r, p->problem_offset), p->problem);
    else if (p->error == YAML_MEMORY_ERROR)
        refuse(r, p->mark, "out of memory");
    else if (has_tab(r, p->problem_mark.line))
        refuse(r, p->problem_mark, "a tab indents this line: use spaces");
    else
        refuse(r, p->problem_mark, p->problem ? p->problem : "this is not YAML");
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

static int append(reader *r, children *c, lk_node *n, yaml_mark_t at)
{
    if (c->count == c->room) {
        size_t room = c->room ? c->room * 2 : 8;
        child *items = realloc(c->items, room * sizeof *items);
        if (!items) {
            refuse(r, at, "out of memory");
            return 0;
        }
        c->items = items;
        c->room = room;
    }
    c->items[c->count++] = (child){n, at};
    return 1;
}

static int by_key(const void *a, const void *b)
{
    const child *x = a, *y = b;
    int order = strcmp(x->node->key, y->node->key);
    return order ? order : (x->at.index > y->at.index) - (x->at.index < y->at.index);
}

/* Sorted, so that a large map from a hostile file takes no quadratic time. */
static int check_keys(reader *r, children *c)
{
    const child *first = NULL;
    if (c->count > 1)
        qsort(c->items, c->count, sizeof *c->items, by_key);
    for (size_t i = 1; i < c->count; i++)
        if (!strcmp(c->items[i - 1].node->key, c->items[i].node->key) &&
            (!first || c->items[i].at.index < first->at.index))
            first = &c->items[i];
    if (first)
        refuse(r, first->at, "this key stands twice in its map");
    return !first;
}

static lk_node *finish(reader *r, lk_node *parent, children *c)
{
    const lk_node **items = lk_arena_array(r->arena, c->count, sizeof *items);
    for (size_t i = 0; items && i < c->count; i++)
        items[i] = c->items[i].node;
    parent->count = c->count;
    parent->items = items;
    int good = items && (parent->kind != LK_NODE_MAP || check_keys(r, c));
    free(c->items);
    return good ? parent : NULL;
}

static const char *scalar_text(reader *r, const yaml_event_t *event)
{
    const char *text = (const char *)event->data.scalar.value;
    if (strlen(text) != event->data.scalar.length) {
        refuse(r, event->start_mark, "a text has a NUL byte in it");
        return NULL;
    }
    return lk_arena_text(r->arena, text);
}

static lk_node *read_scalar(reader *r, const yaml_event_t *event)
{
    lk_node *n = new_node(r, LK_NODE_SCALAR, event->start_mark);
    if (!n)
        return NULL;
    n->text = scalar_text(r, event);
    n->quoted = event->data.scalar.style != YAML_PLAIN_SCALAR_STYLE;
    return n->text ? n : NULL;
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

static int read_entry(reader *r, children *c, yaml_event_t *event, int depth)
{
    yaml_mark_t at = event->start_mark;
    if (event->type != YAML_SCALAR_EVENT || has_anchor_or_tag(event)) {
        refuse(r, at, "a key must be a plain word");
        return 0;
    }
    const char *key = scalar_text(r, event);
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
    return append(r, c, n, at);
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
            good = item && append(r, &c, item, event.start_mark);
        }
        yaml_event_delete(&event);
    }
    if (good)
        return finish(r, n, &c);
    free(c.items);
    return NULL;
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
    reader r = {.arena = arena, .text = text, .size = size, .fault = fault};
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

lk_node *lk_yaml_put(lk_arena *arena, const lk_node *map, const lk_node *value)
{
    lk_node *copy = lk_arena_alloc(arena, sizeof *copy);
    const lk_node **items = lk_arena_array(arena, map->count + 1, sizeof *items);
    size_t at = 0;
    if (!copy || !items)
        return NULL;
    memcpy(items, map->items, map->count * sizeof *items);
    while (at < map->count && strcmp(items[at]->key, value->key))
        at++;
    items[at] = value;
    *copy = *map;
    copy->items = items;
    copy->count = map->count + (at == map->count);
    return copy;
}

int lk_node_is_null(const lk_node *n)
{
    return n->kind == LK_NODE_SCALAR && !n->quoted &&
           (!*n->text || !strcmp(n->text, "~") || !strcasecmp(n->text, "null"));
}

static int is_one_of(const char *text, const char *const *words)
{
    for (; *words; words++)
        if (!strcmp(text, *words))
            return 1;
    return 0;
}

int lk_node_truth(const lk_node *n)
{
    static const char *const yes[] = {"true", "yes", "on", "True", "Yes", "On", NULL};
    static const char *const no[] = {"false", "no", "off", "False", "No", "Off", NULL};
    if (n->kind != LK_NODE_SCALAR)
        return -1;
    return is_one_of(n->text, yes) ? 1 : is_one_of(n->text, no) ? 0 : -1;
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

/* The character that begins at `p` (the text came out of libyaml, so it is
 * UTF-8) and how many bytes it takes. */
static unsigned character(const unsigned char *p, size_t *bytes)
{
    unsigned c = *p < 0x80 ? *p : *p < 0xe0 ? *p & 0x1f : *p < 0xf0 ? *p & 0xf : *p & 7;
    for (*bytes = 1; (p[*bytes] & 0xc0) == 0x80; (*bytes)++)
        c = c << 6 | (p[*bytes] & 0x3f);
    return c;
}

/* Quotes, control characters, and what YAML takes for a line break, a byte
 * order mark or nothing it may hold. */
static int needs_escape(unsigned c)
{
    return c == '"' || c == '\\' || c < 0x20 || (c >= 0x7f && c < 0xa0) || c == 0x2028 ||
           c == 0x2029 || c == 0xfeff || c == 0xfffe || c == 0xffff;
}

static int put_quoted(writer *w, const char *text)
{
    int good = put(w, "\"", 1);
    size_t bytes;
    for (const unsigned char *p = (const unsigned char *)text; good && *p; p += bytes) {
        char escape[8];
        unsigned c = character(p, &bytes);
        if (needs_escape(c))
            good = put(w, escape, (size_t)snprintf(escape, sizeof escape, "\\u%04x", c & 0xffff));
        else
            good = put(w, (const char *)p, bytes);
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
        lk_yaml_fault(fault, n, "%s has no named parts: set it whole%s", key,
                      n->kind == LK_NODE_LIST ? ", as in [a, b]" : "");
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

/* Does a dotted path have a name between all its dots? */
static int is_path(const char *path)
{
    return *path && *path != '.' && !strstr(path, "..") && path[strlen(path) - 1] != '.';
}

int lk_yaml_set(lk_arena *arena, lk_node *root, const char *path, const char *text, lk_fault *fault)
{
    char *key = lk_arena_text(arena, path), *dot;
    char *name = lk_arena_format(arena, "--set %s", path);
    lk_node *map = root;
    if (root->kind != LK_NODE_MAP || !key || !name) {
        lk_fault_set(fault, "%s: there is nothing to set", path);
        return -1;
    }
    if (!is_path(path)) {
        lk_fault_set(fault, "--set %s: an empty name", path);
        return -1;
    }
    /* The value first, so that one that is wrong leaves the tree as it was. */
    lk_node *value =
        lk_yaml_parse(arena, name, *text ? text : "~", *text ? strlen(text) : 1, fault);
    while (value && map && (dot = strchr(key, '.'))) {
        *dot = 0;
        map = descend(arena, map, key, fault);
        key = dot + 1;
    }
    if (!value || !map)
        return -1;
    value->key = key;
    return put_entry(arena, map, value) ? 0 : -1;
}
