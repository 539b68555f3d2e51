/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "paths.h"
#include "run.h"

/* The end of a run: analyses read the tables and add their own; reports turn
 * everything into files. Neither is stored: they are cheap, and tables differ
 * from run to run. */

/* ---- Figures ------------------------------------------------------------------------------ */

typedef struct gallery {
    lk_pack pack;
    uint64_t count;
} gallery;

static void hang(gallery *g, const lk_figure_spec *f)
{
    lk_pack_figure(&g->pack, f);
    g->count++;
}

static void pack_gallery(const gallery *g, lk_pack *p)
{
    lk_pack_u64(p, g->count);
    lk_pack_raw(p, g->pack.bytes, g->pack.size);
}

static const char *align_name(const lk_run *r, size_t align)
{
    return align == SIZE_MAX ? NULL : r->aligns[align].variant->name;
}

/* Has a map of one fold a map over all folds, which stands for it? That one comes
 * after its folds. */
static int is_pooled(const lk_run *r, size_t fold)
{
    const lk_map_cell *f = &r->maps[fold];
    for (size_t i = fold; i < r->map_count; i++) {
        const lk_map_cell *c = &r->maps[i];
        if (c->network != f->network || c->label != f->label || c->explainer != f->explainer ||
            c->align != f->align)
            return 0;
        if (c->done && !c->fold)
            return 1;
    }
    return 0;
}

/* Maps over all folds; those of folds too where they have none and are wanted. */
static void hang_maps(lk_run *r, gallery *g, int folds)
{
    for (size_t i = 0; i < r->map_count; i++) {
        const lk_map_cell *c = &r->maps[i];
        if (!c->done || (c->fold && (!folds || is_pooled(r, i))))
            continue;
        hang(g, &(lk_figure_spec){.form = LK_FIGURE_MAP,
                                  .key = c->key,
                                  .kind = "heatmap",
                                  .network = c->network_name,
                                  .label = r->study->labels[c->label],
                                  .explainer = c->explainer == SIZE_MAX
                                                   ? NULL
                                                   : r->explainers[c->explainer].variant->name,
                                  .align = align_name(r, c->align),
                                  .fold = c->fold});
    }
}

static void hang_masks(lk_run *r, gallery *g)
{
    for (size_t m = 0; m < r->study->masks.count; m++)
        for (size_t f = 0; f < r->frame_count; f++)
            for (size_t l = 0; l < r->study->label_count; l++)
                for (size_t i = 0; i < r->masks[m].reading_count[l]; i++) {
                    size_t slot = lk_mask_slot(r, m, f, l, i);
                    const lk_mask_facts *facts = &r->masks[m];
                    if (!r->mask_done[slot])
                        continue;
                    hang(g, &(lk_figure_spec){
                                .form = LK_FIGURE_MASK,
                                .key = r->mask_keys[slot],
                                .kind = "mask",
                                .label = r->study->labels[l],
                                .align = r->frames[f].variant ? r->frames[f].variant->name : NULL,
                                .variant =
                                    facts->reading_count[l] == 1
                                        ? facts->variant->name
                                        : lk_arena_format(r->arena, "%s:%s", facts->variant->name,
                                                          facts->readings[l][i])});
                }
}

static void hang_portraits(lk_run *r, gallery *g)
{
    for (size_t a = 0; r->portrait_done && a < r->study->align.count; a++)
        if (r->portrait_done[a])
            hang(g, &(lk_figure_spec){.form = LK_FIGURE_MAP,
                                      .key = r->portraits[a],
                                      .kind = "face",
                                      .align = align_name(r, a)});
}

/* The face that shows a label best to a network: where its probability is
 * largest among the faces that were explained for it. */
