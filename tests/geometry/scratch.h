/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#ifndef TESTS_GEOMETRY_SCRATCH_H
#define TESTS_GEOMETRY_SCRATCH_H

/* Files that a test program writes, in a folder of its own under TMPDIR. */

#include "kit.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

static inline const char *scratch_folder(void)
{
    static char path[400];
    const char *base = getenv("TMPDIR");
    if (!*path) {
        snprintf(path, sizeof path, "%s/likeness-XXXXXX", base && *base ? base : "/tmp");
        assert_non_null(mkdtemp(path));
    }
    return path;
}

/* Write a file; its path is good until the next call. */
static inline const char *scratch_file(const char *name, const void *bytes, size_t size)
{
    static char path[700];
    snprintf(path, sizeof path, "%s/%s", scratch_folder(), name);
    FILE *f = fopen(path, "wb");
    assert_non_null(f);
    assert_int_equal(fwrite(bytes, 1, size, f), size);
    assert_int_equal(fclose(f), 0);
    return path;
}

/* Open a plugin whose only file parameter names a file of this text, which must
 * be refused with a sentence that has `reason` in it. */
static inline void check_refused(lk_stage stage, const char *name, const char *param,
                                 const char *text, const char *reason)
{
    char params[900], error[1200] = "";
    snprintf(params, sizeof params, "{%s: %s}", param,
             scratch_file("refused.yaml", text, strlen(text)));
    kit *k = kit_try_open(stage, name, params, error, sizeof error);
    if (k || !strstr(error, reason) || !strstr(error, "refused.yaml"))
        fail_msg("%s instead of `%s`", k ? "accepted" : error, reason);
}

/* The group teardown of a program that wrote files. */
static inline int scratch_remove(void **state)
{
    const char *folder = scratch_folder();
    DIR *d = opendir(folder);
    struct dirent *e;
    char path[700];
    (void)state;
    while (d && (e = readdir(d))) {
        snprintf(path, sizeof path, "%s/%s", folder, e->d_name);
        if (*e->d_name != '.')
            unlink(path);
    }
    if (d)
        closedir(d);
    return rmdir(folder);
}

#endif
