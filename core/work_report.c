/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#include <stdio.h>
#include <string.h>

#include "codec.h"
#include "figure.h"
#include "paths.h"
#include "table.h"
#include "task.h"
#include "work_network.h"

/* The end of a study: analyses and reports. */

/* ---- Figures ------------------------------------------------------------------------ */

static lk_status map_pixels(lk_session *s, const lk_figure_spec *spec, lk_tensor *out,
                            lk_fault *fault)
{
    lk_unpack data;
    lk_heatmap map;
    lk_status status = lk_session_artefact(s, &spec->key, NULL, &data, fault);
    if (status)
        return status;
    if (spec->form == LK_FIGURE_MASK) {
        *out = lk_unpack_tensor(&data);
        return data.bad ? LK_E_IO : LK_OK;
    }
    if (lk_unpack_map(&data, s->call.arena, &map, NULL))
        return LK_E_IO;
    *out = map.values;
    return LK_OK;
}

static lk_status explanation_pixels(lk_session *s, const lk_figure_spec *spec, lk_tensor *out,
                                    lk_fault *fault)
{
    lk_unpack data;
    lk_stored_explanation e;
    lk_heatmap map;
    lk_status status = lk_session_artefact(s, &spec->key, NULL, &data, fault);
    if (status)
        return status;
    if (lk_unpack_explanation(&data, s->call.arena, &e) ||
        lk_explanation_paint(&e, spec->slot, s->call.arena, &map))
        return LK_E_IO;
    *out = map.values;
    return LK_OK;
}

static lk_status view_pixels(lk_session *s, const lk_figure_spec *spec, lk_tensor *out,
                             lk_fault *fault)
{
    lk_raster view;
    lk_landmarks points;
    lk_instance *backend = lk_session_instance(s, "networks", spec->seen_by, fault);
    if (!backend)
        return LK_E_INPUT;
    lk_status status = lk_session_face(s, spec->item, &spec->face, fault);
    if (!status)
        status = lk_face_view(s, ((lk_network *)backend->service)->info, &spec->face.face,
                              spec->whole, &view, &points, fault);
    if (!status)
        *out = view.pixels;
    return status;
}

static lk_status fetch(lk_session *s, const lk_figure_spec *spec, lk_tensor *out, lk_fault *fault)
{
    switch (spec->form) {
    case LK_FIGURE_VIEW:
        return view_pixels(s, spec, out, fault);
    case LK_FIGURE_EXPLANATION:
        return explanation_pixels(s, spec, out, fault);
    default:
        return map_pixels(s, spec, out, fault);
    }
}

static void describe(const lk_figure_spec *spec, lk_figure *out)
{
    *out = (lk_figure){.struct_size = sizeof *out,
                       .kind = spec->kind,
                       .network = spec->network,
                       .label = spec->label,
                       .explainer = spec->explainer,
                       .align = spec->align,
                       .fold = spec->fold,
                       .variant = spec->variant,
                       .item = spec->name};
}

typedef struct figures {
    lk_session *s;
    size_t count;
    lk_figure *items;
    lk_key *keys;       /* of the maps that are fetched later */
    size_t asked, lost; /* of all, how many could not be had */
    lk_fault first;     /* why the first of those */
} figures;

static void lose(figures *f, const lk_figure *lost, const lk_fault *reason)
{
    if (!f->lost++)
        lk_fault_set(&f->first, "%s, %s: %s", lost->kind, lost->network ? lost->network : "",
                     *reason->text ? reason->text : "it cannot be read");
}

/* `who` wanted them. */
static void say_lost(const figures *f, const char *who)
{
    if (f->lost)
        f->s->call.context.host->log(&f->s->call.context, LK_WARNING,
                                     "the %s lacks %zu of %zu figures; the first: %s", who, f->lost,
                                     f->asked, f->first.text);
}

static int is_heatmap(const lk_figure_spec *spec)
{
    return spec->form == LK_FIGURE_MAP && spec->kind && !strcmp(spec->kind, "heatmap");
}

