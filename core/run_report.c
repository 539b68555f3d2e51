/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#include <jansson.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "gallery.h"
#include "paths.h"

/* Reports turn everything into files. They are not stored: they are cheap, and
 * tables differ from run to run. */

/* ---- What a report gets --------------------------------------------------------------------- */

static void pack_value(const lk_value_info *info, lk_pack *p)
{
    lk_pack_text(p, info->id);
    lk_pack_text(p, info->title);
    lk_pack_text(p, info->unit);
    lk_pack_double(p, info->low);
    lk_pack_double(p, info->high);
    lk_pack_u64(p, (uint64_t)(int64_t)info->direction);
    lk_pack_text(p, info->missing);
    lk_pack_text(p, info->source);
}

static double bound_of(const lk_cell *cell, double none)
{
    return cell->missing ? none : cell->number;
}

/* Of the table `values`, which has them also where other runs computed them. */
static lk_value_info value_of_row(const lk_table *t, size_t row)
{
    return (lk_value_info){.id = lk_table_text(t, row, "metric"),
                           .title = lk_table_text(t, row, "title"),
                           .unit = lk_table_text(t, row, "unit"),
                           .low = bound_of(lk_table_cell(t, row, "low"), -INFINITY),
                           .high = bound_of(lk_table_cell(t, row, "high"), INFINITY),
                           .direction = (int32_t)lk_table_cell(t, row, "direction")->number,
                           .missing = lk_table_text(t, row, "missing"),
                           .source = lk_table_text(t, row, "source")};
}

/* Values of metrics, then diagnostics of explainers. */
static void pack_values(const lk_run *r, lk_pack *p)
{
    lk_tables view = lk_tables_view(r->tables, r->arena);
    const lk_table *t = lk_tables_get(&view, "values");
    size_t explainers = r->study->explainers.count;
    uint64_t count = t->row_count;
    for (size_t i = 0; i < explainers; i++)
        count += r->explainers[i].variant->entry->value_count;
    lk_pack_u64(p, count);
    for (size_t row = 0; row < t->row_count; row++) {
        lk_value_info info = value_of_row(t, row);
        pack_value(&info, p);
    }
    for (size_t i = 0; i < explainers; i++) {
        const lk_entry *e = r->explainers[i].variant->entry;
        for (uint32_t v = 0; v < e->value_count; v++)
            pack_value(&e->values[v], p);
    }
}

/* What the values of metrics mean; once each, whatever the variants. */
static void tabulate_values(lk_run *r)
{
    for (size_t i = 0; i < r->study->metrics.count; i++) {
        const lk_entry *e = r->metrics[i].variant->entry;
        size_t before = 0;
        while (r->metrics[before].variant->entry != e)
            before++;
        for (uint32_t v = 0; before == i && v < e->value_count; v++) {
            const lk_value_info *info = &e->values[v];
            lk_value low = lk_number(info->low), high = lk_number(info->high);
            lk_value direction = lk_number(info->direction);
            low.missing = !isfinite(info->low);
            high.missing = !isfinite(info->high);
            lk_tables_add(r->tables, "values", info->id, info->title, info->unit, &low, &high,
                          &direction, info->missing, info->source);
        }
    }
}

/* The study's networks; then those that are known by their maps only. */
static void tabulate_networks(lk_run *r)
{
    for (size_t i = 0; i < r->study->networks.count; i++) {
        const lk_network_facts *n = &r->networks[i];
        lk_value parameters = lk_number((double)n->parameters), macs = lk_number((double)n->macs);
        lk_tables_add(
            r->tables, "networks", n->variant->name, n->variant->entry->plugin.name, n->model,
            lk_arena_format(r->arena, "%llux%llux%llu", (unsigned long long)n->height,
                            (unsigned long long)n->width, (unsigned long long)n->channels),
            &parameters, &macs);
    }
    for (size_t i = 0; r->ready_made && i < r->network_name_count; i++)
        lk_tables_add(r->tables, "networks", r->network_names[i], NULL, NULL, NULL, NULL, NULL);
}

/* ---- The files ------------------------------------------------------------------------------ */

/* Who wrote what, for provenance.json. */
typedef struct archive {
    json_t *owners;  /* path: index of the first report that wrote it */
    json_t *reports; /* in the study's order */
} archive;

static void archive_report(archive *a, const lk_job *j, json_t *files)
{
    json_array_append_new(a->reports, json_pack("{s:s, s:o, s:s*}", "report", j->where, "files",
                                                files, "failure", j->stopped ? j->reason : NULL));
}

/* Reports run side by side: two that write one file race for it. The later one
 * in the study fails; the earlier one is to write its files `again`. */
