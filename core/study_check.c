/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#include <string.h>
#include <sys/stat.h>

#include "controls.h"
#include "param.h"
#include "paths.h"
#include "study.h"

/* A study against the plugins that there are. */

typedef struct checking {
    lk_study *study;
    const lk_catalogue *catalogue;
} checking;

static const lk_entry *check_plugin(const checking *c, lk_stage stage, const lk_node *spec,
                                    lk_fault *fault);

static const char *check_resolve(void *user, const char *path, const char *beside, lk_fault *fault)
{
    const checking *c = user;
    (void)fault;
    return lk_path_resolve(c->study->arena, path,
                           lk_path_has_place(beside) ? beside : c->study->path);
}

static int check_refer(void *user, lk_stage stage, const lk_node *spec, void **service, lk_key *key,
                       lk_fault *fault)
{
    (void)service;
    (void)key;
    return check_plugin(user, stage, spec, fault) ? 0 : -1;
}

static const lk_entry *check_plugin(const checking *c, lk_stage stage, const lk_node *spec,
                                    lk_fault *fault)
{
    const lk_node *use = lk_node_get(spec, "use");
    lk_fault inner = {""};
    const lk_entry *e = lk_catalogue_find(c->catalogue, stage, use->text, &inner);
    if (!e) {
        lk_yaml_fault(fault, use, "%s", inner.text);
        return NULL;
    }
    lk_param_env env = {.arena = c->study->arena,
                        .user = (void *)(uintptr_t)c,
                        .resolve = check_resolve,
                        .refer = check_refer};
    return lk_params_walk(&e->plugin, spec, NULL, &env, NULL, NULL, fault) ? NULL : e;
}

static const char *capability_name(uint64_t flag)
{
    return flag == LK_CAP_GRADIENTS     ? "gradients"
           : flag == LK_CAP_ACTIVATIONS ? "activations"
           : flag == LK_CAP_TRAINING    ? "training"
                                        : "coalitions";
}

static const char *who_has(const lk_catalogue *c, uint64_t flag)
{
    for (size_t i = 0; i < c->count; i++)
        if (!c->entries[i].problem && c->entries[i].plugin.stage == LK_STAGE_BACKEND &&
            (c->entries[i].plugin.capabilities & flag))
            return c->entries[i].plugin.name;
    return NULL;
}

static int check_requirements(const checking *c, const lk_variant *x, const lk_variant *n,
                              lk_fault *fault)
{
    uint64_t lacking = x->entry->requires_ & ~n->entry->plugin.capabilities;
    if (!lacking)
        return 0;
    uint64_t flag = lacking & (~lacking + 1);
    const char *other = who_has(c->catalogue, flag);
    lk_yaml_fault(fault, x->spec, "%s needs %s; the backend `%s` of network %s has none%s%s%s",
                  x->entry->plugin.name, capability_name(flag), n->entry->plugin.name, n->name,
                  other ? "; `" : "", other ? other : "", other ? "` has" : "");
    return -1;
}

/* Tables name a metric by the id of its value: two of one id could not be told
 * apart. */
static int check_metrics(const lk_study *s, lk_fault *fault)
{
    for (size_t a = 0; a < s->metrics.count; a++)
        for (size_t b = 0; b < a; b++) {
            const lk_variant *x = &s->metrics.items[a], *y = &s->metrics.items[b];
            if (!(x->entry->operations & y->entry->operations))
                continue;
            for (uint32_t i = 0; i < x->entry->value_count; i++)
                for (uint32_t j = 0; j < y->entry->value_count; j++)
                    if (!strcmp(x->entry->values[i].id, y->entry->values[j].id)) {
                        lk_yaml_fault(fault, x->spec,
                                      "%s and %s both give `%s`, and tables could not tell them "
                                      "apart: keep one of them",
                                      y->name, x->name, x->entry->values[i].id);
                        return -1;
                    }
        }
    return 0;
}

static int has_agreement(const lk_study *s)
{
    for (size_t i = 0; i < s->metrics.count; i++)
        if (s->metrics.items[i].entry->operations & LK_METRIC_AGREEMENT)
            return 1;
    return 0;
}

static int check_whole(const lk_study *s, lk_fault *fault)
{
    const char *missing = NULL;
    if (!s->data.spec)
        missing = "data: {use: ...}, where the items come from";
    else if (s->explainers.count && !s->networks.count)
        missing = "networks: to explain";
    else if (s->control_count && !s->networks.count)
        missing = "networks: for `controls` to change";
    else if (s->explainers.count && s->masks.count && !s->align.count)
        missing = "align: to bring heatmaps to the masks' frame (use: none does nothing)";
    else if (s->masks.count && s->metrics.count && !s->binarise.count)
        missing = "binarise: to make a foreground of a heatmap";
    else if (s->truth && !s->explainers.count)
        missing = "explainers: to hold against the truth";
    else if (s->truth && !s->binarise.count)
        missing = "binarise: to make a foreground of a heatmap";
    else if (s->truth && !has_agreement(s))
        missing = "metrics: to hold a heatmap against the truth, such as `ranking`";
    if (!missing)
        return 0;
    lk_yaml_fault(fault, s->root, "the study needs %s", missing);
    return -1;
}

int lk_study_check_folders(const lk_study *s, lk_fault *fault)
{
    struct stat st;
    for (size_t i = 0; s->plugin_folders && s->plugin_folders[i]; i++)
        if (stat(s->plugin_folders[i], &st) || !S_ISDIR(st.st_mode)) {
            lk_yaml_fault(fault, lk_node_get(s->root, "plugin_path"),
                          "%s, where plugins should be, is no folder", s->plugin_folders[i]);
            return -1;
        }
    return 0;
}

int lk_study_check(lk_study *s, const lk_catalogue *catalogue, lk_fault *fault)
{
    checking c = {s, catalogue};
    lk_variant *ones[] = {&s->data, &s->detect};
    lk_stage stages[] = {LK_STAGE_SOURCE, LK_STAGE_DETECTOR};
    for (int i = 0; i < 2; i++)
        if (ones[i]->spec && !(ones[i]->entry = check_plugin(&c, stages[i], ones[i]->spec, fault)))
            return -1;
    lk_section *section;
    lk_stage stage;
    for (size_t i = 0; (section = lk_study_section_at(s, i, &stage)); i++)
        for (size_t v = 0; v < section->count; v++) {
            lk_variant *x = &section->items[v];
            x->entry = check_plugin(&c, stage, x->spec, fault);
            if (!x->entry)
                return -1;
        }
    for (size_t x = 0; x < s->explainers.count; x++)
        for (size_t n = 0; n < s->networks.count; n++)
            if (check_requirements(&c, &s->explainers.items[x], &s->networks.items[n], fault))
                return -1;
    return check_metrics(s, fault) || lk_controls_check(s, fault) ? -1 : check_whole(s, fault);
}
