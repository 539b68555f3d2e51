/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#include "join.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "csv.h"
#include "param.h"

/* ---- Rows ---------------------------------------------------------------------------- */

/* A table of a run on its way into the table of the same name. */
typedef struct joining {
    lk_run *r;
    const lk_joined *run, *base;
    const char *const *metrics;
    const lk_table *to; /* its columns; `run` is the last of those that have it */
    lk_cell *cells;
} joining;

static const char *text_of(const joining *j, const lk_cell *cells, const char *column)
{
    for (size_t c = 0; c < j->to->column_count; c++)
        if (!strcmp(j->to->columns[c].name, column))
            return cells[c].text ? cells[c].text : "";
    return "";
}

static int is_listed(const char *const *list, const char *text)
{
    while (*list && strcmp(*list, text))
        list++;
    return *list != NULL;
}

static int is_wanted(const joining *j, const lk_cell *cells)
{
    return !*j->metrics || is_listed(j->metrics, text_of(j, cells, "metric"));
}

static int add_row(const joining *j)
{
    if (!lk_tables_row(j->r->tables, j->to->name, j->to->column_count, j->to->columns, j->cells))
        return 0;
    lk_fault_set(&j->r->fault, "the table %s takes no row of %s", j->to->name, j->run->name);
    return -1;
}

/* What a row says of single folds, or of all networks, is not compared: the
 * former is in the mean of the folds, the latter is inferred anew. */
static int join_score(void *user, const lk_cell *cells, lk_fault *fault)
{
    const joining *j = user;
    size_t last = j->to->column_count - 1;
    (void)fault;
    if (!is_wanted(j, cells) || !*text_of(j, cells, "network") ||
        !strcmp(text_of(j, cells, "protocol"), "fold"))
        return 0;
    memcpy(j->cells, cells, last * sizeof *cells);
    j->cells[last] = (lk_cell){.text = j->run->name};
    return add_row(j);
}

/* Rows whose first column names what they are about stand once, whatever the
 * number of runs that have it. */
static int join_named(void *user, const lk_cell *cells, lk_fault *fault)
{
    const joining *j = user;
    lk_tables now = lk_tables_view(j->r->tables, j->r->arena);
    const lk_table *t = lk_tables_get(&now, j->to->name);
    (void)fault;
    for (size_t row = 0; row < t->row_count; row++)
        if (cells[0].text && !strcmp(lk_table_text(t, row, t->columns[0].name), cells[0].text))
            return 0;
    memcpy(j->cells, cells, t->column_count * sizeof *cells);
    return !strcmp(t->name, "values") && !is_wanted(j, cells) ? 0 : add_row(j);
}

static int join_failure(void *user, const lk_cell *cells, lk_fault *fault)
{
    const joining *j = user;
    (void)fault;
    lk_tables_add(
        j->r->tables, "failures", cells[0].text,
        lk_arena_format(j->r->arena, "%s: %s", j->run->name, cells[1].text ? cells[1].text : ""),
        cells[2].text);
    return 0;
}

/* ---- Tables --------------------------------------------------------------------------- */

static const struct source {
    const char *table;
    lk_csv_row row;
    int has_run, is_needed;
} sources[] = {
    {"metrics", join_score, 1, 1},  {"cross", join_score, 1, 0},      {"values", join_named, 0, 1},
    {"networks", join_named, 0, 0}, {"failures", join_failure, 0, 0},
};

static int join_table(lk_run *r, const lk_joined *run, const char *const *metrics,
                      const struct source *from)
{
    lk_tables view = lk_tables_view(r->tables, r->arena);
    joining j = {.r = r, .run = run, .metrics = metrics};
    j.to = lk_tables_get(&view, from->table);
    j.cells = lk_arena_array(r->arena, j.to->column_count, sizeof *j.cells);
    lk_arena *arena = lk_arena_new(0); /* of the file */
    char *path = lk_arena_format(r->arena, "%s/%s.csv", run->result.path, from->table);
    int rc = j.cells && arena && path ? 0 : -1, is_there = path && !access(path, F_OK);
    if (!rc && !is_there && from->is_needed) {
        lk_fault_set(&r->fault, "%s has no %s.csv: its study needs a report that writes tables",
                     run->result.path, from->table);
        rc = -1;
    }
    if (!rc && is_there)
        rc = lk_csv_read(arena, path, j.to->column_count - (size_t)from->has_run, j.to->columns,
                         from->row, &j, &r->fault);
    lk_arena_free(arena);
    return rc;
}

