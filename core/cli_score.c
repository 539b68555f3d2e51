/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "cli.h"
#include "codec.h"

/* score, similarity: the metrics on files, without a study of one's own. They
 * run configs/compare.yaml, and ask workers what a study would. */

typedef struct comparison {
    const lk_cli *cli;
    lk_arena *arena;
    lk_run *run;
    const char *files[2];
    int64_t items[2]; /* index among the pictures of the source; -1: an array */
    lk_key keys[2];
    int of_mask; /* the second file is a mask */
} comparison;

/* ---- The study ---------------------------------------------------------------------------- */

static int is_array(const char *path)
{
    size_t n = strlen(path);
    return n > 4 && !strcasecmp(path + n - 4, ".npy");
}

/* The pictures of the study, which its source reads. */
static char *set_pictures(comparison *c)
{
    const char *pictures[2];
    size_t count = 0;
    for (size_t i = 0; i < 2; i++) {
        c->items[i] = is_array(c->files[i]) ? -1 : (int64_t)count;
        if (c->items[i] >= 0)
            pictures[count++] = c->files[i];
    }
    return lk_cli_set_paths(c->arena, "data.files", pictures, count);
}

/* In place of a section of the file, where the command line gives any. */
static size_t replace(comparison *c, const char *section, const char *const *texts, size_t count,
                      const char **sets)
{
    if (!count)
        return 0;
    sets[0] = lk_arena_format(c->arena, "%s=", section);
    return 1 + lk_cli_set_variants(c->arena, section, texts, count, sets + 1);
}

static int compose(comparison *c, lk_run_options *out)
{
    const lk_cli *cli = c->cli;
    size_t binarisers = cli->binarise != NULL, count = 0;
    size_t most = cli->set_count + lk_cli_parts(&cli->binarise, binarisers) +
                  lk_cli_parts(cli->metrics, cli->metric_count) + 4;
    const char **sets = lk_arena_array(c->arena, most, sizeof *sets);
    *out = lk_cli_run_options(cli);
    out->progress = LK_PROGRESS_QUIET;
    out->workers = 1;
    out->study_path = lk_cli_find(c->arena, "", "compare.yaml");
    if (!out->study_path || !sets) {
        lk_cli_wrong(cli, "compare.yaml is not there; is LIKENESS_CONFIG_PATH right?");
        return -1;
    }
    sets[count++] = set_pictures(c);
    count += replace(c, "binarise", &cli->binarise, binarisers, sets + count);
    count += replace(c, "metrics", cli->metrics, cli->metric_count, sets + count);
    for (size_t i = 0; i < cli->set_count; i++)
        sets[count++] = cli->sets[i];
    out->sets = sets;
    return 0;
}

/* ---- Tasks ---------------------------------------------------------------------------------- */

static lk_status read_file(comparison *c, size_t i)
{
    lk_job *j = calloc(1, sizeof *j);
    if (!j)
        return LK_E_MEMORY;
    j->where = c->files[i];
    lk_pack_u64(&j->request, LK_TASK_READ);
    lk_pack_text(&j->request, lk_cli_absolute(c->arena, c->files[i]));
    lk_pack_u64(&j->request, (uint64_t)c->items[i]);
    lk_pack_u64(&j->request, i == 1 && c->of_mask);
    lk_status status = lk_run_task(c->run, "read", j);
    lk_unpack u = lk_unpack_over(j->note, j->note_size);
    if (!status)
        c->keys[i] = lk_unpack_key(&u);
    lk_jobs_free(j, 1);
    return status;
}

/* As score.c asks for a map without alignment, a mask of one label, and no
 * baselines. */
static void ask_score(const comparison *c, const lk_variant *metric, lk_pack *out)
{
    const lk_study *s = c->run->study;
    lk_pack_u64(out, LK_TASK_SCORE);
    lk_pack_u64(out, 0); /* a stored map */
    lk_pack_key(out, &c->keys[0]);
    lk_pack_text(out, NULL);
    lk_pack_text(out, s->binarise.items[0].name);
    lk_pack_text(out, metric->name);
    lk_pack_text(out, s->labels[0]);
    lk_pack_u64(out, 1);
    lk_pack_key(out, &c->keys[1]);
    lk_pack_u64(out, 0); /* its own mask, no face, no baselines, no controls */
    lk_pack_u64(out, 0);
    lk_pack_u64(out, 0);
    lk_pack_u64(out, 0);
}

