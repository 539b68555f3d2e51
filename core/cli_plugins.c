/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#include "config.h"

#include <stdlib.h>
#include <string.h>

#include "cli.h"
#include "describe.h"
#include "param.h"
#include "paths.h"

/* plugins, inspect: what plugins say of themselves. */

/* Which entries a command is about, and how it writes them. */
typedef struct choice {
    lk_stage stage;   /* 0: any */
    const char *name; /* NULL: any */
    const char *path; /* NULL: any */
} choice;

static int chosen(const choice *c, const lk_entry *e)
{
    return !e->problem && (!c->stage || e->plugin.stage == (uint32_t)c->stage) &&
           (!c->name || !strcmp(e->plugin.name, c->name)) &&
           (!c->path || !strcmp(e->path, c->path));
}

/* ---- Writing --------------------------------------------------------------------------------- */

static int print_json(const lk_catalogue *c, const choice *which)
{
    json_t *list = json_array(), *refused = json_array();
    for (size_t i = 0; i < c->count; i++) {
        const lk_entry *e = &c->entries[i];
        if (chosen(which, e))
            json_array_append_new(list, lk_describe_plugin(e));
        else if (e->problem && !which->name && !which->path)
            json_array_append_new(refused,
                                  json_pack("{s:o, s:o}", "path", lk_describe_text(e->path),
                                            "reason", lk_describe_text(e->problem)));
    }
    return lk_describe_print(json_pack("{s:s, s:o, s:o}", "program", "likeness " PACKAGE_VERSION,
                                       "plugins", list, "refused", refused));
}

/* The name of a manual page: likeness-plugins, likeness-STAGE, likeness-STAGE-NAME. */
static void print_title(lk_page *page, const lk_catalogue *c, const choice *which)
{
    char name[300] = "likeness-plugins";
    const char *summary = "plugins of likeness and their parameters";
    for (size_t i = 0; i < c->count; i++) {
        const lk_entry *e = &c->entries[i];
        if (!chosen(which, e) || !(which->name || which->path))
            continue;
        snprintf(name, sizeof name, "likeness-%s-%s", lk_stage_name((lk_stage)e->plugin.stage),
                 e->plugin.name);
        summary = "a plugin of likeness";
        break;
    }
    if (which->stage)
        snprintf(name, sizeof name, "likeness-%s", lk_stage_name(which->stage));
    lk_page_title(page, name, 7, summary);
}

static void print_stage(lk_page *page, const lk_catalogue *c, const choice *which, lk_stage stage)
{
    int begun = 0, full = page->layout != &lk_layout_text;
    for (size_t i = 0; i < c->count; i++) {
        const lk_entry *e = &c->entries[i];
        if (!chosen(which, e) || e->plugin.stage != (uint32_t)stage)
            continue;
        if (full && !begun)
            lk_describe_stage(page, stage);
        json_t *plugin = lk_describe_plugin(e);
        lk_describe_write(page, plugin, !full);
        json_decref(plugin);
        begun = 1;
    }
}

static int print(const lk_cli *cli, const lk_catalogue *c, const choice *which)
{
    static const lk_layout *const layouts[] = {[LK_FORMAT_TEXT] = &lk_layout_text,
                                               [LK_FORMAT_MARKDOWN] = &lk_layout_markdown,
                                               [LK_FORMAT_MAN] = &lk_layout_man};
    if (cli->format == LK_FORMAT_JSON)
        return print_json(c, which);
    lk_page page = {.out = stdout, .layout = layouts[cli->format]};
    if (cli->format == LK_FORMAT_MAN)
        print_title(&page, c, which);
    for (int s = LK_STAGE_SOURCE; s <= LK_STAGE_EXECUTOR; s++)
        print_stage(&page, c, which, (lk_stage)s);
    return 0;
}

static int wrong_memory(const lk_cli *cli)
{
    return lk_cli_wrong(cli, "out of memory");
}

/* ---- plugins --------------------------------------------------------------------------------- */

static int no_stage(const lk_cli *cli, const char *name)
{
    const char *names[LK_STAGE_EXECUTOR];
    size_t count = 0;
    for (int s = LK_STAGE_SOURCE; s <= LK_STAGE_EXECUTOR; s++)
        names[count++] = lk_stage_name((lk_stage)s);
    const char *near = lk_nearest(name, names, count);
    return lk_cli_wrong(cli, "there is no stage `%s`%s%s%s; `likeness plugins --help` lists them",
                        name, near ? " (did you mean `" : "", near ? near : "", near ? "`?)" : "");
}