/* A value that was asked for and that no run has. */
static int check_metrics(lk_run *r, const char *const *metrics)
{
    lk_tables view = lk_tables_view(r->tables, r->arena);
    const lk_table *t = lk_tables_get(&view, "metrics");
    const char *known[128];
    size_t count = 0;
    for (size_t row = 0; row < t->row_count && count < 127; row++) {
        known[count] = lk_table_text(t, row, "metric");
        known[count + 1] = NULL;
        size_t i = 0;
        while (strcmp(known[i], known[count]))
            i++;
        count += i == count;
    }
    known[count] = NULL;
    for (; *metrics; metrics++)
        if (!is_listed(known, *metrics)) {
            lk_fault_set(&r->fault, "--metric %s: no run has scores of that name", *metrics);
            return -1;
        }
    if (count)
        return 0;
    lk_fault_set(&r->fault, "no run has scores against masks: there is nothing to compare");
    return -1;
}

/* ---- What differs ---------------------------------------------------------------------- */

/* What a study has for SECTION.VARIANT.PARAMETER that does not say: the default.
 * NULL where the key is none such, or has none. */
static const char *default_of(const lk_run *r, const lk_study *study, const char *key)
{
    size_t section = strcspn(key, ".");
    const char *variant = key[section] ? key + section + 1 : "";
    size_t name = strcspn(variant, ".");
    const char *parameter = variant[name] ? variant + name + 1 : "";
    const lk_section *s =
        lk_study_section(study, lk_arena_format(r->arena, "%.*s", (int)section, key));
    const lk_variant *v =
        s ? lk_section_find(s, lk_arena_format(r->arena, "%.*s", (int)name, variant)) : NULL;
    if (!v)
        return NULL;
    const lk_entry *e = lk_catalogue_find(
        &r->catalogue, lk_section_stage(lk_arena_format(r->arena, "%.*s", (int)section, key)),
        lk_node_text(v->spec, "use", ""), NULL);
    const lk_param *p = e ? lk_param_find(&e->plugin, parameter) : NULL;
    return p ? lk_param_default(&e->plugin, p, v->spec) : NULL;
}

static int add_difference(void *user, const char *key, const char *base, const char *value)
{
    const joining *j = user;
    base = base ? base : default_of(j->r, j->base->study, key);
    value = value ? value : default_of(j->r, j->run->study, key);
    if (!base || !value || strcmp(base, value))
        lk_tables_add(j->r->tables, "differences", j->run->name, key, base, value);
    return 0;
}

static int add_text(const joining *j, const char *key)
{
    const char *a = lk_result_text(&j->base->result, key),
               *b = lk_result_text(&j->run->result, key);
    if (!strcmp(a, b))
        return 0;
    lk_tables_add(j->r->tables, "differences", j->run->name, key, a, b);
    return 1;
}

/* Networks of one name whose files, parameters or backend differ. */
static const char *other_network(const joining *j)
{
    const char *name, *key;
    json_t *network, *others = json_object_get(j->base->result.provenance, "networks");
    json_object_foreach(json_object_get(j->run->result.provenance, "networks"), name, network)
    {
        const char *other =
            json_string_value(json_object_get(json_object_get(others, name), "key"));
        key = json_string_value(json_object_get(network, "key"));
        if (other && key && strcmp(other, key))
            return name;
    }
    return NULL;
}

static void warn(lk_run *r, const char *run, const char *what, const char *base)
{
    lk_progress_log(r->progress, LK_WARNING,
                    lk_arena_format(r->arena, "%s %s than %s: what differs may be due to that", run,
                                    what, base));
}

