/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#include <likeness/plugin.h>

#include <stdio.h>
#include <stdlib.h>

#include "../../common/values.h"
#include "rows.h"
#include "support.h"

typedef struct clustering {
    const char *similarity;
    int linkage;
    int64_t clusters, support, block;
} clustering;

static const char *const linkages[] = {
    [LINKAGE_AVERAGE] = "average",
    [LINKAGE_SINGLE] = "single",
    [LINKAGE_COMPLETE] = "complete",
    [LINKAGE_WARD] = "ward",
    NULL,
};

static const lk_param params[] = {
    {.name = "similarity",
     .type = LK_STRING,
     .offset = offsetof(clustering, similarity),
     .fallback = "pearson",
     .unit = "",
     .doc = "Which value of the similarity table to cluster by; distance is 1 minus it, or the "
            "value itself where lower is more alike."},
    {.name = "linkage",
     .type = LK_CHOICE,
     .offset = offsetof(clustering, linkage),
     .fallback = "average",
     .choices = linkages,
     .unit = "",
     .doc = "Distance of two clusters: mean over their pairs (average, UPGMA), least (single) or "
            "greatest (complete); or join those whose union adds least to the sum of squares, on "
            "distances as if Euclidean (ward)."},
    {.name = "clusters",
     .type = LK_INT,
     .offset = offsetof(clustering, clusters),
     .fallback = "2",
     .low = 2,
     .high = 1000,
     .unit = "",
     .doc = "Into how many clusters the table of cuts cuts each tree; one of fewer items is not "
            "cut."},
    {.name = "support",
     .type = LK_INT,
     .offset = offsetof(clustering, support),
     .fallback = "1000",
     .low = 0,
     .high = 1000000,
     .unit = "resamples",
     .doc = "From how many resamples of the maps' pixels to estimate the support of each branch; 0 "
            "leaves it out. Only distances of pearson and cosine can be resampled."},
    {.name = "block",
     .type = LK_INT,
     .offset = offsetof(clustering, block),
     .fallback = "16",
     .low = 1,
     .high = 65536,
     .unit = "px",
     .doc = "Side of the squares of pixels that are drawn for support. Neighbouring pixels depend "
            "on each other, so squares smaller than what a map shows, let alone single pixels (1), "
            "overstate it."},
};

/* What an analysis is given, and how. */
typedef struct job {
    const clustering *self;
    lk_context *ctx;
    const lk_table *table; /* similarity */
    int is_distance;       /* what it is clustered by */
    size_t figure_count;
    const lk_figure *figures;
    lk_table_sink *out;
} job;

/* ---- Support --------------------------------------------------------------------- */

static int is_map_of(const lk_figure *f, const group *g, const char *item)
{
    const char *network = strcmp(g->between, "networks") ? g->network : item;
    const char *explainer = strcmp(g->between, "explainers") ? g->explainer : item;
    const char *label = strcmp(g->between, "labels") ? g->label : item;
    return !strcmp(f->kind, "heatmap") && !*f->fold && !strcmp(f->network, network) &&
           !strcmp(f->explainer, explainer) && !strcmp(f->label, label) &&
           !strcmp(f->align, g->align);
}

static const lk_tensor *find_map(const job *j, const group *g, const char *item)
{
    for (size_t i = 0; i < j->figure_count; i++)
        if (is_map_of(&j->figures[i], g, item))
            return &j->figures[i].pixels;
    return NULL;
}

/* 0: some item has no map, or one of another size. */
static int find_maps(const job *j, const group *g, support *s)
{
    for (size_t i = 0; i < g->count; i++) {
        const lk_tensor *t = find_map(j, g, g->names[i]);
        if (!t || t->rank != 2 || t->dtype.code != LK_DTYPE_FLOAT || t->dtype.bits != 32)
            return 0;
        if (i && ((size_t)t->shape[0] != s->height || (size_t)t->shape[1] != s->width))
            return 0;
        s->height = (size_t)t->shape[0];
        s->width = (size_t)t->shape[1];
        s->maps[i] = t->data;
    }
    return s->height && s->width;
}