static void print_lines(const lk_catalogue *c, const choice *which)
{
    for (int s = LK_STAGE_SOURCE; s <= LK_STAGE_EXECUTOR; s++)
        for (size_t i = 0; i < c->count; i++) {
            const lk_entry *e = &c->entries[i];
            if (!chosen(which, e) || e->plugin.stage != (uint32_t)s)
                continue;
            json_t *summary = lk_describe_text(e->plugin.summary);
            printf("%-10s %-15s %s\n", lk_stage_name((lk_stage)s), e->plugin.name,
                   summary ? json_string_value(summary) : "");
            json_decref(summary);
        }
}

static void print_refused(const lk_catalogue *c)
{
    for (size_t i = 0; i < c->count; i++)
        if (c->entries[i].problem)
            fprintf(stderr, "likeness: %s\n", c->entries[i].problem);
}

/* Arguments in any order: a folder holds a slash, all else is a stage. */
static int read_arguments(const lk_cli *cli, choice *which, const char **folder)
{
    for (size_t i = 0; i < cli->arg_count; i++)
        if (strchr(cli->args[i], '/'))
            *folder = cli->args[i];
        else if (!(which->stage = lk_stage_from(cli->args[i])))
            return no_stage(cli, cli->args[i]);
    return LK_EXIT_DONE;
}

int lk_cli_plugins(const lk_cli *cli)
{
    lk_catalogue c;
    lk_fault fault = {""};
    choice which = {.name = NULL};
    const char *folder[2] = {NULL, NULL};
    if (read_arguments(cli, &which, &folder[0]))
        return LK_EXIT_WRONG;
    lk_arena *arena = lk_arena_new(0);
    if (!arena)
        return wrong_memory(cli);
    int code = LK_EXIT_DONE;
    if (lk_catalogue_scan(&c, folder[0] ? folder : lk_plugin_folders(arena, NULL), NULL, &fault))
        code = lk_cli_wrong(cli, "%s", *fault.text ? fault.text : "out of memory");
    else if (cli->format == LK_FORMAT_TEXT)
        print_lines(&c, &which);
    else if (print(cli, &c, &which))
        code = wrong_memory(cli);
    if (!code)
        print_refused(&c);
    lk_catalogue_free(&c);
    lk_arena_free(arena);
    return code;
}

/* ---- inspect --------------------------------------------------------------------------------- */

int lk_cli_inspect_file(const lk_cli *cli, const char *name)
{
    lk_catalogue c;
    lk_fault fault = {""};
    char *path = realpath(name, NULL);
    if (!path)
        return lk_cli_wrong(cli, "there is no file %s", name);
    int code = LK_EXIT_DONE;
    if (lk_catalogue_scan_file(&c, path, &fault))
        code = lk_cli_wrong(cli, "%s", *fault.text ? fault.text : "out of memory");
    else if (c.entries[0].problem)
        code = lk_cli_wrong(cli, "%s", c.entries[0].problem);
    else if (print(cli, &c, &(choice){.path = path}))
        code = wrong_memory(cli);
    free(path);
    lk_catalogue_free(&c);
    return code;
}

static int no_plugin(const lk_cli *cli, const lk_catalogue *c, lk_arena *arena, const char *name)
{
    const char **names = lk_arena_array(arena, c->count + 1, sizeof *names);
    const lk_entry *refused = lk_catalogue_refused(c, (lk_stage)0, name);
    size_t count = 0;
    for (size_t i = 0; names && i < c->count; i++)
        if (!c->entries[i].problem)
            names[count++] = c->entries[i].plugin.name;
    const char *near = lk_nearest(name, names, count);
    if (refused)
        return lk_cli_wrong(cli, "%s", refused->problem);
    return lk_cli_wrong(cli, "there is no plugin, plugin file or network `%s`%s%s%s", name,
                        near ? " (did you mean `" : "", near ? near : "", near ? "`?)" : "");
}

int lk_cli_inspect_name(const lk_cli *cli, lk_arena *arena, const char *name)
{
    lk_catalogue c;
    lk_fault fault = {""};
    choice which = {.name = name};
    int code = LK_EXIT_DONE;
    size_t found = 0;
    if (lk_catalogue_scan(&c, lk_plugin_folders(arena, NULL), NULL, &fault)) {
        lk_catalogue_free(&c);
        return lk_cli_wrong(cli, "%s", *fault.text ? fault.text : "out of memory");
    }
    for (size_t i = 0; i < c.count; i++)
        found += (size_t)chosen(&which, &c.entries[i]);
    if (!found)
        code = no_plugin(cli, &c, arena, name);
    else if (print(cli, &c, &which))
        code = wrong_memory(cli);
    lk_catalogue_free(&c);
    return code;
}