static int best_face(const lk_run *r, size_t network, int label, size_t *face)
{
    float best = -1;
    for (size_t x = 0; x < r->study->explainers.count; x++)
        for (size_t f = 0; f < r->face_count; f++) {
            const lk_explained *e =
                &r->explained[(network * r->study->explainers.count + x) * r->face_count + f];
            const lk_prediction *p = &r->predictions[network * r->face_count + f];
            for (uint32_t c = 0; e->done && c < e->class_count; c++)
                if (r->networks[network].labels[e->classes[c]] == label &&
                    p->scores[e->classes[c]] > best) {
                    best = p->scores[e->classes[c]];
                    *face = f;
                }
        }
    return best >= 0;
}

static void hang_example(lk_run *r, gallery *g, size_t network, int label, size_t face)
{
    const lk_face_facts *f = &r->faces[face];
    const char *item = lk_arena_format(r->arena, "%s face %zu", f->item->id, f->number);
    lk_figure_spec view = {.form = LK_FIGURE_VIEW,
                           .item = f->item->index,
                           .whole = r->options->whole,
                           .face = f->record,
                           .kind = "example",
                           .network = r->networks[network].variant->name,
                           .label = r->study->labels[label],
                           .name = item};
    int shown = 0;
    for (size_t x = 0; x < r->study->explainers.count; x++) {
        const lk_explained *e =
            &r->explained[(network * r->study->explainers.count + x) * r->face_count + face];
        for (uint32_t c = 0; e->done && c < e->class_count; c++) {
            if (r->networks[network].labels[e->classes[c]] != label)
                continue;
            lk_figure_spec map = view;
            map.form = LK_FIGURE_EXPLANATION;
            map.key = e->key;
            map.slot = c;
            map.kind = "example-heatmap";
            map.explainer = r->explainers[x].variant->name;
            if (!shown++)
                hang(g, &view);
            hang(g, &map);
        }
    }
}

static void hang_examples(lk_run *r, gallery *g)
{
    size_t face;
    for (size_t n = 0; r->predictions && r->explained && n < r->study->networks.count; n++)
        for (size_t l = 0; l < r->study->label_count; l++)
            if (best_face(r, n, (int)l, &face))
                hang_example(r, g, n, (int)l, face);
}

/* ---- Analyses ---------------------------------------------------------------------------- */

/* Is it a table that analyses make, rather than one of the host's? */
static int is_made(lk_run *r, const char *name, lk_arena *arena)
{
    lk_tables view = lk_tables_view(r->tables, arena);
    const lk_table *t = lk_tables_get(&view, name);
    return !t || !strcmp(t->columns[t->column_count - 1].name, "analysis");
}

/* Which analysis made a row is told in a last column. -1: other columns than
 * those that are there. */
static int add_rows(lk_run *r, const lk_table *x, const char *variant, lk_arena *arena)
{
    size_t count = x->column_count, made = (size_t)is_made(r, x->name, arena);
    lk_column *columns = lk_arena_array(arena, count + 1, sizeof *columns);
    lk_cell *cells = lk_arena_array(arena, count + 1, sizeof *cells);
    if (!columns || !cells)
        return -1;
    memcpy(columns, x->columns, count * sizeof *columns);
    columns[count] = (lk_column){.name = "analysis", .type = LK_COLUMN_TEXT};
    cells[count].text = variant;
    for (size_t i = 0; i < x->row_count; i++) {
        memcpy(cells, &x->cells[i * count], count * sizeof *cells);
        if (lk_tables_row(r->tables, x->name, count + made, columns, cells))
            return -1;
    }
    return 0;
}

static void add_tables(lk_run *r, const lk_job *j, const char *variant)
{
    lk_tables made;
    lk_arena *arena = lk_arena_new(0);
    lk_unpack u = lk_unpack_over(j->note, j->note_size);
    if (!arena || lk_unpack_tables(&u, arena, &made)) {
        lk_run_failure(r, "analyse", variant, "its tables cannot be read");
        lk_arena_free(arena);
        return;
    }
    for (size_t t = 0; t < made.count; t++)
        if (add_rows(r, &made.items[t], variant, arena))
            lk_run_failure(r, "analyse", variant,
                           lk_arena_format(r->arena,
                                           "its table %s has other columns than the "
                                           "one that is there",
                                           made.items[t].name));
    lk_arena_free(arena);
}