static void refuse_file(lk_run *r, lk_job *jobs, size_t late, size_t early, const char *path)
{
    jobs[late].stopped = 1;
    jobs[late].reason =
        lk_arena_format(r->arena, "%s is a file of the report %s too: keep one of the two", path,
                        jobs[early].where);
    lk_run_failure(r, "report", jobs[late].where, jobs[late].reason);
}

static void take_files(lk_run *r, lk_job *jobs, size_t index, archive *a, int *again)
{
    lk_job *j = &jobs[index];
    json_t *files = json_array();
    lk_unpack u = lk_unpack_over(j->note, j->note_size);
    while (u.at < u.size && !u.bad) {
        const char *path = lk_unpack_text(&u);
        json_t *owner = path ? json_object_get(a->owners, path) : NULL;
        size_t early = owner ? (size_t)json_integer_value(owner) : index;
        if (!path)
            continue;
        r->answered |= !strcmp(path, LK_ANSWER_FILE);
        if (early != index) {
            again[early] = 1;
            if (!j->stopped)
                refuse_file(r, jobs, index, early, path);
            continue;
        }
        if (!owner)
            json_array_append_new(files, json_string(path));
        json_object_set_new(a->owners, path, json_integer((json_int_t)index));
    }
    archive_report(a, j, files);
}

static lk_status write_again(lk_run *r, lk_job *j)
{
    free(j->note);
    j->note = NULL;
    return lk_run_jobs(r, "report", j, 1, 0);
}

/* None sees what another wrote, and one that fails costs itself only. */
static lk_status run_reports(lk_run *r, lk_job *jobs, int *again, archive *a)
{
    size_t count = r->study->reports.count;
    lk_status status = lk_run_jobs(r, "report", jobs, count, 0);
    for (size_t i = 0; !status && i < count; i++)
        take_files(r, jobs, i, a, again);
    for (size_t i = 0; !status && i < count; i++)
        if (again[i])
            status = write_again(r, &jobs[i]);
    return status;
}

static void ask_report(const lk_run *r, const char *provenance, const lk_pack *all, size_t index,
                       lk_job *j)
{
    *j = (lk_job){.stage = "report", .where = r->study->reports.items[index].name, .more = all};
    lk_pack_u64(&j->request, LK_TASK_REPORT);
    lk_pack_text(&j->request, j->where);
    lk_pack_text(&j->request, r->options->out);
    lk_pack_text(&j->request, provenance);
}

static lk_status write_reports(lk_run *r, const char *provenance, const lk_gallery *g, archive *a)
{
    size_t count = r->study->reports.count;
    lk_job *jobs = calloc(count + 1, sizeof *jobs);
    int *again = calloc(count + 1, sizeof *again);
    lk_pack all = {0};
    lk_pack_tables(&all, r->tables);
    pack_values(r, &all);
    lk_pack_gallery(&all, g);
    for (size_t i = 0; jobs && i < count; i++)
        ask_report(r, provenance, &all, i, &jobs[i]);
    lk_status status = jobs && again ? run_reports(r, jobs, again, a) : LK_E_MEMORY;
    lk_jobs_free(jobs, count);
    free(again);
    lk_pack_free(&all);
    return status;
}

static lk_status write_provenance(lk_run *r, const char *text)
{
    const char *path = lk_arena_format(r->arena, "%s/provenance.json", r->options->out);
    return lk_write_whole(path, text, strlen(text), &r->fault) ? LK_E_IO : LK_OK;
}

/* Reports get it as it is before them; what they wrote is told in it after. */
static lk_status write_all(lk_run *r, const lk_gallery *g)
{
    archive a = {.owners = json_object(), .reports = json_array()};
    char *before = lk_run_provenance(r, NULL), *after = NULL;
    lk_status status = before ? write_provenance(r, before) : LK_E_MEMORY;
    if (!status)
        status = write_reports(r, before, g, &a);
    if (!status) {
        after = lk_run_provenance(r, a.reports);
        status = after ? write_provenance(r, after) : LK_E_MEMORY;
    }
    json_decref(a.owners);
    json_decref(a.reports);
    free(before);
    free(after);
    return status;
}

lk_status lk_run_reports(lk_run *r)
{
    tabulate_values(r);
    tabulate_networks(r);
    lk_run_variants(r);
    lk_status status = lk_run_analyses(r);
    lk_run_conduct(r);
    if (status || !r->options->out)
        return status;
    lk_gallery g = {.count = 0};
    lk_gallery_portraits(r, &g);
    lk_gallery_maps(r, &g, 1);
    lk_gallery_masks(r, &g);
    lk_gallery_examples(r, &g);
    status = g.pack.bad ? LK_E_MEMORY : write_all(r, &g);
    lk_pack_free(&g.pack);
    return status;
}
