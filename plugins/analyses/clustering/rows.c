/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#include "rows.h"

#include <stdio.h>

#include "agreement.h"

static lk_cell text(const char *s)
{
    return (lk_cell){.text = *s ? s : NULL};
}

static lk_cell number(double x)
{
    return (lk_cell){.number = x};
}

static const lk_cell empty = {.missing = 1};

static lk_status no_memory(lk_context *ctx)
{
    return lk_error(ctx, LK_E_MEMORY, "no memory for the rows of a tree");
}

/* A leaf's own name, or "#k" for the cluster that step k made. */
static const char *cluster_name(lk_context *ctx, const group *g, size_t cluster)
{
    enum { ROOM = 24 };
    if (cluster < g->count)
        return g->names[cluster];
    char *name = lk_alloc(ctx, ROOM);
    if (name)
        snprintf(name, ROOM, "#%zu", cluster - g->count + 1);
    return name;
}

lk_status rows_clusters(lk_context *ctx, const planted *p, lk_table_sink *out)
{
    static const lk_column columns[] = {
        {"label", LK_COLUMN_TEXT},    {"explainer", LK_COLUMN_TEXT}, {"align", LK_COLUMN_TEXT},
        {"step", LK_COLUMN_NUMBER},   {"a", LK_COLUMN_TEXT},         {"b", LK_COLUMN_TEXT},
        {"height", LK_COLUMN_NUMBER}, {"size", LK_COLUMN_NUMBER},    {"support", LK_COLUMN_NUMBER},
        {"between", LK_COLUMN_TEXT},  {"network", LK_COLUMN_TEXT},
    };
    const group *g = p->group;
    lk_status status = LK_OK;
    for (size_t k = 0; !status && k + 1 < p->tree.count; k++) {
        const merge *m = &p->tree.merges[k];
        const char *a = cluster_name(ctx, g, m->a), *b = cluster_name(ctx, g, m->b);
        if (!a || !b)
            return no_memory(ctx);
        lk_cell cells[] = {text(g->label),
                           text(g->explainer),
                           text(g->align),
                           number((double)(k + 1)),
                           text(a),
                           text(b),
                           number(m->height),
                           number((double)m->size),
                           p->support ? number(p->support[k]) : empty,
                           text(g->between),
                           text(g->network)};
        status = out->row(out, ctx, "clusters", sizeof columns / sizeof *columns, columns, cells);
    }
    return status;
}

lk_status rows_tree(lk_context *ctx, const group *g, const char *metric, const char *method,
                    const double *cophenetic, lk_table_sink *out)
{
    static const lk_column columns[] = {
        {"label", LK_COLUMN_TEXT},  {"explainer", LK_COLUMN_TEXT}, {"align", LK_COLUMN_TEXT},
        {"metric", LK_COLUMN_TEXT}, {"linkage", LK_COLUMN_TEXT},   {"cophenetic", LK_COLUMN_NUMBER},
        {"n", LK_COLUMN_NUMBER},    {"between", LK_COLUMN_TEXT},   {"network", LK_COLUMN_TEXT},
    };
    lk_cell cells[] = {text(g->label),
                       text(g->explainer),
                       text(g->align),
                       text(metric),
                       text(method),
                       cophenetic ? number(*cophenetic) : empty,
                       number((double)g->count),
                       text(g->between),
                       text(g->network)};
    return out->row(out, ctx, "trees", sizeof columns / sizeof *columns, columns, cells);
}

lk_status rows_leaves(lk_context *ctx, const group *g, const size_t *order, lk_table_sink *out)
{
    static const lk_column columns[] = {
        {"label", LK_COLUMN_TEXT},   {"explainer", LK_COLUMN_TEXT}, {"align", LK_COLUMN_TEXT},
        {"between", LK_COLUMN_TEXT}, {"network", LK_COLUMN_TEXT},   {"position", LK_COLUMN_NUMBER},
        {"item", LK_COLUMN_TEXT},
    };
    lk_status status = LK_OK;
    for (size_t i = 0; !status && i < g->count; i++) {
        lk_cell cells[] = {text(g->label),          text(g->explainer), text(g->align),
                           text(g->between),        text(g->network),   number((double)(i + 1)),
                           text(g->names[order[i]])};
        status = out->row(out, ctx, "leaves", sizeof columns / sizeof *columns, columns, cells);
    }
    return status;
}

