/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#ifndef LK_CORE_PATHS_H
#define LK_CORE_PATHS_H

/* Where things are: the data folder (LIKENESS_DATA, else
 * $XDG_DATA_HOME/likeness), the folder of the installed configs
 * (LIKENESS_CONFIG_PATH, else below the prefix), the plugin search path. */

#include "arena.h"
#include "fault.h"

const char *lk_data_folder(lk_arena *arena);
const char *lk_config_folder(void);

/* A path as a study file means it: `${data}/x` in the data folder, `${configs}/x`
 * in that of the configs, an absolute one as it is, any other beside the file `beside`; in the
 * working folder where that is no path, as for a value of --set. */
const char *lk_path_resolve(lk_arena *arena, const char *path, const char *beside);

/* Does a node's file name say where relative paths stand? A path does, and a
 * --set, whose paths stand in the working folder. */
int lk_path_has_place(const char *file);

/* The folders plugins are looked for in, in order, NULL-terminated:
 * LIKENESS_PLUGIN_PATH (ignored when running set-uid), `extra` (of the study,
 * may be NULL), ${libdir}/likeness/plugins-1. Relative and empty entries of the
 * environment are dropped. */
const char *const *lk_plugin_folders(lk_arena *arena, const char *const *extra);

/* The plain files below a folder as sorted relative paths; see
 * lk_host.list_files. */
int lk_list_files(lk_arena *arena, const char *folder, const char *const **out, size_t *count,
                  lk_fault *fault);

/* A whole file, NUL after it, in the arena; at most `limit` bytes. */
int lk_read_whole(lk_arena *arena, const char *path, size_t limit, const void **out, size_t *size,
                  lk_fault *fault);

/* Make a folder and its parents. */
int lk_make_folder(const char *path, lk_fault *fault);

/* Write a file whole or not at all (a temporary file beside it, then rename). */
int lk_write_whole(const char *path, const void *bytes, size_t size, lk_fault *fault);

#endif
