/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cli.h"
#include "paths.h"
#include "result.h"

/* run, check, report, store. */

static int find_study(const lk_cli *cli, lk_arena *arena, const char **path)
{
    *path = lk_cli_find(arena, "", cli->args[0]);
    if (*path)
        return 0;
    lk_cli_wrong(cli, "there is no study file %s, and none of that name in %s", cli->args[0],
                 lk_config_folder());
    return -1;
}

int lk_cli_with_study(const lk_cli *cli, lk_cli_study_fn f)
{
    lk_arena *arena = lk_arena_new(0);
    lk_run_options o = lk_cli_run_options(cli);
    int code = !arena || find_study(cli, arena, &o.study_path) ? LK_EXIT_WRONG : f(cli, arena, o);
    lk_arena_free(arena);
    return code;
}

/* The part of a path that names it: quickstart of configs/quickstart.yaml. */
static const char *stem(lk_arena *arena, const char *path)
{
    const char *slash = strrchr(path, '/');
    char *name = lk_arena_text(arena, slash ? slash + 1 : path);
    char *dot = strrchr(name, '.');
    if (dot && dot != name)
        *dot = 0;
    return name;
}

void lk_cli_print_answer(lk_arena *arena, const char *folder)
{
    const void *text;
    size_t size;
    lk_fault fault;
    char *path = lk_arena_format(arena, "%s/" LK_ANSWER_FILE, folder);
    if (lk_read_whole(arena, path, 1 << 20, &text, &size, &fault))
        fprintf(stderr, "likeness: %s\n", fault.text);
    else
        printf("%.*s\n", (int)size, (const char *)text);
}

static int run(const lk_cli *cli, lk_arena *arena, lk_run_options o)
{
    lk_run r;
    if (!o.out)
        o.out = lk_arena_format(arena, "likeness-%s", stem(arena, cli->args[0]));
    lk_status status = lk_run_begin(&r, &o);
    if (!status)
        status = lk_run_all(&r);
    if (!status && o.progress == LK_PROGRESS_QUIET)
        lk_cli_print_failures(&r);
    int answered = r.answered, code = lk_run_end(&r, status);
    if (!status && answered)
        lk_cli_print_answer(arena, o.out);
    if (!status)
        printf("%s\n", o.out);
    return code;
}

int lk_cli_run(const lk_cli *cli)
{
    return lk_cli_with_study(cli, run);
}

static int check(const lk_cli *cli, lk_arena *arena, lk_run_options o)
{
    (void)cli;
    (void)arena;
    lk_run r;
    o.progress = LK_PROGRESS_QUIET;
    lk_status status = lk_run_begin(&r, &o);
    if (!status)
        status = lk_run_open(&r);
    if (!status && r.study->folds.spec && !(status = lk_run_name_folds(&r)))
        status = lk_run_open_folds(&r);
    if (!status)
        lk_run_print_plan(&r, stdout);
    int code = lk_run_end(&r, status);
    return code;
}

int lk_cli_check(const lk_cli *cli)
{
    return lk_cli_with_study(cli, check);
}

/* ---- report ---------------------------------------------------------------------------------- */

/* The study, its path and its overrides, as provenance.json has them. */
static void repeat(const lk_cli *cli, lk_arena *arena, const lk_result *result, lk_run_options *o)
{
    const char *folder = lk_result_text(result, "folder"), *store = lk_result_text(result, "store");
    size_t count = 0;
    o->out = lk_cli_absolute(arena, result->path);
    o->store = cli->store ? lk_path_resolve(arena, cli->store, NULL) : *store ? store : NULL;
    if (*folder && chdir(folder))
        lk_cli_wrong(cli, "%s is gone: relative paths of --set stand here instead", folder);
    o->study_path = result->study_path;
    o->text = result->text;
    while (result->sets[count])
        count++;
    const char **list = lk_arena_array(arena, count + cli->set_count + 1, sizeof *list);
    for (size_t i = 0; list && i < count + cli->set_count; i++)
        list[i] = i < count ? result->sets[i] : cli->sets[i - count];
    o->sets = list;
}

int lk_cli_report(const lk_cli *cli)
{
    lk_run r;
    lk_arena *arena = lk_arena_new(0);
    lk_result result;
    lk_fault fault = {""};
    lk_run_options o = lk_cli_run_options(cli);
    if (!arena || lk_result_open(arena, cli->args[0], &result, &fault)) {
        lk_arena_free(arena);
        return lk_cli_wrong(cli, "%s", fault.text);
    }
    repeat(cli, arena, &result, &o);
    lk_status status = lk_run_begin(&r, &o);
    if (!status)
        status = lk_run_all(&r);
    int code = lk_run_end(&r, status);
    lk_result_close(&result);
    lk_arena_free(arena);
    return code;
}

/* ---- store ---------------------------------------------------------------------------------- */

static void print_kind(void *user, const char *kind, uint64_t count, uint64_t bytes)
{
    (void)user;
    printf("%s,%llu,%llu\n", kind, (unsigned long long)count, (unsigned long long)bytes);
}

static lk_status collect(const lk_cli *cli, lk_store *store, lk_fault *fault)
{
    int any = cli->older_days >= 0 || cli->max_megabytes >= 0;
    double days = cli->older_days >= 0 ? cli->older_days : any ? 1e6 : 90;
    double megabytes = cli->max_megabytes >= 0 ? cli->max_megabytes : 1e9;
    uint64_t dropped = 0;
    lk_status status =
        lk_store_gc(store, (int64_t)(days * 86400), (uint64_t)(megabytes * 1e6), &dropped, fault);
    if (!status)
        printf("%llu results dropped\n", (unsigned long long)dropped);
    return status;
}

int lk_cli_store(const lk_cli *cli)
{
    lk_fault fault = {""};
    int gc = !strcmp(cli->args[0], "gc");
    if (!gc && strcmp(cli->args[0], "info"))
        return lk_cli_wrong(cli, "usage: likeness %s", cli->command->usage);
    lk_store *store = lk_store_open(cli->store, 1, &fault);
    if (!store)
        return lk_cli_wrong(cli, "%s", fault.text);
    lk_status status;
    if (gc) {
        status = collect(cli, store, &fault);
    } else {
        fprintf(stderr, "%s\n", lk_store_path(store));
        printf("kind,results,bytes\n");
        status = lk_store_info(store, print_kind, NULL, &fault);
    }
    lk_store_close(store);
    return status ? lk_cli_wrong(cli, "%s", fault.text) : LK_EXIT_DONE;
}
