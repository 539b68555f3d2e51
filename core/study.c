/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#include "study.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "controls.h"
#include "expand.h"
#include "param.h"
#include "paths.h"
#include "training.h"

/* The sections in the plural: maps of named variants. */
static const struct section_key {
    const char *key;
    lk_stage stage;
    size_t offset;
} sections[] = {
    {"networks", LK_STAGE_BACKEND, offsetof(lk_study, networks)},
    {"controls", LK_STAGE_BACKEND, offsetof(lk_study, twins)}, /* after networks */
    {"train", LK_STAGE_BACKEND, offsetof(lk_study, pupils)},   /* likewise */
    {"explainers", LK_STAGE_EXPLAINER, offsetof(lk_study, explainers)},
    {"align", LK_STAGE_ALIGNER, offsetof(lk_study, align)},
    {"masks", LK_STAGE_MASK, offsetof(lk_study, masks)},
    {"binarise", LK_STAGE_BINARISER, offsetof(lk_study, binarise)},
    {"baselines", LK_STAGE_BASELINE, offsetof(lk_study, baselines)},
    {"metrics", LK_STAGE_METRIC, offsetof(lk_study, metrics)},
    {"analyses", LK_STAGE_ANALYSIS, offsetof(lk_study, analyses)},
    {"reports", LK_STAGE_REPORT, offsetof(lk_study, reports)},
};

enum { SECTIONS = sizeof sections / sizeof *sections };

static const char *const plain_keys[] = {"study",       "seed",    "labels",      "data",
                                         "detect",      "explain", "plugin_path", "limits",
                                         "score_faces", "folds",   "truth"};

static lk_section *section_at(lk_study *s, size_t i)
{
    return (lk_section *)(void *)((char *)s + sections[i].offset);
}

lk_section *lk_study_section_at(lk_study *s, size_t i, lk_stage *stage)
{
    if (i >= SECTIONS)
        return NULL;
    *stage = sections[i].stage;
    return section_at(s, i);
}

lk_stage lk_section_stage(const char *key)
{
    for (size_t i = 0; i < SECTIONS; i++)
        if (!strcmp(sections[i].key, key))
            return sections[i].stage;
    if (!strcmp(key, "data"))
        return LK_STAGE_SOURCE;
    return strcmp(key, "detect") ? (lk_stage)0 : LK_STAGE_DETECTOR;
}

const lk_section *lk_study_section(const lk_study *s, const char *key)
{
    for (size_t i = 0; i < SECTIONS; i++)
        if (!strcmp(sections[i].key, key))
            return section_at((lk_study *)s, i);
    return NULL;
}

const lk_variant *lk_section_find(const lk_section *section, const char *name)
{
    for (size_t i = 0; i < section->count; i++)
        if (!strcmp(section->items[i].name, name))
            return &section->items[i];
    return NULL;
}

int lk_study_label(const lk_study *s, const char *label)
{
    for (size_t i = 0; label && i < s->label_count; i++)
        if (!strcmp(s->labels[i], label))
            return (int)i;
    return -1;
}

/* ---- Reading ---------------------------------------------------------------- */

static int check_keys(const lk_node *map, const char *const *known, size_t count, lk_fault *fault)
{
    for (size_t i = 0; i < map->count; i++) {
        size_t k = 0;
        while (k < count && strcmp(map->items[i]->key, known[k]))
            k++;
        if (k < count)
            continue;
        const char *near = lk_nearest(map->items[i]->key, known, count);
        lk_yaml_fault(fault, map->items[i], "`%s` is no key here%s%s%s", map->items[i]->key,
                      near ? " (did you mean `" : "", near ? near : "", near ? "`?)" : "");
        return -1;
    }
    return 0;
}

static int check_top(const lk_node *root, lk_fault *fault)
{
    const char *known[SECTIONS + sizeof plain_keys / sizeof *plain_keys];
    size_t count = 0;
    for (size_t i = 0; i < sizeof plain_keys / sizeof *plain_keys; i++)
        known[count++] = plain_keys[i];
    for (size_t i = 0; i < SECTIONS; i++)
        known[count++] = sections[i].key;
    return check_keys(root, known, count, fault);
}

static const char *const *read_words(lk_study *s, const lk_node *n, size_t *count, lk_fault *fault)
{
    if (n->kind != LK_NODE_LIST || !n->count) {
        lk_yaml_fault(fault, n, "%s is a list of words, [a, b]", n->key);
        return NULL;
    }
    const char **words = lk_arena_array(s->arena, n->count + 1, sizeof *words);
    for (size_t i = 0; i < n->count; i++) {
        if (n->items[i]->kind != LK_NODE_SCALAR || !*n->items[i]->text ||
            lk_node_is_null(n->items[i])) {
            lk_yaml_fault(fault, n->items[i], "%s is a list of words", n->key);
            return NULL;
        }
        words[i] = n->items[i]->text;
        for (size_t j = 0; j < i; j++)
            if (!strcmp(words[i], words[j])) {
                lk_yaml_fault(fault, n->items[i], "%s stands twice", words[i]);
                return NULL;
            }
    }
    *count = n->count;
    return words;
}

