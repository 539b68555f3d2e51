/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#ifndef LK_CORE_CLI_H
#define LK_CORE_CLI_H

/* The command line: options, help, and what each command does. */

#include "run.h"

/* How a description is written. */
typedef enum lk_format {
    LK_FORMAT_TEXT,
    LK_FORMAT_JSON,
    LK_FORMAT_MARKDOWN,
    LK_FORMAT_MAN
} lk_format;

typedef struct lk_cli {
    const struct lk_command *command;
    const char *out, *store, *network, *backend, *class_name, *segments, *coalitions, *weights,
        *onnx, *safetensors, *heatmap, *mask, *binarise;
    const char **sets; /* NULL-terminated */
    const char **explainers, **metrics, **only, **labels;
    size_t set_count, explainer_count, metric_count, only_count, label_count;
    size_t workers, threads, samples;          /* 0: not given */
    double older_days, max_megabytes, seconds; /* negative: not given */
    const char *seed, *size;
    int whole, save, plan, list, again;
    int progress;      /* lk_progress_style */
    int format;        /* lk_format */
    const char **args; /* NULL-terminated; one allocation with the lists above, freed by main */
    size_t arg_count;
} lk_cli;

enum {
    LK_OPT_OUT = 1 << 0,
    LK_OPT_STORE = 1 << 1,
    LK_OPT_SET = 1 << 2,
    LK_OPT_WORKERS = 1 << 3, /* and --threads, --quiet, --json */
    LK_OPT_NETWORK = 1 << 4,
    LK_OPT_WHOLE = 1 << 5,
    LK_OPT_EXPLAIN = 1 << 6, /* --explainer, --class, --segments, --coalitions, --save */
    LK_OPT_GC = 1 << 7,
    LK_OPT_BACKEND = 1 << 8, /* and --weights */
    LK_OPT_EXPORT = 1 << 9,  /* --onnx, --safetensors */
    LK_OPT_PLAN = 1 << 10,   /* --coalitions without a value, --samples, --segments */
    LK_OPT_SCORE = 1 << 11,  /* --heatmap, --mask, --binarise */
    LK_OPT_METRIC = 1 << 12,
    LK_OPT_VALUE = 1 << 13,    /* --metric by the name of a value */
    LK_OPT_VALIDATE = 1 << 14, /* --only, --label, --size, --reproduce, ... */
    LK_OPT_JSON = 1 << 15,
    LK_OPT_PAGE = 1 << 16, /* --markdown, --man */
    LK_OPT_AGAIN = 1 << 17
};

typedef struct lk_command {
    const char *name, *usage, *summary, *details;
    unsigned options;
    size_t least, most; /* arguments */
    int (*run)(const lk_cli *cli);
} lk_command;

extern const lk_command lk_commands[]; /* ends with a NULL name */

/* What the program is for, and what its exit codes mean: code and meaning, ending
 * with NULL. */
extern const char lk_cli_purpose[];
extern const char *const lk_cli_exit_codes[][2];

/* The command of a name; NULL after saying that there is none. */
const lk_command *lk_cli_command(const char *name);
void lk_cli_usage(FILE *to);

/* Fill `cli` from the arguments after the command's name. 0; 1 when help was
 * printed; -1 when a sentence was. */
int lk_cli_parse(lk_cli *cli, const lk_command *command, char **arguments);
void lk_cli_help(const lk_command *command, FILE *to);
/* The options of a command, one after the other. `value` is NULL where it takes
 * none. */
void lk_cli_options(const lk_command *command,
                    void (*each)(void *user, const char *name, const char *value, const char *help),
                    void *user);

/* "likeness COMMAND: sentence" on stderr; the exit code of a wrong command line. */
int lk_cli_wrong(const lk_cli *cli, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* The options of a run that the command line gave. */
lk_run_options lk_cli_run_options(const lk_cli *cli);

/* `name` as it is, or in the folder of configs (below `folder` there, `.yaml`
 * added). NULL when there is no such file. */
const char *lk_cli_find(lk_arena *arena, const char *folder, const char *name);

/* Do something with the study that the first argument means: a file, or its name in
 * the folder of configs. The exit code, also where there is none such. */
typedef int (*lk_cli_study_fn)(const lk_cli *cli, lk_arena *arena, lk_run_options o);
int lk_cli_with_study(const lk_cli *cli, lk_cli_study_fn f);

/* Failed cells, one a line on stderr, for commands without a report. */
void lk_cli_print_failures(lk_run *r);

/* What a unit sees of the input, for people: two numbers of a note. */
void lk_cli_format_field(lk_unpack *u, char out[48]);

/* A CSV field, quoted where it must be, then `end`. */
void lk_cli_field(const char *text, char end);

/* The answer as a report of this run wrote it. That there is such a file, and
 * its name, is all that the program knows of it. */
void lk_cli_print_answer(lk_arena *arena, const char *folder);

int lk_cli_run(const lk_cli *cli);
int lk_cli_check(const lk_cli *cli);
int lk_cli_train(const lk_cli *cli);
int lk_cli_evaluate(const lk_cli *cli);
int lk_cli_report(const lk_cli *cli);
int lk_cli_store(const lk_cli *cli);
int lk_cli_plugins(const lk_cli *cli);
int lk_cli_inspect(const lk_cli *cli);
int lk_cli_inspect_file(const lk_cli *cli, const char *path);
int lk_cli_inspect_name(const lk_cli *cli, lk_arena *arena, const char *name);
int lk_cli_manual(const lk_cli *cli);
int lk_cli_detect(const lk_cli *cli);
int lk_cli_predict(const lk_cli *cli);
int lk_cli_explain(const lk_cli *cli);
int lk_cli_export(const lk_cli *cli);
int lk_cli_compare(const lk_cli *cli);
int lk_cli_score(const lk_cli *cli);
int lk_cli_similarity(const lk_cli *cli);
int lk_cli_validate(const lk_cli *cli);
int lk_cli_new_plugin(const lk_cli *cli);

/* A study put together for a command on images: configs/defaults.yaml and what
 * the command line puts into it. `network` is an absolute path, NULL for none;
 * `detect` 0 leaves the detector out. -1 with a sentence on stderr. */
int lk_cli_compose(const lk_cli *cli, lk_arena *arena, const char *network, int detect,
                   lk_run_options *out);
/* Texts "NAME,KEY=VALUE,..." as --set would put them into a section: plugins by
 * name, with a number where one stands there before. `sets` has room for
 * lk_cli_parts(texts) more; how many there are then. */
size_t lk_cli_set_variants(lk_arena *arena, const char *section, const char *const *texts,
                           size_t count, const char **sets);
size_t lk_cli_parts(const char *const *texts, size_t count);
/* "NAME=[PATH, ...]", quoted, made absolute. */
char *lk_cli_set_paths(lk_arena *arena, const char *name, const char *const *paths, size_t count);
/* A path as the working folder means it. */
char *lk_cli_absolute(lk_arena *arena, const char *path);
/* The network file that `name` means, as an absolute path; NULL after saying
 * what is wrong. */
const char *lk_cli_network(const lk_cli *cli, lk_arena *arena, const char *name);
/* The plan of the coalitions of the one network of a composed study, printed. */
lk_status lk_cli_coalitions(const lk_cli *cli, lk_run *r);
/* The argument that an item of a composed study is. */
const char *lk_cli_item(const lk_cli *cli, const lk_item_facts *item);

#endif
