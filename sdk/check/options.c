/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "checks.h"

/* A test program's command line. */

static int wrong(const char *program, const char *what, const char *text)
{
    fprintf(stderr, "%s: %s%s%s\n", program, what, text ? " " : "", text ? text : "");
    return 2;
}

void lk_check_list(void)
{
    for (const check *c = checks; c->id; c++)
        printf("%-12s %s\n", c->id, c->title);
}

int lk_check_size(const char *text, lk_check_options *o)
{
    char rest;
    unsigned height, width;
    if (sscanf(text, "%5ux%5u%c", &height, &width, &rest) != 2 || !height || !width ||
        height > 4096 || width > 4096)
        return -1;
    o->height = height;
    o->width = width;
    return 0;
}

typedef struct lists {
    const char **sets, **only, **labels;
    size_t set_count, only_count, label_count;
} lists;

/* 0, or -1 where the text is no whole number of 64 bits. */
static int read_seed(const char *text, uint64_t *seed)
{
    errno = 0;
    *seed = strtoull(text, NULL, 10);
    return !*text || text[strspn(text, "0123456789")] || errno ? -1 : 0;
}

static int read_seconds(const char *text, double *seconds)
{
    char *end;
    *seconds = strtod(text, &end);
    return !*text || *end || !(*seconds >= 0) || !isfinite(*seconds) ? -1 : 0;
}

/* 0, 1 where there is no such option, 2 where its value is wrong. */
static int take(lk_check_options *o, lists *l, const char *name, const char *value)
{
    if (!strcmp(name, "--set"))
        l->sets[l->set_count++] = value;
    else if (!strcmp(name, "--only"))
        l->only[l->only_count++] = value;
    else if (!strcmp(name, "--label"))
        l->labels[l->label_count++] = value;
    else if (!strcmp(name, "--size"))
        return lk_check_size(value, o) ? 2 : 0;
    else if (!strcmp(name, "--reproduce"))
        return read_seed(value, &o->seed) ? 2 : 0;
    else if (!strcmp(name, "--seconds"))
        return read_seconds(value, &o->seconds) ? 2 : 0;
    else
        return 1;
    return 0;
}

#define OPTIONS                                                                                    \
    "[--set NAME=VALUE]... [--only ID]... [--label NAME]... [--size HxW] [--reproduce SEED] "      \
    "[--seconds N] | --list"

static int parse(lk_check_options *o, lists *l, int argc, char **argv)
{
    for (int i = 1; i < argc; i += 2) {
        if (!strcmp(argv[i], "--list")) {
            lk_check_list();
            return 3;
        }
        if (!strcmp(argv[i], "--help")) {
            printf("usage: %s " OPTIONS "\n", argv[0]);
            return 3;
        }
        int status = i + 1 < argc ? take(o, l, argv[i], argv[i + 1]) : 1;
        if (status)
            return wrong(argv[0],
                         status == 1 ? "an option with a value is wanted (--set, --only, --label, "
                                       "--size, --reproduce, --seconds) or --list, not"
                                     : "this value cannot be used:",
                         argv[status == 1 ? i : i + 1]);
    }
    return 0;
}

int lk_check_main(const char *path, int argc, char **argv)
{
    lk_check_options o = {.struct_size = sizeof o, .seed = (uint64_t)time(NULL)};
    size_t room = (size_t)argc + 1;
    const char **texts = calloc(3 * room, sizeof *texts);
    if (!texts)
        return wrong(argv[0], "out of memory", NULL);
    lists l = {.sets = texts, .only = texts + room, .labels = texts + 2 * room};
    int status = parse(&o, &l, argc, argv);
    o.sets = l.sets;
    o.only = l.only_count ? l.only : NULL;
    o.labels = l.label_count ? l.labels : NULL;
    if (!status)
        status = lk_check_plugin(path, &o);
    free(texts);
    return status == 3 ? 0 : status;
}