static int read_plugin_path(lk_study *s, const lk_node *n, lk_fault *fault)
{
    size_t count = 0;
    if (!n || lk_node_is_null(n))
        return 0;
    const char **folders;
    if (n->kind == LK_NODE_SCALAR) {
        folders = lk_arena_array(s->arena, 2, sizeof *folders);
        folders[0] = n->text;
        count = 1;
    } else {
        folders = (const char **)(uintptr_t)read_words(s, n, &count, fault);
    }
    for (size_t i = 0; folders && i < count; i++)
        folders[i] = lk_path_resolve(s->arena, folders[i], s->path);
    s->plugin_folders = folders;
    return folders ? 0 : -1;
}

static int read_u64(const lk_node *n, uint64_t *out, lk_fault *fault)
{
    if (!n)
        return 0;
    errno = 0;
    int digits =
        n->kind == LK_NODE_SCALAR && *n->text && strspn(n->text, "0123456789") == strlen(n->text);
    unsigned long long v = digits ? strtoull(n->text, NULL, 10) : 0;
    if (!digits || errno) {
        lk_yaml_fault(fault, n, "%s is a whole number, 0 or more", n->key);
        return -1;
    }
    *out = v;
    return 0;
}

/* A map with these keys only; absent or null is an empty one. */
static int check_map(const lk_node *n, const char *const *known, size_t count, lk_fault *fault)
{
    if (!n || lk_node_is_null(n))
        return 0;
    if (n->kind == LK_NODE_MAP)
        return check_keys(n, known, count, fault);
    lk_yaml_fault(fault, n, "%s is a map: {%s: ...}", n->key, known[0]);
    return -1;
}

static int read_flag(const lk_node *n, int *out, lk_fault *fault)
{
    int truth = n ? lk_node_truth(n) : *out;
    if (truth < 0)
        lk_yaml_fault(fault, n, "%s is true or false", n->key);
    *out = truth > 0;
    return truth < 0 ? -1 : 0;
}

static int read_limits(lk_study *s, const lk_node *n, lk_fault *fault)
{
    static const char *const known[] = {"task_seconds", "memory_mb"};
    uint64_t seconds = 3600, megabytes = 4096;
    if (check_map(n, known, 2, fault) ||
        read_u64(lk_node_get(n, "task_seconds"), &seconds, fault) ||
        read_u64(lk_node_get(n, "memory_mb"), &megabytes, fault))
        return -1;
    s->task_seconds = (double)seconds;
    s->task_bytes = megabytes < SIZE_MAX >> 20 ? (size_t)megabytes << 20 : 0;
    return 0;
}

static int read_explain(lk_study *s, const lk_node *n, lk_fault *fault)
{
    static const char *const modes[] = {"all", "predicted", "label", "positives"};
    static const char *const known[] = {"classes"}, *const bounds[] = {"per_class"};
    const lk_node *c = lk_node_get(n, "classes");
    if (check_map(n, known, 1, fault))
        return -1;
    if (!c)
        return 0;
    const char *mode = c->text;
    if (c->kind == LK_NODE_MAP && c->count == 1 && !strcmp(c->items[0]->key, "positives")) {
        mode = "positives";
        if (check_map(c->items[0], bounds, 1, fault) ||
            read_u64(lk_node_get(c->items[0], "per_class"), &s->per_class, fault))
            return -1;
    }
    for (int i = 0; mode && i < 4; i++)
        if (!strcmp(mode, modes[i])) {
            s->explain = (lk_explain_mode)i;
            return 0;
        }
    lk_yaml_fault(fault, c,
                  "classes is one of all, predicted, label, positives "
                  "or {positives: {per_class: N}}");
    return -1;
}

static int read_folds(lk_study *s, const lk_node *n, lk_fault *fault)
{
    static const char *const known[] = {"count", "by", "seed"};
    uint64_t count = 0;
    s->folds.seed = s->seed;
    if (!n || lk_node_is_null(n))
        return 0;
    if (check_map(n, known, 3, fault) || read_u64(lk_node_get(n, "count"), &count, fault) ||
        read_u64(lk_node_get(n, "seed"), &s->folds.seed, fault))
        return -1;
    const char *by = lk_node_text(n, "by", lk_node_get(n, "by") ? "" : "subject");
    s->folds.by_item = !strcmp(by, "item");
    if (count < 2 || count > LK_FOLDS_MOST)
        lk_yaml_fault(fault, n, "folds needs count: N, from 2 to %d", LK_FOLDS_MOST);
    else if (!s->folds.by_item && strcmp(by, "subject"))
        lk_yaml_fault(fault, lk_node_get(n, "by"), "by is subject or item");
    else
        s->folds.spec = n;
    s->folds.count = (size_t)count;
    return s->folds.spec ? 0 : -1;
}