/* The figures of a request, without those that cannot be had: a page with less
 * on it is better than none. Heatmaps may be left to be fetched `later`. */
static lk_status fetch_all(lk_session *s, lk_unpack *request, int later, figures *out,
                           lk_fault *fault)
{
    *out = (figures){.s = s, .asked = lk_unpack_count(request, 100)};
    out->items = lk_arena_array(s->call.arena, out->asked, sizeof *out->items);
    out->keys = lk_arena_array(s->call.arena, out->asked, sizeof *out->keys);
    for (size_t i = 0; out->items && out->keys && i < out->asked; i++) {
        lk_fault reason = {""};
        lk_figure *f = &out->items[out->count];
        lk_figure_spec spec = lk_unpack_figure(request, s->call.arena);
        describe(&spec, f);
        out->keys[out->count] = spec.key;
        lk_status status = request->bad                 ? LK_E_FAIL
                           : later && is_heatmap(&spec) ? LK_OK
                                                        : fetch(s, &spec, &f->pixels, &reason);
        if (request->bad || status == LK_CANCELLED || status == LK_E_MEMORY) {
            *fault = reason;
            return status;
        }
        if (status)
            lose(out, f, &reason);
        else
            out->count++;
    }
    return out->items && out->keys ? LK_OK : LK_E_MEMORY;
}

/* A heatmap that was left. */
static lk_status fetch_later(figures *f, size_t index, lk_tensor *out)
{
    lk_fault reason = {""};
    const lk_figure_spec spec = {.form = LK_FIGURE_MAP, .key = f->keys[index]};
    lk_status status = map_pixels(f->s, &spec, out, &reason);
    if (!status || status == LK_CANCELLED || status == LK_E_MEMORY)
        return status;
    lose(f, &f->items[index], &reason);
    return LK_MISSING;
}

/* ---- Analyses --------------------------------------------------------------------- */

static lk_status sink_row(lk_table_sink *self, lk_context *ctx, const char *table,
                          size_t column_count, const lk_column *columns, const lk_cell *cells)
{
    if (!lk_tables_row(self->host_data, table, column_count, columns, cells))
        return LK_OK;
    return lk_error(ctx, LK_E_INPUT, "a row of the table %s has other columns than the first",
                    table);
}

/* Figures are fetched only where they are wanted. */
static lk_status call_analysis(lk_session *s, lk_instance *in, const char *variant,
                               const lk_tables *tables, lk_unpack *request, lk_table_sink *sink,
                               lk_fault *fault)
{
    const lk_analysis_ops *ops = in->ops;
    int takes_maps = LK_HAS(ops, lk_analysis_ops, analyse_maps) && ops->analyse_maps;
    figures maps = {.s = s};
    lk_status status = takes_maps ? fetch_all(s, request, 0, &maps, fault) : LK_OK;
    if (status)
        return status;
    say_lost(&maps, lk_arena_format(s->call.arena, "analysis %s", variant));
    lk_context *ctx = lk_session_call(s, in, variant);
    status = takes_maps
                 ? ops->analyse_maps(in->self, ctx, variant, tables, maps.count, maps.items, sink)
                 : ops->analyse(in->self, ctx, variant, tables, sink);
    if (status)
        lk_fault_set(fault, "%s", lk_call_reason(&s->call, status)); /* `where` names it */
    return status;
}

/* Request: variant, tables, figures. Note: the tables it wrote. */
lk_status lk_work_analyse(lk_session *s, lk_unpack *request, lk_work *out, lk_fault *fault)
{
    lk_tables tables;
    const char *variant = lk_unpack_text(request);
    lk_instance *in = lk_session_instance(s, "analyses", variant, fault);
    if (!in || lk_unpack_tables(request, s->call.arena, &tables))
        return LK_E_INPUT;
    lk_table_set *made = lk_tables_new();
    lk_table_sink sink = {.struct_size = sizeof sink, .row = sink_row, .host_data = made};
    lk_status status =
        made ? call_analysis(s, in, variant, &tables, request, &sink, fault) : LK_E_MEMORY;
    if (!status)
        lk_pack_tables(&out->note, made);
    lk_tables_free(made);
    return status;
}

