/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#ifndef LIKENESS_TESTS_HOST_SCENE_H
#define LIKENESS_TESTS_HOST_SCENE_H

/* What tests of the host stand on: a folder that goes away with the program,
 * files in it, the broken plugins, and sentences that must say something. */

#include "kit.h"

#include "core/fault.h"

/* The absolute path of `name` in this program's own folder, which is made at
 * the first call and removed when the program ends. Lives until then. */
const char *scene_path(const char *name);
/* The same, after writing `text` there. */
const char *scene_write(const char *name, const char *text);
/* Make a folder there. */
const char *scene_folder(const char *name);
/* One of tests/broken, as it was built, or copied to `path`. */
const char *scene_broken(const char *name);
void scene_copy_broken(const char *name, const char *path);

/* The text holds every fragment (the list ends with NULL). */
void scene_assert_says(const char *text, ...) __attribute__((sentinel));
#define assert_says(text, ...) scene_assert_says((text), __VA_ARGS__, NULL)

/* Call first in main: a program that starts workers is also the worker. Exits
 * when it was started as one. */
void scene_begin(int argc, char **argv);

#endif