static int check_spec(const lk_node *n, lk_fault *fault)
{
    if (n->kind == LK_NODE_MAP && lk_node_text(n, "use", NULL))
        return 0;
    lk_yaml_fault(fault, n, "%s does not say which plugin it is: {use: NAME, ...}", n->key);
    return -1;
}

static int read_one(lk_study *s, const char *key, lk_variant *out, lk_fault *fault)
{
    const lk_node *n = lk_node_get(s->root, key);
    if (!n || lk_node_is_null(n))
        return 0;
    *out = (lk_variant){.name = key, .spec = n};
    return check_spec(n, fault);
}

static int read_section(lk_study *s, size_t which, lk_fault *fault)
{
    lk_section *out = section_at(s, which);
    const lk_node *n = lk_node_get(s->root, sections[which].key);
    if (!n || lk_node_is_null(n))
        return 0;
    if (n->kind != LK_NODE_MAP) {
        lk_yaml_fault(fault, n, "%s is a map of named variants", n->key);
        return -1;
    }
    out->items = lk_arena_array(s->arena, n->count, sizeof *out->items);
    for (size_t i = 0; i < n->count; i++) {
        if (lk_node_is_null(n->items[i])) /* switched off: name: ~ */
            continue;
        if (check_spec(n->items[i], fault))
            return -1;
        out->items[out->count++] = (lk_variant){.name = n->items[i]->key, .spec = n->items[i]};
    }
    return 0;
}

static int read_root(lk_study *s, lk_fault *fault)
{
    const lk_node *labels = lk_node_get(s->root, "labels");
    if (check_top(s->root, fault))
        return -1;
    if (!labels) {
        lk_yaml_fault(fault, s->root, "the study needs `labels: [..]`, its vocabulary");
        return -1;
    }
    const lk_node *name = lk_node_get(s->root, "study");
    if (name && (name->kind != LK_NODE_SCALAR || !*name->text)) {
        lk_yaml_fault(fault, name, "study is one text, its name");
        return -1;
    }
    s->name = name ? name->text : "study";
    s->labels = read_words(s, labels, &s->label_count, fault);
    if (!s->labels || read_u64(lk_node_get(s->root, "seed"), &s->seed, fault) ||
        read_plugin_path(s, lk_node_get(s->root, "plugin_path"), fault) ||
        read_limits(s, lk_node_get(s->root, "limits"), fault) ||
        read_explain(s, lk_node_get(s->root, "explain"), fault) ||
        read_flag(lk_node_get(s->root, "score_faces"), &s->score_faces, fault) ||
        read_folds(s, lk_node_get(s->root, "folds"), fault) ||
        read_flag(lk_node_get(s->root, "truth"), &s->truth, fault) ||
        read_one(s, "data", &s->data, fault) || read_one(s, "detect", &s->detect, fault))
        return -1;
    for (size_t i = 0; i < SECTIONS; i++) {
        size_t which = sections[i].offset;
        if (which == offsetof(lk_study, twins)    ? lk_controls_read(s, fault)
            : which == offsetof(lk_study, pupils) ? lk_training_read(s, fault)
                                                  : read_section(s, i, fault))
            return -1;
    }
    return 0;
}

static int apply_set(lk_study *s, const char *set, lk_fault *fault)
{
    const char *equals = strchr(set, '=');
    if (!equals || equals == set) {
        lk_fault_set(fault, "--set %s: NAME=VALUE is wanted, as in explainers.lime.samples=300",
                     set);
        return -1;
    }
    char *path = lk_arena_format(s->arena, "%.*s", (int)(equals - set), set);
    return path ? lk_yaml_set(s->arena, s->root, path, equals + 1, fault) : -1;
}

lk_study *lk_study_parse(lk_arena *arena, const char *path, const char *text, size_t size,
                         const char *const *sets, lk_fault *fault)
{
    lk_study *s = lk_arena_alloc(arena, sizeof *s);
    if (!s)
        return NULL;
    s->arena = arena;
    s->path = lk_arena_text(arena, path);
    s->root = lk_yaml_parse(arena, path, text, size, fault);
    if (!s->root)
        return NULL;
    if (s->root->kind != LK_NODE_MAP) {
        lk_yaml_fault(fault, s->root, "a study is a map of keys");
        return NULL;
    }
    for (size_t i = 0; sets && sets[i]; i++)
        if (apply_set(s, sets[i], fault))
            return NULL;
    if (lk_study_expand(arena, s->root, fault))
        return NULL;
    return read_root(s, fault) ? NULL : s;
}
