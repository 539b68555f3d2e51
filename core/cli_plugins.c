/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "cli.h"
#include "param.h"
#include "paths.h"

/* plugins, inspect: what plugins and networks say of themselves. */

static int scan(const lk_cli *cli, lk_arena *arena, lk_catalogue *out)
{
    lk_fault fault = {""};
    if (!lk_catalogue_scan(out, lk_plugin_folders(arena, NULL), &fault))
        return 0;
    lk_cli_wrong(cli, "%s", *fault.text ? fault.text : "out of memory");
    return -1;
}

/* ---- plugins ------------------------------------------------------------------------------- */

static int no_stage(const lk_cli *cli, const char *name)
{
    const char *names[LK_STAGE_EXECUTOR];
    size_t count = 0;
    for (int s = LK_STAGE_SOURCE; s <= LK_STAGE_EXECUTOR; s++)
        names[count++] = lk_stage_name((lk_stage)s);
    const char *near = lk_nearest(name, names, count);
    return lk_cli_wrong(cli, "there is no stage `%s`%s%s%s; `likeness plugins --help` lists them",
                        name, near ? " (did you mean `" : "", near ? near : "", near ? "`?)" : "");
}

int lk_cli_plugins(const lk_cli *cli)
{
    lk_catalogue c;
    lk_arena *arena = lk_arena_new(0);
    lk_stage only = cli->arg_count ? lk_stage_from(cli->args[0]) : (lk_stage)0;
    if (cli->arg_count && !only) {
        lk_arena_free(arena);
        return no_stage(cli, cli->args[0]);
    }
    if (!arena || scan(cli, arena, &c)) {
        lk_arena_free(arena);
        return LK_EXIT_WRONG;
    }
    for (int s = LK_STAGE_SOURCE; s <= LK_STAGE_EXECUTOR; s++)
        for (size_t i = 0; i < c.count && (!only || only == (lk_stage)s); i++)
            if (!c.entries[i].problem && c.entries[i].plugin.stage == (uint32_t)s)
                printf("%-10s %-15s %s\n", lk_stage_name((lk_stage)s), c.entries[i].plugin.name,
                       c.entries[i].plugin.summary ? c.entries[i].plugin.summary : "");
    for (size_t i = 0; i < c.count; i++)
        if (c.entries[i].problem)
            fprintf(stderr, "likeness: %s\n", c.entries[i].problem);
    lk_catalogue_free(&c);
    lk_arena_free(arena);
    return LK_EXIT_DONE;
}

/* ---- inspect: a plugin --------------------------------------------------------------------- */