/* ---- Cuts ------------------------------------------------------------------------ */

static lk_status cut_row(lk_context *ctx, const group *g, size_t item, size_t clusters,
                         lk_cell cluster, lk_cell support, lk_table_sink *out)
{
    static const lk_column columns[] = {
        {"label", LK_COLUMN_TEXT},     {"explainer", LK_COLUMN_TEXT},
        {"align", LK_COLUMN_TEXT},     {"between", LK_COLUMN_TEXT},
        {"network", LK_COLUMN_TEXT},   {"clusters", LK_COLUMN_NUMBER},
        {"cluster", LK_COLUMN_NUMBER}, {"item", LK_COLUMN_TEXT},
        {"support", LK_COLUMN_NUMBER},
    };
    lk_cell cells[] = {text(g->label),   text(g->explainer),   text(g->align),
                       text(g->between), text(g->network),     number((double)clusters),
                       cluster,          text(g->names[item]), support};
    return out->row(out, ctx, "cuts", sizeof columns / sizeof *columns, columns, cells);
}

lk_status rows_cut(lk_context *ctx, const planted *p, size_t clusters, lk_table_sink *out)
{
    const dendrogram *d = &p->tree;
    size_t *roots = lk_alloc_array(ctx, d->count, sizeof *roots);
    lk_status status = LK_OK;
    if (!roots)
        return no_memory(ctx);
    if (dendrogram_cut(d, clusters, roots)) {
        for (size_t i = 0; !status && i < d->count; i++)
            status = cut_row(ctx, p->group, i, clusters, empty, empty, out);
        return status;
    }
    for (size_t c = 0; !status && c < clusters; c++) {
        lk_cell support =
            p->support && roots[c] >= d->count ? number(p->support[roots[c] - d->count]) : empty;
        for (size_t i = 0; !status && i < dendrogram_size(d, roots[c]); i++)
            status = cut_row(ctx, p->group, d->leaves[d->start[roots[c]] + i], clusters,
                             number((double)(c + 1)), support, out);
    }
    return status;
}

/* ---- Agreement ------------------------------------------------------------------- */

static lk_status agreement_row(lk_context *ctx, const planted *a, const planted *b,
                               const char *measure, lk_cell clusters, lk_cell value, lk_cell chance,
                               lk_table_sink *out)
{
    static const lk_column columns[] = {
        {"explainer", LK_COLUMN_TEXT}, {"align", LK_COLUMN_TEXT},      {"between", LK_COLUMN_TEXT},
        {"network", LK_COLUMN_TEXT},   {"a", LK_COLUMN_TEXT},          {"b", LK_COLUMN_TEXT},
        {"measure", LK_COLUMN_TEXT},   {"clusters", LK_COLUMN_NUMBER}, {"value", LK_COLUMN_NUMBER},
        {"chance", LK_COLUMN_NUMBER},
    };
    const group *g = a->group;
    lk_cell cells[] = {text(g->explainer),
                       text(g->align),
                       text(g->between),
                       text(g->network),
                       text(g->label),
                       text(b->group->label),
                       text(measure),
                       clusters,
                       value,
                       chance};
    return out->row(out, ctx, "tree_agreement", sizeof columns / sizeof *columns, columns, cells);
}

lk_status rows_agreement(lk_context *ctx, const planted *a, const planted *b, const size_t *same,
                         lk_table_sink *out)
{
    tree_pair pair = {&a->tree, &b->tree, same};
    double value, chance;
    lk_status status = agreement_baker(ctx, &pair, &value);
    if (status >= 0)
        status = agreement_row(ctx, a, b, "bakers_gamma", empty, status ? empty : number(value),
                               number(0), out);
    for (size_t k = 2; !status && k < a->tree.count; k++) {
        status = agreement_cut(ctx, &pair, k, &value, &chance);
        if (status >= 0)
            status =
                agreement_row(ctx, a, b, "fowlkes_mallows", number((double)k),
                              status ? empty : number(value), status ? empty : number(chance), out);
    }
    return status;
}
