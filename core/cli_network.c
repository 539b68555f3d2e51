/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#include <stdlib.h>
#include <string.h>

#include "cli.h"
#include "describe.h"

/* inspect: what a network says of itself. */

/* ---- From a worker's note to JSON ------------------------------------------------------------ */

static json_t *read_shape(lk_unpack *u)
{
    json_t *shape = json_array();
    uint64_t rank = lk_unpack_u64(u);
    for (uint64_t d = 0; d < rank && d < LK_MAX_RANK; d++)
        json_array_append_new(shape, json_integer((json_int_t)lk_unpack_u64(u)));
    return shape;
}

/* Height and width of what a layer sees; null where it sees all. */
static json_t *read_field(lk_unpack *u)
{
    json_int_t height = (json_int_t)lk_unpack_u64(u), width = (json_int_t)lk_unpack_u64(u);
    return height && width ? json_pack("[I, I]", height, width) : json_null();
}

static json_t *read_layers(lk_unpack *u)
{
    json_t *layers = json_array();
    size_t count = lk_unpack_count(u, 64);
    for (size_t i = 0; i < count; i++) {
        json_t *name = lk_describe_text(lk_unpack_text(u));
        json_t *kind = lk_describe_text(lk_unpack_text(u)), *shape = read_shape(u);
        json_int_t parameters = (json_int_t)lk_unpack_u64(u), macs = (json_int_t)lk_unpack_u64(u);
        json_t *field = read_field(u);
        int randomised = lk_unpack_u64(u) != 0;
        json_array_append_new(layers, json_pack("{s:o, s:o, s:o, s:I, s:I, s:o, s:b}", "name", name,
                                                "kind", kind, "output", shape, "parameters",
                                                parameters, "multiply_adds", macs, "sees", field,
                                                "randomised", randomised));
    }
    return layers;
}

static json_t *read_classes(lk_unpack *u)
{
    json_t *classes = json_array();
    size_t count = lk_unpack_count(u, 16);
    for (size_t i = 0; i < count; i++) {
        json_t *name = lk_describe_text(lk_unpack_text(u));
        json_t *label = lk_describe_text(lk_unpack_text(u));
        json_array_append_new(classes, json_pack("{s:o, s:o}", "name", name, "label", label));
    }
    return classes;
}

static json_t *read_network(lk_unpack *u)
{
    static const char *const boxes[] = {"the whole image", "the face box", "the landmarks' box"};
    static const char *const outputs[] = {"probabilities", "logits", "raw numbers"};
    lk_unpack_key(u);
    lk_unpack_key(u);
    json_t *name = lk_describe_text(lk_unpack_text(u));
    json_int_t width = (json_int_t)lk_unpack_u64(u), height = (json_int_t)lk_unpack_u64(u);
    json_int_t channels = (json_int_t)lk_unpack_u64(u);
    uint64_t box = lk_unpack_u64(u), output = lk_unpack_u64(u);
    json_int_t parameters = (json_int_t)lk_unpack_u64(u), macs = (json_int_t)lk_unpack_u64(u);
    int lacks_weights = lk_unpack_u64(u) != 0;
    json_int_t weights = (json_int_t)lk_unpack_u64(u), arena = (json_int_t)lk_unpack_u64(u);
    json_t *classes = read_classes(u), *layers = read_layers(u);
    return json_pack("{s:o, s:[I, I, I], s:s, s:s, s:I, s:I, s:b, s:I, s:I, s:o, s:o}", "name",
                     name, "input", height, width, channels, "view", box < 3 ? boxes[box] : "?",
                     "output", output < 3 ? outputs[output] : "?", "parameters", parameters,
                     "multiply_adds", macs, "lacks_weights", lacks_weights, "weight_bytes", weights,
                     "arena_bytes", arena, "classes", classes, "layers", layers);
}

/* ---- As text --------------------------------------------------------------------------------- */

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

static long long number(const json_t *o, const char *key)
{
    return json_integer_value(json_object_get(o, key));
}

static const char *text(const json_t *o, const char *key)
{
    const char *s = json_string_value(json_object_get(o, key));
    return s ? s : "";
}

/* "h x w x c" */
static void format_extents(const json_t *list, char out[96])
{
    size_t at = 0, i;
    const json_t *each;
    out[0] = 0;
    json_array_foreach(list, i, each) if (at < 96) at += (size_t)snprintf(
        out + at, 96 - at, "%s%" JSON_INTEGER_FORMAT, i ? " x " : "", json_integer_value(each));
}

