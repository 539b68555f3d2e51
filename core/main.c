/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#include "config.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli.h"
#include "param.h"

const lk_command lk_commands[] = {
    {"run", "run STUDY.yaml [--out DIR] [--set NAME=VALUE]... [--workers N]",
     "run a study and write its report",
     "A study that was interrupted, or run before, computes only what is missing.\n"
     "The folder of --out (likeness-STUDY here when it is not given) gets report.html,\n"
     "the tables as CSV, heatmaps as PNG, and provenance.json.",
     LK_OPT_OUT | LK_OPT_STORE | LK_OPT_SET | LK_OPT_WORKERS, 1, 1, lk_cli_run},
    {"check", "check STUDY.yaml [--set NAME=VALUE]...",
     "check a study file, print what it would do",
     "Opens every plugin and model that the study names, computes nothing, and prints\n"
     "the plan with an estimate of forward passes, time and disk.",
     LK_OPT_STORE | LK_OPT_SET | LK_OPT_WORKERS, 1, 1, lk_cli_check},
    {"train", "train STUDY.yaml [--set NAME=VALUE]... [--workers N] [--again]",
     "train the networks of a study",
     "Trains each network whose `weights` has {fold} in it, once for each fold that is held\n"
     "out, as the key `train` of the study says, and writes its weights there; run then\n"
     "explains it. A training that was interrupted goes on where its last state was written,\n"
     "and ends with the same weights, bit for bit. Weights that are there are kept, whatever\n"
     "changed, unless --again is given. Prints CSV: network,fold,epochs,loss,accuracy,weights,\n"
     "the last two figures those of the pictures that it learnt from.",
     LK_OPT_STORE | LK_OPT_SET | LK_OPT_WORKERS | LK_OPT_AGAIN, 1, 1, lk_cli_train},
    {"evaluate", "evaluate STUDY.yaml [--out DIR] [--set NAME=VALUE]... [--workers N]",
     "how well the networks of a study do, without explaining them",
     "Each picture is shown to the network of its own fold, which has not learnt from it.\n"
     "Prints how often networks are right, by fold and over all; the folder of --out gets\n"
     "accuracy.csv, confusion.csv, predictions.csv, and what else the study's reports write.",
     LK_OPT_OUT | LK_OPT_STORE | LK_OPT_SET | LK_OPT_WORKERS, 1, 1, lk_cli_evaluate},
    {"plugins", "plugins [STAGE] [FOLDER/] [--json | --markdown | --man]",
     "list the plugins that were found",
     "STAGE is one of source, detector, backend, segmenter, explainer, aligner, mask,\n"
     "binariser, baseline, metric, analysis, report, executor. FOLDER/ is looked into in\n"
     "place of where plugins are found otherwise. Files that are refused are named, with\n"
     "the reason, on stderr. The other formats tell all of each plugin: the reference pages\n"
     "and the manual page likeness-plugins(7) are made with them.",
     LK_OPT_JSON | LK_OPT_PAGE, 0, 2, lk_cli_plugins},
    {"inspect",
     "inspect NAME | FILE.so | NETWORK [--json]\n"
     "       likeness inspect NAME | FILE.so --markdown | --man\n"
     "       likeness inspect NETWORK --coalitions [--samples N] [--segments S.npy]",
     "everything about a plugin or a network",
     "A plugin by name, or its file; a network file, or its name in configs/networks.\n"
     "--coalitions prints how the network would be asked for N samples of shown and\n"
     "hidden segments, as LIME draws them: per layer what a unit sees of the input, the\n"
     "share of its values that differ and so must be computed, and the saving predicted.\n"
     "--set networks.network.NAME=VALUE sets a parameter of the backend.",
     LK_OPT_BACKEND | LK_OPT_PLAN | LK_OPT_SET | LK_OPT_JSON | LK_OPT_PAGE, 1, 1, lk_cli_inspect},
    {"validate", "validate FILE.so [--set NAME=VALUE]... [--only ID]... [--reproduce SEED]",
     "check a plugin as its host relies on it",
     "Prints TAP. Each check runs in a process of its own: descriptor, parameters, sizes,\n"
     "guarded memory, the same bits, threads, cancellation, lack of memory, leaks, conduct,\n"
     "for backends batches, gradients and coalitions, and for explainers that classes are not\n"
     "mixed up. Networks and segmenters that the plugin refers to are stand-ins. The last\n"
     "lines say how many checks ran, and why the others did not. Exit code 1: some check\n"
     "failed; 77: the plugin needs --set to open, so nothing but its descriptor was looked at.",
     LK_OPT_VALIDATE, 0, 1, lk_cli_validate},
    {"new-plugin", "new-plugin STAGE NAME [--out DIR]", "begin a plugin of your own",
     "Writes a project: a small plugin of that stage which works, a Makefile, a meson.build,\n"
     "tests, and a study that uses it. STAGE is one of source, detector, backend, segmenter,\n"
     "explainer, aligner, mask, binariser, baseline, metric, analysis, report; NAME has only\n"
     "a-z, 0-9, - and +. The folder (--out; likeness-STAGE-NAME when it is not given) must\n"
     "not be there yet. Templates are those of the installation, or of the folder that\n"
     "LIKENESS_TEMPLATE_PATH names. writing-a-plugin.md, among the documents, goes on.",
     LK_OPT_OUT, 2, 2, lk_cli_new_plugin},
    {"export", "export NETWORK (--onnx FILE | --safetensors FILE) [--weights FILE]",
     "write a network in a format of others",
     "NETWORK is a network file, or its name in configs/networks. --onnx writes the\n"
     "whole network, its input N x channels x height x width as the first layer takes\n"
     "it; --safetensors its weights, called LAYER/ROLE.",
     LK_OPT_BACKEND | LK_OPT_EXPORT | LK_OPT_SET, 1, 1, lk_cli_export},
    {"detect", "detect [--whole] IMAGE...", "find faces and their 68 landmarks",
     "Prints CSV: file,face,x,y,w,h,score,x1,y1,...,x68,y68 in pixels of the image.\n"
     "--whole takes each image, as it is, for one face box.",
     LK_OPT_WHOLE | LK_OPT_SET | LK_OPT_STORE | LK_OPT_WORKERS, 1, SIZE_MAX, lk_cli_detect},
    {"predict",
     "predict --network N [--backend NAME] [--whole] IMAGE... [--out FILE.npy]\n"
     "       likeness predict --network N TENSORS.npy --out FILE.npy",
     "what a network says of faces",
     "Prints CSV: file,face,class,probability; --out writes them as an array, faces x\n"
     "classes. One .npy of float32 N x C x H x W is fed as the first layer takes it,\n"
     "without view or normalisation, and --out gets the raw outputs.",
     LK_OPT_NETWORK | LK_OPT_BACKEND | LK_OPT_WHOLE | LK_OPT_OUT | LK_OPT_SET | LK_OPT_STORE |
         LK_OPT_WORKERS,
     1, SIZE_MAX, lk_cli_predict},
    {"explain",
     "explain --network N --explainer NAME[,KEY=VALUE]... [--class NAME] [--whole]\n"
     "       IMAGE... --out DIR",
     "why a network says so, for each face",
     "Writes a PNG overlay and a .npy heatmap for each face, explainer and class into\n"
     "DIR and prints the diagnostics as CSV. --class is one of the network's classes,\n"
     "or `all`; without it each face is explained for the class predicted. --segments\n"
     "S.npy (integers, H x W of the network's input) and --coalitions Z.npy (uint8,\n"
     "samples x segments) replace the explainer's own; --save writes its segments, z,\n"
     "scores, weights and coefficients as .npy. `saving` is what the backend predicted\n"
     "for computing once what samples share, `difference` the largest score by which\n"
     "samples that were also scored one by one were off.",
     LK_OPT_NETWORK | LK_OPT_BACKEND | LK_OPT_WHOLE | LK_OPT_OUT | LK_OPT_EXPLAIN | LK_OPT_SET |
         LK_OPT_STORE | LK_OPT_WORKERS,
     1, SIZE_MAX, lk_cli_explain},
    {"score", "score --heatmap H --mask M [--binarise NAME[,KEY=VALUE]...] [--metric NAME]...",
     "how well a heatmap agrees with a mask",
     "Prints CSV: metric,value, one line for each value of the metrics. A value that is\n"
     "missing is empty, and its reason is on stderr. H and M are .npy of two axes or grey\n"
     "pictures, of one size.",
     LK_OPT_SCORE | LK_OPT_METRIC | LK_OPT_SET | LK_OPT_STORE, 0, 0, lk_cli_score},
    {"similarity", "similarity A B [--metric NAME[,KEY=VALUE]...]...", "how alike two heatmaps are",
     "Prints CSV: metric,value, as `likeness score` does.",
     LK_OPT_METRIC | LK_OPT_SET | LK_OPT_STORE, 2, 2, lk_cli_similarity},
    {"compare", "compare DIR DIR... [--out DIR] [--metric NAME]...",
     "set the results of runs beside each other",
     "Each DIR is the folder of a finished run with CSV tables. The others are compared\n"
     "with the first, over the networks and expressions that both have: intervals and\n"
     "tests of the differences, corrected for their number, and which conclusions flip.\n"
     "The folder of --out (likeness-compare here when it is not given) gets report.html\n"
     "and the tables, of which ablations.csv has the differences. --set changes\n"
     "configs/runs.yaml, which says how: --set analyses.inference.cluster=label.",
     LK_OPT_OUT | LK_OPT_STORE | LK_OPT_SET | LK_OPT_WORKERS | LK_OPT_VALUE, 2, SIZE_MAX,
     lk_cli_compare},
    {"report", "report DIR", "write the reports of a finished run again",
     "Takes the study from DIR/provenance.json; what is in the store is not computed\n"
     "again.",
     LK_OPT_STORE | LK_OPT_SET | LK_OPT_WORKERS, 1, 1, lk_cli_report},
    {"store", "store info | gc [--older-than DAYS] [--max-size MB]",
     "what the store of results holds; drop what is old",
     "gc drops what was not used for DAYS (90 when nothing is given), then the oldest\n"
     "until at most MB megabytes remain.",
     LK_OPT_STORE | LK_OPT_GC, 1, 1, lk_cli_store},
    {"help", "help [COMMAND] [--markdown | --man]", "what commands there are, or what one does",
     "Without COMMAND the whole manual, if as --markdown or --man.", LK_OPT_PAGE, 0, 1,
     lk_cli_manual},
    {.name = NULL},
};