static void ask_similarity(const comparison *c, const lk_variant *metric, lk_pack *out)
{
    lk_pack_u64(out, LK_TASK_SIMILARITY);
    lk_pack_text(out, metric->name);
    lk_pack_u64(out, 2);
    lk_pack_key(out, &c->keys[0]);
    lk_pack_key(out, &c->keys[1]);
}

/* The fewest digits that read back as the same number. */
static void print_number(double value)
{
    char text[40];
    for (int digits = 15; digits <= 17; digits++) {
        snprintf(text, sizeof text, "%.*g", digits, value);
        if (strtod(text, NULL) == value)
            break;
    }
    puts(text);
}

static void print_values(const comparison *c, const lk_entry *e, const lk_job *j)
{
    lk_unpack u = lk_unpack_over(j->note, j->note_size);
    for (uint32_t i = 0; i < e->value_count; i++) {
        lk_value v = lk_unpack_value(&u);
        lk_cli_field(e->values[i].id, ',');
        if (!v.missing && !u.bad) {
            print_number(v.value);
            continue;
        }
        putchar('\n');
        lk_cli_wrong(c->cli, "%s is missing: %s", e->values[i].id,
                     v.reason ? v.reason : e->values[i].missing);
    }
}

static lk_status ask(const comparison *c, const lk_variant *metric)
{
    lk_job *j = calloc(1, sizeof *j);
    if (!j)
        return LK_E_MEMORY;
    j->where = metric->name;
    if (c->of_mask)
        ask_score(c, metric, &j->request);
    else
        ask_similarity(c, metric, &j->request);
    lk_status status = lk_run_task(c->run, "compare", j);
    if (!status)
        print_values(c, metric->entry, j);
    lk_jobs_free(j, 1);
    return status;
}

/* ---- The commands ---------------------------------------------------------------------------- */

/* Those of the command line must be able to; of the file's, those that are. */
static lk_status check_metrics(const comparison *c, uint32_t operation)
{
    const lk_section *metrics = &c->run->study->metrics;
    for (size_t i = 0; c->cli->metric_count && i < metrics->count; i++)
        if (!(metrics->items[i].entry->operations & operation)) {
            lk_fault_set(&c->run->fault, "the metric %s does not compare %s",
                         metrics->items[i].entry->plugin.name,
                         c->of_mask ? "a heatmap with a mask" : "two heatmaps");
            return LK_E_INPUT;
        }
    return LK_OK;
}

static lk_status compare(comparison *c)
{
    uint32_t operation = c->of_mask ? LK_METRIC_AGREEMENT : LK_METRIC_SIMILARITY;
    const lk_section *metrics = &c->run->study->metrics;
    lk_status status = check_metrics(c, operation);
    for (size_t i = 0; !status && i < 2; i++)
        status = read_file(c, i);
    if (!status)
        puts("metric,value");
    for (size_t i = 0; !status && i < metrics->count; i++)
        if (metrics->items[i].entry->operations & operation)
            status = ask(c, &metrics->items[i]);
    return status;
}

static int run(comparison *c)
{
    lk_run r;
    lk_run_options o;
    int code = LK_EXIT_WRONG;
    c->run = &r;
    c->arena = lk_arena_new(0);
    if (c->arena && !compose(c, &o)) {
        lk_status status = lk_run_begin(&r, &o);
        if (!status)
            status = compare(c);
        code = lk_run_end(&r, status);
    }
    lk_arena_free(c->arena);
    return code;
}

int lk_cli_score(const lk_cli *cli)
{
    comparison c = {.cli = cli, .files = {cli->heatmap, cli->mask}, .of_mask = 1};
    if (!cli->heatmap || !cli->mask)
        return lk_cli_wrong(cli, "--heatmap H and --mask M are wanted: .npy or grey pictures");
    return run(&c);
}

int lk_cli_similarity(const lk_cli *cli)
{
    comparison c = {.cli = cli, .files = {cli->args[0], cli->args[1]}};
    return run(&c);
}
