/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#include <stdio.h>

#include "cli.h"

/* train and evaluate. */

static double number_at(const lk_table *t, size_t row, const char *name)
{
    const lk_cell *c = lk_table_cell(t, row, name);
    return c && !c->missing ? c->number : 0;
}

/* The last epoch of each training whose weights are there. */
static void print_trained(lk_run *r)
{
    lk_arena *arena = lk_arena_new(0);
    lk_tables all = lk_tables_view(r->tables, arena);
    const lk_table *t = lk_tables_get(&all, "training");
    printf("network,fold,epochs,loss,accuracy\n");
    for (size_t i = 0; t && i < t->row_count; i++) {
        double epoch = number_at(t, i, "epoch");
        if (i + 1 < t->row_count && number_at(t, i + 1, "epoch") > epoch)
            continue;
        lk_cli_field(lk_table_text(t, i, "network"), ',');
        lk_cli_field(lk_table_text(t, i, "fold"), ',');
        printf("%.0f,%.6g,%.6g\n", epoch, number_at(t, i, "loss"), number_at(t, i, "accuracy"));
    }
    lk_arena_free(arena);
}

static int train(const lk_cli *cli, lk_arena *arena, lk_run_options o)
{
    (void)arena;
    lk_run r;
    o.trains = 1;
    o.again = cli->again;
    lk_status status = lk_run_begin(&r, &o);
    if (!status)
        status = lk_run_open(&r);
    if (!status)
        status = lk_run_items(&r);
    if (!status)
        status = lk_run_folds(&r);
    if (!status)
        status = lk_run_train(&r);
    if (!status && o.progress == LK_PROGRESS_QUIET)
        lk_cli_print_failures(&r);
    if (!status)
        print_trained(&r);
    int code = lk_run_end(&r, status);
    return code;
}

int lk_cli_train(const lk_cli *cli)
{
    return lk_cli_with_study(cli, train);
}

/* ---- evaluate -------------------------------------------------------------------------- */

static void print_table(const lk_table *t)
{
    for (size_t c = 0; c < t->column_count; c++)
        lk_cli_field(t->columns[c].name, c + 1 < t->column_count ? ',' : '\n');
    for (size_t i = 0; i < t->row_count * t->column_count; i++) {
        const lk_cell *cell = &t->cells[i];
        char end = (i + 1) % t->column_count ? ',' : '\n';
        if (t->columns[i % t->column_count].type == LK_COLUMN_TEXT)
            lk_cli_field(cell->text ? cell->text : "", end);
        else if (cell->missing)
            putchar(end);
        else
            printf("%.6g%c", cell->number, end);
    }
}

/* How often the networks are right, in the first of the tables that tell it. */
static void print_accuracy(lk_run *r)
{
    static const char *const names[] = {"accuracy", "classification"};
    lk_arena *arena = lk_arena_new(0);
    lk_tables all = lk_tables_view(r->tables, arena);
    const lk_table *t = NULL;
    for (size_t i = 0; i < 2 && (!t || !t->row_count); i++)
        t = lk_tables_get(&all, names[i]);
    if (t && t->row_count)
        print_table(t);
    else
        fprintf(stderr,
                "likeness: nothing in this study compares predictions with labels; "
                "`likeness plugins analysis` and `likeness plugins metric` list what can\n");
    lk_arena_free(arena);
}

/* The study without what explains: what is left is predicted and counted. */
static const char **leave_out(const lk_cli *cli, lk_arena *arena)
{
    static const char *const more[] = {"explainers=~", "controls=~"};
    size_t count = sizeof more / sizeof *more;
    const char **sets = lk_arena_array(arena, cli->set_count + count + 1, sizeof *sets);
    for (size_t i = 0; sets && i < cli->set_count + count; i++)
        sets[i] = i < cli->set_count ? cli->sets[i] : more[i - cli->set_count];
    return sets;
}

static int evaluate(const lk_cli *cli, lk_arena *arena, lk_run_options o)
{
    lk_run r;
    o.sets = leave_out(cli, arena);
    lk_status status = lk_run_begin(&r, &o);
    if (!status)
        status = lk_run_all(&r);
    if (!status && o.progress == LK_PROGRESS_QUIET)
        lk_cli_print_failures(&r);
    if (!status)
        print_accuracy(&r);
    int code = lk_run_end(&r, status);
    return code;
}

int lk_cli_evaluate(const lk_cli *cli)
{
    return lk_cli_with_study(cli, evaluate);
}