static void print_capabilities(uint64_t bits)
{
    static const char *const names[] = {"deterministic", "reentrant",   "random",   "coalitions",
                                        "gradients",     "activations", "training", "landmarks"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (bits >> i & 1)
            printf(" %s", names[i]);
    putchar('\n');
}

static void print_default(const lk_plugin *plugin, const lk_param *p)
{
    const lk_param *followed = lk_param_followed(plugin, p);
    if (!followed && p->fallback)
        printf(", default %s", p->fallback);
    for (size_t i = 0; followed && followed->choices[i]; i++)
        if (p->fallbacks[i])
            printf(", default with %s: %s, %s", followed->name, followed->choices[i],
                   p->fallbacks[i]);
}

static void print_param(const lk_plugin *plugin, const lk_param *p)
{
    printf("  %-14s %s", p->name, lk_param_type_name(p->type));
    if (p->type == LK_PLUGIN_REF)
        printf("<%s>", lk_stage_name((lk_stage)p->refers));
    for (size_t i = 0; p->choices && p->choices[i]; i++)
        printf("%s%s", i ? "|" : " ", p->choices[i]);
    if (p->low < p->high)
        printf(" %.10g..%.10g", p->low, p->high);
    if (p->unit && *p->unit)
        printf(" %s", p->unit);
    if (p->flags & LK_PARAM_REQUIRED)
        printf(", required");
    else
        print_default(plugin, p);
    printf("\n      %s\n", p->doc ? p->doc : "");
}

static void print_value(const lk_value_info *v)
{
    printf("  %-14s %s", v->id, v->title ? v->title : "");
    if (isfinite(v->low) || isfinite(v->high))
        printf(", %g..%g", v->low, v->high);
    if (v->unit && *v->unit)
        printf(" %s", v->unit);
    printf("%s\n", v->direction > 0   ? ", higher is better"
                   : v->direction < 0 ? ", lower is better"
                                      : "");
    if (v->missing && *v->missing)
        printf("      missing when %s\n", v->missing);
    if (v->source && *v->source)
        printf("      %s\n", v->source);
}

static void print_entry(const lk_entry *e)
{
    const lk_plugin *p = &e->plugin;
    char digest[65];
    lk_key_hex(&e->digest, digest);
    printf("%s %s %s, revision %u, ABI %u.%u\n%s\n", lk_stage_name((lk_stage)p->stage), p->name,
           p->version, p->revision, p->abi >> 16, p->abi & 0xffff, p->summary ? p->summary : "");
    if (p->details)
        printf("\n%s\n", p->details);
    printf("\nlicence        %s\n", p->licence ? p->licence : "not stated");
    if (p->author)
        printf("author         %s\n", p->author);
    printf("file           %s\nsha256         %s\ncapabilities  ", e->path, digest);
    print_capabilities(p->capabilities);
    if (e->requires_) {
        printf("needs a network with");
        print_capabilities(e->requires_);
    }
    if (p->param_count)
        printf("\nparameters\n");
    for (uint32_t i = 0; i < p->param_count; i++)
        print_param(p, &p->params[i]);
    if (e->value_count)
        printf("\n%s\n", p->stage == LK_STAGE_METRIC ? "values" : "diagnostics");
    for (uint32_t i = 0; i < e->value_count; i++)
        print_value(&e->values[i]);
}

static int inspect_file(const lk_cli *cli, lk_arena *arena)
{
    lk_catalogue c;
    lk_fault fault = {""};
    char *path = realpath(cli->args[0], NULL);
    if (!path)
        return lk_cli_wrong(cli, "there is no file %s", cli->args[0]);
    const char *folder[2] = {lk_arena_format(arena, "%.*s", (int)(strrchr(path, '/') - path), path),
                             NULL};
    if (lk_catalogue_scan(&c, folder, &fault)) {
        free(path);
        return lk_cli_wrong(cli, "%s", fault.text);
    }
    const lk_entry *found = NULL;
    for (size_t i = 0; i < c.count; i++)
        if (!strcmp(c.entries[i].path, path))
            found = &c.entries[i];
    int code = LK_EXIT_DONE;
    if (!found)
        code = lk_cli_wrong(cli, "%s is no shared object", path);
    else if (found->problem)
        code = lk_cli_wrong(cli, "%s", found->problem);
    else
        print_entry(found);
    free(path);
    lk_catalogue_free(&c);
    return code;
}

static int inspect_name(const lk_cli *cli, lk_arena *arena)
{
    lk_catalogue c;
    const char **names;
    size_t count = 0, found = 0;
    if (scan(cli, arena, &c))
        return LK_EXIT_WRONG;
    names = lk_arena_array(arena, c.count + 1, sizeof *names);
    for (size_t i = 0; names && i < c.count; i++) {
        if (c.entries[i].problem)
            continue;
        names[count++] = c.entries[i].plugin.name;
        if (strcmp(c.entries[i].plugin.name, cli->args[0]))
            continue;
        if (found++)
            printf("\n");
        print_entry(&c.entries[i]);
    }
    int code = LK_EXIT_DONE;
    if (!found) {
        const char *near = lk_nearest(cli->args[0], names, count);
        code =
            lk_cli_wrong(cli, "there is no plugin, plugin file or network `%s`%s%s%s", cli->args[0],
                         near ? " (did you mean `" : "", near ? near : "", near ? "`?)" : "");
    }
    lk_catalogue_free(&c);
    return code;
}

/* ---- inspect: a network ---------------------------------------------------------------------- */

/* "h x w x c" */
static void format_shape(lk_unpack *u, char out[64])
{
    size_t at = 0;
    uint64_t rank = lk_unpack_u64(u);
    out[0] = 0;
    for (uint64_t d = 0; d < rank && d < LK_MAX_RANK && at < 64; d++)
        at += (size_t)snprintf(out + at, 64 - at, "%s%lld", d ? " x " : "",
                               (long long)lk_unpack_u64(u));
}

void lk_cli_format_field(lk_unpack *u, char out[48])
{
    unsigned long long height = lk_unpack_u64(u), width = lk_unpack_u64(u);
    if (!height || !width)
        snprintf(out, 48, "all");
    else if (height == width)
        snprintf(out, 48, "%llu", height);
    else
        snprintf(out, 48, "%llu x %llu", height, width);
}

static void print_layers(lk_unpack *u)
{
    size_t count = lk_unpack_count(u, 64);
    printf("\n%-28s %-12s %-18s %12s %14s %9s\n", "layer", "kind", "output", "parameters",
           "multiply-adds", "sees");
    for (size_t i = 0; i < count; i++) {
        char shape[64], field[48];
        const char *name = lk_unpack_text(u), *kind = lk_unpack_text(u);
        format_shape(u, shape);
        unsigned long long parameters = lk_unpack_u64(u), macs = lk_unpack_u64(u);
        lk_cli_format_field(u, field);
        const char *changed = lk_unpack_u64(u) ? "  randomised" : "";
        printf("%-28s %-12s %-18s %12llu %14llu %9s%s\n", name ? name : "", kind ? kind : "", shape,
               parameters, macs, field, changed);
    }
}

static void print_network(const lk_cli *cli, lk_unpack *u)
{
    static const char *const boxes[] = {"the whole image", "the face box", "the landmarks' box"};
    static const char *const outputs[] = {"probabilities", "logits", "raw numbers"};
    lk_unpack_key(u);
    lk_unpack_key(u);
    const char *name = lk_unpack_text(u);
    uint64_t width = lk_unpack_u64(u), height = lk_unpack_u64(u), channels = lk_unpack_u64(u);
    uint64_t box = lk_unpack_u64(u), output = lk_unpack_u64(u);
    uint64_t parameters = lk_unpack_u64(u), macs = lk_unpack_u64(u);
    int lacks_weights = lk_unpack_u64(u) != 0;
    uint64_t weight_bytes = lk_unpack_u64(u), arena_bytes = lk_unpack_u64(u);
    size_t classes = lk_unpack_count(u, 16);
    printf("network %s\ninput          %llu x %llu x %llu of %s\n", name ? name : "",
           (unsigned long long)height, (unsigned long long)width, (unsigned long long)channels,
           box < 3 ? boxes[box] : "?");
    printf("output         %zu %s\nparameters     %llu\nmultiply-adds  %llu an item\n", classes,
           output < 3 ? outputs[output] : "?", (unsigned long long)parameters,
           (unsigned long long)macs);
    if (lacks_weights)
        printf("weights        none: --weights FILE gives them\n");
    else if (weight_bytes)
        printf("weights        %.1f MB\n", (double)weight_bytes / 1e6);
    if (arena_bytes)
        printf("arena          %.1f MB a thread\n", (double)arena_bytes / 1e6);
    for (size_t i = 0; i < classes; i++) {
        const char *class_name = lk_unpack_text(u), *label = lk_unpack_text(u);
        if (!class_name)
            continue;
        printf("%s%s -> %s\n", i ? "               " : "classes        ", class_name,
               label ? label : "none");
    }
    if (!cli->plan)
        print_layers(u);
}

static lk_status ask_network(const lk_cli *cli, lk_run *r, const char *path)
{
    lk_job *j = calloc(1, sizeof *j);
    if (!j)
        return LK_E_MEMORY;
    j->where = path;
    lk_pack_u64(&j->request, LK_TASK_OPEN);
    lk_pack_text(&j->request, "networks");
    lk_pack_text(&j->request, "network");
    lk_status status = lk_run_task(r, "open", j);
    if (!status) {
        lk_unpack u = lk_unpack_over(j->note, j->note_size);
        print_network(cli, &u);
    }
    lk_jobs_free(j, 1);
    return status;
}

static int inspect_network(const lk_cli *cli, lk_arena *arena, const char *path)
{
    lk_run r;
    lk_run_options o;
    if (lk_cli_compose(cli, arena, lk_cli_absolute(arena, path), 0, &o))
        return LK_EXIT_WRONG;
    lk_status status = lk_run_begin(&r, &o);
    if (!status)
        status = ask_network(cli, &r, path);
    if (!status && cli->plan)
        status = lk_cli_coalitions(cli, &r);
    return lk_run_end(&r, status);
}

int lk_cli_inspect(const lk_cli *cli)
{
    lk_arena *arena = lk_arena_new(0);
    const char *name = cli->args[0];
    size_t n = strlen(name);
    if (!arena)
        return LK_EXIT_WRONG;
    const char *network = lk_cli_find(arena, "networks/", name);
    int code = !cli->plan && (cli->samples || cli->segments)
                   ? lk_cli_wrong(cli, "--samples and --segments belong to --coalitions")
               : cli->plan && !network
                   ? lk_cli_wrong(cli, "--coalitions is about a network, and %s is none", name)
               : n > 3 && !strcmp(name + n - 3, ".so") ? inspect_file(cli, arena)
               : network                               ? inspect_network(cli, arena, network)
                                                       : inspect_name(cli, arena);
    lk_arena_free(arena);
    return code;
}
