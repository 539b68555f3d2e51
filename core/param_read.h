/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#ifndef LK_CORE_PARAM_READ_H
#define LK_CORE_PARAM_READ_H

/* One value of a parameter, from a node of the study file to a field. */

#include "param.h"

typedef struct lk_param_walk {
    const lk_plugin *plugin;
    void *self; /* NULL: to check only */
    const lk_param_env *env;
    lk_digest *canon, *sampler; /* that the value is added to; NULL: to none */
    lk_fault *fault;
} lk_param_walk;

/* 0, or -1 with file:line:column in the fault. */
int lk_param_read(lk_param_walk *w, const lk_param *p, const lk_node *n, void *out);

/* Add a text to what the value is added to. */
void lk_param_note(const lk_param_walk *w, const char *text);

/* Of the field that holds a value; no type's is larger than an lk_label_map. */
size_t lk_param_field_size(lk_param_type type);

#endif
