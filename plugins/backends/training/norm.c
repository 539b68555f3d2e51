/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#include <math.h>

#include "trainer.h"

/* Batch normalisation by the batch's own statistics. Sums are double, by piece
 * of the batch, and added in the order of pieces. */

typedef struct norm_job {
    const graph_node *node;
    const norm *norm;
    size_t items, pieces, pixels, channels;
    const float *values, *gradient;
    const float *gamma;
    double *sums; /* by piece two rows of channels */
    float *out;
    const lanes *lanes;
    float *rows; /* of the way back, as lanes.mix takes them */
} norm_job;

size_t norm_sums(const graph_node *n, size_t items)
{
    return 4 * ((size_t)n->shape.channels * (work_pieces(items) + 2) + 16);
}

static norm_job describe(const training *t, const pass *p, uint32_t node)
{
    const graph_node *n = &t->graph.nodes[node];
    return (norm_job){.node = n,
                      .norm = &t->norms[node],
                      .items = p->items,
                      .pieces = work_pieces(p->items),
                      .pixels = graph_pixels(&n->shape),
                      .channels = (size_t)n->shape.channels,
                      .values = pass_value(t, p, n->inputs[0]),
                      .gamma = n->weights[GRAPH_GAMMA],
                      .sums = (double *)(void *)(t->room + p->sums),
                      .lanes = t->lanes};
}

/* The floats of a piece: from the first pixel to before the last. */
static void find_piece(const norm_job *j, size_t piece, size_t *first, size_t *end)
{
    *first = training_first(j->items, j->pieces, piece) * j->pixels;
    *end = training_first(j->items, j->pieces, piece + 1) * j->pixels;
}

/* Pixels that are added up while their channels' sums stay in registers. */
enum { RUN = 16 };

static size_t run_of(size_t at, size_t end)
{
    return end - at < RUN ? end - at : RUN;
}

/* Add the rows of all pieces to the first. */
static void add_rows(const norm_job *j)
{
    for (size_t p = 1; p < j->pieces; p++)
        for (size_t c = 0; c < 2 * j->channels; c++)
            j->sums[c] += j->sums[p * 2 * j->channels + c];
}

/* ---- Forward ------------------------------------------------------------------------------- */

static int sum_values(void *user, size_t piece, float *scratch)
{
    const norm_job *j = user;
    size_t n = j->channels, at, end;
    double *sum = j->sums + piece * 2 * n, *squares = sum + n;
    (void)scratch;
    memset(sum, 0, 2 * n * sizeof *sum);
    for (find_piece(j, piece, &at, &end); at < end; at += RUN)
        j->lanes->sum_squares(j->values + at * n, run_of(at, end), n, sum, squares);
    return 0;
}

static void set_scale(const graph_node *n, const norm *m, size_t c, double mean, double variance)
{
    double gamma = n->weights[GRAPH_GAMMA] ? (double)n->weights[GRAPH_GAMMA][c] : 1;
    double beta = n->weights[GRAPH_BETA] ? (double)n->weights[GRAPH_BETA][c] : 0;
    double scale = gamma / sqrt(variance + n->epsilon);
    m->scale_shift[c] = (float)scale;
    m->scale_shift[(size_t)n->shape.channels + c] = (float)(beta - mean * scale);
}

static void find_statistics(const norm_job *j)
{
    double count = (double)(j->items * j->pixels);
    add_rows(j);
    for (size_t c = 0; c < j->channels; c++) {
        double mean = j->sums[c] / count;
        double variance = j->sums[j->channels + c] / count - mean * mean;
        j->norm->mean[c] = mean;
        j->norm->variance[c] = variance < 0 ? 0 : variance;
        set_scale(j->node, j->norm, c, mean, j->norm->variance[c]);
    }
}

static int scale_values(void *user, size_t piece, float *scratch)
{
    const norm_job *j = user;
    size_t first, end;
    (void)scratch;
    find_piece(j, piece, &first, &end);
    j->lanes->scale(j->values + first * j->channels, end - first, j->channels, j->norm->scale_shift,
                    j->norm->scale_shift + j->channels, j->out + first * j->channels);
    return 0;
}

