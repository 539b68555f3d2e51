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
    lk_instance *backend = lk_session_instance(s, "networks", spec->network, fault);
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

static lk_status fetch(lk_session *s, const lk_figure_spec *spec, lk_figure *out, lk_fault *fault)
{
    lk_status status = spec->form == LK_FIGURE_VIEW ? view_pixels(s, spec, &out->pixels, fault)
                       : spec->form == LK_FIGURE_EXPLANATION
                           ? explanation_pixels(s, spec, &out->pixels, fault)
                           : map_pixels(s, spec, &out->pixels, fault);
    out->struct_size = sizeof *out;
    out->kind = spec->kind;
    out->network = spec->network;
    out->label = spec->label;
    out->explainer = spec->explainer;
    out->align = spec->align;
    out->fold = spec->fold;
    out->variant = spec->variant;
    out->item = spec->name;
    return status;
}

typedef struct figures {
    size_t count;
    lk_figure *items;
} figures;

/* The figures of a request, without those that cannot be had: a page with less
 * on it is better than none. `who` is what wants them. */
static lk_status fetch_all(lk_session *s, lk_unpack *request, const char *who, figures *out,
                           lk_fault *fault)
{
    size_t count = lk_unpack_count(request, 100), lost = 0;
    out->count = 0;
    out->items = lk_arena_array(s->call.arena, count, sizeof *out->items);
    lk_fault first = {""};
    for (size_t i = 0; out->items && i < count; i++) {
        lk_fault reason = {""};
        lk_figure_spec spec = lk_unpack_figure(request, s->call.arena);
        lk_status status =
            request->bad ? LK_E_FAIL : fetch(s, &spec, &out->items[out->count], &reason);
        if (request->bad || status == LK_CANCELLED || status == LK_E_MEMORY) {
            *fault = reason;
            return status;
        }
        if (!status)
            out->count++;
        else if (!lost++)
            lk_fault_set(&first, "%s, %s: %s", spec.kind, spec.network ? spec.network : "",
                         *reason.text ? reason.text : "it cannot be read");
    }
    if (lost)
        s->call.context.host->log(&s->call.context, LK_WARNING,
                                  "the %s lacks %zu of %zu figures; the first: %s", who, lost,
                                  count, first.text);
    return out->items ? LK_OK : LK_E_MEMORY;
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
    figures maps = {0, NULL};
    lk_status status = LK_OK;
    if (takes_maps)
        status = fetch_all(s, request, lk_arena_format(s->call.arena, "analysis %s", variant),
                           &maps, fault);
    if (status)
        return status;
    lk_context *ctx = lk_session_call(s, in, variant);
    status = takes_maps
                 ? ops->analyse_maps(in->self, ctx, variant, tables, maps.count, maps.items, sink)
                 : ops->analyse(in->self, ctx, variant, tables, sink);
    if (status)
        lk_instance_fault(in, &s->call, status, fault);
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

/* Where the files of a report go, and the list of them. */
typedef struct folder {
    const char *path;
    lk_pack *written;
} folder;

static lk_status write_file(const lk_report_request *self, lk_context *ctx, const char *path,
                            const void *bytes, size_t size)
{
    const folder *to = self->host_data;
    char full[4096], parent[4096];
    lk_fault fault;
    if (!safe_path(path))
        return lk_error(ctx, LK_E_INPUT, "%s is no path inside the run's folder",
                        path ? path : "(none)");
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
    folder to = {.path = lk_unpack_text(request), .written = &out->note};
    const char *provenance = lk_unpack_text(request);
    lk_tables tables;
    lk_report_request r = {.struct_size = sizeof r,
                           .title = s->study->name,
                           .variant = variant,
                           .provenance = provenance,
                           .tables = &tables,
                           .write_file = write_file,
                           .host_data = &to};
    lk_instance *in = lk_session_instance(s, "reports", variant, fault);
    if (!in || lk_unpack_tables(request, s->call.arena, &tables))
        return LK_E_INPUT;
    r.values = read_values(s, request, &r.value_count);
    figures all;
    lk_status status =
        r.values ? fetch_all(s, request, lk_arena_format(s->call.arena, "report %s", variant), &all,
                             fault)
                 : LK_E_MEMORY;
    if (status)
        return status;
    r.figure_count = all.count;
    r.figures = all.items;
    const lk_report_ops *ops = in->ops;
    status = ops->write(in->self, lk_session_call(s, in, variant), &r);
    if (status)
        lk_instance_fault(in, &s->call, status, fault);
    return status;
}
