/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "cli.h"
#include "param.h"
#include "paths.h"

/* new-plugin: a project for a plugin, from the templates of sdk/templates/. In them
 * @KEY@ stands for a field, and what is between the lines `@for STAGE...@` and `@end@`
 * is for these stages only. */

enum { MOST_TEMPLATE = 1 << 20, LONGEST_NAME = 63 };

/* The section of a study that names plugins of a stage, and the parameter without
 * which the example of that stage does not open. */
static const struct example {
    lk_stage stage;
    const char *section, *parameter, *file;
} examples[] = {
    {LK_STAGE_SOURCE, "data", "frame", "frame.yaml"},
    {LK_STAGE_DETECTOR, "detect", "frame", "frame.yaml"},
    {LK_STAGE_BACKEND, "networks", "model", "model.yaml"},
    {LK_STAGE_SEGMENTER, "explainers", NULL, NULL},
    {LK_STAGE_EXPLAINER, "explainers", NULL, NULL},
    {LK_STAGE_ALIGNER, "align", "frame", "frame.yaml"},
    {LK_STAGE_MASK, "masks", "file", "regions.yaml"},
    {LK_STAGE_BINARISER, "binarise", NULL, NULL},
    {LK_STAGE_BASELINE, "baselines", NULL, NULL},
    {LK_STAGE_METRIC, "metrics", NULL, NULL},
    {LK_STAGE_ANALYSIS, "analyses", NULL, NULL},
    {LK_STAGE_REPORT, "reports", NULL, NULL},
};

enum {
    EXAMPLES = sizeof examples / sizeof *examples,
    FRAMED = 1 << LK_STAGE_SOURCE | 1 << LK_STAGE_DETECTOR | 1 << LK_STAGE_ALIGNER,
    EVERY = -1
};

/* What a project is made of. `@` stands for STAGE, and for STAGE-NAME in `to`. */
static const struct part {
    const char *from, *to;
    int stages; /* bits 1 << lk_stage */
} parts[] = {
    {"@.c", "@.c", EVERY},
    {"frame.h", "frame.h", FRAMED},
    {"check.c", "check.c", EVERY},
    {"test.c", "test.c", EVERY},
    {"project.mk", "Makefile", EVERY},
    {"meson.build", "meson.build", EVERY},
    {"README.md", "README.md", EVERY},
    {"gitignore", ".gitignore", EVERY},
    {"study.yaml", "study.yaml", EVERY},
    {"backend.yaml", "model.yaml", 1 << LK_STAGE_BACKEND},
    {"mask.yaml", "regions.yaml", 1 << LK_STAGE_MASK},
};

enum { PARTS = sizeof parts / sizeof *parts };

typedef struct field {
    const char *key, *value;
} field;

typedef struct project {
    lk_arena *arena;
    const struct example *example;
    const char *stage, *name, *folder;
    const field *fields; /* ends with a NULL key */
} project;

/* ---- Templates ------------------------------------------------------------------------------ */

/* Is this line, up to its end, `@for` with this stage among its words? */
static int is_for(const char *line, size_t size, const char *stage)
{
    size_t n = strlen(stage);
    for (const char *s = line + 4; s + n + 1 < line + size; s++)
        if (*s == ' ' && !strncmp(s + 1, stage, n) && strchr(" @", s[1 + n]))
            return 1;
    return 0;
}

/* The field that begins here, or NULL. */
static const field *field_at(const field *fields, const char *text)
{
    for (const field *f = fields; *text == '@' && f->key; f++) {
        size_t n = strlen(f->key);
        if (!strncmp(text + 1, f->key, n) && text[1 + n] == '@')
            return f;
    }
    return NULL;
}

static void write_line(FILE *to, const char *line, size_t size, const field *fields)
{
    for (const char *end = line + size; line < end;) {
        const field *f = field_at(fields, line);
        if (f)
            fputs(f->value, to);
        else
            fputc(*line, to);
        line += f ? strlen(f->key) + 2 : 1;
    }
}

static void expand(FILE *to, const char *text, const project *p)
{
    int kept = 1;
    while (*text) {
        size_t size = strcspn(text, "\n");
        size += text[size] == '\n';
        if (!strncmp(text, "@for ", 5))
            kept = is_for(text, size, p->stage);
        else if (!strncmp(text, "@end@", 5))
            kept = 1;
        else if (kept)
            write_line(to, text, size, p->fields);
        text += size;
    }
}

static int write_part(const project *p, const char *from, const char *to, lk_fault *fault)
{
    const void *text;
    size_t size;
    char *out = NULL;
    const char *path = lk_arena_format(p->arena, "%s/%s", p->folder, to);
    if (lk_read_whole(p->arena, from, MOST_TEMPLATE, &text, &size, fault))
        return -1;
    FILE *memory = open_memstream(&out, &size);
    if (!memory || !path) {
        lk_fault_set(fault, "out of memory");
        return -1;
    }
    expand(memory, text, p);
    int rc = fclose(memory) ? -1 : lk_write_whole(path, out, size, fault);
    free(out);
    return rc;
}

/* ---- Projects ------------------------------------------------------------------------------- */

