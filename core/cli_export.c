/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#include <stdlib.h>

#include "cli.h"

/* export: a network in a format of others. */

static lk_status ask(lk_run *r, const char *format, const char *path)
{
    lk_job *j = calloc(1, sizeof *j);
    if (!j)
        return LK_E_MEMORY;
    j->where = path;
    lk_pack_u64(&j->request, LK_TASK_EXPORT);
    lk_pack_text(&j->request, "network");
    lk_pack_text(&j->request, format);
    lk_pack_text(&j->request, path);
    lk_status status = lk_run_task(r, "export", j);
    if (!status) {
        lk_unpack u = lk_unpack_over(j->note, j->note_size);
        printf("%s: %llu bytes\n", path, (unsigned long long)lk_unpack_u64(&u));
    }
    lk_jobs_free(j, 1);
    return status;
}

static int export_network(const lk_cli *cli, lk_arena *arena, const char *network)
{
    lk_run r;
    lk_run_options o;
    if (lk_cli_compose(cli, arena, network, 0, &o))
        return LK_EXIT_WRONG;
    lk_status status = lk_run_begin(&r, &o);
    if (!status && cli->onnx)
        status = ask(&r, "onnx", lk_cli_absolute(arena, cli->onnx));
    if (!status && cli->safetensors)
        status = ask(&r, "safetensors", lk_cli_absolute(arena, cli->safetensors));
    return lk_run_end(&r, status);
}

int lk_cli_export(const lk_cli *cli)
{
    if (!cli->onnx && !cli->safetensors)
        return lk_cli_wrong(cli, "--onnx FILE or --safetensors FILE is wanted: what to write");
    lk_arena *arena = lk_arena_new(0);
    const char *network = arena ? lk_cli_network(cli, arena, cli->args[0]) : NULL;
    int code = network ? export_network(cli, arena, network) : LK_EXIT_WRONG;
    lk_arena_free(arena);
    return code;
}
