/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#ifndef LK_CORE_LOADER_H
#define LK_CORE_LOADER_H

/* Shared objects into descriptors. Only worker processes load plugins: the
 * coordinator reads their descriptors from one (catalogue.h). A module is never
 * unloaded. */

#include <likeness/plugin.h>

#include "digest.h"
#include "fault.h"

typedef struct lk_module {
    char *path;       /* real path */
    lk_key digest;    /* of the file */
    lk_key libraries; /* of what it links */
    const lk_plugin *plugin;
} lk_module;

/* Load and check one file: trust of file and folder, ABI, descriptor, parameter
 * table, required operations. NULL with the reason on error. Lives for ever;
 * loading a path twice gives the same module. */
const lk_module *lk_module_load(const char *path, lk_fault *fault);

/* Refuse what others could have changed: a file or folder that is owned by
 * neither root nor the effective user, or that everyone, or a group other than
 * the owner's private one, may write. */
int lk_trust(const char *path, lk_fault *fault);

/* Check a descriptor as far as it can be without calling it. */
int lk_plugin_check(const lk_plugin *plugin, lk_fault *fault);

const char *lk_stage_name(lk_stage stage); /* "segmenter" */
lk_stage lk_stage_from(const char *name);  /* 0 when there is none such */

#endif
