/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#include <likeness/plugin.h>

#include <stdio.h>
#include <stdlib.h>

#include "group.h"
#include "linkage.h"

typedef struct clustering {
    const char *similarity;
    int linkage;
} clustering;

static const char *const linkages[] = {
    [LINKAGE_AVERAGE] = "average",
    [LINKAGE_SINGLE] = "single",
    [LINKAGE_COMPLETE] = "complete",
    NULL,
};

static const lk_param params[] = {
    {.name = "similarity",
     .type = LK_STRING,
     .offset = offsetof(clustering, similarity),
     .fallback = "pearson",
     .unit = "",
     .doc = "Which value of the similarity table to cluster by; distance is 1 minus it."},
    {.name = "linkage",
     .type = LK_CHOICE,
     .offset = offsetof(clustering, linkage),
     .fallback = "average",
     .choices = linkages,
     .unit = "",
     .doc = "Distance of two clusters: mean over their pairs (average, UPGMA), least (single) or "
            "greatest (complete)."},
};

static const lk_column cluster_columns[] = {
    {"label", LK_COLUMN_TEXT},    {"explainer", LK_COLUMN_TEXT}, {"align", LK_COLUMN_TEXT},
    {"step", LK_COLUMN_NUMBER},   {"a", LK_COLUMN_TEXT},         {"b", LK_COLUMN_TEXT},
    {"height", LK_COLUMN_NUMBER}, {"size", LK_COLUMN_NUMBER},
};

static const lk_column tree_columns[] = {
    {"label", LK_COLUMN_TEXT},  {"explainer", LK_COLUMN_TEXT}, {"align", LK_COLUMN_TEXT},
    {"metric", LK_COLUMN_TEXT}, {"linkage", LK_COLUMN_TEXT},   {"cophenetic", LK_COLUMN_NUMBER},
    {"n", LK_COLUMN_NUMBER},
};

enum {
    CLUSTER_COLUMNS = sizeof cluster_columns / sizeof cluster_columns[0],
    TREE_COLUMNS = sizeof tree_columns / sizeof tree_columns[0]
};

static lk_cell text(const char *s)
{
    return (lk_cell){.text = *s ? s : NULL};
}

static lk_cell number(double x)
{
    return (lk_cell){.number = x};
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

static lk_status write_merges(lk_context *ctx, const group *g, const merge *merges,
                              lk_table_sink *out)
{
    lk_status status = LK_OK;
    for (size_t k = 0; !status && k + 1 < g->count; k++) {
        const char *a = cluster_name(ctx, g, merges[k].a), *b = cluster_name(ctx, g, merges[k].b);
        if (!a || !b)
            return lk_error(ctx, LK_E_MEMORY, "no memory for the names of clusters");
        lk_cell cells[CLUSTER_COLUMNS] = {text(g->label),
                                          text(g->explainer),
                                          text(g->align),
                                          number((double)(k + 1)),
                                          text(a),
                                          text(b),
                                          number(merges[k].height),
                                          number((double)merges[k].size)};
        status = out->row(out, ctx, "clusters", CLUSTER_COLUMNS, cluster_columns, cells);
    }
    return status;
}

static lk_status write_tree(const clustering *c, lk_context *ctx, const group *g,
                            lk_cell cophenetic, lk_table_sink *out)
{
    lk_cell cells[TREE_COLUMNS] = {
        text(g->label),          text(g->explainer),         text(g->align),
        text(c->similarity),     text(linkages[c->linkage]), cophenetic,
        number((double)g->count)};
    return out->row(out, ctx, "trees", TREE_COLUMNS, tree_columns, cells);
}

/* Build and write one tree; `distances` and `work` are n x n. */
static lk_status cluster(const clustering *c, lk_context *ctx, const lk_table *table,
                         const group *g, double *distances, double *work, lk_table_sink *out)
{
    const char *a, *b;
    lk_cell cophenetic = {.missing = 1};
    merge *merges = lk_alloc_array(ctx, g->count, sizeof *merges);
    if (!merges)
        return lk_error(ctx, LK_E_MEMORY, "no memory to cluster %zu items", g->count);
    if (group_distances(table, g, distances, &a, &b)) {
        lk_log(ctx, LK_WARNING,
               "no tree for label '%s', explainer '%s', alignment '%s': %s and %s have no %s",
               g->label, g->explainer, g->align, a, b, c->similarity);
        return write_tree(c, ctx, g, cophenetic, out);
    }
    memcpy(work, distances, g->count * g->count * sizeof *work);
    lk_status status = linkage_build(ctx, (linkage)c->linkage, g->count, work, merges);
    if (!status)
        status = write_merges(ctx, g, merges, out);
    if (status)
        return status;
    status = linkage_cophenetic(ctx, g->count, distances, merges, &cophenetic.number);
    if (status < 0)
        return status;
    cophenetic.missing = status == LK_MISSING;
    return write_tree(c, ctx, g, cophenetic, out);
}

static lk_status cluster_group(const clustering *c, lk_context *ctx, const lk_table *table,
                               const group *g, lk_table_sink *out)
{
    size_t n = g->count;
    if (n < 2)
        return LK_OK;
    double *both = n <= SIZE_MAX / n / (2 * sizeof *both) ? malloc(2 * n * n * sizeof *both) : NULL;
    if (!both)
        return lk_error(ctx, LK_E_MEMORY, "no memory for the distances of %zu items", n);
    lk_status status = cluster(c, ctx, table, g, both, both + n * n, out);
    free(both);
    return status;
}

static lk_status analyse(void *self, lk_context *ctx, const char *variant, const lk_tables *tables,
                         lk_table_sink *out)
{
    const clustering *c = self;
    const lk_table *table = lk_tables_get(tables, "similarity");
    group *groups;
    size_t count;
    (void)variant;
    if (!table || !table->row_count) {
        lk_log(ctx, LK_WARNING, "nothing to cluster: the study has no similarity between heatmaps");
        return LK_OK;
    }
    lk_status status = groups_find(ctx, table, c->similarity, &groups, &count);
    if (status == LK_MISSING)
        return lk_error(ctx, LK_E_INPUT,
                        "the similarity table has no value '%s': add the metric that computes it, "
                        "or set 'similarity' to one that it has, such as '%s'",
                        c->similarity, lk_table_text(table, 0, "metric"));
    for (size_t g = 0; !status && g < count; g++)
        status = cluster_group(c, ctx, table, &groups[g], out);
    return status;
}

static const lk_analysis_ops ops = {.struct_size = sizeof ops, .analyse = analyse};

LK_PLUGIN(.stage = LK_STAGE_ANALYSIS, .name = "clustering", .version = "0.1.0", .revision = 1,
          .summary = "Trees of networks by the similarity of their heatmaps, with the cophenetic "
                     "correlation.",
          .details =
              "One tree for each label, explainer and alignment, over distances 1 - similarity. "
              "Built with the nearest-neighbour chain (Murtagh, 1983) and the ordering of SciPy's "
              "linkage, so that equal distances are joined in SciPy's order. The cophenetic "
              "correlation (Sokal and Rohlf, 1962) is that of the distances with the heights at "
              "which the tree joins each pair; it is missing where all distances, or all heights, "
              "are equal, as with two items. A group in which some pair has no similarity gets no "
              "tree: its row in the table of trees is left without a correlation.",
          .licence = "MIT", .author = "The Likeness authors",
          .capabilities = LK_CAP_DETERMINISTIC | LK_CAP_REENTRANT,
          .instance_size = sizeof(clustering), LK_PARAMS(params), .ops = &ops)
