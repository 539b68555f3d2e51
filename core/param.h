/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#ifndef LK_CORE_PARAM_H
#define LK_CORE_PARAM_H

/* From a map of the study file to the fields of an instance, by a plugin's
 * parameter table. The same walk checks a study (no instance: `self` NULL),
 * fills an instance, and writes the canonical text that enters its key. */

#include <likeness/plugin.h>

#include "arena.h"
#include "digest.h"
#include "fault.h"

/* What a walk needs from its surroundings. */
typedef struct lk_param_env {
    lk_arena *arena;
    void *user;
    /* A path made absolute. NULL on error. */
    const char *(*resolve)(void *user, const char *path, const char *beside, lk_fault *fault);
    /* Check (or open, when filling) the plugin of a reference and put the
     * service into *service and its key into *key. */
    int (*refer)(void *user, lk_stage stage, const lk_node *spec, void **service, lk_key *key,
                 lk_fault *fault);
    /* The content of a path parameter for the key; called when filling only. */
    int (*content)(void *user, const char *path, lk_key *key, lk_fault *fault);
} lk_param_env;

/* Entry i of a table whose stride the plugin chose. */
const lk_param *lk_param_at(const lk_plugin *plugin, uint32_t i);
const lk_param *lk_param_find(const lk_plugin *plugin, const char *name);

/* What the map `spec` (or NULL) has for it, or NULL; its name `a.b` is the key `b`
 * of the map at `a`. */
const lk_node *lk_param_given(const lk_node *spec, const lk_param *p);

/* Has the table the fields of defaults that hang on a choice (ABI 1.1)? */
int lk_params_follow(const lk_plugin *plugin);
/* The choice that the default of `p` hangs on, or NULL. */
const lk_param *lk_param_followed(const lk_plugin *plugin, const lk_param *p);
/* The default of `p` in an instance of parameters `spec` (NULL: none given). NULL
 * where it has none. */
const char *lk_param_default(const lk_plugin *plugin, const lk_param *p, const lk_node *spec);

/* Walk the map `spec` (its key `use` is the plugin's name; other keys are
 * parameters). `self` may be NULL to check only. With `canon` every parameter
 * that is not LK_PARAM_NEUTRAL is added to it; with `sampler` those flagged
 * LK_PARAM_SAMPLER. 0, or -1 with file:line:column in the fault. */
int lk_params_walk(const lk_plugin *plugin, const lk_node *spec, void *self,
                   const lk_param_env *env, lk_digest *canon, lk_digest *sampler, lk_fault *fault);

/* Check a parameter table itself: names, types, offsets inside the instance,
 * defaults that parse and lie in range. */
int lk_params_check_table(const lk_plugin *plugin, lk_fault *fault);

const char *lk_param_type_name(lk_param_type type);

/* The nearest of `count` names, or NULL when none is near: for "did you mean". */
const char *lk_nearest(const char *name, const char *const *names, size_t count);

#endif