lk_status norm_forward(training *t, lk_context *ctx, const pass *p, uint32_t node)
{
    norm_job j = describe(t, p, node);
    j.out = pass_value(t, p, node);
    lk_status status = work_share(t, ctx, j.pieces, sum_values, &j);
    if (status)
        return status;
    find_statistics(&j);
    return work_share(t, ctx, j.pieces, scale_values, &j);
}

void norm_settle(training *t, uint32_t node)
{
    const graph_node *n = &t->graph.nodes[node];
    size_t channels = (size_t)n->shape.channels;
    for (size_t c = 0; c < channels; c++) {
        double scale, shift;
        graph_norm_scale(n, c, &scale, &shift);
        t->norms[node].scale_shift[c] = (float)scale;
        t->norms[node].scale_shift[channels + c] = (float)shift;
    }
}

/* ---- Back ------------------------------------------------------------------------------------ */

/* Sums of gradients, and of gradients times deviations from the mean. */
static int sum_gradients(void *user, size_t piece, float *scratch)
{
    const norm_job *j = user;
    size_t n = j->channels, at, end;
    double *sum = j->sums + piece * 2 * n, *products = sum + n;
    (void)scratch;
    memset(sum, 0, 2 * n * sizeof *sum);
    for (find_piece(j, piece, &at, &end); at < end; at += RUN)
        j->lanes->sum_products(j->gradient + at * n, j->values + at * n, j->norm->mean,
                               run_of(at, end), n, sum, products);
    return 0;
}

/* By channel: the gradient of the input is a g + (x - mean) b + d. */
static void find_rows(const norm_job *j, float *beta, float *gamma)
{
    double count = (double)(j->items * j->pixels);
    size_t n = j->channels;
    float *a = j->rows, *mean = a + n, *b = mean + n, *d = b + n;
    add_rows(j);
    for (size_t c = 0; c < n; c++) {
        double inverse = 1 / sqrt(j->norm->variance[c] + j->node->epsilon);
        double sum = j->sums[c], product = j->sums[n + c] * inverse;
        if (beta)
            beta[c] = (float)sum;
        if (gamma)
            gamma[c] = (float)product;
        double scale = (j->gamma ? (double)j->gamma[c] : 1) * inverse;
        a[c] = (float)scale;
        mean[c] = (float)j->norm->mean[c];
        b[c] = (float)(-scale * inverse * product / count);
        d[c] = (float)(-scale * sum / count);
    }
}

static int derive_values(void *user, size_t piece, float *scratch)
{
    const norm_job *j = user;
    size_t n = j->channels, first, end;
    (void)scratch;
    find_piece(j, piece, &first, &end);
    j->lanes->mix(j->gradient + first * n, j->values + first * n, j->rows, end - first, n,
                  j->out + first * n);
    return 0;
}

lk_status norm_backward(training *t, lk_context *ctx, const pass *p, uint32_t node, float *out)
{
    norm_job j = describe(t, p, node);
    j.gradient = pass_gradient(t, p, node);
    j.out = out;
    lk_status status = work_share(t, ctx, j.pieces, sum_gradients, &j);
    if (status)
        return status;
    j.rows = (float *)(void *)(j.sums + 2 * j.pieces * j.channels);
    find_rows(&j, parameters_gradient(t, node, GRAPH_BETA),
              parameters_gradient(t, node, GRAPH_GAMMA));
    return out ? work_share(t, ctx, j.pieces, derive_values, &j) : LK_OK;
}

/* ---- The running statistics ---------------------------------------------------------------------
 */

void norm_update(training *t, const pass *p, uint32_t node)
{
    const graph_node *n = &t->graph.nodes[node];
    const norm *m = &t->norms[node];
    parameters *q = &t->parameters;
    float *mean = q->values + (n->weights[GRAPH_AVERAGE] - q->values);
    float *variance = q->values + (n->weights[GRAPH_VARIANCE] - q->values);
    double keep = t->how.norm_momentum, count = (double)(p->items * graph_pixels(&n->shape));
    double share = t->how.convention == LK_PYTORCH && count > 1 ? count / (count - 1) : 1;
    for (int64_t c = 0; c < n->shape.channels; c++) {
        mean[c] = (float)(keep * (double)mean[c] + (1 - keep) * m->mean[c]);
        variance[c] = (float)(keep * (double)variance[c] + (1 - keep) * share * m->variance[c]);
    }
}