static void tell_differences(lk_run *r, const lk_joined *base, const lk_joined *run)
{
    joining j = {.r = r, .run = run, .base = base};
    lk_study_differences(r->arena, base->study, run->study, add_difference, &j);
    if (add_text(&j, "program"))
        warn(r, run->name, "was made by another version of the program", base->name);
    if (add_text(&j, "data_sha256"))
        warn(r, run->name, "has other faces or maps", base->name);
    const char *network = other_network(&j);
    if (network)
        warn(r, run->name, lk_arena_format(r->arena, "computed its network %s otherwise", network),
             base->name);
}

static void tabulate_run(lk_run *r, const lk_joined *run)
{
    const json_t *p = run->result.provenance;
    lk_value items = lk_number(json_number_value(json_object_get(p, "items")));
    lk_value faces = lk_number(json_number_value(json_object_get(p, "faces")));
    const lk_result *x = &run->result;
    lk_tables_add(r->tables, "runs", run->name, x->path, lk_result_text(x, "study"),
                  lk_result_text(x, "program"), lk_result_text(x, "written"), &items, &faces,
                  lk_result_text(x, "data_sha256"));
}

/* Tables that a run fills and that are not joined. */
static const char *const without[] = {"folds",          "training",    "items",      "predictions",
                                      "classification", "confusion",   "similarity", "faithfulness",
                                      "effort",         "face_scores", "truth",      "segments"};

/* The first row of `differences` about a key, of one run or (NULL) of any. */
static size_t row_about(const lk_table *t, const char *key, const char *run)
{
    size_t row = 0;
    while (row < t->row_count && (strcmp(lk_table_text(t, row, "key"), key) ||
                                  (run && strcmp(lk_table_text(t, row, "run"), run))))
        row++;
    return row;
}

static void add_variant(lk_run *r, const char *run, const char *key, const char *value)
{
    char *end;
    lk_value number = lk_number(strtod(value, &end));
    number.missing = !*value || *end || !isfinite(number.value);
    lk_tables_add(r->tables, "variants", "run", run, key, value, &number);
}

/* Runs as variants of a choice, with all keys in which any two of them differ. */
static void tabulate_variants(lk_run *r, const lk_joined *runs, size_t count)
{
    lk_tables view = lk_tables_view(r->tables, r->arena);
    const lk_table *t = lk_tables_get(&view, "differences");
    for (size_t row = 0; row < t->row_count; row++) {
        const char *key = lk_table_text(t, row, "key");
        for (size_t i = 0; row_about(t, key, NULL) == row && i < count; i++) {
            size_t own = row_about(t, key, runs[i].name);
            const char *value = own < t->row_count ? lk_table_text(t, own, "value")
                                                   : lk_table_text(t, row, "base_value");
            add_variant(r, runs[i].name, key, value);
        }
    }
}

int lk_run_join(lk_run *r, const lk_joined *runs, size_t count, const char *const *metrics)
{
    for (size_t i = 0; i < sizeof without / sizeof *without; i++)
        lk_tables_drop(r->tables, without[i]);
    for (size_t s = 0; s < sizeof sources / sizeof *sources; s++)
        if (sources[s].has_run)
            lk_tables_widen(r->tables, sources[s].table, "run");
    lk_tables_define(r->tables, "runs",
                     "run folder study program written items# faces# data_sha256");
    lk_tables_define(r->tables, "differences", "run key base_value value");
    for (size_t i = 0; i < count; i++)
        for (size_t s = 0; s < sizeof sources / sizeof *sources; s++)
            if (join_table(r, &runs[i], metrics, &sources[s]))
                return -1;
    for (size_t i = 0; i < count; i++)
        tabulate_run(r, &runs[i]);
    for (size_t i = 1; i < count; i++)
        tell_differences(r, &runs[0], &runs[i]);
    tabulate_variants(r, runs, count);
    return check_metrics(r, metrics);
}
