/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#include "cli.h"

#include <errno.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "param.h"
#include "paths.h"

typedef enum option_kind { TEXT, LIST, COUNT, NUMBER, FLAG, CHOICE } option_kind;

static const struct option {
    const char *name;
    unsigned needs;
    option_kind kind;
    size_t offset;
    int number; /* of a COUNT, the most; of a CHOICE, which */
    const char *value, *help;
} options[] = {
    {"--out", LK_OPT_OUT, TEXT, offsetof(lk_cli, out), 0, "PATH", "where results go"},
    {"--store", LK_OPT_STORE, TEXT, offsetof(lk_cli, store), 0, "FILE",
     "the file that keeps results (default: in the user's cache)"},
    {"--set", LK_OPT_SET, LIST, offsetof(lk_cli, sets), 0, "NAME=VALUE",
     "put a value into the study: explainers.lime.samples=300"},
    {"--workers", LK_OPT_WORKERS, COUNT, offsetof(lk_cli, workers), 1024, "N",
     "worker processes (default: one a processor); results do not depend on it"},
    {"--threads", LK_OPT_WORKERS, COUNT, offsetof(lk_cli, threads), 1024, "N",
     "threads of one worker (default: 1)"},
    {"--quiet", LK_OPT_WORKERS, CHOICE, offsetof(lk_cli, progress), LK_PROGRESS_QUIET, NULL,
     "no progress"},
    {"--json", LK_OPT_WORKERS, CHOICE, offsetof(lk_cli, progress), LK_PROGRESS_JSON, NULL,
     "progress as one JSON object a line"},
    {"--network", LK_OPT_NETWORK, TEXT, offsetof(lk_cli, network), 0, "N",
     "a network file, or its name in configs/networks"},
    {"--backend", LK_OPT_BACKEND, TEXT, offsetof(lk_cli, backend), 0, "NAME",
     "the plugin that runs the network"},
    {"--weights", LK_OPT_BACKEND, TEXT, offsetof(lk_cli, weights), 0, "FILE",
     "weights in place of the network file's own (.safetensors, .h5, TF.js .json)"},
    {"--onnx", LK_OPT_EXPORT, TEXT, offsetof(lk_cli, onnx), 0, "FILE",
     "write the network, weights included, as an ONNX model"},
    {"--safetensors", LK_OPT_EXPORT, TEXT, offsetof(lk_cli, safetensors), 0, "FILE",
     "write its weights by layer name"},
    {"--whole", LK_OPT_WHOLE, FLAG, offsetof(lk_cli, whole), 0, NULL,
     "take each image, as it is, for one face box"},
    {"--explainer", LK_OPT_EXPLAIN, LIST, offsetof(lk_cli, explainers), 0, "NAME[,...]",
     "an explainer and its parameters: lime,samples=300"},
    {"--class", LK_OPT_EXPLAIN, TEXT, offsetof(lk_cli, class_name), 0, "NAME",
     "the class to explain, or all (default: the one predicted)"},
    {"--segments", LK_OPT_EXPLAIN, TEXT, offsetof(lk_cli, segments), 0, "S.npy",
     "segments in place of the explainer's own (.npy)"},
    {"--coalitions", LK_OPT_EXPLAIN, TEXT, offsetof(lk_cli, coalitions), 0, "Z.npy",
     "samples in place of the explainer's own (.npy)"},
    {"--coalitions", LK_OPT_PLAN, FLAG, offsetof(lk_cli, plan), 0, NULL,
     "of a network: how samples of its segments would be scored, layer by layer"},
    {"--samples", LK_OPT_PLAN, COUNT, offsetof(lk_cli, samples), 100000, "N",
     "how many of them (default: 1000)"},
    {"--segments", LK_OPT_PLAN, TEXT, offsetof(lk_cli, segments), 0, "S.npy",
     "the segments (.npy; default: 30 cells of a jittered grid)"},
    {"--save", LK_OPT_EXPLAIN, FLAG, offsetof(lk_cli, save), 0, NULL,
     "write the explainer's working as .npy"},
    {"--heatmap", LK_OPT_SCORE, TEXT, offsetof(lk_cli, heatmap), 0, "H",
     "a heatmap: .npy, or a grey picture"},
    {"--mask", LK_OPT_SCORE, TEXT, offsetof(lk_cli, mask), 0, "M",
     "a mask: .npy (above 0), or a grey picture (brighter than 127)"},
    {"--binarise", LK_OPT_SCORE, TEXT, offsetof(lk_cli, binarise), 0, "NAME[,...]",
     "how the foreground is made: top,share=0.2 (default: as in configs/compare.yaml)"},
    {"--metric", LK_OPT_METRIC, LIST, offsetof(lk_cli, metrics), 0, "NAME[,...]",
     "a metric and its parameters (default: those of configs/compare.yaml)"},
    {"--metric", LK_OPT_VALUE, LIST, offsetof(lk_cli, metrics), 0, "NAME",
     "only this value of the tables: iou (default: all)"},
    {"--set", LK_OPT_VALIDATE, LIST, offsetof(lk_cli, sets), 0, "NAME=VALUE",
     "a parameter of the plugin: --set samples=300"},
    {"--only", LK_OPT_VALIDATE, LIST, offsetof(lk_cli, only), 0, "ID", "this check, and not all"},
    {"--label", LK_OPT_VALIDATE, LIST, offsetof(lk_cli, labels), 0, "NAME",
     "a word that a mask is asked for (default: seven expressions)"},
    {"--size", LK_OPT_VALIDATE, TEXT, offsetof(lk_cli, size), 0, "HxW",
     "height and width of what it is tried with (default: 24x20)"},
    {"--reproduce", LK_OPT_VALIDATE, TEXT, offsetof(lk_cli, seed), 0, "SEED",
     "the seed of an earlier run, whose inputs are drawn again"},
    {"--seconds", LK_OPT_VALIDATE, NUMBER, offsetof(lk_cli, seconds), 0, "N",
     "time limit of one check (default: 60)"},
    {"--list", LK_OPT_VALIDATE, FLAG, offsetof(lk_cli, list), 0, NULL, "name the checks"},
    {"--json", LK_OPT_JSON, CHOICE, offsetof(lk_cli, format), LK_FORMAT_JSON, NULL,
     "all that is known, as JSON"},
    {"--markdown", LK_OPT_PAGE, CHOICE, offsetof(lk_cli, format), LK_FORMAT_MARKDOWN, NULL,
     "a reference page in Markdown"},
    {"--man", LK_OPT_PAGE, CHOICE, offsetof(lk_cli, format), LK_FORMAT_MAN, NULL,
     "a manual page (roff)"},
    {"--again", LK_OPT_AGAIN, FLAG, offsetof(lk_cli, again), 0, NULL,
     "train also where weights are there, and write over them"},
    {"--older-than", LK_OPT_GC, NUMBER, offsetof(lk_cli, older_days), 0, "DAYS", "days"},
    {"--max-size", LK_OPT_GC, NUMBER, offsetof(lk_cli, max_megabytes), 0, "MB", "megabytes"},
};

