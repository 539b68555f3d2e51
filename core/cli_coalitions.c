/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#include <stdlib.h>

#include "cli.h"
#include "segments.h"

/* inspect --coalitions: how rows of shown and hidden segments would be scored. */

enum { ROWS = 1000 };

static void format_share(double share, char out[32])
{
    double percent = 100 * share;
    snprintf(out, 32, "%.*f %%", percent >= 10 ? 0 : percent >= 1 ? 1 : 2, percent);
}

static void format_saving(double saving, char out[32])
{
    snprintf(out, 32, "%.*f x", saving >= 100 ? 0 : saving >= 10 ? 1 : 2, saving);
}

static void print_row(const char *name, const char *sees, const char *share, const char *way,
                      const char *saving)
{
    printf("%-28s %9s %9s  %-15s %9s\n", name, sees, share, way, saving);
}

static void print_layer(lk_unpack *u)
{
    char field[48], share[32], saving[32];
    const char *name = lk_unpack_text(u), *way = lk_unpack_text(u);
    lk_cli_format_field(u, field);
    format_share(lk_unpack_double(u), share);
    format_saving(lk_unpack_double(u), saving);
    print_row(name ? name : "", field, share, way ? way : "", saving);
}

static void print_plan(const lk_cli *cli, size_t rows, lk_unpack *u)
{
    char saving[32];
    unsigned long long segments = lk_unpack_u64(u);
    format_saving(lk_unpack_double(u), saving);
    double memory = (double)lk_unpack_u64(u);
    size_t layers = lk_unpack_count(u, 48);
    printf("\ncoalitions     %zu rows of %llu segments, shown by fair coins\n", rows, segments);
    if (cli->segments)
        printf("segments       %s\n", cli->segments);
    else
        printf(
            "segments       typical: cells of a jittered grid, %d x %d (--segments gives others)\n",
            LK_CELL_ROWS, LK_CELL_COLUMNS);
    printf("saving         %s predicted: scoring each row as a picture takes so much longer\n",
           saving);
    printf("memory         %.0f MB at most for the values of distinct patterns\n\n",
           memory / 1048576);
    print_row("layer", "sees", "distinct", "way", "saving");
    for (size_t i = 0; i < layers; i++)
        print_layer(u);
}

lk_status lk_cli_coalitions(const lk_cli *cli, lk_run *r)
{
    size_t rows = cli->samples ? cli->samples : ROWS;
    lk_job *j = calloc(1, sizeof *j);
    if (!j)
        return LK_E_MEMORY;
    j->where = cli->args[0];
    lk_pack_u64(&j->request, LK_TASK_COALITIONS);
    lk_pack_text(&j->request, "network");
    lk_pack_u64(&j->request, rows);
    lk_pack_text(&j->request, cli->segments ? lk_cli_absolute(r->arena, cli->segments) : NULL);
    lk_status status = lk_run_task(r, "coalitions", j);
    if (!status) {
        lk_unpack u = lk_unpack_over(j->note, j->note_size);
        print_plan(cli, rows, &u);
    }
    lk_jobs_free(j, 1);
    return status;
}
