/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#include "loader.h"

#include <dlfcn.h>
#include <errno.h>
#include <grp.h>
#include <libgen.h>
#include <limits.h>
#include <pwd.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "libraries.h"
#include "param.h"

static const char *const stage_names[] = {
    [LK_STAGE_SOURCE] = "source",       [LK_STAGE_DETECTOR] = "detector",
    [LK_STAGE_BACKEND] = "backend",     [LK_STAGE_SEGMENTER] = "segmenter",
    [LK_STAGE_EXPLAINER] = "explainer", [LK_STAGE_ALIGNER] = "aligner",
    [LK_STAGE_MASK] = "mask",           [LK_STAGE_BINARISER] = "binariser",
    [LK_STAGE_BASELINE] = "baseline",   [LK_STAGE_METRIC] = "metric",
    [LK_STAGE_ANALYSIS] = "analysis",   [LK_STAGE_REPORT] = "report",
    [LK_STAGE_EXECUTOR] = "executor"};

enum { STAGES = sizeof stage_names / sizeof *stage_names };

const char *lk_stage_name(lk_stage stage)
{
    return stage > 0 && (int)stage < STAGES ? stage_names[stage] : "unknown";
}

lk_stage lk_stage_from(const char *name)
{
    for (int i = 1; i < STAGES; i++)
        if (!strcmp(name, stage_names[i]))
            return (lk_stage)i;
    return (lk_stage)0;
}

/* The group that a user has for himself, as Debian gives everyone one: his
 * primary group, of his own name, in which nobody else is. */
static int is_private_group(uid_t owner, gid_t group)
{
    const struct passwd *user = getpwuid(owner);
    const struct group *g = getgrgid(group);
    if (!user || !g || user->pw_gid != group || strcmp(user->pw_name, g->gr_name) != 0)
        return 0;
    for (char **member = g->gr_mem; *member; member++)
        if (strcmp(*member, user->pw_name) != 0)
            return 0;
    return 1;
}

static void refuse_group(const char *path, const char *what, gid_t group, lk_fault *fault)
{
    const struct group *g = getgrgid(group);
    char number[24];
    snprintf(number, sizeof number, "%lu", (unsigned long)group);
    lk_fault_set(fault, "%s: refused, since the group %s may write this %s (chmod g-w it)", path,
                 g ? g->gr_name : number, what);
}

static int trust_one(const char *path, const char *what, lk_fault *fault)
{
    struct stat st;
    if (stat(path, &st)) {
        lk_fault_set(fault, "%s: %s", path, strerror(errno));
        return -1;
    }
    if (st.st_uid != 0 && st.st_uid != geteuid()) {
        lk_fault_set(fault, "%s: refused, since the %s belongs to another user", path, what);
        return -1;
    }
    if (st.st_mode & S_IWOTH) {
        lk_fault_set(fault, "%s: refused, since everyone may write this %s (chmod o-w it)", path,
                     what);
        return -1;
    }
    if ((st.st_mode & S_IWGRP) && !is_private_group(st.st_uid, st.st_gid)) {
        refuse_group(path, what, st.st_gid, fault);
        return -1;
    }
    return 0;
}

int lk_trust(const char *path, lk_fault *fault)
{
    char folder[PATH_MAX];
    if (strlen(path) >= sizeof folder) {
        lk_fault_set(fault, "%s: the path is too long", path);
        return -1;
    }
    strcpy(folder, path);
    return trust_one(path, "file", fault) || trust_one(dirname(folder), "folder", fault) ? -1 : 0;
}

/* ---- Required operations -------------------------------------------------- */

/* The smallest operations struct of ABI 1.0, and the pointers in it that may
 * not be NULL, by stage. */
typedef struct requirement {
    size_t size;
    size_t required[3]; /* offsets; 0 ends the list */
} requirement;

