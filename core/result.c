/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#include "result.h"

#include <string.h>

#include "paths.h"
#include "wire.h"

enum { MOST_BYTES = 64 << 20 };

/* ---- The folder ------------------------------------------------------------------------ */

static json_t *read_provenance(lk_arena *arena, const char *path, lk_fault *fault)
{
    const void *bytes;
    size_t size;
    json_error_t error;
    if (lk_read_whole(arena, path, MOST_BYTES, &bytes, &size, fault))
        return NULL;
    json_t *root = json_loadb(bytes, size, 0, &error);
    if (!root)
        lk_fault_set(fault, "%s:%d:%d: %s", path, error.line, error.column, error.text);
    return root;
}

static const char *const *read_sets(lk_arena *arena, const json_t *root)
{
    const json_t *list = json_object_get(root, "set");
    size_t count = json_array_size(list);
    const char **sets = lk_arena_array(arena, count + 1, sizeof *sets);
    for (size_t i = 0; sets && i < count; i++) {
        sets[i] = json_string_value(json_array_get(list, i));
        if (!sets[i])
            return NULL;
    }
    return sets;
}

int lk_result_open(lk_arena *arena, const char *path, lk_result *out, lk_fault *fault)
{
    const char *file = lk_arena_format(arena, "%s/provenance.json", path);
    json_t *root = read_provenance(arena, file, fault);
    *out = (lk_result){.path = path, .provenance = root};
    if (!root) {
        lk_fault_prefix(fault, "%s is not the folder of a finished run: ", path);
        return -1;
    }
    out->study_path = json_string_value(json_object_get(root, "study_path"));
    out->text = json_string_value(json_object_get(root, "study_file"));
    out->sets = read_sets(arena, root);
    if (out->study_path && out->text && out->sets && !json_object_get(root, "compared"))
        return 0;
    lk_fault_set(fault,
                 json_object_get(root, "compared")
                     ? "%s was made by `likeness compare`; the folders of its runs are wanted"
                     : "%s/provenance.json is not the provenance of a run: it has no study",
                 path);
    lk_result_close(out);
    return -1;
}

void lk_result_close(lk_result *r)
{
    json_decref(r->provenance);
    r->provenance = NULL;
}

const char *lk_result_text(const lk_result *r, const char *key)
{
    const char *text = json_string_value(json_object_get(r->provenance, key));
    return text ? text : "";
}

/* ---- Two studies ----------------------------------------------------------------------- */

typedef struct walk {
    lk_arena *arena;
    lk_difference_fn found;
    void *user;
} walk;

static void add_text(lk_pack *p, const char *text)
{
    lk_pack_raw(p, text, strlen(text));
}

/* As a study file would have it, for people. */
static void add_node(lk_pack *p, const lk_node *n)
{
    int is_map = n->kind == LK_NODE_MAP;
    if (n->kind == LK_NODE_SCALAR) {
        add_text(p, n->text);
        return;
    }
    add_text(p, is_map ? "{" : "[");
    for (size_t i = 0; i < n->count; i++) {
        add_text(p, i ? ", " : "");
        if (is_map) {
            add_text(p, n->items[i]->key);
            add_text(p, ": ");
        }
        add_node(p, n->items[i]);
    }
    add_text(p, is_map ? "}" : "]");
}

static const char *node_words(const walk *w, const lk_node *n)
{
    lk_pack p = {0};
    if (!n)
        return NULL;
    add_node(&p, n);
    lk_pack_raw(&p, "", 1);
    const char *words = p.bad ? "?" : lk_arena_text(w->arena, (const char *)p.bytes);
    lk_pack_free(&p);
    return words;
}

static int compare_nodes(const walk *w, const char *path, const lk_node *a, const lk_node *b);

/* The entries of both maps; what only `b` has comes last. */
static int compare_maps(const walk *w, const char *path, const lk_node *a, const lk_node *b)
{
    int rc = 0;
    for (size_t i = 0; !rc && i < a->count + b->count; i++) {
        const lk_node *entry = i < a->count ? a->items[i] : b->items[i - a->count];
        if (i >= a->count && lk_node_get(a, entry->key))
            continue;
        rc = compare_nodes(w, lk_arena_format(w->arena, "%s.%s", path, entry->key),
                           lk_node_get(a, entry->key), lk_node_get(b, entry->key));
    }
    return rc;
}

static int compare_nodes(const walk *w, const char *path, const lk_node *a, const lk_node *b)
{
    a = a && lk_node_is_null(a) ? NULL : a;
    b = b && lk_node_is_null(b) ? NULL : b;
    if (a && b && a->kind == LK_NODE_MAP && b->kind == LK_NODE_MAP)
        return compare_maps(w, path, a, b);
    const char *before = node_words(w, a), *after = node_words(w, b);
    if ((!before && !after) || (before && after && !strcmp(before, after)))
        return 0;
    return w->found(w->user, path, before, after);
}

int lk_study_differences(lk_arena *arena, const lk_study *base, const lk_study *other,
                         lk_difference_fn found, void *user)
{
    static const char *const keys[] = {"seed",     "labels",   "data",       "detect",
                                       "networks", "explain",  "explainers", "align",
                                       "masks",    "binarise", "baselines",  "metrics"};
    walk w = {arena, found, user};
    int rc = 0;
    for (size_t i = 0; !rc && i < sizeof keys / sizeof *keys; i++)
        rc = compare_nodes(&w, keys[i], lk_node_get(base->root, keys[i]),
                           lk_node_get(other->root, keys[i]));
    return rc;
}
