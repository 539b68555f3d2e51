/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli.h"
#include "join.h"
#include "paths.h"

/* compare: the tables of finished runs, joined, and given to the analyses and
 * reports of configs/runs.yaml. */

typedef struct comparison {
    const lk_cli *cli;
    lk_arena *arena;
    size_t count; /* runs that were opened */
    lk_joined *runs;
    const char **folders; /* NULL-terminated */
    lk_fault fault;
} comparison;

/* ---- The runs --------------------------------------------------------------------------- */

/* The last part of a folder's path. */
static const char *last_part(lk_arena *arena, const char *folder)
{
    char *path = lk_arena_text(arena, folder);
    for (size_t n = strlen(path); n > 1 && path[n - 1] == '/'; n--)
        path[n - 1] = 0;
    const char *slash = strrchr(path, '/');
    return slash && slash[1] ? slash + 1 : path;
}

/* That, with a number where a run before has the same. */
static const char *name_run(const comparison *c, const char *folder)
{
    const char *part = last_part(c->arena, folder), *name = part;
    for (size_t i = 0, number = 2; i < c->count; i++)
        if (!strcmp(c->runs[i].name, name)) {
            name = lk_arena_format(c->arena, "%s-%zu", part, number++);
            i = SIZE_MAX; /* from the first again */
        }
    return name;
}

static int check_version(comparison *c, const lk_joined *run)
{
    json_int_t version =
        json_integer_value(json_object_get(run->result.provenance, "output_version"));
    if (version == LK_OUTPUT_VERSION)
        return 0;
    lk_fault_set(&c->fault,
                 "%s has tables of version %lld, and this program reads %d: run the "
                 "study again",
                 run->result.path, (long long)version, LK_OUTPUT_VERSION);
    return -1;
}

static int open_run(comparison *c, const char *path)
{
    lk_joined *run = &c->runs[c->count];
    const char *folder = lk_cli_absolute(c->arena, path);
    for (size_t i = 0; i < c->count; i++)
        if (!strcmp(c->folders[i], folder)) {
            lk_fault_set(&c->fault, "%s and %s are one folder", c->runs[i].result.path, path);
            return -1;
        }
    run->name = name_run(c, folder);
    if (lk_result_open(c->arena, path, &run->result, &c->fault))
        return -1;
    c->folders[c->count++] = folder;
    if (check_version(c, run))
        return -1;
    run->study = lk_study_parse(c->arena, run->result.study_path, run->result.text,
                                strlen(run->result.text), run->result.sets, &c->fault);
    return run->study ? 0 : -1;
}

static int open_runs(comparison *c)
{
    size_t count = c->cli->arg_count;
    c->runs = lk_arena_array(c->arena, count, sizeof *c->runs);
    c->folders = lk_arena_array(c->arena, count + 1, sizeof *c->folders);
    for (size_t i = 0; c->runs && c->folders && i < count; i++)
        if (open_run(c, c->cli->args[i]))
            return -1;
    return c->runs && c->folders ? 0 : -1;
}

static void close_runs(comparison *c)
{
    for (size_t i = 0; i < c->count; i++)
        lk_result_close(&c->runs[i].result);
}

/* ---- The comparison ------------------------------------------------------------------------ */

/* Results of a run are not written over by what is made of them. */
static int check_out(comparison *c, const char *out)
{
    const char *folder = lk_cli_absolute(c->arena, out);
    for (size_t i = 0; i < c->count; i++)
        if (!strcmp(c->folders[i], folder)) {
            lk_fault_set(&c->fault, "--out %s is one of the runs: choose another folder", out);
            return -1;
        }
    return 0;
}

static int compose(comparison *c, lk_run_options *o)
{
    *o = lk_cli_run_options(c->cli);
    o->out = o->out ? o->out : "likeness-compare";
    o->workers = o->workers ? o->workers : 1; /* there is one task at a time */
    o->study_path = lk_cli_find(c->arena, "", "runs.yaml");
    if (o->study_path)
        return check_out(c, o->out);
    lk_fault_set(&c->fault, "runs.yaml is not in %s; is LIKENESS_CONFIG_PATH right?",
                 lk_config_folder());
    return -1;
}

static int run(comparison *c, const lk_run_options *o)
{
    lk_run r;
    lk_status status = lk_run_begin(&r, o);
    r.compared = c->folders;
    if (!status && lk_run_join(&r, c->runs, c->count, c->cli->metrics))
        status = *r.fault.text ? LK_E_INPUT : LK_E_MEMORY;
    if (!status)
        status = lk_run_reports(&r);
    int answered = r.answered, code = lk_run_end(&r, status);
    if (!status && answered)
        lk_cli_print_answer(c->arena, o->out);
    if (!status)
        printf("%s\n", o->out);
    return code;
}

int lk_cli_compare(const lk_cli *cli)
{
    lk_run_options o;
    comparison c = {.cli = cli, .arena = lk_arena_new(0)};
    int is_ready = c.arena && !open_runs(&c) && !compose(&c, &o);
    int code = is_ready ? run(&c, &o)
                        : lk_cli_wrong(cli, "%s", *c.fault.text ? c.fault.text : "out of memory");
    close_runs(&c);
    lk_arena_free(c.arena);
    return code;
}