static const requirement requirements[STAGES] = {
    [LK_STAGE_SOURCE] = {sizeof(lk_source_ops),
                         {offsetof(lk_source_ops, count), offsetof(lk_source_ops, get)}},
    [LK_STAGE_DETECTOR] = {sizeof(lk_detector_ops), {offsetof(lk_detector_ops, detect)}},
    [LK_STAGE_BACKEND] = {offsetof(lk_backend_ops, export_model),
                          {offsetof(lk_backend_ops, info), offsetof(lk_backend_ops, scores)}},
    [LK_STAGE_SEGMENTER] = {offsetof(lk_segmenter_ops, names),
                            {offsetof(lk_segmenter_ops, segment)}},
    [LK_STAGE_EXPLAINER] = {sizeof(lk_explainer_ops), {offsetof(lk_explainer_ops, explain)}},
    [LK_STAGE_ALIGNER] = {sizeof(lk_aligner_ops),
                          {offsetof(lk_aligner_ops, frame), offsetof(lk_aligner_ops, align)}},
    [LK_STAGE_MASK] = {sizeof(lk_mask_ops),
                       {offsetof(lk_mask_ops, readings), offsetof(lk_mask_ops, draw)}},
    [LK_STAGE_BINARISER] = {offsetof(lk_binariser_ops, binarise_for),
                            {offsetof(lk_binariser_ops, binarise)}},
    [LK_STAGE_BASELINE] = {offsetof(lk_baseline_ops, sees_face), {offsetof(lk_baseline_ops, draw)}},
    [LK_STAGE_METRIC] = {offsetof(lk_metric_ops, quality), {0}},
    [LK_STAGE_ANALYSIS] = {offsetof(lk_analysis_ops, analyse_maps),
                           {offsetof(lk_analysis_ops, analyse)}},
    [LK_STAGE_REPORT] = {offsetof(lk_report_ops, asks_for_heatmaps),
                         {offsetof(lk_report_ops, write)}},
    [LK_STAGE_EXECUTOR] = {sizeof(lk_executor_ops), {offsetof(lk_executor_ops, run)}},
};

static int check_ops(const lk_plugin *p, lk_fault *fault)
{
    const requirement *r = &requirements[p->stage];
    uint32_t size;
    if (!p->ops) {
        lk_fault_set(fault, "it has no operations");
        return -1;
    }
    memcpy(&size, p->ops, sizeof size);
    if (size < r->size) {
        lk_fault_set(fault, "its operations struct is %u bytes, not the %zu of ABI %d.0", size,
                     r->size, LK_ABI_MAJOR);
        return -1;
    }
    for (int i = 0; i < 3 && r->required[i]; i++) {
        void *op;
        memcpy(&op, (const char *)p->ops + r->required[i], sizeof op);
        if (!op) {
            lk_fault_set(fault, "an operation that every %s needs is NULL",
                         lk_stage_name((lk_stage)p->stage));
            return -1;
        }
    }
    return 0;
}

static int check_backend(const lk_plugin *p, lk_fault *fault)
{
    const lk_backend_ops *o = p->ops;
    struct {
        uint64_t flag;
        int present;
        const char *name;
    } caps[] = {{LK_CAP_COALITIONS, o->coalitions != NULL, "coalitions"},
                {LK_CAP_GRADIENTS, o->gradients != NULL, "gradients"},
                {LK_CAP_ACTIVATIONS, o->activations != NULL, "activations"},
                {LK_CAP_TRAINING, o->train_step && o->save_state && o->load_state, "training"}};
    for (size_t i = 0; i < sizeof caps / sizeof *caps; i++)
        if ((p->capabilities & caps[i].flag) && !caps[i].present) {
            lk_fault_set(fault, "it declares %s but has no operation for it", caps[i].name);
            return -1;
        }
    return 0;
}

/* Tables of declared values: reading past one would be silent nonsense. */
static int check_values(const lk_value_info *values, uint32_t count, uint32_t size, lk_fault *fault)
{
    if (!count || (values && size >= sizeof *values && size % sizeof(void *) == 0 && count <= 1000))
        return 0;
    lk_fault_set(fault, "its table of values is missing or of another shape");
    return -1;
}

static int check_metric(const lk_plugin *p, lk_fault *fault)
{
    const lk_metric_ops *o = p->ops;
    if (!o->value_count || !(o->agreement || o->similarity || o->classification ||
                             o->faithfulness || lk_metric_has_quality(o))) {
        lk_fault_set(fault, "a metric needs a value and an operation that computes it");
        return -1;
    }
    return check_values(o->values, o->value_count, o->value_size, fault);
}

static int check_explainer(const lk_plugin *p, lk_fault *fault)
{
    const lk_explainer_ops *o = p->ops;
    return check_values(o->diagnostics, o->diagnostic_count, o->diagnostic_size, fault);
}