static void format_seen(const json_t *list, char out[96])
{
    if (json_is_null(list))
        snprintf(out, 96, "all");
    else if (json_equal(json_array_get(list, 0), json_array_get(list, 1)))
        snprintf(out, 96, "%" JSON_INTEGER_FORMAT, json_integer_value(json_array_get(list, 0)));
    else
        format_extents(list, out);
}

static void print_layers(const json_t *layers)
{
    size_t i;
    const json_t *l;
    printf("\n%-28s %-12s %-18s %12s %14s %9s\n", "layer", "kind", "output", "parameters",
           "multiply-adds", "sees");
    json_array_foreach(layers, i, l)
    {
        char shape[96], field[96];
        format_extents(json_object_get(l, "output"), shape);
        format_seen(json_object_get(l, "sees"), field);
        printf("%-28s %-12s %-18s %12lld %14lld %9s%s\n", text(l, "name"), text(l, "kind"), shape,
               number(l, "parameters"), number(l, "multiply_adds"), field,
               json_is_true(json_object_get(l, "randomised")) ? "  randomised" : "");
    }
}

static void print_classes(const json_t *classes)
{
    size_t i;
    const json_t *c;
    json_array_foreach(classes, i, c)
        printf("%-14s %s -> %s\n", i ? "" : "classes", text(c, "name"),
               *text(c, "label") ? text(c, "label") : "none");
}

static void print_network(const json_t *n, int with_layers)
{
    char input[96];
    format_extents(json_object_get(n, "input"), input);
    printf("network %s\ninput          %s of %s\n", text(n, "name"), input, text(n, "view"));
    printf("output         %zu %s\nparameters     %lld\nmultiply-adds  %lld an item\n",
           json_array_size(json_object_get(n, "classes")), text(n, "output"),
           number(n, "parameters"), number(n, "multiply_adds"));
    if (json_is_true(json_object_get(n, "lacks_weights")))
        printf("weights        none: --weights FILE gives them\n");
    else if (number(n, "weight_bytes"))
        printf("weights        %.1f MB\n", (double)number(n, "weight_bytes") / 1e6);
    if (number(n, "arena_bytes"))
        printf("arena          %.1f MB a thread\n", (double)number(n, "arena_bytes") / 1e6);
    print_classes(json_object_get(n, "classes"));
    if (with_layers)
        print_layers(json_object_get(n, "layers"));
}

/* ---- The command ----------------------------------------------------------------------------- */

static lk_status print(const lk_cli *cli, const lk_job *j)
{
    lk_unpack u = lk_unpack_over(j->note, j->note_size);
    json_t *network = read_network(&u);
    if (cli->format == LK_FORMAT_JSON)
        return lk_describe_print(json_pack("{s:o}", "network", network)) ? LK_E_MEMORY : LK_OK;
    if (network)
        print_network(network, !cli->plan);
    json_decref(network);
    return network ? LK_OK : LK_E_MEMORY;
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
    if (!status)
        status = print(cli, j);
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

/* What the command line asks and cannot have; NULL: nothing. */
static const char *contradiction(const lk_cli *cli, const char *network)
{
    if (!cli->plan && (cli->samples || cli->segments))
        return "--samples and --segments belong to --coalitions";
    if (cli->plan && !network)
        return "--coalitions is about a network, and this is none";
    if (cli->plan && cli->format)
        return "--coalitions prints a table, and nothing else";
    if (network && cli->format > LK_FORMAT_JSON)
        return "--markdown and --man are about plugins, and this is a network; --json has it";
    return NULL;
}

int lk_cli_inspect(const lk_cli *cli)
{
    lk_arena *arena = lk_arena_new(0);
    const char *name = cli->args[0];
    size_t n = strlen(name);
    if (!arena)
        return LK_EXIT_WRONG;
    int is_file = n > 3 && !strcmp(name + n - 3, ".so");
    const char *network = is_file ? NULL : lk_cli_find(arena, "networks/", name);
    const char *wrong = contradiction(cli, network);
    int code = wrong     ? lk_cli_wrong(cli, "%s: %s", name, wrong)
               : is_file ? lk_cli_inspect_file(cli, name)
               : network ? inspect_network(cli, arena, network)
                         : lk_cli_inspect_name(cli, arena, name);
    lk_arena_free(arena);
    return code;
}
