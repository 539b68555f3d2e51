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

static char *set_files(lk_arena *arena, const lk_cli *cli)
{
    static const char name[] = "data.files=[";
    lk_pack p = {0};
    lk_pack_raw(&p, name, sizeof name - 1);
    for (size_t i = 0; i < cli->arg_count; i++) {
        add_quoted(&p, lk_cli_absolute(arena, cli->args[i]));
        lk_pack_raw(&p, ",", 1);
    }
    lk_pack_raw(&p, "]", 1);
    return finish(arena, &p);
}

/* ---- Explainers -------------------------------------------------------------------------- */

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

/* The name of explainer `i`: its plugin's, with a number when it stands there
 * before. */
static char *variant_name(const lk_cli *cli, lk_arena *arena, size_t i)
{
    size_t length = part_length(cli->explainers[i]), same = 1;
    for (size_t j = 0; j < i; j++)
        same += part_length(cli->explainers[j]) == length &&
                !strncmp(cli->explainers[j], cli->explainers[i], length);
    if (same > 1)
        return lk_arena_format(arena, "%.*s-%zu", (int)length, cli->explainers[i], same);
    return lk_arena_format(arena, "%.*s", (int)length, cli->explainers[i]);
}

static size_t set_explainer(const lk_cli *cli, lk_arena *arena, size_t i, const char **sets)
{
    const char *name = variant_name(cli, arena, i), *text = cli->explainers[i];
    size_t length = part_length(text), count = 0;
    sets[count++] = lk_arena_format(arena, "explainers.%s.use=%.*s", name, (int)length, text);
    while (text[length]) {
        text += length + 1;
        length = part_length(text);
        sets[count++] = lk_arena_format(arena, "explainers.%s.%.*s", name, (int)length, text);
    }
    return count;
}

/* ---- The whole ------------------------------------------------------------------------------ */

int lk_cli_compose(const lk_cli *cli, lk_arena *arena, const char *network, int detect,
                   lk_run_options *out)
{
    size_t count = 0, most = cli->set_count + 7;
    for (size_t i = 0; i < cli->explainer_count; i++)
        most += count_parts(cli->explainers[i]);
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
    sets[count++] = set_files(arena, cli);
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
    for (size_t i = 0; i < cli->explainer_count; i++)
        count += set_explainer(cli, arena, i, sets + count);
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