static lk_status find_support(const job *j, planted *p)
{
    const clustering *c = j->self;
    size_t n = p->tree.count;
    support s = {.method = (linkage)c->linkage,
                 .centred = !strcmp(c->similarity, "pearson"),
                 .resamples = (size_t)c->support,
                 .block = (size_t)c->block};
    if (!s.resamples || (!s.centred && strcmp(c->similarity, "cosine")))
        return LK_OK;
    s.maps = lk_alloc_array(j->ctx, n, sizeof *s.maps);
    double *shares = lk_alloc_array(j->ctx, n, sizeof *shares);
    if (!s.maps || !shares)
        return lk_error(j->ctx, LK_E_MEMORY, "no memory for the support of %zu items", n);
    lk_status status =
        find_maps(j, p->group, &s) ? support_shares(j->ctx, &s, &p->tree, shares) : LK_MISSING;
    if (status == LK_MISSING)
        lk_log(j->ctx, LK_WARNING,
               "no support for the tree of label '%s', explainer '%s', alignment '%s': its maps "
               "are not all there, or constant",
               p->group->label, p->group->explainer, p->group->align);
    else if (status)
        return status;
    else
        p->support = shares;
    return LK_OK;
}

/* ---- Trees ----------------------------------------------------------------------- */

static lk_status write_tree(const job *j, const planted *p, const double *distances, size_t *order)
{
    double cophenetic;
    lk_status status = dendrogram_cophenetic(&p->tree, distances, &cophenetic);
    const double *known = status ? NULL : &cophenetic;
    status = rows_clusters(j->ctx, p, j->out);
    if (!status)
        status = rows_tree(j->ctx, p->group, j->self->similarity, linkages[j->self->linkage], known,
                           j->out);
    if (!status)
        status = dendrogram_order(j->ctx, &p->tree, distances, order);
    if (!status)
        status = rows_leaves(j->ctx, p->group, order, j->out);
    if (!status && (size_t)j->self->clusters <= p->tree.count)
        status = rows_cut(j->ctx, p, (size_t)j->self->clusters, j->out);
    return status;
}

static lk_status plant(const job *j, planted *p, double *distances)
{
    const char *a, *b;
    const group *g = p->group;
    if (group_distances(j->table, g, j->is_distance, distances, &a, &b)) {
        lk_log(j->ctx, LK_WARNING,
               "no tree for label '%s', explainer '%s', alignment '%s': %s and %s have no %s",
               g->label, g->explainer, g->align, a, b, j->self->similarity);
        return rows_tree(j->ctx, g, j->self->similarity, linkages[j->self->linkage], NULL, j->out);
    }
    size_t *order = lk_alloc_array(j->ctx, g->count, sizeof *order);
    if (!order)
        return lk_error(j->ctx, LK_E_MEMORY, "no memory to order %zu items", g->count);
    lk_status status =
        dendrogram_build(j->ctx, (linkage)j->self->linkage, g->count, distances, &p->tree);
    if (!status)
        status = find_support(j, p);
    return status ? status : write_tree(j, p, distances, order);
}

static lk_status plant_group(const job *j, planted *p)
{
    size_t n = p->group->count;
    if (n < 2)
        return LK_OK;
    double *distances =
        n <= SIZE_MAX / n / sizeof *distances ? malloc(n * n * sizeof *distances) : NULL;
    if (!distances)
        return lk_error(j->ctx, LK_E_MEMORY, "no memory for the distances of %zu items", n);
    lk_status status = plant(j, p, distances);
    free(distances);
    return status;
}

/* Where each name of `a` stands in `b`; 0 when they are not of the same items. */
static int match(const group *a, const group *b, size_t *same)
{
    for (size_t i = 0; i < a->count; i++) {
        same[i] = group_find(b, a->names[i]);
        if (same[i] == b->count)
            return 0;
    }
    return a->count == b->count;
}

static lk_status compare(const job *j, const planted *a, const planted *b)
{
    if (a->tree.count < 3 || b->tree.count < 3 || !group_differs_in_label(a->group, b->group))
        return LK_OK;
    size_t *same = lk_alloc_array(j->ctx, a->tree.count, sizeof *same);
    if (!same)
        return lk_error(j->ctx, LK_E_MEMORY, "no memory to compare trees");
    return match(a->group, b->group, same) ? rows_agreement(j->ctx, a, b, same, j->out) : LK_OK;
}

