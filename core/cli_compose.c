/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#include <stdlib.h>
#include <string.h>

#include "cli.h"
#include "paths.h"

/* Commands on images run a study as well: configs/defaults.yaml, with the
 * arguments put into it the way --set would. */

char *lk_cli_absolute(lk_arena *arena, const char *path)
{
    char *real = realpath(path, NULL);
    char *kept = lk_arena_text(arena, real ? real : lk_path_resolve(arena, path, NULL));
    free(real);
    return kept;
}

/* A double-quoted YAML scalar. */
static void add_quoted(lk_pack *p, const char *text)
{
    lk_pack_raw(p, "\"", 1);
    for (; *text; text++) {
        if (*text == '"' || *text == '\\')
            lk_pack_raw(p, "\\", 1);
        lk_pack_raw(p, text, 1);
    }
    lk_pack_raw(p, "\"", 1);
}

static char *finish(lk_arena *arena, lk_pack *p)
{
    char *text = NULL;
    lk_pack_raw(p, "", 1);
    if (!p->bad)
        text = lk_arena_text(arena, (const char *)p->bytes);
    lk_pack_free(p);
    return text;
}

static char *set_text(lk_arena *arena, const char *name, const char *value)
{
    lk_pack p = {0};
    lk_pack_raw(&p, name, strlen(name));
    lk_pack_raw(&p, "=", 1);
    add_quoted(&p, value);
    return finish(arena, &p);
}

char *lk_cli_set_paths(lk_arena *arena, const char *name, const char *const *paths, size_t count)
{
    lk_pack p = {0};
    lk_pack_raw(&p, name, strlen(name));
    lk_pack_raw(&p, "=[", 2);
    for (size_t i = 0; i < count; i++) {
        add_quoted(&p, lk_cli_absolute(arena, paths[i]));
        lk_pack_raw(&p, ",", 1);
    }
    lk_pack_raw(&p, "]", 1);
    return finish(arena, &p);
}

/* ---- Variants ------------------------------------------------------------------------------ */

/* The end of one KEY=VALUE of "NAME,KEY=VALUE,...": a comma outside brackets
 * and quotes. */
static size_t part_length(const char *text)
{
    size_t depth = 0, i = 0;
    char quote = 0;
    for (; text[i]; i++) {
        if (quote) {
            quote = text[i] == quote ? 0 : quote;
        } else if (text[i] == '"' || text[i] == '\'') {
            quote = text[i];
        } else if (strchr("[{", text[i])) {
            depth++;
        } else if (strchr("]}", text[i])) {
            depth -= depth > 0;
        } else if (text[i] == ',' && !depth) {
            break;
        }
    }
    return i;
}

static size_t count_parts(const char *text)
{
    size_t count = 0;
    for (;; text++) {
        text += part_length(text);
        count++;
        if (!*text)
            return count;
    }
}

size_t lk_cli_parts(const char *const *texts, size_t count)
{
    size_t parts = 0;
    for (size_t i = 0; i < count; i++)
        parts += count_parts(texts[i]);
    return parts;
}

/* The name of variant `i`: its plugin's, with a number when it stands there
 * before. */
static char *variant_name(lk_arena *arena, const char *const *texts, size_t i)
{
    size_t length = part_length(texts[i]), same = 1;
    for (size_t j = 0; j < i; j++)
        same += part_length(texts[j]) == length && !strncmp(texts[j], texts[i], length);
    if (same > 1)
        return lk_arena_format(arena, "%.*s-%zu", (int)length, texts[i], same);
    return lk_arena_format(arena, "%.*s", (int)length, texts[i]);
}

static size_t set_variant(lk_arena *arena, const char *section, const char *name, const char *text,
                          const char **sets)
{
    size_t length = part_length(text), count = 0;
    sets[count++] = lk_arena_format(arena, "%s.%s.use=%.*s", section, name, (int)length, text);
    while (text[length]) {
        text += length + 1;
        length = part_length(text);
        sets[count++] = lk_arena_format(arena, "%s.%s.%.*s", section, name, (int)length, text);
    }
    return count;
}

size_t lk_cli_set_variants(lk_arena *arena, const char *section, const char *const *texts,
                           size_t count, const char **sets)
{
    size_t used = 0;
    for (size_t i = 0; i < count; i++)
        used += set_variant(arena, section, variant_name(arena, texts, i), texts[i], sets + used);
    return used;
}

/* ---- The whole ------------------------------------------------------------------------------ */

int lk_cli_compose(const lk_cli *cli, lk_arena *arena, const char *network, int detect,
                   lk_run_options *out)
{
    size_t count = 0, most = cli->set_count + 7;
    most += lk_cli_parts(cli->explainers, cli->explainer_count);
    const char **sets = lk_arena_array(arena, most, sizeof *sets);
    *out = lk_cli_run_options(cli);
    out->study_path = lk_cli_find(arena, "", "defaults.yaml");
    if (!out->study_path) {
        lk_cli_wrong(cli, "defaults.yaml is not in %s; is LIKENESS_CONFIG_PATH right?",
                     lk_config_folder());
        return -1;
    }
    out->out = NULL;
    out->loose = 1;
    if (out->progress == LK_PROGRESS_AUTO)
        out->progress = LK_PROGRESS_QUIET;
    if (!sets)
        return -1;
    sets[count++] = lk_cli_set_paths(arena, "data.files", cli->args, cli->arg_count);
    if (!detect)
        sets[count++] = "detect=";
    if (network)
        sets[count++] = set_text(arena, "networks.network.model", network);
    else
        sets[count++] = "networks=";
    if (cli->backend)
        sets[count++] = set_text(arena, "networks.network.use", cli->backend);
    if (cli->weights)
        sets[count++] =
            set_text(arena, "networks.network.weights", lk_cli_absolute(arena, cli->weights));
    count += lk_cli_set_variants(arena, "explainers", cli->explainers, cli->explainer_count,
                                 sets + count);
    for (size_t i = 0; i < cli->set_count; i++)
        sets[count++] = cli->sets[i];
    out->sets = sets;
    return 0;
}

const char *lk_cli_network(const lk_cli *cli, lk_arena *arena, const char *name)
{
    if (!name) {
        lk_cli_wrong(cli, "--network is wanted: a network file, or a name in %s/networks",
                     lk_config_folder());
        return NULL;
    }
    const char *path = lk_cli_find(arena, "networks/", name);
    if (path)
        return lk_cli_absolute(arena, path);
    lk_cli_wrong(cli, "there is no network file %s, and none of that name in %s/networks", name,
                 lk_config_folder());
    return NULL;
}

const char *lk_cli_item(const lk_cli *cli, const lk_item_facts *item)
{
    int64_t i = item->index;
    return i >= 0 && (size_t)i < cli->arg_count ? cli->args[i] : item->id;
}