const char lk_cli_purpose[] =
    "Does a neural network look at the parts of a face that people look at?";

const char *const lk_cli_exit_codes[][2] = {{"0", "done"},
                                            {"1", "some cells failed (the report says which)"},
                                            {"2", "the study or the command line is wrong"},
                                            {"3", "interrupted (run again to go on)"},
                                            {NULL, NULL}};

void lk_cli_usage(FILE *to)
{
    fprintf(to, "%s\n\nusage: likeness COMMAND [OPTION]... [ARGUMENT]...\n\n", lk_cli_purpose);
    for (const lk_command *c = lk_commands; c->name; c++)
        fprintf(to, "  %-10s %s\n", c->name, c->summary);
    fputs("\n`likeness COMMAND --help` says more; `likeness --version`.\nexit codes:\n", to);
    for (size_t i = 0; lk_cli_exit_codes[i][0]; i++)
        fprintf(to, "  %s  %s\n", lk_cli_exit_codes[i][0], lk_cli_exit_codes[i][1]);
}

static const char *nearest_command(const char *name)
{
    const char *names[32];
    size_t count = 0;
    for (const lk_command *c = lk_commands; c->name && count < 32; c++)
        names[count++] = c->name;
    return lk_nearest(name, names, count);
}

const lk_command *lk_cli_command(const char *name)
{
    for (const lk_command *c = lk_commands; c->name; c++)
        if (!strcmp(c->name, name))
            return c;
    const char *near = nearest_command(name);
    fprintf(stderr, "likeness: there is no command `%s`%s%s%s; `likeness --help` lists them\n",
            name, near ? " (did you mean `" : "", near ? near : "", near ? "`?)" : "");
    return NULL;
}

int main(int argc, char **argv)
{
    lk_cli cli;
    if (argc == 2 && !strcmp(argv[1], "--worker"))
        return lk_worker_main();
    if (argc < 2) {
        lk_cli_usage(stderr);
        return LK_EXIT_WRONG;
    }
    if (!strcmp(argv[1], "--help") || !strcmp(argv[1], "-h")) {
        lk_cli_usage(stdout);
        return LK_EXIT_DONE;
    }
    if (!strcmp(argv[1], "--version")) {
        printf("likeness %s, plugin ABI %d.%d\n", PACKAGE_VERSION, LK_ABI_MAJOR, LK_ABI_MINOR);
        return LK_EXIT_DONE;
    }
    const lk_command *c = lk_cli_command(argv[1]);
    if (!c)
        return LK_EXIT_WRONG;
    int rc = lk_cli_parse(&cli, c, argv + 2);
    int code = rc < 0 ? LK_EXIT_WRONG : rc > 0 ? LK_EXIT_DONE : c->run(&cli);
    free(cli.args);
    return code;
}
