/* SPDX-License-Identifier: MIT
 * SPDX-FileCopyrightText: The Likeness authors */
#include "derive.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "plugins/backends/products/convolve.h"

enum { DIRECTIONS = 6 };
static const double tolerance = 1e-3;

graph derive_graph;
static graph_node nodes[MOST_NODES];
static uint32_t inputs[MOST_NODES][4];
static float norm_rows[2 * CHANNELS]; /* of the one normalisation */
float derive_weights[MOST_WEIGHTS];
lk_rectifier derive_rectifier;
static float values[SIZE];

/* ---- Numbers ------------------------------------------------------------------------ */

static uint32_t state;

static uint32_t draw(void)
{
    state = state * 1664525u + 1013904223u;
    return state >> 8;
}

int derive_begin(void **unused)
{
    (void)unused;
    state = 1;
    derive_graph =
        (graph){.nodes = nodes, .outputs = {GRAPH_NONE, GRAPH_NONE, GRAPH_NONE}, .node_count = 1};
    nodes[0] = (graph_node){.op = GRAPH_INPUT, .shape = {HEIGHT, WIDTH, CHANNELS, 0}};
    for (int i = 0; i < MOST_WEIGHTS; i++)
        derive_weights[i] = (float)draw() / 0x1p23f - 1;
    for (int i = 0; i < SIZE; i++) {
        int other = (int)(draw() % (uint32_t)(i + 1));
        values[i] = values[other];
        values[other] = ((float)(i - SIZE / 2) + .5f) / 32;
    }
    return 0;
}

/* ---- Building ----------------------------------------------------------------------- */

static void prepare_norm(const graph_node *n)
{
    for (size_t c = 0; c < CHANNELS; c++) {
        double scale, shift;
        graph_norm_scale(n, c, &scale, &shift);
        norm_rows[c] = (float)scale;
        norm_rows[CHANNELS + c] = (float)shift;
    }
}

uint32_t derive_add(graph_node n, uint32_t count, uint32_t a, uint32_t b, uint32_t c)
{
    char why[GRAPH_WHY_SIZE];
    uint32_t i = derive_graph.node_count++;
    assert_true(i < MOST_NODES);
    inputs[i][0] = a;
    inputs[i][1] = b;
    inputs[i][2] = c;
    n.inputs = inputs[i];
    n.input_count = count;
    nodes[i] = n;
    if (graph_infer(&derive_graph, &nodes[i], why))
        fail_msg("%s", why);
    if (n.op == GRAPH_NORM)
        prepare_norm(&nodes[i]);
    return i;
}

uint32_t derive_add_one(graph_node n, uint32_t from)
{
    return derive_add(n, 1, from, 0, 0);
}

graph_node derive_activation(graph_activation a, float alpha, float beta)
{
    return (graph_node){.op = GRAPH_IDENTITY, .activation = a, .alpha = alpha, .beta = beta};
}

uint32_t derive_activate(graph_activation a, float alpha, float beta, uint32_t from)
{
    return derive_add_one(derive_activation(a, alpha, beta), from);
}

uint32_t derive_inner(void)
{
    return derive_activate(GRAPH_AFFINE, 2, 0, 0);
}

/* ---- Running ------------------------------------------------------------------------ */

size_t derive_scratch(const void *self, uint32_t node)
{
    (void)self;
    return convolve_column(&derive_graph, &nodes[node]) * graph_pixels(&nodes[node].shape);
}

static job job_of(uint32_t node, const float *const *in, float *out, float *scratch)
{
    return (job){.graph = &derive_graph,
                 .node = &nodes[node],
                 .lanes = lanes_choose(),
                 .prepared = norm_rows,
                 .inputs = in,
                 .out = out,
                 .count = graph_pixels(&nodes[node].shape),
                 .columns = scratch};
}

static void forward(const void *self, uint32_t node, const float *const *in, float *out,
                    float *scratch)
{
    job j = job_of(node, in, out, scratch);
    (void)self;
    node_run(&j);
}

static void backward(const void *self, uint32_t node, const float *gradient, float *out,
                     float *scratch)
{
    job j = job_of(node, &gradient, out, scratch);
    (void)self;
    adjoint_run(&j);
}

static int go_on(void *by)
{
    (void)by;
    return 0;
}

/* The output for the input, and its gradient with respect to `target` where
 * `gradient` is not NULL. */
double derive_run(uint32_t target, const float *input, float *gradient)
{
    static const reverse_ops ops = {derive_scratch, forward, backward, NULL};
    const reverse r = {.ops = &ops, .graph = derive_graph};
    uint32_t output = derive_graph.node_count - 1;
    reverse_plan *p = reverse_plan_make(&r, target, output, 0);
    assert_non_null(p);
    float *workspace = aligned_alloc(64, (p->size * sizeof(float) + 63) / 64 * 64);
    assert_non_null(workspace);
    memcpy(reverse_value(p, workspace, 0), input, SIZE * sizeof(float));
    reverse_plan_run(p, workspace, 0, derive_rectifier, go_on, NULL);
    double out = (double)*reverse_value(p, workspace, output);
    if (gradient)
        memcpy(gradient, reverse_gradient(p, workspace, target), SIZE * sizeof(float));
    free(workspace);
    free(p);
    return out;
}

static void expect_direction(const float *gradient, double norm)
{
    const float step = 1.f / 128;
    float ahead[SIZE], behind[SIZE];
    double along = 0;
    for (int i = 0; i < SIZE; i++) {
        float side = draw() & 1 ? step : -step;
        ahead[i] = values[i] + side;
        behind[i] = values[i] - side;
        along += (double)(gradient[i] * (side > 0 ? 1 : -1));
    }
    double difference =
        (derive_run(0, ahead, NULL) - derive_run(0, behind, NULL)) / (2 * (double)step);
    if (!(fabs(difference - along) <= tolerance * fmax(norm, 1)))
        fail_msg("the gradient says %.7g, differences %.7g", along, difference);
}

/* End the network in a weighted sum, and check. */
void derive_expect_right(uint32_t last)
{
    float gradient[SIZE], inside[SIZE];
    double squares = 0;
    uint32_t flat = derive_add_one((graph_node){.op = GRAPH_FLATTEN}, last);
    graph_node sum = {.op = GRAPH_DENSE, .shape = {.channels = 1}};
    sum.weights[GRAPH_FILTER] = derive_weights;
    assert_true(graph_size(&nodes[flat].shape) <= MOST_WEIGHTS);
    derive_add_one(sum, flat);
    derive_run(0, values, gradient);
    derive_run(1, values, inside);
    for (int i = 0; i < SIZE; i++) {
        squares += (double)(gradient[i] * gradient[i]);
        assert_true(gradient[i] == 2 * inside[i]);
    }
    for (int i = 0; i < DIRECTIONS; i++)
        expect_direction(gradient, sqrt(squares));
}