static lk_status analyse(lk_run *r, const lk_variant *v, const gallery *g)
{
    lk_job *j = calloc(1, sizeof *j);
    if (!j)
        return LK_E_MEMORY;
    j->stage = "analyse";
    j->where = v->name;
    lk_pack_u64(&j->request, LK_TASK_ANALYSE);
    lk_pack_text(&j->request, v->name);
    lk_pack_tables(&j->request, r->tables);
    pack_gallery(g, &j->request);
    lk_status status = lk_run_jobs(r, "analyse", j, 1, 0);
    if (!status && !j->stopped)
        add_tables(r, j, v->name);
    lk_jobs_free(j, 1);
    return status;
}

static lk_status analyse_all(lk_run *r)
{
    gallery g = {.count = 0};
    hang_maps(r, &g, 0);
    lk_status status = g.pack.bad ? LK_E_MEMORY : LK_OK;
    for (size_t a = 0; !status && a < r->study->analyses.count; a++)
        status = analyse(r, &r->study->analyses.items[a], &g);
    lk_pack_free(&g.pack);
    return status;
}

/* ---- Reports ------------------------------------------------------------------------------- */

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

static void take_files(lk_run *r, const lk_job *j)
{
    lk_unpack u = lk_unpack_over(j->note, j->note_size);
    while (u.at < u.size && !u.bad) {
        const char *path = lk_unpack_text(&u);
        r->answered |= path && !strcmp(path, LK_ANSWER_FILE);
    }
}

/* All at once: none sees what another wrote, and one that fails costs itself only. */
static lk_status write_reports(lk_run *r, const char *provenance, const gallery *g)
{
    size_t count = r->study->reports.count;
    lk_job *jobs = calloc(count + 1, sizeof *jobs);
    lk_pack all = {0};
    lk_pack_tables(&all, r->tables);
    pack_values(r, &all);
    pack_gallery(g, &all);
    for (size_t i = 0; jobs && i < count; i++) {
        jobs[i] = (lk_job){.stage = "report", .where = r->study->reports.items[i].name};
        jobs[i].more = &all;
        lk_pack_u64(&jobs[i].request, LK_TASK_REPORT);
        lk_pack_text(&jobs[i].request, jobs[i].where);
        lk_pack_text(&jobs[i].request, r->options->out);
        lk_pack_text(&jobs[i].request, provenance);
    }
    lk_status status = jobs ? lk_run_jobs(r, "report", jobs, count, 0) : LK_E_MEMORY;
    for (size_t i = 0; jobs && i < count; i++)
        take_files(r, &jobs[i]);
    lk_jobs_free(jobs, count);
    lk_pack_free(&all);
    return status;
}

static lk_status write_provenance(lk_run *r, const char *text)
{
    const char *path = lk_arena_format(r->arena, "%s/provenance.json", r->options->out);
    return lk_write_whole(path, text, strlen(text), &r->fault) ? LK_E_IO : LK_OK;
}

lk_status lk_run_reports(lk_run *r)
{
    tabulate_values(r);
    tabulate_networks(r);
    lk_run_variants(r);
    lk_status status = analyse_all(r);
    lk_run_conduct(r);
    if (status || !r->options->out)
        return status;
    gallery g = {.count = 0};
    hang_portraits(r, &g);
    hang_maps(r, &g, 1);
    hang_masks(r, &g);
    hang_examples(r, &g);
    char *provenance = lk_run_provenance(r);
    status = provenance && !g.pack.bad ? write_provenance(r, provenance) : LK_E_MEMORY;
    if (!status)
        status = write_reports(r, provenance, &g);
    lk_pack_free(&g.pack);
    free(provenance);
    return status;
}
