/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "program.h"

/* Which program is meant, and the files that it consists of. */

static int is_file(const char *path)
{
    struct stat about;
    return path && !stat(path, &about) && S_ISREG(about.st_mode);
}

static int is_program(const char *path)
{
    return is_file(path) && !access(path, X_OK);
}

/* A name without a slash, in the folders of PATH that are absolute. */
static lk_status search(lk_context *ctx, const char *name, const char **out)
{
    const char *folder = getenv("PATH");
    for (size_t n; folder && *folder; folder += n + (folder[n] == ':')) {
        n = strcspn(folder, ":");
        size_t room = n + strlen(name) + 2;
        char *path = lk_alloc(ctx, room);
        if (!path)
            return lk_error(ctx, LK_E_MEMORY, "no memory for the path of %s", name);
        snprintf(path, room, "%.*s/%s", (int)n, folder, name);
        if (*folder == '/' && is_program(path)) {
            *out = path;
            return LK_OK;
        }
    }
    return lk_error(ctx, LK_E_INPUT,
                    "there is no program `%s` in the folders of PATH: install it, or give its path",
                    name);
}

static lk_status find_program(lk_context *ctx, const char *name, const char **out)
{
    if (!strchr(name, '/'))
        return search(ctx, name, out);
    *out = ctx->host->resolve(ctx, name, NULL);
    return is_program(*out)
               ? LK_OK
               : lk_error(ctx, LK_E_INPUT, "%s is no program that may be run", *out ? *out : name);
}

/* The words of the command, as sentences show them. */
static const char *join(lk_context *ctx, const lk_string_list *words)
{
    enum { SHOWN = 100 };
    char *text = lk_alloc(ctx, SHOWN);
    size_t n = 0;
    for (size_t i = 0; text && i < words->count && n < SHOWN; i++)
        n += (size_t)snprintf(text + n, SHOWN - n, "%s%s", i ? " " : "", words->items[i]);
    return text;
}

/* For the keys of results alone. */
static lk_status note_file(lk_context *ctx, const char *path)
{
    const void *bytes;
    size_t size;
    return ctx->host->map_file(ctx, path, NULL, 0, &bytes, &size);
}

/* The program, those of its arguments that are files, and what the study names
 * besides. */
static lk_status note_files(lk_context *ctx, const char *path, const program_choice *c)
{
    lk_status status = note_file(ctx, path);
    for (size_t i = 1; !status && i < c->command.count; i++)
        if (is_file(ctx->host->resolve(ctx, c->command.items[i], NULL)))
            status = note_file(ctx, c->command.items[i]);
    for (size_t i = 0; !status && i < c->files.count; i++)
        status = note_file(ctx, c->files.items[i]);
    return status;
}

lk_status program_find(program *p, lk_context *ctx, const program_choice *c)
{
    if (!c->command.count)
        return lk_error(ctx, LK_E_INPUT, "`command` names no program");
    const char **words = lk_alloc_array(ctx, c->command.count + 1, sizeof *words);
    if (!words)
        return lk_error(ctx, LK_E_MEMORY, "no memory for the command");
    memcpy(words, c->command.items, c->command.count * sizeof *words);
    lk_status status = find_program(ctx, c->command.items[0], &words[0]);
    if (status)
        return status;
    p->command = words;
    p->folder = ctx->host->resolve(ctx, ".", NULL);
    p->name = join(ctx, &c->command);
    p->seconds = c->seconds;
    p->start_seconds = c->start_seconds;
    if (!p->folder || !p->name)
        return lk_error(ctx, LK_E_MEMORY, "no memory for the command");
    return note_files(ctx, p->command[0], c);
}