static int check_stage(const lk_plugin *p, lk_fault *fault)
{
    switch (p->stage) {
    case LK_STAGE_BACKEND:
        return check_backend(p, fault);
    case LK_STAGE_METRIC:
        return check_metric(p, fault);
    case LK_STAGE_EXPLAINER:
        return check_explainer(p, fault);
    default:
        return 0;
    }
}

static int good_name(const char *name)
{
    return name && *name && strspn(name, "abcdefghijklmnopqrstuvwxyz0123456789+-") == strlen(name);
}

int lk_plugin_check(const lk_plugin *p, lk_fault *fault)
{
    if (!p->stage || p->stage >= STAGES) {
        lk_fault_set(fault, "its stage %u is not one this host knows", p->stage);
        return -1;
    }
    if (!good_name(p->name) || !p->version || !p->summary || !p->licence) {
        lk_fault_set(fault, "its name must be of [a-z0-9+-], and version, summary and licence set");
        return -1;
    }
    if (p->instance_size > 1 << 24) {
        lk_fault_set(fault, "its instance is larger than 16 MiB");
        return -1;
    }
    return lk_params_check_table(p, fault) || check_ops(p, fault) ? -1 : check_stage(p, fault);
}

/* ---- Loading --------------------------------------------------------------- */

static const lk_plugin *check_prefix(const lk_plugin *p, lk_fault *fault)
{
    if (!p)
        lk_fault_set(fault, "it has no symbol `likeness_plugin`: not a Likeness plugin");
    else if (p->magic != LK_MAGIC)
        lk_fault_set(fault, "its descriptor does not begin with the Likeness magic number");
    else if (p->abi >> 16 != LK_ABI_MAJOR)
        lk_fault_set(fault, "it is built for plugin ABI %u, this host has ABI %d: rebuild it",
                     p->abi >> 16, LK_ABI_MAJOR);
    else if ((p->abi & 0xffff) > LK_ABI_MINOR)
        lk_fault_set(fault, "it needs plugin ABI %u.%u, this host has %d.%d: update likeness",
                     p->abi >> 16, p->abi & 0xffff, LK_ABI_MAJOR, LK_ABI_MINOR);
    else if (p->struct_size < sizeof(lk_plugin))
        lk_fault_set(fault, "its descriptor is %u bytes, shorter than that of ABI %d.0",
                     p->struct_size, LK_ABI_MAJOR);
    else
        return p;
    return NULL;
}

typedef struct loaded {
    struct loaded *next;
    lk_module module;
} loaded;

static const lk_plugin *open_object(const char *path, lk_key *libraries, lk_fault *fault)
{
    void *object = dlopen(path, RTLD_NOW | RTLD_LOCAL | RTLD_NODELETE);
    if (!object) {
        const char *why = dlerror(); /* it begins with the path, which the caller adds */
        size_t n = strlen(path);
        lk_fault_set(fault, "it cannot be loaded: %s",
                     !strncmp(why, path, n) && !strncmp(why + n, ": ", 2) ? why + n + 2 : why);
        return NULL;
    }
    lk_libraries_digest(object, libraries);
    const lk_plugin *p = check_prefix(dlsym(object, "likeness_plugin"), fault);
    return p && !lk_plugin_check(p, fault) ? p : NULL;
}

const lk_module *lk_module_load(const char *path, lk_fault *fault)
{
    static loaded *modules; /* never unloaded, so never freed */
    char *real = realpath(path, NULL);
    if (!real) {
        lk_fault_set(fault, "%s: %s", path, strerror(errno));
        return NULL;
    }
    for (loaded *l = modules; l; l = l->next)
        if (!strcmp(l->module.path, real)) {
            free(real);
            return &l->module;
        }
    loaded *l = calloc(1, sizeof *l);
    if (l && !lk_trust(real, fault) && !lk_digest_file(real, &l->module.digest, fault)) {
        l->module.path = real;
        l->module.plugin = open_object(real, &l->module.libraries, fault);
        if (l->module.plugin) {
            l->next = modules;
            modules = l;
            return &l->module;
        }
        lk_fault_prefix(fault, "%s: ", real);
    }
    free(real);
    free(l);
    return NULL;
}
