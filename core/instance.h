/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#ifndef LK_CORE_INSTANCE_H
#define LK_CORE_INSTANCE_H

/* An opened plugin, with its parameters, the services its references gave it,
 * and the key under which its results are stored. Lives in one worker; one
 * thread. */

#include "call.h"
#include "conduct.h"
#include "loader.h"

/* Which file holds the plugin of a stage and name. NULL with a fault. */
typedef struct lk_finder {
    const char *(*find)(void *user, lk_stage stage, const char *name, lk_fault *fault);
    void *user;
} lk_finder;

typedef struct lk_instance lk_instance;
struct lk_instance {
    const lk_module *module;
    const lk_plugin *plugin;
    const void *ops;
    void *self;
    lk_call call;            /* of `open`: holds its arena until close */
    lk_key key;              /* identity: plugin, parameters, files it opened */
    lk_key sampler;          /* of the parameters that key its random stream */
    void *service;           /* lk_network * or lk_segmenter * where the stage has one */
    lk_instance *references; /* instances it refers to, newest first */
    lk_instance *next;
    const lk_finder *finder;
};

/* Open the plugin that `spec` ({use: NAME, ...}) names. `base` is the study
 * file (may be NULL). NULL with the reason, which carries stage and name. */
lk_instance *lk_instance_open(const lk_finder *finder, lk_stage stage, const lk_node *spec,
                              const char *base, uint32_t threads, lk_fault *fault);
void lk_instance_close(lk_instance *instance);

/* Does it answer the same whatever the random numbers, with all that it refers to? */
int lk_instance_repeats(const lk_instance *instance);

/* Who runs while an operation of it is called. */
lk_actor lk_instance_actor(const lk_instance *instance);

/* Run one more check after an operation: text for a status, with the plugin's
 * stage and name in front. */
void lk_instance_fault(const lk_instance *instance, lk_call *call, lk_status status,
                       lk_fault *fault);

/* The service over an opened backend or segmenter; NULL for other stages. */
void *lk_service_open(lk_instance *instance, lk_fault *fault);

/* What the segments of an explanation stand for, NULL at the end: the names of a
 * segmenter that the explainer refers to and that names as many. NULL: numbers. */
const char *const *lk_segment_names(const lk_instance *explainer, uint32_t count);

/* Forward passes asked of a network service, and the effort of its coalitions,
 * are counted from here. */
void lk_passes_reset(lk_network *network);
/* What coalitions took since then, once; no rows where there were none, or the
 * backend does not tell in numbers. `achieved` may be no number all the same. */
lk_coalition_effort lk_effort_take(lk_network *network);

#endif
