/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#include "estimate.h"

#include <math.h>

#include "../statistics/bootstrap.h"
#include "../statistics/effect.h"
#include "../statistics/permutation.h"
#include "../statistics/t.h"
#include "cells.h"

static double score_at(const grid *g, side own, side minus, size_t network, size_t label)
{
    double score = grid_cell(g, own.setting, own.baseline, network, label);
    return minus.setting ? score - grid_cell(g, minus.setting, minus.baseline, network, label)
                         : score;
}

/* NAN where the cluster has no score. */
static double cluster_mean(const study *s, side own, side minus, size_t cluster)
{
    const grid *g = &s->grid;
    int by_label = s->params->cluster == CLUSTER_LABEL;
    double sum = 0, known = 0;
    for (size_t i = 0; i < (by_label ? g->networks.count : g->column_count); i++) {
        double score =
            by_label ? score_at(g, own, minus, i, cluster) : score_at(g, own, minus, cluster, i);
        if (isnan(score))
            continue;
        sum += score;
        known++;
    }
    return known > 0 ? sum / known : NAN;
}

size_t clusters_gather(const study *s, side own, side minus, double *values)
{
    int by_label = s->params->cluster == CLUSTER_LABEL;
    size_t clusters = by_label ? s->grid.column_count : s->grid.networks.count, n = 0;
    for (size_t i = 0; i < clusters; i++) {
        double mean = cluster_mean(s, own, minus, i);
        if (!isnan(mean))
            values[n++] = mean;
    }
    return n;
}

double *clusters_room(study *s)
{
    size_t networks = s->grid.networks.count, labels = s->grid.column_count;
    return study_room(s, networks > labels ? networks : labels, sizeof(double));
}

static lk_status resample(study *s, const sample *clusters, interval *out)
{
    stream from = s->key;
    drawing draws = stream_drawing(&from);
    bootstrap b;
    if (clusters->count < FEWEST_CLUSTERS)
        return LK_OK;
    if (bootstrap_draw(&b, clusters, NULL, (size_t)s->params->resamples, &draws))
        return no_memory(s);
    if (b.error > 0)
        bootstrap_interval(&b, (bootstrap_kind)s->params->interval, s->params->level, out);
    bootstrap_free(&b);
    return LK_OK;
}

lk_status estimate_make(study *s, const double *values, size_t n, estimate *out)
{
    sample clusters = {.count = n, .sums = values};
    *out = (estimate){.n = n, .value = NAN, .bootstrap = {NAN, NAN}, .t = {NAN, NAN}};
    if (lk_cancelled(s->ctx))
        return LK_CANCELLED;
    if (n)
        out->value = sample_mean(&clusters);
    if (n < 2)
        return LK_OK;
    t_interval_mean(&clusters, s->params->level, &out->t);
    return resample(s, &clusters, &out->bootstrap);
}

lk_status estimate_judge(study *s, const double *differences, size_t n, estimate *out, double *p,
                         double *effect)
{
    lk_status status = estimate_make(s, differences, n, out);
    *p = *effect = NAN;
    if (status || n < 2)
        return status;
    effect_paired(differences, n, effect);
    return sign_flip(differences, n, (size_t)s->params->resamples, s->key, p) ? no_memory(s)
                                                                              : LK_OK;
}

void cells_of_judged(lk_cell *cells, const study *s, const estimate *e, double p, double adjusted,
                     double effect)
{
    int has_interval = !isnan(e->bootstrap.lo), is_corrected = !isnan(adjusted);
    *cells++ = cell_number(e->bootstrap.lo);
    *cells++ = cell_number(e->bootstrap.hi);
    *cells++ = cell_number((double)e->n);
    *cells++ = cell_text(has_interval ? inference_intervals[s->params->interval] : "");
    *cells++ = cell_number(e->t.lo);
    *cells++ = cell_number(e->t.hi);
    *cells++ = cell_number(p);
    *cells++ = cell_number(adjusted);
    *cells++ = cell_text(is_corrected ? inference_corrections[s->params->correction] : "");
    *cells = cell_number(effect);
}