static const char *template_folder(void)
{
    const char *own = getenv("LIKENESS_TEMPLATE_PATH");
    return own && *own ? own : LK_TEMPLATESDIR;
}

static const char *with_stage(lk_arena *arena, const char *pattern, const char *word)
{
    return *pattern == '@' ? lk_arena_format(arena, "%s%s", word, pattern + 1) : pattern;
}

static int write_parts(const project *p, lk_fault *fault)
{
    const char *both = lk_arena_format(p->arena, "%s-%s", p->stage, p->name);
    int stage = 1 << p->example->stage, rc = 0;
    for (size_t i = 0; !rc && i < PARTS; i++)
        if (parts[i].stages & stage)
            rc = write_part(p,
                            lk_arena_format(p->arena, "%s/%s", template_folder(),
                                            with_stage(p->arena, parts[i].from, p->stage)),
                            with_stage(p->arena, parts[i].to, both), fault);
    if (!rc && (FRAMED & stage))
        rc = write_part(p, lk_arena_format(p->arena, "%s/frames/ekman-68.yaml", lk_config_folder()),
                        "frame.yaml", fault);
    return rc;
}

/* A name as an identifier of values. */
static char *as_value(lk_arena *arena, const char *name)
{
    char *out = lk_arena_text(arena, name);
    for (char *s = out; s && *s; s++)
        if (*s == '-' || *s == '+')
            *s = '_';
    return out;
}

static int write_project(const lk_cli *cli, project *p)
{
    const struct example *e = p->example;
    lk_arena *a = p->arena;
    lk_fault fault = {""};
    const char *parameter = e->parameter ? e->parameter : "", *file = e->parameter ? e->file : "";
    const field fields[] = {
        {"NAME", p->name},
        {"STAGE", p->stage},
        {"VALUE", as_value(a, p->name)},
        {"CONFIGS", lk_cli_absolute(a, lk_config_folder())},
        {"SECTION", e->section},
        {"WITH", e->parameter ? lk_arena_format(a, ", %s: %s", parameter, file) : ""},
        {"MAP", e->parameter ? lk_arena_format(a, "%s: %s", parameter, file) : ""},
        {"SET", e->parameter ? lk_arena_format(a, " --set %s=%s", parameter, file) : ""},
        {"SET_LIST", e->parameter ? lk_arena_format(a, "'--set', '%s=%s'", parameter, file) : ""},
        {NULL, NULL},
    };
    p->fields = fields;
    if (mkdir(p->folder, 0777))
        return lk_cli_wrong(cli, "%s: %s%s", p->folder, strerror(errno),
                            errno == EEXIST ? "; give another folder with --out" : "");
    if (write_parts(p, &fault))
        return lk_cli_wrong(cli, "%s; templates come with the development files of Likeness",
                            fault.text);
    printf("%s: `make check` there builds and checks the %s %s\n", p->folder, p->stage, p->name);
    return LK_EXIT_DONE;
}

/* ---- The command ---------------------------------------------------------------------------- */

static int wrong_stage(const lk_cli *cli, const char *stage)
{
    const char *names[EXAMPLES];
    for (size_t i = 0; i < EXAMPLES; i++)
        names[i] = lk_stage_name(examples[i].stage);
    const char *near = lk_nearest(stage, names, EXAMPLES);
    return lk_cli_wrong(cli, "there is no template for the stage `%s`%s%s%s", stage,
                        near ? "; did you mean `" : "; `likeness new-plugin --help` names them",
                        near ? near : "", near ? "`?" : "");
}

/* NULL where the name can stand as it is; else the nearest that could. */
static const char *better_name(lk_arena *arena, const char *name)
{
    static const char letters[] = "abcdefghijklmnopqrstuvwxyz0123456789-+";
    char *out = lk_arena_text(arena, name);
    if (!out || !*name)
        return "mine";
    if (strlen(out) > LONGEST_NAME)
        out[LONGEST_NAME] = 0;
    for (char *s = out; *s; s++) {
        if (*s >= 'A' && *s <= 'Z')
            *s = (char)(*s - 'A' + 'a');
        if (!strchr(letters, *s))
            *s = '-';
    }
    if (*out == '-')
        *out = 'x';
    return strcmp(out, name) ? out : NULL;
}

int lk_cli_new_plugin(const lk_cli *cli)
{
    const char *stage = cli->args[0], *name = cli->args[1];
    lk_arena *arena = lk_arena_new(0);
    project p = {.arena = arena, .stage = stage, .name = name, .folder = cli->out};
    for (size_t i = 0; i < EXAMPLES && !p.example; i++)
        if (!strcmp(stage, lk_stage_name(examples[i].stage)))
            p.example = &examples[i];
    const char *better = better_name(arena, name);
    if (!p.folder)
        p.folder = lk_arena_format(arena, "likeness-%s-%s", stage, name);
    int code = !p.example ? wrong_stage(cli, stage)
               : better ? lk_cli_wrong(cli, "a name has only a-z, 0-9, - and +: `%s` could be `%s`",
                                       name, better)
                        : write_project(cli, &p);
    lk_arena_free(arena);
    return code;
}