enum { OPTIONS = sizeof options / sizeof *options, MOST_FAILURES = 50 };

int lk_cli_wrong(const lk_cli *cli, const char *format, ...)
{
    va_list args;
    fprintf(stderr, "likeness %s: ", cli->command->name);
    va_start(args, format);
    vfprintf(stderr, format, args);
    va_end(args);
    fputc('\n', stderr);
    return LK_EXIT_WRONG;
}

void lk_cli_options(const lk_command *c,
                    void (*each)(void *user, const char *name, const char *value, const char *help),
                    void *user)
{
    for (size_t i = 0; i < OPTIONS; i++)
        if (options[i].needs & c->options)
            each(user, options[i].name, options[i].value, options[i].help);
}

static void print_option(void *to, const char *name, const char *value, const char *help)
{
    char left[40];
    snprintf(left, sizeof left, "%s%s%s", name, value ? " " : "", value ? value : "");
    fprintf(to, "  %-24s %s\n", left, help);
}

void lk_cli_help(const lk_command *c, FILE *to)
{
    fprintf(to, "usage: likeness %s\n\n%s\n\n", c->usage, c->details);
    lk_cli_options(c, print_option, to);
}

/* ---- Parsing ------------------------------------------------------------------------------ */

static const struct option *find(const lk_command *c, const char *name, size_t size)
{
    for (size_t i = 0; i < OPTIONS; i++)
        if (strlen(options[i].name) == size && !strncmp(options[i].name, name, size) &&
            (options[i].needs & c->options))
            return &options[i];
    return NULL;
}

static int no_such_option(const lk_cli *cli, const char *name)
{
    const char *names[OPTIONS];
    size_t count = 0;
    for (size_t i = 0; i < OPTIONS; i++)
        if (options[i].needs & cli->command->options)
            names[count++] = options[i].name;
    const char *near = lk_nearest(name, names, count);
    lk_cli_wrong(cli, "there is no option `%s` here%s%s%s; `likeness %s --help` lists them", name,
                 near ? " (did you mean `" : "", near ? near : "", near ? "`?)" : "",
                 cli->command->name);
    return -1;
}

static int set_count(const lk_cli *cli, const struct option *o, size_t *field, const char *text)
{
    char *end;
    errno = 0;
    unsigned long value = strtoul(text, &end, 10);
    if (!*text || *end || errno || *text == '-' || value < 1 || value > (unsigned long)o->number) {
        lk_cli_wrong(cli, "%s %s: a whole number from 1 to %d is wanted", o->name, text, o->number);
        return -1;
    }
    *field = value;
    return 0;
}