/* ---- Reports ------------------------------------------------------------------------ */

static int safe_path(const char *path)
{
    return path && *path && *path != '/' && !strstr(path, "..") && strlen(path) < 400;
}

/* Where the files of a report go, the list of them, and its figures. */
typedef struct folder {
    const char *path;
    lk_pack *written;
    figures *figures;
} folder;

static lk_status pixels(const lk_report_request *self, lk_context *ctx, size_t index,
                        lk_tensor *out)
{
    const folder *from = self->host_data;
    (void)ctx;
    return index < from->figures->count ? fetch_later(from->figures, index, out) : LK_E_INPUT;
}

static lk_status write_file(const lk_report_request *self, lk_context *ctx, const char *path,
                            const void *bytes, size_t size)
{
    const folder *to = self->host_data;
    char full[4096], parent[4096];
    lk_fault fault;
    if (!safe_path(path))
        return lk_error(ctx, LK_E_INPUT, "%s is no path inside the run's folder",
                        path ? path : "(none)");
    if (!strcmp(path, "provenance.json"))
        return lk_error(ctx, LK_E_INPUT, "%s says how the run was made: give the file another name",
                        path);
    snprintf(full, sizeof full, "%s/%s", to->path, path);
    snprintf(parent, sizeof parent, "%.*s", (int)(strrchr(full, '/') - full), full);
    if (lk_make_folder(parent, &fault) || lk_write_whole(full, bytes, size, &fault))
        return lk_error(ctx, LK_E_IO, "%s", fault.text);
    lk_pack_text(to->written, path);
    return LK_OK;
}

static lk_value_info *read_values(lk_session *s, lk_unpack *u, size_t *count)
{
    *count = lk_unpack_count(u, 40);
    lk_value_info *v = lk_arena_array(s->call.arena, *count, sizeof *v);
    for (size_t i = 0; v && i < *count; i++) {
        v[i].id = lk_unpack_text(u);
        v[i].title = lk_unpack_text(u);
        v[i].unit = lk_unpack_text(u);
        v[i].low = lk_unpack_double(u);
        v[i].high = lk_unpack_double(u);
        v[i].direction = (int32_t)(int64_t)lk_unpack_u64(u);
        v[i].missing = lk_unpack_text(u);
        v[i].source = lk_unpack_text(u);
    }
    return v;
}

/* Request: variant, folder, provenance, tables, values, figures. Note: the
 * paths of the files that were written. */
lk_status lk_work_report(lk_session *s, lk_unpack *request, lk_work *out, lk_fault *fault)
{
    const char *variant = lk_unpack_text(request);
    figures all = {.s = s};
    folder to = {.path = lk_unpack_text(request), .written = &out->note, .figures = &all};
    const char *provenance = lk_unpack_text(request);
    lk_tables tables;
    lk_report_request r = {.struct_size = sizeof r,
                           .title = s->study->name,
                           .variant = variant,
                           .provenance = provenance,
                           .tables = &tables,
                           .write_file = write_file,
                           .host_data = &to,
                           .pixels = pixels};
    lk_instance *in = lk_session_instance(s, "reports", variant, fault);
    if (!in || lk_unpack_tables(request, s->call.arena, &tables))
        return LK_E_INPUT;
    r.values = read_values(s, request, &r.value_count);
    const lk_report_ops *ops = in->ops;
    int later = LK_HAS(ops, lk_report_ops, asks_for_heatmaps) && ops->asks_for_heatmaps;
    lk_status status = r.values ? fetch_all(s, request, later, &all, fault) : LK_E_MEMORY;
    if (status)
        return status;
    r.figure_count = all.count;
    r.figures = all.items;
    status = ops->write(in->self, lk_session_call(s, in, variant), &r);
    say_lost(&all, lk_arena_format(s->call.arena, "report %s", variant));
    if (status)
        lk_fault_set(fault, "%s", lk_call_reason(&s->call, status)); /* `where` names it */
    return status;
}
