/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#include "scene.h"

#include <errno.h>
#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/arena.h"
#include "core/paths.h"
#include "core/task.h"

static char root[64];
static pid_t owner; /* children that are forked must not tidy up */
static lk_arena *kept;

static int remove_one(const char *path, const struct stat *st, int type, struct FTW *ftw)
{
    (void)st;
    (void)type;
    (void)ftw;
    return remove(path);
}

static void tidy(void)
{
    if (getpid() != owner)
        return;
    nftw(root, remove_one, 16, FTW_DEPTH | FTW_PHYS | FTW_MOUNT);
    lk_arena_free(kept);
}

const char *scene_path(const char *name)
{
    if (!*root) {
        strcpy(root, "/tmp/likeness-test-XXXXXX");
        if (!mkdtemp(root))
            fail_msg("%s: %s", root, strerror(errno));
        owner = getpid();
        kept = lk_arena_new(0);
        atexit(tidy);
    }
    return lk_arena_format(kept, "%s/%s", root, name);
}

const char *scene_write(const char *name, const char *text)
{
    const char *path = scene_path(name);
    FILE *f = fopen(path, "wb");
    if (!f || fputs(text, f) < 0 || fclose(f))
        fail_msg("%s: %s", path, strerror(errno));
    return path;
}

const char *scene_folder(const char *name)
{
    lk_fault fault = {""};
    const char *path = scene_path(name);
    if (lk_make_folder(path, &fault))
        fail_msg("%s", fault.text);
    return path;
}

const char *scene_broken(const char *name)
{
    scene_path("");
    return lk_arena_format(kept, "%s/tests/broken/.libs/%s.so", KIT_BUILDDIR, name);
}

void scene_copy_broken(const char *name, const char *path)
{
    const void *bytes;
    size_t size;
    lk_fault fault = {""};
    lk_arena *arena = lk_arena_new(0);
    if (lk_read_whole(arena, scene_broken(name), 0, &bytes, &size, &fault) ||
        lk_write_whole(path, bytes, size, &fault))
        fail_msg("%s", fault.text);
    lk_arena_free(arena);
    chmod(path, 0755);
}

void scene_assert_says(const char *text, ...)
{
    va_list fragments;
    const char *f;
    va_start(fragments, text);
    while ((f = va_arg(fragments, const char *)))
        if (!strstr(text, f))
            fail_msg("\"%s\" does not say \"%s\"", text, f);
    va_end(fragments);
}

void scene_begin(int argc, char **argv)
{
    if (argc > 1 && !strcmp(argv[1], "--worker"))
        exit(lk_worker_main());
    /* A worker is to die of its plugin's signal, not of a sanitizer's report. */
    setenv("ASAN_OPTIONS",
           "handle_segv=0:handle_abort=0:handle_sigfpe=0:handle_sigill=0:handle_sigbus=0:"
           "detect_leaks=0",
           1);
}
