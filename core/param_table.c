/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#include <string.h>

#include "document.h"
#include "param_read.h"

/* Whether a plugin's parameter table makes sense. */

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
    lk_param_walk w = {.plugin = plugin, .env = &env, .fault = fault};
    lk_label_map scratch;
    int rc = 0;
    if (arena && text) {
        const lk_node *n = lk_yaml_parse(arena, "default", text, strlen(text), fault);
        rc = n ? lk_param_read(&w, p, n, &scratch) : -1;
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
    if (!lk_params_follow(plugin) || !p->follows)
        return 1;
    const lk_param *followed = lk_param_followed(plugin, p);
    return followed && followed->type == LK_CHOICE && followed->choices && followed->fallback &&
           followed != p && p->fallbacks;
}

/* Parts of a name between dots are keys of maps; a parameter is none of these. */
static int is_name(const lk_plugin *plugin, const char *name)
{
    size_t length = strlen(name);
    if (*name == '.' || name[length - 1] == '.' || strstr(name, ".."))
        return 0;
    for (uint32_t i = 0; i < plugin->param_count; i++) {
        const char *other = lk_param_at(plugin, i)->name;
        if (other && !strncmp(other, name, length) && other[length] == '.')
            return 0;
    }
    return 1;
}

static int check_entry(const lk_plugin *plugin, const lk_param *p, lk_fault *fault)
{
    size_t size = lk_param_field_size(p->type);
    if (!p->name || !*p->name || p->type < LK_BOOL || p->type > LK_PATH_LIST)
        lk_fault_set(fault, "a parameter has no name or an unknown type");
    else if (!strcmp(p->name, "use"))
        lk_fault_set(fault, "`use` is no name for a parameter");
    else if (!is_name(plugin, p->name))
        lk_fault_set(fault, "`%s` is no name for a parameter", p->name);
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