static int set_number(const lk_cli *cli, const struct option *o, double *field, const char *text)
{
    char *end;
    *field = strtod(text, &end);
    if (*text && !*end && *field >= 0 && *field < 1e12)
        return 0;
    lk_cli_wrong(cli, "%s %s: a number, 0 or more, is wanted", o->name, text);
    return -1;
}

static int set(lk_cli *cli, const struct option *o, const char *text)
{
    void *field = (char *)cli + o->offset;
    switch (o->kind) {
    case TEXT:
        *(const char **)field = text;
        return 0;
    case LIST: {
        size_t *count = field == &cli->sets      ? &cli->set_count
                        : field == &cli->metrics ? &cli->metric_count
                        : field == &cli->only    ? &cli->only_count
                        : field == &cli->labels  ? &cli->label_count
                                                 : &cli->explainer_count;
        (*(const char ***)field)[(*count)++] = text;
        return 0;
    }
    case COUNT:
        return set_count(cli, o, field, text);
    case NUMBER:
        return set_number(cli, o, field, text);
    case FLAG:
        *(int *)field = 1;
        return 0;
    case CHOICE:
        *(int *)field = o->number;
        return 0;
    }
    return -1;
}

static int check_count(const lk_cli *cli)
{
    if (cli->arg_count >= cli->command->least && cli->arg_count <= cli->command->most)
        return 0;
    lk_cli_wrong(cli, "usage: likeness %s", cli->command->usage);
    return -1;
}

int lk_cli_parse(lk_cli *cli, const lk_command *command, char **a)
{
    size_t count = 0;
    while (a[count])
        count++;
    *cli = (lk_cli){.command = command, .older_days = -1, .max_megabytes = -1, .seconds = -1};
    cli->args = calloc(6 * (count + 1), sizeof *cli->args);
    if (!cli->args)
        return -1;
    cli->sets = cli->args + count + 1;
    cli->explainers = cli->sets + count + 1;
    cli->metrics = cli->explainers + count + 1;
    cli->only = cli->metrics + count + 1;
    cli->labels = cli->only + count + 1;
    int only_arguments = 0;
    for (; *a; a++) {
        if (only_arguments || **a != '-' || !(*a)[1]) {
            cli->args[cli->arg_count++] = *a;
            continue;
        }
        if (!strcmp(*a, "--")) {
            only_arguments = 1;
            continue;
        }
        if (!strcmp(*a, "--help") || !strcmp(*a, "-h")) {
            lk_cli_help(command, stdout);
            return 1;
        }
        const char *equals = strchr(*a, '=');
        const struct option *o = find(command, *a, equals ? (size_t)(equals - *a) : strlen(*a));
        if (!o)
            return no_such_option(cli, *a);
        const char *value = equals ? equals + 1 : NULL;
        if (value && !o->value) {
            lk_cli_wrong(cli, "%s takes no value", o->name);
            return -1;
        }
        if (!value && o->value && !(value = *++a)) {
            lk_cli_wrong(cli, "%s wants a value", o->name);
            return -1;
        }
        if (set(cli, o, value))
            return -1;
    }
    return check_count(cli);
}

/* ---- What commands share -------------------------------------------------------------------- */

lk_run_options lk_cli_run_options(const lk_cli *cli)
{
    return (lk_run_options){.sets = cli->sets,
                            .out = cli->out,
                            .store = cli->store,
                            .workers = cli->workers,
                            .threads = cli->threads ? (uint32_t)cli->threads : 1,
                            .progress = (lk_progress_style)cli->progress,
                            .whole = cli->whole};
}

const char *lk_cli_find(lk_arena *arena, const char *folder, const char *name)
{
    if (!access(name, R_OK))
        return name;
    for (int i = 0; i < 2 && !strstr(name, "..") && *name != '/'; i++) {
        char *path =
            lk_arena_format(arena, "%s/%s%s%s", lk_config_folder(), folder, name, i ? ".yaml" : "");
        if (path && !access(path, R_OK))
            return path;
    }
    return NULL;
}

void lk_cli_print_failures(lk_run *r)
{
    lk_arena *arena = lk_arena_new(0);
    lk_tables all = lk_tables_view(r->tables, arena);
    const lk_table *t = lk_tables_get(&all, "failures");
    for (size_t i = 0; t && i < t->row_count && i < MOST_FAILURES; i++)
        fprintf(stderr, "likeness: %s: %s: %s\n", lk_table_text(t, i, "stage"),
                lk_table_text(t, i, "where"), lk_table_text(t, i, "reason"));
    if (t && t->row_count > MOST_FAILURES)
        fprintf(stderr, "likeness: and %zu more like these\n", t->row_count - MOST_FAILURES);
    lk_arena_free(arena);
}

void lk_cli_field(const char *text, char end)
{
    if (!strpbrk(text, ",\"\n\r")) {
        fputs(text, stdout);
    } else {
        putchar('"');
        for (; *text; text++) {
            if (*text == '"')
                putchar('"');
            putchar(*text);
        }
        putchar('"');
    }
    putchar(end);
}
