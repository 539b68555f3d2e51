/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#include "config.h"

#include "paths.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "writer.h"

const char *lk_data_folder(lk_arena *arena)
{
    const char *own = getenv("LIKENESS_DATA"), *xdg = getenv("XDG_DATA_HOME");
    if (own && *own)
        return own;
    if (xdg && *xdg == '/')
        return lk_arena_format(arena, "%s/likeness", xdg);
    const char *home = getenv("HOME");
    return lk_arena_format(arena, "%s/.local/share/likeness", home ? home : "");
}

const char *lk_config_folder(void)
{
    const char *own = getenv("LIKENESS_CONFIG_PATH");
    return own && *own ? own : LK_CONFIGSDIR;
}

const char *lk_path_resolve(lk_arena *arena, const char *path, const char *beside)
{
    if (!strncmp(path, "${data}", 7))
        return lk_arena_format(arena, "%s%s", lk_data_folder(arena), path + 7);
    if (!strncmp(path, "${configs}", 10))
        return lk_arena_format(arena, "%s%s", lk_config_folder(), path + 10);
    if (*path == '/')
        return lk_arena_text(arena, path);
    const char *slash = beside ? strrchr(beside, '/') : NULL;
    char folder[4096];
    if (slash && *beside == '/')
        return lk_arena_format(arena, "%.*s/%s", (int)(slash - beside), beside, path);
    if (!getcwd(folder, sizeof folder))
        return NULL;
    if (slash)
        return lk_arena_format(arena, "%s/%.*s/%s", folder, (int)(slash - beside), beside, path);
    return lk_arena_format(arena, "%s/%s", folder, path);
}

int lk_path_has_place(const char *file)
{
    return file && (*file == '/' || !strncmp(file, "--set ", 6));
}

const char *const *lk_plugin_folders(lk_arena *arena, const char *const *extra)
{
    const char *env = secure_getenv("LIKENESS_PLUGIN_PATH");
    char *list = lk_arena_text(arena, env ? env : ""), *save = NULL;
    size_t count = 0, room = 2 + strlen(list);
    for (size_t i = 0; extra && extra[i]; i++)
        room++;
    const char **out = lk_arena_array(arena, room, sizeof *out);
    for (char *f = strtok_r(list, ":", &save); f; f = strtok_r(NULL, ":", &save))
        if (*f == '/')
            out[count++] = f;
    for (size_t i = 0; extra && extra[i]; i++)
        out[count++] = extra[i];
    out[count] = LK_PLUGINDIR;
    return out;
}

/* ---- Listing --------------------------------------------------------------- */

typedef struct listing {
    lk_arena *arena;
    const char **paths;
    size_t count, room;
    lk_fault *fault;
} listing;

static int add_path(listing *l, const char *path)
{
    if (l->count == l->room) {
        size_t room = l->room ? l->room * 2 : 64;
        const char **grown = realloc(l->paths, room * sizeof *grown);
        if (!grown)
            return -1;
        l->paths = grown;
        l->room = room;
    }
    l->paths[l->count] = lk_arena_text(l->arena, path);
    return l->paths[l->count++] ? 0 : -1;
}

static int walk_folder(listing *l, const char *folder, const char *prefix, int depth)
{
    DIR *d = opendir(folder);
    if (!d) {
        lk_fault_set(l->fault, "%s: %s", folder, strerror(errno));
        return -1;
    }
    struct dirent *e;
    int rc = 0;
    while (!rc && (e = readdir(d))) {
        char full[4096], relative[4096];
        struct stat st;
        if (*e->d_name == '.' ||
            snprintf(full, sizeof full, "%s/%s", folder, e->d_name) >= (int)sizeof full ||
            snprintf(relative, sizeof relative, "%s%s", prefix, e->d_name) >=
                (int)sizeof relative - 1 ||
            lstat(full, &st))
            continue;
        if (S_ISLNK(st.st_mode) && (stat(full, &st) || !S_ISREG(st.st_mode)))
            continue;
        if (S_ISREG(st.st_mode))
            rc = add_path(l, relative);
        else if (S_ISDIR(st.st_mode) && depth < 32)
            rc = walk_folder(l, full, strcat(relative, "/"), depth + 1);
    }
    closedir(d);
    return rc;
}

static int by_bytes(const void *a, const void *b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

int lk_list_files(lk_arena *arena, const char *folder, const char *const **out, size_t *count,
                  lk_fault *fault)
{
    listing l = {.arena = arena, .fault = fault};
    int rc = walk_folder(&l, folder, "", 0);
    if (!rc) {
        const char **list = lk_arena_array(arena, l.count + 1, sizeof *list);
        if (l.count)
            memcpy(list, l.paths, l.count * sizeof *list);
        qsort(list, l.count, sizeof *list, by_bytes);
        *out = list;
        *count = l.count;
    }
    free(l.paths);
    return rc;
}

/* ---- Whole files ------------------------------------------------------------ */

static int read_open(lk_arena *arena, int fd, size_t limit, const void **out, size_t *size,
                     lk_fault *fault)
{
    struct stat st;
    if (fstat(fd, &st) || !S_ISREG(st.st_mode)) {
        lk_fault_set(fault, "not a regular file");
        return -1;
    }
    if ((uint64_t)st.st_size > limit) {
        lk_fault_set(fault, "larger than %zu bytes", limit);
        return -1;
    }
    char *bytes = lk_arena_alloc(arena, (size_t)st.st_size + 1);
    size_t have = 0;
    while (bytes && have < (size_t)st.st_size) {
        ssize_t n = read(fd, bytes + have, (size_t)st.st_size - have);
        if (n < 0 && errno == EINTR)
            continue;
        if (n <= 0)
            break;
        have += (size_t)n;
    }
    if (!bytes || have < (size_t)st.st_size) {
        lk_fault_set(fault, bytes ? "could not be read to its end" : "out of memory");
        return -1;
    }
    *out = bytes;
    *size = have;
    return 0;
}

int lk_read_whole(lk_arena *arena, const char *path, size_t limit, const void **out, size_t *size,
                  lk_fault *fault)
{
    int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    if (fd < 0) {
        lk_fault_set(fault, "%s: %s", path, strerror(errno));
        return -1;
    }
    int rc = read_open(arena, fd, limit ? limit : (size_t)1 << 30, out, size, fault);
    close(fd);
    if (rc)
        lk_fault_prefix(fault, "%s: ", path);
    return rc;
}

int lk_make_folder(const char *path, lk_fault *fault)
{
    char part[4096];
    struct stat st;
    if (!*path || strlen(path) >= sizeof part) {
        lk_fault_set(fault, "%s: the path is %s", path, *path ? "too long" : "empty");
        return -1;
    }
    strcpy(part, path);
    for (char *p = part + 1;; p++) {
        if (*p && *p != '/')
            continue;
        char was = *p;
        *p = 0;
        if (mkdir(part, 0777) && errno != EEXIST) {
            lk_fault_set(fault, "%s: the folder cannot be made: %s", part, strerror(errno));
            return -1;
        }
        *p = was;
        if (!was)
            break;
    }
    if (!stat(path, &st) && S_ISDIR(st.st_mode))
        return 0;
    lk_fault_set(fault, "%s is in the way: it is no folder", path);
    return -1;
}

int lk_write_whole(const char *path, const void *bytes, size_t size, lk_fault *fault)
{
    lk_writer w;
    if (lk_writer_open(&w, path, fault))
        return -1;
    if (!lk_writer_write(&w, bytes, size, fault))
        return lk_writer_finish(&w, fault);
    lk_writer_abandon(&w);
    return -1;
}