static lk_status grow(const job *j, const group *groups, size_t count)
{
    planted *p = lk_alloc_array(j->ctx, count, sizeof *p);
    lk_status status = p ? LK_OK : lk_error(j->ctx, LK_E_MEMORY, "no memory for %zu trees", count);
    for (size_t g = 0; !status && g < count; g++) {
        p[g].group = &groups[g];
        status = plant_group(j, &p[g]);
    }
    for (size_t a = 0; !status && a < count; a++)
        for (size_t b = a + 1; !status && b < count; b++)
            status = compare(j, &p[a], &p[b]);
    return status;
}

static void say_why_no_support(const job *j)
{
    const char *similarity = j->self->similarity;
    if (j->self->support && strcmp(similarity, "pearson") && strcmp(similarity, "cosine"))
        lk_log(j->ctx, LK_INFO,
               "branches get no support: only pearson and cosine can be resampled, not %s",
               similarity);
}

static lk_status analyse_maps(void *self, lk_context *ctx, const char *variant,
                              const lk_tables *tables, size_t figure_count,
                              const lk_figure *figures, lk_table_sink *out)
{
    const clustering *c = self;
    job j = {c,
             ctx,
             lk_tables_get(tables, "similarity"),
             values_lowest_first(tables, c->similarity),
             figure_count,
             figures,
             out};
    group *groups;
    size_t count;
    (void)variant;
    if (!j.table || !j.table->row_count) {
        lk_log(ctx, LK_WARNING, "nothing to cluster: the study has no similarity between heatmaps");
        return LK_OK;
    }
    lk_status status = groups_find(ctx, j.table, c->similarity, &groups, &count);
    if (status == LK_MISSING)
        return lk_error(ctx, LK_E_INPUT,
                        "the similarity table has no value '%s': add the metric that computes it, "
                        "or set 'similarity' to one that it has, such as '%s'",
                        c->similarity, lk_table_text(j.table, 0, "metric"));
    say_why_no_support(&j);
    return status ? status : grow(&j, groups, count);
}

static lk_status analyse(void *self, lk_context *ctx, const char *variant, const lk_tables *tables,
                         lk_table_sink *out)
{
    return analyse_maps(self, ctx, variant, tables, 0, NULL, out);
}

static const lk_analysis_ops ops = {
    .struct_size = sizeof ops, .analyse = analyse, .analyse_maps = analyse_maps};

LK_PLUGIN(.stage = LK_STAGE_ANALYSIS, .name = "clustering", .version = "0.2.0", .revision = 3,
          .summary = "Trees of networks, explainers or labels by the similarity of their heatmaps, "
                     "with cuts and the support of each branch.",
          .details =
              "One tree for each label, explainer and alignment, over distances 1 - similarity (or "
              "a metric that is a distance), and "
              "likewise of explainers and of labels. "
              "Built with the nearest-neighbour chain (Murtagh, 1983) and the ordering of SciPy's "
              "linkage, so that equal distances are joined in SciPy's order. The cophenetic "
              "correlation (Sokal and Rohlf, 1962) is that of the distances with the heights at "
              "which the tree joins each pair; it is missing where all distances, or all heights, "
              "are equal, as with two items. A group in which some pair has no similarity gets no "
              "tree: its row in the table of trees is left without a correlation.\n\n"
              "Leaves are ordered so that the distances of neighbours sum up to the least that "
              "turning branches can reach (Bar-Joseph et al., 2001). Trees of different labels are "
              "compared by Baker's gamma (1974) and, at each cut, by the index of Fowlkes and "
              "Mallows (1983).\n\n"
              "Support (Felsenstein, 1985) is the share of resampled trees that have a cluster of "
              "exactly the same items. What is resampled are square blocks of pixels of the pooled "
              "maps, the same in all maps of a tree: it says how much a branch hangs on which "
              "pixels there are, not on which faces or which training.",
          .licence = "MIT", .author = "The Likeness authors",
          .capabilities = LK_CAP_DETERMINISTIC | LK_CAP_REENTRANT | LK_CAP_RANDOM,
          .instance_size = sizeof(clustering), LK_PARAMS(params), .ops = &ops)
