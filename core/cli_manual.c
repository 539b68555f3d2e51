/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#include <stdlib.h>
#include <string.h>

#include "cli.h"
#include "page.h"

/* help: the manual of the program, from the tables that it parses its command
 * line with. */

static void write_option(void *user, const char *name, const char *value, const char *help)
{
    char left[64];
    snprintf(left, sizeof left, "%s%s%s", name, value ? " " : "", value ? value : "");
    lk_page_term(user, left, NULL, help);
}

/* The usage of a command, whose lines stand below each other after "usage: ". */
static void write_usage(lk_page *page, const lk_command *c)
{
    char lines[1024];
    size_t at = (size_t)snprintf(lines, sizeof lines, "likeness ");
    for (const char *s = c->usage; *s && at + 6 < sizeof lines; s++) {
        lines[at++] = *s;
        if (*s != '\n')
            continue;
        const char *next = s + 1 + strspn(s + 1, " ");
        if (strncmp(next, "likeness ", 9))
            at += (size_t)snprintf(lines + at, sizeof lines - at, "    ");
        s = next - 1;
    }
    lines[at] = 0;
    lk_page_code(page, lines);
}

static void write_command(lk_page *page, const lk_command *c)
{
    lk_page_heading(page, 2, c->name);
    write_usage(page, c);
    lk_page_paragraphs(page, c->details);
    lk_cli_options(c, write_option, page);
}

static void write_terms(lk_page *page, const char *heading, const char *const (*terms)[2])
{
    lk_page_heading(page, 1, heading);
    for (size_t i = 0; terms[i][0]; i++)
        lk_page_term(page, terms[i][0], NULL, terms[i][1]);
}

static const char *const environment[][2] = {
    {"LIKENESS_PLUGIN_PATH", "folders with plugins, separated by colons, that are looked into "
                             "first; only absolute paths count, and none in set-uid programs"},
    {"LIKENESS_CONFIG_PATH", "the folder of configs, in place of the installed one"},
    {"LIKENESS_DATA", "what ${data} means in study files; without it $XDG_DATA_HOME/likeness, or "
                      "~/.local/share/likeness"},
    {"XDG_CACHE_HOME", "its folder likeness has the store of results that runs share, unless "
                       "--store names another; without it ~/.cache"},
    {"OPENBLAS_CORETYPE", "the instruction set that OpenBLAS takes; results of each have keys of "
                          "their own"},
    {"TMPDIR", "where a run puts what its workers read"},
    {NULL, NULL}};

static const char *const files[][2] = {
    {"STUDY.yaml", "what to run: likeness-study(5)"},
    {"likeness-STUDY/", "what a run leaves, unless --out names another folder"},
    {"lib/likeness/plugins-1/", "the installed plugins, below the prefix: likeness-plugins(7)"},
    {"share/likeness/configs/", "studies, networks, frames and masks that are installed, and what "
                                "commands on images begin with (defaults.yaml)"},
    {NULL, NULL}};

static void write_manual(lk_page *page)
{
    lk_page_title(page, "likeness", 1, "find out whether networks look where people look");
    lk_page_heading(page, 1, "synopsis");
    lk_page_code(page, "likeness COMMAND [OPTION]... [ARGUMENT]...\nlikeness --version");
    lk_page_heading(page, 1, "description");
    lk_page_paragraphs(page, lk_cli_purpose);
    lk_page_paragraphs(page, "A study file names data, networks, explainers and masks; `likeness "
                             "run` answers with tables and a report. All else is done by plugins.");
    lk_page_heading(page, 1, "commands");
    for (const lk_command *c = lk_commands; c->name; c++)
        write_command(page, c);
    write_terms(page, "exit status", lk_cli_exit_codes);
    write_terms(page, "environment", environment);
    write_terms(page, "files", files);
    lk_page_heading(page, 1, "see also");
    lk_page_paragraphs(page, "likeness-study(5), likeness-plugins(7)");
}

int lk_cli_manual(const lk_cli *cli)
{
    const lk_command *c = cli->arg_count ? lk_cli_command(cli->args[0]) : NULL;
    if (cli->arg_count && !c)
        return LK_EXIT_WRONG;
    lk_page page = {.out = stdout,
                    .layout = cli->format == LK_FORMAT_MAN ? &lk_layout_man : &lk_layout_markdown};
    if (!cli->format && c)
        lk_cli_help(c, stdout);
    else if (!cli->format)
        lk_cli_usage(stdout);
    else if (c)
        write_command(&page, c);
    else
        write_manual(&page);
    return LK_EXIT_DONE;
}
